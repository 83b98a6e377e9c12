"""Recording what was done. One key makes one record, whatever the line does to the request."""

import hashlib
import json

from django.db import IntegrityError, transaction
from django.utils import timezone

from casefiles.models import CaseFile, DrugTest, DueSlot, Visit
from casefiles.terms import SlotKind, SlotState, VisitMode, VisitOutcome


class KeyReused(Exception):
    """The idempotency key was used before, with another content."""


def record_visit(*, case, key, by, **content):
    """Record a visit to the person of this file (form F4) and close the slot it satisfies.

    `key` is the UUID of the drawn form; `content` holds the columns of the form. Returns
    (visit, is_new): the same key with the same content returns the visit made the first time.
    Only a meeting face to face closes a slot, and at most the one whose window holds `visited_on`;
    a second visit in that window is extra. Raises KeyReused.
    """
    met = (content["mode"], content["outcome"]) == (VisitMode.FACE, VisitOutcome.FOUND)
    kind = SlotKind.VISIT if met else None
    return record(Visit, case=case, key=key, by=by, day=content["visited_on"], kind=kind, **content)


def record_test(*, case, key, by, **content):
    """Record a test (form F8, its first columns) and close the half-yearly slot it satisfies.

    Refused, evaded and invalid tests close nothing: the slot stays due. Returns (test, is_new).
    Raises KeyReused.
    """
    kind = SlotKind.TEST if content["result"] in DrugTest.CLOSING else None
    return record(
        DrugTest, case=case, key=key, by=by, day=content["tested_on"], kind=kind, **content
    )


@transaction.atomic
def record(model, *, case, key, by, day, kind, **content):
    lock_file(case.pk)
    digest = content_hash(case, content)
    earlier = model.objects.filter(recorded_by=by, idempotency_key=key).first()
    if earlier:
        return same_record(earlier, digest), False
    slot = slot_closed_by(case, kind, day)
    made = insert(
        model,
        case=case,
        village_id=slot.village_id if slot else case.village_id,
        slot=slot,
        recorded_by=by,
        idempotency_key=key,
        content_hash=digest,
        **content,
    )
    if slot:
        slot.state = SlotState.DONE
        slot.save(update_fields=["state"])
    return made, True


def lock_file(pk):
    """Puts two phones that record the same person in a row."""
    CaseFile.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


def insert(model, **columns):
    """Insert; the same key under another file at the same moment is refused by the constraint."""
    try:
        return model.objects.create(**columns)
    except IntegrityError as error:
        if "once_per_key" in str(error):
            raise KeyReused from error
        raise


def same_record(earlier, digest):
    if earlier.content_hash != digest:
        raise KeyReused
    return earlier


def slot_closed_by(case, kind, day):
    """The open or missed slot whose window holds this day: a paper entered late still counts."""
    if kind is None:
        return None
    return (
        DueSlot.objects.of_kind(kind)
        .covering(day)
        .filter(case=case, state__in=[SlotState.OPEN, SlotState.MISSED])
        .first()
    )


def content_hash(of, content):
    """What two sendings of one form have in common: the file or village, and every column."""
    canonical = json.dumps({"case": of.pk, **content}, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def withdraw_visit(*, visit, reason, by):
    """Take back a visit entered in error. The row stays, struck through.

    Its slot goes to another meeting in the same window; without one it is owed again. Returns the
    visit.
    """
    return withdraw(visit, Visit.objects.met(), "visited_on", reason, by)


def withdraw_test(*, test, reason, by):
    """Take back a test entered in error; its slot goes to another test or is owed again."""
    return withdraw(test, DrugTest.objects.conclusive(), "tested_on", reason, by)


@transaction.atomic
def withdraw(row, others, day, reason, by):
    lock_file(row.case_id)
    row = type(row).objects.select_related("slot").get(pk=row.pk)
    if row.is_withdrawn:
        return row
    slot, row.slot = row.slot, None
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, reason
    row.save(update_fields=["slot", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    if slot:
        hand_on(slot, others, day)
    return row


def hand_on(slot, others, day):
    """Give a slot to the first of the others whose day its window holds, or open it again."""
    inside = {f"{day}__range": (slot.opens_on, slot.closes_on)}
    heir = others.filter(case=slot.case_id, slot=None, **inside).order_by(day, "pk").first()
    if heir:
        heir.slot = slot
        heir.save(update_fields=["slot"])
    else:
        slot.state = SlotState.OPEN
        slot.save(update_fields=["state"])
