"""Lists as Chinese workbooks. The roster reads back as written.

The rows come without anybody under 18 (`leaving`)."""

from itertools import zip_longest

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from casefiles.models import DrugTest, TenDayCheck, Visit
from casefiles.models.corrections import disputed, is_disputed
from casefiles.sheets.cells import COUNTS, DAYS, TERMS, TICKS
from casefiles.sheets.columns import (
    HEADERS,
    SEALED,
    chinese_header,
    chinese_word,
    recognise_header,
)
from casefiles.sheets.words import RESULTS
from casefiles.terms import (
    NOT_ENTERED,
    BagPart,
    DutyKind,
    Every,
    SlotKind,
    SlotReason,
    SlotState,
    VisitMode,
    VisitOutcome,
    VisitPlace,
)
from jurisdiction.access import Permission, area_codes
from jurisdiction.models import Area
from jurisdiction.sheets.marks import Marks, recogniser
from jurisdiction.sheets.tables import Table, numbered, titles
from paperwork.text import clean_text
from paperwork.writing import Column

KINDS = {SlotKind.VISIT: "走访", SlotKind.TEST: "检测"}
DUTIES = {DutyKind.TEN_DAY_CHECK: "毒情排查", DutyKind.INFO_EXCHANGE: "信息交流"}
BADGES = {
    "upcoming": "未到期", "due": "应办", "overdue": "逾期", SlotState.DONE: "已完成",
    SlotState.MISSED: "逾期未办", SlotState.EXCUSED: "免办", SlotState.CANCELLED: "取消",
}  # fmt: skip
FREQUENCIES = {
    Every.HALF_MONTH: "每半月一次", Every.MONTH: "每月一次", Every.TWO_MONTHS: "每两个月一次",
    Every.QUARTER: "每季度一次", Every.HALF_YEAR: "每半年一次", Every.YEAR: "每年一次",
}  # fmt: skip
ALARMS = {"yellow": "黄色", "red": "红色"}
FILE_STATES = {"open": "在管档案", "closed": "已结档", "all": "全部档案"}
REASONS = {
    SlotReason.CUSTODY: "在押", SlotReason.HOSPITAL: "住院", SlotReason.DECEASED: "死亡",
    SlotReason.MOVED_OUT: "迁出", SlotReason.AWAY_WITH_TEST: "请假并异地检测",
    SlotReason.FILE_CLOSED: "已结档", SlotReason.ABROAD: "出国(境)",
    SlotReason.ENTERED_IN_ERROR: "录入错误",
}  # fmt: skip
MODES = {VisitMode.FACE: "见面", VisitMode.PHONE: "电联", VisitMode.VIDEO: "视频"}
OUTCOMES = {
    VisitOutcome.FOUND: "找到本人", VisitOutcome.NOBODY_HOME: "家中无人",
    VisitOutcome.ROAD_CLOSED: "道路不通", VisitOutcome.ILL: "本人患病",
    VisitOutcome.REFUSED: "拒绝走访",
}  # fmt: skip
PLACES = {
    VisitPlace.HOME: "家中", VisitPlace.WORKPLACE: "工作地",
    VisitPlace.VILLAGE_OFFICE: "村委会", VisitPlace.ELSEWHERE: "其他地点",
}  # fmt: skip
PARTS = {
    "any": "任一材料", BagPart.ROSTER_PAGE: "花名册页", BagPart.HELP_MEASURES: "帮教措施",
    BagPart.HELP_RECORDS: "帮教活动记录", BagPart.RESPONSIBILITY_LETTER: "帮教责任书",
}  # fmt: skip
CHECK_COUNTS = (
    "总户数", "已入户", "见面人数", "电联人数", "未见人数", "外出", "返回", "吸毒可疑", "贩毒可疑",
    "陌生人及出租屋", "娱乐场所", "可疑地块或气味", "移交线索",
)  # fmt: skip
YES, NO = "是", "否"
# What a list was narrowed to: the parameter, its name, and its values in words.
FILTERS = {
    "q": ("检索", {}),
    "measure": ("戒毒措施", TERMS["measure"]),
    "control_state": ("管控情况", TERMS["control_state"]),
    "abstinence": ("戒断情况", TERMS["abstinence"]),
    "risk_level": ("风险等级", TERMS["risk_level"]),
    "lacking": ("缺少材料", PARTS),
    "alarm": ("预警", ALARMS),
    "doubled": ("一人两档", {"id_number": "身份证号相同"}),
    "status": ("状态", BADGES | {"open": "待办", "owed": "全部应办事项"}),
    "kind": ("事项", KINDS | DUTIES),
    "mode": ("方式", MODES),
    "outcome": ("结果", OUTCOMES),
    "result": ("结果", RESULTS),
    "needs_follow_up": ("需跟进", {"True": YES, "False": NO}),
    "date_from": ("自", {}),
    "date_to": ("至", {}),
    "closes_from": ("期限自", {}),
    "closes_to": ("期限至", {}),
}
ROSTER = "roster"  # the kind of sheet that its marks name
ROSTER_EXTRA = ("最近走访日期", "最近检测日期", "最近检测结果", "有异议")


def case_sheet(rows, request):
    """Form F1 in its order. Numbers are masked, so a row reads back by its file number."""
    rows = rows.annotate(
        exported_visit=latest(Visit.objects.met(), "visited_on", "visited_on"),
        exported_test=latest(DrugTest.objects.standing(), "tested_on", "tested_on"),
        exported_result=latest(DrugTest.objects.standing(), "tested_on", "result"),
        exported_dispute=disputed(),
    )
    rows = list(rows)
    columns = [Column("序号", kind="integer")]
    columns += [Column(chinese_header(name), kind=kind_of(name)) for name in HEADERS]
    columns += [Column(title, kind="date") for title in ROSTER_EXTRA]
    lines = [
        [number, *(printed(case, name) for name in HEADERS), case.exported_visit,
         case.exported_test, RESULTS.get(case.exported_result, ""), yes_no(case.exported_dispute)]
        for number, case in enumerate(rows, 1)
    ]  # fmt: skip
    filters = FILTERS | {"status": ("状态", FILE_STATES)}
    marks = Marks(ROSTER, recognise_header, [(case.pk, case.version) for case in rows])
    return table("涉毒人员花名册", "花名册", columns, lines, request, filters, marks)


def roster_lines(case):
    """The roster page of one person, two columns of form F1 in a line, numbers masked."""
    cells = [(chinese_header(name), printed(case, name)) for name in HEADERS]
    return list(zip_longest(cells[::2], cells[1::2], fillvalue=("", "")))


def latest(records, on, column):
    return Subquery(records.filter(case=OuterRef("pk")).order_by(f"-{on}").values(column)[:1])


def kind_of(name):
    if name in DAYS:
        return "date"
    return "integer" if name in COUNTS else "text"


def printed(case, name):
    """What stands in a roster cell: words for values, masks for numbers."""
    if name in SEALED:
        return getattr(case, f"{name}_masked")
    value = getattr(case, name)
    if name in TERMS:
        return chinese_word(TERMS[name], value)
    if name in TICKS:
        return YES if value else NO
    if name in ("village", "group"):
        return value.name if value else ""
    return value


def slot_sheet(rows, request):
    """Due slots: what was owed in which window, and what became of it."""
    columns = numbered(
        "档案号", "姓名", "村", "事项", ("期限起", "date"), ("应办日期", "date"),
        ("期限止", "date"), "状态", "预警", "原因", "说明", "频次", "依据",
    )  # fmt: skip
    today = timezone.localdate()
    lines = [
        [number, slot.case.file_no, slot.case.name, slot.village.name, KINDS[slot.kind],
         slot.opens_on, slot.due_on, slot.closes_on, BADGES[slot.badge(today)],
         ALARMS.get(slot.alarm(today), ""), REASONS.get(slot.reason_code, ""),
         slot.note, FREQUENCIES[slot.every],
         "个人频次" if slot.own_schedule_id else slot.rule_label]
        for number, slot in enumerate(rows, 1)
    ]  # fmt: skip
    return table("应办事项清单", "应办事项", columns, lines, request)


def duty_sheet(rows, request):
    """What the villages owe (forms F11, F12), and the counts of the check that closed it."""
    columns = numbered(
        "村", "事项", ("期限起", "date"), ("期限止", "date"), "状态", ("办理日期", "date"),
        "录入人", "逾期补录", *((title, "integer") for title in CHECK_COUNTS),
    )  # fmt: skip
    today = timezone.localdate()
    duties = rows.select_related("tendaycheck__recorded_by", "infoexchange__recorded_by")
    lines = [
        [number, duty.village.name, DUTIES[duty.kind], duty.opens_on, duty.closes_on,
         BADGES[duty.badge(today)], *record_of(duty)]
        for number, duty in enumerate(duties, 1)
    ]  # fmt: skip
    return table("毒情排查和信息交流", "村级定期事项", columns, lines, request)


def days_of(duty):
    """The days of a duty as the paper forms name them: 2026年11月上旬 (F12), 下半月 (F11)."""
    opens, closes = duty.opens_on, duty.closes_on
    part = ""
    if duty.kind == DutyKind.TEN_DAY_CHECK:
        part = {1: "上旬", 11: "中旬"}.get(opens.day, "下旬")
    elif opens.day > 1:
        part = "下半月"
    elif closes == opens.replace(day=15):
        part = "上半月"
    return f"{opens.year}年{opens.month}月{part}"


def record_of(duty):
    record = getattr(duty, "tendaycheck", None) or getattr(duty, "infoexchange", None)
    if record is None:
        return [None, "", "", *(None for _name in TenDayCheck.COUNTS)]
    figures = [getattr(record, name, None) for name in TenDayCheck.COUNTS]
    return [record.happened_on, record.recorded_by.name, yes_no(record.is_late), *figures]


VISIT_COLUMNS = (
    "档案号", "姓名", "村", ("走访日期", "date"), "方式", "结果", "地点", "同行人",
    "与上次相比无变化", "本人及家庭", "工作生产", "对帮教的看法", "当前最大困难", "其他",
    "给予的帮助", "需跟进", "跟进事项", "录入人", ("录入日期", "date"), "已撤回",
    "有异议",
)  # fmt: skip
# Whether it is disputed follows from requests for correction, and is not read back.
VISIT_TITLES = titles(VISIT_COLUMNS)[:-1]


def visit_sheet(rows, request):
    """Visit records (form F4)."""
    rows = list(rows)
    lines = [[number, *visit_cells(visit)] for number, visit in enumerate(rows, 1)]
    marks = Marks(
        "visits", recogniser(VISIT_TITLES), [(row.pk, visit_version(row)) for row in rows]
    )
    return table("走访记录", "走访记录", numbered(*VISIT_COLUMNS), lines, request, marks=marks)


def visit_version(visit):
    """A visit is never edited: it stands, or was withdrawn."""
    return "withdrawn" if visit.is_withdrawn else "standing"


def visit_cells(visit):
    return [
        visit.case.file_no, visit.case.name, visit.village.name, visit.visited_on,
        MODES[visit.mode], OUTCOMES[visit.outcome], PLACES[visit.place], visit.companion,
        yes_no(visit.is_unchanged), *(getattr(visit, block) for block in Visit.BLOCKS),
        visit.help_given, yes_no(visit.needs_follow_up), visit.follow_up,
        visit.recorded_by.name, day_of(visit.recorded_at), yes_no(visit.is_withdrawn),
        yes_no(is_disputed(visit)),
    ]  # fmt: skip


def problem_sheet(plan, problems):
    """These rows that were not understood, as they were written, each with its reasons."""
    name, today = "有问题的行", timezone.localdate()
    columns = [Column("原行号", kind="integer"), Column("问题", width=44)]
    columns += [Column(header) for _letter, header in plan.columns.values()]
    lines = [
        [row.number, reasons_of(row), *(row.cells.get(name) for name in plan.columns)]
        for row in problems
    ]
    told = f"{today:%Y年%m月%d日}　共{len(lines)}行"
    return Table(f"花名册导入：{name}", name, told, columns, lines, f"花名册导入_{name}.xlsx")


def reasons_of(row):
    return "\n".join(f"{letter} {header}：{reason}" for letter, header, reason in row.reasons)


def table(title, name, columns, lines, request, filters=FILTERS, marks=None):
    """The Table; below the title stand place, day, number of rows and filters."""
    today = timezone.localdate()
    office = "、".join(
        Area.objects.filter(code__in=area_codes(request.user, Permission.FILE_EXPORT))
        .values_list("name", flat=True)
    )  # fmt: skip
    told = f"{today:%Y年%m月%d日}　共{len(lines)}行　不含未成年人　{narrowed_to(request, filters)}"
    file_name = f"{office}{name}_{today:%Y%m%d}.xlsx"
    return Table(f"{office}{title}", name, told, columns, lines, file_name, marks)


def narrowed_to(request, filters):
    parts = [
        f"{label}：{in_words(words, request.GET[name])}"
        for name, (label, words) in filters.items()
        if request.GET.get(name)
    ]
    village = Area.objects.filter(code=clean_text(request.GET.get("village") or "")).first()
    if village:
        parts.insert(0, f"村：{village.name}")
    return f"筛选：{'；'.join(parts) or '无'}"


def in_words(words, value):
    if value == NOT_ENTERED:
        return "未录入"
    if isinstance(words, dict):
        return words.get(value, value)
    return chinese_word(words, value) if value in words.values else value


def yes_no(value):
    return YES if value else NO


def day_of(instant):
    return timezone.localdate(instant)
