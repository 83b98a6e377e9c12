"""Scans of a paper: each page once, all of one sending or none."""

from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.actions.records import lock_file
from casefiles.models import BagScan
from jurisdiction.actions import keep_picture


class TooManyScans(Exception):
    """The paper would have more scans than it may; the message says how many there are."""

    def __init__(self, standing):
        super().__init__(standing)
        self.standing = standing

    def __str__(self):
        return _("A paper has at most %(most)s scans, and this one has %(n)s already.") % {
            "most": BagScan.MOST,
            "n": self.standing,
        }


@transaction.atomic
def add_scans(*, document, pictures, by):
    """Keep these `CleanPicture`s as pages of the paper, each under the lowest free page number.

    Returns how many of them are new: a page that stands there already is not kept twice. Raises
    TooManyScans and QuotaReached; then none is kept.
    """
    lock_file(document.case_id)
    standing = dict(document.scans.standing().values_list("sha256", "page"))
    new = {picture.sha256: picture for picture in pictures if picture.sha256 not in standing}
    if len(standing) + len(new) > BagScan.MOST:
        raise TooManyScans(len(standing))
    free = (page for page in count(1) if page not in standing.values())
    hangs_on = {"case": document.case, "document": document}
    for picture in new.values():
        keep_picture(BagScan, picture=picture, by=by, page=next(free), **hangs_on)
    return len(new)
