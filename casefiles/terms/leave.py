"""Words of leave and return (form F9), and of absence without leave."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LeaveState(TextChoices):
    """外出请假审批状态: what somebody wrote down; where a leave stands today is reckoned."""

    WAITING = "waiting", _("Waiting for decision")  # 待审批
    APPROVED = "approved", _("Approved")  # 已批准
    REFUSED = "refused", _("Not approved")  # 未批准
    UNAUTHORISED = "unauthorised", _("Absent without leave")  # 擅自离开
    WITHDRAWN = "withdrawn", _("Withdrawn")  # 已撤回


# What stands: it may keep somebody away, or did.
STANDING = (LeaveState.WAITING, LeaveState.APPROVED, LeaveState.UNAUTHORISED)
# Whoever is away by these comes back some day.
LEFT = (LeaveState.APPROVED, LeaveState.UNAUTHORISED)


class LeaveStatus(TextChoices):
    """外出请假现状: where a leave stands today; the filter of the register."""

    WAITING = "waiting", _("Waiting for decision")  # 待审批
    AHEAD = "ahead", _("Approved, not begun")  # 已批准未外出
    AWAY = "away", _("Away now")  # 外出中
    OVERDUE = "overdue", _("Return overdue")  # 逾期未归
    UNAUTHORISED = "unauthorised", _("Absent without leave")  # 擅自离开
    RETURNED = "returned", _("Come back")  # 已销假
    REFUSED = "refused", _("Not approved")  # 未批准
    WITHDRAWN = "withdrawn", _("Withdrawn")  # 已撤回
