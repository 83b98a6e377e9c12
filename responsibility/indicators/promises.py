"""What the villages promised and whom they bound, against the scheme (form F14, items A1, A3, A4).

Six queries, however many villages.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from casefiles import schedule
from casefiles.models import TenDayCheck, Visit
from jurisdiction.models import Posting
from jurisdiction.terms import Capacity
from jurisdiction.wall import figures_scope
from responsibility.indicators.recipients import below, owed_letters
from responsibility.models import Letter
from responsibility.terms import SIGNED_DOWN, LetterLevel, LetterState, MeasureKey

NAMED = ("members", "signer_b", "contact")
MONTHS = range(1, 13)


@dataclass
class Promise:
    """One village: what its signed letter names, who below it owes a letter, months checked."""

    named: set = field(default_factory=set)
    owed: list = field(default_factory=list)  # pairs (Recipient, whether signed)
    checked: set = field(default_factory=set)

    @property
    def unsigned(self):
        return [recipient for recipient, is_signed in self.owed if not is_signed]


def promises_of(year, villages, period, today):
    """{village: Promise} of a year; groups, units and households are those of today."""
    promises = defaultdict(Promise)
    letters = Letter.objects.standing().of_year(year)
    signed = letters.filter(
        level=LetterLevel.TOWNSHIP_VILLAGE, area__in=villages, state=LetterState.SIGNED
    )
    for village, *values in signed.values_list("area", *NAMED):
        promises[village].named = {name for name, value in zip(NAMED, values, strict=True) if value}
    owed = owed_letters(
        levels=SIGNED_DOWN,
        codes=villages,
        today=today,
        letters=letters.filter(below("area__code", villages)),
    )
    for recipient, letter in owed:
        is_signed = letter is not None and letter.state == LetterState.SIGNED
        promises[recipient.village].owed.append((recipient, is_signed))
    for village, day in resident_checks(villages, date(year, 1, 1), period.last):
        promises[village].checked.add(day.month)
    return promises


def resident_checks(villages, first, last):
    """(village, day) of each visit and ten-day check that a resident cadre of it entered."""
    postings = defaultdict(list)
    kept = Posting.objects.filter(capacity=Capacity.RESIDENT_CADRE)
    for posting in kept.values_list("officer", "area", "valid_from", "valid_to"):
        postings[posting[0]].append(posting[1:])
    for model, column in ((Visit, "visited_on"), (TenDayCheck, "happened_on")):
        rows = model.objects.standing().filter(
            village__in=villages,
            recorded_by__in=list(postings),
            **{f"{column}__range": (first, last)},
        )
        for officer, village, day in rows.order_by().values_list("recorded_by", "village", column):
            if any(serves(posting, village, day) for posting in postings[officer]):
                yield village, day


def serves(posting, village, day):
    area, valid_from, valid_to = posting
    return village.startswith(area) and valid_from <= day and (not valid_to or day < valid_to)


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
        if month not in promise.checked:
            yield MeasureKey.TWO_LEVEL_BINDING, "missing_month", f"{year}-{month:02d}", None


def months_ended(year, period):
    return [month for month in MONTHS if month_end(year, month) <= period.last]


def month_end(year, month):
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def promise_counts(promise, year, period):
    """{key: (numerator, denominator, parts)}."""
    months = months_ended(year, period)
    missing = [month for month in months if month not in promise.checked]
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


@figures_scope()
def letter_figures(*, year, codes, today):
    """Who owes a letter of the year below these codes: {level: Counter by the letter's state}.

    "none" counts those who were issued none. Households of people under 18 count too.
    """
    found = {level: Counter() for level in LetterLevel}
    owed = owed_letters(
        levels=list(found), codes=codes, today=today,
        letters=Letter.objects.standing().of_year(year).filter(below("area__code", codes)),
    )  # fmt: skip
    for recipient, letter in owed:
        found[recipient.level][letter.state if letter else "none"] += 1
    return found


def is_minor(recipient, today):
    return bool(recipient.birth_date) and schedule.is_minor(recipient.birth_date, today)
