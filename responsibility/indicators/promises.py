"""What the villages promised and whom they bound, against the scheme (form F14, items A1, A3, A4).

Five queries, however many villages.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from casefiles import schedule
from casefiles.models import TenDayCheck, Visit
from jurisdiction.models import Posting
from jurisdiction.terms import Capacity
from jurisdiction.wall import figures_scope
from responsibility.indicators.bindings import OF_VILLAGE
from responsibility.indicators.recipients import below, outcome, owed_letters, parties, state_of
from responsibility.models import Letter
from responsibility.terms import SIGNED_DOWN, LetterLevel, LetterState, MeasureKey

# 包村干部: the resident cadre is bound to the village, the village's own to its groups and persons.
SECOND_LEVEL = (Capacity.VILLAGE_HEAD, Capacity.VILLAGE_CADRE)
NAMED = ("members", "signer_b", "contact")
MONTHS = range(1, 13)


@dataclass(frozen=True)
class Check:
    """A visit or ten-day check that a resident cadre of the village entered."""

    day: date
    kind: str
    name: str


@dataclass
class Promise:
    """One village: what its signed letter names, who below it owes a letter, who was bound to it
    in which month, and what the resident cadre checked."""

    named: set = field(default_factory=set)
    owed: list = field(default_factory=list)  # pairs (Recipient, whether signed)
    checks: list = field(default_factory=list)
    # {month: {capacity: names}} of those posted on one of its days
    seats: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def lacks(self, month):
        """Why this month of the two-level binding does not count; empty where it does."""
        if not any(self.seats[month][capacity] for capacity in SECOND_LEVEL):
            return "unbound_month"
        return "" if any(check.day.month == month for check in self.checks) else "missing_month"

    @property
    def unsigned(self):
        return [recipient for recipient, is_signed in self.owed if not is_signed]


def promises_of(year, villages, period, today):
    """{village: Promise} of a year; groups, units and households are those of today."""
    promises = defaultdict(Promise)
    letters = list(Letter.objects.standing().of_year(year).filter(below("area__code", villages)))
    for letter in letters:
        if letter.level == LetterLevel.TOWNSHIP_VILLAGE and letter.state == LetterState.SIGNED:
            promises[letter.area_id].named = {name for name in NAMED if getattr(letter, name)}
    owed = owed_letters(levels=SIGNED_DOWN, codes=villages, today=today, letters=letters)
    for recipient, letter in owed:
        is_signed = state_of(recipient, letter) == LetterState.SIGNED
        promises[recipient.village].owed.append((recipient, is_signed))
    bind(promises, villages, date(year, 1, 1), period.last)
    return promises


def bind(promises, villages, first, last):
    """Note in which months each village had its seats, and every check of its resident cadres."""
    held = Posting.objects.filter(capacity__in=OF_VILLAGE)
    postings = list(
        held.values_list("capacity", "officer", "officer__name", "area", "valid_from", "valid_to")
    )
    months = [(month, month_end(month.year, month.month)) for month in months_of(first, last)]
    for village in villages:
        seats = promises[village].seats
        for month, ends_on in months:
            for capacity, _pk, name, *posting in postings:
                if overlaps(posting, village, month, ends_on):
                    seats[month.month][capacity].add(name)
    residents = defaultdict(list)
    for capacity, pk, _name, *posting in postings:
        if capacity == Capacity.RESIDENT_CADRE:
            residents[pk].append(posting)
    for village, *check in resident_checks(residents, villages, first, last):
        promises[village].checks.append(Check(*check))


def resident_checks(residents, villages, first, last):
    """(village, day, kind, name) of each visit and ten-day check that a resident cadre entered.

    `residents` are postings by officer: one counts only where and while it was held.
    """
    for model, column in ((Visit, "visited_on"), (TenDayCheck, "happened_on")):
        rows = model.objects.standing().filter(
            village__in=villages,
            recorded_by__in=list(residents),
            **{f"{column}__range": (first, last)},
        )
        found = rows.order_by(column).values_list(
            "recorded_by", "village", column, "recorded_by__name"
        )
        for officer, village, day, name in found:
            if any(overlaps(posting, village, day, day) for posting in residents[officer]):
                yield village, day, model._meta.model_name, name


def overlaps(posting, village, first, last):
    """Whether a posting (area, from, to) covered the village on one of these days."""
    area, valid_from, valid_to = posting
    return village.startswith(area) and valid_from <= last and (not valid_to or first < valid_to)


def promise_misses(year, villages, period, today):
    """Per village (key, what, period, recipient or None) of each miss, in the scheme's order."""
    promises = promises_of(year, villages, period, today)
    return {village: list(broken(promises[village], year, period)) for village in villages}


def broken(promise, year, period):
    for name in NAMED:
        if name not in promise.named:
            yield MeasureKey.GROUP_NAMED, f"no_{name}", "", None
    for recipient in promise.unsigned:
        yield MeasureKey.LETTERS_SIGNED, f"unsigned_{recipient.level}", "", recipient
    for month in months_ended(year, period):
        if lack := promise.lacks(month):
            yield MeasureKey.TWO_LEVEL_BINDING, lack, f"{year}-{month:02d}", None


def months_of(first, last):
    """The first day of each month of the year that begins by `last`."""
    return [first.replace(month=month) for month in MONTHS if first.replace(month=month) <= last]


def months_ended(year, period):
    return [month for month in MONTHS if month_end(year, month) <= period.last]


def month_end(year, month):
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def promise_counts(promise, year, period):
    """{key: (numerator, denominator, parts)}."""
    months = months_ended(year, period)
    missing = [month for month in months if promise.lacks(month)]
    unsigned = len(promise.unsigned)
    return {
        MeasureKey.GROUP_NAMED: (
            len(promise.named), len(NAMED), {"missing_names": len(NAMED) - len(promise.named)},
        ),
        MeasureKey.LETTERS_SIGNED: (
            len(promise.owed) - unsigned, len(promise.owed), {"unsigned": unsigned},
        ),
        MeasureKey.TWO_LEVEL_BINDING: (
            len(months) - len(missing), len(months), {"missing_months": len(missing)},
        ),
    }  # fmt: skip


@dataclass(frozen=True)
class BoundMonth:
    """A month of a village's two-level binding: who was posted by capacity, what was checked.

    `lack` says why the month does not count: a miss of item A4; `is_over` whether it has ended.
    """

    first: date
    seats: dict
    checks: list
    lack: str
    is_over: bool


@figures_scope()
def bound_months(*, year, village, period):
    """The months of a year's period, for one village: [BoundMonth], the rows behind item A4."""
    promises = defaultdict(Promise)
    bind(promises, [village], period.first, period.last)
    promise, ended = promises[village], months_ended(year, period)
    return [
        BoundMonth(
            first,
            {capacity: sorted(promise.seats[first.month][capacity]) for capacity in OF_VILLAGE},
            [check for check in promise.checks if check.day.month == first.month],
            promise.lacks(first.month) if first.month in ended else "",
            first.month in ended,
        )
        for first in months_of(period.first, period.last)
    ]


@figures_scope()
def letter_figures(*, year, codes, today):
    """Who owes a letter of the year below these codes: {level: Counter by the letter's state}.

    "none" counts those who were issued none. Households of people under 18 count too. Four
    queries.
    """
    found = {level: Counter() for level in LetterLevel}
    letters = Letter.objects.standing().of_year(year).filter(below("area__code", codes))
    states = letters.states_by_party()
    for key, has_help_letter in parties(codes, today):
        level, _party = key
        found[level][outcome(has_help_letter, states.get(key, "none"))] += 1
    return found


def is_minor(recipient, today):
    return bool(recipient.birth_date) and schedule.is_minor(recipient.birth_date, today)
