"""A roster sheet between its preview and its confirmation, sealed like the numbers it holds."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer


class RosterImportQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Only its uploader: a preview shows numbers that others may not see."""
        return self.filter(uploaded_by=officer) if officer.is_authenticated else self.none()

    def waiting(self):
        return self.filter(confirmed_at__isnull=True)


@tracked(exclude=["content_sealed"])  # erased once confirmed, and so for good
class RosterImport(models.Model):
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    file_name = models.CharField(_("file name"), max_length=200)
    content_sealed = models.BinaryField(null=True)
    plan_digest = models.CharField(max_length=64)
    township = models.ForeignKey(Area, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")

    def __str__(self):
        return self.file_name

    def place_of(self, column):
        """What binds a sealed value to this row: table, column, row."""
        return f"rosterimport.{column}.{self.key}"
