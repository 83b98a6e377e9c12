"""Activities of help (form F5) as a sheet."""

from casefiles.sheets.exports import FILTERS, day_of, table, yes_no
from casefiles.sheets.papers import ROLES
from casefiles.terms.bag import HelpRecordKind
from jurisdiction.sheets.tables import numbered

KINDS = {
    HelpRecordKind.TALK: "谈话", HelpRecordKind.STUDY: "学习", HelpRecordKind.VISIT: "家访",
    HelpRecordKind.TRAINING: "技能培训", HelpRecordKind.JOB: "就业安置",
    HelpRecordKind.RELIEF: "救助", HelpRecordKind.FESTIVAL_VISIT: "节日慰问",
}  # fmt: skip


def help_record_sheet(rows, request):
    """What was done, by whom of the four in one, and what came of it."""
    columns = numbered(
        "档案号", "姓名", "村", ("日期", "date"), "种类", "参加方", "参加人", "地点", "内容",
        "本人态度", "存在问题", "处理意见", "录入人", ("录入日期", "date"), "已撤回",
    )  # fmt: skip
    lines = [
        [number, row.case.file_no, row.case.name, row.case.village.name, row.happened_on,
         KINDS[row.kind], "、".join(ROLES.get(party, party) for party in row.parties), row.names,
         row.place,
         row.content, row.attitude, row.problems, row.decision, row.recorded_by.name,
         day_of(row.recorded_at), yes_no(row.is_withdrawn)]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    filters = FILTERS | {"kind": ("种类", KINDS), "party": ("参加方", ROLES)}
    return table("帮教活动记录", "帮教活动记录", columns, lines, request, filters)
