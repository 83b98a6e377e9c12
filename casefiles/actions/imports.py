"""Loading a roster: kept sealed between preview and confirmation, then written all or nothing."""

from collections import defaultdict
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from casefiles import names
from casefiles.actions.batches import BATCH, insert_rows
from casefiles.actions.files import DERIVED
from casefiles.actions.slots import NOT_OWED, open_due_slots, owe_again
from casefiles.models import CaseFile, DueSlot, RosterImport, StateChange
from casefiles.terms import StateAspect
from jurisdiction import vault
from jurisdiction.access import Permission, area_codes
from jurisdiction.models import Area

KEPT = timedelta(days=1)
STORED = [field.column for field in CaseFile._meta.concrete_fields if not field.primary_key]

FIRST_STATES = """
    INSERT INTO casefiles_statechange
        (case_id, aspect, old_value, new_value, changed_on, document_no, reason,
         recorded_by_id, recorded_at)
    SELECT id, aspect, '', value, enrolled_on, '', '', %s, now()
    FROM casefiles_casefile, LATERAL (VALUES
        ('measure', measure), ('control_state', control_state), ('abstinence', abstinence)
    ) AS state (aspect, value)
    WHERE id = ANY(%s) AND value <> ''
"""


class PlanChanged(Exception):
    """The roster changed since the preview: look again."""


class HasProblems(Exception):
    """Some rows have problems, and nobody agreed to leave them out."""


def store_roster(*, content, file_name, plan, by):
    """Keep an uploaded sheet, sealed, until it is confirmed or a day has passed.

    `plan` is what the preview will show. Sheets left behind longer than a day are erased.
    """
    erase_left_behind(now=timezone.now())
    stored = RosterImport(
        uploaded_by=by,
        file_name=file_name[-200:],
        plan_digest=plan.digest(),
        township_id=area_codes(by, Permission.FILE_IMPORT)[0],
    )
    stored.content_sealed = vault.seal_bytes(content, place=stored.place_of("content"))
    stored.save()
    return stored


def roster_content(stored):
    """The bytes of a sheet that waits for its confirmation; None when it was erased or is late."""
    if not stored.content_sealed or stored.uploaded_at < timezone.now() - KEPT:
        return None
    return vault.unseal_bytes(stored.content_sealed, place=stored.place_of("content"))


def erase_left_behind(*, now):
    """Erase the content of sheets that nobody confirmed within a day. Returns how many."""
    late = RosterImport.objects.waiting().filter(
        uploaded_at__lt=now - KEPT, content_sealed__isnull=False
    )
    return late.update(content_sealed=None)


@transaction.atomic
def confirm_roster(*, stored, shown, plan_again, without_problems, by, today):
    """Write what the preview showed: all of it or nothing. Returns the import.

    `shown` is the digest of the plan that the officer saw; `plan_again()` makes the plan anew, now
    that nobody else can write. A second confirmation returns the first one's result. Raises
    PlanChanged when the two differ, HasProblems when rows have problems and `without_problems` is
    not set.
    """
    stored = RosterImport.objects.select_for_update().get(pk=stored.pk)
    if stored.confirmed_at:
        return stored
    # One import at a time in a township; single files are locked by the plan itself.
    Area.objects.select_for_update(no_key=True).get(pk=stored.township_id)
    plan = plan_again()
    if plan is None or plan.digest() != shown:  # None: erased while this waited for its turn
        raise PlanChanged
    if plan.problems and not without_problems:
        raise HasProblems
    write_plan(plan, by=by, today=today)
    stored.plan_digest = shown
    return note_result(stored, plan)


CONFIRMED = (
    "content_sealed", "plan_digest", "confirmed_at", "new_count", "changed_count",
    "unchanged_count",
)  # fmt: skip


def note_result(stored, plan):
    stored.content_sealed = None
    stored.confirmed_at = timezone.now()
    stored.new_count = len(plan.new)
    stored.changed_count = len(plan.changed)
    stored.unchanged_count = len(plan.unchanged)
    stored.save(update_fields=CONFIRMED)
    return stored


def write_plan(plan, *, by, today):
    """Enrol the new persons and write the changed columns, in bulk, with states and due slots."""
    touched = enrol_all([row.columns for row in plan.new], by)
    changed = [(row.case, row.columns, row.before) for row in plan.changed]
    correct_all(changed, by, today)
    touched += [case.pk for case, columns, _ in changed if "control_state" in columns]
    if touched:
        open_due_slots(on=today, cases=CaseFile.objects.filter(pk__in=touched))


def enrol_all(rows, by):
    cases = [CaseFile(**columns) for columns in rows]
    for case in cases:
        case.search_tokens = names.search_tokens(case.name, case.alias)
    pks = insert_rows(CaseFile, list(map(stored_columns, cases)))
    note_first_states(pks, by)
    return pks


def stored_columns(case):
    return {column: vars(case)[column] for column in STORED}


def note_first_states(pks, by):
    """What `enrol_case` notes for one file. In SQL: three rows a person made here take seconds."""
    with connection.cursor() as cursor:
        cursor.execute(FIRST_STATES, [by.pk, pks])


def note_states(entries):
    changes = [
        StateChange(
            case=case, aspect=aspect, old_value=old, new_value=getattr(case, aspect),
            changed_on=on, recorded_by=by,
        )
        for case, aspect, old, on, by in entries
    ]  # fmt: skip
    StateChange.objects.bulk_create(changes, batch_size=BATCH)


def correct_all(changed, by, today):
    """`changed` holds (case, new columns, old columns)."""
    by_fields = defaultdict(list)
    for case, columns, _before in changed:
        by_fields[apply_columns(case, columns)].append(case)
    for fields, cases in by_fields.items():
        CaseFile.objects.bulk_update(cases, fields, batch_size=BATCH)
    note_states(
        (case, aspect, before[aspect], today, by)
        for case, columns, before in changed
        for aspect in StateAspect
        if aspect in columns
    )
    move_open_slots([case for case, columns, _ in changed if "village" in columns])
    follow_states([case for case, columns, _ in changed if "control_state" in columns], today)


def apply_columns(case, columns):
    """Set the columns; returns the stored fields that changed with them."""
    fields = {"version"}
    for name, value in columns.items():
        setattr(case, name, value)
        fields |= DERIVED.get(name, {name})
    if {"name", "alias"} & columns.keys():
        case.search_tokens = names.search_tokens(case.name, case.alias)
        fields.add("search_tokens")
    case.version += 1
    return tuple(sorted(fields))


def move_open_slots(cases):
    for village, moved in grouped(cases, "village_id").items():
        DueSlot.objects.open().filter(case__in=moved).update(village=village)


def follow_states(cases, today):
    """What `follow_control_state` does for one file; `write_plan` opens the slots."""
    for control_state, same in grouped(cases, "control_state").items():
        owe_again(cases=same, today=today)
        if control_state in NOT_OWED:
            state, reason_code = NOT_OWED[control_state]
            DueSlot.objects.open().filter(case__in=same).update(
                state=state, reason_code=reason_code
            )


def grouped(cases, name):
    groups = defaultdict(list)
    for case in cases:
        groups[getattr(case, name)].append(case.pk)
    return groups
