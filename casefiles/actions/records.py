"""Recording what was done. One key makes one record, whatever the line does to the request."""

from django.db import transaction
from django.utils import timezone

from casefiles import schedule
from casefiles.actions.files import Stale
from casefiles.actions.tasks import report_test
from casefiles.models import CaseFile, DrugTest, DueSlot, Visit
from casefiles.models.rules import rules_of
from casefiles.terms import SlotKind, SlotState, VisitMode, VisitOutcome
from casefiles.terms.testing import TestResult
from jurisdiction.history import content_hash, insert_once, same_record


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
    """Record a test (form F8), close the slot it satisfies, report what the police must know.

    Refused, evaded, invalid and otherwise not taken tests close nothing: the slot stays due. Until
    when the person may object and the samples are kept is reckoned by the office's rules. Returns
    (test, is_new). Raises KeyReused.
    """
    return write_test(case=case, key=key, by=by, edition=1, **content)


@transaction.atomic
def write_test(*, case, key, by, edition, **content):
    kind = SlotKind.TEST if content["result"] in DrugTest.CLOSING else None
    test, is_new = record(
        DrugTest, case=case, key=key, by=by, day=content["tested_on"], kind=kind,
        reckoned={"edition": edition} | reckon_test(case, **content), **content,
    )  # fmt: skip
    if is_new:
        report_test(test=test, by=by)
    return test, is_new


def reckon_test(case, *, tested_on, result, told_at=None, sample_a_no="", **_content):
    """The days that follow from a test (吸毒检测程序规定): of objection, and of keeping samples."""
    rules = rules_of(case.village_id)
    keeps = result == TestResult.POSITIVE or sample_a_no
    told_on = told_at and timezone.localdate(told_at)
    return {
        "objection_until": told_on and schedule.objection_until(told_on, rules.objection_days),
        "kept_until": schedule.kept_until(tested_on, rules.sample_months) if keeps else None,
    }


@transaction.atomic
def correct_test(*, test, reason, key, by, **content):
    """Write the next edition of a test, with the reason; the one before stays, struck through.

    `content` are the columns of the form, all of them. Returns (test, is_new). Raises KeyReused,
    Stale where the test was corrected or withdrawn meanwhile, and Disputed.
    """
    lock_file(test.case_id)
    signed = {"recorded_by": by, "idempotency_key": key}
    content |= {"corrects": test, "correction_reason": reason}
    earlier = same_record(DrugTest, signed, content_hash(case=test.case, **content))
    if earlier:
        return earlier, False
    test = DrugTest.objects.select_related("case").get(pk=test.pk)
    if test.is_withdrawn:
        raise Stale
    lock_undisputed(test)
    strike_test(test, f"更正：{reason}", by)
    return write_test(case=test.case, key=key, by=by, edition=test.edition + 1, **content)


@transaction.atomic
def record(model, *, case, key, by, day, kind, reckoned=None, **content):
    lock_file(case.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    earlier = same_record(model, signed, digest)
    if earlier:
        return earlier, False
    slot = slot_closed_by(case, kind, day)
    village = slot.village_id if slot else case.village_id
    made, is_new = insert_once(
        model,
        signed,
        digest,
        case=case,
        village_id=village,
        slot=slot,
        **content,
        **(reckoned or {}),
    )
    if slot and is_new:
        slot.state = SlotState.DONE
        slot.save(update_fields=["state"])
    return made, is_new


def lock_file(pk):
    """Puts two phones that record the same person in a row."""
    CaseFile.objects.select_for_update(no_key=True).only("pk").get(pk=pk)


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


class Disputed(Exception):
    """A request for correction waits: who decides it decides about the record, nobody before."""


@transaction.atomic
def withdraw_visit(*, visit, reason, by):
    """Take back a visit entered in error. The row stays, struck through.

    Its slot goes to another meeting in the same window; without one it is owed again. Returns the
    visit. Raises Disputed.
    """
    lock_undisputed(visit)
    return strike_visit(visit, reason, by)


@transaction.atomic
def withdraw_test(*, test, reason, by):
    """Take back a test entered in error; its slot goes to another test or is owed again.

    Raises Disputed.
    """
    lock_undisputed(test)
    return strike_test(test, reason, by)


def lock_undisputed(row):
    lock_file(row.case_id)
    if row.corrections.undecided().exists():
        raise Disputed


def strike_visit(visit, reason, by):
    return strike(visit, Visit.objects.met(), "visited_on", reason, by)


def strike_test(test, reason, by):
    return strike(test, DrugTest.objects.conclusive(), "tested_on", reason, by)


@transaction.atomic
def strike(row, others, day, reason, by):
    """Strike a record through, whatever was asked about it. Returns it."""
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
