"""Every deed on a campaign, by one hand: keyword arguments, `by=` the officer who does it."""

import uuid
from collections import defaultdict
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import schedule
from campaigns.models import (
    Activity,
    ActivityPhoto,
    CampaignImport,
    Material,
    PlanSlot,
    Title,
    TitleStep,
)
from campaigns.terms import ListKind
from jurisdiction.access import Permission, area_codes
from jurisdiction.actions import HasProblems as HasProblems
from jurisdiction.actions import PlanChanged as PlanChanged
from jurisdiction.actions import confirm_sheet, keep_picture, store_sheet
from jurisdiction.actions import sheet_content as sheet_content
from jurisdiction.history import KeyReused as KeyReused
from jurisdiction.history import Stale as Stale
from jurisdiction.history import content_hash, insert_once
from jurisdiction.models import Area

BATCH = 500


class NotNext(Exception):
    """This step does not follow on the title's state, or lies before the step it follows."""


class PhotosFull(Exception):
    """The activity has as many photos as one may have; the message says how many."""

    def __str__(self):
        return _("An activity has at most %(n)s photos.") % {"n": ActivityPhoto.MOST}


@transaction.atomic
def record_activity(*, area, key, by, materials=(), **content):
    """Record an activity (form F15) with what was handed out.

    `key` is the UUID of the drawn form, `content` the columns, `materials` dicts of Material's
    columns. Returns (activity, is_new): the same key with the same content returns the first.
    Raises KeyReused.
    """
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(area=area, materials=list(materials), **content)
    made, is_new = insert_once(Activity, signed, digest, area=area, **content)
    if not is_new:
        return made, False
    write_materials(made, materials)
    settle_plan([made])
    return made, True


@transaction.atomic
def apply_for_title(*, area, key, by, **content):
    """Record an application for a drug-free title (form F16). Returns (title, is_new).

    Raises KeyReused.
    """
    signed = {"recorded_by": by, "idempotency_key": key}
    return insert_once(Title, signed, content_hash(area=area, **content), area=area, **content)


@transaction.atomic
def take_step(*, title, version, state, happened_on, findings, document_no, by):
    """Check, grant, refuse, check anew or revoke a title read at `version`. Returns the title.

    Steps are added and never changed. Raises Stale, and NotNext for a step out of order.
    """
    title = Title.objects.select_for_update(no_key=True).get(pk=title.pk)
    if title.version != version:
        raise Stale
    last = title.steps.last()
    if state not in title.next_states:
        raise NotNext
    if happened_on < (last.happened_on if last else title.applied_on):
        raise NotNext
    TitleStep.objects.create(
        title=title, state=state, happened_on=happened_on, findings=findings,
        document_no=document_no, recorded_by=by,
    )  # fmt: skip
    title.state, title.version = state, version + 1
    title.save(update_fields=["state", "version"])
    return title


@transaction.atomic
def correct_activity(*, activity, version, by, area, materials=(), **content):
    """Correct an activity read at `version`; its materials become these. Returns it.

    The earlier text stays in its history. Raises Stale, also for one that was withdrawn meanwhile.
    """
    activity = Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    if activity.version != version or activity.is_withdrawn:
        raise Stale
    before = Activity(area=activity.area, happened_on=activity.happened_on)
    columns = {"area": area, **content, "version": version + 1}
    for name, value in columns.items():
        setattr(activity, name, value)
    activity.save(update_fields=list(columns))
    activity.materials.all().delete()
    write_materials(activity, materials)
    activity.slots.update(activity=None)
    settle_plan([before, activity])
    return activity


@transaction.atomic
def withdraw_activity(*, activity, reason, by):
    """Take back an activity entered in error: the row stays, struck through. Returns it.

    What only this had closed is owed again, or missed where the window has ended.
    """
    activity, is_new = withdraw(activity, reason, by)
    if not is_new:
        return activity
    activity.slots.update(activity=None)
    settle_plan([activity])
    return activity


@transaction.atomic
def add_photos(*, activity, pictures, caption, by):
    """Keep these `CleanPicture`s with an activity; one that is there is not kept twice.

    Returns how many are new. Raises PhotosFull beyond six, QuotaReached for too many in a day,
    Stale for an activity that was withdrawn meanwhile; then none is kept.
    """
    activity = Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    if activity.is_withdrawn:
        raise Stale
    standing = set(activity.photos.standing().values_list("sha256", flat=True))
    new = {picture.sha256: picture for picture in pictures if picture.sha256 not in standing}
    if len(standing) + len(new) > ActivityPhoto.MOST:
        raise PhotosFull
    for picture in new.values():
        keep_picture(
            ActivityPhoto, picture=picture, by=by, caption=caption,
            taken_on=activity.happened_on, activity=activity,
        )  # fmt: skip
    return len(new)


@transaction.atomic
def withdraw_title(*, title, reason, by):
    """Take back an application entered in error: the row stays, struck through. Returns it."""
    return withdraw(title, reason, by)[0]


def withdraw(row, reason, by):
    """(row, is_new): it was withdrawn now, or before."""
    row = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.is_withdrawn:
        return row, False
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = timezone.now(), by, reason
    row.version += 1
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "version"])
    return row, True


def write_materials(activity, materials):
    for columns in materials:
        Material.objects.create(activity=activity, **columns)


@transaction.atomic
def set_up_plan(*, villages, year, by):
    """Let these villages owe what the year's plan asks of each. Returns how many slots are new.

    A slot that exists stays as it is; activities that lie there already close theirs.
    """
    before = PlanSlot.objects.count()
    PlanSlot.objects.bulk_create(
        (
            PlanSlot(area=village, item=item, opens_on=days.opens_on, closes_on=days.closes_on)
            for village in villages
            for item, days in schedule.plan_of(year)
        ),
        ignore_conflicts=True,
    )
    settle_slots(PlanSlot.objects.owing().filter(area__in=villages, opens_on__year=year))
    return PlanSlot.objects.count() - before


def settle_plan(activities):
    """Close what is owed in the windows of these places and days by the first that fits."""
    held = {(activity.area_id, activity.happened_on) for activity in activities}
    if not held:
        return
    areas, days = map(set, zip(*held, strict=True))
    slots = PlanSlot.objects.owing().select_for_update(no_key=True, of=("self",))
    slots = slots.filter(area__in=areas, opens_on__lte=max(days), closes_on__gte=min(days))
    settle_slots(
        slot
        for slot in slots
        if any(area == slot.area_id and slot.holds(day) for area, day in held)
    )


def settle_slots(slots):
    """Close each of these slots by the first activity that fits. Two queries, however many."""
    slots = list(slots)
    if not slots:
        return
    first, last = min(s.opens_on for s in slots), max(s.closes_on for s in slots)
    rows = Activity.objects.standing().between(first, last)
    held = defaultdict(list)
    for activity in rows.filter(area__in={s.area_id for s in slots}).order_by("happened_on", "pk"):
        held[activity.area_id].append(activity)
    for slot in slots:
        fitting = (a for a in held[slot.area_id] if slot.holds(a.happened_on))
        slot.activity = next((a for a in fitting if a.satisfies(slot.item)), None)
    PlanSlot.objects.bulk_update([s for s in slots if s.activity], ["activity"])


@transaction.atomic
def excuse_planned(*, slot, reason, by):
    """Let a village owe this no more, with the reason. Returns the slot.

    The same again changes nothing. Raises Stale where it was done or excused otherwise meanwhile.
    """
    slot = PlanSlot.objects.select_for_update(no_key=True).get(pk=slot.pk)
    if slot.excused_reason == reason:
        return slot
    if slot.activity_id or slot.excused_reason:
        raise Stale
    slot.excused_reason, slot.excused_by = reason, by
    slot.save(update_fields=["excused_reason", "excused_by"])
    return slot


@transaction.atomic
def restore_planned(*, slot, by):
    """Undo an excuse: it is owed again, done where an activity fits, missed where its time is over.

    Who did so stands in the history. Returns the slot.
    """
    slot = PlanSlot.objects.select_for_update(no_key=True).get(pk=slot.pk)
    if slot.excused_reason:
        slot.excused_reason, slot.excused_by = "", None
        slot.save(update_fields=["excused_reason", "excused_by"])
        settle_slots([slot])
    return slot


def store_import(*, content, file_name, kind, by):
    """Keep an uploaded sheet of activities or materials, sealed, until it is confirmed."""
    place = area_codes(by, Permission.CAMPAIGN_RECORD)[0]
    return store_sheet(
        CampaignImport, content=content, file_name=file_name, by=by, kind=kind,
        township=Area(code=place).township_code,
    )  # fmt: skip


def confirm_import(*, stored, by, **shown):
    """Write what the preview showed, all of it or nothing: see `confirm_sheet`."""
    write = WRITERS[stored.kind]
    return confirm_sheet(stored=stored, write=partial(write, key=stored.key, by=by), **shown)


def write_activities(plan, *, key, by):
    """Record the new activities of a sheet in bulk; each row has a key of its own below `key`."""
    made = [
        Activity(
            recorded_by=by, idempotency_key=uuid.uuid5(key, str(row.number)),
            content_hash=content_hash(materials=row.lines, **row.columns), **row.columns,
        )
        for row in plan.new
    ]  # fmt: skip
    Activity.objects.bulk_create(made, batch_size=BATCH)
    lines = [
        Material(activity=activity, **columns)
        for activity, row in zip(made, plan.new, strict=True)
        for columns in row.lines
    ]
    Material.objects.bulk_create(lines, batch_size=BATCH)
    settle_plan(made)


def write_lines(plan, *, key, by):
    """Add the new materials of a sheet to their activities; whoever has one open learns of it."""
    lines = [Material(activity=row.activity, **row.columns) for row in plan.new]
    Material.objects.bulk_create(lines, batch_size=BATCH)
    touched = Activity.objects.filter(pk__in={line.activity_id for line in lines})
    touched.update(version=F("version") + 1)


WRITERS = {ListKind.ACTIVITIES: write_activities, ListKind.MATERIALS: write_lines}
