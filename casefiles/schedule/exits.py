"""Exit on time (戒毒条例 14, 23, 40): how near the end of a term is, and who stays past it.

The term ends with its last day; there is no earlier release. Whoever stays past it without a
ground that holds today is kept too long.
"""

from casefiles.schedule.orders import REMINDED, days_left, is_kept_too_long
from casefiles.terms.exits import ExitStatus

REMINDERS = dict(
    zip(REMINDED, (ExitStatus.WITHIN_90, ExitStatus.WITHIN_30, ExitStatus.TODAY), strict=True)
)


def exit_of(ends_on, stays_until, today):
    """The reminder that is due today for a term that ends on `ends_on`, or None before the first.

    `stays_until` is the last day on which a ground for staying holds. Past the end it says whether
    one does. Of the reminders (`REMINDED`, in days before the end) the nearest counts.
    """
    left = days_left(ends_on, today)
    if left < 0:
        kept = is_kept_too_long(ends_on, stays_until, today)
        return ExitStatus.KEPT if kept else ExitStatus.STAYS
    due = [days for days in REMINDED if left <= days]
    return REMINDERS[min(due)] if due else None
