"""Drug-free villages, units, schools and families (form F16)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.records import Recorded, RecordQuerySet
from campaigns.terms import NEXT_STATES, TitleKind, TitleState
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Officer, Unit
from jurisdiction.models.addresses import address
from jurisdiction.scoping import ScopedQuerySet


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
        return address("campaigns:title-detail", self.pk)

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
