"""Undoing a merge of two files: exactly what it moved and wrote goes back, or nothing."""

import json

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from casefiles.actions.files import undo_closing
from casefiles.actions.merging import (
    Hindered,
    hanging_models,
    lock_both,
    move,
    parents,
    plain,
    set_columns,
)
from casefiles.models import CaseFile, DueSlot, Merge
from casefiles.terms import CloseReason, SlotState
from casefiles.terms.duplicates import Obstacle
from jurisdiction.wall import house_scope


@transaction.atomic
def undo_merge(*, merge, reason, by, today):
    """Put back exactly what a merge moved and wrote, within 30 days. Returns the merge.

    Raises Hindered where what came after makes that impossible; then nothing was changed.
    """
    kept, gone = lock_both(merge.case, merge.gone)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    refuse_undo(merge, kept, gone, today)
    columns = json.loads(merge.columns)
    with house_scope("undo a merge"):
        move(merge.moved, gone)
        put_back(merge.changed, today)
    values = {name: restored(name, before) for name, (before, _after) in columns.items()}
    present = {name: getattr(kept, name) for name in values}
    set_columns(kept, values, present, by, today)
    try:
        with transaction.atomic():
            undo_closing(gone, by, today)
    except IntegrityError:
        raise Hindered(Obstacle.NUMBER) from None
    merge.undone_at, merge.undone_by, merge.undo_reason = timezone.now(), by, reason
    merge.version += 1
    merge.save(update_fields=["undone_at", "undone_by", "undo_reason", "version"])
    return merge


def refuse_undo(merge, kept, gone, today):
    """Raises Hindered with the first obstacle."""
    later = Merge.objects.standing().filter(Q(case=kept, pk__gt=merge.pk) | Q(gone=kept))
    is_untouched = gone.close_reason == CloseReason.DUPLICATE and gone.version == merge.gone_version
    for obstacle, is_there in (
        (Obstacle.UNDONE, merge.is_undone),
        (Obstacle.LATE, not merge.may_be_undone(today)),
        (Obstacle.MERGED_ON, later.exists()),
        (Obstacle.CLOSED, kept.is_closed or not is_untouched),
        (Obstacle.COLUMNS, not still_written(kept, merge)),
        (Obstacle.ROWS, not still_there(merge)),
        (Obstacle.ADDED, was_added_to(merge)),
    ):
        if is_there:
            raise Hindered(obstacle)


def still_written(kept, merge):
    """Whether the surviving file's columns are as the merge wrote them."""
    written = json.loads(merge.columns)
    now = {name: plain(getattr(kept, name)) for name in written}
    return json.loads(json.dumps(now, cls=DjangoJSONEncoder)) == {
        name: after for name, (_before, after) in written.items()
    }


def still_there(merge):
    """Whether all rows that moved are on the surviving file, and the slots as they were left."""
    for label, keys in merge.moved.items():
        rows = apps.get_model(label)._base_manager.filter(pk__in=keys, case=merge.case_id)
        if rows.count() != len(keys):
            return False
    return all(
        apps.get_model(each["table"])._base_manager
        .filter(pk=each["key"], **each["after"]).exists()
        for each in merge.changed
    )  # fmt: skip


def was_added_to(merge):
    """Whether a row made since then belongs to one that would go back."""
    found = hanging_models()
    for model in found:
        ours = merge.moved.get(model._meta.label, [])
        for key in parents(model, found):
            theirs = merge.moved.get(key.related_model._meta.label, [])
            rows = model._base_manager.filter(case=merge.case_id, **{f"{key.name}__in": theirs})
            if rows.exclude(pk__in=ours).exists():
                return True
    return False


def put_back(changed, today):
    for each in changed:
        rows = apps.get_model(each["table"])._base_manager.filter(pk=each["key"])
        rows.update(**each["before"])
    keys = [each["key"] for each in changed if each["table"] == "casefiles.DueSlot"]
    ended = DueSlot.objects.filter(pk__in=keys, closes_on__lt=today)
    ended.open().update(state=SlotState.MISSED)


def restored(name, value):
    """A column's value from JSON."""
    field = next((f for f in CaseFile._meta.concrete_fields if f.name == name), None)
    if field is None or value is None:
        return value
    if field.is_relation:
        return field.related_model.objects.get(pk=value)
    return field.to_python(value)
