"""The index of a bag (form F2) asked from the data base: what is due, and what shows it is there.

What the file itself holds (orders, agreements, plans, tests...) counts as there without being
typed twice; each source of it stands here once, for the lists, the index and the assessment.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from casefiles.models.files import BagDocument, CaseFile, roster_gaps
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


def stepped(move):
    return Source(
        lambda: OrderStep.objects.standing().filter(move=move),
        "happened_on", "casefiles:order-detail", "order_id",
    )  # fmt: skip


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
    BagPaper.TRANSFER: [stepped(OrderMove.TRANSFER)],
    BagPaper.SUSPENSION: [stepped(OrderMove.SUSPENSION)],
    BagPaper.RESUMPTION: [stepped(OrderMove.RESUMPTION)],
    BagPaper.TERMINATION: [stepped(OrderMove.TERMINATION)],
    BagPaper.RELEASE_NOTICE: [stepped(OrderMove.RELEASE)],
}  # fmt: skip


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
    return condition


def holds(when, today):
    """A condition on files: what makes papers due holds of this person."""
    before = add_months(today, -HALF_YEAR)
    orders, steps = RehabOrder.objects.all(), OrderStep.objects.standing()
    slots = DueSlot.objects.filter(state__in=ENDED)
    conditions = {
        DueWhen.EVERYBODY: Q(pk__isnull=False),
        DueWhen.UNDER_14: Q(birth_date__gt=add_months(today, -FOURTEEN)),
        DueWhen.UNDER_ORDER: Q(measure__in=ORDERED_MEASURES) | Q(of_file(orders)),
        DueWhen.REPORTED_IN: Q(of_file(orders.filter(term_from__isnull=False))),
        DueWhen.REPORTED_HALF_YEAR: Q(of_file(orders.filter(term_from__lte=before))),
        DueWhen.TEST_WAS_DUE: Q(of_file(slots.filter(kind=SlotKind.TEST))),
        DueWhen.VISIT_WAS_DUE: Q(of_file(slots.filter(kind=SlotKind.VISIT))),
        DueWhen.PLAN_HALF_YEAR: Q(
            of_file(HelpPlan.objects.filter(state__in=DECIDED, valid_from__lte=before))
        ),
        DueWhen.TRANSFERRED: Q(of_file(steps.filter(move=OrderMove.TRANSFER))),
        DueWhen.SUSPENDED: Q(of_file(steps.filter(move=OrderMove.SUSPENSION))),
        DueWhen.RESUMED: Q(of_file(steps.filter(move=OrderMove.RESUMPTION))),
        DueWhen.TERMINATED: Q(of_file(steps.filter(move=OrderMove.TERMINATION))),
        DueWhen.RELEASED: Q(of_file(steps.filter(move=OrderMove.RELEASE))),
        DueWhen.IF_THERE_IS_ONE: Q(pk__isnull=True),
    }
    return conditions[when]


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


def index_of_file(case, today):
    """The lines of the index of one file. One query."""
    return index(with_index(CaseFile.objects.filter(pk=case.pk), today).only("pk").get())


def told(lines):
    """What a list tells of an index: n of m, and the papers that are missing."""
    n, m = completeness(lines)
    return {"n": n, "m": m, "missing": [BagPaper(line.paper) for line in lines if line.is_missing]}
