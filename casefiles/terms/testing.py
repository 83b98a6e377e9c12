"""Words of a test (form F8, 吸毒检测程序规定)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SampleKind(TextChoices):
    """检材 (吸毒检测程序规定): blood is drawn by doctors, not in a township."""

    URINE = "urine", _("Urine")  # 尿液
    BLOOD = "blood", _("Blood")  # 血液
    SALIVA = "saliva", _("Saliva")  # 唾液
    HAIR = "hair", _("Hair")  # 毛发


class TestResult(TextChoices):
    """检测结果 (form F8): a township cannot decide use; a positive result goes to the police.

    Below the three results stand the reasons for which no test was taken.
    """

    __test__ = False  # pytest takes a class of this name for a test

    NEGATIVE = "negative", _("Negative")  # 阴性
    POSITIVE = "positive", _("Positive")  # 阳性
    INVALID = "invalid", _("Invalid test")  # 检测无效
    REFUSED = "refused", _("Refused the test")  # 拒检
    EVADED = "evaded", _("Evaded the test")  # 逃避检测
    ILL = "ill", _("Not taken: ill")  # 未检：患病
    ON_LEAVE = "on_leave", _("Not taken: on leave")  # 未检：请假外出
    LOST = "lost", _("Not taken: not found")  # 未检：去向不明
    OTHER = "other", _("Not taken: other reason")  # 未检：其他原因


CLOSING = (TestResult.NEGATIVE, TestResult.POSITIVE)
TAKEN = (*CLOSING, TestResult.INVALID)
NOT_TAKEN = tuple(result for result in TestResult if result not in TAKEN)
# Nobody stood before the person: who found that out may have been alone.
WITHOUT_TESTERS = (TestResult.ILL, TestResult.ON_LEAVE, TestResult.LOST, TestResult.OTHER)


class NoticeWay(TextChoices):
    """通知方式."""

    FACE = "face", _("Face to face")  # 当面
    PHONE = "phone", _("By phone")  # 电话
    PAPER = "paper", _("In writing")  # 书面
    FAMILY = "family", _("Through the family")  # 由家属转告


class Signing(TextChoices):
    """本人签认."""

    SIGNED = "signed", _("Signed")  # 签字
    THUMBPRINT = "thumbprint", _("Thumbprint")  # 捺印
    REFUSED = "refused", _("Refused to sign")  # 拒绝签字


class Finding(TextChoices):
    """阳性结果的性质: a township's positive is a screening until the police say what it is."""

    SCREENING = "screening", _("Screening, not confirmed yet")  # 初筛，待公安机关确认
    CONFIRMED = "confirmed", _("Confirmed by the police")  # 公安机关已确认
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed by the police")  # 公安机关未确认

    @classmethod
    def of(cls, outcome):
        """The finding by the outcome of the report: a screening while there is none."""
        return cls(outcome) if outcome in cls.values else cls.SCREENING
