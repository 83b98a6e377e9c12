from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateRangeField,
    RangeOperators,
)
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Length, Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from jurisdiction import access
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models.imports import SheetImport as SheetImport
from jurisdiction.models.imports import import_models as import_models
from jurisdiction.models.pictures import Picture as Picture
from jurisdiction.models.pictures import PictureQuerySet as PictureQuerySet
from jurisdiction.models.pictures import kept_once as kept_once
from jurisdiction.models.pictures import picture_models as picture_models
from jurisdiction.models.retention import RetentionDecision as RetentionDecision
from jurisdiction.scoping import ScopedQuerySet, within
from jurisdiction.terms import AccessKind, AreaLevel, Capacity, ExportPurpose, UnitKind


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


class OfficerQuerySet(ScopedQuerySet):
    area_path = "office__code"
    read_permission = Permission.OFFICER_MANAGE

    def serving(self, area_code, day):
        """Whoever holds a posting in this area, or in one above it, on that day."""
        above = [area_code[:level] for level in AreaLevel if level <= len(area_code)]
        postings = Posting.objects.in_force(day).filter(area__in=above)
        return self.filter(is_active=True, pk__in=postings.values("officer"))


class OfficerManager(BaseUserManager.from_queryset(OfficerQuerySet)):
    pass


@tracked(exclude=["last_login", "password"])
class Officer(Versioned, AbstractBaseUser):
    """Whoever signs in. What an officer may do follows from the postings in force."""

    username = models.CharField(
        _("sign-in name"),
        max_length=40,
        unique=True,
        validators=[UnicodeUsernameValidator()],
    )
    name = models.CharField(_("name"), max_length=40)
    office = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="officers",
        verbose_name=_("office"),
        help_text=_("The area whose office keeps this account."),
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Untick instead of deleting the account."),
    )

    objects = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            # Signing in looks for the lower-case name only.
            models.CheckConstraint(
                condition=Q(username=Lower("username")),
                name="officer_username_is_lower_case",
                violation_error_message=_("A sign-in name has no capital letters."),
            )
        ]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    @cached_property
    def postings_in_force(self):
        """Postings that hold today, once per request."""
        if not self.is_active:
            return []
        return list(self.postings.in_force(timezone.localdate()))

    @cached_property
    def has_second_factor(self):
        """Whether signing in asks for a code; whoever signs in brings the answer along."""
        return self.authenticator_set.filter(type="totp").exists()

    @property
    def needs_second_factor(self):
        return access.needs_second_factor(self)

    @property
    def must_enrol(self):
        """Whether a second factor is required and not there: nothing opens before it is."""
        return self.needs_second_factor and not self.has_second_factor

    # The admin asks Django's questions; the postings answer them.
    @property
    def is_staff(self):
        return access.can(self, Permission.OFFICER_MANAGE)

    def has_perm(self, perm, obj=None):
        return self.is_staff and perm.startswith("jurisdiction.")

    def has_module_perms(self, app_label):
        return self.is_staff and app_label == "jurisdiction"


class PostingQuerySet(ScopedQuerySet):
    area_path = "area__code"
    read_permission = Permission.OFFICER_MANAGE

    def in_force(self, day):
        return self.filter(in_force(day))

    def not_ended(self, day):
        """In force on that day or still to come."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def number_range(expression):
    """A range of one number: ranges of numbers need no extension in an exclusion constraint."""
    return Func(
        expression,
        expression,
        Value("[]"),
        function="int8range",
        output_field=BigIntegerRangeField(),
    )


@tracked()
class Posting(Versioned):
    """Binds an officer to an area in a capacity, from a day until the day it ends."""

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="postings", verbose_name=_("officer")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="postings", verbose_name=_("area"))
    capacity = models.CharField(_("capacity"), max_length=30, choices=Capacity)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("First day without this posting; access ends that day."),
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["area", "capacity", "valid_from"]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="posting_ends_after_it_begins",
                violation_error_message=_("The end must lie after the beginning."),
            ),
            ExclusionConstraint(
                name="posting_never_twice_at_once",
                expressions=[
                    (number_range(F("officer")), RangeOperators.OVERLAPS),
                    (
                        number_range(Cast(F("area"), models.BigIntegerField())),
                        RangeOperators.OVERLAPS,
                    ),
                    # A capacity as a number, since ranges of text do not exist.
                    (
                        number_range(
                            Func(
                                F("capacity"),
                                function="hashtext",
                                output_field=models.BigIntegerField(),
                            )
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "This officer already holds this capacity in this area at that time."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.officer} · {self.area} · {self.get_capacity_display()}"


class AccessEventQuerySet(ScopedQuerySet):
    def visible_to(self, officer, permission=Permission.ACCESS_READ):
        """Events of files in the areas where the officer answers for the secret."""
        if not officer.is_authenticated:
            return self.none()
        codes = access.area_codes(officer, permission)
        places = Area.objects.of_level(AreaLevel.VILLAGE).filter(within("code", codes))
        return self.filter(villages__overlap=list(places.values_list("code", flat=True)))

    def of_file(self, pk):
        return self.filter(files__contains=[pk])


class ExportQuerySet(AccessEventQuerySet):
    def visible_to(self, officer, permission=Permission.ACCESS_READ):
        """Also those of lists that name no village, to whoever took them out."""
        if not officer.is_authenticated:
            return self.none()
        return super().visible_to(officer, permission) | self.filter(officer=officer)


PURPOSES = {
    ExportPurpose.OFFICE: "本办工作",
    ExportPurpose.REPORT: "上报县禁毒办",
    ExportPurpose.INSPECTION: "检查、审计",
    ExportPurpose.JUSTICE: "办案机关办案需要",
}  # sheets are Chinese, whatever the screen speaks


class AccessEvent(models.Model):
    """One reading: who was shown which files, in which capacity, when and what for."""

    APPEND_ONLY = True

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    capacity = models.CharField(_("capacity"), max_length=30, choices=Capacity, blank=True)
    kind = models.CharField(_("how"), max_length=10, choices=AccessKind)
    # Numbers of files, not keys: the files lie a step above, and an ended file keeps its readers.
    files = ArrayField(models.BigIntegerField(), verbose_name=_("files"))
    villages = ArrayField(models.CharField(max_length=12), verbose_name=_("villages"))
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    page = models.CharField(_("page"), max_length=80)
    request_id = models.UUIDField()
    read_at = models.DateTimeField(_("read at"), default=timezone.now)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        ordering = ["-read_at", "-pk"]
        verbose_name = _("access event")
        verbose_name_plural = _("access events")
        indexes = [
            GinIndex(fields=["files"], name="access_by_file"),
            models.Index(fields=["officer", "read_at"], name="access_by_officer"),
            models.Index(fields=["read_at"], name="access_by_day"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.read_at:%Y-%m-%d %H:%M}"


class Export(models.Model):
    """One list that left the house, by its serial: who took what, for whom, in which columns."""

    APPEND_ONLY = True

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    capacity = models.CharField(_("capacity"), max_length=30, choices=Capacity, blank=True)
    name = models.CharField(_("list"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=20, choices=ExportPurpose)
    document_no = models.CharField(_("document no."), max_length=80, blank=True)
    columns = ArrayField(models.CharField(max_length=80), verbose_name=_("columns"))
    rows = models.PositiveIntegerField(_("rows"))
    files = ArrayField(models.BigIntegerField(), verbose_name=_("files"))
    villages = ArrayField(models.CharField(max_length=12), verbose_name=_("villages"))
    minors_left_out = models.PositiveIntegerField(_("under 18, left out"), default=0)
    key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    exported_at = models.DateTimeField(_("exported at"), default=timezone.now)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.UniqueConstraint(fields=["officer", "key"], name="export_once_per_key"),
            models.CheckConstraint(
                condition=Q(purpose=ExportPurpose.OFFICE) | ~Q(document_no=""),
                name="export_for_others_names_a_document",
            ),
        ]

    def __str__(self):
        return self.serial

    @property
    def serial(self):
        """The number on every sheet and page, such as 2026-000123."""
        return f"{timezone.localdate(self.exported_at).year}-{self.pk:06d}"

    @property
    def stamp(self):
        """Who, when, what for: the line on every sheet and page, in Chinese."""
        parts = [
            "内部资料",
            f"编号：{self.serial}",
            f"导出人：{self.officer.name}",
            f"{timezone.localtime(self.exported_at):%Y-%m-%d %H:%M}",
            f"用途：{PURPOSES[self.purpose]}",
        ]
        return "　".join(parts + ([f"依据：{self.document_no}"] if self.document_no else []))


class AuditSealQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Nobody's page: the sealing and verifying commands read it."""
        return self.none()


class AuditShape(models.Model):
    """The columns of a table whose content was hashed: one that is added later changes no seal."""

    APPEND_ONLY = True

    table = models.CharField(max_length=80)
    columns = ArrayField(models.CharField(max_length=80))

    objects = AuditSealQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("columns sealed")
        verbose_name_plural = _("columns sealed")
        constraints = [models.UniqueConstraint(fields=["table", "columns"], name="shape_kept_once")]

    def __str__(self):
        return f"{self.table} {len(self.columns)}"


class AuditSeal(models.Model):
    """The hash of one event, chained to the one before: what was sealed cannot change unseen."""

    APPEND_ONLY = True

    table = models.CharField(max_length=80)
    row = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    shape = models.ForeignKey(AuditShape, models.PROTECT, related_name="+")

    objects = AuditSealQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("audit seal")
        verbose_name_plural = _("audit seals")
        constraints = [models.UniqueConstraint(fields=["table", "row"], name="event_sealed_once")]

    def __str__(self):
        return f"{self.table} {self.row}"
