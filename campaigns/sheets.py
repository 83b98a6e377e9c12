"""Lists and figures as Chinese workbooks, in the order of form F15."""

from django.utils import timezone

from campaigns.indicators import summary_figures
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

K = ActivityKind
KINDS = {
    K.LEADERSHIP_MEETING: "班子会议", K.MOBILISATION_MEETING: "动员会",
    K.VILLAGE_MEETING: "村级会议",
    K.PUBLICITY: "集中宣传", K.TRAINING_CLASS: "法制培训班", K.BUSINESS_CLASS: "个体私营业主培训班",
    K.LECTURE: "讲座", K.LESSON: "课堂教育", K.ESSAY: "征文比赛", K.SPEECH: "演讲比赛",
    K.HAND_POSTER: "手抄报比赛", K.HOUSE_TO_HOUSE: "入户宣传",
}  # fmt: skip
OCCASIONS = {
    "": "", Occasion.ANTI_DRUG_DAY: "“6·26”国际禁毒日", Occasion.PUBLICITY_MONTH: "全民禁毒宣传月",
}  # fmt: skip
AUDIENCES = {
    Audience.YOUTH: "青少年", Audience.CADRES: "党政干部", Audience.DRUG_RELATED: "涉毒人员",
    Audience.MIGRANTS: "流动人口", Audience.VILLAGERS: "村民群众",
    Audience.BUSINESS_OWNERS: "个体私营业主", Audience.DRIVERS: "驾驶员",
    Audience.ENTERTAINMENT: "娱乐场所从业人员",
}  # fmt: skip
MATERIALS = {
    MaterialKind.WALL_CHART: "挂图", MaterialKind.NOTICE: "通告", MaterialKind.SLOGAN: "标语",
    MaterialKind.BOARD: "宣传栏", MaterialKind.BANNER: "横幅", MaterialKind.LEAFLET: "宣传单(册)",
}  # fmt: skip
UNITS = {
    MaterialUnit.SHEET: "张", MaterialUnit.COPY: "份", MaterialUnit.STRIP: "条",
    MaterialUnit.PIECE: "个", MaterialUnit.BANNER: "幅", MaterialUnit.SET: "套",
}  # fmt: skip
ITEMS = {
    PlanItem.MEETING: "季度会议", PlanItem.CAMPAIGN: "季度宣传",
    PlanItem.ANTI_DRUG_DAY: "“6·26”活动", PlanItem.PUBLICITY_MONTH: "宣传月活动",
}  # fmt: skip
STATES = {"upcoming": "未到期", "due": "应办", "missed": "逾期未办", "done": "已完成"}
LASTINGS = {"": "", Lasting.TEMPORARY: "临时", Lasting.PERMANENT: "永久性"}
YES, NO = "是", "否"


def activity_sheet(rows, request):
    """Activities (form F15), as a Table; materials stand in one cell, each with its unit."""
    columns = numbered(
        ("日期", "date"), "村（镇）", "形式", "节点", "主题", "地点", "学校或单位", "组织单位",
        "协办单位", "领导参加", "对象", ("场次", "integer"), ("人数", "integer"),
        ("人次", "integer"), "宣传品", "内容", ("经费(元)", "decimal"), "录入人", "已撤回",
    )  # fmt: skip
    rows = rows.select_related("area", "unit", "recorded_by").prefetch_related("materials")
    lines = [
        [place, row.happened_on, row.area.name, KINDS[row.kind], OCCASIONS[row.occasion],
         row.theme, row.place, row.unit.name if row.unit else "", row.organiser, row.partners,
         yes_no(row.is_leader_present), "、".join(AUDIENCES[a] for a in row.audiences),
         row.sessions, row.people, row.attendances,
         "；".join(material_words(m) for m in row.materials.all()), row.content, row.cost,
         row.recorded_by.name, yes_no(row.is_withdrawn)]
        for place, row in enumerate(rows, 1)
    ]  # fmt: skip
    return table("宣传教育活动", columns, lines, request)


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
        [LASTINGS[row.lasting] + MATERIALS[row.kind], row.quantity, UNITS[row.unit],
         row.issues, row.places, row.households, None, None]
        for row in materials
    ]  # fmt: skip
    return table("宣传教育数据", columns, [[n, *line] for n, line in enumerate(lines, 1)], request)


def plan_sheet(rows, request):
    """The year's plan, as a Table: what is owed where, its window, what closed it."""
    columns = numbered(
        "村", "事项", ("开始日期", "date"), ("截止日期", "date"), "状态",
        ("完成日期", "date"), "活动主题",
    )  # fmt: skip
    today = timezone.localdate()
    lines = [
        [place, slot.area.name, ITEMS[slot.item], slot.opens_on, slot.closes_on,
         STATES[slot.badge(today)], slot.activity.happened_on if slot.activity else None,
         slot.activity.theme if slot.activity else ""]
        for place, slot in enumerate(rows.select_related("area", "activity"), 1)
    ]  # fmt: skip
    return table("宣传教育计划", columns, lines, request)


TITLES = {
    TitleKind.VILLAGE: "无毒村(社)", TitleKind.UNIT: "无毒单位", TitleKind.SCHOOL: "无毒校园",
    TitleKind.FAMILY: "无毒家庭",
}  # fmt: skip
TITLE_STATES = {
    TitleState.APPLIED: "已申报", TitleState.CHECKED: "已考察", TitleState.GRANTED: "已命名",
    TitleState.REFUSED: "未通过", TitleState.REVOKED: "已撤销",
}  # fmt: skip


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
    words = f"{LASTINGS[material.lasting]}{MATERIALS[material.kind]}"
    words += f"{material.quantity}{UNITS[material.unit]}"
    for count, unit in (
        (material.issues, "期"),
        (material.places, "处"),
        (material.households, "户"),
    ):
        words += f"{count}{unit}" if count else ""
    return words


def table(name, columns, lines, request):
    today = timezone.localdate()
    codes = area_codes(request.user, Permission.FILE_EXPORT)
    office = "、".join(Area.objects.filter(code__in=codes).values_list("name", flat=True))
    told = f"{today:%Y年%m月%d日}　共{len(lines)}行　{narrowed_to(request)}"
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
    "status": ("状态", STATES),
    "date_from": ("自", {}),
    "date_to": ("至", {}),
}


def narrowed_to(request):
    asked = {name: request.GET.get(name) for name in FILTERS}
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
