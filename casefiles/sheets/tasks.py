"""Tasks as a sheet: of whom, by when, whom they have reached, and how they ended."""

from django.utils import timezone

from casefiles.models.rules import numbers
from casefiles.sheets.exports import FILTERS, day_of, table
from casefiles.terms.tasks import Seat, TaskKind, TaskOutcome, TaskState
from jurisdiction.sheets.tables import numbered

KINDS = {
    TaskKind.REPORT: "报告公安机关", TaskKind.CHECK: "核查", TaskKind.DOCUMENT: "补材料",
    TaskKind.OTHER: "其他",
}  # fmt: skip
SEATS = {
    Seat.VILLAGE: "村", Seat.POLICE: "派出所", Seat.OFFICE: "乡镇禁毒办", Seat.LEADER: "乡镇领导",
}  # fmt: skip
STATES = {
    TaskState.OPEN: "待签收", TaskState.ACKNOWLEDGED: "已签收", TaskState.ANSWERED: "已答复",
    TaskState.CLOSED: "已办结",
}  # fmt: skip
OUTCOMES = {
    TaskOutcome.DONE: "已办理", TaskOutcome.CONFIRMED: "已确认",
    TaskOutcome.NOT_CONFIRMED: "未确认",
}  # fmt: skip
STATUS = STATES | {
    "unclosed": "未办结", "waiting": "待答复", "overdue": "逾期", "all": "全部",
}  # fmt: skip


def task_sheet(rows, request):
    """Each task with its seat, its day, and the level that it has reached unanswered."""
    columns = numbered(
        "档案号", "姓名", "村", "种类", "事项", "承办方", "指名", ("交办日期", "date"),
        ("答复期限", "date"), "状态", "逾期升级至", "结果", "交办人",
    )  # fmt: skip
    today, days = timezone.localdate(), numbers("escalation_days")
    lines = [[number, *task_cells(task, today, days)] for number, task in enumerate(rows, 1)]
    filters = FILTERS | {
        "kind": ("种类", KINDS), "seat": ("承办方", SEATS), "officer": ("指名", {}),
        "status": ("状态", STATUS),
    }  # fmt: skip
    return table("任务清单", "任务", columns, lines, request, filters)


def task_cells(task, today, days):
    level = task.reached(today, days(task.village_id))
    return [
        task.case.file_no if task.case else "", task.case.name if task.case else "",
        task.village.name, KINDS[task.kind], task.what, SEATS[task.seat], task.assignee,
        day_of(task.recorded_at), task.due_on, STATES[task.state],
        SEATS[level] if level != task.seat else "", OUTCOMES.get(task.outcome, ""),
        task.recorded_by.name,
    ]  # fmt: skip
