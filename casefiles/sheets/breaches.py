"""The counters of article 20 (戒毒条例 20) as a sheet."""

from django.utils import timezone

from casefiles.models.breaches import counters_of
from casefiles.sheets.exports import FILTERS, table
from casefiles.sheets.orders import MEASURES
from casefiles.terms.breaches import BreachGround, BreachStatus
from jurisdiction.sheets.tables import numbered

GROUNDS = {
    BreachGround.TESTS: "拒绝或者逃避检测次数", BreachGround.LEAVES: "擅自离开次数",
    BreachGround.DAYS: "擅自离开累计天数",
}  # fmt: skip
STATUS = {
    BreachStatus.BELOW: "", BreachStatus.WARNING: "警示", BreachStatus.PROPOSED: "待认定",
    BreachStatus.CONFIRMED: "已认定严重违反协议", BreachStatus.DISMISSED: "不予认定",
}  # fmt: skip
NARROWED = FILTERS | {"status": ("状态", STATUS | {"all": "警示以上"})}


def breach_sheet(rows, request):
    """Each order with its three counters, how each stands, what was decided, who was admonished."""
    columns = numbered(
        "档案号", "姓名", "村", "措施", "决定书文号", ("期限起", "date"), ("期限止", "date"),
        *(column for name in GROUNDS.values() for column in ((name, "integer"), f"{name}状态")),
        "劝诫书编号", "认定文书号", "认定理由",
    )  # fmt: skip
    today = timezone.localdate()
    lines = [
        [number, row.case.file_no, row.case.name, row.case.village.name, MEASURES[row.measure],
         row.document_no, row.term_from, row.ends_on, *cells(counters_of(row, today))]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    return table("严重违反协议计数", "违反协议", columns, lines, request, NARROWED)


def cells(counters):
    found = []
    for counter in counters:
        found += [counter.number, STATUS[counter.status]]
    decisions = [counter.decision for counter in counters if counter.decision]
    letters = [letter.number for counter in counters for letter in counter.admonitions]
    return [
        *found, "、".join(letters), "、".join(d.document_no for d in decisions if d.document_no),
        "；".join(d.reason for d in decisions),
    ]  # fmt: skip
