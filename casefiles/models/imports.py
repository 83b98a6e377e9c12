"""A roster sheet between its preview and its confirmation, sealed like the numbers it holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jurisdiction.history import tracked
from jurisdiction.models import SheetImport


@tracked(exclude=SheetImport.SEALED)
class RosterImport(SheetImport):
    changed_count = models.PositiveIntegerField(default=0)
    stale_count = models.PositiveIntegerField(default=0)

    class Meta(SheetImport.Meta):
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
