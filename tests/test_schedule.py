"""Calendar windows, rolling due dates, ages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.schedule import (
    BASELINE,
    Window,
    add_months,
    age_on,
    clip,
    days_late,
    due_on,
    half_year_window,
    is_minor,
    month_window,
    months_between,
    period_of,
    periods_between,
    state_of,
)

DAYS = st.dates(date(1930, 1, 1), date(2090, 12, 31))
KINDS = st.sampled_from(sorted(BASELINE))
MARCH = Window(date(2026, 3, 1), date(2026, 3, 31))
FIRST_HALF = Window(date(2026, 1, 1), date(2026, 6, 30))


def test_a_visit_is_counted_in_the_calendar_month():
    assert period_of("visit", date(2024, 2, 10)) == Window(date(2024, 2, 1), date(2024, 2, 29))
    assert month_window(date(2026, 12, 31)) == Window(date(2026, 12, 1), date(2026, 12, 31))


def test_a_test_is_counted_in_the_calendar_half_year():
    assert period_of("test", date(2026, 6, 30)) == FIRST_HALF
    assert half_year_window(date(2026, 7, 1)) == Window(date(2026, 7, 1), date(2026, 12, 31))


def test_a_kind_without_a_period_is_an_error():
    with pytest.raises(KeyError):
        period_of("fortnight", date(2026, 1, 1))


def test_a_window_cannot_close_before_it_opens():
    with pytest.raises(ValueError, match="before"):
        Window(date(2026, 3, 2), date(2026, 3, 1))


def test_both_ends_belong_to_the_window():
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [MARCH.holds(day) for day in days] == [False, True, True, False]


def test_months_end_on_their_last_day():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert add_months(date(2026, 12, 31), 0) == date(2026, 12, 31)


def test_whole_months_are_counted_when_the_day_is_reached():
    assert months_between(date(2026, 1, 15), date(2026, 3, 14)) == 1
    assert months_between(date(2026, 1, 15), date(2026, 3, 15)) == 2
    assert months_between(date(2026, 1, 15), date(2026, 1, 15)) == 0


def test_windows_between_two_days_touch_both():
    assert periods_between("visit", date(2025, 12, 31), date(2026, 2, 1)) == [
        month_window(date(2025, 12, 1)),
        month_window(date(2026, 1, 1)),
        month_window(date(2026, 2, 1)),
    ]
    assert periods_between("test", date(2026, 6, 30), date(2026, 6, 30)) == [FIRST_HALF]
    assert periods_between("visit", date(2026, 2, 1), date(2026, 1, 31)) == []


def test_nothing_is_owed_before_the_person_was_enrolled():
    assert clip(MARCH, date(2026, 3, 20)) == Window(date(2026, 3, 20), date(2026, 3, 31))
    assert clip(MARCH, date(2020, 1, 1)) == MARCH
    assert clip(MARCH, date(2026, 3, 31)) == Window(date(2026, 3, 31), date(2026, 3, 31))


def test_a_window_before_enrolment_cannot_be_owed():
    with pytest.raises(ValueError, match="before"):
        clip(MARCH, date(2026, 4, 1))


def test_the_work_list_rolls_six_months_from_the_last_test():
    assert due_on(FIRST_HALF, date(2025, 9, 10), "half_year") == date(2026, 3, 10)


def test_the_work_list_rolls_a_month_from_the_last_visit():
    assert due_on(MARCH, date(2026, 2, 11), "month") == date(2026, 3, 11)


def test_late_paper_entry_does_not_move_the_due_date_back():
    visited_on, entered_on = date(2026, 2, 3), date(2026, 2, 27)
    assert due_on(MARCH, visited_on, "month") == date(2026, 3, 3)
    assert due_on(MARCH, visited_on, "month") < due_on(MARCH, entered_on, "month")


def test_what_was_last_done_long_ago_is_due_when_the_window_opens():
    assert due_on(FIRST_HALF, date(2023, 5, 1), "half_year") == date(2026, 1, 1)


def test_a_test_of_late_december_is_due_again_before_the_half_year_closes():
    assert due_on(FIRST_HALF, date(2025, 12, 31), "half_year") == date(2026, 6, 30)
    assert due_on(FIRST_HALF, date(2026, 1, 20), "half_year") == date(2026, 6, 30)


def test_a_first_visit_or_test_has_the_whole_window():
    assert due_on(clip(FIRST_HALF, date(2026, 4, 10)), None, "half_year") == date(2026, 6, 30)
    assert due_on(clip(MARCH, date(2026, 3, 31)), None, "month") == date(2026, 3, 31)


@given(KINDS, DAYS, st.none() | DAYS)
def test_a_due_date_lies_inside_its_window(kind, day, last_on):
    window = period_of(kind, day)
    assert window.holds(due_on(window, last_on, BASELINE[kind]))


@given(KINDS, DAYS, st.integers(0, 900))
def test_windows_follow_each_other_without_gap_or_overlap(kind, first, length):
    windows = periods_between(kind, first, first + timedelta(days=length))
    ends = [window.closes_on + timedelta(days=1) for window in windows[:-1]]
    assert ends == [window.opens_on for window in windows[1:]]
    assert windows[0].holds(first)
    assert windows[-1].holds(first + timedelta(days=length))


@given(DAYS, st.integers(-600, 600))
def test_adding_months_lands_in_that_month(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_days_late_begin_the_day_after():
    due = date(2026, 3, 10)
    assert [days_late(due, due + timedelta(days=n)) for n in (-5, 0, 1, 30)] == [0, 0, 1, 30]


@pytest.mark.parametrize(
    ("today", "word"),
    [
        (date(2026, 2, 28), "upcoming"),
        (date(2026, 3, 1), "due"),
        (date(2026, 3, 11), "due"),
        (date(2026, 3, 12), "overdue"),
        (date(2026, 3, 31), "overdue"),
        (date(2026, 4, 1), "missed"),
    ],
)
def test_the_badge_of_an_open_slot_follows_the_day(today, word):
    days = {"opens_on": MARCH.opens_on, "closes_on": MARCH.closes_on, "due_on": date(2026, 3, 11)}
    assert state_of("open", today=today, **days) == word


@pytest.mark.parametrize("state", ["done", "missed", "excused", "cancelled"])
def test_the_badge_of_an_ended_slot_stays(state):
    days = {"opens_on": MARCH.opens_on, "closes_on": MARCH.closes_on, "due_on": MARCH.closes_on}
    assert state_of(state, today=date(2026, 2, 1), **days) == state


def test_a_year_of_age_is_completed_on_the_birthday():
    born_on = date(2008, 11, 24)
    assert age_on(born_on, date(2026, 11, 23)) == 17
    assert age_on(born_on, date(2026, 11, 24)) == 18
    assert (is_minor(born_on, date(2026, 11, 23)), is_minor(born_on, date(2026, 11, 24))) == (
        True,
        False,
    )


def test_born_on_29_february_is_of_age_on_1_march():
    born_on = date(2008, 2, 29)
    assert (is_minor(born_on, date(2026, 2, 28)), is_minor(born_on, date(2026, 3, 1))) == (
        True,
        False,
    )


@given(DAYS, DAYS)
def test_the_age_agrees_with_the_line_that_hides_minors(born_on, today):
    assert is_minor(born_on, today) == (born_on > add_months(today, -18 * 12))
