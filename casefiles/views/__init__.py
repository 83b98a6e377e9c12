from casefiles.views.cases import (
    case_close,
    case_detail,
    case_export,
    case_list,
    case_reopen,
    state_change,
)
from casefiles.views.corrections import (
    correction_create,
    correction_decide,
    correction_detail,
    correction_export,
    correction_list,
    special_days,
)
from casefiles.views.documents import document_create, document_detail, document_remove
from casefiles.views.due import due_list, slot_excuse, slot_export, slot_list, slot_restore
from casefiles.views.enrolment import case_create, case_update
from casefiles.views.imports import (
    roster_confirm,
    roster_import,
    roster_preview,
    roster_problems,
)
from casefiles.views.numbers import look_up, number_reveal
from casefiles.views.openings import (
    opened_file,
    opening_ask,
    opening_decide,
    opening_detail,
    opening_end,
    opening_export,
    opening_list,
)
from casefiles.views.photos import photo_create, photo_show, photo_withdraw
from casefiles.views.readers import case_readers, case_readers_export
from casefiles.views.readings import reading_export, reading_list
from casefiles.views.scans import scan_create, scan_show, scan_withdraw
from casefiles.views.schedules import (
    case_schedule,
    own_schedule_create,
    own_schedule_update,
    schedule_create,
    schedule_list,
    schedule_update,
)
from casefiles.views.sealing import (
    file_seal,
    seal_export,
    seal_list,
    sealed_export,
    sealed_list,
)
from casefiles.views.slip import person_slip
from casefiles.views.team import member_create, member_update, team_export, team_list
from casefiles.views.tests import test_create, test_export, test_list, test_withdraw
from casefiles.views.tracking import (
    duty_detail,
    duty_export,
    duty_list,
    duty_nil,
    duty_record,
    duty_withdraw,
)
from casefiles.views.visits import (
    visit_create,
    visit_detail,
    visit_export,
    visit_list,
    visit_withdraw,
)

__all__ = [
    "case_close",
    "case_create",
    "case_detail",
    "case_export",
    "case_list",
    "case_readers",
    "case_readers_export",
    "case_reopen",
    "case_schedule",
    "case_update",
    "correction_create",
    "correction_decide",
    "correction_detail",
    "correction_export",
    "correction_list",
    "document_create",
    "document_detail",
    "document_remove",
    "due_list",
    "duty_detail",
    "duty_export",
    "duty_list",
    "duty_nil",
    "duty_record",
    "duty_withdraw",
    "file_seal",
    "look_up",
    "member_create",
    "member_update",
    "number_reveal",
    "opened_file",
    "opening_ask",
    "opening_decide",
    "opening_detail",
    "opening_end",
    "opening_export",
    "opening_list",
    "own_schedule_create",
    "own_schedule_update",
    "person_slip",
    "photo_create",
    "photo_show",
    "photo_withdraw",
    "reading_export",
    "reading_list",
    "roster_confirm",
    "roster_import",
    "roster_preview",
    "roster_problems",
    "scan_create",
    "scan_show",
    "scan_withdraw",
    "schedule_create",
    "schedule_list",
    "schedule_update",
    "seal_export",
    "seal_list",
    "sealed_export",
    "sealed_list",
    "slot_excuse",
    "slot_export",
    "slot_list",
    "slot_restore",
    "special_days",
    "state_change",
    "team_export",
    "team_list",
    "test_create",
    "test_export",
    "test_list",
    "test_withdraw",
    "visit_create",
    "visit_detail",
    "visit_export",
    "visit_list",
    "visit_withdraw",
]
