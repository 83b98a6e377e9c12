"""Words of the assessment. Values are stored and never change; labels are translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Computation(TextChoices):
    """计分方式: how the points of an item are reckoned (form F14)."""

    SHARE = "share", _("Points in proportion to the share done")  # 按完成比例计分
    DEDUCT = "deduct", _("Points off for each miss")  # 逐项扣分
    MANUAL = "manual", _("Points entered by hand")  # 人工评分


class Grade(TextChoices):
    """等次: where each begins is data of the standard."""

    EXCELLENT = "excellent", _("Excellent")  # 优秀
    QUALIFIED = "qualified", _("Qualified")  # 合格
    BASICALLY_QUALIFIED = "basically_qualified", _("Basically qualified")  # 基本合格
    UNQUALIFIED = "unqualified", _("Unqualified")  # 不合格


class MeasureKey(TextChoices):
    """指标: what the system measures by itself."""

    ROSTER_COMPLETE = "roster_complete", _("Roster complete")  # 名册完整
    FILE_DOCUMENTS = "file_documents", _("Documents in the files")  # 档案资料
    VISITS_DONE = "visits_done", _("Visits done")  # 走访完成
    TESTS_DONE = "tests_done", _("Tests done")  # 尿检完成
    TEAMS_NAMED = "teams_named", _("Teams named, four in one")  # “四位一体”帮教小组
    CHECKS_DONE = "checks_done", _("Ten-day checks done")  # 旬查完成
    EXCHANGES_DONE = "exchanges_done", _("Exchanges done")  # 信息交流完成
    LOST_CONTACT = "lost_contact", _("Persons not lost")  # 未失控人员
    GROUP_NAMED = "group_named", _("Group, head and contact named")  # 组织机构
    LETTERS_SIGNED = "letters_signed", _("Letters signed")  # 责任书签订
    TWO_LEVEL_BINDING = "two_level_binding", _("Months checked by the resident cadre")  # 两级包保
    QUARTERLY_MEETINGS = "quarterly_meetings", _("Quarterly meetings")  # 季度会议
    JUNE_ACTIVITIES = "june_activities", _("Activities in June")  # 六月活动
    QUARTERLY_CAMPAIGNS = "quarterly_campaigns", _("Quarterly campaigns")  # 季度宣传
    DISPLAYS = "displays", _("Boards, slogans, leaflets")  # 宣传阵地
    KEY_AUDIENCES = "key_audiences", _("Key audiences reached")  # 重点人群教育


class BonusKind(TextChoices):
    """加分事项."""

    COUNTY_PRAISE = "county_praise", _("Praised by county or above")  # 受县级以上表彰
    MEDIA = "media", _("Reported in the media")  # 经验被媒体报道
    CLUE_SOLVED = "clue_solved", _("Clue that solved a case")  # 提供线索破案


class ItemState(TextChoices):
    """得分来源: where the points of one item on one village's sheet come from."""

    MEASURED = "measured", _("Measured")  # 系统统计
    ENTERED = "entered", _("Entered by hand")  # 人工录入
    AWAITED = "awaited", _("Not yet entered")  # 待录入
    NOT_APPLICABLE = "not_applicable", _("Does not apply")  # 不适用


class LetterLevel(TextChoices):
    """责任书层级 (form F13): who signs with whom."""

    COUNTY_TOWNSHIP = "county_township", _("County with township")  # 县与乡镇
    TOWNSHIP_VILLAGE = "township_village", _("Township with village")  # 乡镇与村（社区）
    TOWNSHIP_UNIT = "township_unit", _("Township with unit")  # 乡镇与单位
    VILLAGE_GROUP = "village_group", _("Village with villager group")  # 村与村民小组
    VILLAGE_HOUSEHOLD = "village_household", _("Village with household")  # 村与家庭户


# What a village signs with those below it and beside it (form F14, item A3).
SIGNED_DOWN = (
    LetterLevel.VILLAGE_GROUP,
    LetterLevel.TOWNSHIP_UNIT,
    LetterLevel.VILLAGE_HOUSEHOLD,
)


class LetterState(TextChoices):
    """签订状态; that a letter's term has ended is reckoned, not stored."""

    DUE = "due", _("To be signed")  # 待签
    SIGNED = "signed", _("Signed")  # 已签
    REFUSED = "refused", _("Refused")  # 拒签
    WITHDRAWN = "withdrawn", _("Withdrawn")  # 已撤回
    REPLACED = "replaced", _("Replaced")  # 已更换


class Party(TextChoices):
    """签约方."""

    A = "a", _("Party A")  # 甲方
    B = "b", _("Party B")  # 乙方
