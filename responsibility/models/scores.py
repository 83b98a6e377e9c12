"""What people enter into the score sheet of a village, and what a frozen year was reckoned from."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.scoping import ScopedQuerySet
from responsibility.models.standards import Item, Standard, VetoCase
from responsibility.terms import BonusKind


class ScoreQuerySet(ScopedQuerySet):
    """Rows of one village's score sheet."""

    area_path = "village__code"
    read_permission = Permission.ASSESSMENT_READ

    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


@tracked()
class ManualScore(models.Model):
    """Points that an officer gives for an item that nothing in the system measures."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="manual_scores")
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True, blank=True)
    is_not_applicable = models.BooleanField(_("does not apply"), default=False)
    reason = models.CharField(_("reason"), max_length=300)
    entered_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["village", "item"]
        verbose_name = _("points by hand")
        verbose_name_plural = _("points by hand")
        constraints = [
            models.UniqueConstraint(fields=["item", "village"], name="manual_score_once"),
            models.CheckConstraint(
                condition=Q(is_not_applicable=True, points__isnull=True)
                | Q(is_not_applicable=False, points__gte=0),
                name="manual_score_has_points_or_does_not_apply",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="manual_score_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.item.code} {self.village}"


class Withdrawable(models.Model):
    """Entered by an officer; taken back in the open, never deleted."""

    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_reason = models.CharField(_("reason for withdrawing"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None


def once_per_key(name):
    """One officer's key makes one row, whatever the line does to the request."""
    return models.UniqueConstraint(
        fields=["recorded_by", "idempotency_key"], name=f"{name}_once_per_key"
    )


@tracked()
class Bonus(Withdrawable):
    standard = models.ForeignKey(Standard, models.CASCADE, related_name="bonuses")
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    kind = models.CharField(_("kind"), max_length=20, choices=BonusKind)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=300)
    document_no = models.CharField(_("document no."), max_length=80, blank=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["village", "recorded_at"]
        verbose_name = _("bonus")
        verbose_name_plural = _("bonuses")
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="bonus_has_points"),
            once_per_key("bonus"),
        ]

    def __str__(self):
        return self.get_kind_display()


@tracked()
class Veto(Withdrawable):
    """A fact that forces the lowest grade; decided by the township, under a document."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="vetoes")
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    veto_case = models.ForeignKey(
        VetoCase, models.PROTECT, related_name="vetoes", verbose_name=_("veto case")
    )
    fact = models.CharField(_("fact"), max_length=500)
    evidence = models.CharField(_("evidence"), max_length=500)
    document_no = models.CharField(_("document no."), max_length=80)
    decided_on = models.DateField(_("decided on"))

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["village", "decided_on"]
        verbose_name = _("veto")
        verbose_name_plural = _("vetoes")
        constraints = [
            models.CheckConstraint(condition=~Q(document_no=""), name="veto_has_a_document"),
            once_per_key("veto"),
        ]

    def __str__(self):
        return str(self.veto_case)


@tracked()
class FrozenMeasure(models.Model):
    """One indicator of one village as it stood when the year was frozen, with its evidence.

    The frozen year is reckoned from these by the same function as the open one, so what happens
    to a file later moves neither the points nor the rows behind them.
    """

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="frozen_measures")
    village = models.ForeignKey(Area, models.PROTECT, related_name="+")
    village_name = models.CharField(_("village"), max_length=80)
    key = models.CharField(_("indicator"), max_length=40)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    parts = models.JSONField(default=dict)
    # The misses: file number, masked name, what, period.
    evidence = models.JSONField(default=list)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["village", "key"]
        verbose_name = _("frozen indicator")
        verbose_name_plural = _("frozen indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "village", "key"], name="frozen_measure_once"
            ),
        ]

    def __str__(self):
        return f"{self.village_name} {self.key}"
