"""Words of tasks: what is asked of a seat, by when, and what became of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casefiles.terms.testing import TestResult
from jurisdiction.terms import Capacity


class TaskKind(TextChoices):
    """任务种类."""

    REPORT = "report", _("Report to the police")  # 报告公安机关
    CHECK = "check", _("Check on somebody")  # 核查
    DOCUMENT = "document", _("Bring a document")  # 补材料
    OTHER = "other", _("Other task")  # 其他


class Seat(TextChoices):
    """承办方: who answers for a task; the order is that of escalation."""

    VILLAGE = "village", _("Village")  # 村
    POLICE = "police", _("Police station")  # 派出所
    OFFICE = "office", _("Drug-control office")  # 乡镇禁毒办
    LEADER = "leader", _("Township leader")  # 乡镇领导


class TaskState(TextChoices):
    """办理状态."""

    OPEN = "open", _("Given")  # 待签收
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")  # 已签收
    ANSWERED = "answered", _("Answered")  # 已答复
    CLOSED = "closed", _("Closed")  # 已办结


class TaskMove(TextChoices):
    """办理环节."""

    ACKNOWLEDGE = "acknowledge", _("Acknowledge")  # 签收
    ANSWER = "answer", _("Answer")  # 答复
    PRESS = "press", _("Press")  # 催办
    RETURN = "return", _("Return")  # 退回
    REASSIGN = "reassign", _("Give to somebody else")  # 改派
    CLOSE = "close", _("Close")  # 办结
    CONFIRM = "confirm", _("Confirmed by the police")  # 公安机关确认
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed by the police")  # 公安机关未确认


class TaskOutcome(TextChoices):
    """办理结果."""

    DONE = "done", _("Done")  # 已办理
    CONFIRMED = "confirmed", _("Confirmed")  # 已确认
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")  # 未确认


# What a test asks: told to the police at once (禁毒法 35, 戒毒条例 21).
REPORTED = (TestResult.POSITIVE, TestResult.REFUSED, TestResult.EVADED)
# Which seat an officer holds by the own capacity.
SEATS = {
    Capacity.VILLAGE_CADRE: Seat.VILLAGE,
    Capacity.VILLAGE_HEAD: Seat.VILLAGE,
    Capacity.RESIDENT_CADRE: Seat.VILLAGE,
    Capacity.COMMUNITY_POLICE: Seat.POLICE,
    Capacity.DRUG_CONTROL_OFFICER: Seat.OFFICE,
    Capacity.LEADER: Seat.LEADER,
}
