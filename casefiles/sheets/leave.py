"""The register of leave (外出请假登记表, form F9) as a sheet."""

from django.utils import timezone

from casefiles.sheets.exports import FILTERS, table, yes_no
from casefiles.terms.leave import LeaveStatus
from jurisdiction.sheets.marks import Marks, recogniser
from jurisdiction.sheets.tables import numbered, titles

STATUS = {
    LeaveStatus.WAITING: "待审批", LeaveStatus.AHEAD: "已批准未外出", LeaveStatus.AWAY: "外出中",
    LeaveStatus.OVERDUE: "逾期未归", LeaveStatus.UNAUTHORISED: "擅自离开",
    LeaveStatus.RETURNED: "已销假", LeaveStatus.REFUSED: "未批准", LeaveStatus.WITHDRAWN: "已撤回",
}  # fmt: skip
NARROWED = FILTERS | {"status": ("状态", STATUS), "county": ("前往县（市、区）", {})}


LEAVE_COLUMNS = (
    "档案号", "姓名", "村", "事由", "前往县（市、区）", "详细地址", "是否离开本县",
    ("自", "date"), ("至", "date"), ("天数", "integer"), "投靠人", "联系电话",
    "交通方式", "须书面报告", ("书面报告日期", "date"), ("行前检测日期", "date"),
    "委托检测单位", "异地检测安排", "家属签字", "村意见", "派出所意见", "审批意见",
    "审批人", ("审批日期", "date"), ("销假日期", "date"), ("超期天数", "integer"),
    "状态", "备注",
)  # fmt: skip
# What follows from the other cells or from the day is not read back.
RECKONED = ("天数", "须书面报告", "超期天数", "状态")
LEAVE_TITLES = [title for title in titles(LEAVE_COLUMNS) if title not in RECKONED]


def leave_sheet(rows, request):
    """Each leave and each absence without leave, in the order of form F9; phones stay masked."""
    rows, today = list(rows), timezone.localdate()
    lines = [[number, *cells(row, today)] for number, row in enumerate(rows, 1)]
    marks = Marks("leave", recogniser(LEAVE_TITLES), [(row.pk, row.version) for row in rows])
    return table(
        "外出请假登记表", "外出请假", numbered(*LEAVE_COLUMNS), lines, request, NARROWED, marks
    )


def cells(row, today):
    return [
        row.case.file_no, row.case.name, row.case.village.name, row.reason, row.county,
        row.address, yes_no(row.leaves_county), row.from_on, row.to_on, row.days, row.host,
        row.phone_masked, row.transport, yes_no(row.needs_report), row.report_on, row.tested_on,
        row.away_office, row.away_test_plan, row.family, row.village_opinion, row.police_opinion,
        row.comment, row.approver, row.decided_on, row.returned_on, row.days_late(today),
        STATUS[row.status(today)], row.return_note or row.withdrawn_reason,
    ]  # fmt: skip
