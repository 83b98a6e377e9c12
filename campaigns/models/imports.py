"""Sheets of campaigns between their preview and their confirmation."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.terms import ListKind
from jurisdiction.history import tracked
from jurisdiction.models import SheetImport


@tracked(exclude=SheetImport.SEALED)
class CampaignImport(SheetImport):
    """A sheet of activities or of materials between its preview and its confirmation."""

    kind = models.CharField(_("what it lists"), max_length=10, choices=ListKind)

    class Meta(SheetImport.Meta):
        verbose_name = _("import of activities or materials")
        verbose_name_plural = _("imports of activities or materials")

    def get_absolute_url(self):
        return reverse("campaigns:import-preview", args=[self.key])
