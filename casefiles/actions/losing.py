"""Deciding that contact with a person is lost, and noting that the person is found again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from casefiles.actions.files import Stale, enter_state
from casefiles.actions.records import lock_file
from casefiles.models import CaseFile, ContactAttempt
from casefiles.models.losing import search_of, standing_of
from casefiles.terms import ControlState, StateAspect
from casefiles.terms.losing import FoundHow
from jurisdiction.history import content_hash, insert_once, same_record


class NotSearched(Exception):
    """Nothing is proposed, and no document of the police says that the person is gone."""


class NotLost(Exception):
    """The person does not count as lost."""


@transaction.atomic
def withdraw_attempt(*, attempt, reason, by):
    """Take back an attempt entered in error; it stays, struck through. Returns it."""
    lock_file(attempt.case_id)
    attempt = ContactAttempt.objects.get(pk=attempt.pk)
    if not attempt.is_withdrawn:
        attempt.withdrawn_at, attempt.withdrawn_by = timezone.now(), by
        attempt.withdrawn_reason = reason
        attempt.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return attempt


@transaction.atomic
def decide_lost(model, *, case, key, by, today, is_lost, counted, **content):
    """Find that contact is lost, or not, with the reason (domain document, section 2g).

    `counted` are the attempts in vain that the officer has read. Without a proposal a document of
    the police is needed. Slots stay owed: a missed visit stays missed. Returns (decision, is_new).
    Raises KeyReused, NotSearched, and Stale where something else is known by now.
    """
    content |= {"is_lost": is_lost, "counted": counted}
    signed, digest = signed_by(by, key), content_hash(case=case, **content)
    case = CaseFile.objects.select_for_update().get(pk=case.pk)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    now = standing_of(case, today)
    if case.control_state != ControlState.IN_CONTROL or now.traces.attempts != counted:
        raise Stale
    if not (now.may_be_decided or (is_lost and content["document_no"])):
        raise NotSearched
    made, is_new = insert_once(
        model, signed, digest, case=case, missed=now.traces.missed, lost_since=now.traces.since,
        told=search_of(case, now.traces.since), **content,
    )  # fmt: skip
    if is_lost:
        enter_state(
            case, aspect=StateAspect.CONTROL_STATE, value=ControlState.LOST_CONTACT,
            on=made.decided_on, document_no=made.document_no, reason=made.reason[:200], by=by,
            today=today,
        )  # fmt: skip
    return made, is_new


@transaction.atomic
def find_again(model, *, case, key, by, today, **content):
    """Note that a lost person was found: day, how, and the control state from that day on.

    Returns (finding, is_new). Raises KeyReused, NotLost.
    """
    signed, digest = signed_by(by, key), content_hash(case=case, **content)
    case = CaseFile.objects.select_for_update().get(pk=case.pk)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    if case.control_state != ControlState.LOST_CONTACT:
        raise NotLost
    made, is_new = insert_once(model, signed, digest, case=case, **content)
    with override("zh-hans"):
        how = str(FoundHow(made.how).label)
    enter_state(
        case, aspect=StateAspect.CONTROL_STATE, value=made.state, on=made.found_on,
        document_no=made.document_no, reason=how, by=by, today=today,
    )  # fmt: skip
    return made, is_new


def signed_by(by, key):
    return {"recorded_by": by, "idempotency_key": key}
