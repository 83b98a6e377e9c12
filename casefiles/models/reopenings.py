"""That a closed file was opened again: the closing that was undone, and the day."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import CaseFile
from casefiles.scoping import HangingQuerySet
from casefiles.terms import CloseReason
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer


@tracked()
class Reopening(models.Model):
    """One closing undone, by reopening the file or by undoing a merge. The file was off the roster
    of this village from the one day until before the other."""

    APPEND_ONLY = True

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="reopenings")
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    closed_on = models.DateField(_("closed on"))
    close_reason = models.CharField(_("reason for closing"), max_length=30, choices=CloseReason)
    reopened_on = models.DateField(_("reopened on"))
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = HangingQuerySet.as_manager()

    class Meta:
        ordering = ["-reopened_on", "-pk"]
        verbose_name = _("reopening of a file")
        verbose_name_plural = _("reopenings of files")
        indexes = [models.Index(fields=["village", "reopened_on"], name="reopening_for_figures")]

    def __str__(self):
        return f"{self.closed_on:%Y-%m-%d} → {self.reopened_on:%Y-%m-%d}"
