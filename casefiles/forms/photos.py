from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.models import BagScan, VisitPhoto
from jurisdiction.forms.fields import PicturesField


class VisitPhotosForm(forms.Form):
    photos = PicturesField(
        label=_("Photos"),
        most=VisitPhoto.MOST,
        help_text=_(
            "JPEG, PNG or WebP, at most 10 MB each. Where a photo was taken is not kept. If "
            "something goes wrong, choose the photos again."
        ),
    )


class BagScansForm(forms.Form):
    scans = PicturesField(
        label=_("Pages"),
        most=BagScan.AT_ONCE,
        help_text=_(
            "A photo or scan of each page, in their order, at most six at once: JPEG, PNG or WebP, "
            "10 MB each. If something goes wrong, choose them again."
        ),
    )
