"""The monthly report: submitting the balance of a month, and taking it back."""

from django.db import transaction
from django.utils import timezone

from casefiles.models import MonthlyReport, MonthlyReportLine
from casefiles.models.balance import months_of
from jurisdiction.history import Stale, content_hash, insert_once, same_record
from jurisdiction.models import Area


class MonthNotOver(Exception):
    """The month still runs: its end cannot be counted."""


class EarlierMonthMissing(Exception):
    """An earlier month was submitted, and the one before this was not."""


class LaterMonthStands(Exception):
    """A later month was submitted: what comes before it changes no more."""


class DoesNotBalance(Exception):
    """The month does not balance, and no note says why."""


@transaction.atomic
def submit_monthly_report(*, township, month, seen, note, key, by, today):
    """Freeze the balance of a month (月报), its first day `month`, of a township by villages.

    `seen` is the digest of the figures that were looked at; `note` says why they do not balance,
    where they do not, and is kept. Returns (report, is_new). Raises KeyReused, MonthNotOver,
    EarlierMonthMissing, LaterMonthStands, DoesNotBalance, and Stale where the figures are others
    by now or the month has been submitted.
    """
    lock_township(township.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    content = {"township": township, "month": month, "note": note}
    digest = content_hash(**content)
    if earlier := same_record(MonthlyReport, signed, digest):
        return earlier, False
    [found] = months_of(township, [month], today)
    refuse(found, seen, note)
    report, is_new = insert_once(
        MonthlyReport, signed, digest, numbers=found.live.total.numbers, **content
    )
    MonthlyReportLine.objects.bulk_create(
        MonthlyReportLine(report=report, village_id=village, numbers=line.numbers)
        for village, line in sorted(found.live.lines.items())
    )
    return report, is_new


def lock_township(code):
    """Two officers stand in a row."""
    Area.objects.select_for_update(no_key=True).get(pk=code)


def refuse(found, seen, note):
    if not found.is_over:
        raise MonthNotOver
    if found.report or found.digest() != seen:
        raise Stale
    if found.waits_for:
        raise EarlierMonthMissing
    if found.is_followed:
        raise LaterMonthStands
    if found.problems and not note:
        raise DoesNotBalance


@transaction.atomic
def withdraw_monthly_report(*, report, version, reason, by):
    """Take back a submitted report, with the reason: it stays to be read. Returns it.

    Raises Stale, and LaterMonthStands while a later report begins where this one ends.
    """
    lock_township(report.township_id)
    report = MonthlyReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.version != version or report.withdrawn_at:
        raise Stale
    reports = MonthlyReport.objects.standing().filter(township=report.township_id)
    if reports.filter(month__gt=report.month).exists():
        raise LaterMonthStands
    report.withdrawn_at, report.withdrawn_by = timezone.now(), by
    report.withdrawn_reason, report.version = reason, version + 1
    report.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "version"])
    return report
