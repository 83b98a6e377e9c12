"""Words of the monthly report (月报): what is counted of a month, and how a report stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Figure(TextChoices):
    """月报栏目: who stands on the roster, and every way onto it and off it.

    The ways off it are the reasons for closing a file, and the moves to another village.
    """

    OPENING = "opening", _("At the beginning")  # 期初数
    ENROLLED = "enrolled", _("Newly enrolled")  # 新增
    MOVED_IN = "moved_in", _("Moved in")  # 迁入
    REOPENED = "reopened", _("File reopened")  # 恢复建档
    MOVED_OUT = "moved_out", _("Moved out")  # 迁出
    DECEASED = "deceased", _("Deceased")  # 死亡
    RELEASED = "released_and_abstinent", _("Released and abstinent 3 years")  # 解除且戒断三年
    ABROAD = "settled_abroad", _("Settled abroad")  # 出国(境)定居
    DUPLICATE = "duplicate", _("Duplicate of another file")  # 重复建档
    WRONG = "wrong_registration", _("Registered by mistake")  # 误登
    CLOSING = "closing", _("At the end")  # 期末数


WAYS_IN = (Figure.ENROLLED, Figure.MOVED_IN, Figure.REOPENED)
WAYS_OUT = (
    Figure.MOVED_OUT, Figure.DECEASED, Figure.RELEASED, Figure.ABROAD, Figure.DUPLICATE,
    Figure.WRONG,
)  # fmt: skip


class Unreported(TextChoices):
    """与上月上报不符: files of which the beginning of a month and the report before it differ."""

    EXTRA = "extra", _("At the beginning, not in last month's report")  # 上月未报
    LACKING = "lacking", _("In last month's report, not at the beginning")  # 上月多报


class ReportStatus(TextChoices):
    """月报状态"""

    SUBMITTED = "submitted", _("Submitted")  # 已上报
    BALANCED = "balanced", _("Balances, not submitted")  # 平衡，未上报
    UNBALANCED = "unbalanced", _("Does not balance")  # 不平衡
    RUNNING = "running", _("Month not over")  # 本月未满
    EARLIER = "earlier", _("Before the first report")  # 首次上报以前
