"""Bags as a sheet: n of m due papers, and which are missing."""

from casefiles.models.bag import index, told
from casefiles.sheets.columns import chinese_word
from casefiles.sheets.exports import FILTERS, TERMS, table
from casefiles.terms.bag import BagPaper
from jurisdiction.sheets.tables import numbered

PAPERS = {
    BagPaper.ROSTER_PAGE: "花名册页", BagPaper.DECISION: "决定书",
    BagPaper.GUARDIAN_CONSENT: "监护人同意书", BagPaper.DUTIES_NOTICE: "告知书",
    BagPaper.AGREEMENT: "协议书", BagPaper.RESPONSIBILITY_LETTER: "帮教责任书",
    BagPaper.GUARANTEE: "担保书", BagPaper.RULES: "人员手册", BagPaper.TEAM: "帮教小组",
    BagPaper.HELP_MEASURES: "帮教措施", BagPaper.HOME_SKETCH: "住所位置图",
    BagPaper.ADMONITION: "劝诫书", BagPaper.BREACH: "违反协议记录",
    BagPaper.TEST_NOTICE: "检测通知书", BagPaper.TEST_RECORDS: "检测记录",
    BagPaper.HELP_RECORDS: "帮教活动记录", BagPaper.HELP_GIVEN: "救助情况",
    BagPaper.VISITS: "走访记录", BagPaper.OWN_REPORTS: "定期报告",
    BagPaper.ASSESSMENTS: "定期评估", BagPaper.LEAVE: "请假外出",
    BagPaper.TRANSFER: "变更执行地", BagPaper.SUSPENSION: "中止", BagPaper.RESUMPTION: "恢复执行",
    BagPaper.TERMINATION: "终止", BagPaper.RELEASE_APPROVAL: "解除审批表",
    BagPaper.RELEASE_NOTICE: "解除通知书",
}  # fmt: skip
LACKING = {"any": "任一应有材料", "none": "材料齐全", "all": "全部档案"} | PAPERS


def bag_sheet(rows, request):
    """Each file with its due papers, how many are there, and the names of the missing ones."""
    columns = numbered(
        "档案号", "姓名", "村", "戒毒措施", ("应有材料", "integer"), ("已有材料", "integer"),
        ("缺少", "integer"), "缺少材料",
    )  # fmt: skip
    lines = [
        [number, case.file_no, case.name, case.village.name,
         chinese_word(TERMS["measure"], case.measure), *counts_of(case)]
        for number, case in enumerate(rows, 1)
    ]  # fmt: skip
    filters = FILTERS | {"lacking": ("缺少材料", LACKING)}
    return table("一人一档材料清单", "档案材料", columns, lines, request, filters)


def counts_of(case):
    shown = told(index(case))
    names = "、".join(PAPERS[paper] for paper in shown["missing"])
    return [shown["m"], shown["n"], shown["m"] - shown["n"], names]
