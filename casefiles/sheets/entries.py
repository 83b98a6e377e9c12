"""Questions about entries (数据质量疑问) as a sheet: one row for each visit that is asked about."""

from casefiles.sheets.exports import FILTERS, day_of, table
from casefiles.terms.entries import DoubtStatus, EntryDoubt
from jurisdiction.sheets.tables import numbered

KINDS = {
    EntryDoubt.SAME_TEXT: "多次走访内容相同", EntryDoubt.FAST: "短时间内集中录入",
    EntryDoubt.LATE: "补录间隔过长",
}  # fmt: skip
STATUS = {
    DoubtStatus.OPEN: "待说明", DoubtStatus.ANSWERED: "已说明", DoubtStatus.CLOSED: "已办结",
}  # fmt: skip
NARROWED = FILTERS | {
    "kind": ("疑问", KINDS), "status": ("状态", STATUS), "officer": ("录入人", {}),
}  # fmt: skip


def entry_question_sheet(rows, request):
    """Each question with its visits, and the last words said to it."""
    columns = numbered(
        "疑问", "录入人", "档案号", "姓名", "村", ("走访日期", "date"), ("录入日期", "date"),
        "状态", "说明或办结意见",
    )  # fmt: skip
    lines = [
        [number, KINDS[asked.kind], asked.author.name, visit.case.file_no, visit.case.name,
         visit.village.name, visit.visited_on, day_of(visit.recorded_at), STATUS[asked.status],
         asked.last_words.text if asked.last_words else ""]
        for number, asked in enumerate(rows, 1) for visit in asked.visits
    ]  # fmt: skip
    return table("数据质量疑问清单", "数据质量疑问", columns, lines, request, NARROWED)
