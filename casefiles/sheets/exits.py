"""Whose term ends (期满人员名单), as a sheet."""

from django.utils import timezone

from casefiles.models.exits import exit_status, stay_of
from casefiles.sheets.exports import FILTERS, table
from casefiles.sheets.orders import MEASURES, STATES
from casefiles.terms import StayGround
from casefiles.terms.exits import ExitStatus
from jurisdiction.sheets.tables import numbered

STATUS = {
    ExitStatus.KEPT: "期满未解除，无依据", ExitStatus.STAYS: "期满未解除，有依据",
    ExitStatus.TODAY: "今日期满", ExitStatus.WITHIN_30: "三十日内期满",
    ExitStatus.WITHIN_90: "九十日内期满",
}  # fmt: skip
GROUNDS = {
    StayGround.SUSPENDED_DAYS: "中止期间顺延（公安机关确认）",
    StayGround.RELEASE_PENDING: "解除手续办理中", StayGround.NEW_DECISION: "公安机关另有决定",
}  # fmt: skip
NARROWED = FILTERS | {
    "status": ("状态", STATUS | {"all": "九十日内期满及已期满"}),
    "ends_from": ("期满起", {}),
    "ends_to": ("期满止", {}),
}


def exit_sheet(rows, request):
    """Orders by their end, with the ground of whoever stays past it."""
    columns = numbered(
        "档案号", "姓名", "村", "措施", "决定书文号", ("期限起", "date"), ("期限止", "date"),
        ("剩余天数", "integer"), ("超期天数", "integer"), "执行情况", "提醒",
        "未解除依据", "依据文书号", ("依据期限", "date"),
    )  # fmt: skip
    today = timezone.localdate()
    lines = [[number, *cells(row, today)] for number, row in enumerate(rows, 1)]
    return table("社区戒毒社区康复期满名单", "期满", columns, lines, request, NARROWED)


def cells(row, today):
    left, stay = row.days_left(today), stay_of(row)
    ground = [GROUNDS[stay.ground], stay.document_no, stay.until] if stay else ["", "", None]
    return [
        row.case.file_no, row.case.name, row.case.village.name, MEASURES[row.measure],
        row.document_no, row.term_from, row.ends_on, max(left, 0), max(-left, 0),
        STATES[row.state], STATUS.get(exit_status(row, today), ""), *ground,
    ]  # fmt: skip
