"""Words of the case files. Values are stored and never change; labels are translated."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from casefiles.terms.testing import SampleKind as SampleKind
from casefiles.terms.testing import TestResult as TestResult
from jurisdiction.terms import SlotState as SlotState  # the ends of due work are everybody's


class Sex(TextChoices):
    """性别 (GB/T 2261.1: 1, 2)."""

    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class PersonCategory(TextChoices):
    """人员类别 (form F1): a drug-related person is not the same as a drug user."""

    DRUG_USER = "drug_user", _("Drug user")  # 吸毒人员
    CRIME_HISTORY = "crime_history", _("Drug-crime history")  # 涉毒犯罪前科人员
    BOTH = "both", _("Drug user with drug-crime history")  # 吸毒且有涉毒前科


NOT_ENTERED = "not_entered"  # in a filter: the column is empty


class Measure(TextChoices):
    """戒毒措施: what the law has ordered (Anti-Drug Law, articles 33, 36, 38, 48)."""

    NONE = "none", _("No measure")  # 无
    COMMUNITY_DETOX = "community_detox", _("Community detox")  # 社区戒毒
    COMMUNITY_RECOVERY = "community_recovery", _("Community recovery")  # 社区康复
    COMPULSORY_ISOLATION = "compulsory_isolation", _("Compulsory isolation")  # 强制隔离戒毒
    VOLUNTARY_DETOX = "voluntary_detox", _("Voluntary detox")  # 自愿戒毒
    MAINTENANCE_TREATMENT = "maintenance_treatment", _("Maintenance treatment")  # 药物维持治疗


class ControlState(TextChoices):
    """管控情况: codes 01 to 04 of the grid data; custody is ours, because it ends what is owed."""

    IN_CONTROL = "in_control", _("In control")  # 01 在控
    LOST_CONTACT = "lost_contact", _("Lost contact")  # 02 失控
    IN_CUSTODY = "in_custody", _("In custody")  # 在押
    DECEASED = "deceased", _("Deceased")  # 03 死亡
    ABROAD = "abroad", _("Abroad")  # 04 出国(境)


class Abstinence(TextChoices):
    """戒断情况: codes 05 and 06 of the grid data; the police confirm the date."""

    UNDER_3Y = "under_3y", _("Abstinent under 3 years")  # 06 戒断不满三年
    ABSTINENT_3Y = "abstinent_3y", _("Abstinent 3 years")  # 05 戒断三年未复吸
    NOT_CONFIRMED = "not_confirmed", _("Abstinence not confirmed")  # 戒断情况未确认


class RiskLevel(TextChoices):
    """风险等级: the three national levels, and nobody has judged yet."""

    HIGH = "high", _("High risk")  # 高风险
    MEDIUM = "medium", _("Medium risk")  # 中风险
    LOW = "low", _("Low risk")  # 低风险
    UNRATED = "unrated", _("Not rated")  # 未评估


class Education(TextChoices):
    """文化程度 (form F1; steps of GB/T 4658)."""

    ILLITERATE = "illiterate", _("Illiterate or semi-literate")  # 文盲或半文盲
    PRIMARY = "primary", _("Primary school")  # 小学
    JUNIOR_MIDDLE = "junior_middle", _("Junior middle school")  # 初中
    SENIOR_MIDDLE = "senior_middle", _("Senior middle school")  # 高中
    VOCATIONAL = "vocational", _("Secondary vocational school")  # 中专
    COLLEGE = "college", _("Junior college")  # 大专
    UNIVERSITY = "university", _("University")  # 本科
    POSTGRADUATE = "postgraduate", _("Postgraduate")  # 研究生


class MaritalStatus(TextChoices):
    """婚姻状况 (form F1; GB/T 2261.2: 10, 20, 30, 40)."""

    SINGLE = "single", _("Single")  # 未婚
    MARRIED = "married", _("Married")  # 已婚
    WIDOWED = "widowed", _("Widowed")  # 丧偶
    DIVORCED = "divorced", _("Divorced")  # 离婚


class ReasonCode(TextChoices):
    """吸毒原因 (form F1, codes 01 to 07 after GA 332.2; the rest of that list was not read)."""

    FAMILY_AND_FRIENDS = "family_and_friends", _("Influence of family or friends")  # 01 亲友影响
    CURIOSITY = "curiosity", _("Curiosity")  # 02 好奇
    SETBACKS = "setbacks", _("Setbacks in life")  # 03 人生受挫
    SEEKING_THRILLS = "seeking_thrills", _("Seeking thrills")  # 04 寻求刺激
    TRICKED = "tricked", _("Tricked into it")  # 05 被诱骗
    FORCED = "forced", _("Forced")  # 06 被逼迫
    MEDICAL_TREATMENT = "medical_treatment", _("Began as medical treatment")  # 07 治病引起
    OTHER = "other", _("Other reason")  # 其他原因


class WayOfUse(TextChoices):
    """吸毒方式 (form F1)."""

    FOIL = "foil", _("Heated on foil")  # 烫吸
    SMOKING = "smoking", _("Smoked")  # 烟吸
    SNORTING = "snorting", _("Snorted")  # 鼻吸
    INJECTION = "injection", _("Injected")  # 注射
    ORAL = "oral", _("Swallowed")  # 口服
    SEVERAL = "several", _("Several ways")  # 多种方式
    OTHER = "other", _("Other way")  # 其他方式


class IdMissingReason(TextChoices):
    """无身份证号原因: without a number, a reason is required (domain document, section 8)."""

    NOT_REGISTERED = "not_registered", _("No household registration")  # 未登记户口
    FOREIGN_OR_STATELESS = "foreign_or_stateless", _("Foreign or stateless")  # 外国籍或无国籍
    IDENTITY_UNCLEAR = "identity_unclear", _("Identity unclear")  # 身份不明
    NOT_PROVIDED = "not_provided", _("Number not provided")  # 本人未提供
    AWAITING_POLICE = "awaiting_police", _("Being checked by the police")  # 待公安核实


class CloseReason(TextChoices):
    """结档原因: prison and a stay abroad end what is owed, not the file; settling abroad does."""

    RELEASED_AND_ABSTINENT = "released_and_abstinent", _("Released and abstinent 3 years")
    # 解除且戒断三年未复吸
    MOVED_OUT = "moved_out", _("Moved out")  # 迁出
    DECEASED = "deceased", _("Deceased")  # 死亡
    SETTLED_ABROAD = "settled_abroad", _("Settled abroad")  # 出国(境)定居
    DUPLICATE = "duplicate", _("Duplicate of another file")  # 重复建档
    WRONG_REGISTRATION = "wrong_registration", _("Registered by mistake")  # 误登


class VisitMode(TextChoices):
    """走访方式 (form F4): 电联 never satisfies a rule that asks for 见面."""

    FACE = "face", _("Face to face")  # 见面
    PHONE = "phone", _("By phone")  # 电联
    VIDEO = "video", _("By video")  # 视频


class VisitOutcome(TextChoices):
    """走访结果 (form F4): found, or not found with an honest reason."""

    FOUND = "found", _("Person found")  # 找到本人
    NOBODY_HOME = "nobody_home", _("Nobody home")  # 家中无人
    ROAD_CLOSED = "road_closed", _("Road closed")  # 道路不通
    ILL = "ill", _("Person ill")  # 本人患病
    REFUSED = "refused", _("Refused the visit")  # 拒绝走访


class VisitPlace(TextChoices):
    """走访地点 (form F4)."""

    HOME = "home", _("At home")  # 家中
    WORKPLACE = "workplace", _("At the workplace")  # 工作地
    VILLAGE_OFFICE = "village_office", _("Village office")  # 村委会
    ELSEWHERE = "elsewhere", _("Elsewhere")  # 其他地点


class SlotKind(TextChoices):
    """应办事项: the work summary's 一月一家访、半年一尿检."""

    VISIT = "visit", _("Visit")  # 走访
    TEST = "test", _("Test")  # 检测


class AlarmColour(TextChoices):
    """预警: how near its due day, or how far past it, by the numbers of the office."""

    YELLOW = "yellow", _("yellow")  # 黄色
    RED = "red", _("red")  # 红色


class SlotReason(TextChoices):
    """免办、取消原因 (domain document, section 8): what removes a slot from the denominator."""

    CUSTODY = "custody", _("In custody")  # 在押
    HOSPITAL = "hospital", _("In hospital")  # 住院
    DECEASED = "deceased", _("Deceased")  # 死亡
    MOVED_OUT = "moved_out", _("Moved out")  # 迁出
    AWAY_WITH_TEST = "away_with_test", _("Approved leave with a test elsewhere")  # 请假并异地检测
    FILE_CLOSED = "file_closed", _("File closed")  # 已结档
    ABROAD = "abroad", _("Abroad")  # 出国(境)
    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")  # 录入错误


class Every(TextChoices):
    """频次: the window in which one is owed. No rule sets it; the office does."""

    HALF_MONTH = "half_month", _("Twice a month")  # 每半月一次
    MONTH = "month", _("Every month")  # 每月一次
    TWO_MONTHS = "two_months", _("Every two months")  # 每两个月一次
    QUARTER = "quarter", _("Every quarter")  # 每季度一次
    HALF_YEAR = "half_year", _("Every half-year")  # 每半年一次
    YEAR = "year", _("Every year")  # 每年一次


class ScheduleBasis(TextChoices):
    """适用对象: of whom a schedule asks something."""

    EVERYBODY = "everybody", _("Everybody on file")  # 全部在册人员
    MEASURE = "measure", _("By the years of a measure")  # 按戒毒措施执行年度
    RISK_LEVEL = "risk_level", _("By risk level")  # 按风险等级


class OwnMode(TextChoices):
    """个人频次与本办频次的关系."""

    BESIDE = "beside", _("Beside the office's schedules: the strictest counts")  # 从严
    INSTEAD = "instead", _("In the place of the office's schedules")  # 替代


class Number(TextChoices):
    """可查看的号码: the sealed columns of a file."""

    ID_NUMBER = "id_number", _("ID number")  # 身份证号码
    PHONE = "phone", _("Phone")  # 联系电话
    CONTROL_CONTACT = "control_contact_phone", _("Phone of the control contact")  # 管控人电话
    HELP_CONTACT = "help_contact_phone", _("Phone of the help contact")  # 帮扶人电话
    GUARDIAN = "guardian_phone", _("Phone of the guardian")  # 监护人电话


class DutyKind(TextChoices):
    """村级定期事项 (the work summary): 每旬一次毒情排查、每月一至两次信息交流."""

    TEN_DAY_CHECK = "ten_day_check", _("Ten-day check")  # 毒情排查
    INFO_EXCHANGE = "info_exchange", _("Information exchange")  # 信息交流


class Attendee(TextChoices):
    """参加单位 (form F11)."""

    VILLAGE = "village", _("Village")  # 村
    TOWNSHIP = "township", _("Township")  # 乡镇
    POLICE = "police", _("Police station")  # 派出所
    JUSTICE = "justice", _("Justice office")  # 司法所
    HEALTH = "health", _("Health centre")  # 卫生院
    SCHOOL = "school", _("School")  # 学校


class BagPart(TextChoices):
    """一人一袋: the four parts of a person's bag (form F2)."""

    ROSTER_PAGE = "roster_page", _("Roster page")  # 花名册页
    HELP_MEASURES = "help_measures", _("Help measures")  # 帮教措施
    HELP_RECORDS = "help_records", _("Help records")  # 帮教活动记录
    RESPONSIBILITY_LETTER = "responsibility_letter", _("Help responsibility letter")  # 帮教责任书


class StateAspect(TextChoices):
    """三项状态: independent of each other, each with its own history."""

    MEASURE = "measure", _("Measure")  # 戒毒措施
    CONTROL_STATE = "control_state", _("Control state")  # 管控情况
    ABSTINENCE = "abstinence", _("Abstinence")  # 戒断情况


class TeamRole(TextChoices):
    """四位一体: family, village, township, police; the Regulation (articles 15, 17) names more."""

    FAMILY = "family", _("Family")  # 家庭
    VILLAGE = "village", _("Village")  # 村
    TOWNSHIP = "township", _("Township")  # 乡镇
    POLICE = "police", _("Police station")  # 派出所
    DOCTOR = "doctor", _("Community doctor")  # 社区医务人员
    SOCIAL_WORKER = "social_worker", _("Social worker")  # 禁毒社工
    VOLUNTEER = "volunteer", _("Volunteer")  # 禁毒志愿者


# The seats that every team must fill (the work summary); the others where an office has them.
FOUR_IN_ONE = (TeamRole.FAMILY, TeamRole.VILLAGE, TeamRole.TOWNSHIP, TeamRole.POLICE)
# What each of the four answers for (form F6).
DUTIES = {
    TeamRole.FAMILY: _("Watches over the person and tells of every absence."),
    TeamRole.VILLAGE: _("Visits every month and writes it down."),
    TeamRole.TOWNSHIP: _("Draws up the plan, arranges help and keeps the file."),
    TeamRole.POLICE: _("Tests, and acts where the law asks it."),
    TeamRole.DOCTOR: _("Advises on treatment and health."),
    TeamRole.SOCIAL_WORKER: _("Coaches the person and the family."),
    TeamRole.VOLUNTEER: _("Accompanies the person in daily life."),
}


class OpeningGround(TextChoices):
    """启封依据: for whom the law opens a sealed file."""

    STATE_ORGAN = "state_organ", _("Case of a state organ")  # 办案机关办案需要
    OWN_REQUEST = "own_request", _("Request of the person")  # 本人申请查阅
    COMPLAINT = "complaint", _("Complaint or review")  # 申诉、复议
    AUDIT = "audit", _("Inspection or audit")  # 检查、审计


class OpeningState(TextChoices):
    """启封状态."""

    ASKED = "asked", _("Asked for")  # 待批
    REFUSED = "refused", _("Not approved")  # 未批准
    OPEN = "open", _("Opened")  # 已启封
    ENDED = "ended", _("Ended")  # 已结束


class Asker(TextChoices):
    """更正申请人."""

    PERSON = "person", _("The person")  # 本人
    FAMILY = "family", _("Family")  # 家属
    GUARDIAN = "guardian", _("Guardian")  # 监护人
    LAWYER = "lawyer", _("Lawyer")  # 律师


class Decision(TextChoices):
    """更正决定."""

    GRANTED = "granted", _("Followed")  # 同意更正
    PARTLY = "partly", _("Followed in part")  # 部分更正
    REFUSED = "refused", _("Not followed")  # 不予更正


class OrderState(TextChoices):
    """责令社区戒毒、社区康复的执行状态 (戒毒条例): three different ends, never merged."""

    ORDERED = "ordered", _("To report in")  # 待报到
    REFUSED = "refused", _("Refusal found")  # 认定拒绝接受
    REPORTED = "reported", _("Reported in, no agreement yet")  # 已报到，待签协议
    EXECUTING = "executing", _("Being carried out")  # 执行中
    TRANSFERRING = "transferring", _("Place being changed")  # 变更执行地中
    SUSPENDED = "suspended", _("Suspended")  # 中止
    RELEASED = "released", _("Released")  # 解除
    TERMINATED = "terminated", _("Terminated")  # 终止
    ISOLATED = "isolated", _("Compulsory isolation ordered")  # 转强制隔离戒毒
    TRANSFERRED = "transferred", _("Taken over elsewhere")  # 已转出


class OrderMove(TextChoices):
    """执行环节: the steps of an order; the last one takes an earlier one back."""

    REPORT_IN = "report_in", _("Report-in")  # 报到
    LATE_REASON = "late_reason", _("Good reason for being late")  # 逾期有正当理由
    REFUSAL = "refusal", _("Finding of refusal")  # 认定拒绝接受
    AGREEMENT = "agreement", _("Agreement signed")  # 签订协议
    TRANSFER = "transfer", _("Change of the place of execution")  # 变更执行地
    HANDOVER = "handover", _("Taken over by the other township")  # 新执行地接收
    SUSPENSION = "suspension", _("Suspension")  # 中止
    RESUMPTION = "resumption", _("Resumption")  # 恢复执行
    STAY = "stay", _("Ground for staying past the end")  # 期满未解除的依据
    RELEASE = "release", _("Release")  # 解除
    TERMINATION = "termination", _("Termination")  # 终止
    ISOLATION = "isolation", _("Compulsory isolation")  # 强制隔离戒毒
    ERROR = "error", _("Entered in error")  # 录入错误更正


# The measures that begin with an order and a report-in.
ORDERED_MEASURES = (Measure.COMMUNITY_DETOX, Measure.COMMUNITY_RECOVERY)


class StayGround(TextChoices):
    """期满未解除的依据: no text allows more; an office that keeps somebody on says which one."""

    SUSPENDED_DAYS = "suspended_days", _("Suspended days are served, as the police confirmed")
    # 中止期间顺延（公安机关确认）
    RELEASE_PENDING = "release_pending", _("The police are issuing the notice of release")
    # 解除手续办理中
    NEW_DECISION = "new_decision", _("Another decision of the police")  # 公安机关另有决定
