"""A sheet between its preview and its confirmation, sealed: it may hold anything."""

import uuid

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SheetImportQuerySet(models.QuerySet):
    def visible_to(self, officer):
        """Only its uploader: a preview shows what others may not see."""
        return self.filter(uploaded_by=officer) if officer.is_authenticated else self.none()

    def waiting(self):
        return self.filter(confirmed_at__isnull=True)


class SheetImport(models.Model):
    """An uploaded list: sealed while it waits, erased with its confirmation or after a day.

    Concrete models are tracked with `exclude=SheetImport.SEALED`. `township` is the one in which
    no other import runs meanwhile.
    """

    SEALED = ["content_sealed"]  # erased once confirmed, and so for good

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey("jurisdiction.Officer", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)
    file_name = models.CharField(_("file name"), max_length=200)
    content_sealed = models.BinaryField(null=True)
    plan_digest = models.CharField(max_length=64)
    township = models.ForeignKey("jurisdiction.Area", models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    new_count = models.PositiveIntegerField(default=0)
    unchanged_count = models.PositiveIntegerField(default=0)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.file_name

    def place_of(self, column):
        """What binds a sealed value to this row: table, column, row."""
        return f"{self._meta.model_name}.{column}.{self.key}"


def import_models():
    """Every table of uploaded sheets, in all apps."""
    return [model for model in apps.get_models() if issubclass(model, SheetImport)]
