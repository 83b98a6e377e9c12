"""Words of losing contact with a person and finding the person again (失联、找回)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AttemptWay(TextChoices):
    """查找方式: how somebody tried to reach the person."""

    VISIT = "visit", _("Visit to the home")  # 上门
    PHONE = "phone", _("Call")  # 电话
    MESSAGE = "message", _("Message")  # 短信、留言
    FAMILY = "family", _("Through the relatives")  # 通过家属
    NEIGHBOURS = "neighbours", _("Through neighbours or the group")  # 通过邻居、村组
    WORKPLACE = "workplace", _("Through the workplace")  # 通过用工单位
    POLICE = "police", _("Through the police station")  # 通过派出所
    OTHER = "other", _("Another way")  # 其他


class AttemptOutcome(TextChoices):
    """查找结果. Where the family knows where the person is, contact is not lost."""

    REACHED = "reached", _("Person reached")  # 联系到本人
    NO_ANSWER = "no_answer", _("No answer")  # 无人应答
    FAMILY_KNOWS = "family_knows", _("Not reached, the family knows where")  # 家属知悉去向
    NOBODY_KNOWS = "nobody_knows", _("Not reached, the family does not know where")
    # 家属不知去向


IN_VAIN = (
    AttemptOutcome.NO_ANSWER, AttemptOutcome.FAMILY_KNOWS, AttemptOutcome.NOBODY_KNOWS
)  # fmt: skip


class LostStatus(TextChoices):
    """失联现状: what the rule asks, and what an officer has decided."""

    SUSPECTED = "suspected", _("Suspected: try to reach the person")  # 疑似失联，待查找
    PROPOSED = "proposed", _("Proposed as lost, to be decided")  # 拟认定失联
    REJECTED = "rejected", _("Not found lost")  # 不予认定
    LOST = "lost", _("Lost contact")  # 失联
    REACHED = "reached", _("Lost, reached since: note it")  # 已联系上，待登记找回


class FoundHow(TextChoices):
    """找回方式."""

    RETURNED = "returned", _("Came back")  # 本人返回
    VISIT = "visit", _("Found on a visit")  # 走访找到
    PHONE = "phone", _("Answered a call or a message")  # 电话、短信联系上
    FAMILY = "family", _("The relatives told of it")  # 经家属找到
    POLICE = "police", _("Found by the police")  # 公安机关查获
    OTHER = "other", _("Another way")  # 其他
