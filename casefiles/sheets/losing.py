"""Who may be lost, is lost, or was (失联人员台账), as a sheet."""

from django.db.models import Prefetch
from django.utils import timezone

from casefiles.models import ContactAttempt, LostDecision
from casefiles.models.losing import standings
from casefiles.sheets.exports import FILTERS, table
from casefiles.terms.losing import AttemptOutcome, AttemptWay, FoundHow, LostStatus
from jurisdiction.sheets.tables import numbered

STATUS = {
    LostStatus.SUSPECTED: "疑似失联，待查找", LostStatus.PROPOSED: "拟认定失联",
    LostStatus.REJECTED: "不予认定", LostStatus.LOST: "失联",
    LostStatus.REACHED: "已联系上，待登记找回",
}  # fmt: skip
WAYS = {
    AttemptWay.VISIT: "上门", AttemptWay.PHONE: "电话", AttemptWay.MESSAGE: "短信、留言",
    AttemptWay.FAMILY: "通过家属", AttemptWay.NEIGHBOURS: "通过邻居、村组",
    AttemptWay.WORKPLACE: "通过用工单位", AttemptWay.POLICE: "通过派出所",
    AttemptWay.OTHER: "其他",
}  # fmt: skip
OUTCOMES = {
    AttemptOutcome.REACHED: "联系到本人", AttemptOutcome.NO_ANSWER: "无人应答",
    AttemptOutcome.FAMILY_KNOWS: "家属知悉去向", AttemptOutcome.NOBODY_KNOWS: "家属不知去向",
}  # fmt: skip
HOW = {
    FoundHow.RETURNED: "本人返回", FoundHow.VISIT: "走访找到",
    FoundHow.PHONE: "电话、短信联系上", FoundHow.FAMILY: "经家属找到",
    FoundHow.POLICE: "公安机关查获", FoundHow.OTHER: "其他",
}  # fmt: skip
NARROWED = FILTERS | {"status": ("状态", STATUS | {"all": "全部待办", "once": "曾失联"})}


def lost_sheet(rows, request):
    """Each person with silence, search, decision and finding; what was withdrawn stays out."""
    columns = numbered(
        "档案号", "姓名", "村", "状态", ("最近联系日期", "date"), ("未联系天数", "integer"),
        ("未完成应访应检次数", "integer"), ("未果查找次数", "integer"), ("最近查找日期", "date"),
        "查找方式", "查找结果", ("认定日期", "date"), "认定理由", "文书号",
        ("脱失次数", "integer"), ("找回日期", "date"), "找回方式",
    )  # fmt: skip
    today = timezone.localdate()
    found = standings(with_story(rows), today)
    lines = [[number, *cells(row)] for number, row in enumerate(found, 1)]
    return table("失联人员台账", "失联人员", columns, lines, request, NARROWED)


def with_story(rows):
    """The files with their attempts, decisions and findings, the latest first."""
    tried = ContactAttempt.objects.standing()
    lost = LostDecision.objects.filter(is_lost=True)
    return rows.prefetch_related(
        Prefetch("contactattempts", tried, to_attr="tried"),
        Prefetch("lostdecisions", lost, to_attr="losses"),
        "foundagains",
    )


def cells(row):
    case, traces = row.case, row.traces
    tried, lost, found = (next(iter(rows), None) for rows in (
        case.tried, case.losses, case.foundagains.all()))  # fmt: skip
    return [
        case.file_no, case.name, case.village.name, STATUS.get(row.status, ""), traces.since,
        row.days, traces.missed, traces.attempts,
        *([tried.tried_on, WAYS[tried.way], OUTCOMES[tried.outcome]] if tried else [None, "", ""]),
        *([lost.decided_on, lost.reason, lost.document_no] if lost else [None, "", ""]),
        case.lost_count, *([found.found_on, HOW[found.how]] if found else [None, ""]),
    ]  # fmt: skip
