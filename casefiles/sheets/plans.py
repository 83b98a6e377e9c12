"""Plans of help as a sheet: states and figures, and nothing of what they say about a person."""

from django.utils import timezone

from casefiles.models.plans import standing_plan
from casefiles.sheets.exports import FILTERS, table
from casefiles.terms.bag import RUNNING, PlanState, PlanWork
from jurisdiction.sheets.tables import numbered

STATES = {
    PlanState.WAITING: "待审批", PlanState.RETURNED: "已退回", PlanState.APPROVED: "已批准",
    PlanState.REPLACED: "已更换",
}  # fmt: skip
WORK = {
    PlanWork.NONE: "无方案", PlanWork.WAITING: "待审批", PlanWork.REVIEW_OVERDUE: "评估逾期",
    PlanWork.MEASURE_OVERDUE: "措施逾期",
}  # fmt: skip


def plan_sheet(rows, request):
    """Each file with its latest plan, its day of review, and how many measures have ended."""
    columns = numbered(
        "档案号", "姓名", "村", ("方案版次", "integer"), "状态", ("生效日期", "date"),
        ("审批日期", "date"), "审批人", ("下次评估期限", "date"), ("措施数", "integer"),
        ("已办结", "integer"), ("逾期", "integer"),
    )  # fmt: skip
    today = timezone.localdate()
    lines = [
        [number, case.file_no, case.name, case.village.name, *plan_cells(case, today)]
        for number, case in enumerate(rows, 1)
    ]
    filters = FILTERS | {"work": ("待办", WORK)}
    return table("帮教措施清单", "帮教措施", columns, lines, request, filters)


def plan_cells(case, today):
    plan = standing_plan(case)
    running = [measure for measure in case.promised if measure.state in RUNNING]
    told = [None, WORK[PlanWork.NONE], None, None, "", None]
    if plan:
        told = [
            plan.edition, STATES[plan.state], plan.valid_from, plan.decided_on, plan.approver,
            plan.review_due_on,
        ]  # fmt: skip
    late = [measure for measure in running if measure.due_on < today]
    return [*told, len(case.promised), len(case.promised) - len(running), len(late)]
