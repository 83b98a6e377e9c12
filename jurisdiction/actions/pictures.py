"""Photos and scans, kept sealed and within the day's quota, and withdrawn."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jurisdiction.models import picture_models

PICTURES_A_DAY = 200  # [M] of one officer, in the whole house


class QuotaReached(Exception):
    """The officer has uploaded as many pictures today as one may; the message says how many."""

    def __str__(self):
        return _("You have added %(n)s pictures today, the most for one day. Go on tomorrow.") % {
            "n": PICTURES_A_DAY
        }


@transaction.atomic
def keep_picture(model, *, picture, by, caption="", taken_on=None, **hangs_on):
    """Seal a `CleanPicture` (paperwork.pictures) into a row of this model.

    `hangs_on` are the keys to what it belongs to, such as case and visit. Returns (row, is_new):
    a picture that stands there already is not kept twice. Raises QuotaReached.
    """
    same = model.objects.standing().filter(sha256=picture.sha256, **hangs_on)
    if earlier := same.first():
        return earlier, False
    if pictures_today(by) >= PICTURES_A_DAY:
        raise QuotaReached
    row = model(uploaded_by=by, caption=caption, taken_on=taken_on, **hangs_on)
    row.put(picture)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if earlier := same.first():  # sent twice in the same moment
            return earlier, False
        raise
    return row, True


def pictures_today(officer):
    """How many pictures the officer has uploaded since midnight, withdrawn ones too."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return sum(
        model.objects.filter(uploaded_by=officer, uploaded_at__gte=midnight).count()
        for model in picture_models()
    )


@transaction.atomic
def withdraw_picture(*, picture, reason, by):
    """Take back a picture added in error: the row stays and says why, no page shows it any more."""
    picture = type(picture).objects.select_for_update().get(pk=picture.pk)
    if not picture.is_withdrawn:
        picture.withdrawn_at, picture.withdrawn_by = timezone.now(), by
        picture.withdrawn_reason = reason
        picture.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return picture
