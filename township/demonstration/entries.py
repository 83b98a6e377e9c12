"""Entries that the office asks about: one question of each kind, answered, closed and open."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger
from django.utils import timezone

from casefiles import actions
from casefiles.models import CaseFile, Visit
from casefiles.models.entries import questions_for
from casefiles.schedule.entries import Limits
from casefiles.terms.entries import EntryDoubt
from jurisdiction.models import Officer

DAY, SECONDS = timedelta(days=1), timedelta(seconds=25)
SAME = "本人在家务农，情绪稳定，与家人相处和睦，无异常。"


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_entries(officer, *, seed):
    """A cadre enters a visit late, one text five times, and twenty visits in ten minutes."""
    rng = Random(f"{seed}:entries")
    cadre = Officer.objects.get(username="heping_cadre")
    villages = cadre.postings.values("area")
    cases = list(CaseFile.objects.open().filter(village__in=villages).order_by("pk"))
    if not cases:
        return
    now, limits = timezone.now(), Limits()
    for number in range(limits.same_texts):
        enter(rng, cases[number % len(cases)], cadre, now - (40 + number) * DAY, 0, SAME)
    for number in range(limits.fast_visits):
        at = now - 12 * DAY + number * SECONDS
        enter(rng, cases[number % len(cases)], cadre, at, 1, "")
    enter(rng, cases[0], cadre, now - 6 * DAY, limits.late_days + 4, "")
    for asked in questions_for(officer):
        if asked.author == cadre and asked.kind != EntryDoubt.FAST:
            answer(rng, asked, officer)


def enter(rng, case, by, at, late, text):
    """A visit `late` days before it is entered at that instant."""
    visit, _new = actions.record_visit(
        case=case, key=uuid.UUID(int=rng.getrandbits(128), version=4), by=by, mode="phone",
        outcome="found", visited_on=timezone.localdate(at) - late * DAY, family=text,
        is_unchanged=not text,
    )  # fmt: skip
    Visit.objects.filter(pk=visit.pk).update(recorded_at=at)


def answer(rng, asked, officer):
    """What the cadre says; of what came late the office says a closing word."""
    said = {"question": asked, "counted": len(asked.visits)}
    keys = [uuid.UUID(int=rng.getrandbits(128), version=4) for _n in range(2)]
    actions.answer_question(text="几户情况确无变化", key=keys[0], by=asked.author, **said)
    if asked.kind == EntryDoubt.LATE:
        actions.close_question(text="已电话核实", key=keys[1], by=officer, **said)
