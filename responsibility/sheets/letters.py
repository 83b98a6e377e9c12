"""The register of letters as a Chinese sheet."""

from django.utils import timezone
from django.utils.translation import override

from jurisdiction.access import Permission, area_codes
from jurisdiction.models import Area
from jurisdiction.sheets.tables import Table, numbered
from jurisdiction.terms import AreaLevel
from paperwork.text import clean_text
from responsibility.indicators.bindings import (
    group_gaps,
    person_gaps,
    village_bindings,
    village_groups,
)
from responsibility.terms import LetterLevel, LetterState

LEVELS = {
    LetterLevel.COUNTY_TOWNSHIP: "县与乡镇",
    LetterLevel.TOWNSHIP_VILLAGE: "乡镇与村（社区）",
    LetterLevel.TOWNSHIP_UNIT: "乡镇与单位",
    LetterLevel.VILLAGE_GROUP: "村与村民小组",
    LetterLevel.VILLAGE_HOUSEHOLD: "村与家庭户",
}
ALL_LEVELS = LEVELS | {"down": "村民小组、单位、家庭户"}
STATES = {
    LetterState.DUE: "待签",
    LetterState.SIGNED: "已签",
    LetterState.REFUSED: "拒签",
    LetterState.WITHDRAWN: "已撤回",
    LetterState.REPLACED: "已更换",
}
ASKED = STATES | {
    "standing": "现行", "late": "逾期未签", "expired": "已到期", "all": "全部",
    "unsigned": "未签", "issued": "已下发", "none": "未下发",
}  # fmt: skip
WITHOUT_MINORS = "不含未成年人"
WITHOUT_NAMES = "家庭户只列档案编号"


def letter_sheet(rows, request):
    """The Table of these letters, in the order of their numbers."""
    return register(rows, request, line, WITHOUT_MINORS)


def letter_paper(rows, request):
    """The same for the printer: households by the file's number, which tells nobody on the road."""
    return register(rows, request, paper_line, WITHOUT_NAMES)


def register(rows, request, line_of, about):
    columns = numbered(
        "编号", "层级", "甲方", "乙方", "甲方签字人", "乙方签字人", "联系人",
        ("签订期限", "date"), "状态", ("签订（拒签）日期", "date"), "原因", ("到期日", "date"),
    )  # fmt: skip
    lines = [[place, *line_of(letter)] for place, letter in enumerate(rows, 1)]
    asked = {"year": str(timezone.localdate().year), "status": "standing"} | request.GET.dict()
    return table("责任书台账", columns, lines, request, narrowed_to(asked), about)


def paper_line(letter):
    cells = line(letter)
    if letter.case_id:
        cells[3], cells[5] = number_of(letter.case_id), ""
    return cells


def number_of(case):
    return f"档案{case:06d}"


def owed_sheet(rows, villages, request, asked, *, on_paper=False):
    """Who owes a letter and what became of it, as a Table; `rows` are (Recipient, Letter or None).

    `villages` are names by code, `asked` what the list was narrowed to; `on_paper` households
    stand by the file's number.
    """
    columns = numbered("村", "层级", "乙方", "编号", "状态", ("签订期限", "date"), "原因")
    lines = [
        [place, villages.get(recipient.village, ""), LEVELS[recipient.level],
         number_of(recipient.case) if on_paper and recipient.case else recipient.name,
         *owed_cells(recipient, letter)]
        for place, (recipient, letter) in enumerate(rows, 1)
    ]  # fmt: skip
    about = WITHOUT_NAMES if on_paper else WITHOUT_MINORS
    return table("责任书签订情况", columns, lines, request, narrowed_to(asked), about)


def owed_cells(recipient, letter):
    if recipient.has_help_letter:
        return "帮教责任书", STATES[LetterState.SIGNED], None, "四方已签，在期内"
    if letter is None:
        return "尚未下发", "", None, ""
    return letter.title, STATES[letter.state], letter.sign_by, letter.reason


def line(letter):
    return [
        letter.title, LEVELS[letter.level], letter.party_a, letter.party_b, letter.signer_a,
        letter.signer_b, letter.contact, letter.sign_by, STATES[letter.state],
        letter.answered_on, letter.reason, letter.valid_to,
    ]  # fmt: skip


def narrowed_to(asked):
    """What the list was narrowed to; the words searched for stay out of the sheet."""
    village = Area.objects.filter(code=clean_text(asked.get("village") or "")).first()
    parts = [village.name] if village else []
    parts += [f"{asked['year']}年"] if asked.get("year", "").isdigit() else []
    parts += [ALL_LEVELS[asked["level"]]] if asked.get("level") in ALL_LEVELS else []
    parts += [ASKED[asked["status"]]] if asked.get("status") in ASKED else []
    return "；".join(parts) or "无"


def table(name, columns, lines, request, narrowed, about=WITHOUT_MINORS):
    today = timezone.localdate()
    offices = Area.objects.filter(code__in=area_codes(request.user, Permission.FILE_EXPORT))
    office = "、".join(offices.values_list("name", flat=True))
    told = f"{today:%Y年%m月%d日}　共{len(lines)}行　{about}　筛选：{narrowed}"
    return Table(
        f"{office}{name}", name, told, columns, lines, f"{office}{name}_{today:%Y%m%d}.xlsx"
    )


GAPS = {
    "village_head": "村级第一责任人", "village_cadre": "包保村干部", "resident_cadre": "驻村干部",
    "group_head": "组责任人", "control_contact": "管控人", "help_contact": "帮扶人",
}  # fmt: skip


def binding_sheet(rows, request):
    """Who answers for which village, group and person, and what is empty: in that order."""
    columns = numbered("村", "小组", "档案号", "姓名", *GAPS.values(), "缺项")
    cases, villages = list(rows), villages_asked(request)
    codes, today = {*villages, *(case.village_id for case in cases)}, timezone.localdate()
    with override("zh-hans"):
        bindings = village_bindings(codes, today)
    groups = village_groups(codes, today)
    found = [] if request.GET.get("q") else place_lines(villages, bindings, groups, request)
    found += [binding_line(case, bindings[case.village_id], groups) for case in cases]
    lines = [[place, *cells] for place, cells in enumerate(found, 1)]
    village = Area.objects.filter(code=request.GET.get("village") or "").first()
    gap = request.GET.get("gap")
    told = [village.name] if village else []
    told += [f"缺：{GAPS.get(gap, '任一项')}"] if gap else []
    return table("两级捆绑台账", columns, lines, request, "；".join(told) or "无")


def villages_asked(request):
    """{code: name} of the villages that the list may show, or of the one that was chosen."""
    areas = Area.objects.visible_to(request.user, Permission.FILE_EXPORT)
    names = dict(areas.of_level(AreaLevel.VILLAGE).order_by("code").values_list("code", "name"))
    asked = request.GET.get("village")
    return {code: name for code, name in names.items() if asked in (None, "", code)}


def place_lines(villages, bindings, groups, request):
    """A line for each village and each group; where a gap is asked for, those that have it."""
    found, gap = [], request.GET.get("gap")
    for code, name in villages.items():
        seats = bindings[code]
        found.append((seats.gaps, [name, "", "", "", *seats.cells, "", "", ""]))
        found += [
            (group_gaps(group), [name, group.name, "", "", *seats.cells, group.head, "", ""])
            for of, group in groups.items()
            if of.startswith(code)
        ]
    return [
        [*line, "、".join(GAPS[each] for each in gaps)]
        for gaps, line in found
        if not gap or gap in gaps or (gap == "any" and gaps)
    ]


def binding_line(case, binding, groups):
    group = groups.get(case.group_id)
    return [
        case.village.name, case.group.name if case.group else "", case.file_no, case.name,
        *binding.cells, group.head if group else "", case.control_contact, case.help_contact,
        "、".join(GAPS[gap] for gap in person_gaps(case, binding, groups)),
    ]  # fmt: skip
