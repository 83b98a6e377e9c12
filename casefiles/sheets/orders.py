"""Orders of community detox and recovery, in Chinese, as a sheet."""

from django.utils import timezone

from casefiles.sheets.exports import FILTERS, table
from casefiles.terms import Measure, OrderState
from jurisdiction.sheets.tables import numbered

MEASURES = {Measure.COMMUNITY_DETOX: "社区戒毒", Measure.COMMUNITY_RECOVERY: "社区康复"}
STATES = {
    OrderState.ORDERED: "待报到", OrderState.REFUSED: "认定拒绝接受",
    OrderState.REPORTED: "已报到，待签协议", OrderState.EXECUTING: "执行中",
    OrderState.TRANSFERRING: "变更执行地中", OrderState.SUSPENDED: "中止",
    OrderState.RELEASED: "解除", OrderState.TERMINATED: "终止",
    OrderState.ISOLATED: "转强制隔离戒毒", OrderState.TRANSFERRED: "已转出",
}  # fmt: skip
QUESTIONS = {
    "": "", "report_overdue": "报到逾期，待查明原因", "transfer_overdue": "变更执行地后报到逾期",
    "kept_too_long": "期满未解除", "no_agreement": "未签协议",
}  # fmt: skip
NARROWED = FILTERS | {
    "status": ("状态", STATES | QUESTIONS | {"running": "在执行", "all": "全部"}),
    "ends_from": ("期满起", {}),
    "ends_to": ("期满止", {}),
}


def order_sheet(rows, request):
    """Orders with their term, where they stand and what is to be answered about them."""
    columns = numbered(
        "档案号", "姓名", "村", "措施", "决定书文号", "决定机关", ("决定日期", "date"),
        ("收到日期", "date"), ("报到期限", "date"), ("期限起", "date"), ("期限止", "date"),
        ("中止不计入的期限止", "date"), "状态", "待处理",
    )  # fmt: skip
    today = timezone.localdate()
    lines = [
        [number, row.case.file_no, row.case.name, row.case.village.name, MEASURES[row.measure],
         row.document_no, row.organ, row.decided_on, row.received_on, row.report_by,
         row.term_from, row.ends_on, row.latest_end_on, STATES[row.state],
         QUESTIONS[row.question(today)]]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return table("社区戒毒社区康复执行情况", "决定和执行", columns, lines, request, NARROWED)
