"""What was read and what left the house, and the seals over both."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction import access
from jurisdiction.access import Permission
from jurisdiction.models.officers import Officer
from jurisdiction.models.places import Area
from jurisdiction.scoping import ScopedQuerySet, within
from jurisdiction.terms import AccessKind, AreaLevel, Capacity, ExportPurpose


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
