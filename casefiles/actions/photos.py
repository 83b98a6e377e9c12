"""Photos of a visit: a few, each kept once, all of one sending or none."""

from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.actions.records import lock_file
from casefiles.models import VisitPhoto
from jurisdiction.actions import keep_picture


class TooManyPhotos(Exception):
    """The visit would have more photos than it may; the message says how many there are."""

    def __init__(self, standing):
        super().__init__(standing)
        self.standing = standing

    def __str__(self):
        return _("A visit has at most %(most)s photos, and this one has %(n)s already.") % {
            "most": VisitPhoto.MOST,
            "n": self.standing,
        }


@transaction.atomic
def add_photos(*, visit, pictures, by):
    """Keep these `CleanPicture`s with the visit. Returns how many of them are new.

    What the visit shows already is not kept twice, so a sending that is repeated adds nothing.
    Raises TooManyPhotos and QuotaReached; then none is kept.
    """
    lock_file(visit.case_id)
    standing = set(visit.photos.standing().values_list("sha256", flat=True))
    if len(standing | {picture.sha256 for picture in pictures}) > VisitPhoto.MOST:
        raise TooManyPhotos(len(standing))
    kept = [
        keep_picture(VisitPhoto, picture=picture, by=by, case=visit.case, visit=visit)
        for picture in pictures
    ]
    return sum(is_new for _photo, is_new in kept)
