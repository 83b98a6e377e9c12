"""Loading one of our own sheets back: each changed row by the deed that its page would do."""

import uuid
from functools import partial

from django.utils import timezone

from casefiles.actions.files import Stale
from casefiles.actions.leave import DecidedLeave, Overlaps, correct_leave, note_return
from casefiles.actions.records import (
    Disputed,
    correct_test,
    record_test,
    record_visit,
    withdraw_visit,
)
from casefiles.actions.tracking import record_check, withdraw_record
from jurisdiction.actions import PlanChanged, confirm_sheet
from jurisdiction.history import KeyReused

CHANGED_MEANWHILE = (Stale, Disputed, Overlaps, DecidedLeave, KeyReused)


def confirm_return(*, stored, by, **shown):
    """Do what the preview showed, all of it or nothing: see `confirm_sheet`."""
    return confirm_sheet(stored=stored, write=partial(write_changes, stored, by=by), **shown)


def write_changes(stored, plan, *, by):
    """Each changed row by its deeds; a key for each, made from the sheet's own."""
    for change in plan.changed:
        for place, (name, row, columns) in enumerate(change.deeds):
            key = uuid.uuid5(stored.key, f"{change.number}.{place}")
            try:
                DEEDS[name](row, columns, key=key, reason=stored.reason, by=by)
            except CHANGED_MEANWHILE as error:
                raise PlanChanged from error


def rewrite_visit(visit, columns, *, key, reason, by):
    """Withdraw a visit with the reason and record it as the sheet says: nothing is overwritten."""
    withdraw_visit(visit=visit, reason=f"更正：{reason}", by=by)
    record_visit(case=visit.case, key=key, by=by, **columns)


def rewrite_leave(row, columns, *, by, **_given):
    correct_leave(paper=row, version=row.version, by=by, **columns)


def rewrite_return(row, columns, *, by, **_given):
    note_return(leave=row, version=row.version, by=by, **columns)


def enter_test(case, columns, *, key, by, **_given):
    record_test(case=case, key=key, by=by, **columns)


def rewrite_test(test, columns, *, key, reason, by):
    correct_test(test=test, key=key, reason=reason, by=by, **columns)


def rewrite_check(duty, columns, *, key, reason, by):
    """Withdraw a village's check with the reason and record it as the sheet says."""
    withdraw_record(
        record=duty.tendaycheck, reason=f"更正：{reason}", by=by, today=timezone.localdate()
    )
    record_check(village=duty.village, key=key, by=by, **columns)


DEEDS = {
    "rewrite_check": rewrite_check,
    "rewrite_visit": rewrite_visit,
    "correct_leave": rewrite_leave,
    "note_return": rewrite_return,
    "record_test": enter_test,
    "correct_test": rewrite_test,
}
