"""The index of a bag (form F2) asked from the data base: what is due, and what shows it is there.

What the file itself holds (orders, agreements, plans, tests...) counts as there without being
typed twice; each source of it stands here once, for the lists, the index and the assessment.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, Value

from casefiles.models.files import BagDocument, roster_gaps
from casefiles.models.help_letters import HelpLetter
from casefiles.models.helping import HelpRecord
from casefiles.models.leave import Leave
from casefiles.models.orders import Agreement, OrderStep, RehabOrder
from casefiles.models.plans import HelpMeasure, HelpPlan, PlanReview
from casefiles.models.records import DrugTest, Visit
from casefiles.models.slots import DueSlot
from casefiles.models.team import TeamMember
from casefiles.schedule import add_months, completeness, index_of
from casefiles.terms import (
    FOUR_IN_ONE,
    ORDERED_MEASURES,
    BagPart,
    OrderMove,
    SlotKind,
    SlotState,
)
from casefiles.terms.bag import DUE_WHEN, BagPaper, DueWhen, HelpState, PlanState

HALF_YEAR = 6  # months
FOURTEEN = 14 * 12
DECIDED = (PlanState.APPROVED, PlanState.REPLACED)
ENDED = (SlotState.DONE, SlotState.MISSED)


@dataclass(frozen=True)
class Source:
    """Rows of the file that show a paper: which, their day, and the page of each, if it has one."""

    rows: Callable
    day: str
    page: str = ""
    key: str = "pk"


SOURCES = {
    BagPaper.DECISION: [Source(RehabOrder.objects.all, "decided_on", "casefiles:order-detail")],
    BagPaper.AGREEMENT: [
        Source(Agreement.objects.all, "step__happened_on", "casefiles:agreement-detail")
    ],
    BagPaper.RESPONSIBILITY_LETTER: [
        Source(HelpLetter.objects.signed, "signed_on", "casefiles:help-letter-detail")
    ],
    BagPaper.TEAM: [Source(TeamMember.objects.all, "serves_from")],
    BagPaper.HELP_MEASURES: [
        Source(
            lambda: HelpPlan.objects.filter(state__in=DECIDED),
            "valid_from", "casefiles:plan-detail",
        )
    ],
    BagPaper.ADMONITION: [
        Source(lambda: DrugTest.objects.standing().exclude(admonition_no=""), "tested_on")
    ],
    BagPaper.TEST_NOTICE: [
        Source(lambda: DrugTest.objects.standing().filter(notified_on__isnull=False), "notified_on")
    ],
    BagPaper.TEST_RECORDS: [Source(DrugTest.objects.standing, "tested_on")],
    BagPaper.HELP_RECORDS: [
        Source(HelpRecord.objects.standing, "happened_on", "casefiles:help-record-detail"),
        Source(Visit.objects.met, "visited_on", "casefiles:visit-detail"),
    ],
    BagPaper.HELP_GIVEN: [
        Source(
            lambda: HelpMeasure.objects.filter(state=HelpState.DONE),
            "ended_on", "casefiles:plan-detail", "plan_id",
        )
    ],
    BagPaper.VISITS: [Source(Visit.objects.met, "visited_on", "casefiles:visit-detail")],
    BagPaper.ASSESSMENTS: [
        Source(PlanReview.objects.all, "held_on", "casefiles:plan-detail", "plan_id")
    ],
    BagPaper.LEAVE: [
        Source(lambda: Leave.objects.left(), "from_on", "casefiles:leave-detail")
    ],
}  # fmt: skip
# Those that a step of an order shows, by the step.
STEPS = {
    OrderMove.TRANSFER: BagPaper.TRANSFER,
    OrderMove.SUSPENSION: BagPaper.SUSPENSION,
    OrderMove.RESUMPTION: BagPaper.RESUMPTION,
    OrderMove.TERMINATION: BagPaper.TERMINATION,
    OrderMove.RELEASE: BagPaper.RELEASE_NOTICE,
}


def of_file(rows):
    """A condition on files: one of these rows is theirs."""
    return Exists(rows.filter(case=OuterRef("pk")))


def is_there(paper, today):
    """A condition on files: this paper is there, noted or held by the file itself.

    The team is there when each of the four seats is held on the day `today`.
    """
    if paper == BagPaper.ROSTER_PAGE:
        return ~roster_gaps()
    if paper == BagPaper.TEAM:
        serving = TeamMember.objects.in_force(today)
        held = [Q(of_file(serving.filter(role=role))) for role in FOUR_IN_ONE]
        return held[0] & held[1] & held[2] & held[3]
    condition = Q(of_file(BagDocument.objects.filter(part=paper)))
    for source in SOURCES.get(paper, ()):
        condition |= Q(of_file(source.rows()))
    for move in (move for move, shown in STEPS.items() if shown == paper):
        condition |= Q(of_file(OrderStep.objects.standing().filter(move=move)))
    return condition


def rows_that_make_due(today):
    """{when: rows of a file any of which says that it holds of this person}."""
    before = add_months(today, -HALF_YEAR)
    orders, steps = RehabOrder.objects.all(), OrderStep.objects.standing()
    slots = DueSlot.objects.filter(state__in=ENDED)
    plans = HelpPlan.objects.filter(state__in=DECIDED, valid_from__lte=before)
    return {
        DueWhen.UNDER_ORDER: orders,
        DueWhen.REPORTED_IN: orders.filter(term_from__isnull=False),
        DueWhen.REPORTED_HALF_YEAR: orders.filter(term_from__lte=before),
        DueWhen.TEST_WAS_DUE: slots.filter(kind=SlotKind.TEST),
        DueWhen.VISIT_WAS_DUE: slots.filter(kind=SlotKind.VISIT),
        DueWhen.PLAN_HALF_YEAR: plans,
        DueWhen.TRANSFERRED: steps.filter(move=OrderMove.TRANSFER),
        DueWhen.SUSPENDED: steps.filter(move=OrderMove.SUSPENSION),
        DueWhen.RESUMED: steps.filter(move=OrderMove.RESUMPTION),
        DueWhen.TERMINATED: steps.filter(move=OrderMove.TERMINATION),
        DueWhen.RELEASED: steps.filter(move=OrderMove.RELEASE),
    }


def bag_gaps(today):
    """A condition on files: at least one of the four parts of the bag is lacking."""
    lacks = roster_gaps()
    for part in (p for p in BagPart if p != BagPart.ROSTER_PAGE):
        lacks |= ~is_there(part, today)
    return lacks


def holds(when, today):
    """A condition on files: what makes papers due holds of this person."""
    conditions = {
        DueWhen.EVERYBODY: Q(pk__isnull=False),
        DueWhen.UNDER_14: Q(birth_date__gt=add_months(today, -FOURTEEN)),
        DueWhen.UNDER_ORDER: Q(measure__in=ORDERED_MEASURES),
        DueWhen.IF_THERE_IS_ONE: Q(pk__isnull=True),
    }
    rows = rows_that_make_due(today).get(when)
    condition = conditions.get(when, Q())
    return condition if rows is None else condition | Q(of_file(rows))


def missing(paper, today):
    """A condition on files: the paper is due and not there."""
    return holds(DUE_WHEN[paper], today) & ~is_there(paper, today)


def any_missing(today):
    """A condition on files: at least one due paper is not there."""
    condition = Q(pk__isnull=True)
    for paper in BagPaper:
        condition |= missing(paper, today)
    return condition


def with_index(cases, today):
    """Says of each file what makes papers due and which are there; `index` reads it. One query."""
    facts = {f"when_{when}": holds(when, today) for when in DueWhen}
    there = {f"has_{paper}": is_there(paper, today) for paper in BagPaper}
    return cases.annotate(**facts, **there)


def index(case):
    """The lines of the index of a file from `with_index`."""
    facts = {when for when in DueWhen if getattr(case, f"when_{when}")}
    there = {paper for paper in BagPaper if getattr(case, f"has_{paper}")}
    return index_of(DUE_WHEN, facts, there)


def index_of_file(case, documents, today):
    """The lines of the index of one file, and {paper: what the file itself holds of it}.

    `documents` are the papers noted. One query; `with_index` tells the same of many files.
    """
    marks, rows = marks_of_file(case, today)
    facts = {when for when in DueWhen if (WHEN, when) in marks} | {DueWhen.EVERYBODY}
    facts |= {when for when, paper in SHOWN_BY.items() if paper in rows}
    if case.birth_date > add_months(today, -FOURTEEN):
        facts.add(DueWhen.UNDER_14)
    if case.measure in ORDERED_MEASURES:
        facts.add(DueWhen.UNDER_ORDER)
    there = {document.part for document in documents} | set(rows)
    there -= {BagPaper.TEAM, BagPaper.ROSTER_PAGE}
    if all((SEAT, role) in marks for role in FOUR_IN_ONE):
        there.add(BagPaper.TEAM)
    if not case.missing_columns():
        there.add(BagPaper.ROSTER_PAGE)
    return index_of(DUE_WHEN, facts, there), rows


def marks_of_file(case, today):
    """What the rows of a file say of its bag: the marks (WHEN, when) and (SEAT, role), and {paper:
    (day, page, key) of each row that shows it}. One query."""
    none, nothing, nameless = Value(0), Value(today), Value("")
    seats = TeamMember.objects.in_force(today)
    parts = [of_mark(seats, case, SEAT, "role", none, nothing, none)]
    for when, rows in rows_that_make_due(today).items():
        if when in SHOWN_BY:
            continue
        parts.append(of_mark(rows, case, WHEN, Value(str(when)), none, nothing, none).distinct())
    steps = OrderStep.objects.standing().filter(move__in=STEPS)
    parts.append(of_mark(steps, case, STEP, F("move"), none, F("happened_on"), F("order_id")))
    shown = list(papers_by_source().items())
    for number, (source, _papers) in enumerate(shown):
        columns = (nameless, Value(number), F(source.day), F(source.key))
        parts.append(of_mark(source.rows(), case, PAPER, *columns))
    marks, held = set(), defaultdict(list)
    for mark, name, number, day, key in parts[0].union(*parts[1:], all=True):
        if mark == PAPER:
            source, papers = shown[number]
            for paper in papers:
                held[paper].append((day, source.page, key))
        elif mark == STEP:
            held[STEPS[OrderMove(name)]].append((day, "casefiles:order-detail", key))
        else:
            marks.add((mark, name))
    return marks, held


def papers_by_source():
    """{source: the papers that its rows show}; visits show two."""
    papers = defaultdict(list)
    for paper, sources in SOURCES.items():
        for source in sources:
            papers[source].append(paper)
    return papers


WHEN, SEAT, PAPER, STEP = "when", "seat", "paper", "step"
# What holds where the file itself holds this paper: the same rows say both.
SHOWN_BY = {
    DueWhen.UNDER_ORDER: BagPaper.DECISION,
    DueWhen.TRANSFERRED: BagPaper.TRANSFER,
    DueWhen.SUSPENDED: BagPaper.SUSPENSION,
    DueWhen.RESUMED: BagPaper.RESUMPTION,
    DueWhen.TERMINATED: BagPaper.TERMINATION,
    DueWhen.RELEASED: BagPaper.RELEASE_NOTICE,
}


def of_mark(rows, case, mark, *columns):
    return rows.filter(case=case).order_by().values_list(Value(mark), *columns)


def told(lines):
    """What a list tells of an index: n of m, and the papers that are missing."""
    n, m = completeness(lines)
    return {"n": n, "m": m, "missing": [BagPaper(line.paper) for line in lines if line.is_missing]}
