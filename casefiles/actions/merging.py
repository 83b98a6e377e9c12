"""Saying that two files are of two persons; merging two files of one.

What can stand only once on a file and stands on both (two running orders, two signed letters, two
series of plans) stays with the merged-away file, which stays to be read; all else moves.
"""

import json

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from casefiles.actions.files import Stale, note_state, save_columns
from casefiles.actions.slots import NOT_OWED, release_slots
from casefiles.models import (
    CaseFile,
    CorrectionRequest,
    DifferentPersons,
    DrugTest,
    DueSlot,
    Merge,
    RehabOrder,
    Transfer,
    Visit,
)
from casefiles.models.orders import measure_of
from casefiles.terms import CloseReason, SlotReason, SlotState, StateAspect
from casefiles.terms.duplicates import Obstacle
from casefiles.terms.moves import TransferState
from jurisdiction.history import content_hash, insert_once, same_record
from jurisdiction.wall import house_scope

# What hangs on a file and stays with it, each with its reason. Everything else moves.
STAYS = {
    "casefiles.Enrolment": "says which form made that file",
    "casefiles.Reopening": "when that file was off its village's roster",
    "casefiles.StateChange": "the history of that file's own columns",
    "casefiles.Sealing": "only of a closed file, which is not merged",
    "casefiles.SealOpening": "only of a sealed file, which is not merged",
    "casefiles.DifferentPersons": "said of that file and another",
    "casefiles.Merge": "said of that file and another",
    "casefiles.Transfer": "the way that this file went",
}
# Numbered by editions: one series stays or moves as a whole.
SERIES = {"casefiles.HelpPlan", "casefiles.HelpLetter"}
# Columns of a file that are chosen together, under the name of the first. What is not offered is
# the file's own: its number, its dates, its version.
CHOICES = (
    ("name",), ("alias",), ("sex",), ("ethnicity",), ("birth_date",),
    ("id_number", "id_missing_reason"), ("phone",), ("village", "group", "household_village"),
    ("household_address",), ("living_address",), ("household_police_station",),
    ("living_police_station",), ("education",), ("marital_status",), ("employment",),
    ("has_low_income",), ("category",), ("first_found_on",), ("drug_kinds",), ("way_of_use",),
    ("reason_code",), ("consequence",), ("times_treated",), ("has_crime_history", "crime_note"),
    ("source_document_no",), ("measure", "measure_from", "measure_to"), ("control_state",),
    ("abstinence",), ("risk_level",), ("is_three_nos",), ("is_away", "away_to"),
    ("control_contact", "control_contact_phone"), ("help_contact", "help_contact_phone"),
    ("guardian", "guardian_relation", "guardian_phone"), ("lost_count",), ("remarks",),
    ("enrolled_on",),
)  # fmt: skip


class Hindered(Exception):
    """The two files are not merged, or the merge is not undone: `obstacle` says why."""

    def __init__(self, obstacle):
        super().__init__(obstacle)
        self.obstacle = obstacle


def tell_apart(*, one, other, reason, key, by):
    """Say that two files are of two persons, with a reason: the pair leaves the queue.

    Returns (entry, is_new). Raises KeyReused.
    """
    first, second = sorted((one, other), key=lambda case: case.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=first, other=second, reason=reason)
    return insert_once(DifferentPersons, signed, digest, case=first, other=second, reason=reason)


@transaction.atomic
def merge_files(*, kept, gone, versions, chosen, reason, key, by, today):
    """Merge the file `gone` into `kept`, both open and read at `versions`.

    `chosen` are the names of CHOICES whose columns are taken from `gone`. What hangs on `gone`
    moves, it is closed as a duplicate and stays to be read. Returns (merge, is_new). Raises
    KeyReused, Stale, Hindered.
    """
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(kept=kept, gone=gone, chosen=sorted(chosen), reason=reason)
    if earlier := same_record(Merge, signed, digest):
        return earlier, False
    kept, gone = lock_both(kept, gone)
    if [kept.version, gone.version] != list(versions) or kept.is_closed or gone.is_closed:
        raise Stale
    if CorrectionRequest.objects.undecided().filter(case__in=[kept, gone]).exists():
        raise Hindered(Obstacle.CORRECTION)
    if Transfer.objects.filter(case__in=[kept, gone], state=TransferState.OFFERED).exists():
        raise Hindered(Obstacle.TRANSFER)
    slots, links = slots_of(kept, gone), links_of(kept, gone)
    counted, (moving, staying) = counts_of(kept, gone), sort_rows(kept, gone)
    with house_scope("merge two files of one person"):
        move(moving, kept)
        reconcile_slots(kept, gone, moving.get("casefiles.DueSlot", []))
    close_as_merged(gone, kept, today)
    columns = write_columns(kept, gone, chosen, by, today)
    gone.refresh_from_db(fields=["version"])
    return insert_once(
        Merge, signed, digest, case=kept, gone=gone, reason=reason, chosen=sorted(chosen),
        moved=moving, stayed={label: len(keys) for label, keys in staying.items()},
        changed=differences(slots, slots_of(kept, gone)) + differences(links, links_of(kept, gone)),
        counted=counted, columns=columns, gone_version=gone.version,
    )  # fmt: skip


def lock_both(kept, gone):
    """Both rows in the order of their numbers, so that two merges never wait for each other."""
    keys = sorted((kept.pk, gone.pk))
    rows = {row.pk: row for row in CaseFile.objects.select_for_update().filter(
        pk__in=keys).order_by("pk")}  # fmt: skip
    if len(rows) < len(keys):
        raise Stale
    return rows[kept.pk], rows[gone.pk]


# What moves


def hanging_models():
    """The models whose rows hang on a file by `case` and move with it, parents first."""
    found = [
        model for model, keys in keys_to_files().items()
        if "case" in keys and model._meta.label not in STAYS
    ]  # fmt: skip
    return in_order(sorted(found, key=lambda model: model._meta.label))


def keys_to_files():
    """{model: names of its keys to a file}, without histories, which repeat what is moved."""
    found = {}
    for model in apps.get_models():
        keys = [field.name for field in model._meta.concrete_fields
                if field.is_relation and field.related_model is CaseFile]  # fmt: skip
        if keys and not hasattr(model, "pgh_tracked_model"):
            found[model] = keys
    return found


def in_order(found):
    """Each model after those to which its rows belong."""
    placed = []
    while len(placed) < len(found):
        placed += [
            model for model in found
            if model not in placed
            and all(key.related_model in (*placed, model) for key in parents(model, found))
        ]  # fmt: skip
    return placed


def parents(model, found):
    """The keys that lead from a model to another that hangs on the file."""
    return [
        field for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in found
    ]  # fmt: skip


def sort_rows(kept, gone):
    """({label: keys that move}, {label: keys that stay}) of what hangs on `gone`."""
    moving, staying, found = {}, {}, hanging_models()
    for model in found:
        rows = model._base_manager.filter(case=gone)
        stays = clashing(model, rows, kept)
        for key in parents(model, found):
            if key.related_model is not DueSlot:  # whose records move, and are linked anew
                ids = staying.get(key.related_model._meta.label, ())
                stays |= Q(**{f"{key.name}__in": ids})
        label = model._meta.label
        stay = set(rows.filter(stays).values_list("pk", flat=True))
        if stay and label in SERIES:
            stay = set(rows.values_list("pk", flat=True))
        go = sorted(set(rows.values_list("pk", flat=True)) - stay)
        moving |= {label: go} if go else {}
        staying |= {label: sorted(stay)} if stay else {}
    return moving, staying


def clashing(model, rows, kept):
    """A condition: a row that could not stand beside one of the surviving file's."""
    found = Q(pk__in=[])
    if model is CorrectionRequest:
        found |= ~Q(column="")  # about a column of that file
    for constraint in unique_on_a_file(model):
        condition = constraint.condition or Q()
        same = {name: OuterRef(name) for name in constraint.fields if name != "case"}
        there = model._base_manager.filter(condition, case=kept, **same)
        found |= Q(pk__in=rows.filter(condition).filter(Exists(there)).values("pk"))
    return found


def unique_on_a_file(model):
    return [
        each for each in model._meta.constraints
        if isinstance(each, models.UniqueConstraint) and "case" in each.fields
    ]  # fmt: skip


def move(keys_by_label, case):
    for label, keys in keys_by_label.items():
        apps.get_model(label)._base_manager.filter(pk__in=keys).update(case=case)


def counts_of(kept, gone):
    """{label: [rows of the surviving file, rows of the other]} before anything moved."""
    counted = {
        model._meta.label: [model._base_manager.filter(case=case).count() for case in (kept, gone)]
        for model in hanging_models()
    }
    return {label: both for label, both in counted.items() if any(both)}


# Slots: one person owes one visit in one window


RANK = {SlotState.CANCELLED: 0, SlotState.MISSED: 1, SlotState.OPEN: 1, SlotState.EXCUSED: 2,
        SlotState.DONE: 3}  # fmt: skip


def reconcile_slots(kept, gone, moved):
    """What both owed is owed once; who did it under the other file did it.

    `moved` are the slots that went over: an open one beside one of the surviving file's that holds
    some of its days is owed no more.
    """
    for twin in DueSlot.objects.filter(case=gone).exclude(state=SlotState.CANCELLED):
        slot = DueSlot.objects.get(
            case=kept, kind=twin.kind, period_on=twin.period_on, closes_on=twin.closes_on
        )
        take_over(slot, twin)
        cancel(twin, kept)
    own = DueSlot.objects.filter(case=kept, state__in=[SlotState.OPEN, SlotState.DONE])
    own = own.exclude(pk__in=moved)
    for slot in DueSlot.objects.open().filter(pk__in=moved):
        beside = {"opens_on__lte": slot.closes_on, "closes_on__gte": slot.opens_on}
        if own.of_kind(slot.kind).filter(**beside).exists():
            cancel(slot, kept)


def take_over(slot, twin):
    """The surviving slot is done by the record that closed its twin, or excused with it."""
    wins = RANK[twin.state] > RANK[slot.state]
    if record := getattr(twin, "visit", None) or getattr(twin, "test", None):
        record.slot = slot if wins else None
        record.save(update_fields=["slot"])
    if wins:
        slot.state, slot.reason_code, slot.note = twin.state, twin.reason_code, twin.note
        slot.save(update_fields=["state", "reason_code", "note"])


def cancel(slot, kept):
    slot.state, slot.reason_code = SlotState.CANCELLED, SlotReason.ENTERED_IN_ERROR
    slot.note = f"与档案{kept.file_no}合并，同一时段只计一次"
    slot.save(update_fields=["state", "reason_code", "note"])


def slots_of(kept, gone):
    """{(label, key): columns} of the slots of both files."""
    rows = DueSlot.objects.filter(case__in=[kept, gone])
    return {("casefiles.DueSlot", row.pop("pk")): row
            for row in rows.values("pk", "state", "reason_code", "note")}  # fmt: skip


def links_of(kept, gone):
    """Which record of both files closes which slot."""
    return {
        (model._meta.label, key): {"slot_id": slot}
        for model in (Visit, DrugTest)
        for key, slot in model.objects.filter(case__in=[kept, gone]).values_list("pk", "slot")
    }


def differences(before, after):
    return [
        {"table": label, "key": key, "before": before[label, key], "after": columns}
        for (label, key), columns in after.items()
        if before[label, key] != columns
    ]


# The two files


def close_as_merged(gone, kept, today):
    gone.closed_on, gone.close_reason = today, CloseReason.DUPLICATE
    save_columns(gone, ["closed_on", "close_reason"])
    release_slots(case=gone, state=SlotState.CANCELLED, reason_code=SlotReason.ENTERED_IN_ERROR)


def write_columns(kept, gone, chosen, by, today):
    """Write what was chosen; returns the columns before and after, as JSON."""
    names = [name for choice in CHOICES if choice[0] in chosen for name in choice]
    values = {name: getattr(gone, name) for name in names}
    if order := RehabOrder.objects.running().filter(case=kept).first():
        values |= measure_of(order)
    before = {name: getattr(kept, name) for name in values}
    changed = [name for name, value in values.items() if value != before[name]]
    set_columns(kept, {name: values[name] for name in changed}, before, by, today)
    return json.dumps(
        {name: [plain(before[name]), plain(values[name])] for name in changed},
        cls=DjangoJSONEncoder, ensure_ascii=False,
    )  # fmt: skip


def set_columns(case, values, before, by, today):
    for name, value in values.items():
        setattr(case, name, value)
    if values:
        save_columns(case, list(values))
    for aspect in StateAspect:
        if aspect.value in values:
            note_state(case, aspect, old=before[aspect.value], on=today, by=by)
    if "village" in values:
        DueSlot.objects.open().filter(case=case).update(village=case.village)
    if values.get("control_state") in NOT_OWED:
        state, code = NOT_OWED[values["control_state"]]
        release_slots(case=case, state=state, reason_code=code)


def plain(value):
    """A column's value as JSON holds it; of an area its code."""
    return value.pk if isinstance(value, models.Model) else value
