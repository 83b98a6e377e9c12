"""The register of moves (人员流转登记表) as a sheet."""

from casefiles.sheets.exports import FILTERS, table, yes_no
from casefiles.terms.moves import TransferState
from jurisdiction.sheets.tables import numbered

STATES = {
    TransferState.OFFERED: "待接收", TransferState.ACCEPTED: "已接收",
    TransferState.REFUSED: "不予接收", TransferState.WITHDRAWN: "已撤回",
}  # fmt: skip
NARROWED = FILTERS | {"state": ("状态", STATES)}


def transfer_sheet(rows, request):
    """Each offer with its answer; the name is the one on the offer."""
    columns = numbered(
        "档案号", "姓名", "转出村", "拟转入", "接收村", "事由", "户籍是否保留", "文书号",
        ("提出日期", "date"), "状态", ("答复日期", "date"), "答复人", "答复理由",
    )  # fmt: skip
    lines = [[number, *cells(row)] for number, row in enumerate(rows, 1)]
    return table("人员流转登记表", "人员流转", columns, lines, request, NARROWED)


def cells(row):
    return [
        row.file_no, row.name, row.from_village.name, row.to_area.name,
        row.to_village.name if row.to_village else "", row.reason, yes_no(row.keeps_household),
        row.document_no, row.offered_on, STATES[row.state], row.answered_on,
        row.answered_by.name if row.answered_by else "", row.answer_reason,
    ]  # fmt: skip
