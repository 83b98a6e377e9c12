"""What the papers of a bag have in common: who entered one, under which key, in which version."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import CaseFile
from casefiles.scoping import HangingQuerySet
from jurisdiction.models import Officer
from jurisdiction.models.labels import Labelled


class Paper(Labelled):
    """One paper in a person's bag. Its history keeps each earlier version."""

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="%(class)ss")
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = HangingQuerySet.as_manager()

    class Meta:
        abstract = True


def once_per_key(name):
    """One key makes one row, whatever the line does to the request."""
    return models.UniqueConstraint(
        fields=["recorded_by", "idempotency_key"], name=f"{name}_once_per_key"
    )
