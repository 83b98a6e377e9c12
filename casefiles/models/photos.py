"""Photos taken on visits (docs/adr/0009-uploads.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import CaseFile
from casefiles.models.records import Visit
from casefiles.scoping import HangingQuerySet
from jurisdiction.history import tracked
from jurisdiction.models import Picture, PictureQuerySet, kept_once


class VisitPhotoQuerySet(PictureQuerySet, HangingQuerySet):
    pass


@tracked(exclude=Picture.SEALED)
class VisitPhoto(Picture):
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="photos")

    MOST = 6  # [M] of one visit

    objects = VisitPhotoQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = _("photo of a visit")
        verbose_name_plural = _("photos of visits")
        constraints = [kept_once("visit", name="visit_photo_kept_once")]
