"""Drug-free titles in every state: villages, a unit, a school, and numbers of families."""

import uuid
from datetime import date, timedelta
from random import Random

from campaigns import actions
from campaigns.terms import TitleKind, TitleState
from jurisdiction.models import Area, Unit
from jurisdiction.terms import UnitKind

CHECKED, GRANTED = TitleState.CHECKED, TitleState.GRANTED
REFUSED, REVOKED = TitleState.REFUSED, TitleState.REVOKED
# How far each application came, in the order of the villages.
PATHS = (
    (CHECKED, GRANTED, GRANTED), (), (CHECKED,), (REFUSED,), (CHECKED, GRANTED, REVOKED),
    (CHECKED, GRANTED),
)  # fmt: skip
FACTS = "十二个月内无吸毒、无贩毒、无种毒、无制毒；名册、帮教小组齐全，村规民约有禁毒条款。"
FINDINGS = {
    CHECKED: "现场考察，查阅台账，走访群众，符合条件。",
    GRANTED: "符合命名（复查）条件，公示无异议。",
    REFUSED: "考察期内新发现吸毒人员，不予命名。",
    REVOKED: "命名后发生涉毒案件，撤销命名。",
}
BETWEEN = timedelta(days=20)  # two steps of one application


def tell_titles(township, officer, *, seed, today):
    """Applications of this and the last year, each with its steps until the day before `today`."""
    rng = Random(f"{seed}:titles:{township.code}")
    villages = Area.objects.in_bulk([village.code for village in township.villages])
    kinds = (TitleKind.VILLAGE, TitleKind.FAMILY, TitleKind.UNIT, TitleKind.SCHOOL)
    for place, code in enumerate(sorted(villages)):
        columns = bearer(rng, kinds[place % len(kinds)], code)
        applied_on = date(today.year - place % 2, 1, 10) + timedelta(days=3 * place)
        if columns and applied_on < today:
            title, _new = actions.apply_for_title(
                area=villages[code], key=uuid.UUID(int=rng.getrandbits(128), version=4),
                by=officer, applied_on=applied_on, facts=FACTS, **columns,
            )  # fmt: skip
            take_steps(title, PATHS[place % len(PATHS)], officer, today)


def bearer(rng, kind, village):
    """What is applied for: the village, a number of its families, a unit or its school."""
    if kind == TitleKind.VILLAGE:
        return {"kind": kind}
    if kind == TitleKind.FAMILY:
        return {"kind": kind, "families": rng.randint(80, 240)}
    units = Unit.objects.filter(area=village).order_by("name")
    is_school = {"kind": UnitKind.SCHOOL}
    wanted = units.filter(**is_school) if kind == TitleKind.SCHOOL else units.exclude(**is_school)
    unit = wanted.first()
    return {"kind": kind, "unit": unit} if unit else {}


def take_steps(title, states, officer, today):
    day = title.applied_on
    for state in states:
        day += BETWEEN
        if day >= today:
            return
        title = actions.take_step(
            title=title, version=title.version, state=state, happened_on=day,
            findings=FINDINGS[state], document_no="云禁〔2026〕6号" if state == GRANTED else "",
            by=officer,
        )  # fmt: skip
