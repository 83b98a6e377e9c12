"""Uploaded sheets between their preview and their confirmation."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from jurisdiction import vault
from jurisdiction.models import Area, import_models

KEPT = timedelta(days=1)  # an uploaded sheet that nobody confirms


class PlanChanged(Exception):
    """What the sheet would do changed since the preview: look again."""


class HasProblems(Exception):
    """Some rows have problems, and nobody agreed to leave them out."""


def store_sheet(model, *, content, file_name, by, township, **columns):
    """Keep an uploaded sheet, sealed, until it is confirmed or a day has passed.

    `township` is the code of the area that its confirmation locks. Sheets left behind longer than a
    day are erased.
    """
    erase_left_behind(now=timezone.now())
    stored = model(uploaded_by=by, file_name=file_name[-200:], township_id=township, **columns)
    stored.content_sealed = vault.seal_bytes(content, place=stored.place_of("content"))
    stored.save()
    return stored


def sheet_content(stored):
    """The bytes of a sheet that waits for its confirmation; None when it was erased or is late."""
    if not stored.content_sealed or stored.uploaded_at < timezone.now() - KEPT:
        return None
    return vault.unseal_bytes(stored.content_sealed, place=stored.place_of("content"))


def erase_left_behind(*, now):
    """Erase the content of sheets that nobody confirmed within a day. Returns how many."""
    late = {"uploaded_at__lt": now - KEPT, "content_sealed__isnull": False}
    waiting = (model.objects.waiting().filter(**late) for model in import_models())
    return sum(rows.update(content_sealed=None) for rows in waiting)


@transaction.atomic
def confirm_sheet(*, stored, shown, plan_again, without_problems, write):
    """Do by `write(plan)` what the preview showed: all of it or nothing. Returns the import.

    `shown` is the digest of the plan that the officer saw; `plan_again()` makes the plan anew, now
    that nobody else can write. A second confirmation returns the first one's result. Raises
    PlanChanged when the two differ, HasProblems when rows have problems and `without_problems` is
    not set.
    """
    stored = type(stored).objects.select_for_update().get(pk=stored.pk)
    if stored.confirmed_at:
        return stored
    # One import at a time in a township; single rows are locked by the plan itself.
    Area.objects.select_for_update(no_key=True).get(pk=stored.township_id)
    plan = plan_again()
    if plan is None or plan.digest() != shown:  # None: erased while this waited for its turn
        raise PlanChanged
    if plan.problems and not without_problems:
        raise HasProblems
    write(plan)
    done = plan.counts() | {
        "plan_digest": shown, "content_sealed": None, "confirmed_at": timezone.now(),
    }  # fmt: skip
    for name, value in done.items():
        setattr(stored, name, value)
    stored.save(update_fields=list(done))
    return stored
