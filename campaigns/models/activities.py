"""Publicity and training (form F15): what was done where, whom it reached, what was handed out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.records import Recorded, RecordQuerySet
from campaigns.terms import (
    MEETINGS,
    ActivityKind,
    Audience,
    Lasting,
    MaterialKind,
    MaterialUnit,
    Occasion,
    PlanItem,
)
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Picture, PictureQuerySet, Unit, kept_once
from jurisdiction.models.addresses import address
from jurisdiction.scoping import ScopedQuerySet


class ActivityQuerySet(RecordQuerySet):
    def between(self, first, last):
        return self.filter(happened_on__range=(first, last))

    def in_year(self, year):
        return self.filter(happened_on__year=year)

    def meetings(self):
        return self.filter(kind__in=MEETINGS)

    def campaigns(self):
        """All that is no meeting: what item B2 asks for."""
        return self.exclude(kind__in=MEETINGS)


@tracked()
class Activity(Recorded):
    kind = models.CharField(_("kind"), max_length=24, choices=ActivityKind)
    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion, blank=True)
    happened_on = models.DateField(_("day"))
    began_at = models.TimeField(_("hour"), null=True, blank=True)
    theme = models.CharField(_("theme"), max_length=80)
    place = models.CharField(_("place"), max_length=80, blank=True)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("school or unit"),
    )
    organiser = models.CharField(_("organiser"), max_length=80, blank=True)
    partners = models.CharField(_("partners"), max_length=120, blank=True)
    is_leader_present = models.BooleanField(_("a leader was present"), default=False)
    audiences = ArrayField(
        models.CharField(max_length=20, choices=Audience), default=list, blank=True
    )
    # 场次(期), 人, 人次: three figures, never added to each other.
    sessions = models.PositiveIntegerField(_("sessions"), default=1)
    people = models.PositiveIntegerField(_("people"), default=0)
    attendances = models.PositiveIntegerField(_("attendances"), default=0)
    speaker = models.CharField(_("speaker"), max_length=80, blank=True)
    content = models.TextField(_("content"), max_length=1000, blank=True)
    media = models.CharField(_("reported by"), max_length=120, blank=True)
    cost = models.DecimalField(_("cost in yuan"), max_digits=10, decimal_places=2, default=0)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        indexes = [models.Index(fields=["area", "happened_on"], name="activity_for_figures")]
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "idempotency_key"], name="activity_once_per_key"
            ),
            models.CheckConstraint(condition=Q(sessions__gte=1), name="activity_has_a_session"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="activity_costs_not_below_zero"),
        ]

    def __str__(self):
        return f"{self.happened_on:%Y-%m-%d} {self.theme}"

    def get_absolute_url(self):
        return address("campaigns:activity-detail", self.pk)

    def satisfies(self, item):
        """Whether it is what an item of the plan asks for; the June ones need a leader."""
        if item in (PlanItem.MEETING, PlanItem.CAMPAIGN):
            return (self.kind in MEETINGS) == (item == PlanItem.MEETING)
        return self.occasion == item and self.is_leader_present

    @property
    def audience_words(self):
        return [Audience(value).label for value in self.audiences]


class MaterialQuerySet(ScopedQuerySet):
    area_path = "activity__area__code"
    read_permission = Permission.CAMPAIGN_READ


@tracked()
class Material(models.Model):
    """宣传品 of one kind: quantity, unit, and where it makes sense issues (期) and places (处)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="materials")
    kind = models.CharField(_("material"), max_length=20, choices=MaterialKind)
    lasting = models.CharField(_("for how long"), max_length=10, choices=Lasting, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10, choices=MaterialUnit)
    issues = models.PositiveIntegerField(_("issues"), default=0)
    places = models.PositiveIntegerField(_("places"), default=0)
    households = models.PositiveIntegerField(_("households"), default=0)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="material_is_something"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.quantity}"


class ActivityPhotoQuerySet(PictureQuerySet, ScopedQuerySet):
    area_path = "activity__area__code"
    read_permission = Permission.CAMPAIGN_READ


@tracked(exclude=Picture.SEALED)
class ActivityPhoto(Picture):
    """A photo of an activity: the event, not the faces of persons on file."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="photos")

    MOST = 6  # [I] of one activity

    objects = ActivityPhotoQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = _("photo of an activity")
        verbose_name_plural = _("photos of an activity")
        constraints = [kept_once("activity", name="activity_photo_kept_once")]
