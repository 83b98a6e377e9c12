"""The year's plan: what every village owes for publicity, and in which days."""

from datetime import date

from jurisdiction.schedule.windows import Window, calendar_window

QUARTERLY = ("meeting", "campaign")
QUARTER = 3  # months
AROUND_26_JUNE = (20, 30)  # [I] days of June in which the activity for the day counts


def suits(occasion, day):
    """Whether an activity of this day may count for the occasion, as the plan's windows have it."""
    return any(item == occasion and window.holds(day) for item, window in plan_of(day.year))


def plan_of(year):
    """(item, Window) of everything that a village owes in a year, in the order of its days."""
    quarters = [calendar_window(date(year, month, 1), QUARTER) for month in (1, 4, 7, 10)]
    owed = [(item, window) for window in quarters for item in QUARTERLY]
    first, last = AROUND_26_JUNE
    owed.append(("publicity_month", calendar_window(date(year, 6, 1), 1)))
    owed.append(("anti_drug_day", Window(date(year, 6, first), date(year, 6, last))))
    return sorted(owed, key=lambda each: each[1].opens_on)
