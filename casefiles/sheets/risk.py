"""Levels of risk (风险评估, form F10) as a sheet: points and levels, and no factor of a person."""

from django.utils import timezone

from casefiles.sheets.exports import FILTERS, table, yes_no
from casefiles.terms import RiskLevel
from casefiles.terms.risk import RiskWork
from jurisdiction.sheets.tables import numbered

LEVELS = {
    RiskLevel.HIGH: "高风险", RiskLevel.MEDIUM: "中风险", RiskLevel.LOW: "低风险",
    RiskLevel.UNRATED: "未评估",
}  # fmt: skip
WORK = {
    RiskWork.NEVER: "从未评估", RiskWork.OVERDUE: "评估逾期",
    RiskWork.DIFFERS: "人工等级与计算等级不同",
}  # fmt: skip


def risk_sheet(rows, request):
    """Each file with its level and its last assessment."""
    columns = numbered(
        "档案号", "姓名", "村", "风险等级", ("评估日期", "date"), ("得分", "integer"), "计算等级",
        "原等级", "人工等级", "调整理由", "评估人", "复核人", ("下次评估期限", "date"), "逾期",
    )  # fmt: skip
    today = timezone.localdate()
    lines = [
        [number, case.file_no, case.name, case.village.name, LEVELS[case.risk_level],
         *cells(next(iter(case.riskassessments.all()), None), today)]
        for number, case in enumerate(rows, 1)
    ]  # fmt: skip
    filters = FILTERS | {"work": ("待办", WORK)}
    return table("风险评估清单", "风险评估", columns, lines, request, filters)


def cells(last, today):
    if last is None:
        return [None, None, "", "", "", "", "", "", None, ""]
    return [
        last.assessed_on, last.score, LEVELS[last.computed_level], LEVELS[last.last_level],
        LEVELS[last.level], last.reason, last.assessor, last.reviewer, last.next_on,
        yes_no(last.next_on < today),
    ]  # fmt: skip
