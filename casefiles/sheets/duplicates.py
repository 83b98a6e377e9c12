"""Files that may be of one person (疑似重复档案), and the register of merges, as sheets."""

from casefiles.sheets.exports import FILTERS, day_of, table, yes_no
from casefiles.terms.duplicates import Likeness, MergeStatus, PairStatus
from jurisdiction.sheets.tables import numbered

REASONS = {
    Likeness.ID_NUMBER: "身份证号相同", Likeness.NAME_AND_BIRTH: "姓名和出生日期相同",
    Likeness.NAME: "姓名相同、出生日期相近", Likeness.ONE_CHARACTER: "姓名一字之差",
    Likeness.SAME_SOUND: "姓名同音",
}  # fmt: skip
PAIRS = {PairStatus.OPEN: "待核实", PairStatus.DIFFERENT: "经核实不是同一人"}
MERGES = {MergeStatus.STANDING: "已合并", MergeStatus.UNDONE: "已撤销"}


def pair_sheet(rows, request):
    """Each pair with its reasons, and what an officer said of it."""
    columns = numbered(
        "疑似理由", *(f"{title}{side}" for side in ("（一）", "（二）")
                  for title in ("档案号", "姓名", "别名", "出生日期", "村")),
        "身份证号不一致", "处理情况", "理由",
    )  # fmt: skip
    lines = [
        [number, "、".join(REASONS[reason] for reason in pair.reasons),
         *(cell for case in pair.files for cell in cells_of(case)),
         yes_no(pair.have_two_numbers),
         PAIRS[PairStatus.DIFFERENT if pair.said else PairStatus.OPEN],
         pair.said.reason if pair.said else ""]
        for number, pair in enumerate(rows, 1)
    ]  # fmt: skip
    narrowed = FILTERS | {"reason": ("疑似理由", REASONS), "status": ("状态", PAIRS)}
    return table("疑似重复档案清单", "疑似重复档案", columns, lines, request, narrowed)


def cells_of(case):
    return [case.file_no, case.name, case.alias, f"{case.birth_date:%Y-%m-%d}", case.village.name]


def merge_sheet(rows, request):
    """Each merge: which file went into which, what moved, and whether it was undone."""
    columns = numbered(
        "保留档案号", "姓名", "村", "并入档案号", "合并理由", ("移入记录数", "integer"), "合并人",
        ("合并日期", "date"), "状态", ("撤销日期", "date"), "撤销理由",
    )  # fmt: skip
    lines = [
        [number, row.case.file_no, row.case.name, row.case.village.name, row.gone_no, row.reason,
         sum(map(len, row.moved.values())), row.recorded_by.name, day_of(row.recorded_at),
         MERGES[MergeStatus.UNDONE if row.is_undone else MergeStatus.STANDING],
         row.undone_at and day_of(row.undone_at), row.undo_reason]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return table(
        "档案合并登记表",
        "档案合并",
        columns,
        lines,
        request,
        FILTERS | {"status": ("状态", MERGES)},
    )
