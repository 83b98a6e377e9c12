"""Areas and units: the places that officers serve; and what every edited row has."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from jurisdiction.access import Permission
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import AreaLevel, UnitKind


def in_force(day, prefix=""):
    """A condition: valid on that day. The last day is the one before `valid_to`."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    running = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    return begun & running


class Versioned(models.Model):
    """What an office edits; its form says which version it was drawn from."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class AreaQuerySet(ScopedQuerySet):
    area_path = "code"
    read_permission = Permission.FIGURES_READ

    def in_force(self, day):
        return self.filter(in_force(day))

    def of_level(self, level):
        return self.filter(level=level)

    def below(self, code):
        """The area with this code and all areas under it."""
        return self.filter(code__startswith=code)


class Area(Versioned):
    """A place with its national division code, which is its own materialised path."""

    code = models.CharField(_("division code"), max_length=14, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    level = models.GeneratedField(
        verbose_name=_("level"),
        expression=Length("code"),
        output_field=models.PositiveSmallIntegerField(),
        choices=AreaLevel,
        db_persist=True,
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("First day on which it is gone."),
    )
    successors = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="predecessors",
        blank=True,
        verbose_name=_("successors"),
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{2}(\d{2}(\d{2}(\d{3}(\d{3}(\d{2})?)?)?)?)?$"),
                name="area_code_is_a_division_code",
                violation_error_message=_("A division code has 2, 4, 6, 9, 12 or 14 digits."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="area_ends_after_it_begins",
                violation_error_message=_("The end must lie after the beginning."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def parent_code(self):
        """The code of the area above; empty for a province."""
        return self.code[: max((level for level in AreaLevel if level < len(self.code)), default=0)]

    @property
    def township_code(self):
        return self.code[: AreaLevel.TOWNSHIP]


class FormerName(models.Model):
    """The name an area had until it was renamed."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="former_names")
    name = models.CharField(_("name"), max_length=80)
    valid_to = models.DateField(_("valid to"))

    class Meta:
        ordering = ["valid_to"]
        verbose_name = _("former name")
        verbose_name_plural = _("former names")

    def __str__(self):
        return self.name


class UnitQuerySet(ScopedQuerySet):
    area_path = "area__code"
    read_permission = Permission.FIGURES_READ


class Unit(Versioned):
    """A school, enterprise, clinic or office, with the head who answers for it."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    area = models.ForeignKey(Area, models.PROTECT, related_name="units", verbose_name=_("area"))
    first_responsible_person = models.CharField(
        _("first responsible person"), max_length=40, blank=True
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["area", "name"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="unit_name_once_in_an_area")
        ]

    def __str__(self):
        return self.name
