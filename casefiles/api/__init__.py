"""Files and what hangs on them, for other systems: the rows of the pages, as JSON."""

from casefiles.api.helping import (
    help_letter_detail,
    help_letter_list,
    help_record_detail,
    help_record_list,
    plan_detail,
    plan_list,
    risk_detail,
    risk_list,
)
from casefiles.api.orders import breach_list, exit_list, order_detail, order_list
from casefiles.api.records import (
    file_detail,
    file_list,
    slot_list,
    test_detail,
    test_entry,
    test_list,
    visit_detail,
    visit_entry,
    visit_list,
)
from casefiles.api.tasks import task_detail, task_list
from casefiles.api.villages import duty_detail, duty_list, survey
from casefiles.api.whereabouts import (
    leave_detail,
    leave_list,
    lost_list,
    transfer_detail,
    transfer_list,
)

__all__ = [
    "breach_list",
    "duty_detail",
    "duty_list",
    "exit_list",
    "file_detail",
    "file_list",
    "help_letter_detail",
    "help_letter_list",
    "help_record_detail",
    "help_record_list",
    "leave_detail",
    "leave_list",
    "lost_list",
    "order_detail",
    "order_list",
    "plan_detail",
    "plan_list",
    "risk_detail",
    "risk_list",
    "slot_list",
    "survey",
    "task_detail",
    "task_list",
    "test_detail",
    "test_entry",
    "test_list",
    "transfer_detail",
    "transfer_list",
    "visit_detail",
    "visit_entry",
    "visit_list",
]
