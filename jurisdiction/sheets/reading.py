"""Readings as a Chinese sheet."""

from django.utils import timezone

from jurisdiction.models import PURPOSES
from jurisdiction.sheets.tables import Table, numbered
from jurisdiction.terms import AccessKind, Capacity

KINDS = {AccessKind.FILE: "打开档案", AccessKind.LIST: "查看列表", AccessKind.EXPORT: "导出",
    AccessKind.NUMBER: "查看号码", AccessKind.LOOK_UP: "按身份证号查找",
    AccessKind.PICTURE: "查看照片",
}  # fmt: skip
CAPACITIES = {
    Capacity.VILLAGE_CADRE: "村干部", Capacity.RESIDENT_CADRE: "驻村干部",
    Capacity.VILLAGE_HEAD: "村主任", Capacity.DRUG_CONTROL_OFFICER: "禁毒专干",
    Capacity.LEADER: "乡镇领导", Capacity.COMMUNITY_POLICE: "社区民警",
    Capacity.COMMUNITY_DOCTOR: "社区医务人员", Capacity.SOCIAL_WORKER: "禁毒社工",
    Capacity.COUNTY_OFFICE: "县禁毒办", Capacity.ADMINISTRATOR: "管理员",
}  # fmt: skip


def access_sheet(rows, request):
    """Who was shown files, in which capacity, how, when and what for, as a Table."""
    columns = numbered("查阅时间", "查阅人", "身份", "方式", ("档案数", "integer"), "事由")
    lines = [
        [number, minute(event.read_at), event.officer.name, CAPACITIES.get(event.capacity, ""),
         KINDS[event.kind], len(event.files), event.purpose]
        for number, event in enumerate(rows, 1)
    ]  # fmt: skip
    return table("查阅记录", columns, lines)


def export_sheet(rows, request):
    """The register of what left the house, as a Table."""
    columns = numbered(
        "编号",
        "导出时间",
        "导出人",
        "身份",
        "名称",
        "用途",
        "依据文号",
        "导出列",
        ("行数", "integer"),
        ("未成年人未导出", "integer"),
    )
    lines = [
        [number, export.serial, minute(export.exported_at), export.officer.name,
         CAPACITIES.get(export.capacity, ""), export.name, PURPOSES[export.purpose],
         export.document_no, "、".join(export.columns), export.rows,
         export.minors_left_out]
        for number, export in enumerate(rows, 1)
    ]  # fmt: skip
    return table("导出登记", columns, lines)


def table(title, columns, lines):
    today = timezone.localdate()
    told = f"{today:%Y年%m月%d日}　共{len(lines)}行"
    return Table(title, title, told, columns, lines, f"{title}_{today:%Y%m%d}.xlsx")


def minute(instant):
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"
