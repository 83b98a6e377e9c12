"""The indicators of the scheme: one row per village and indicator, and the misses behind it.

Every function asks a fixed number of queries, however many villages and persons there are.
Everybody counts, people under 18 too; a name leaves this module only masked.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Value

from casefiles.models import CaseFile, DueSlot, VillageDuty
from casefiles.models.team import with_empty_seat
from casefiles.terms import BagPart, ControlState, DutyKind, SlotKind, SlotState
from jurisdiction.wall import figures_scope
from responsibility.indicators.promises import (
    promise_counts,
    promises_of,
)
from responsibility.indicators.publicity import publicity_counts, work_of
from responsibility.terms import LetterLevel, LetterState, MeasureKey

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
