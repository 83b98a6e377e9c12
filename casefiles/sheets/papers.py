"""Lists of what lies in the bags, in Chinese, as sheets."""

from django.utils import timezone

from casefiles.models.team import empty_seats
from casefiles.sheets.exports import FILTERS, table
from casefiles.terms import TeamRole
from jurisdiction.sheets.tables import numbered

ROLES = {
    TeamRole.FAMILY: "家庭", TeamRole.VILLAGE: "村", TeamRole.TOWNSHIP: "乡镇",
    TeamRole.POLICE: "派出所", TeamRole.DOCTOR: "社区医务人员",
    TeamRole.SOCIAL_WORKER: "禁毒社工", TeamRole.VOLUNTEER: "禁毒志愿者",
}  # fmt: skip


def team_sheet(rows, request):
    """Helping teams: who holds each seat today, and which of the four are empty."""
    columns = numbered("档案号", "姓名", "村", *ROLES.values(), "空缺")
    today = timezone.localdate()
    lines = [
        [number, case.file_no, case.name, case.village.name,
         *(holders(case.serving, role) for role in ROLES),
         "、".join(ROLES[role] for role in empty_seats(case.serving, today))]
        for number, case in enumerate(rows, 1)
    ]  # fmt: skip
    filters = FILTERS | {"empty": ("空缺", ROLES | {"any": "四方任一"})}
    return table("帮教小组名单", "帮教小组", columns, lines, request, filters)


def holders(members, role):
    names = [
        member.name or f"无（{member.vacancy_reason}）" for member in members if member.role == role
    ]
    return "、".join(names)
