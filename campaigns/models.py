"""Publicity and training (form F15): what was done where, whom it reached, what was handed out.

Counts and places only: no row names a person on file.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.terms import (
    MEETINGS,
    NEXT_STATES,
    ActivityKind,
    Audience,
    Lasting,
    ListKind,
    MaterialKind,
    MaterialUnit,
    Occasion,
    PlanItem,
    TitleKind,
    TitleState,
)
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import (
    Area,
    Officer,
    Picture,
    PictureQuerySet,
    SheetImport,
    Unit,
    kept_once,
)
from jurisdiction.schedule.windows import state_of
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import SlotState


class RecordQuerySet(ScopedQuerySet):
    area_path = "area__code"
    read_permission = Permission.CAMPAIGN_READ

    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Recorded(models.Model):
    """A record carries its place, who entered it, when, and under which idempotency key."""

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name=_("village or township")
    )
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_reason = models.CharField(_("reason for withdrawing"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None


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

    def satisfying(self, item):
        """Those that a slot of the plan asks for; the June ones need a leader."""
        if item == PlanItem.MEETING:
            return self.meetings()
        if item == PlanItem.CAMPAIGN:
            return self.campaigns()
        return self.filter(occasion=item, is_leader_present=True)


@tracked()
class Activity(Recorded):
    kind = models.CharField(_("kind"), max_length=24, choices=ActivityKind)
    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion, blank=True)
    happened_on = models.DateField(_("day"))
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
    content = models.TextField(_("content"), max_length=1000, blank=True)
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
        return reverse("campaigns:activity-detail", args=[self.pk])

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

    objects = ActivityPhotoQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = _("photo of an activity")
        verbose_name_plural = _("photos of an activity")
        constraints = [kept_once("activity", name="activity_photo_kept_once")]


@tracked(exclude=SheetImport.SEALED)
class CampaignImport(SheetImport):
    """A sheet of activities or of materials between its preview and its confirmation."""

    kind = models.CharField(_("what it lists"), max_length=10, choices=ListKind)

    class Meta(SheetImport.Meta):
        verbose_name = _("import of activities or materials")
        verbose_name_plural = _("imports of activities or materials")

    def get_absolute_url(self):
        return reverse("campaigns:import-preview", args=[self.key])


class PlanSlotQuerySet(ScopedQuerySet):
    area_path = "area__code"
    read_permission = Permission.CAMPAIGN_READ

    def done(self):
        return self.filter(activity__isnull=False)

    def owing(self):
        return self.filter(activity__isnull=True)

    def missed(self, today):
        return self.owing().filter(closes_on__lt=today)

    def actionable(self, today):
        return self.owing().filter(opens_on__lte=today, closes_on__gte=today)


@tracked()
class PlanSlot(models.Model):
    """One thing that a village owes in a year's plan, with its window.

    A slot whose window has ended is missed; only an activity of a day inside it can close it.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    item = models.CharField(_("item"), max_length=20, choices=PlanItem)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    # One activity may close several: that of 26 June is the quarter's campaign too.
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="slots", null=True, blank=True
    )

    objects = PlanSlotQuerySet.as_manager()

    class Meta:
        ordering = ["opens_on", "closes_on", "area", "item"]
        verbose_name = _("planned item")
        verbose_name_plural = _("planned items")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "item", "opens_on"], name="plan_slot_once_in_a_window"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")), name="plan_slot_ends_after_it_opens"
            ),
        ]

    def __str__(self):
        return f"{self.get_item_display()} {self.opens_on:%Y-%m-%d}"

    def holds(self, day):
        return self.opens_on <= day <= self.closes_on

    def badge(self, today):
        """The word that the badge partial shows."""
        return state_of(
            SlotState.DONE if self.activity_id else SlotState.OPEN,
            due_on=self.closes_on,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            today=today,
        )


class TitleQuerySet(RecordQuerySet):
    def granted(self):
        return self.standing().filter(state=TitleState.GRANTED)


@tracked()
class Title(Recorded):
    """An application for a drug-free title (form F16) and what became of it.

    Families are a number of households, never named: no list says which are not drug-free.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=TitleKind)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("school or unit"),
    )
    families = models.PositiveIntegerField(_("families"), default=0)
    applied_on = models.DateField(_("applied on"))
    facts = models.TextField(_("self-check"), max_length=1000)
    state = models.CharField(
        _("state"), max_length=10, choices=TitleState, default=TitleState.APPLIED
    )

    objects = TitleQuerySet.as_manager()

    class Meta:
        ordering = ["-applied_on", "-pk"]
        verbose_name = _("drug-free title")
        verbose_name_plural = _("drug-free titles")
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "idempotency_key"], name="title_once_per_key"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["unit", "school"], unit__isnull=False, families=0)
                | Q(kind="village", unit__isnull=True, families=0)
                | Q(kind="family", unit__isnull=True, families__gte=1),
                name="title_is_of_one_kind",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.bearer}"

    def get_absolute_url(self):
        return reverse("campaigns:title-detail", args=[self.pk])

    @property
    def bearer(self):
        return self.unit or self.area

    @property
    def next_states(self):
        return () if self.is_withdrawn else NEXT_STATES[self.state]


class TitleStepQuerySet(ScopedQuerySet):
    area_path = "title__area__code"
    read_permission = Permission.CAMPAIGN_READ


@tracked()
class TitleStep(models.Model):
    """A check, a decision, a yearly check anew, a revocation: each with its day and its reason."""

    title = models.ForeignKey(Title, models.PROTECT, related_name="steps")
    state = models.CharField(_("state"), max_length=10, choices=TitleState)
    happened_on = models.DateField(_("day"))
    findings = models.TextField(_("findings or reason"), max_length=1000)
    document_no = models.CharField(_("document or certificate no."), max_length=80, blank=True)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = TitleStepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step of a title")
        verbose_name_plural = _("steps of a title")

    def __str__(self):
        return f"{self.happened_on:%Y-%m-%d} {self.get_state_display()}"
