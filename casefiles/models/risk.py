"""Assessing the risk of one person (风险评估, form F10), by factors that the office sets itself."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles import risk
from casefiles.models.files import sealed
from casefiles.models.papers import Paper, once_per_key
from casefiles.models.schedules import OfficeQuerySet, township_of
from casefiles.scoping import HangingQuerySet
from casefiles.terms import RiskLevel
from casefiles.terms.risk import RiskWork
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.models.addresses import address
from jurisdiction.scoping import ScopedQuerySet

A_MINUTE = timedelta(minutes=1)
LEVELS = [(level.value, level.label) for level in RiskLevel if level != RiskLevel.UNRATED]


class RiskStandardQuerySet(OfficeQuerySet):
    def of_office(self, township):
        """The one that a township goes by: its own newest version, else the house's."""
        rows = self.filter(Q(area=None) | Q(area=township)).prefetch_related("factors")
        return rows.order_by(F("area").asc(nulls_last=True), "-version").first()


@tracked()
class RiskStandard(models.Model):
    """One version of a township's scale: from how many points a level begins, how long it holds."""

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("township")
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    origin = models.CharField(_("where it comes from"), max_length=200)
    medium_from = models.PositiveSmallIntegerField(_("medium risk from points"))
    high_from = models.PositiveSmallIntegerField(_("high risk from points"))
    high_months = models.PositiveSmallIntegerField(_("high risk: anew after months"))
    medium_months = models.PositiveSmallIntegerField(_("medium risk: anew after months"))
    low_months = models.PositiveSmallIntegerField(_("low risk: anew after months"))
    written_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    CONTENT = (
        "origin", "medium_from", "high_from", "high_months", "medium_months", "low_months"
    )  # fmt: skip

    objects = RiskStandardQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("scale of risk")
        verbose_name_plural = _("scales of risk")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "version"], name="riskstandard_version_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(high_from__gt=F("medium_from")), name="riskstandard_rises"
            ),
            models.CheckConstraint(
                condition=Q(high_months__gte=1, medium_months__gte=1, low_months__gte=1),
                name="riskstandard_comes_back",
            ),
        ]

    def __str__(self):
        return f"{self.origin} {self.version}"

    @property
    def scale(self):
        """What `risk` reckons with."""
        months = {level: getattr(self, f"{level}_months") for level, _label in LEVELS}
        return risk.Scale(self.medium_from, self.high_from, months)

    def factor_columns(self):
        """[(label, points, is_trigger)] in their order."""
        return [(f.label, f.points, f.is_trigger) for f in self.factors.all()]


class RiskFactorQuerySet(ScopedQuerySet):
    read_permission = Permission.FILE_READ

    def visible_to(self, officer, permission=None):
        return self.filter(standard__in=RiskStandard.objects.visible_to(officer, permission))


@tracked()
class RiskFactor(models.Model):
    """One line of a scale: points, or a trigger that makes the level high by itself."""

    standard = models.ForeignKey(RiskStandard, models.PROTECT, related_name="factors")
    position = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("factor"), max_length=100)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    is_trigger = models.BooleanField(_("high risk by itself"), default=False)

    objects = RiskFactorQuerySet.as_manager()

    class Meta:
        ordering = ["-is_trigger", "position", "pk"]
        verbose_name = _("factor of risk")
        verbose_name_plural = _("factors of risk")
        constraints = [
            models.UniqueConstraint(fields=["standard", "label"], name="riskfactor_once"),
            models.CheckConstraint(
                condition=Q(is_trigger=False) | Q(points=0), name="riskfactor_trigger_has_no_points"
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def rule(self):
        return risk.Factor(self.points, self.is_trigger)

    @property
    def told(self):
        return self.label if self.is_trigger else f"{self.label} {self.points}"


@tracked()
class RiskAssessment(Paper):
    """One assessment: what was ticked, the reckoned level, and the level that a person decided."""

    APPEND_ONLY = True

    standard = models.ForeignKey(RiskStandard, models.PROTECT, related_name="assessments")
    assessed_on = models.DateField(_("assessed on"))
    factors_sealed = models.BinaryField(null=True)
    score = models.PositiveSmallIntegerField(_("points"))
    computed_level = models.CharField(_("reckoned level"), max_length=10, choices=LEVELS)
    last_level = models.CharField(_("level before"), max_length=10, choices=RiskLevel)
    level = models.CharField(_("level"), max_length=10, choices=LEVELS)
    reason = models.CharField(_("why another level than reckoned"), max_length=300, blank=True)
    measures_changed = models.CharField(_("what changes in the help"), max_length=300, blank=True)
    assessor = models.CharField(_("assessed by"), max_length=40)
    reviewer = models.CharField(_("reviewed by"), max_length=40)
    next_on = models.DateField(_("to be assessed anew by"))
    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    factors = sealed("factors")

    objects = HangingQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_on", "-pk"]
        verbose_name = _("assessment of risk")
        verbose_name_plural = _("assessments of risk")
        constraints = [
            once_per_key("riskassessment"),
            models.CheckConstraint(
                condition=Q(level=F("computed_level")) | ~Q(reason=""),
                name="riskassessment_says_why_it_differs",
            ),
            models.CheckConstraint(
                condition=~Q(assessor=F("reviewer")), name="riskassessment_has_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(next_on__gt=F("assessed_on")), name="riskassessment_comes_back_later"
            ),
        ]

    def __str__(self):
        return f"{self.assessed_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return address("casefiles:risk-detail", self.pk)

    def place_of(self, column):
        """What binds a sealed value to this row: table, column, row."""
        return f"riskassessment.{column}.{self.seal_id}"

    @property
    def differs(self):
        return self.level != self.computed_level

    def badge(self, today):
        return "overdue" if self.next_on < today else "done"


def standard_of(village):
    """The scale by which persons of this village are assessed."""
    return RiskStandard.objects.of_office(township_of(village))


def with_last(cases):
    """Says of each file when it is to be assessed anew, and whether the levels differ."""
    last = RiskAssessment.objects.filter(case=OuterRef("pk"))
    return cases.annotate(
        next_risk_on=Subquery(last.values("next_on")[:1]),
        reckoned_level=Subquery(last.values("computed_level")[:1]),
        decided_level=Subquery(last.values("level")[:1]),
    )


def with_risk_work(cases, work, today):
    """The files among `cases` (`with_last`) whose assessment waits for this work of the office."""
    conditions = {
        RiskWork.NEVER: ~Exists(RiskAssessment.objects.filter(case=OuterRef("pk"))),
        RiskWork.OVERDUE: Q(next_risk_on__lt=today),
        RiskWork.DIFFERS: ~Q(reckoned_level=F("decided_level")),
    }
    return cases.filter(conditions[work])


@dataclass(frozen=True)
class LevelChange:
    """A level that was set on the page of the file or by a sheet, without an assessment."""

    old: str
    new: str
    recorded_at: datetime
    recorded_by_id: int | None


def levels_set(case, assessments):
    """The changes of the level that the history of the file knows and no assessment made.

    The data base writes the history in the transaction of the deed, so a change is an assessment's
    where it goes between the same levels within a minute of it. One query.
    """
    events = case.events.order_by("pgh_id")
    events = list(events.values_list("risk_level", "pgh_created_at", "pgh_context__metadata"))
    made = [(row.last_level, row.level, row.recorded_at) for row in assessments]
    changes = []
    for (old, _at, _by), (new, at, context) in pairwise(events):
        if old != new and not any(
            (old, new) == (last, level) and abs(at - on) < A_MINUTE for last, level, on in made
        ):
            changes.append(LevelChange(old, new, at, (context or {}).get("user")))
    return changes
