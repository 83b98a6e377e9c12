"""Household and living place apart: inside the township, and notices to townships elsewhere."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger

from casefiles import actions
from casefiles.models import CaseFile, ResidenceNotice
from jurisdiction.models import Area
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel

DAY = timedelta(days=1)
APART = 4  # persons whose household lies in another village of the township
# Days ago on which a notice was issued; what became of it.
NOTICES = ((3, "drawn"), (25, "sent"), (60, "acknowledged"), (40, "withdrawn"))
OFFICES = ("龙泉镇禁毒办", "白塔街道禁毒办", "石桥镇禁毒办", "邻县云山镇禁毒办")


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_residence(township, officer, *, seed, today):
    """Some households lie in another village; of who is away for work, the place there is told."""
    rng = Random(f"{seed}:residence:{township.code}")
    cases = CaseFile.objects.open().filter(within("village__code", [township.code]))
    villages = list(Area.objects.below(township.code).of_level(AreaLevel.VILLAGE))
    for case in cases.order_by("pk")[: APART * 7 : 7]:
        elsewhere = [village for village in villages if village.pk != case.village_id]
        actions.set_household(
            case=case, version=case.version, household_village=rng.choice(elsewhere), by=officer,
            today=today,
        )  # fmt: skip
    away = cases.filter(is_away=True, household_village=None).order_by("pk")
    for case, told, office in zip(away, NOTICES, OFFICES, strict=False):
        tell(rng, case, officer, today, office, *told)


def tell(rng, case, by, today, office, days, then):
    notice, _new = actions.issue_notice(
        ResidenceNotice, case=case, key=uuid.UUID(int=rng.getrandbits(128), version=4), by=by,
        to_office=office, address=f"{case.away_to}，集体宿舍", since=today - 200 * DAY,
        asks="请将该人员纳入当地管控，按期走访，并将管控情况函告我办。",
        issued_on=today - days * DAY,
    )  # fmt: skip
    if then in ("sent", "acknowledged"):
        actions.send_notice(
            paper=notice, version=1, by=by, sent_on=today - (days - 1) * DAY, sent_how="post"
        )
    if then == "acknowledged":
        actions.acknowledge_notice(
            paper=notice, version=2, by=by, acknowledged_on=today - (days - 20) * DAY,
            acknowledged_by=f"{office}王强", acknowledged_no=f"禁函〔{today.year}〕12号",
        )  # fmt: skip
    if then == "withdrawn":
        actions.withdraw_notice(paper=notice, version=1, by=by, withdrawn_reason="本人已返回")
