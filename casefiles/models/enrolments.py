"""Who put a person on the roster by the page, under which key."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import CaseFile
from casefiles.models.papers import once_per_key
from casefiles.scoping import HangingQuerySet
from jurisdiction.history import tracked
from jurisdiction.models import Officer


@tracked()
class Enrolment(models.Model):
    """One form of enrolment that made a file. A roster sheet has its digest instead."""

    case = models.OneToOneField(CaseFile, models.PROTECT, related_name="enrolment")
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)

    objects = HangingQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [once_per_key("enrolment")]

    def __str__(self):
        return f"{self.recorded_at:%Y-%m-%d}"
