"""Words of the campaigns. Values are stored and never change; labels are translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActivityKind(TextChoices):
    """活动形式 (form F15)."""

    LEADERSHIP_MEETING = "leadership_meeting", _("Leadership meeting")  # 班子会议
    MOBILISATION_MEETING = "mobilisation_meeting", _("Mobilisation meeting")  # 动员会
    VILLAGE_MEETING = "village_meeting", _("Village meeting")  # 村级会议
    PUBLICITY = "publicity", _("Publicity event")  # 集中宣传
    TRAINING_CLASS = "training_class", _("Legal training class")  # 法制培训班
    BUSINESS_CLASS = "business_class", _("Class for business owners")  # 个体私营业主培训班
    LECTURE = "lecture", _("Lecture")  # 讲座
    LESSON = "lesson", _("School lesson")  # 课堂教育
    ESSAY = "essay", _("Essay competition")  # 征文
    SPEECH = "speech", _("Speech competition")  # 演讲
    HAND_POSTER = "hand_poster", _("Hand-made poster competition")  # 手抄报
    HOUSE_TO_HOUSE = "house_to_house", _("House to house")  # 入户宣传


MEETINGS = (
    ActivityKind.LEADERSHIP_MEETING,
    ActivityKind.MOBILISATION_MEETING,
    ActivityKind.VILLAGE_MEETING,
)


class Occasion(TextChoices):
    """活动节点: the two that the year's assessment asks for (item B1)."""

    ANTI_DRUG_DAY = "anti_drug_day", _("International Day of 26 June")  # 6·26国际禁毒日
    PUBLICITY_MONTH = "publicity_month", _("Publicity month of June")  # 全民禁毒宣传月


class Audience(TextChoices):
    """宣传对象 (form F15). The first four are the key audiences of item B4."""

    YOUTH = "youth", _("Youth")  # 青少年
    CADRES = "cadres", _("Cadres")  # 党政干部
    DRUG_RELATED = "drug_related", _("Drug-related persons")  # 涉毒人员
    MIGRANTS = "migrants", _("Migrants")  # 流动人口
    VILLAGERS = "villagers", _("Villagers")  # 村民群众
    BUSINESS_OWNERS = "business_owners", _("Business owners")  # 个体私营业主
    DRIVERS = "drivers", _("Drivers")  # 驾驶员
    ENTERTAINMENT = "entertainment", _("Staff of entertainment places")  # 娱乐场所从业人员


KEY_AUDIENCES = (Audience.YOUTH, Audience.CADRES, Audience.DRUG_RELATED, Audience.MIGRANTS)


class MaterialKind(TextChoices):
    """宣传品."""

    WALL_CHART = "wall_chart", _("Wall chart")  # 挂图
    NOTICE = "notice", _("Notice")  # 通告
    SLOGAN = "slogan", _("Slogan")  # 标语
    BOARD = "board", _("Board")  # 宣传栏
    BANNER = "banner", _("Banner")  # 横幅
    LEAFLET = "leaflet", _("Leaflet")  # 宣传单(册)


class MaterialUnit(TextChoices):
    """计量单位: totals are per unit, sheets are never added to strips."""

    SHEET = "sheet", _("sheets")  # 张
    COPY = "copy", _("copies")  # 份
    STRIP = "strip", _("strips")  # 条
    PIECE = "piece", _("pieces")  # 个
    BANNER = "banner", _("pieces of cloth")  # 幅
    SET = "set", _("sets")  # 套


class Lasting(TextChoices):
    """使用期限."""

    TEMPORARY = "temporary", _("temporary")  # 临时
    PERMANENT = "permanent", _("permanent")  # 永久


class ListKind(TextChoices):
    """导入内容: what an uploaded sheet lists."""

    ACTIVITIES = "activities", _("Activities, one a row")  # 宣传教育活动
    MATERIALS = "materials", _("Materials, one a row")  # 宣传品


class PlanItem(TextChoices):
    """计划事项: what every village owes in a year's plan."""

    MEETING = "meeting", _("Quarterly meeting")  # 季度会议
    CAMPAIGN = "campaign", _("Quarterly campaign")  # 季度宣传
    ANTI_DRUG_DAY = "anti_drug_day", _("Activity for 26 June")  # 6·26活动
    PUBLICITY_MONTH = "publicity_month", _("Activity in the publicity month")  # 宣传月活动


class TitleKind(TextChoices):
    """无毒创建类别 (form F16)."""

    VILLAGE = "village", _("Drug-free village")  # 无毒村(社)
    UNIT = "unit", _("Drug-free unit")  # 无毒单位
    SCHOOL = "school", _("Drug-free school")  # 无毒校园
    FAMILY = "family", _("Drug-free families")  # 无毒家庭


class TitleState(TextChoices):
    """创建状态."""

    APPLIED = "applied", _("Applied for")  # 已申报
    CHECKED = "checked", _("Checked")  # 已考察
    GRANTED = "granted", _("Granted")  # 已命名
    REFUSED = "refused", _("Not granted")  # 未通过
    REVOKED = "revoked", _("Revoked")  # 已撤销


# What may follow on each state: a granted title is checked anew each year, or revoked.
NEXT_STATES = {
    TitleState.APPLIED: (TitleState.CHECKED, TitleState.REFUSED),
    TitleState.CHECKED: (TitleState.GRANTED, TitleState.REFUSED),
    TitleState.GRANTED: (TitleState.GRANTED, TitleState.REVOKED),
    TitleState.REFUSED: (),
    TitleState.REVOKED: (),
}
