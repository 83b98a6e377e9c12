"""Loading a roster: the persons of a sheet, written in bulk as its preview showed them."""

from collections import defaultdict
from functools import partial

from django.db import connection

from casefiles import names
from casefiles.actions.batches import BATCH, insert_rows
from casefiles.actions.files import DERIVED, correct_case
from casefiles.actions.slots import NOT_OWED, open_due_slots, owe_again
from casefiles.models import CaseFile, DueSlot, RosterImport, StateChange
from casefiles.terms import StateAspect
from jurisdiction.access import Permission, area_codes
from jurisdiction.actions import HasProblems as HasProblems
from jurisdiction.actions import PlanChanged as PlanChanged
from jurisdiction.actions import confirm_sheet, store_sheet
from jurisdiction.actions import sheet_content as sheet_content

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


def store_roster(*, content, file_name, by, **columns):
    """Keep an uploaded roster, sealed, until it is confirmed or a day has passed.

    Another sheet of ours says its `kind` and the `reason` of what it corrects.
    """
    return store_sheet(
        RosterImport, content=content, file_name=file_name, by=by,
        township=area_codes(by, Permission.FILE_IMPORT)[0], **columns,
    )  # fmt: skip


def confirm_roster(*, by, today, **shown):
    """Write what the preview showed, all of it or nothing: see `confirm_sheet`."""
    return confirm_sheet(write=partial(write_plan, by=by, today=today), **shown)


def write_plan(plan, *, by, today):
    """Enrol the new persons and write the changed columns, in bulk, with states and due slots.

    A row of our own sheet is corrected by itself, at the version in which it left.
    """
    touched = enrol_all([row.columns for row in plan.new], by)
    changed = [(row.case, row.columns, row.before) for row in plan.changed if not row.mark]
    correct_all(changed, by, today)
    touched += [case.pk for case, columns, _ in changed if "control_state" in columns]
    if touched:
        open_due_slots(on=today, cases=CaseFile.objects.filter(pk__in=touched))
    for row in plan.changed:
        if row.mark:
            version = int(row.mark.version)
            correct_case(case=row.case, version=version, by=by, today=today, **row.columns)


def enrol_all(rows, by):
    pks = insert_rows(CaseFile, map(stored_columns, rows))
    note_first_states(pks, by)
    return pks


def stored_columns(columns):
    case = CaseFile(**columns)
    case.search_tokens = names.search_tokens(case.name, case.alias)
    stored = vars(case)
    return {column: stored[column] for column in STORED}


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
