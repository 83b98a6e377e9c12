"""Sealing a closed file, and opening a sealed one for a day: two officers, a ground, a document."""

from django.db import transaction

from casefiles.actions.files import Stale
from casefiles.models import CaseFile, Merge, Sealing, SealOpening, Transfer
from casefiles.models.sealing import OPEN_FOR
from jurisdiction.access import Permission, area_codes
from jurisdiction.history import content_hash, insert_once
from jurisdiction.scoping import within
from jurisdiction.wall import house_scope


class NotDue(Exception):
    """The file is not closed, or the day of its sealing has not come."""


class SameOfficer(Exception):
    """Whoever asked that a file be opened does not let it be opened."""


class Decided(Exception):
    """Another officer has decided already."""


@transaction.atomic
def seal_file(*, case, version, by, today):
    """Seal a closed file that was read at `version`. Returns its entry in the register.

    The file and whatever hangs on it leave every list, search, export and name; figures still
    count it. Raises Stale, NotDue.
    """
    case = CaseFile.objects.select_for_update().get(pk=case.pk)
    if case.version != version:
        raise Stale
    if not CaseFile.objects.due_for_sealing(today).filter(pk=case.pk).exists():
        raise NotDue
    entry = Sealing.objects.create(
        case=case,
        village=case.village,
        closed_on=case.closed_on,
        close_reason=case.close_reason,
        sealed_on=today,
        sealed_by=by,
    )
    # No officer's scope shows the row that this leaves behind, and PostgreSQL asks that it does.
    with house_scope("seal a file"):
        CaseFile.objects.filter(pk=case.pk).update(sealed_on=today, version=version + 1)
        Transfer.objects.filter(case__in=[case.pk, *merged_into(case)]).update(is_sealed=True)
    return entry


def merged_into(case):
    """The numbers of the files that were merged into this one, over all steps."""
    found, newest = [], [case.pk]
    while newest:
        newest = list(
            Merge.objects.standing().filter(case__in=newest).values_list("gone", flat=True)
        )
        found += newest
    return found


def find_sealed(*, number, is_id_number, by):
    """The sealing of the file with this number, or of the person with this ID number, or None.

    Only where the officer may ask. The ID number is looked up beyond the wall: who asks has to
    know it, and hears nothing but the number of the file.
    """
    found = Sealing.objects.visible_to(by)
    if not is_id_number:
        return found.filter(case=int(number)).first()
    area = within("village__code", area_codes(by, Permission.FILE_SEAL))
    with house_scope("find a sealed file by its ID number"):
        cases = CaseFile.objects.with_id_number(number).filter(area, sealed_on__isnull=False)
        numbers = list(cases.values_list("pk", flat=True))
    return found.filter(case__in=numbers).first()


@transaction.atomic
def ask_opening(*, sealing, key, by, ground, document_no):
    """Ask that a sealed file be opened. Returns (opening, is_new). Raises KeyReused."""
    content = {"ground": ground, "document_no": document_no}
    signed = {"asked_by": by, "idempotency_key": key}
    digest = content_hash(case=sealing.case_id, **content)
    place = {"case_id": sealing.case_id, "village_id": sealing.village_id}
    return insert_once(SealOpening, signed, digest, **place, **content)


@transaction.atomic
def decide_opening(*, opening, by, now, refusal=""):
    """Let the file be opened for 24 hours, or say why not. Returns the opening.

    Raises SameOfficer where the asker decides, and Decided where somebody has.
    """
    opening = SealOpening.objects.select_for_update().get(pk=opening.pk)
    if opening.asked_by_id == by.pk:
        raise SameOfficer
    if opening.decided_by_id:
        raise Decided
    opening.decided_by, opening.decided_at, opening.refusal = by, now, refusal
    if not refusal:
        opening.opened_at, opening.expires_at = now, now + OPEN_FOR
    opening.save(update_fields=["decided_by", "decided_at", "refusal", "opened_at", "expires_at"])
    return opening


@transaction.atomic
def end_opening(*, opening, now):
    """Close an opened file before its 24 hours are over. Returns the opening."""
    opening = SealOpening.objects.select_for_update().get(pk=opening.pk)
    if opening.expires_at and opening.expires_at > now:
        opening.expires_at = now
        opening.save(update_fields=["expires_at"])
    return opening
