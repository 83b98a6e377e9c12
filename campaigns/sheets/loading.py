"""The empty sheet that an office fills in, and the rows of a filled one that have problems."""

from django.utils import timezone

from campaigns.sheets.columns import ACTIVITY, MATERIAL
from campaigns.synonyms import printed
from campaigns.terms import (
    ActivityKind,
    Audience,
    Lasting,
    ListKind,
    MaterialKind,
    MaterialUnit,
    Occasion,
)
from jurisdiction.sheets.tables import Table
from paperwork.writing import Book, Column

NAMES = {ListKind.ACTIVITIES: "宣传教育活动", ListKind.MATERIALS: "宣传品"}
COLUMNS = {ListKind.ACTIVITIES: ACTIVITY, ListKind.MATERIALS: MATERIAL}
DAYS = {"happened_on"}
COUNTS = {"sessions", "people", "attendances", "quantity", "issues", "places", "households"}
NOT_ASKED = {"withdrawn"}  # only our own exports say so


def words(choices):
    return "、".join(printed(choices).values())


def advice(kind):
    """What stands above the header, so that whoever fills it in finds the words."""
    if kind == ListKind.ACTIVITIES:
        return [
            f"形式：{words(ActivityKind)}",
            f"对象（可填多个，用顿号分开）：{words(Audience)}",
            f"节点（仅限6月）：{words(Occasion)}",
            "人数为不同的人，人次为累计；没有受众的填0。宣传品逐项写明名称、数量和单位，用分号分开，"
            "如：通告130份30处；永久性标语60条；宣传栏4个14期",
        ]
    return [
        f"宣传品：{words(MaterialKind)}",
        f"单位：{words(MaterialUnit)}；期限：{words(Lasting)}",
        "每行一项，按日期、村（镇）和活动主题对应已录入的活动；同一活动的后续行可不重复填写",
    ]


def template_sheet(kind):
    """(bytes, file name) of an empty sheet with the columns of this list."""
    name, columns = NAMES[kind], COLUMNS[kind]
    book = Book(f"{name}导入模板")
    book.sheet(
        name,
        columns=[column(key, columns.header(key)) for key in columns.headers
                 if key not in NOT_ASKED],
        title_rows=[f"{name}（导入模板）", *advice(kind)],
    )  # fmt: skip
    return book.to_bytes(), f"{name}导入模板.xlsx"


def column(key, header):
    kind = "date" if key in DAYS else "integer" if key in COUNTS else "text"
    return Column(header, width=max(10, 2 * len(header) + 2), kind=kind)


def problem_sheet(plan, kind):
    """The rows that were not understood, as they were written, each with its reasons: a Table."""
    name, today = "有问题的行", timezone.localdate()
    columns = [Column("原行号", kind="integer"), Column("问题", width=44)]
    columns += [Column(header) for _letter, header in plan.columns.values()]
    lines = [
        [row.number, reasons_of(row), *(row.cells.get(key) for key in plan.columns)]
        for row in plan.problems
    ]
    told = f"{today:%Y年%m月%d日}　共{len(lines)}行"
    title = f"{NAMES[kind]}导入"
    return Table(f"{title}：{name}", name, told, columns, lines, f"{title}_{name}.xlsx")


def reasons_of(row):
    return "\n".join(f"{letter} {header}：{reason}" for letter, header, reason in row.reasons)
