"""Words of the assessment of risk (风险评估, form F10)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RiskWork(TextChoices):
    """评估待办: what of a person's assessment waits for the office; the filter of the list."""

    NEVER = "never", _("Never assessed")  # 从未评估
    OVERDUE = "overdue", _("Assessment overdue")  # 评估逾期
    DIFFERS = "differs", _("Level differs from the reckoned one")  # 人工等级与计算等级不同
