"""Writing down an activity of help (form F5), correcting it, taking it back."""

from django.db import transaction
from django.utils import timezone

from casefiles.actions.files import Stale
from casefiles.actions.papers import correct_paper
from casefiles.models import HelpRecord


class Withdrawn(Exception):
    """The record was taken back meanwhile."""


@transaction.atomic
def correct_help_record(*, paper, version, by, **content):
    """Change columns of a record that stands; its history keeps what stood before.

    Returns the names of the changed columns. Raises Stale, Withdrawn.
    """
    if HelpRecord.objects.select_for_update(of=("self",)).get(pk=paper.pk).is_withdrawn:
        raise Withdrawn
    return correct_paper(paper=paper, version=version, by=by, **content)


@transaction.atomic
def withdraw_help_record(*, record, version, reason, by):
    """Take back a record entered in error; it stays readable with its reason. Raises Stale."""
    record = HelpRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.is_withdrawn:
        return record
    if record.version != version:
        raise Stale
    record.withdrawn_at, record.withdrawn_by, record.withdrawn_reason = timezone.now(), by, reason
    record.version += 1
    record.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "version"])
    return record
