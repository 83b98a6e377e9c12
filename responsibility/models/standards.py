"""The standard of one year: its sections, items, points, grades and veto cases, all of it data."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from responsibility.scoping import StandardQuerySet
from responsibility.terms import Computation, Grade, MeasureKey


def in_language(row, name):
    """The Chinese column of the scheme, or its English twin where the reader reads English."""
    english = getattr(row, f"{name}_en")
    return english if english and get_language() == "en" else getattr(row, name)


class YearQuerySet(StandardQuerySet):
    area_path = "township__code"
    read_permission = Permission.ASSESSMENT_READ

    def of_year(self, year):
        return self.filter(year=year)


class PartQuerySet(StandardQuerySet):
    """Rows that hang on a standard."""

    area_path = "standard__township__code"
    read_permission = Permission.ASSESSMENT_READ


class ItemQuerySet(StandardQuerySet):
    area_path = "section__standard__township__code"
    read_permission = Permission.ASSESSMENT_READ

    def by_hand(self):
        """Items that an officer scores, with the standard that may be frozen."""
        return self.filter(computation=Computation.MANUAL).select_related("section__standard")


@tracked()
class Standard(models.Model):
    """The 100-point standard by which a township assesses its villages in one year (form F14)."""

    township = models.ForeignKey(
        Area, models.PROTECT, related_name="standards", verbose_name=_("township")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    # Central rules restrict vetoes to listed matters: off, and on only under a document.
    is_veto_enabled = models.BooleanField(_("veto in force"), default=False)
    veto_document_no = models.CharField(
        _("document that authorises the veto"), max_length=80, blank=True
    )
    counted_until = models.DateField(_("counted until"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    frozen_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)
    reopened_reason = models.CharField(_("reason for reopening"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = YearQuerySet.as_manager()

    class Meta:
        ordering = ["township", "-year"]
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        constraints = [
            models.UniqueConstraint(
                fields=["township", "year"], name="standard_once_a_year_in_a_township"
            ),
            models.CheckConstraint(
                condition=Q(is_veto_enabled=False) | ~Q(veto_document_no=""),
                name="standard_veto_needs_a_document",
                violation_error_message=_("The veto needs the document that authorises it."),
            ),
            models.CheckConstraint(
                condition=Q(
                    frozen_at__isnull=True, frozen_by__isnull=True, counted_until__isnull=True
                )
                | Q(frozen_at__isnull=False, frozen_by__isnull=False, counted_until__isnull=False),
                name="standard_is_frozen_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.township} {self.year}"

    @property
    def is_frozen(self):
        return self.frozen_at is not None


@tracked()
class Section(models.Model):
    standard = models.ForeignKey(Standard, models.CASCADE, related_name="sections")
    code = models.CharField(_("no."), max_length=8)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"))

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="section_code_once")
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def title(self):
        return in_language(self, "name")


@tracked()
class Item(models.Model):
    """What is asked, for how many points, and how the points are reckoned."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="items")
    code = models.CharField(_("no."), max_length=8)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    requirement = models.CharField(_("standard"), max_length=300)
    requirement_en = models.CharField(_("standard in English"), max_length=400, blank=True)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    computation = models.CharField(_("computation"), max_length=20, choices=Computation)
    measure = models.CharField(_("indicator"), max_length=40, choices=MeasureKey, blank=True)
    # [{"part": "missing_documents", "points": "0.2"}, ...]: what one miss of that part costs.
    deductions = models.JSONField(_("deduction for each miss"), default=list, blank=True)
    floor = models.DecimalField(_("at least"), max_digits=5, decimal_places=2, default=0)
    order = models.PositiveSmallIntegerField(_("order"))

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["section__order", "order"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(fields=["section", "code"], name="item_code_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="item_has_points"),
            models.CheckConstraint(
                condition=Q(floor__gte=0, floor__lte=F("points")),
                name="item_floor_lies_within_its_points",
            ),
            models.CheckConstraint(
                condition=Q(computation=Computation.MANUAL, measure="")
                | (~Q(computation=Computation.MANUAL) & ~Q(measure="")),
                name="item_is_measured_or_entered_by_hand",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def title(self):
        return in_language(self, "name")

    @property
    def rule(self):
        return in_language(self, "requirement")

    @property
    def is_manual(self):
        return self.computation == Computation.MANUAL


@tracked()
class GradeLimit(models.Model):
    """A grade begins at so many points; it ends where the next higher begins."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="grade_limits")
    word = models.CharField(_("grade"), max_length=20, choices=Grade)
    at_least = models.DecimalField(_("at least"), max_digits=5, decimal_places=2)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-at_least"]
        verbose_name = _("grade")
        verbose_name_plural = _("grades")
        constraints = [
            models.UniqueConstraint(fields=["standard", "word"], name="grade_once"),
            models.UniqueConstraint(
                fields=["standard", "at_least"],
                name="grade_limits_differ",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self):
        return self.get_word_display()


@tracked()
class VetoCase(models.Model):
    standard = models.ForeignKey(Standard, models.CASCADE, related_name="veto_cases")
    code = models.CharField(_("no."), max_length=8)
    text = models.CharField(_("case"), max_length=200)
    text_en = models.CharField(_("case in English"), max_length=300, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("veto case")
        verbose_name_plural = _("veto cases")
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="veto_case_code_once")
        ]

    def __str__(self):
        return in_language(self, "text")
