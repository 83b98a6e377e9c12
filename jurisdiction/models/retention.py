"""What an office decided about records that are past their time."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.access import Permission
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import RecordKind, RetentionChoice


class RetentionDecisionQuerySet(ScopedQuerySet):
    area_path = "area__code"
    read_permission = Permission.RETENTION_READ

    def latest(self):
        """{(code of the area, kind): the decision that counts}."""
        return {(row.area_id, row.kind): row for row in self.order_by("pk")}


class RetentionDecision(models.Model):
    """One decision about one kind of record of an area. A later one takes its place."""

    APPEND_ONLY = True

    area = models.ForeignKey(
        "jurisdiction.Area", models.PROTECT, related_name="+", verbose_name=_("area")
    )
    kind = models.CharField(_("kind of record"), max_length=40, choices=RecordKind)
    choice = models.CharField(_("decision"), max_length=10, choices=RetentionChoice)
    keep_until = models.DateField(_("keep until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    document_no = models.CharField(_("document no."), max_length=80)
    decided_by = models.ForeignKey(
        "jurisdiction.Officer", models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)
    key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)

    objects = RetentionDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("retention decision")
        verbose_name_plural = _("retention decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["decided_by", "key"], name="retention_decision_once_per_key"
            ),
            models.CheckConstraint(
                condition=Q(choice=RetentionChoice.KEEP, keep_until__isnull=False)
                | Q(choice=RetentionChoice.ERASE, keep_until__isnull=True),
                name="only_what_is_kept_has_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_choice_display()}"
