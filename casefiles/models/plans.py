"""What is to be done for one person (帮教措施, form F3), who does it, and what became of it."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import sealed
from casefiles.models.papers import Paper, once_per_key
from casefiles.models.team import TeamMember
from casefiles.scoping import HangingQuerySet
from casefiles.terms.bag import (
    RUNNING,
    UNDECIDED,
    HelpKind,
    HelpState,
    Lacking,
    PlanState,
    PlanWork,
    ReviewResult,
)
from jurisdiction.history import tracked
from jurisdiction.models import Officer
from jurisdiction.models.addresses import address


@tracked()
class Lack(Paper):
    """One of the three noes (三无) of a person: since when, until when, and how it ended."""

    kind = models.CharField(_("what is lacking"), max_length=10, choices=Lacking)
    since = models.DateField(_("since"))
    note = models.CharField(_("circumstances"), max_length=200, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_how = models.CharField(_("how it ended"), max_length=200, blank=True)

    class Meta:
        ordering = ["kind", "-since"]
        verbose_name = _("one of the three noes")
        verbose_name_plural = _("three noes")
        constraints = [
            once_per_key("lack"),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(ended_on__isnull=True),
                name="lack_is_noted_once_at_a_time",
                violation_error_message=_("This is noted already and has not ended."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_how="")
                | (Q(ended_on__gte=F("since")) & ~Q(ended_how="")),
                name="lack_ends_after_it_began_and_says_how",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class HelpPlanQuerySet(HangingQuerySet):
    def undecided(self):
        return self.filter(state__in=UNDECIDED)

    def waiting(self):
        return self.filter(state=PlanState.WAITING)

    def approved(self):
        return self.filter(state=PlanState.APPROVED)

    def review_overdue(self, today):
        """In force, of an open file, and not looked at since the day of the review."""
        return self.approved().filter(review_due_on__lt=today, case__closed_on__isnull=True)


@tracked()
class HelpPlan(Paper):
    """One edition of a person's plan. What was approved is never edited: a change is the next."""

    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    reason = models.CharField(_("reason for the change"), max_length=200, blank=True)
    economy = models.TextField(_("family and economy"), max_length=500, blank=True)
    associates_sealed = models.BinaryField(null=True)
    state_of_mind_sealed = models.BinaryField(null=True)
    health_sealed = models.BinaryField(null=True)
    needs = models.TextField(_("needs: job, housing, schooling"), max_length=500, blank=True)
    risk_points = models.TextField(_("risk points"), max_length=500, blank=True)
    goals = models.TextField(_("goals"), max_length=500)
    drafter = models.CharField(_("drafted by"), max_length=40)
    valid_from = models.DateField(_("valid from"))
    agreed_on = models.DateField(_("agreed by the person on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=PlanState, default=PlanState.WAITING
    )
    approver = models.CharField(_("decided by"), max_length=40, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    decision_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("decision entered by"),
    )  # fmt: skip
    review_due_on = models.DateField(_("to be reviewed by"), null=True, blank=True)
    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    # For whoever holds PLAN_READ; the columns are sealed.
    PRIVATE = {
        "associates": _("associates"),
        "state_of_mind": _("state of mind"),
        "health": _("health and treatment"),
    }

    associates = sealed("associates")
    state_of_mind = sealed("state_of_mind")
    health = sealed("health")

    objects = HelpPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-edition"]
        verbose_name = _("help plan")
        verbose_name_plural = _("help plans")
        indexes = [models.Index(fields=["state", "review_due_on"], name="plan_to_be_reviewed")]
        constraints = [
            once_per_key("helpplan"),
            models.UniqueConstraint(fields=["case", "edition"], name="plan_edition_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=PlanState.APPROVED),
                name="plan_in_force_is_one",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=UNDECIDED), name="plan_undecided_is_one"
            ),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(reason=""), name="plan_changed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.WAITING)
                | (~Q(comment="") & ~Q(approver="") & Q(decided_on__isnull=False)),
                name="plan_is_decided_with_a_comment",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.APPROVED) | Q(review_due_on__isnull=False),
                name="plan_in_force_has_a_day_of_review",
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.edition}"

    def get_absolute_url(self):
        return address("casefiles:plan-detail", self.pk)

    def place_of(self, column):
        """What binds a sealed value to this row: table, column, row."""
        return f"helpplan.{column}.{self.seal_id}"

    @property
    def is_undecided(self):
        return self.state in UNDECIDED

    def badge(self, today):
        if self.state == PlanState.APPROVED:
            return "overdue" if self.review_due_on < today else "done"
        return "cancelled" if self.state == PlanState.REPLACED else "due"


class HelpMeasureQuerySet(HangingQuerySet):
    def in_force(self):
        """Of a plan that was approved, also of an earlier edition."""
        return self.filter(plan__state__in=[PlanState.APPROVED, PlanState.REPLACED])

    def running(self):
        return self.in_force().filter(state__in=RUNNING)

    def overdue(self, today):
        return self.running().filter(due_on__lt=today, case__closed_on__isnull=True)


@tracked()
class HelpMeasure(Paper):
    """One thing that a plan promises: its kind, its owner, its day, and what came of it."""

    plan = models.ForeignKey(HelpPlan, models.PROTECT, related_name="measures")
    kind = models.CharField(_("kind"), max_length=20, choices=HelpKind)
    content = models.CharField(_("what is to be done"), max_length=200)
    lack = models.ForeignKey(
        Lack, models.PROTECT, related_name="measures", null=True, blank=True,
        verbose_name=_("against which of the three noes"),
    )  # fmt: skip
    owner = models.ForeignKey(
        TeamMember, models.PROTECT, related_name="measures", null=True, blank=True,
        verbose_name=_("owner in the team"),
    )  # fmt: skip
    owner_name = models.CharField(_("other owner"), max_length=40, blank=True)
    due_on = models.DateField(_("to be done by"))
    state = models.CharField(
        _("state"), max_length=20, choices=HelpState, default=HelpState.PLANNED, editable=False
    )
    outcome = models.CharField(_("outcome"), max_length=200, blank=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)

    objects = HelpMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("measure of help")
        verbose_name_plural = _("measures of help")
        constraints = [
            once_per_key("helpmeasure"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) ^ ~Q(owner_name=""),
                name="helpmeasure_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RUNNING, ended_on__isnull=True)
                | (~Q(state__in=RUNNING) & Q(ended_on__isnull=False) & ~Q(outcome="")),
                name="helpmeasure_ends_with_an_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.content}"

    @property
    def is_running(self):
        return self.state in RUNNING

    @property
    def owner_label(self):
        return str(self.owner) if self.owner_id else self.owner_name

    def badge(self, today):
        words = {
            HelpState.DONE: "done",
            HelpState.NOT_ACHIEVED: "missed",
            HelpState.DROPPED: "cancelled",
        }
        if self.state in words:
            return words[self.state]
        return "overdue" if self.due_on < today else "due"


@tracked()
class ProgressNote(Paper):
    """What was done for one measure on one day, and how it stands since. Only added to."""

    APPEND_ONLY = True

    measure = models.ForeignKey(HelpMeasure, models.PROTECT, related_name="notes")
    happened_on = models.DateField(_("day"))
    done = models.CharField(_("what was done"), max_length=300)
    state = models.CharField(_("how it stands"), max_length=20, choices=HelpState)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)

    class Meta:
        ordering = ["happened_on", "pk"]
        verbose_name = _("note of progress")
        verbose_name_plural = _("notes of progress")
        constraints = [
            once_per_key("progressnote"),
            models.CheckConstraint(
                condition=Q(state__in=RUNNING) | ~Q(outcome=""),
                name="progressnote_of_an_end_tells_the_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.happened_on:%Y-%m-%d}"


@tracked()
class PlanReview(Paper):
    """The plan looked at again (form F3: every six months), with what was found. Only added to."""

    APPEND_ONLY = True

    plan = models.ForeignKey(HelpPlan, models.PROTECT, related_name="reviews")
    held_on = models.DateField(_("held on"))
    due_on = models.DateField(_("was due on"), editable=False)
    present = models.CharField(_("who was present"), max_length=120)
    findings = models.TextField(_("what was found"), max_length=500)
    result = models.CharField(_("result"), max_length=10, choices=ReviewResult)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("review of the plan")
        verbose_name_plural = _("reviews of the plan")
        constraints = [once_per_key("planreview")]

    def __str__(self):
        return f"{self.held_on:%Y-%m-%d}"

    @property
    def is_late(self):
        return self.held_on > self.due_on


def measures_of(plan):
    """The plan's measures: its own, and those of earlier editions that ran when it began."""
    earlier = HelpMeasure.objects.in_force().filter(
        case=plan.case_id, plan__edition__lt=plan.edition
    )
    running = earlier.exclude(ended_on__lt=plan.valid_from)
    return with_notes(running | plan.measures.all())


def with_notes(measures):
    notes = Prefetch("notes", ProgressNote.objects.select_related("recorded_by"))
    return measures.select_related("owner", "lack", "plan").prefetch_related(notes)


def with_plans(cases):
    """The files with their plans, and the measures that were approved as `promised`."""
    measures = Prefetch("helpmeasures", HelpMeasure.objects.in_force(), to_attr="promised")
    return cases.prefetch_related("helpplans", measures)


def standing_plan(case):
    """Of a file loaded `with_plans`: the plan in force, else the latest edition, else None."""
    plans = list(case.helpplans.all())
    approved = (plan for plan in plans if plan.state == PlanState.APPROVED)
    return next(approved, plans[0] if plans else None)


def with_plan_work(cases, work, today):
    """The files among `cases` whose plan waits for this work of the office."""
    plans = HelpPlan.objects.filter(case=OuterRef("pk"))
    measures = HelpMeasure.objects.filter(case=OuterRef("pk"))
    conditions = {
        PlanWork.NONE: ~Exists(plans),
        PlanWork.WAITING: Exists(plans.waiting()),
        PlanWork.REVIEW_OVERDUE: Exists(plans.review_overdue(today)),
        PlanWork.MEASURE_OVERDUE: Exists(measures.overdue(today)),
    }
    return cases.filter(conditions[work])
