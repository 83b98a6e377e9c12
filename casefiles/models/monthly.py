"""The monthly report of a township (月报): the balance of a month, as it was submitted."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.papers import once_per_key
from casefiles.schedule.balance import Balance, Line
from jurisdiction.access import Permission, area_codes
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.scoping import ScopedQuerySet, within
from jurisdiction.terms import AreaLevel


class MonthlyReportQuerySet(ScopedQuerySet):
    """Of a township in reach, or of the township of a village in reach."""

    area_path = "township__code"
    read_permission = Permission.FIGURES_READ

    def visible_to(self, officer, permission=None):
        if not officer.is_authenticated:
            return self.none()
        codes = area_codes(officer, permission or self.read_permission)
        above = {code[: AreaLevel.TOWNSHIP] for code in codes if len(code) > AreaLevel.TOWNSHIP}
        return self.filter(within(self.area_path, codes) | Q(township__in=above))

    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)


@tracked()
class MonthlyReport(models.Model):
    """One month of a township, frozen: numbers of files by figure, and the note that overrides."""

    township = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("township"))
    month = models.DateField(_("month"))
    numbers = models.JSONField(default=dict, editable=False)
    note = models.CharField(_("why it does not balance"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    recorded_at = models.DateTimeField(_("submitted at"), default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, editable=False,
        verbose_name=_("withdrawn by"),
    )  # fmt: skip
    withdrawn_reason = models.CharField(
        _("reason for withdrawing"), max_length=200, blank=True, editable=False
    )

    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-pk"]
        verbose_name = _("monthly report")
        verbose_name_plural = _("monthly reports")
        constraints = [
            once_per_key("monthlyreport"),
            models.UniqueConstraint(
                fields=["township", "month"], condition=Q(withdrawn_at=None),
                name="monthlyreport_stands_once_for_a_month",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="monthlyreport_is_of_a_whole_month"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_reason="")),
                name="monthlyreport_is_withdrawn_with_a_reason",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.month:%Y-%m}"

    def get_absolute_url(self):
        place = reverse("casefiles:monthly-report", args=[self.month])
        return f"{place}?area={self.township_id}"

    def balance(self):
        """What was submitted, as a Balance; the lines were prefetched."""
        lines = {line.village_id: Line(line.numbers) for line in self.lines.all()}
        return Balance(lines, Line(self.numbers))


class MonthlyReportLineQuerySet(ScopedQuerySet):
    read_permission = Permission.FIGURES_READ


@tracked()
class MonthlyReportLine(models.Model):
    """One village in a submitted report. Names nobody: of each file its number."""

    APPEND_ONLY = True

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="lines")
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    numbers = models.JSONField(default=dict, editable=False)

    objects = MonthlyReportLineQuerySet.as_manager()

    class Meta:
        ordering = ["report", "village"]
        verbose_name = _("village in a monthly report")
        verbose_name_plural = _("villages in a monthly report")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "village"], name="monthlyreportline_once_for_a_village"
            )
        ]

    def __str__(self):
        return f"{self.village}"
