"""The rows behind every deduction: whose file, under a masked name, what is missing, and when."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef

from casefiles import schedule
from casefiles.models import CaseFile, DueSlot, VillageDuty
from casefiles.terms import BagPart, ControlState
from responsibility.indicators.measures import (
    DUTY_OF,
    KIND_OF,
    NO_TEAM,
    NOT_OWED,
    is_no_file,
    open_files,
    year_period,
)
from responsibility.indicators.promises import is_minor, promise_misses
from responsibility.indicators.publicity import publicity_misses
from responsibility.terms import MeasureKey

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Miss:
    """One row behind a deduction: whose file, under a masked name, what, and when.

    `what` is a part of the bag or an indicator's key; `period` the month or half-year of a slot,
    or the quarter of a meeting. What a village lacks for publicity has no file and no name; a
    group or a unit without its letter has no file.
    """

    village: str
    key: str
    case: int
    name: str
    what: str
    period: str = ""
    is_minor: bool = False

    @property
    def file_no(self):
        return f"{self.case:06d}" if self.case else ""


def misses(*, year, villages, today):
    """Every row behind the deductions that `measure` counts, by village and file.

    Fifteen queries.
    """
    files = open_files(villages, today)
    rows = [miss for code in villages for file in files[code] for miss in file_misses(file, today)]
    period = year_period(year, today)
    rows += slot_misses(villages, period, today)
    rows += duty_misses(villages, period, today)
    for village, found in publicity_misses(year, villages, period).items():
        rows += [Miss(village, key, 0, "", what, on) for key, what, on in found]
    for village, found in promise_misses(year, villages, period, today).items():
        rows += [promise_miss(village, *miss, today) for miss in found]
    return sorted(rows, key=lambda miss: (miss.village, miss.key, miss.period, miss.case))


def promise_miss(village, key, what, on, recipient, today):
    if recipient is None or not recipient.case:
        return Miss(village, key, 0, recipient.name if recipient else "", what, on)
    return Miss(
        village, key, recipient.case, masked(recipient.name), what, on, is_minor(recipient, today)
    )


def file_misses(file, today):
    found = []
    if BagPart.ROSTER_PAGE in file.lacks:
        found.append((MeasureKey.ROSTER_COMPLETE, "incomplete"))
    parts = ["no_file"] if is_no_file(file) else [part.value for part in file.lacks]
    found += [(MeasureKey.FILE_DOCUMENTS, part) for part in parts]
    if not file.has_team:
        found.append((MeasureKey.TEAMS_NAMED, NO_TEAM))
    if file.control_state == ControlState.LOST_CONTACT:
        found.append((MeasureKey.LOST_CONTACT, "lost"))
    is_minor = schedule.is_minor(file.birth_date, today)
    for key, what in found:
        yield Miss(file.village, key, file.pk, masked(file.name), what, is_minor=is_minor)


def slot_misses(villages, period, today):
    slots = (
        DueSlot.objects.filter(village__in=villages, case__sealed_on__isnull=True)
        .closing_between(period.first, period.last)
        .missed(today)
        .values_list(
            "village_id", "kind", "case_id", "case__name", "period_on", "closes_on",
            "case__birth_date",
        )
    )  # fmt: skip
    keys = {kind: key for key, kind in KIND_OF.items()}
    for village, kind, case, name, first, last, born in slots:
        is_minor = schedule.is_minor(born, today)
        told = period_name(first, last)
        yield Miss(village, keys[kind], case, masked(name), "missed", told, is_minor)


def duty_misses(villages, period, today):
    """Checks and exchanges that were missed, of villages with a person, then or now."""
    here = {"village": OuterRef("village")}
    slots = DueSlot.objects.filter(**here).closing_between(period.first, period.last)
    persons = Exists(CaseFile.objects.open().filter(**here))
    duties = VillageDuty.objects.filter(
        persons | Exists(slots.exclude(state__in=NOT_OWED)),
        village__in=villages, closes_on__range=(period.first, period.last),
    )  # fmt: skip
    keys = {kind: key for key, kind in DUTY_OF.items()}
    rows = duties.missed(today).values_list("village_id", "kind", "opens_on", "closes_on")
    for village, kind, first, last in rows:
        yield Miss(village, keys[kind], 0, "", "missed", days_name(first, last))


def days_name(first, last):
    """2026-03 for a whole month, else its days: 2026-03-11/20."""
    whole = first.day == 1 and (last + DAY).day == 1
    return f"{first:%Y-%m}" if whole else f"{first:%Y-%m-%d}/{last:%d}"


def masked(name):
    """The first character and a star: 张*."""
    return f"{name[:1]}*"


def period_name(first, last):
    """2026-03 for a window inside a month, 2026-H1 for a half-year, else its months: 2026-03/04."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%Y-%m}"
    if (first.month, last.month) in ((1, 6), (7, 12)) and first.year == last.year:
        return f"{first.year}-H{1 if first.month == 1 else 2}"
    return f"{first:%Y-%m}/{last:%m}"
