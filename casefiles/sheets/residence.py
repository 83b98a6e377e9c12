"""Household and living place apart (人户分离人员名单), and the register of notices, as sheets."""

from django.utils import timezone

from casefiles.sheets.exports import FILTERS, printed, table
from casefiles.terms.residence import NoticeStatus, SentHow
from jurisdiction.sheets.tables import numbered

STATUS = {
    NoticeStatus.DRAWN: "未发出", NoticeStatus.SENT: "已发出，待回执",
    NoticeStatus.ACKNOWLEDGED: "已回执", NoticeStatus.WITHDRAWN: "已撤回",
}  # fmt: skip
HOW = {
    SentHow.BY_HAND: "专人送达", SentHow.POST: "挂号邮寄", SentHow.FAX: "公文传真",
    SentHow.OFFICIAL_NET: "政务网",
}  # fmt: skip


def apart_sheet(rows, request):
    """Files by the village of the living place, each with the household's village."""
    columns = numbered(
        "档案号", "姓名", "现住地村（管控）", "户籍地村（知情）", "现住地址", "户籍地址", "管控情况"
    )
    lines = [
        [number, row.file_no, row.name, row.village.name, row.household_village.name,
         row.living_address, row.household_address, printed(row, "control_state")]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return table("人户分离人员名单", "人户分离", columns, lines, request)


def household_sheet(rows, request):
    """Persons of the household's village who live elsewhere: their state and nothing more."""
    columns = numbered("户籍地村（知情）", "姓名", "管控情况", "现住地村（管控）")
    lines = [
        [number, row.household_village.name, row.name, printed(row, "control_state"),
         row.living_village.name]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return table("户籍在本地、现住外村人员名单", "户籍在本地", columns, lines, request)


def notice_sheet(rows, request):
    """The register of notices to other townships, in the order of their numbers."""
    columns = numbered(
        "编号", "档案号", "姓名", "村", "告知单位", "现住地址", ("开具日期", "date"),
        ("发出日期", "date"), "送达方式", ("回执日期", "date"), "回执人", "回执文书号",
        ("待回执天数", "integer"), "状态",
    )  # fmt: skip
    today = timezone.localdate()
    lines = [[number, *cells(row, today)] for number, row in enumerate(rows, 1)]
    filters = FILTERS | {"status": ("状态", STATUS)}
    return table("人户分离告知书登记表", "告知书", columns, lines, request, filters)


def cells(row, today):
    return [
        str(row), row.case.file_no, row.case.name, row.case.village.name, row.to_office,
        row.address, row.issued_on, row.sent_on, HOW.get(row.sent_how, ""), row.acknowledged_on,
        row.acknowledged_by, row.acknowledged_no, row.days_waiting(today), STATUS[row.status],
    ]  # fmt: skip
