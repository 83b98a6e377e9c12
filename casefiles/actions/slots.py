"""Opening and ending due slots. Slots are frozen at the start of their period."""

from collections import defaultdict
from functools import cache

from django.db import transaction
from django.db.models import Max, Q

from casefiles import schedule
from casefiles.actions.batches import insert_rows
from casefiles.models import CaseFile, DrugTest, DueSlot, OwnSchedule, Schedule
from casefiles.models.schedules import RuleBook
from casefiles.terms import ControlState, SlotKind, SlotReason, SlotState, VisitMode, VisitOutcome

# Who cannot be visited or tested owes nothing; the row says why (domain document, section 8).
NOT_OWED = {
    ControlState.IN_CUSTODY: (SlotState.EXCUSED, SlotReason.CUSTODY),
    ControlState.DECEASED: (SlotState.CANCELLED, SlotReason.DECEASED),
    ControlState.ABROAD: (SlotState.CANCELLED, SlotReason.ABROAD),
}
LATEST = {
    SlotKind.VISIT: Max(
        "visits__visited_on",
        filter=Q(
            visits__withdrawn_at__isnull=True,
            visits__mode=VisitMode.FACE,
            visits__outcome=VisitOutcome.FOUND,
        ),
    ),
    SlotKind.TEST: Max(
        "tests__tested_on",
        filter=Q(tests__withdrawn_at__isnull=True, tests__result__in=DrugTest.CLOSING),
    ),
}


@transaction.atomic
def open_due_slots(*, on, cases=None):
    """Open the visit and test slots whose windows hold the day `on`.

    How often is said by the strictest schedule that applies to a person on that day (docs/adr/
    0015-schedules.md). `cases` limits the files (all open ones, if none). A slot that exists is
    left as it is, so the command may run as often as one likes. Ended windows are marked missed.
    Returns how many slots were opened.
    """
    mark_missed(on=on)
    cases = (CaseFile.objects.all() if cases is None else cases).open()
    book = RuleBook(on, cases)
    return sum(open_slots_of_kind(kind, on, cases, book) for kind in SlotKind)


def open_slots_of_kind(kind, on, cases, book):
    """Open what the strictest rule of each file asks for `kind` on that day. Returns how many."""
    persons = cases.annotate(latest_on=LATEST[kind]).values(*PERSON)
    owed = [(row, book.demand(kind, row)) for row in persons]
    window_of = cache(lambda demand: demand.window(on))
    owed = [(row, demand, window_of(demand)) for row, demand in owed if demand]
    owed = [(row, demand, window) for row, demand, window in owed
            if row["enrolled_on"] <= window.closes_on]  # fmt: skip
    if not owed:
        return 0
    standing = slots_since(kind, min(window.opens_on for *_, window in owed), cases)
    slots = [
        new_slot(kind, row, demand, window)
        for row, demand, window in owed
        if not schedule.is_provided_for(window, standing[row["pk"]])
    ]
    return len(insert_rows(DueSlot, slots, skip_existing=True))


PERSON = (
    "pk", "village", "enrolled_on", "control_state", "measure", "measure_from", "risk_level",
    "latest_on",
)  # fmt: skip


def slots_since(kind, day, cases):
    """The slots of these files that end on that day or later: {file: [(first, last, state)]}."""
    rows = DueSlot.objects.filter(case__in=cases, kind=kind, closes_on__gte=day).order_by()
    found = defaultdict(list)
    for case, *slot in rows.values_list("case", "period_on", "closes_on", "state"):
        found[case].append(slot)
    return found


def new_slot(kind, row, demand, period):
    """The columns of a slot. Nothing is owed before the person was enrolled, or the rule began."""
    window = schedule.clip(period, max(row["enrolled_on"], demand.anchor or period.opens_on))
    state, reason = NOT_OWED.get(row["control_state"], (SlotState.OPEN, ""))
    return {
        "case_id": row["pk"],
        "village_id": row["village"],
        "kind": kind,
        "every": demand.every,
        "schedule_id": demand.source.pk if isinstance(demand.source, Schedule) else None,
        "own_schedule_id": demand.source.pk if isinstance(demand.source, OwnSchedule) else None,
        "period_on": period.opens_on,
        "opens_on": window.opens_on,
        "due_on": schedule.due_on(window, row["latest_on"], demand.every),
        "closes_on": window.closes_on,
        "state": state,
        "reason_code": reason,
        "note": "",
    }


def mark_missed(*, on):
    """Mark open slots whose window ended before the day `on`. Returns how many."""
    return DueSlot.objects.open().filter(closes_on__lt=on).update(state=SlotState.MISSED)


@transaction.atomic
def excuse_slot(*, slot, reason_code, note, by):
    """Excuse a slot that is open or missed, with a reason code: it leaves the denominator.

    Returns the slot; one that is done stays done.
    """
    slot = DueSlot.objects.select_for_update().get(pk=slot.pk)
    if slot.state in (SlotState.OPEN, SlotState.MISSED):
        slot.state, slot.reason_code, slot.note = SlotState.EXCUSED, reason_code, note
        slot.save(update_fields=["state", "reason_code", "note"])
    return slot


@transaction.atomic
def restore_slot(*, slot, by, today):
    """Undo an excuse: the slot is owed again, missed where its window has ended."""
    slot = DueSlot.objects.select_for_update().get(pk=slot.pk)
    if slot.state == SlotState.EXCUSED:
        slot.state = SlotState.MISSED if slot.closes_on < today else SlotState.OPEN
        slot.reason_code = slot.note = ""
        slot.save(update_fields=["state", "reason_code", "note"])
    return slot


def move_slots(*, case, village, today):
    """Let the open slots go to the village that holds the file now; what has ended stays."""
    open_ones = DueSlot.objects.open().filter(case=case)
    open_ones.filter(closes_on__lt=today).update(state=SlotState.MISSED)
    open_ones.filter(closes_on__gte=today).update(village=village)


def release_slots(*, case, state, reason_code):
    """End the open slots of a file as excused or cancelled. Returns how many."""
    return DueSlot.objects.open().filter(case=case).update(state=state, reason_code=reason_code)


def owe_again(*, cases, today):
    """Open what was cancelled for these files, where its window is open still. Returns how many."""
    cancelled = DueSlot.objects.filter(case__in=cases, state=SlotState.CANCELLED)
    return cancelled.filter(closes_on__gte=today).update(state=SlotState.OPEN, reason_code="")
