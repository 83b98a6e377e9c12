"""Tasks: what tests asked to be reported, one in every state, and a few of villages."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger

from casefiles import actions
from casefiles.actions.tasks import report_test
from casefiles.models import DrugTest
from casefiles.terms.tasks import REPORTED, Seat, TaskKind, TaskMove
from jurisdiction.models import Area
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel

M = TaskMove
SHOWN = 12  # reports of the latest tests; what older ones asked is long done
# For each report in turn: its steps, until it is where the list is to show it.
STORIES = (
    (),
    (M.ACKNOWLEDGE,),
    (M.ACKNOWLEDGE, M.ANSWER),
    (M.PRESS,),
    (M.ACKNOWLEDGE, M.ANSWER, M.CONFIRM),
    (M.ACKNOWLEDGE, M.NOT_CONFIRMED),
    (M.ACKNOWLEDGE, M.ANSWER, M.RETURN),
)
WORDS = {
    M.ANSWER: "已派民警核实",
    M.PRESS: "请尽快签收",
    M.RETURN: "请补充文书编号",
    M.NOT_CONFIRMED: "复检阴性",
}
ASKED = (
    (Seat.VILLAGE, TaskKind.DOCUMENT, "补交本月毒情排查表签字页", -9),
    (Seat.VILLAGE, TaskKind.CHECK, "核实外来承租户登记情况", 6),
    (Seat.OFFICE, TaskKind.OTHER, "联系县办领取检测试剂", -2),
)


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_tasks(township, officer, *, seed, today):
    """Reports of the latest positive, refused and evaded tests; three tasks of villages."""
    rng = Random(f"{seed}:tasks:{township.code}")
    inside = within("village__code", [township.code])
    tests = DrugTest.objects.standing().filter(inside, result__in=REPORTED, case__sealed_on=None)
    latest = tests.select_related("case", "village").order_by("-tested_on", "-pk")[:SHOWN]
    for number, test in enumerate(latest):
        task = report_test(test=test, by=officer)
        for move in STORIES[number % len(STORIES)]:
            take(rng, task, move, officer, today)
    villages = Area.objects.of_level(AreaLevel.VILLAGE).below(township.code).order_by("code")
    for village, (seat, kind, what, late) in zip(villages, ASKED, strict=False):
        actions.give_task(
            village=village, key=new_key(rng), by=officer, kind=kind, what=what, seat=seat,
            due_on=today + timedelta(days=late),
        )  # fmt: skip


def take(rng, task, move, by, today):
    document = f"云公禁检字〔{today.year}〕{rng.randint(1, 90)}号" if move == M.CONFIRM else ""
    actions.step_task(
        task=task, move=move, key=new_key(rng), by=by, text=WORDS.get(move, ""),
        document_no=document,
    )  # fmt: skip


def new_key(rng):
    return uuid.UUID(int=rng.getrandbits(128), version=4)
