"""Lists and figures as Chinese workbooks, in the order of form F15."""

from django.utils import timezone

from campaigns.indicators import summary_figures
from campaigns.synonyms import printed
from campaigns.terms import (
    ActivityKind,
    Audience,
    Lasting,
    MaterialKind,
    MaterialUnit,
    Occasion,
    PlanItem,
    TitleKind,
    TitleState,
)
from jurisdiction.access import Permission, area_codes
from jurisdiction.models import Area
from jurisdiction.sheets.tables import Table, numbered
from paperwork.text import clean_text

KINDS, OCCASIONS, AUDIENCES = map(printed, (ActivityKind, Occasion, Audience))
MATERIALS, UNITS, LASTINGS = map(printed, (MaterialKind, MaterialUnit, Lasting))
ITEMS, TITLES, TITLE_STATES = map(printed, (PlanItem, TitleKind, TitleState))
STATES = {"upcoming": "未到期", "due": "应办", "missed": "逾期未办", "done": "已完成",
          "excused": "免办"}  # fmt: skip
YES, NO = "是", "否"


def activity_sheet(rows, request):
    """Activities (form F15), as a Table; materials stand in one cell, each with its unit."""
    columns = numbered(
        ("日期", "date"), "村（镇）", "形式", "节点", "主题", "地点", "学校或单位", "组织单位",
        "协办单位", "领导参加", "对象", ("场次", "integer"), ("人数", "integer"),
        ("人次", "integer"), "宣传品", "内容", ("经费(元)", "decimal"),
        "钟点", "主讲人", "媒体报道", "录入人", "已撤回",
    )  # fmt: skip
    rows = rows.select_related("area", "unit", "recorded_by").prefetch_related("materials")
    lines = [
        [place, row.happened_on, row.area.name, KINDS[row.kind], OCCASIONS.get(row.occasion, ""),
         row.theme, row.place, row.unit.name if row.unit else "", row.organiser, row.partners,
         yes_no(row.is_leader_present), "、".join(AUDIENCES[a] for a in row.audiences),
         row.sessions, row.people, row.attendances,
         "；".join(material_words(m) for m in row.materials.all()), row.content, row.cost,
         hour(row.began_at), row.speaker, row.media, row.recorded_by.name, yes_no(row.is_withdrawn)]
        for place, row in enumerate(rows, 1)
    ]  # fmt: skip
    return table("宣传教育活动", columns, lines, request)


def hour(began_at):
    return f"{began_at:%H:%M}" if began_at else ""


def figure_sheet(rows, request):
    """The figures of the work summary over the same rows, as a Table; withdrawn ones left out."""
    columns = numbered(
        "项目", ("数量", "integer"), "单位", ("期数", "integer"), ("处数", "integer"),
        ("户数", "integer"), ("人数", "integer"), ("人次", "integer"),
    )  # fmt: skip
    kinds, materials = summary_figures(rows)
    lines = [
        [KINDS[row.kind], row.sessions, "场(期)", None, None, None, row.people, row.attendances]
        for row in kinds
    ]
    lines += [
        [LASTINGS.get(row.lasting, "") + MATERIALS[row.kind], row.quantity, UNITS[row.unit],
         row.issues, row.places, row.households, None, None]
        for row in materials
    ]  # fmt: skip
    return table("宣传教育数据", columns, [[n, *line] for n, line in enumerate(lines, 1)], request)


def plan_sheet(rows, request):
    """The year's plan, as a Table: what is owed where, its window, what closed it."""
    columns = numbered(
        "村", "事项", ("开始日期", "date"), ("截止日期", "date"), "状态",
        ("完成日期", "date"), "活动主题", "免办原因",
    )  # fmt: skip
    today = timezone.localdate()
    lines = [
        [place, slot.area.name, ITEMS[slot.item], slot.opens_on, slot.closes_on,
         STATES[slot.badge(today)], slot.activity.happened_on if slot.activity else None,
         slot.activity.theme if slot.activity else "", slot.excused_reason]
        for place, slot in enumerate(rows.select_related("area", "activity"), 1)
    ]  # fmt: skip
    return table("宣传教育计划", columns, lines, request, year=str(today.year))


def title_sheet(rows, request):
    """Drug-free titles (form F16), as a Table; families are a number, never a list."""
    columns = numbered(
        "村（镇）", "类别", "单位", ("家庭户数", "integer"), ("申报日期", "date"), "状态",
        "自查情况", "已撤回",
    )  # fmt: skip
    lines = [
        [place, row.area.name, TITLES[row.kind], row.unit.name if row.unit else "",
         row.families, row.applied_on, TITLE_STATES[row.state], row.facts,
         yes_no(row.is_withdrawn)]
        for place, row in enumerate(rows.select_related("area", "unit"), 1)
    ]  # fmt: skip
    return table("无毒创建", columns, lines, request)


def material_words(material):
    """永久性标语60条, 通告130份30处, 宣传栏4个14期."""
    words = LASTINGS.get(material.lasting, "") + MATERIALS[material.kind]
    words += f"{material.quantity}{UNITS[material.unit]}"
    for count, unit in (
        (material.issues, "期"),
        (material.places, "处"),
        (material.households, "户"),
    ):
        words += f"{count}{unit}" if count else ""
    return words


def table(name, columns, lines, request, **unless_asked):
    today = timezone.localdate()
    codes = area_codes(request.user, Permission.FILE_EXPORT)
    office = "、".join(Area.objects.filter(code__in=codes).values_list("name", flat=True))
    told = f"{today:%Y年%m月%d日}　共{len(lines)}行　{narrowed_to(request, unless_asked)}"
    return Table(
        f"{office}{name}", name, told, columns, lines, f"{office}{name}_{today:%Y%m%d}.xlsx"
    )


FILTERS = {
    "q": ("检索", {}),
    "state": ("状态", TITLE_STATES),
    "kind": ("类别", KINDS | TITLES | {"meetings": "全部会议", "campaigns": "会议以外"}),
    "audience": ("对象", AUDIENCES | {"key": "重点人群"}),
    "material": ("宣传品", MATERIALS | {"any": "任一"}),
    "occasion": ("节点", OCCASIONS | {"any": "任一"}),
    "lasting": ("期限", LASTINGS),
    "unit": ("单位", UNITS),
    "year": ("年度", {}),
    "month": ("截止月份", {}),
    "item": ("事项", ITEMS),
    "status": (
        "状态",
        STATES
        | {
            "standing": "现行",
            "withdrawn": "已撤回",
            "planned": "应办（不含免办）",
        },
    ),
    "date_from": ("自", {}),
    "date_to": ("至", {}),
}


def narrowed_to(request, unless_asked):
    """What the list was narrowed to, with what it is narrowed to `unless_asked` otherwise."""
    asked = {name: request.GET.get(name, unless_asked.get(name)) for name in FILTERS}
    parts = [
        f"{FILTERS[name][0]}：{FILTERS[name][1].get(value, value)}"
        for name, value in asked.items()
        if value
    ]
    area = Area.objects.filter(code=clean_text(request.GET.get("area") or "")).first()
    if area:
        parts.insert(0, f"村（镇）：{area.name}")
    return f"筛选：{'；'.join(parts) or '无'}"


def yes_no(value):
    return YES if value else NO
