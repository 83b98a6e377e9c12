"""Which of our own sheets come back to be loaded."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SheetKind(TextChoices):
    """导入的表格."""

    ROSTER = "roster", _("Roster")  # 花名册
    VISITS = "visits", _("Visits")  # 走访记录
    TEST_MONTHS = "test_months", _("Tests by month")  # 检测月度表
    SURVEY = "survey", _("Village survey")  # 毒情排查汇总表
    LEAVE = "leave", _("Register of leave")  # 外出请假登记表
