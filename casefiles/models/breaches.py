"""What an officer decided about a proposed breach (戒毒条例 20, 21), and admonitions (劝诫)."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from casefiles.models.leave import Leave
from casefiles.models.orders import RehabOrder
from casefiles.models.papers import Paper, once_per_key
from casefiles.models.records import DrugTest
from casefiles.models.rules import WARNINGS, limits_of, warnings_of
from casefiles.schedule import breaches
from casefiles.terms import TestResult
from casefiles.terms.breaches import BreachGround, BreachStatus
from casefiles.terms.leave import LeaveState
from jurisdiction.history import tracked

TOLD = 2000  # characters
REFUSALS = (TestResult.REFUSED, TestResult.EVADED)
SHAPES = {
    BreachStatus.BELOW: "done", BreachStatus.WARNING: "due", BreachStatus.PROPOSED: "overdue",
    BreachStatus.CONFIRMED: "missed", BreachStatus.DISMISSED: "excused",
}  # fmt: skip


@tracked()
class BreachDecision(Paper):
    """One decision about one counter. Only added to: a later one takes its place."""

    APPEND_ONLY = True

    order = models.ForeignKey(RehabOrder, models.PROTECT, related_name="breach_decisions")
    ground = models.CharField(_("ground"), max_length=10, choices=BreachGround)
    counted = models.PositiveSmallIntegerField(_("counted"))
    told = models.TextField(_("what was behind it"), max_length=TOLD)
    is_serious = models.BooleanField(_("serious breach"))
    reason = models.CharField(_("reason"), max_length=300)
    document_no = models.CharField(_("document to the police, no."), max_length=80, blank=True)
    decided_on = models.DateField(_("decided on"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision about a breach")
        verbose_name_plural = _("decisions about breaches")
        constraints = [
            once_per_key("breachdecision"),
            models.CheckConstraint(condition=~Q(reason=""), name="breachdecision_says_why"),
            models.CheckConstraint(
                condition=Q(is_serious=False) | ~Q(document_no=""),
                name="breachdecision_goes_to_the_police_by_a_document",
            ),
        ]

    def __str__(self):
        return f"{self.get_ground_display()} {self.decided_on:%Y-%m-%d}"


@tracked()
class Admonition(Paper):
    """劝诫书: the letter that warns somebody before a counter is full."""

    order = models.ForeignKey(RehabOrder, models.PROTECT, related_name="admonitions")
    ground = models.CharField(_("ground"), max_length=10, choices=BreachGround)
    number = models.CharField(_("number of the letter"), max_length=80)
    given_on = models.DateField(_("given on"))
    content = models.CharField(_("what was said"), max_length=300)
    signed_on = models.DateField(_("signed by the person on"), null=True, blank=True)

    class Meta:
        ordering = ["-given_on", "-pk"]
        verbose_name = _("admonition")
        verbose_name_plural = _("admonitions")
        constraints = [
            once_per_key("admonition"),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(signed_on__gte=F("given_on")),
                name="admonition_is_signed_after_it_was_given",
            ),
        ]

    def __str__(self):
        return self.number


@dataclass(frozen=True)
class Behind:
    """One thing that a counter counts: a refused test, or an absence with its days."""

    on: date
    row: models.Model
    days: int = 0

    @property
    def words(self):
        if not self.days:
            return f"{self.on:%Y-%m-%d} {self.row.get_result_display()}"
        days = _now("%(n)s days without leave") % {"n": self.days}
        return f"{self.on:%Y-%m-%d} {days} {self.row.county}".strip()


@dataclass(frozen=True)
class Counter:
    """One counter of one order, and what is behind it."""

    order: RehabOrder
    ground: BreachGround
    number: int
    rows: list
    decision: BreachDecision | None
    admonitions: list
    warnings: dict

    @property
    def limit(self):
        return breaches.LIMITS[self.ground]

    @property
    def status(self):
        decided = self.decision and breaches.Decided(
            self.decision.counted, self.decision.is_serious
        )
        return breaches.status_of(self.ground, self.number, decided, self.warnings)

    @property
    def shape(self):
        return SHAPES[self.status]

    @property
    def told(self):
        """What is behind it in Chinese words, as the papers have it."""
        with override("zh-hans"):
            return "；".join(row.words for row in self.rows)[:TOLD]

    @property
    def may_be_decided(self):
        return self.number >= self.limit

    @property
    def asks_something(self):
        return self.status != BreachStatus.BELOW


def countable(orders, today):
    """The running orders among these that may have a counter above nothing."""
    refused = DrugTest.objects.standing().filter(case=OuterRef("case"), result__in=REFUSALS)
    late = Q(returned_on__gt=F("to_on")) | Q(returned_on=None, to_on__lt=today)
    gone = Leave.objects.left().filter(case=OuterRef("case"), leaves_county=True)
    absent = gone.filter(late | Q(state=LeaveState.UNAUTHORISED))
    return orders.running().filter(Exists(refused) | Exists(absent), term_from__isnull=False)


def with_counted(orders):
    """The orders with all that their counters ask; four queries, however many orders."""
    refused = DrugTest.objects.standing().filter(result__in=REFUSALS).order_by("tested_on", "pk")
    left = Leave.objects.left().order_by("from_on", "pk")
    warnings = limits_of(OuterRef("case__village_id"), WARNINGS)
    return orders.annotate(warnings=warnings).prefetch_related(
        Prefetch("case__tests", refused, to_attr="refusals"),
        Prefetch("case__leaves", left, to_attr="absences"),
        Prefetch("breach_decisions", BreachDecision.objects.select_related("recorded_by")),
        "admonitions",
    )


def counters_of(order, today):
    """The three Counters of an order that was loaded `with_counted`; none before its report-in."""
    if order.term_from is None:
        return []
    term = breaches.Term(order.term_from, max(filter(None, (order.ends_on, order.stays_until))))
    tests, leaves = order.case.refusals, order.case.absences
    numbers, days = breaches.count(
        [test.tested_on for test in tests], [leave.absence for leave in leaves], term, today
    )
    last = min(term.last, today)
    refused = [Behind(test.tested_on, test) for test in tests
               if term.first <= test.tested_on <= last]  # fmt: skip
    gone = [Behind(min(found), leave, len(found)) for leave, found in zip(leaves, days, strict=True)
            if found]  # fmt: skip
    behind = {BreachGround.TESTS: refused, BreachGround.LEAVES: gone, BreachGround.DAYS: gone}
    return [counter(order, ground, numbers[ground], behind[ground]) for ground in BreachGround]


def counter(order, ground, number, rows):
    decisions = [d for d in order.breach_decisions.all() if d.ground == ground]
    admonitions = [a for a in order.admonitions.all() if a.ground == ground]
    decision = decisions[0] if decisions else None
    warnings = warnings_of(order.warnings)
    return Counter(order, ground, number, rows, decision, admonitions, warnings)


def orders_in(orders, statuses, today):
    """Those of the orders of which one counter stands so; asked row by row, of few rows."""
    plain = countable(orders, today).prefetch_related(None).select_related("case")
    found = [
        order.pk
        for order in with_counted(plain)
        if any(c.status in statuses for c in counters_of(order, today))
    ]
    return orders.filter(pk__in=found)
