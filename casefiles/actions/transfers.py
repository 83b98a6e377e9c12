"""Moving a file: the office offers it, the receiving side takes it or refuses it with a reason."""

from django.db import IntegrityError, transaction

from casefiles.actions.files import Stale, save_columns
from casefiles.actions.records import Disputed, lock_file
from casefiles.actions.slots import move_slots
from casefiles.models import CaseFile, CorrectionRequest, Task, Transfer
from casefiles.models.transfers import story_until
from casefiles.terms.moves import TransferState
from jurisdiction.history import content_hash, insert_once, same_record
from jurisdiction.wall import house_scope


class AlreadyOffered(Exception):
    """Another offer of this file has not been answered yet."""


class OwnOffer(Exception):
    """Whoever offered a file does not answer for the receiving side."""


class DoubleThere(Exception):
    """A file with this ID number is open in that village: the two are to be merged first."""


@transaction.atomic
def offer_transfer(model, *, case, key, by, to_area, **content):
    """Offer a file to another village or township (变更执行地, 流转). Nothing moves yet.

    Returns (transfer, is_new). Raises KeyReused, AlreadyOffered.
    """
    lock_file(case.pk)
    content |= {"to_area": to_area}
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    if Transfer.objects.filter(case=case, state=TransferState.OFFERED).exists():
        raise AlreadyOffered
    copied = {"name": case.name, "birth_date": case.birth_date, "from_village": case.village}
    return insert_once(model, signed, digest, case=case, **copied, **content)


@transaction.atomic
def withdraw_transfer(*, transfer, version, by):
    """Take back an offer that nobody has answered. Raises Stale."""
    return answer(transfer, version, state=TransferState.WITHDRAWN)


@transaction.atomic
def refuse_transfer(*, transfer, version, reason, by, today):
    """Refuse an offered file with the reason; it stays where it is. Raises Stale, OwnOffer."""
    return answer(
        transfer, version, by=by, state=TransferState.REFUSED, answered_on=today,
        answer_reason=reason,
    )  # fmt: skip


def accept_transfer(*, transfer, version, to_village, reason, by, today):
    """Take an offered file into a village of the receiving side, from today on.

    Open slots and tasks go along; what is done or missed stays with the old village's figures, and
    that side keeps the story until today to read. Raises Stale, OwnOffer, DoubleThere, and Disputed
    while a request for correction of the file waits.
    """
    try:
        with transaction.atomic():
            return take(transfer, version, to_village, reason, by, today)
    except IntegrityError as error:
        if "id_number_once_in_a_village" not in str(error):
            raise
    raise DoubleThere


def take(transfer, version, to_village, reason, by, today):
    # The file lies behind the sending side's wall until it has moved.
    with house_scope("hand a file over"):
        case = CaseFile.objects.select_for_update().get(pk=transfer.case_id)
        if case.village_id != transfer.from_village_id or case.is_closed:
            raise Stale
        if CorrectionRequest.objects.undecided().filter(case=case).exists():
            raise Disputed
        history = story_until(case, today)
        move_file(case, transfer, to_village, today)
    return answer(
        transfer, version, by=by, state=TransferState.ACCEPTED, answered_on=today,
        answer_reason=reason, to_village=to_village, history=history,
    )  # fmt: skip


def move_file(case, transfer, village, today):
    columns = {"village": village, "group": None}
    if transfer.keeps_household and not case.household_village_id:
        columns["household_village"] = case.village
    elif case.household_village_id == village.pk:
        columns["household_village"] = None
    if transfer.address:
        columns["living_address"] = transfer.address
    for name, value in columns.items():
        setattr(case, name, value)
    save_columns(case, columns)
    move_slots(case=case, village=village, today=today)
    for task in Task.objects.unclosed().filter(case=case):
        task.village = village
        task.save(update_fields=["village"])


def answer(transfer, version, *, state, by=None, **columns):
    # An offer that was withdrawn meanwhile is gone for the other side.
    transfer = Transfer.objects.select_for_update(of=("self",)).filter(pk=transfer.pk).first()
    if transfer is None or transfer.version != version or not transfer.is_open:
        raise Stale
    if by and transfer.recorded_by_id == by.pk:
        raise OwnOffer
    columns |= {"state": state, "answered_by": by, "version": version + 1}
    for name, value in columns.items():
        setattr(transfer, name, value)
    transfer.save(update_fields=list(columns))
    return transfer
