"""What a village owes: opening its duties, recording checks and exchanges, taking one back."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from casefiles import schedule
from casefiles.actions.batches import insert_rows
from casefiles.models import InfoExchange, TenDayCheck, VillageDuty
from casefiles.models.rules import numbers
from casefiles.models.survey import keep_figures
from casefiles.terms import DutyKind
from jurisdiction.history import content_hash, insert_once, same_record
from jurisdiction.models import Area, Posting
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel, Capacity, SlotState


@transaction.atomic
def open_village_duties(*, on):
    """Open what the villages owe in the ten days and in the month, or its half, that hold `on`.

    Villages owe where an office works: in townships with a drug-control officer in force; how many
    exchanges a month, the office says. A duty that exists is left as it is, and none is opened
    beside one of the same days: two instead of one are owed from the next month, one instead of
    two after the present half leaves the other unasked. Those whose window has ended are marked
    missed, and what the files said then is kept for the survey. Returns how many were opened
    (forms F11, F12).
    """
    VillageDuty.objects.open().filter(closes_on__lt=on).update(state=SlotState.MISSED)
    keep_figures(on)
    villages = list(served_villages(on))
    checks = open_duties(DutyKind.TEN_DAY_CHECK, schedule.ten_day_window(on), villages)
    asked = defaultdict(list)
    times = numbers("exchanges")
    for code in villages:
        asked[schedule.exchange_window(on, times(code))].append(code)
    return checks + sum(
        open_duties(DutyKind.INFO_EXCHANGE, window, owing) for window, owing in asked.items()
    )


def served_villages(on):
    offices = Posting.objects.in_force(on).filter(capacity=Capacity.DRUG_CONTROL_OFFICER)
    areas = list(offices.values_list("area", flat=True).distinct())
    villages = Area.objects.in_force(on).of_level(AreaLevel.VILLAGE).filter(within("code", areas))
    return villages.values_list("code", flat=True)


def open_duties(kind, window, villages):
    there = VillageDuty.objects.filter(
        kind=kind, opens_on__lte=window.closes_on, closes_on__gte=window.opens_on
    )
    owed_already = set(there.values_list("village", flat=True))
    owed = {
        "kind": kind,
        "opens_on": window.opens_on,
        "closes_on": window.closes_on,
        "state": SlotState.OPEN,
    }
    rows = [{"village_id": code} | owed for code in villages if code not in owed_already]
    return len(insert_rows(VillageDuty, rows, skip_existing=True))


def record_check(*, village, key, by, **content):
    """Record a ten-day check (form F12) and close the duty whose ten days hold `happened_on`.

    A check of the 11th never satisfies the first ten days, however late it is typed in; one of the
    8th typed in on the 12th does, and is marked late. A second one is extra. Returns (check,
    is_new): the same key with the same content returns the first. Raises KeyReused.
    """
    return record_for(TenDayCheck, village=village, key=key, by=by, **content)


def record_exchange(*, village, key, by, **content):
    """Record an information exchange (form F11); the first in a duty's window closes the duty.

    Returns (exchange, is_new). Raises KeyReused.
    """
    return record_for(InfoExchange, village=village, key=key, by=by, **content)


@transaction.atomic
def record_for(model, *, village, key, by, **content):
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(village=village, **content)
    duty = duty_closed_by(model.KIND, village, content["happened_on"])
    earlier = same_record(model, signed, digest)
    if earlier:
        return earlier, False
    if duty and duty.state == SlotState.DONE:
        duty = None
    made, is_new = insert_once(model, signed, digest, village=village, duty=duty, **content)
    if duty and is_new:
        set_state(duty, SlotState.DONE)
    return made, is_new


def duty_closed_by(kind, village, day):
    """The duty whose window holds this day, locked, so that two phones stand in a row."""
    duties = VillageDuty.objects.select_for_update(no_key=True)
    return duties.filter(village=village, kind=kind, opens_on__lte=day, closes_on__gte=day).first()


def set_state(duty, state):
    duty.state = state
    duty.save(update_fields=["state"])


@transaction.atomic
def withdraw_record(*, record, reason, by, today):
    """Take back a check or an exchange entered in error: the row stays, struck through.

    Its duty goes to another record of the same window, or is owed again: missed where the window
    has ended before `today`. Returns the record.
    """
    model = type(record)
    duty_closed_by(model.KIND, record.village, record.happened_on)
    record = model.objects.select_related("duty").get(pk=record.pk)
    if record.is_withdrawn:
        return record
    duty, record.duty = record.duty, None
    record.withdrawn_at, record.withdrawn_by = timezone.now(), by
    record.withdrawn_reason = reason
    record.save(update_fields=["duty", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    if duty:
        hand_on(duty, model, today)
    return record


def hand_on(duty, model, today):
    inside = (duty.opens_on, duty.closes_on)
    others = model.objects.standing().filter(duty=None, village=duty.village)
    heir = others.filter(happened_on__range=inside).order_by("happened_on", "pk").first()
    if heir:
        heir.duty = duty
        heir.save(update_fields=["duty"])
    else:
        set_state(duty, SlotState.MISSED if duty.closes_on < today else SlotState.OPEN)
