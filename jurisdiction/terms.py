"""Words of the jurisdiction: levels of areas, kinds of units, capacities, states of due work."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class AreaLevel(IntegerChoices):
    """A level is the length of its national division code (统计用区划代码)."""

    PROVINCE = 2, _("Province")
    CITY = 4, _("City")
    COUNTY = 6, _("County")
    TOWNSHIP = 9, _("Township")
    VILLAGE = 12, _("Village")
    GROUP = 14, _("Villager group")


class UnitKind(TextChoices):
    SCHOOL = "school", _("School")
    ENTERPRISE = "enterprise", _("Enterprise")
    CLINIC = "clinic", _("Clinic")
    GOVERNMENT = "government", _("Government office")
    COOPERATIVE = "cooperative", _("Co-operative")
    OTHER = "other", _("Other unit")


class Capacity(TextChoices):
    VILLAGE_CADRE = "village_cadre", _("Village cadre")
    RESIDENT_CADRE = "resident_cadre", _("Resident cadre")
    VILLAGE_HEAD = "village_head", _("Village head")
    DRUG_CONTROL_OFFICER = "drug_control_officer", _("Drug-control officer")
    LEADER = "leader", _("Township leader")
    COMMUNITY_POLICE = "community_police", _("Community police")
    COMMUNITY_DOCTOR = "community_doctor", _("Community doctor")
    SOCIAL_WORKER = "social_worker", _("Social worker")
    COUNTY_OFFICE = "county_office", _("County office")
    ADMINISTRATOR = "administrator", _("Administrator")


class SlotState(TextChoices):
    """办理状态 of one thing owed."""

    OPEN = "open", _("To do")  # 待办
    DONE = "done", _("Done")  # 已完成
    MISSED = "missed", _("Missed")  # 逾期未办
    EXCUSED = "excused", _("Excused")  # 免办
    CANCELLED = "cancelled", _("Cancelled")  # 取消


class TokenScope(TextChoices):
    """接口令牌权限: what another system may do by its token."""

    READ = "read", _("Read")  # 读取
    VISITS = "visits", _("Enter visits")  # 录入走访
    TESTS = "tests", _("Enter tests")  # 录入检测


class SignInWay(TextChoices):
    """登录方式: by what somebody, or another system, came in or tried to."""

    PASSWORD = "password", _("Password")  # 密码
    CODE = "code", _("Password and code")  # 密码和动态验证码
    TOKEN = "token", _("Token of the API")  # 接口令牌


class AccessKind(TextChoices):
    """查阅方式: how persons were shown to an officer."""

    FILE = "file", _("File opened")  # 打开档案
    LIST = "list", _("List shown")  # 查看列表
    EXPORT = "export", _("Exported")  # 导出
    NUMBER = "number", _("Number shown")  # 查看号码
    LOOK_UP = "look_up", _("Looked up by ID number")  # 按身份证号查找
    PICTURE = "picture", _("Picture shown")  # 查看照片


class PictureKind(TextChoices):
    """图片格式: what a picture is kept as, whatever it was sent as."""

    JPEG = "jpeg", _("JPEG picture")  # JPEG 图片
    PNG = "png", _("PNG picture")  # PNG 图片


class ReadingReason(TextChoices):
    """查看号码、按号查找的事由."""

    POLICE_DOCUMENT = "police_document", _("Comparing with a police document")  # 核对公安文书
    CONTACT = "contact", _("Getting in touch with the person")  # 联系本人
    CORRECTION = "correction", _("Correcting the file")  # 更正档案
    TRANSFER = "transfer", _("Taking over or handing over a file")  # 档案交接


class ExportPurpose(TextChoices):
    """导出用途."""

    OFFICE = "office", _("Own office work")  # 本办工作
    REPORT = "report", _("Report to the county")  # 上报县禁毒办
    INSPECTION = "inspection", _("Inspection or audit")  # 检查、审计
    JUSTICE = "justice", _("Case of a state organ")  # 办案机关办案需要


class RecordKind(TextChoices):
    """档案种类: the kinds of record that have an end of their own (ADR 14)."""

    FILE = "casefiles.CaseFile", _("Personal files and what hangs on them")  # 人员档案
    ROSTER_IMPORT = "casefiles.RosterImport", _("Rosters loaded")  # 花名册导入记录
    CAMPAIGN_IMPORT = "campaigns.CampaignImport", _("Campaign sheets loaded")  # 宣传表导入记录
    READING = "jurisdiction.AccessEvent", _("Traces of readings")  # 查阅记录
    EXPORT = "jurisdiction.Export", _("Register of exports")  # 导出登记


class RetentionChoice(TextChoices):
    """到期处置: erase what is past its time, or keep it for a reason until a day."""

    ERASE = "erase", _("Hand over or erase")  # 移交或销毁
    KEEP = "keep", _("Keep until a day")  # 延期保存
