"""Moves of files inside the township: one that waits, one taken, one refused, one taken back."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger

from casefiles import actions
from casefiles.models import CaseFile, Transfer
from jurisdiction.models import Area, Posting
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel, Capacity

DAY = timedelta(days=1)
STORIES = ("offered", "accepted", "refused", "withdrawn")


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_moves(township, officer, *, seed, today):
    """Persons who move to a village that has a cadre, who answers for it."""
    rng = Random(f"{seed}:moves:{township.code}")
    posted = Posting.objects.in_force(today).filter(
        within("area__code", [township.code]), capacity=Capacity.VILLAGE_CADRE
    )
    cadres = {posting.area_id: posting.officer for posting in posted.select_related("officer")}
    villages = list(Area.objects.filter(code__in=cadres, level=AreaLevel.VILLAGE))
    cases = CaseFile.objects.open().filter(
        within("village__code", [township.code]), household_village=None, is_away=False,
        control_state="in_control",
    )  # fmt: skip
    for case, then in zip(cases.order_by("pk")[3::11], STORIES, strict=False):
        to = rng.choice([village for village in villages if village.pk != case.village_id])
        tell(rng, case, officer, to, cadres[to.pk], today, then)


def tell(rng, case, officer, to, cadre, today, then):
    transfer, _new = actions.offer_transfer(
        Transfer, case=case, key=uuid.UUID(int=rng.getrandbits(128), version=4), by=officer,
        to_area=to, reason="随子女搬迁居住", address=f"{to.name}新居", keeps_household=True,
        document_no="", offered_on=today - 6 * DAY,
    )  # fmt: skip
    answer = {"transfer": transfer, "version": 1, "by": cadre, "today": today}
    if then == "accepted":
        actions.accept_transfer(to_village=to, reason="", **answer)
    elif then == "refused":
        actions.refuse_transfer(reason="上门核实，未在本村居住", **answer)
    elif then == "withdrawn":
        actions.withdraw_transfer(transfer=transfer, version=1, by=officer)
