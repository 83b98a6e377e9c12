"""What a township tells in its year's work summary, as records: its own meetings, classes, events.

Narrowed to the township and to a year, the figures of publicity are exactly those of the summary.
"""

import uuid
from datetime import date

from campaigns import actions as campaigns
from campaigns.terms import ActivityKind, Audience, Lasting, MaterialKind, MaterialUnit

NAMESPACE = uuid.UUID("5d0e6b0e-6260-4626-8626-062606260626")
K, A, M, U = ActivityKind, Audience, MaterialKind, MaterialUnit
PUT_UP = (
    {"kind": M.WALL_CHART, "quantity": 30, "unit": U.SHEET},
    {"kind": M.NOTICE, "quantity": 130, "unit": U.COPY, "places": 30},
    {"kind": M.SLOGAN, "quantity": 300, "unit": U.STRIP, "lasting": Lasting.TEMPORARY},
    {"kind": M.SLOGAN, "quantity": 60, "unit": U.STRIP, "lasting": Lasting.PERMANENT},
    {"kind": M.BOARD, "quantity": 4, "unit": U.PIECE, "issues": 14},
)
# Month, kind, sessions, people, audience, theme; of 28 training classes, 14 fall into each year.
YEAR = (
    (2, K.LEADERSHIP_MEETING, 1, 11, A.CADRES, "传达全县禁毒工作会议精神"),
    (3, K.LEADERSHIP_MEETING, 1, 11, A.CADRES, "研究全镇禁毒工作实施方案"),
    (3, K.MOBILISATION_MEETING, 1, 126, A.CADRES, "禁毒人民战争暨无毒创建动员大会"),
    (4, K.LEADERSHIP_MEETING, 1, 11, A.CADRES, "部署“两级捆绑”和年度考核"),
    (4, K.TRAINING_CLASS, 8, 320, A.DRUG_RELATED, "禁毒法制培训"),
    (5, K.BUSINESS_CLASS, 1, 48, A.BUSINESS_OWNERS, "易制毒化学品法律法规"),
    (5, K.LECTURE, 2, 640, A.YOUTH, "中小学禁毒法制讲座"),
    (6, K.PUBLICITY, 1, 900, A.VILLAGERS, "大规模集中宣传"),
    (6, K.ESSAY, 1, 210, A.YOUTH, "“珍爱生命、拒绝毒品”征文"),
    (6, K.SPEECH, 1, 36, A.YOUTH, "禁毒演讲比赛"),
    (6, K.HAND_POSTER, 1, 320, A.YOUTH, "禁毒手抄报比赛"),
    (9, K.TRAINING_CLASS, 6, 300, A.CADRES, "禁毒法制培训"),
    (10, K.LESSON, 12, 640, A.YOUTH, "禁毒专题课"),
)


def tell_summary(*, area, by, year, until):
    """Record what the township did in this year until that day; told twice, it stands once."""
    for place, (month, kind, sessions, people, audience, theme) in enumerate(YEAR):
        day = date(year, month, 8 + place)
        if day <= until:
            campaigns.record_activity(
                area=area, key=uuid.uuid5(NAMESPACE, f"{area.pk}:{day}"), by=by,
                happened_on=day, kind=kind, theme=theme, audiences=[audience],
                sessions=sessions, people=people, attendances=people,
                materials=PUT_UP if kind == K.PUBLICITY else (),
            )  # fmt: skip
