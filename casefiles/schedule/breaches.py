"""The three counters of a serious breach (戒毒条例 20), within the term of one order.

Three or more (以上) includes the number, more than thirty (超过) does not. A counter only proposes:
an officer decides, with a reason, and what was decided is proposed again only when more happens.
"""

from dataclasses import dataclass
from datetime import date

from casefiles.schedule.leave import total_days, unauthorised_days
from casefiles.terms.breaches import BreachGround as G
from casefiles.terms.breaches import BreachStatus

# Refused or evaded tests are one counter. The warnings are ours; an office may set others.
LIMITS = {G.TESTS: 3, G.LEAVES: 3, G.DAYS: 31}
WARNINGS = {G.TESTS: 2, G.LEAVES: 2, G.DAYS: 20}


@dataclass(frozen=True)
class Term:
    """The days in which an order counts: from the report-in to its end, or a stay past it."""

    first: date
    last: date


@dataclass(frozen=True)
class Decided:
    """What was decided last about one counter, and at which number."""

    counted: int
    is_serious: bool


def count(tests, absences, term, today):
    """The three counters of one person, and what is behind them.

    `tests` are the days of refused and evaded tests, `absences` all of the person's
    (`schedule.leave.Absence`). Returns ({ground: number}, the days without leave of each absence).
    """
    last = min(term.last, today)
    days = unauthorised_days(absences, today, term.first, last)
    refused = [day for day in tests if term.first <= day <= last]
    numbers = {
        G.TESTS: len(refused),
        G.LEAVES: sum(bool(found) for found in days),
        G.DAYS: total_days(days),
    }
    return numbers, days


def status_of(ground, number, decided=None, warnings=WARNINGS):
    """What a counter asks of the office: a BreachStatus.

    `decided` is its last Decided, if any; `warnings` the numbers from which the office warns.
    """
    if decided and decided.is_serious:
        return BreachStatus.CONFIRMED
    if number >= LIMITS[ground]:
        is_new = decided is None or number > decided.counted
        return BreachStatus.PROPOSED if is_new else BreachStatus.DISMISSED
    return BreachStatus.WARNING if number >= warnings[ground] else BreachStatus.BELOW
