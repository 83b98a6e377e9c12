from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.models import VisitPhoto
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
