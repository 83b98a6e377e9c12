"""The register of letters as a Chinese sheet."""

from django.utils import timezone

from jurisdiction.access import Permission, area_codes
from jurisdiction.models import Area
from jurisdiction.sheets.tables import Table, numbered
from paperwork.text import clean_text
from responsibility.indicators.bindings import person_gaps, village_bindings
from responsibility.terms import LetterLevel, LetterState

LEVELS = {
    LetterLevel.COUNTY_TOWNSHIP: "县与乡镇",
    LetterLevel.TOWNSHIP_VILLAGE: "乡镇与村（社区）",
    LetterLevel.TOWNSHIP_UNIT: "乡镇与单位",
    LetterLevel.VILLAGE_GROUP: "村与村民小组",
    LetterLevel.VILLAGE_HOUSEHOLD: "村与家庭户",
}
STATES = {
    LetterState.DUE: "待签",
    LetterState.SIGNED: "已签",
    LetterState.REFUSED: "拒签",
    LetterState.WITHDRAWN: "已撤回",
    LetterState.REPLACED: "已更换",
}
ASKED = STATES | {"standing": "现行", "late": "逾期未签", "expired": "已到期", "all": "全部"}


def letter_sheet(rows, request):
    """The Table of these letters, in the order of their numbers."""
    columns = numbered(
        "编号", "层级", "甲方", "乙方", "甲方签字人", "乙方签字人", "联系人",
        ("签订期限", "date"), "状态", ("签订（拒签）日期", "date"), "原因", ("到期日", "date"),
    )  # fmt: skip
    lines = [[place, *line(letter)] for place, letter in enumerate(rows, 1)]
    return table("责任书台账", columns, lines, request, narrowed_to(request))


def line(letter):
    return [
        letter.title, LEVELS[letter.level], letter.party_a, letter.party_b, letter.signer_a,
        letter.signer_b, letter.contact, letter.sign_by, STATES[letter.state],
        letter.answered_on, letter.reason, letter.valid_to,
    ]  # fmt: skip


def narrowed_to(request):
    """What the list was narrowed to; the words searched for stay out of the sheet."""
    asked = request.GET
    village = Area.objects.filter(code=clean_text(asked.get("village") or "")).first()
    parts = [village.name] if village else []
    parts += [f"{asked['year']}年"] if asked.get("year", "").isdigit() else []
    parts += [LEVELS[asked["level"]]] if asked.get("level") in LEVELS else []
    parts += [ASKED[asked["status"]]] if asked.get("status") in ASKED else []
    return "；".join(parts) or "无"


def table(name, columns, lines, request, narrowed):
    today = timezone.localdate()
    offices = Area.objects.filter(code__in=area_codes(request.user, Permission.FILE_EXPORT))
    office = "、".join(offices.values_list("name", flat=True))
    told = f"{today:%Y年%m月%d日}　共{len(lines)}行　不含未成年人　筛选：{narrowed}"
    return Table(
        f"{office}{name}", name, told, columns, lines, f"{office}{name}_{today:%Y%m%d}.xlsx"
    )


GAPS = {
    "village_head": "村级第一责任人", "village_cadre": "包保村干部", "resident_cadre": "驻村干部",
    "control_contact": "管控人", "help_contact": "帮扶人",
}  # fmt: skip


def binding_sheet(rows, request):
    """Who answers for which village, group and person, and what is empty."""
    columns = numbered("村", "小组", "档案号", "姓名", *GAPS.values(), "缺项")
    cases = list(rows)
    bindings = village_bindings({case.village_id for case in cases}, timezone.localdate())
    lines = [
        [place, *binding_line(case, bindings[case.village_id])]
        for place, case in enumerate(cases, 1)
    ]
    village = Area.objects.filter(code=request.GET.get("village") or "").first()
    gap = request.GET.get("gap")
    told = [village.name] if village else []
    told += [f"缺：{GAPS.get(gap, '任一项')}"] if gap else []
    return table("两级捆绑台账", columns, lines, request, "；".join(told) or "无")


def binding_line(case, binding):
    return [
        case.village.name, case.group.name if case.group else "", case.file_no, case.name,
        *binding.cells, case.control_contact, case.help_contact,
        "、".join(GAPS[gap] for gap in person_gaps(case, binding)),
    ]  # fmt: skip
