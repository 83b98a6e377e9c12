"""Every deed on a file, by one hand: keyword arguments, `by=` the officer who does it."""

from casefiles.actions.corrections import (
    OwnFact,
    decide_request,
    receive_request,
    set_special_day,
)
from casefiles.actions.files import (
    HasScans,
    OrderRuns,
    Stale,
    add_document,
    change_state,
    close_case,
    correct_case,
    enrol_case,
    remove_document,
    reopen_case,
)
from casefiles.actions.orders import (
    AnotherRuns,
    NotLast,
    correct_order,
    register_order,
    take_back,
    take_step,
)
from casefiles.actions.papers import add_paper, correct_paper
from casefiles.actions.photos import TooManyPhotos, add_photos
from casefiles.actions.records import (
    record_test,
    record_visit,
    withdraw_test,
    withdraw_visit,
)
from casefiles.actions.scans import TooManyScans, add_scans
from casefiles.actions.schedules import (
    change_own_schedule,
    set_own_schedule,
    write_schedule,
)
from casefiles.actions.sealing import (
    Decided,
    NotDue,
    SameOfficer,
    ask_opening,
    decide_opening,
    end_opening,
    find_sealed,
    seal_file,
)
from casefiles.actions.slots import excuse_slot, mark_missed, open_due_slots, restore_slot
from casefiles.actions.tracking import (
    open_village_duties,
    record_check,
    record_exchange,
    withdraw_record,
)
from jurisdiction.history import KeyReused

__all__ = [
    "AnotherRuns",
    "Decided",
    "HasScans",
    "KeyReused",
    "NotDue",
    "NotLast",
    "SameOfficer",
    "OrderRuns",
    "OwnFact",
    "Stale",
    "TooManyPhotos",
    "TooManyScans",
    "add_document",
    "add_paper",
    "add_photos",
    "add_scans",
    "ask_opening",
    "change_own_schedule",
    "change_state",
    "close_case",
    "correct_case",
    "correct_order",
    "correct_paper",
    "decide_opening",
    "end_opening",
    "decide_request",
    "enrol_case",
    "excuse_slot",
    "find_sealed",
    "mark_missed",
    "open_due_slots",
    "open_village_duties",
    "receive_request",
    "record_check",
    "record_exchange",
    "record_test",
    "record_visit",
    "register_order",
    "remove_document",
    "reopen_case",
    "restore_slot",
    "seal_file",
    "set_own_schedule",
    "set_special_day",
    "take_back",
    "take_step",
    "withdraw_record",
    "withdraw_test",
    "withdraw_visit",
    "write_schedule",
]
