"""When a thing is owed: calendar windows, rolling due dates, ages. Whole days, both ends included.

Two clocks, printed wherever they are used (domain document, section 8): the score counts calendar
windows (a month for visits, half a year for tests), the work list rolls from what was last done.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

# How many months after the last one the next is due: 一月一家访、半年一尿检.
MONTHS = {"visit": 1, "test": 6}
MAJORITY_AGE = 18


@dataclass(frozen=True)
class Window:
    """The days from `opens_on` to `closes_on`, both included. Raises ValueError when reversed."""

    opens_on: date
    closes_on: date

    def __post_init__(self):
        if self.closes_on < self.opens_on:
            raise ValueError(f"window closes on {self.closes_on}, before {self.opens_on}")

    def holds(self, day):
        return self.opens_on <= day <= self.closes_on


def add_months(day, months):
    """The same day `months` later (or earlier, if negative), or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_between(first, last):
    """Whole months from `first` to `last`: a month is over when its day number is reached."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def month_window(day):
    """The calendar month that holds `day`."""
    return calendar_window(day, 1)


def half_year_window(day):
    """The calendar half-year that holds `day`: January to June, or July to December."""
    return calendar_window(day, 6)


def calendar_window(day, months):
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Window(first, last_of_month(add_months(first, months - 1)))


def last_of_month(day):
    return day.replace(day=monthrange(day.year, day.month)[1])


PERIODS = {"visit": month_window, "test": half_year_window}


def period_of(kind, day):
    """The calendar window in which `kind` ("visit" or "test") is owed and counted on `day`.

    The window of the score (form F14, items C4 and C5). Raises KeyError for another kind.
    """
    return PERIODS[kind](day)


def periods_between(kind, first, last):
    """The calendar windows of `kind` that touch the days from `first` to `last`, in order."""
    windows = []
    day = first
    while day <= last:
        window = period_of(kind, day)
        windows.append(window)
        day = window.closes_on + timedelta(days=1)
    return windows


def clip(window, first_day):
    """The window as it stands for a person enrolled on `first_day`: nothing is owed before.

    Raises ValueError when the person was enrolled after it closed.
    """
    return Window(max(window.opens_on, first_day), window.closes_on)


def due_on(window, last_on, months):
    """The day by which one thing is due in `window`, for the work list.

    `last_on` is the day on which the last one was done, never the day it was entered, so a paper
    form typed in late does not move the due date back; `months` is the frequency. The result rolls
    from `last_on` and is kept inside the window. Where nothing was ever done there is nothing to
    roll from: the whole window is left, and the due date is its last day (our default, no rule).
    """
    if last_on is None:
        return window.closes_on
    return min(max(add_months(last_on, months), window.opens_on), window.closes_on)


def days_late(due_on, today):
    """Days since the due date; 0 on the due date and before it."""
    return max((today - due_on).days, 0)


def state_of(state, *, due_on, opens_on, closes_on, today):
    """The word of a slot's badge on `today`.

    An open slot is "upcoming", "due", "overdue" (past its due date, can still be done) or "missed"
    (its window has ended, also where nobody has marked it yet). "done", "missed", "excused" and
    "cancelled" stay what they are.
    """
    if state != "open":
        return str(state)
    if today < opens_on:
        return "upcoming"
    if today > closes_on:
        return "missed"
    return "overdue" if today > due_on else "due"


def age_on(birth_date, day):
    """Completed years of age (周岁) on `day`. Born on 29 February: a year older on 1 March."""
    return months_between(birth_date, day) // 12


def is_minor(birth_date, day):
    """Under 18 on `day`: hidden from village cadres and from exports (domain, section 5)."""
    return age_on(birth_date, day) < MAJORITY_AGE
