"""Losing contact: a person for each thing that the rule can ask, and somebody found again."""

import uuid
from datetime import time, timedelta
from random import Random

import pgtrigger

from casefiles import actions
from casefiles.models import CaseFile, ContactAttempt, FoundAgain, LostDecision
from casefiles.models.losing import standing_of, standings
from casefiles.terms import ControlState
from jurisdiction.scoping import within

DAY = timedelta(days=1)
# What was tried in the last days, as (days ago, way, result, whom); what was decided then.
SEARCHES = (
    ((9, "phone", "no_answer", ""),),
    ((20, "visit", "no_answer", "邻居"), (12, "family", "nobody_knows", "其母")),
    ((21, "phone", "no_answer", ""), (15, "family", "nobody_knows", "其兄")),
    ((26, "visit", "no_answer", "组长"), (24, "family", "nobody_knows", "其父")),
    ((27, "visit", "no_answer", "邻居"), (22, "family", "nobody_knows", "其姐")),
    ((25, "visit", "no_answer", "邻居"), (11, "family", "nobody_knows", "其父")),
    ((27, "phone", "no_answer", ""), (10, "family", "nobody_knows", "其姐")),
    ((28, "message", "no_answer", ""), (23, "family", "nobody_knows", "其妻")),
)
DECIDED = (None, None, "rejected", "found", "reached", None, None, "lost")


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_losing(township, officer, *, seed, today):
    """Searches for persons who have been silent the longest."""
    rng = Random(f"{seed}:losing:{township.code}")
    cases = CaseFile.objects.open().filter(within("village__code", [township.code]))
    silent = cases.filter(control_state=ControlState.IN_CONTROL)
    silent = sorted(standings(silent.order_by("pk"), today), key=lambda row: -row.days)
    for row, tried, decided in zip(silent, SEARCHES, DECIDED, strict=False):
        for attempt in tried:
            search(rng, row.case, officer, today, attempt)
        if decided:
            decide(rng, row.case, officer, today, is_lost=decided != "rejected")
        if decided == "found":
            find(rng, row.case, officer, today)
        if decided == "reached":
            search(rng, row.case, officer, today, (1, "phone", "reached", "本人"))


def search(rng, case, by, today, attempt):
    days, way, outcome, whom = attempt
    actions.add_paper(
        ContactAttempt, case=case, key=new_key(rng), by=by, tried_on=today - days * DAY,
        tried_at=time(rng.randint(9, 21), rng.choice((0, 15, 30))), way=way, outcome=outcome,
        whom=whom,
    )  # fmt: skip


def decide(rng, case, by, today, *, is_lost):
    counted = standing_of(case, today).traces.attempts
    actions.decide_lost(
        LostDecision, case=case, key=new_key(rng), by=by, today=today, is_lost=is_lost,
        counted=counted, village_word="何平安", police_word="景明", document_no="",
        reason="多方查找未果，家属不知去向" if is_lost else "派出所核实在邻县务工，能联系上",
        decided_on=today - 10 * DAY,
    )  # fmt: skip


def find(rng, case, by, today):
    actions.find_again(
        FoundAgain, case=case, key=new_key(rng), by=by, today=today, found_on=today - 4 * DAY,
        how="returned", state=ControlState.IN_CONTROL, place="家中", note="自邻省返回",
        document_no="",
    )  # fmt: skip


def new_key(rng):
    return uuid.UUID(int=rng.getrandbits(128), version=4)
