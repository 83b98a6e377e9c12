"""How often a person is visited and tested: the rules that apply, and the strictest of them.

Neither law nor regulation sets a number (domain document, sections 2d and 2g): every rule is data
of the office. What is here is only how rules meet a person, and how a window is cut from one.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from jurisdiction.schedule.windows import Window, add_months, last_of_month

# 频次: how many windows there are in a year, strictest first; and the months of each.
TIMES_A_YEAR = {
    "half_month": 24, "month": 12, "two_months": 6, "quarter": 4, "half_year": 2, "year": 1,
}  # fmt: skip
MONTHS_IN = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6, "year": 12}
HALF_MONTH = 15  # days; the second half runs to the end of the month


@dataclass(frozen=True)
class Step:
    """One line of a rule: `kind` every so often, from so many months after the measure began."""

    kind: str
    every: str
    from_month: int = 0


@dataclass(frozen=True)
class Rule:
    """What is asked, and of whom: everybody, a risk level, or measures by the years they last.

    `source` is the row that says so. Of a person's own rule `is_instead` says that it stands in the
    place of all others, looser or not.
    """

    source: object
    steps: tuple
    measures: frozenset = frozenset()
    risk_level: str = ""
    is_instead: bool = False

    @property
    def is_by_years(self):
        """Whether it changes in the course of the measure, so that its first day must be known."""
        return any(step.from_month for step in self.steps)

    def __post_init__(self):
        unknown = {step.every for step in self.steps} - TIMES_A_YEAR.keys()
        if unknown:
            raise ValueError(f"no such frequency: {unknown}")


@dataclass(frozen=True)
class Situation:
    """What rules look at: the measure, its first day, the risk level that somebody decided."""

    measure: str = ""
    measure_from: date | None = None
    risk_level: str = ""


@dataclass(frozen=True)
class Demand:
    """What one rule asks of one person on one day: how often, in windows counted from `anchor`."""

    source: object
    every: str
    anchor: date | None = None

    @property
    def times_a_year(self):
        return TIMES_A_YEAR[self.every]

    def window(self, day):
        """The window that holds `day`: by the calendar, or counted from the anchor's month."""
        if self.every == "half_month":
            return half_month(day)
        months = MONTHS_IN[self.every]
        begins = self.anchor.replace(day=1) if self.anchor else date(day.year, 1, 1)
        passed = calendar_months(begins, day)
        opens = add_months(begins, passed - passed % months)
        return Window(opens, last_of_month(add_months(opens, months - 1)))


def demand_of(rule, kind, person, day):
    """What `rule` asks of a person in this Situation for `kind` on `day`, or None.

    A rule by the years of a measure counts calendar months from the month of its first day, so
    that a year has twelve windows of a month, whatever the day. Where that day is not known or has
    not come, it asks nothing.
    """
    if rule.risk_level and rule.risk_level != person.risk_level:
        return None
    if rule.measures and person.measure not in rule.measures:
        return None
    passed, anchor = 0, None
    if rule.is_by_years:
        anchor = person.measure_from
        if anchor is None or day < anchor:
            return None
        passed = calendar_months(anchor, day)
    begun = [s for s in rule.steps if s.kind == kind and s.from_month <= passed]
    if not begun:
        return None
    step = max(begun, key=lambda step: step.from_month)
    return Demand(rule.source, step.every, anchor)


def demands_of(rules, kind, person, day):
    """Everything that these rules ask for `kind`: [Demand], in the order of the rules.

    Where a rule stands in the place of the others, it alone.
    """
    asked = [(rule, demand_of(rule, kind, person, day)) for rule in rules]
    asked = [(rule, demand) for rule, demand in asked if demand]
    instead = [demand for rule, demand in asked if rule.is_instead]
    return instead[-1:] or [demand for _rule, demand in asked]


def strictest(demands):
    """The demand with the most windows in a year, the first of equals; None without any."""
    return max(demands, key=lambda demand: demand.times_a_year, default=None)


def effective(rules, kind, person, day):
    """The demand that counts for this person on `day`: the strictest that applies, or None."""
    return strictest(demands_of(rules, kind, person, day))


def half_month(day):
    """The 1st to the 15th, or the 16th to the end of the month."""
    if day.day <= HALF_MONTH:
        return Window(day.replace(day=1), day.replace(day=HALF_MONTH))
    return Window(day.replace(day=HALF_MONTH + 1), last_of_month(day))


def calendar_months(first, last):
    """From the month of `first` to the month of `last`, whatever the days; negative backwards."""
    return (last.year - first.year) * 12 + last.month - first.month


def next_on(last_on, every):
    """The day on which the next is due when one was done on `last_on`."""
    if every == "half_month":
        return last_on + timedelta(days=HALF_MONTH)
    return add_months(last_on, MONTHS_IN[every])


def is_provided_for(window, slots):
    """Whether what is owed in `window` stands there already: nothing frozen is opened twice.

    `slots` are (first day, last day, state) of the person's other slots. One with the same days is
    this one. One of another rule that ends inside the window stands in for it while it is open or
    done; what was missed, excused or cancelled stands in for nothing.
    """
    return any(
        (opens_on, closes_on) == (window.opens_on, window.closes_on)
        or (window.holds(closes_on) and state in ("open", "done"))
        for opens_on, closes_on, state in slots
    )


def windows_of(rules, kind, person, first, last):
    """The windows that are opened between two days, if nothing changes meanwhile.

    [(Demand, Window)] in order; windows begin on the 1st or the 16th. The first is the one that
    holds the day `first`.
    """
    found, standing = [], []
    for day in days_to_look(first, last, person.measure_from):
        demand = effective(rules, kind, person, day)
        window = demand and demand.window(day)
        if window and not is_provided_for(window, standing):
            found.append((demand, window))
            standing.append((window.opens_on, window.closes_on, "open"))
    return found


def days_to_look(first, last, begun):
    """The days on which another window may begin: first of all `first`, and `begun` if inside."""
    days = {first} | ({begun} if begun and first < begun <= last else set())
    month = first.replace(day=1)
    while month <= last:
        days |= {day for day in (month, half_month_begins(month)) if first < day <= last}
        month = add_months(month, 1)
    return sorted(days)


def half_month_begins(month):
    return month.replace(day=HALF_MONTH + 1)
