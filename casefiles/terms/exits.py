"""Words of the exit on time (按期解除)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExitStatus(TextChoices):
    """期满提醒: how near the end of a term is, and what is past it."""

    KEPT = "kept", _("Kept too long: past the end, no ground")  # 期满未解除且无依据
    STAYS = "stays", _("Past the end with a ground")  # 期满未解除，有依据
    TODAY = "today", _("Ends today")  # 今日期满
    WITHIN_30 = "within_30", _("Ends within 30 days")  # 三十日内期满
    WITHIN_90 = "within_90", _("Ends within 90 days")  # 九十日内期满
