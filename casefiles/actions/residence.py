"""The household's village of a file, and the notice to the township where somebody lives."""

from django.db import transaction

from casefiles.actions.files import Stale, correct_case
from casefiles.actions.records import lock_file
from casefiles.models import ResidenceNotice
from casefiles.models.residence import next_number
from casefiles.terms.residence import NoticeStatus
from jurisdiction.history import content_hash, insert_once, same_record
from jurisdiction.models import Area
from jurisdiction.wall import house_scope


class WrongStatus(Exception):
    """The notice stands elsewhere by now: this step is not the next one."""


def set_household(*, case, version, household_village, by, today):
    """Say in which village the household lies, which sees the state only; None: the file's own.

    Returns the names of the changed columns. Raises Stale.
    """
    return correct_case(
        case=case, version=version, by=by, today=today, household_village=household_village
    )


@transaction.atomic
def issue_notice(model, *, case, key, by, **content):
    """Draw up the notice to another township, under the office's next number of the year.

    Returns (notice, is_new). Raises KeyReused.
    """
    lock_file(case.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    township = Area.objects.select_for_update(no_key=True).get(pk=case.village.township_code)
    year = content["issued_on"].year
    with house_scope("number a notice"):  # also those of people under 18 have their numbers
        number = next_number(township, year)
    return insert_once(
        model, signed, digest, case=case, township=township, year=year, number=number, **content
    )


SENDING, ANSWERING = ("sent_on", "sent_how"), ("acknowledged_on", "acknowledged_by",
                                              "acknowledged_no")  # fmt: skip


def send_notice(*, paper, version, by, **content):
    """Note on which day and how the notice was sent. Raises Stale, WrongStatus."""
    return step(paper, version, content, SENDING, (NoticeStatus.DRAWN, NoticeStatus.SENT))


def acknowledge_notice(*, paper, version, by, **content):
    """Note the acknowledgement with its document. Raises Stale, WrongStatus."""
    return step(paper, version, content, ANSWERING, (NoticeStatus.SENT,))


def withdraw_notice(*, paper, version, by, withdrawn_reason):
    """Take back a notice; its number is not given again. Raises Stale, WrongStatus."""
    open_ones = (NoticeStatus.DRAWN, NoticeStatus.SENT)
    content = {"withdrawn_reason": withdrawn_reason}
    return step(paper, version, content, ("withdrawn_reason",), open_ones)


@transaction.atomic
def step(notice, version, content, columns, from_statuses):
    notice = ResidenceNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.version != version:
        raise Stale
    if notice.status not in from_statuses:
        raise WrongStatus
    for name in columns:
        setattr(notice, name, content[name])
    notice.version += 1
    notice.save(update_fields=["version", *columns])
    return list(columns)
