"""What every record of a campaign carries; no row names a person on file."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.access import Permission
from jurisdiction.models import Area, Officer
from jurisdiction.scoping import ScopedQuerySet


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
