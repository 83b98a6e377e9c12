"""Words of questions about entries (数据质量疑问): asked, never a penalty."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryDoubt(TextChoices):
    """疑问类别."""

    SAME_TEXT = "same_text", _("The same text in several visits")  # 多次走访内容相同
    FAST = "fast", _("Many visits entered at once")  # 短时间内集中录入
    LATE = "late", _("Entered long after the visit")  # 补录间隔过长


class DoubtStatus(TextChoices):
    """疑问办理情况."""

    OPEN = "open", _("Waits for an answer")  # 待说明
    ANSWERED = "answered", _("Answered")  # 已说明待办结
    CLOSED = "closed", _("Closed")  # 已办结


class DoubtStep(TextChoices):
    """说明、办结."""

    ANSWER = "answer", _("Answer")  # 说明
    CLOSE = "close", _("Closing word")  # 办结意见
