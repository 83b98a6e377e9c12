"""The monthly report (月报表) in the office's layout, for the page, the paper and the workbook."""

from dataclasses import dataclass

from django.utils import timezone

from casefiles.sheets.exports import FILTERS, table
from casefiles.sheets.sealing import REASONS
from casefiles.terms.balance import WAYS_IN, WAYS_OUT, Figure, ReportStatus, Unreported
from jurisdiction.sheets.tables import Table, numbered
from paperwork.writing import Column

TITLES = {
    Figure.OPENING: "期初数", Figure.ENROLLED: "新增", Figure.MOVED_IN: "迁入",
    Figure.REOPENED: "恢复建档", Figure.MOVED_OUT: "迁出", Figure.DECEASED: "死亡",
    Figure.RELEASED: "解除且戒断三年", Figure.ABROAD: "出国(境)定居",
    Figure.DUPLICATE: "重复建档", Figure.WRONG: "误登", Figure.CLOSING: "期末数",
}  # fmt: skip
UNREPORTED = {Unreported.EXTRA: "期初数中上月未报", Unreported.LACKING: "上月已报而期初数中无"}
STATUS = {
    ReportStatus.SUBMITTED: "已上报", ReportStatus.BALANCED: "平衡，未上报",
    ReportStatus.UNBALANCED: "不平衡", ReportStatus.RUNNING: "本月未满",
    ReportStatus.EARLIER: "首次上报以前",
}  # fmt: skip
VILLAGE, CARRIED, DIFFERENCE, TOTAL = "村", "上月上报期末数", "差额", "合计"
SUM = "".join([
    TITLES[Figure.OPENING], *(f"＋{TITLES[way]}" for way in WAYS_IN),
    *(f"－{TITLES[way]}" for way in WAYS_OUT), f"＝{TITLES[Figure.CLOSING]}",
])  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the report: a village, or the total (without a code)."""

    code: str
    name: str
    carried: int | None
    counts: list  # (Figure, how many)
    difference: int

    @property
    def is_carried_off(self):
        """Whether the beginning is not the end that was submitted for the month before."""
        return self.carried not in (None, dict(self.counts)[Figure.OPENING])

    def cells(self):
        return [self.name, self.carried, *(n for _figure, n in self.counts), self.difference]


def report_rows(seen, names):
    """The rows of a month as its reader may see it; `names` are those of the villages, by code."""
    codes = sorted(names.keys() | seen.shown.lines.keys())
    return [*(row_of(seen, code, names.get(code, code)) for code in codes), row_of(seen, "", TOTAL)]


def row_of(seen, code, name):
    line = seen.shown.line(code)
    carried = seen.carried.line(code).count(Figure.CLOSING) if seen.carried else None
    counts = [(figure, line.count(figure)) for figure in Figure]
    return Row(code, name, carried, counts, line.difference)


def report_table(seen, township, rows):
    """The Table of one month, a village in each line; no person is named."""
    first = seen.month.first
    columns = [Column(VILLAGE), Column(CARRIED, kind="integer")]
    columns += [Column(TITLES[figure], kind="integer") for figure in Figure]
    columns.append(Column(DIFFERENCE, kind="integer"))
    title = f"{township.name}{first:%Y年%-m月}涉毒人员增减变动月报表{part_of(seen)}"
    file_name = f"{township.name}月报_{first:%Y%m}.xlsx"
    return Table(title, "月报", told_of(seen), columns, [r.cells() for r in rows], file_name)


def part_of(seen):
    """What the title says where its reader sees some villages of the township only."""
    return "" if seen.is_whole else "（部分村）"


def told_of(seen):
    """What stands below the title: how the sum goes, how it stands, and the note."""
    report = seen.month.report
    told = [SUM, "含未成年人和已封存档案", STATUS[seen.status]]
    if report:
        on = timezone.localdate(report.recorded_at)
        told[-1] += f"（{report.recorded_by.name}，{on:%Y年%-m月%-d日}）"
        told += [f"不平衡原因：{report.note}"] if report.note else []
    return "　".join(told)


def year_table(township, year, months):
    """The Table of a year, a month in each line; `months` as they are seen."""
    ways = (Figure.OPENING, *WAYS_IN, *WAYS_OUT, Figure.CLOSING)
    columns = [Column("月份"), *(Column(TITLES[figure], kind="integer") for figure in ways)]
    columns += [Column("状态"), Column("不平衡原因")]
    lines = [
        [f"{seen.month.first:%-m}月", *(seen.shown.total.count(figure) for figure in ways),
         STATUS[seen.status], seen.month.report.note if seen.month.report else ""]
        for seen in months
    ]  # fmt: skip
    part = part_of(months[0]) if months else ""
    title = f"{township.name}{year}年涉毒人员增减变动月报汇总表{part}"
    file_name = f"{township.name}月报汇总_{year}.xlsx"
    return Table(title, "月报汇总", f"{SUM}　含未成年人和已封存档案", columns, lines, file_name)


def counted_sheet(rows, request, first):
    """The files behind one figure, as far as lists show them."""
    columns = numbered(
        "档案号", "姓名", "现在村", ("建档日期", "date"), ("结档日期", "date"), "结档原因",
    )  # fmt: skip
    lines = [[number, *cells(case)] for number, case in enumerate(rows, 1)]
    filters = FILTERS | {"figure": ("栏目", TITLES | UNREPORTED)}
    return table(f"{first:%Y年%-m月}月报人员明细", "月报明细", columns, lines, request, filters)


def cells(case):
    reason = REASONS.get(case.close_reason, "")
    days = [case.enrolled_on, case.closed_on]
    return [case.file_no, case.name, case.village.name, *days, reason]
