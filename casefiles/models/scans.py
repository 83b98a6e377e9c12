"""Scans of the papers in the bag (docs/adr/0009-uploads.md)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import BagDocument, CaseFile
from casefiles.scoping import HangingQuerySet
from jurisdiction.history import tracked
from jurisdiction.models import Picture, PictureQuerySet, kept_once


class BagScanQuerySet(PictureQuerySet, HangingQuerySet):
    pass


@tracked(exclude=Picture.SEALED)
class BagScan(Picture):
    """One page of a paper. A withdrawn one stays when the note of its paper is taken back."""

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    document = models.ForeignKey(BagDocument, models.SET_NULL, null=True, related_name="scans")
    page = models.PositiveSmallIntegerField(_("page"))

    MOST = 20  # [M] of one paper
    AT_ONCE = 6

    objects = BagScanQuerySet.as_manager()

    class Meta(Picture.Meta):
        ordering = ["page", "pk"]
        verbose_name = _("scan of a paper")
        verbose_name_plural = _("scans of papers")
        constraints = [
            kept_once("document", name="bag_scan_kept_once"),
            models.UniqueConstraint(
                fields=["document", "page"],
                condition=Q(withdrawn_at__isnull=True),
                name="bag_scan_is_one_of_its_page",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False) | Q(withdrawn_at__isnull=False),
                name="bag_scan_stands_only_with_its_paper",
            ),
        ]
