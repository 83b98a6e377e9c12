"""When a thing is owed: calendar windows, rolling due dates, ages. Whole days, both ends included.

Two clocks, printed wherever they are used (domain document, section 8): the score counts calendar
windows (a month for visits, half a year for tests), the work list rolls from what was last done.
"""

from datetime import timedelta

from casefiles.schedule.alarms import alarm, days_in
from casefiles.schedule.bag import completeness, index_of, review_due_on, year_from
from casefiles.schedule.plans import is_provided_for, next_on
from casefiles.schedule.testing import contradiction, kept_until, objection_until
from jurisdiction.schedule.windows import (
    Window,
    add_months,
    calendar_window,
    clip,
    days_late,
    half_year_window,
    last_of_month,
    month_window,
    months_between,
    state_of,
)

__all__ = [
    "Window",
    "add_months",
    "age_on",
    "alarm",
    "days_in",
    "calendar_window",
    "clip",
    "completeness",
    "contradiction",
    "days_late",
    "due_on",
    "half_year_window",
    "index_of",
    "is_minor",
    "is_provided_for",
    "kept_until",
    "last_of_month",
    "month_window",
    "months_between",
    "objection_until",
    "period_of",
    "periods_between",
    "review_due_on",
    "sealing_due_on",
    "state_of",
    "ten_day_window",
    "working_day_after",
    "year_from",
]

# 一月一家访、半年一尿检 (the work summary): what everybody owes until an office says otherwise.
BASELINE = {"visit": "month", "test": "half_year"}
MAJORITY_AGE = 18
# How long after its closing a file stays in the lists before it is proposed for sealing. No rule
# that we read sets a number: our defaults, to be changed here where the archives office asks.
SEALED_AFTER = {
    "wrong_registration": timedelta(days=0),
    "duplicate": timedelta(days=0),
    "released_and_abstinent": timedelta(days=90),  # the quarter's returns are done by then
    "deceased": timedelta(days=180),
    "moved_out": timedelta(days=3 * 365),
    "settled_abroad": timedelta(days=3 * 365),
}


# Working days within which a request for correction is decided.
CORRECTION_DAYS = 15


def ten_day_window(day):
    """The ten days (旬) that hold `day`: 1 to 10, 11 to 20, or 21 to the end of the month (F12)."""
    first = min((day.day - 1) // 10, 2) * 10 + 1
    last = last_of_month(day) if first == 21 else day.replace(day=first + 9)
    return Window(day.replace(day=first), last)


def exchange_window(day, times):
    """The days in which one of a month's exchanges (信息交流, form F11) is owed on `day`.

    `times` is how many the office asks a month: 1, the whole month; 2, its halves, 1 to 15 and 16
    to the end. The work summary says one or two.
    """
    month = month_window(day)
    if times == 1:
        return month
    middle = month.opens_on.replace(day=15)
    if day <= middle:
        return Window(month.opens_on, middle)
    return Window(middle + timedelta(days=1), month.closes_on)


PERIODS = {
    "visit": month_window,
    "test": half_year_window,
    "ten_day_check": ten_day_window,
    "info_exchange": month_window,
}


def period_of(kind, day):
    """The calendar window in which `kind` (a slot's or a duty's) is owed and counted on `day`.

    The window of the score (form F14, items C4, C5 and C6). Raises KeyError for another kind.
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


def due_on(window, last_on, every):
    """The day by which one thing is due in `window`, for the work list.

    `last_on` is the day on which the last one was done, never the day it was entered, so a paper
    form typed in late does not move the due date back; `every` is the frequency. The result rolls
    from `last_on` and is kept inside the window. Where nothing was ever done there is nothing to
    roll from: the whole window is left, and the due date is its last day (our default, no rule).
    """
    if last_on is None:
        return window.closes_on
    return min(max(next_on(last_on, every), window.opens_on), window.closes_on)


def age_on(birth_date, day):
    """Completed years of age (周岁) on `day`. Born on 29 February: a year older on 1 March."""
    return months_between(birth_date, day) // 12


def is_minor(birth_date, day):
    """Under 18 on `day`: hidden from village cadres and from exports (domain, section 5)."""
    return age_on(birth_date, day) < MAJORITY_AGE


def sealing_due_on(reason, closed_on, is_confirmed):
    """The day from which a file closed for `reason` is proposed for sealing, or None.

    `is_confirmed` says whether three years of abstinence are confirmed: a file closed as released
    and abstinent (解除且戒断三年未复吸) waits for that. Raises KeyError for another reason.
    """
    if reason == "released_and_abstinent" and not is_confirmed:
        return None
    return closed_on + SEALED_AFTER[reason]


def working_day_after(day, n, off=(), worked=()):
    """The `n`-th working day after `day`, which itself does not count.

    `off` are days off beside Saturdays and Sundays; `worked` are weekends that are worked (调休).
    Where neither is known, only weekends are left out.
    """
    while n:
        day += timedelta(days=1)
        if day in worked or (day.weekday() < 5 and day not in off):
            n -= 1
    return day
