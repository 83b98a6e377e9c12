"""How often: the rules that meet a person, the strictest of them, and the windows they open."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.schedule import Window
from casefiles.schedule.plans import (
    TIMES_A_YEAR,
    Demand,
    Rule,
    Situation,
    Step,
    calendar_months,
    demand_of,
    demands_of,
    effective,
    is_provided_for,
    next_on,
    strictest,
    windows_of,
)

BASE = Rule("base", (Step("visit", "month"), Step("test", "half_year")))
DETOX = frozenset({"community_detox"})
YEARS_22 = Rule(
    "22",
    (Step("test", "month"), Step("test", "two_months", 12), Step("test", "quarter", 24)),
    DETOX,
)
YEARS_28 = Rule(
    "28",
    (
        Step("test", "half_month"), Step("test", "month", 6), Step("test", "two_months", 12),
        Step("test", "quarter", 24),
    ),
    DETOX,
)  # fmt: skip
HIGH = Rule("high", (Step("visit", "half_month"), Step("test", "month")), risk_level="high")
RULES = (BASE, YEARS_22, HIGH)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
EVERY = st.sampled_from(sorted(TIMES_A_YEAR))
STEPS = st.builds(Step, st.just("test"), EVERY, st.sampled_from((0, 6, 12, 24)))
RULE = st.builds(
    Rule,
    st.integers(),
    st.lists(STEPS, min_size=1, max_size=4).map(tuple),
    st.sampled_from((frozenset(), DETOX)),
    st.sampled_from(("", "high", "low")),
)
PERSON = st.builds(
    Situation, st.sampled_from(("", "community_detox")), st.none() | DAYS,
    st.sampled_from(("unrated", "high", "low")),
)  # fmt: skip


def test_everybody_is_visited_each_month_and_tested_each_half_year():
    nobody_special, day = Situation(), date(2026, 3, 10)
    assert effective(RULES, "visit", nobody_special, day) == Demand("base", "month")
    assert effective(RULES, "test", nobody_special, day) == Demand("base", "half_year")


@pytest.mark.parametrize("day", [1, 10, 28])
@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize(
    ("rule", "years"), [(YEARS_22, [12, 6, 4]), (YEARS_28, [18, 6, 4])], ids=["22", "28"]
)
def test_a_three_year_plan_has_its_number_of_tests_whenever_it_begins(rule, years, month, day):
    begun = date(2026, month, day)
    person = Situation("community_detox", begun)
    ends = date(2029, month, 1) - timedelta(days=1)
    windows = [window for _demand, window in windows_of([rule], "test", person, begun, ends)]
    if rule is YEARS_28 and day > 15:
        years = [years[0] - 1, *years[1:]]  # the first half of the first month was over
    by_year = [calendar_months(begun, window.opens_on) // 12 for window in windows]
    assert [by_year.count(year) for year in (0, 1, 2)] == years
    assert windows[-1].closes_on == ends


def test_a_plan_by_years_asks_nothing_before_the_measure_began_or_without_its_day():
    begun = Situation("community_detox", date(2026, 3, 10))
    assert demand_of(YEARS_22, "test", begun, date(2026, 3, 9)) is None
    assert demand_of(YEARS_22, "test", Situation("community_detox"), date(2026, 3, 9)) is None
    assert (
        demand_of(YEARS_22, "test", Situation("none", date(2020, 1, 1)), date(2026, 3, 9)) is None
    )


def test_a_rule_for_a_measure_without_years_needs_no_first_day():
    former = Rule("former", (Step("visit", "quarter"),), frozenset({"none"}))
    assert demand_of(former, "visit", Situation("none"), date(2026, 3, 9)).every == "quarter"
    assert demand_of(former, "visit", Situation("community_detox"), date(2026, 3, 9)) is None


def test_a_high_risk_asks_for_a_visit_in_each_half_of_the_month():
    high = Situation(risk_level="high")
    demand = effective(RULES, "visit", high, date(2026, 2, 20))
    assert demand == Demand("high", "half_month")
    assert demand.window(date(2026, 2, 15)) == Window(date(2026, 2, 1), date(2026, 2, 15))
    assert demand.window(date(2026, 2, 16)) == Window(date(2026, 2, 16), date(2026, 2, 28))


def test_of_two_equally_strict_rules_the_first_counts():
    person = Situation("community_detox", date(2026, 1, 1), "high")
    assert effective(RULES, "test", person, date(2026, 5, 5)).source == "22"


def test_a_rule_in_the_place_of_the_others_counts_though_it_is_looser():
    own = Rule("own", (Step("visit", "quarter"),), is_instead=True)
    rules, day = (*RULES, own), date(2026, 5, 5)
    assert effective(rules, "visit", Situation(), day).source == "own"
    assert effective(rules, "test", Situation(), day).source == "base"


def test_a_persons_own_rule_beside_the_others_counts_only_where_it_is_stricter():
    own = Rule("own", (Step("visit", "half_month"), Step("test", "year")))
    rules, day = (*RULES, own), date(2026, 5, 5)
    assert effective(rules, "visit", Situation(), day).source == "own"
    assert effective(rules, "test", Situation(), day).source == "base"


def test_a_frequency_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        Rule("odd", (Step("visit", "fortnight"),))


@given(st.lists(RULE, max_size=6), PERSON, DAYS)
def test_the_effective_demand_is_no_looser_than_any_that_applies(rules, person, day):
    found = effective(rules, "test", person, day)
    for rule in rules:
        demand = demand_of(rule, "test", person, day)
        assert demand is None or found.times_a_year >= demand.times_a_year
    assert found in [*demands_of(rules, "test", person, day), None]


@given(st.lists(RULE, max_size=6), RULE, PERSON, DAYS)
def test_one_more_rule_never_asks_for_less(rules, more, person, day):
    before = effective(rules, "test", person, day)
    after = effective([*rules, more], "test", person, day)
    assert before is None or after.times_a_year >= before.times_a_year


@given(st.lists(RULE, max_size=6), PERSON, DAYS, st.randoms())
def test_the_order_of_the_rules_does_not_change_how_often(rules, person, day, random):
    shuffled = list(rules)
    random.shuffle(shuffled)
    found = [effective(order, "test", person, day) for order in (rules, shuffled)]
    assert len({demand and demand.times_a_year for demand in found}) == 1


@given(EVERY, DAYS, st.none() | DAYS)
def test_a_window_holds_its_day_and_its_neighbours_touch_it(every, day, anchor):
    demand = Demand("any", every, anchor)
    window = demand.window(day)
    assert window.holds(day)
    after = demand.window(window.closes_on + timedelta(days=1))
    assert after.opens_on == window.closes_on + timedelta(days=1)
    assert demand.window(window.opens_on) == demand.window(window.closes_on) == window


@given(EVERY, DAYS)
def test_a_year_has_as_many_windows_as_its_frequency_says(every, day):
    demand, first = Demand("any", every), date(day.year, 1, 1)
    windows = {demand.window(first + timedelta(days=n)) for n in range(365)}
    assert len(windows) == demand.times_a_year


@given(EVERY, DAYS)
def test_the_next_one_is_due_later_and_within_its_frequency(every, day):
    days = (next_on(day, every) - day).days
    assert 0 < days <= 366 / TIMES_A_YEAR[every] + 3


MARCH = Window(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        ((date(2026, 3, 1), date(2026, 3, 31), "cancelled"), True),  # this one, whatever became
        ((date(2026, 1, 1), date(2026, 3, 31), "open"), True),  # a quarter that ends with it
        ((date(2026, 3, 1), date(2026, 3, 15), "done"), True),
        ((date(2026, 3, 1), date(2026, 3, 15), "missed"), False),
        ((date(2026, 3, 1), date(2026, 3, 15), "excused"), False),
        ((date(2026, 1, 1), date(2026, 6, 30), "open"), False),  # it ends later
        ((date(2026, 2, 1), date(2026, 2, 28), "open"), False),
    ],
)
def test_what_stands_in_for_a_window_is_open_or_done_and_ends_inside(slot, expected):
    assert is_provided_for(MARCH, [slot]) is expected


def test_no_demand_is_the_strictest_of_none():
    assert strictest([]) is None
