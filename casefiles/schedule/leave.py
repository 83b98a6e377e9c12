"""Leave and return (戒毒条例 19, 20; form F9): days away, the report, what was not allowed.

Whole days, both ends included. Only absence outside the county counts for article 20, and only
where article 19 asks for a report: three days or more. The last allowed day is the last day of the
leave; whoever is back five days later was away five days without leave (to be confirmed by the
police: no text says how such days are counted).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from casefiles.terms.leave import LeaveState, LeaveStatus

# From so many days outside the county on, a written report is needed (article 19).
REPORT_FROM = 3


@dataclass(frozen=True)
class Absence:
    """Somebody away from `from_on`; allowed until `allowed_until` (None: not at all).

    `back_on` is the day of the return, None while the person is away.
    """

    from_on: date
    allowed_until: date | None = None
    back_on: date | None = None
    leaves_county: bool = True


def days_away(from_on, to_on):
    """How many days a leave lasts; on and until the same day is one."""
    return (to_on - from_on).days + 1


def needs_report(from_on, to_on, leaves_county):
    """Whether this leave needs a written report (article 19): three days or more outside."""
    return leaves_county and days_away(from_on, to_on) >= REPORT_FROM


def days_late(allowed_until, back_on, today):
    """How many days past the last allowed one somebody came back, or is away today; 0 in time."""
    return max(0, ((back_on or today) - allowed_until).days)


def days_between(first, last):
    """The set of days from `first` to `last`; empty where the last lies before the first."""
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def unauthorised_days(absences, today, first=date.min, last=date.max):
    """The days outside the county that nobody allowed: one set of days for each of `absences`.

    `absences` are all of one person, so that a day which another leave allows does not count: a
    leave that is prolonged is a second one. Only days from `first` to `last` count, the term of an
    order, and none after `today`. Article 20 counts the sets that are not empty, and their days
    in total (`total_days`).
    """
    allowed = set()
    for absence in absences:
        if absence.allowed_until:
            allowed |= days_between(absence.from_on, absence.allowed_until)
    return [not_allowed(absence, allowed, min(today, last), first) for absence in absences]


def not_allowed(absence, allowed, last, first):
    away = days_between(absence.from_on, absence.back_on or last)
    if not absence.leaves_county or len(away) < REPORT_FROM:
        return set()
    return {day for day in away - allowed if first <= day <= last}


def total_days(found):
    """How many days these sets hold together; a day in two of them counts once."""
    return len(set().union(*found))


def covers(from_on, to_on, window):
    """Whether a leave holds the whole window of a slot, so that nothing could be done at home."""
    return from_on <= window.opens_on and window.closes_on <= to_on


def status_of(state, from_on, to_on, returned_on, today):
    """Where a leave stands today: a LeaveStatus."""
    if state not in (LeaveState.APPROVED, LeaveState.UNAUTHORISED):
        return LeaveStatus(state)
    if returned_on:
        return LeaveStatus.RETURNED
    if state == LeaveState.UNAUTHORISED:
        return LeaveStatus.UNAUTHORISED
    if today < from_on:
        return LeaveStatus.AHEAD
    return LeaveStatus.OVERDUE if to_on < today else LeaveStatus.AWAY
