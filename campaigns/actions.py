"""Every deed on a campaign, by one hand: keyword arguments, `by=` the officer who does it."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone

from campaigns.models import Activity, Material
from jurisdiction.models import Officer


class KeyReused(Exception):
    """The idempotency key was used before, with another content."""


class Stale(Exception):
    """Somebody else saved this since it was opened."""


@transaction.atomic
def record_activity(*, area, key, by, materials=(), **content):
    """Record an activity (form F15) with what was handed out.

    `key` is the UUID of the drawn form, `content` the columns, `materials` dicts of Material's
    columns. Returns (activity, is_new): the same key with the same content returns the first.
    Raises KeyReused.
    """
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)  # two sendings stand in a row
    digest = content_hash(area, {**content, "materials": list(materials)})
    earlier = Activity.objects.filter(recorded_by=by, idempotency_key=key).first()
    if earlier:
        if earlier.content_hash != digest:
            raise KeyReused
        return earlier, False
    made = Activity.objects.create(
        area=area, recorded_by=by, idempotency_key=key, content_hash=digest, **content
    )
    write_materials(made, materials)
    return made, True


@transaction.atomic
def correct_activity(*, activity, version, by, area, materials=(), **content):
    """Correct an activity read at `version`; its materials become these. Returns it.

    The earlier text stays in its history. Raises Stale, also for one that was withdrawn meanwhile.
    """
    activity = Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    if activity.version != version or activity.is_withdrawn:
        raise Stale
    columns = {"area": area, **content, "version": version + 1}
    for name, value in columns.items():
        setattr(activity, name, value)
    activity.save(update_fields=list(columns))
    activity.materials.all().delete()
    write_materials(activity, materials)
    return activity


@transaction.atomic
def withdraw_activity(*, activity, reason, by):
    """Take back an activity entered in error: the row stays, struck through. Returns it."""
    activity = Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    if activity.is_withdrawn:
        return activity
    activity.withdrawn_at, activity.withdrawn_by = timezone.now(), by
    activity.withdrawn_reason = reason
    activity.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    return activity


def write_materials(activity, materials):
    for columns in materials:
        Material.objects.create(activity=activity, **columns)


def content_hash(area, content):
    """What two sendings of one form have in common: the place and every column."""
    canonical = json.dumps({"area": area.pk, **content}, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
