"""The indicators of the scheme: one row per village and indicator, and the misses behind it.

Every function asks a fixed number of queries, however many villages and persons there are.
Everybody counts, people under 18 too; a name leaves this module only masked.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Value

from casefiles import schedule
from casefiles.models import CaseFile, DueSlot, VillageDuty
from casefiles.models.team import with_empty_seat
from casefiles.terms import BagPart, ControlState, DutyKind, SlotKind, SlotState
from jurisdiction.wall import figures_scope
from responsibility.indicators.promises import (
    is_minor,
    promise_counts,
    promise_misses,
    promises_of,
)
from responsibility.indicators.publicity import publicity_counts, publicity_misses, work_of
from responsibility.terms import LetterLevel, LetterState, MeasureKey

DAY = timedelta(days=1)
CASES, SLOTS = "casefiles:case-list", "casefiles:slot-list"
TEAMS, DUTIES = "casefiles:team-list", "casefiles:duty-list"
ACTIVITIES = "campaigns:activity-list"
LETTERS, OWED = "responsibility:letter-list", "responsibility:letter-owed"
NOT_OWED = {SlotState.EXCUSED, SlotState.CANCELLED}
KIND_OF = {MeasureKey.VISITS_DONE: SlotKind.VISIT, MeasureKey.TESTS_DONE: SlotKind.TEST}
NO_TEAM = "no_team"
DUTY_OF = {
    MeasureKey.CHECKS_DONE: DutyKind.TEN_DAY_CHECK,
    MeasureKey.EXCHANGES_DONE: DutyKind.INFO_EXCHANGE,
}
# A bag in which none of these lies is no file at all (form F14, item C2).
PAPERS = {BagPart.HELP_MEASURES, BagPart.HELP_RECORDS, BagPart.RESPONSIBILITY_LETTER}


@dataclass(frozen=True)
class Period:
    """Calendar days, both included. A slot belongs to the period in which its window ends."""

    first: date
    last: date

    @property
    def filters(self):
        return {"closes_from": self.first.isoformat(), "closes_to": self.last.isoformat()}


@dataclass(frozen=True)
class Measured:
    """One indicator of one village: `numerator` of `denominator`, both plain counts.

    `parts` counts the misses by kind, for items that deduct for each. `page` is the list behind
    it; `whole`, `good` and `bad` are its filters for the rows counted in the denominator, in the
    numerator, and among the misses (empty: no list shows just those).
    """

    key: str
    village: str
    numerator: int
    denominator: int
    parts: dict = field(default_factory=dict)
    page: str = ""
    whole: dict = field(default_factory=dict)
    good: dict = field(default_factory=dict)
    bad: dict = field(default_factory=dict)

    @property
    def value(self):
        """The rate as a fraction of 1; None where nothing counts, which prints as a dash."""
        return self.numerator / self.denominator if self.denominator else None


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


@dataclass(frozen=True)
class File:
    pk: int
    village: str
    name: str
    control_state: str
    birth_date: date
    lacks: tuple
    has_team: bool


def year_period(year, today):
    """The days of a year whose windows have ended before `today`: what is open is not yet missed.

    Of a year that has not begun, an empty period.
    """
    return Period(date(year, 1, 1), min(date(year, 12, 31), today - timedelta(days=1)))


@figures_scope()
def measure(*, year, villages, today):
    """Reckon the indicators of the scheme (form F14, items A1 to A4, B1 to B4, C1 to C7).

    `villages` are division codes. Files count as they stand today, by the village where the
    person lives now; visits and tests by the frozen slots of the year whose window has ended, by
    the village that owed them. Returns {village: {key: Measured}}. Twelve queries,
    and two of the wall.
    """
    period = year_period(year, today)
    files = open_files(villages, today)
    counts = slot_counts(villages, period)
    work = work_of(year, villages, period)
    promises = promises_of(year, villages, period, today)
    return {
        village: {
            row.key: row
            for row in (
                *file_indicators(village, files[village]),
                *due_indicators(village, files[village], counts, period),
                *promise_indicators(village, promises[village], year, period),
                *publicity_indicators(village, work[village], year, period),
            )
        }
        for village in villages
    }


def open_files(villages, today):
    """Open files by village, each with what its bag lacks and whether its team is whole today."""
    rows = CaseFile.objects.open().filter(village__in=villages)
    found = lacking(rows, today)
    parts = [(part, found[part]) for part in BagPart]
    files = defaultdict(list)
    columns = ("pk", "village_id", "name", "control_state", "birth_date")
    for row in rows.order_by("pk").values_list(*columns):
        lacks = tuple(part for part, those in parts if row[0] in those)
        files[row[1]].append(File(*row, lacks, row[0] not in found[NO_TEAM]))
    return files


def lacking(rows, today):
    """{part of the bag, or NO_TEAM: the keys of the files that lack it}, in one query."""
    parts = {part.value: rows.lacking(part) for part in BagPart}
    parts[NO_TEAM] = with_empty_seat(rows, today)
    gathered = ArrayAgg("pk", default=[])
    first, *rest = (
        part.order_by().annotate(missing=Value(name)).values("missing").annotate(keys=gathered)
        for name, part in parts.items()
    )
    found = first.union(*rest, all=True).values_list("missing", "keys")
    return defaultdict(set, {name: set(keys) for name, keys in found})


def file_indicators(village, files):
    place = {"village": village}
    states = Counter(file.control_state for file in files)
    lost, controlled = states[ControlState.LOST_CONTACT], states[ControlState.IN_CONTROL]
    incomplete = sum(BagPart.ROSTER_PAGE in file.lacks for file in files)
    none = sum(is_no_file(file) for file in files)
    yield Measured(
        MeasureKey.ROSTER_COMPLETE,
        village,
        len(files) - incomplete,
        len(files),
        parts={"incomplete": incomplete},
        page=CASES,
        whole=place,
        bad=place | {"lacking": BagPart.ROSTER_PAGE.value},
    )
    yield Measured(
        MeasureKey.FILE_DOCUMENTS,
        village,
        sum(not file.lacks for file in files),
        len(files),
        parts={
            "no_file": none,
            "missing_documents": sum(len(f.lacks) for f in files if not is_no_file(f)),
        },
        page=CASES,
        whole=place,
        bad=place | {"lacking": "any"},
    )
    whole = sum(file.has_team for file in files)
    yield Measured(
        MeasureKey.TEAMS_NAMED,
        village,
        whole,
        len(files),
        parts={NO_TEAM: len(files) - whole},
        page=TEAMS,
        whole=place,
        bad=place | {"empty": "four"},
    )
    yield Measured(
        MeasureKey.LOST_CONTACT,
        village,
        controlled,
        controlled + lost,
        parts={"lost": lost},
        page=CASES,
        good=place | {"control_state": ControlState.IN_CONTROL.value},
        bad=place | {"control_state": ControlState.LOST_CONTACT.value},
    )


def is_no_file(file):
    return set(file.lacks) >= PAPERS


def slot_counts(villages, period):
    """{(village, kind): Counter of "owed", "done", "missed"} over what was due in the period:
    the slots of persons and the duties of villages. One query."""
    slots, duties = (
        model.objects.filter(village__in=villages, closes_on__range=(period.first, period.last))
        .order_by()
        .values_list("village_id", "kind", "closes_on", "state")
        .annotate(n=Count("*"))
        for model in (DueSlot, VillageDuty)
    )
    rows = slots.union(duties, all=True)
    counts = defaultdict(Counter)
    for village, kind, closes_on, state, n in rows:
        for name in counted_as(state, closes_on <= period.last):
            counts[village, kind][name] += n
    return counts


def counted_as(state, is_over):
    """Under which figures a slot counts, `is_over` where its window has ended: owed, done, missed,
    or none of them."""
    if state in NOT_OWED:
        return ()
    if state == SlotState.DONE:
        return ("owed", "done")
    return ("owed", "missed") if is_over or state == SlotState.MISSED else ("owed",)


def due_indicators(village, files, counts, period):
    """Visits, tests, checks and exchanges: done of what was due.

    A village without a person, then or now, is not scored for its checks: section C is of persons.
    """
    has_persons = bool(files) or any(counts[village, kind] for kind in SlotKind)
    for key, kind in KIND_OF.items():
        yield due_indicator(village, key, kind, SLOTS, counts[village, kind], period)
    for key, kind in DUTY_OF.items():
        found = counts[village, kind] if has_persons else Counter()
        yield due_indicator(village, key, kind, DUTIES, found, period)


def due_indicator(village, key, kind, page, counts, period):
    done, owed = counts["done"], counts["owed"]
    rows = {"village": village, "kind": kind.value} | period.filters
    return Measured(
        key,
        village,
        done,
        owed,
        parts={"missed": owed - done},
        page=page,
        whole=rows | {"status": "owed"},
        good=rows | {"status": "done"},
        bad=rows | {"status": "missed"},
    )


def promise_indicators(village, promise, year, period):
    down = {"village": village, "year": year, "level": "down"}
    letter = {
        "village": village, "year": year, "level": LetterLevel.TOWNSHIP_VILLAGE.value,
        "status": LetterState.SIGNED.value,
    }  # fmt: skip
    rows = {
        MeasureKey.GROUP_NAMED: {"page": LETTERS, "good": letter},
        MeasureKey.LETTERS_SIGNED: {
            "page": OWED,
            "whole": down | {"status": "all"},
            "good": down | {"status": "signed"},
            "bad": down | {"status": "unsigned"},
        },
        MeasureKey.TWO_LEVEL_BINDING: {},
    }  # fmt: skip
    for key, (numerator, denominator, parts) in promise_counts(promise, year, period).items():
        yield Measured(key, village, numerator, denominator, parts, **rows[key])


def publicity_indicators(village, work, year, period):
    span = {"area": village, "date_from": date(year, 1, 1).isoformat(),
            "date_to": period.last.isoformat(), "status": "standing"}  # fmt: skip
    for key, row in publicity_counts(work, year, period).items():
        numerator, denominator, parts, narrowed = row
        yield Measured(
            key, village, numerator, denominator, parts, page=ACTIVITIES, good=span | narrowed
        )


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
