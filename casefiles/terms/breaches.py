"""Words of serious breach of an agreement (严重违反社区戒毒协议, 戒毒条例 20)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BreachGround(TextChoices):
    """严重违反协议的三种情形: each has a counter of its own."""

    TESTS = "tests", _("Tests refused or evaded")  # 拒绝或者逃避检测
    LEAVES = "leaves", _("Times away without leave")  # 擅自离开次数
    DAYS = "days", _("Days away without leave")  # 擅自离开累计天数


class BreachStatus(TextChoices):
    """计数现状: what a counter asks of the office; never more than a proposal."""

    BELOW = "below", _("below the warning")  # 未达警示
    WARNING = "warning", _("warning")  # 警示
    PROPOSED = "proposed", _("to be decided")  # 待认定
    CONFIRMED = "confirmed", _("serious breach found")  # 已认定严重违反协议
    DISMISSED = "dismissed", _("not found serious")  # 不予认定
