"""Readings as a Chinese sheet."""

from django.utils import timezone

from jurisdiction.terms import AccessKind, Capacity
from paperwork.writing import Book, Column

KINDS = {AccessKind.FILE: "打开档案", AccessKind.LIST: "查看列表", AccessKind.EXPORT: "导出"}
CAPACITIES = {
    Capacity.VILLAGE_CADRE: "村干部", Capacity.RESIDENT_CADRE: "驻村干部",
    Capacity.VILLAGE_HEAD: "村主任", Capacity.DRUG_CONTROL_OFFICER: "禁毒专干",
    Capacity.LEADER: "乡镇领导", Capacity.COMMUNITY_POLICE: "社区民警",
    Capacity.COMMUNITY_DOCTOR: "社区医务人员", Capacity.SOCIAL_WORKER: "禁毒社工",
    Capacity.COUNTY_OFFICE: "县禁毒办", Capacity.ADMINISTRATOR: "管理员",
}  # fmt: skip


def access_sheet(rows, request):
    """Who was shown files, in which capacity, how, when and what for. (bytes, file name)."""
    columns = [
        Column("序号", kind="integer"), Column("查阅时间"), Column("查阅人"), Column("身份"),
        Column("方式"), Column("档案数", kind="integer"), Column("事由"),
    ]  # fmt: skip
    book = Book("查阅记录")
    sheet = book.sheet("查阅记录", columns=columns, title_rows=["查阅记录"])
    sheet.rows(
        [number, f"{timezone.localtime(event.read_at):%Y-%m-%d %H:%M}", event.officer.name,
         CAPACITIES.get(event.capacity, ""), KINDS[event.kind], len(event.files), event.purpose]
        for number, event in enumerate(rows, 1)
    )  # fmt: skip
    return book.to_bytes(), f"查阅记录_{timezone.localdate():%Y%m%d}.xlsx"
