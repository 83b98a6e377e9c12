"""Windows in which a thing is owed, and what is said of it today. Whole days, ends included."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


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


def clip(window, first_day):
    """The window as it stands for whom there is nothing to owe before `first_day`.

    Raises ValueError when that day lies after it closed.
    """
    return Window(max(window.opens_on, first_day), window.closes_on)


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
