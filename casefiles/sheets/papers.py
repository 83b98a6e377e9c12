"""Lists of what lies in the bags, in Chinese, as sheets."""

from django.utils import timezone
from django.utils.translation import override

from casefiles.models.seats import asked, seats_by_township
from casefiles.models.team import empty_seats
from casefiles.sheets.exports import FILTERS, table
from casefiles.terms import Asker, Decision, TeamRole
from jurisdiction.sheets.tables import numbered

ROLES = {
    TeamRole.FAMILY: "家庭", TeamRole.VILLAGE: "村", TeamRole.TOWNSHIP: "乡镇",
    TeamRole.POLICE: "派出所", TeamRole.DOCTOR: "社区医务人员",
    TeamRole.SOCIAL_WORKER: "禁毒社工", TeamRole.VOLUNTEER: "禁毒志愿者",
}  # fmt: skip


def team_sheet(rows, request):
    """Helping teams: who holds each seat today, which are empty, who has not acknowledged."""
    columns = numbered("档案号", "姓名", "村", *ROLES.values(), "其他席位", "空缺", "未知悉职责")
    today, seats = timezone.localdate(), seats_by_township()
    lines = [
        [number, case.file_no, case.name, case.village.name,
         *(holders(case.serving, role) for role in ROLES),
         "、".join(f"{m.role}：{m.name}" for m in case.serving if m.role not in ROLES),
         "、".join(ROLES.get(role, role) for role in
                  empty_seats(case.serving, today, asked(seats(case.village_id)))),
         "、".join(m.name for m in case.serving if m.name and not m.acknowledged_on)]
        for number, case in enumerate(rows, 1)
    ]  # fmt: skip
    filters = FILTERS | {
        "empty": ("空缺", ROLES | {"four": "四方任一席位", "any": "任一应有席位"}),
        "duties": ("职责", {"open": "未知悉"}),
    }  # fmt: skip
    return table("帮教小组名单", "帮教小组", columns, lines, request, filters)


def holders(members, role):
    names = [
        member.name or f"无（{member.vacancy_reason}）" for member in members if member.role == role
    ]
    return "、".join(names)


ASKERS = {
    Asker.PERSON: "本人", Asker.FAMILY: "家属", Asker.GUARDIAN: "监护人", Asker.LAWYER: "律师",
}  # fmt: skip
DECISIONS = {
    "": "", Decision.GRANTED: "同意更正", Decision.PARTLY: "部分更正",
    Decision.REFUSED: "不予更正",
}  # fmt: skip
CORRECTION_STATES = {"open": "待决定", "overdue": "逾期未决定", "decided": "已决定"}


def correction_sheet(rows, request):
    """Requests for correction with their clock and the decision."""
    columns = numbered(
        "编号", "档案号", "姓名", "村", "有异议的内容", "称何处有误", "请求", "申请人",
        ("收到日期", "date"), ("办理期限", "date"), "决定", ("决定日期", "date"), "理由",
    )  # fmt: skip
    with override("zh-hans"):
        lines = [
            [number, row.number, row.case.file_no, row.case.name, row.case.village.name,
             str(row.fact), row.wrong, row.asked, ASKERS[row.asked_by], row.received_on,
             row.due_on, DECISIONS[row.decision], row.decided_on, row.decision_reason]
            for number, row in enumerate(rows, 1)
        ]  # fmt: skip
    filters = FILTERS | {"status": ("状态", CORRECTION_STATES)}
    return table("更正申请登记", "更正申请", columns, lines, request, filters)
