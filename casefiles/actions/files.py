"""Enrolling, correcting, moving, closing a file, and changing its three states."""

from django.db import IntegrityError, transaction

from casefiles import names
from casefiles.actions.slots import NOT_OWED, open_due_slots, owe_again, release_slots
from casefiles.models import (
    BagDocument,
    CaseFile,
    DueSlot,
    Enrolment,
    Merge,
    RehabOrder,
    Reopening,
    StateChange,
)
from casefiles.terms import CloseReason, ControlState, SlotReason, SlotState, StateAspect
from jurisdiction.history import KeyReused, Stale, content_hash, insert_once, same_record

# What a closing writes beside the slots that it ends.
ENDED_BY = {
    CloseReason.RELEASED_AND_ABSTINENT: SlotReason.FILE_CLOSED,
    CloseReason.MOVED_OUT: SlotReason.MOVED_OUT,
    CloseReason.DECEASED: SlotReason.DECEASED,
    CloseReason.SETTLED_ABROAD: SlotReason.ABROAD,
    CloseReason.DUPLICATE: SlotReason.ENTERED_IN_ERROR,
    CloseReason.WRONG_REGISTRATION: SlotReason.ENTERED_IN_ERROR,
}


class OrderRuns(Exception):
    """An order is running: its steps lead the measure, and nothing else does."""


LED_BY_AN_ORDER = {"measure", "measure_from", "measure_to"}


@transaction.atomic
def enrol_case(*, by, today, **columns):
    """Put a person on the roster (form F1): the file, its states' first entries, its due slots.

    Returns the file. Raises IntegrityError when the ID number is open in that village already.
    """
    case = CaseFile(**columns)
    case.search_tokens = names.search_tokens(case.name, case.alias)
    case.save(force_insert=True)
    for aspect in StateAspect:
        if getattr(case, aspect):
            note_state(case, aspect, old="", on=case.enrolled_on, by=by)
    open_due_slots(on=today, cases=CaseFile.objects.filter(pk=case.pk))
    return case


def enrol_once(*, key, by, today, **columns):
    """Enrol a person by the page. `key` is the UUID of the drawn form.

    Returns (file, is_new): the same key with the same content gives the file made the first time,
    also to two sendings at the same moment. Raises KeyReused, and IntegrityError as `enrol_case`.
    """
    earlier = enrolled_before(key=key, by=by, **columns)
    if earlier:
        return earlier, False
    try:
        with transaction.atomic():
            case = enrol_case(by=by, today=today, **columns)
            digest = content_hash(**columns)
            Enrolment.objects.create(
                case=case, recorded_by=by, idempotency_key=key, content_hash=digest
            )
            return case, True
    except IntegrityError as error:
        if "once_per_key" not in str(error):
            raise
    earlier = enrolled_before(key=key, by=by, **columns)
    if earlier is None:
        raise KeyReused  # made where the officer sees no more
    return earlier, False


def enrolled_before(*, key, by, **columns):
    """The file that this form has made already, or None. Raises KeyReused for another content."""
    signed = {"recorded_by": by, "idempotency_key": key}
    earlier = same_record(Enrolment, signed, content_hash(**columns))
    return earlier.case if earlier else None


@transaction.atomic
def correct_case(*, case, version, by, today, **columns):
    """Change columns of a file that was read at `version`; says which columns changed.

    A change of measure, control state or abstinence is noted in its history; a move to another
    village takes the open slots along. Returns the names of the changed columns. Raises Stale,
    and OrderRuns for a measure that an order leads.
    """
    case = CaseFile.objects.select_for_update().get(pk=case.pk)
    if case.version != version:
        raise Stale
    before = {name: getattr(case, name) for name in columns}
    changed = [name for name, value in columns.items() if value != before[name]]
    if not changed:
        return []
    if LED_BY_AN_ORDER & set(changed):
        refuse_under_order(case)
    for name in changed:
        setattr(case, name, columns[name])
    save_columns(case, changed)
    for aspect in StateAspect:
        if aspect.value in changed:
            note_state(case, aspect, old=before[aspect.value], on=today, by=by)
    if "village" in changed:
        DueSlot.objects.open().filter(case=case).update(village=case.village)
    if "control_state" in changed:
        follow_control_state(case, today)
    return changed


def refuse_under_order(case):
    if RehabOrder.objects.running().filter(case=case).exists():
        raise OrderRuns


def save_columns(case, names_changed):
    """Write the changed columns only, and what is derived from them."""
    case.version += 1
    fields = {"version"}
    for name in names_changed:
        fields |= DERIVED.get(name, {name})
    if {"name", "alias"} & set(names_changed):
        case.search_tokens = names.search_tokens(case.name, case.alias)
        fields.add("search_tokens")
    case.save(update_fields=sorted(fields))


DERIVED = {
    "id_number": {"id_number_sealed", "id_number_index", "id_tail_index"},
    "phone": {"phone_sealed", "phone_index"},
    "control_contact_phone": {"control_contact_phone_sealed"},
    "help_contact_phone": {"help_contact_phone_sealed"},
    "guardian_phone": {"guardian_phone_sealed"},
}


@transaction.atomic
def change_state(*, case, version, aspect, value, on, document_no, reason, by, today):
    """Change measure, control state or abstinence as of a day, with document and reason.

    Custody, death and leaving the country end the open slots with that reason. Back in control,
    what was cancelled is owed again while its window is open; what was excused stays excused until
    an officer undoes it. Returns the entry, or None when nothing changed. Raises Stale for a file
    that was not read at `version`, and OrderRuns for a measure that an order leads.
    """
    case = CaseFile.objects.select_for_update().get(pk=case.pk)
    if case.version != version:
        raise Stale
    return enter_state(
        case, aspect=aspect, value=value, on=on, document_no=document_no, reason=reason, by=by,
        today=today,
    )  # fmt: skip


def enter_state(case, *, aspect, value, on, document_no, reason, by, today):
    """As `change_state`, of a file that is locked already."""
    old = getattr(case, aspect)
    if old == value:
        return None
    if aspect == StateAspect.MEASURE:
        refuse_under_order(case)
    setattr(case, aspect, value)
    fields = [str(aspect)]
    if (aspect, value) == (StateAspect.CONTROL_STATE, ControlState.LOST_CONTACT):
        case.lost_count += 1
        fields.append("lost_count")
    save_columns(case, fields)
    entry = note_state(case, aspect, old=old, on=on, by=by, document_no=document_no, reason=reason)
    if aspect == StateAspect.CONTROL_STATE:
        follow_control_state(case, today)
    return entry


def note_state(case, aspect, *, old, on, by, document_no="", reason=""):
    return StateChange.objects.create(
        case=case,
        aspect=aspect,
        old_value=old,
        new_value=getattr(case, aspect),
        changed_on=on,
        document_no=document_no,
        reason=reason,
        recorded_by=by,
    )


def follow_control_state(case, today):
    """Whoever can be visited owes what the windows still open ask for; who cannot, nothing."""
    owe_again(cases=[case.pk], today=today)
    open_due_slots(on=today, cases=CaseFile.objects.filter(pk=case.pk))
    if case.control_state in NOT_OWED:
        state, reason_code = NOT_OWED[case.control_state]
        release_slots(case=case, state=state, reason_code=reason_code)


@transaction.atomic
def close_case(*, case, reason, on, by):
    """Close a file: nothing more is owed, for that reason; nothing is deleted. Returns the file."""
    case = CaseFile.objects.select_for_update().get(pk=case.pk)
    if not case.is_closed:
        case.closed_on, case.close_reason = on, reason
        save_columns(case, ["closed_on", "close_reason"])
        release_slots(case=case, state=SlotState.CANCELLED, reason_code=ENDED_BY[reason])
    return case


class MergedAway(Exception):
    """The file was merged into another one: it is not opened but by undoing that."""


@transaction.atomic
def reopen_case(*, case, by, today):
    """Undo a closing: what it cancelled is owed again if its window is open. Returns the file.

    Raises MergedAway.
    """
    case = CaseFile.objects.select_for_update().get(pk=case.pk)
    if Merge.objects.standing().filter(gone=case).exists():
        raise MergedAway
    if case.is_closed:
        undo_closing(case, by, today)
        follow_control_state(case, today)
    return case


def undo_closing(case, by, today):
    """Take a closed file back onto the roster from today on, and note since when it was off."""
    Reopening.objects.create(
        case=case, village=case.village, closed_on=case.closed_on, close_reason=case.close_reason,
        reopened_on=today, recorded_by=by,
    )  # fmt: skip
    case.closed_on, case.close_reason = None, ""
    save_columns(case, ["closed_on", "close_reason"])


def add_document(*, case, key, by, **content):
    """Note that a paper lies in the bag: its part (form F2), date, pages, remark.

    Returns (document, is_new): the same key with the same content returns the first. Raises
    KeyReused.
    """
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    return insert_once(BagDocument, signed, digest, case=case, **content)


class HasScans(Exception):
    """Scans of the paper stand in the file."""


@transaction.atomic
def remove_document(*, document, by):
    """Take back a note of a paper that is not in the bag; the history keeps it.

    Raises HasScans while there are scans that nobody has withdrawn.
    """
    if document.scans.standing().exists():
        raise HasScans
    document.delete()
