"""A sheet of persons between its preview and its confirmation, sealed like what it holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casefiles.terms.sheets import SheetKind
from jurisdiction.history import tracked
from jurisdiction.models import SheetImport


@tracked(exclude=SheetImport.SEALED)
class RosterImport(SheetImport):
    kind = models.CharField(_("sheet"), max_length=20, choices=SheetKind, default=SheetKind.ROSTER)
    reason = models.CharField(_("reason for the corrections"), max_length=150, blank=True)
    changed_count = models.PositiveIntegerField(default=0)
    stale_count = models.PositiveIntegerField(default=0)

    class Meta(SheetImport.Meta):
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
