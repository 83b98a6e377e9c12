"""Handovers between cadres: one that waits, and the one by which the present cadre took over."""

import uuid
from datetime import timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from casefiles import actions
from casefiles.models import CaseFile
from casefiles.terms.tasks import Seat, TaskKind
from jurisdiction.models import Officer, Posting
from jurisdiction.scoping import within
from jurisdiction.terms import Capacity

DAY = timedelta(days=1)


def tell_handovers(township, officer, *, seed, today):
    """Who has left hands over to who serves now; a second handover waits to be accepted."""
    rng = Random(f"{seed}:handovers:{township.code}")
    cadres = Posting.objects.filter(
        within("area__code", [township.code]), capacity=Capacity.VILLAGE_CADRE
    )
    cadres = list(cadres.select_related("area", "officer").order_by("area", "valid_from"))
    left = [posting for posting in cadres if posting.valid_to]
    serving = {posting.area_id: posting for posting in cadres if not posting.valid_to}
    for old in left[:1]:
        keep_as_contact(old, officer, today)
        made = draw(rng, old, serving[old.area_id], officer, today - 20 * DAY)
        cases = CaseFile.objects.open().filter(village=old.area_id).values_list("pk", flat=True)
        actions.accept_handover(
            handover=made, version=1, by=made.to_officer, today=today - 18 * DAY,
            remark="一份责任书待补签",
            package={"cases": list(cases), "slots": [], "tasks": [], "letters": []},
        )  # fmt: skip
    other = next(posting for area, posting in serving.items() if area != left[0].area_id)
    draw(rng, other, successor_of(other, today), officer, today - 2 * DAY)
    actions.give_task(
        village=other.area, key=uuid.UUID(int=rng.getrandbits(128), version=4), by=officer,
        kind=TaskKind.DOCUMENT, what="补交本季度帮教记录签字页", seat=Seat.VILLAGE,
        assignee=other.officer.name, due_on=today + 5 * DAY,
    )  # fmt: skip


def keep_as_contact(posting, officer, today):
    """Two persons whose file still names the cadre who left."""
    cases = CaseFile.objects.open().filter(village=posting.area_id).order_by("pk")[:2]
    actions.reassign_files(
        chosen=[(case, case.version) for case in cases], by=officer, today=today,
        control_contact=posting.officer.name, control_contact_phone="",
    )  # fmt: skip


def successor_of(posting, today):
    """The posting of a new cadre beside the one who leaves; the account has no password yet."""
    newcomer = Officer.objects.create(
        username="next_cadre", name="唐晓", office_id=posting.area_id, password=make_password(None)
    )
    return Posting.objects.create(
        officer=newcomer, area_id=posting.area_id, capacity=Capacity.VILLAGE_CADRE,
        valid_from=today - DAY,
    )  # fmt: skip


def draw(rng, leaving, coming, by, on):
    return actions.draw_handover(
        village=coming.area, key=uuid.UUID(int=rng.getrandbits(128), version=4), by=by,
        from_officer=leaving.officer, to_officer=coming.officer, reason="村级换届", drawn_on=on,
    )[0]  # fmt: skip
