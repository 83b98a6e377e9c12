"""What follows from a test (吸毒检测程序规定): days, and what a kit can have shown."""

from datetime import timedelta

from jurisdiction.schedule.windows import add_months

NEGATIVE, POSITIVE, INVALID = "negative", "positive", "invalid"


def objection_until(told_on, days):
    """The last day on which a laboratory may be asked for; the day of telling is not counted."""
    return told_on + timedelta(days=days)


def kept_until(tested_on, months):
    """The day until which the bottles A and B are kept."""
    return add_months(tested_on, months)


def contradiction(result, items):
    """Which result the items of a kit ask for, where it is another than `result`; else None.

    `items` are the results by item. An invalid test may have shown anything.
    """
    shown = set(items.values())
    if result not in (NEGATIVE, POSITIVE) or not shown:
        return None
    asked = POSITIVE if POSITIVE in shown else INVALID if INVALID in shown else NEGATIVE
    return asked if asked != result else None
