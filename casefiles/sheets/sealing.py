"""What is to be sealed, what is sealed, and what was opened, in Chinese, as sheets."""

from django.utils import timezone

from casefiles.sheets.exports import FILTERS, day_of, table
from casefiles.terms import CloseReason, OpeningGround, OpeningState
from jurisdiction.sheets.tables import numbered

REASONS = {
    CloseReason.RELEASED_AND_ABSTINENT: "解除且戒断三年未复吸", CloseReason.MOVED_OUT: "迁出",
    CloseReason.DECEASED: "死亡", CloseReason.SETTLED_ABROAD: "出国(境)定居",
    CloseReason.DUPLICATE: "重复建档", CloseReason.WRONG_REGISTRATION: "误登",
}  # fmt: skip
GROUNDS = {
    OpeningGround.STATE_ORGAN: "办案机关办案需要", OpeningGround.OWN_REQUEST: "本人申请查阅",
    OpeningGround.COMPLAINT: "申诉、复议", OpeningGround.AUDIT: "检查、审计",
}  # fmt: skip
STATES = {
    OpeningState.ASKED: "待批", OpeningState.REFUSED: "未批准", OpeningState.OPEN: "已启封",
    OpeningState.ENDED: "已结束",
}  # fmt: skip
NARROWED = FILTERS | {
    "close_reason": ("结档原因", REASONS), "ground": ("启封依据", GROUNDS),
    "status": ("状态", STATES),
}  # fmt: skip


def seal_sheet(rows, request):
    """Closed files whose day of sealing has come."""
    columns = numbered(
        "档案号", "姓名", "村", "结档原因", ("结档日期", "date"), ("应封存日期", "date")
    )
    lines = [
        [number, case.file_no, case.name, case.village.name, REASONS[case.close_reason],
         case.closed_on, case.sealing_due_on]
        for number, case in enumerate(rows, 1)
    ]  # fmt: skip
    return table("待封存档案", "待封存档案", columns, lines, request, NARROWED)


def sealed_sheet(rows, request):
    """Sealed files, without names."""
    columns = numbered(
        "档案号", "村", "结档原因", ("结档日期", "date"), ("封存日期", "date"), "封存人"
    )
    lines = [
        [number, row.file_no, row.village.name, REASONS[row.close_reason], row.closed_on,
         row.sealed_on, row.sealed_by.name]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return table("封存档案登记", "封存档案", columns, lines, request, NARROWED)


def opening_sheet(rows, request):
    """Who asked that a sealed file be opened, on which ground, and what became of it."""
    columns = numbered(
        "档案号", "村", "启封依据", "文号", "申请人", ("申请日期", "date"), "审批人",
        ("审批日期", "date"), "状态", "未批准原因",
    )  # fmt: skip
    now = timezone.now()
    lines = [
        [number, row.file_no, row.village.name, GROUNDS[row.ground], row.document_no,
         row.asked_by.name, day_of(row.asked_at), row.decided_by.name if row.decided_by else "",
         day_of(row.decided_at) if row.decided_at else None, STATES[row.state(now)], row.refusal]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return table("封存档案启封登记", "启封登记", columns, lines, request, NARROWED)
