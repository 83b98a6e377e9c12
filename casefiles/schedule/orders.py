"""The legal moves of an order of community detox or recovery (戒毒条例 14 to 24, 37 to 40).

An order is told by its steps; where it stands is reckoned from them and from nothing else. Days
are whole days, both ends included.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from casefiles.terms import OrderMove, OrderState
from jurisdiction.schedule.windows import add_months

# Within 15 days of receiving the order, and again of a change of the place (articles 14, 22, 38).
REPORT_WITHIN = timedelta(days=15)
# Three years from the report-in (article 14); an order of recovery may set less (article 37).
LONGEST_TERM = 36
# How long before the end somebody is reminded of it, in days. Ours, to be changed here.
REMINDED = (90, 30, 0)

S, M = OrderState, OrderMove

AWAITED = frozenset({S.ORDERED, S.TRANSFERRING})  # the person is to report in
UNDER_WAY = frozenset({S.REPORTED, S.EXECUTING})
RUNNING = AWAITED | UNDER_WAY | {S.REFUSED, S.SUSPENDED}
# From which states a move is legal, and where it leads; None: to where it was, or stays.
MOVES = {
    M.REPORT_IN: (AWAITED | {S.REFUSED}, S.REPORTED),
    M.LATE_REASON: (AWAITED, None),
    M.REFUSAL: (AWAITED, S.REFUSED),
    M.AGREEMENT: (UNDER_WAY, S.EXECUTING),
    M.TRANSFER: (UNDER_WAY, S.TRANSFERRING),
    M.HANDOVER: (frozenset({S.TRANSFERRING}), S.TRANSFERRED),
    M.SUSPENSION: (AWAITED | UNDER_WAY, S.SUSPENDED),
    M.RESUMPTION: (frozenset({S.SUSPENDED}), None),
    M.STAY: (UNDER_WAY | {S.TRANSFERRING}, None),
    M.RELEASE: (UNDER_WAY | {S.TRANSFERRING}, S.RELEASED),
    M.TERMINATION: (RUNNING, S.TERMINATED),
    M.ISOLATION: (RUNNING, S.ISOLATED),
}
# Whatever another organ decides, or is told, has a document; a person's coming has none.
WITHOUT_DOCUMENT = frozenset({M.REPORT_IN, M.LATE_REASON, M.AGREEMENT})


class IllegalMove(Exception):
    """The law knows no such step from where the order stands; `code` says why not."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Order:
    """What the paper says: when it was received, its term, and where it began before us."""

    received_on: date
    months: int = LONGEST_TERM
    printed_end_on: date | None = None
    credited_days: int = 0  # served isolation, where it became detox (article 31)
    began_on: date | None = None  # reported in at another place before
    taken_over_on: date | None = None  # then: the day of the change of the place


@dataclass(frozen=True)
class Step:
    move: OrderMove
    on: date
    until: date | None = None  # of a stay: how long its ground holds


@dataclass(frozen=True)
class Standing:
    """Where an order stands after its steps.

    `ends_on` is the last day of the term; `latest_end_on` the same if suspended days do not count,
    which no text says: both are shown. `report_by` is the last day to report in while it is owed.
    """

    state: OrderState
    last_on: date
    began_on: date | None = None
    ends_on: date | None = None
    report_by: date | None = None
    is_late_excused: bool = False
    suspended_on: date | None = None
    suspended_days: int = 0
    resumes_to: OrderState | None = None
    stays_until: date | None = None

    @property
    def latest_end_on(self):
        return self.ends_on and self.ends_on + timedelta(days=self.suspended_days)


def report_by(day):
    """The last day on which to report in, for an order received, or a place changed, on `day`.

    The first day does not count: received on 1 March, the last day is 16 March.
    """
    return day + REPORT_WITHIN


def term_end(began_on, months, *, credited_days=0):
    """The last day of a term of `months` that begins with the report-in, less what is credited."""
    return add_months(began_on, months) - timedelta(days=1 + credited_days)


def begin(order):
    """Where an order stands that nobody has done anything about yet."""
    if order.taken_over_on:
        standing = Standing(S.TRANSFERRING, order.taken_over_on, began_on=order.began_on)
        return replace(
            standing, ends_on=end_of(order, order.began_on), report_by=report_by(standing.last_on)
        )
    return Standing(
        S.ORDERED,
        order.received_on,
        ends_on=order.printed_end_on,
        report_by=report_by(order.received_on),
    )


def end_of(order, began_on):
    """The day printed on the paper wins over the reckoned one."""
    return order.printed_end_on or term_end(
        began_on, order.months, credited_days=order.credited_days
    )


def walk(order: Order, steps: Iterable[Step]):
    """Where the order stands after these steps, in their order. Raises IllegalMove."""
    standing = begin(order)
    for step in steps:
        standing = take(order, standing, step)
    return standing


def take(order, standing, step):
    """Where the order stands after one more step. Raises IllegalMove with a code.

    "not_now": the state knows no such move; "before_last": it lies before the step before it;
    "not_late": nobody is late yet; "no_end", "too_early": released before the term has ended (there
    is no early release); "no_ground": a stay whose ground ends before the term does.
    """
    since, leads_to = MOVES[step.move]
    if standing.state not in since:
        raise IllegalMove("not_now")
    if step.on < standing.last_on:
        raise IllegalMove("before_last")
    changes = CHANGES.get(step.move, unchanged)(order, standing, step)
    return replace(standing, **{"state": leads_to or standing.state, "last_on": step.on} | changes)


def unchanged(order, standing, step):
    return {}


def report_in(order, standing, step):
    """The term begins with the first report-in; a new place changes nothing about it."""
    began_on = standing.began_on or step.on
    done = {"report_by": None, "is_late_excused": False}
    return done | {"began_on": began_on, "ends_on": end_of(order, began_on)}


def late(order, standing, step):
    """Late is a question, and the answer is somebody's: never before the last day is over."""
    if step.on <= standing.report_by:
        raise IllegalMove("not_late")
    return {"is_late_excused": step.move == M.LATE_REASON}


def transfer(order, standing, step):
    return {"report_by": report_by(step.on), "is_late_excused": False}


def suspend(order, standing, step):
    return {"suspended_on": step.on, "resumes_to": standing.state}


def resume(order, standing, step):
    days = (step.on - standing.suspended_on).days
    return {
        "state": standing.resumes_to,
        "suspended_on": None,
        "resumes_to": None,
        "suspended_days": standing.suspended_days + days,
    }


def release(order, standing, step):
    if standing.ends_on is None:
        raise IllegalMove("no_end")
    if step.on < standing.ends_on:
        raise IllegalMove("too_early")
    return {"report_by": None}


def stay(order, standing, step):
    if standing.ends_on is None:
        raise IllegalMove("no_end")
    if not step.until or step.until <= max(standing.ends_on, step.on):
        raise IllegalMove("no_ground")
    return {"stays_until": step.until}


def end(order, standing, step):
    return {"report_by": None}


CHANGES = {
    M.REPORT_IN: report_in,
    M.LATE_REASON: late,
    M.REFUSAL: late,
    M.TRANSFER: transfer,
    M.SUSPENSION: suspend,
    M.RESUMPTION: resume,
    M.RELEASE: release,
    M.STAY: stay,
    M.HANDOVER: end,
    M.TERMINATION: end,
    M.ISOLATION: end,
}


def legal_moves(standing, today):
    """The moves that may be entered today, in the order of the words."""
    return [move for move in M if move in MOVES and is_offered(standing, move, today)]


def is_offered(standing, move, today):
    since, _leads_to = MOVES[move]
    if standing.state not in since:
        return False
    if move in (M.LATE_REASON, M.REFUSAL):
        return today > standing.report_by
    if move == M.RELEASE:
        return standing.ends_on is not None and today >= standing.ends_on
    if move == M.STAY:
        return standing.ends_on is not None and days_left(standing.ends_on, today) <= REMINDED[0]
    return True


def days_left(ends_on, today):
    """How many days of a term are left; negative once it is past."""
    return (ends_on - today).days


def is_kept_too_long(ends_on, stays_until, today):
    """Past the last day of the term, and no legal ground holds today."""
    return ends_on < today and (stays_until is None or stays_until < today)


def standing_steps(rows):
    """The rows that no later row takes back (录入错误更正). Each has `pk`, `corrects_id`."""
    gone = {row.corrects_id for row in rows if row.corrects_id}
    return [row for row in rows if not row.corrects_id and row.pk not in gone]
