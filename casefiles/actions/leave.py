"""Asking for leave and deciding about it (form F9), the return, and absence without leave."""

from django.db import transaction

from casefiles.actions.files import Stale
from casefiles.actions.papers import correct_paper
from casefiles.actions.records import lock_file
from casefiles.actions.slots import excuse_slot
from casefiles.models import Leave
from casefiles.terms import SlotReason
from casefiles.terms.leave import LeaveState
from jurisdiction.history import content_hash, insert_once, same_record


class Overlaps(Exception):
    """Another leave or absence of this person holds some of these days."""


class DecidedLeave(Exception):
    """The leave was decided: only its return is noted still, or it is withdrawn with a reason."""


class NoReport(Exception):
    """Three days or more outside the county are not approved without the written report."""


def ask_leave(model, *, case, key, by, **content):
    """Write down that a person asks for leave (form F9, 戒毒条例 19).

    `content` are the columns of the form. Returns (leave, is_new). Raises KeyReused, Overlaps.
    """
    return add_leave(model, case, key, by, content | {"state": LeaveState.WAITING})


def note_absence(model, *, case, key, by, **content):
    """Write down that a person was found absent without leave, since a day (戒毒条例 20).

    Returns (leave, is_new). Raises KeyReused, Overlaps.
    """
    return add_leave(model, case, key, by, content | {"state": LeaveState.UNAUTHORISED})


@transaction.atomic
def add_leave(model, case, key, by, content):
    lock_file(case.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    refuse_overlap(case.pk, content["from_on"], content.get("to_on"))
    return insert_once(model, signed, digest, case=case, **content)


def refuse_overlap(case, from_on, to_on, but=None):
    if Leave.objects.filter(case=case).meeting(from_on, to_on).exclude(pk=but).exists():
        raise Overlaps


@transaction.atomic
def correct_leave(*, paper, version, by, **content):
    """Change what a leave says before it is decided. Raises Stale, DecidedLeave, Overlaps."""
    lock_file(paper.case_id)
    leave = Leave.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if leave.state != LeaveState.WAITING:
        raise DecidedLeave
    refuse_overlap(leave.case_id, content["from_on"], content["to_on"], but=leave.pk)
    return correct_paper(paper=leave, version=version, by=by, **content)


@transaction.atomic
def decide_leave(*, leave, version, is_approved, approver, on, comment, by, slots=()):
    """Approve a leave or refuse it, always with a comment.

    `slots` are the test slots that the officer excuses with it because another office tests there
    (domain document, section 8). Returns the leave. Raises Stale, NoReport.
    """
    leave = locked(leave, version, LeaveState.WAITING)
    if is_approved and leave.lacks_report:
        raise NoReport
    leave.state = LeaveState.APPROVED if is_approved else LeaveState.REFUSED
    leave.approver, leave.decided_on, leave.comment = approver, on, comment
    leave.decision_by = by
    save(leave, "state", "approver", "decided_on", "comment", "decision_by")
    if is_approved and leave.away_office:
        excuse_slots(leave, slots, by)
    return leave


def excuse_slots(leave, slots, by):
    note = f"请假外出{leave.from_on:%Y-%m-%d}至{leave.to_on:%Y-%m-%d}，委托{leave.away_office}检测"
    for slot in slots:
        excuse_slot(slot=slot, reason_code=SlotReason.AWAY_WITH_TEST, note=note, by=by)


@transaction.atomic
def note_return(*, leave, version, returned_on, return_note, by):
    """Note the return (销假), or correct the day noted. Returns the leave. Raises Stale."""
    leave = locked(leave, version, LeaveState.APPROVED, LeaveState.UNAUTHORISED)
    leave.returned_on, leave.return_note, leave.return_by = returned_on, return_note, by
    save(leave, "returned_on", "return_note", "return_by")
    return leave


@transaction.atomic
def withdraw_leave(*, leave, version, reason, by):
    """Take back a leave that was not taken, or an entry in error; it stays, struck through.

    Slots that it excused stay excused until an officer undoes that. Returns the leave. Raises
    Stale.
    """
    leave = locked(leave, version, *(s for s in LeaveState if s != LeaveState.WITHDRAWN))
    leave.state, leave.withdrawn_reason = LeaveState.WITHDRAWN, reason
    save(leave, "state", "withdrawn_reason")
    return leave


def locked(leave, version, *states):
    """The row as it was read. Raises Stale where it is another by now."""
    lock_file(leave.case_id)
    leave = Leave.objects.select_for_update(of=("self",)).get(pk=leave.pk)
    if leave.version != version or leave.state not in states:
        raise Stale
    return leave


def save(leave, *names):
    leave.version += 1
    leave.save(update_fields=["version", *names])
