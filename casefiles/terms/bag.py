"""Words of the bag: its papers (form F2), the plan of help (F3), measures, the three noes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Lacking(TextChoices):
    """三无: each of them for itself (the work summary)."""

    JOB = "job", _("No job")  # 无职业
    HOME = "home", _("No home")  # 无住所
    INCOME = "income", _("No income")  # 无经济来源


class PlanState(TextChoices):
    """帮教措施审批状态."""

    WAITING = "waiting", _("Waiting for approval")  # 待审批
    RETURNED = "returned", _("Returned")  # 已退回
    APPROVED = "approved", _("Approved")  # 已批准
    REPLACED = "replaced", _("Replaced")  # 已更换


# What may still be written; an approved plan is never edited.
UNDECIDED = (PlanState.WAITING, PlanState.RETURNED)


class HelpKind(TextChoices):
    """帮教措施种类 (form F3)."""

    COACH = "coach", _("Coaching")  # 谈心辅导
    VISIT_PLAN = "visit_plan", _("Visit plan")  # 走访计划
    TEST_PLAN = "test_plan", _("Test plan")  # 检测计划
    TRAINING = "training", _("Skills training")  # 技能培训
    JOB = "job", _("Job placement")  # 就业安置
    MINIMUM_LIVING = "minimum_living", _("Minimum living allowance")  # 最低生活保障
    MEDICAL = "medical", _("Medical help")  # 医疗帮助
    PSYCHOLOGICAL = "psychological", _("Psychological help")  # 心理帮助
    LEGAL = "legal", _("Legal help")  # 法律帮助
    SCHOOLING = "schooling", _("Schooling")  # 就学帮助
    HOUSING = "housing", _("Housing")  # 住房帮助


class HelpState(TextChoices):
    """措施落实情况."""

    PLANNED = "planned", _("Planned")  # 未开始
    UNDER_WAY = "under_way", _("Under way")  # 进行中
    DONE = "done", _("Carried out")  # 已落实
    NOT_ACHIEVED = "not_achieved", _("Not achieved")  # 未落实
    DROPPED = "dropped", _("Dropped")  # 已取消


RUNNING = (HelpState.PLANNED, HelpState.UNDER_WAY)


class ReviewResult(TextChoices):
    """方案评估结论 (form F3: every six months)."""

    CONTINUE = "continue", _("Go on as planned")  # 继续执行
    CHANGE = "change", _("To be changed")  # 需要修订
    REACHED = "reached", _("Goals reached")  # 目标已实现


class PlanWork(TextChoices):
    """What of a person's plan waits for the office: the filter of the list."""

    NONE = "none", _("No plan")  # 无方案
    WAITING = "waiting", _("Waiting for approval")  # 待审批
    REVIEW_OVERDUE = "review_overdue", _("Review overdue")  # 评估逾期
    MEASURE_OVERDUE = "measure_overdue", _("Measure overdue")  # 措施逾期


class HelpRecordKind(TextChoices):
    """帮教活动种类 (form F5)."""

    TALK = "talk", _("Talk")  # 谈话
    STUDY = "study", _("Study")  # 学习
    VISIT = "visit", _("Family visit")  # 家访
    TRAINING = "training", _("Skills training")  # 技能培训
    JOB = "job", _("Job placement")  # 就业安置
    RELIEF = "relief", _("Relief")  # 救助
    FESTIVAL_VISIT = "festival_visit", _("Festival visit")  # 节日慰问


class HelpLetterState(TextChoices):
    """帮教责任书状态."""

    DRAFTED = "drafted", _("Drafted")  # 已拟定
    SIGNING = "signing", _("Being signed")  # 签字中
    SIGNED = "signed", _("Signed by all")  # 已签订
    REPLACED = "replaced", _("Replaced")  # 已更换


class HelpLetterWork(TextChoices):
    """What of a person's responsibility letter waits for the office: the filter of the list."""

    NOT_IN_FORCE = "not_in_force", _("No letter in force")  # 无有效责任书
    NONE = "none", _("No letter at all")  # 未签责任书
    UNSIGNED = "unsigned", _("Not signed by all")  # 未签齐
    ENDING = "ending", _("Ends within 30 days")  # 三十日内到期
    IN_FORCE = "in_force", _("In force")  # 有效


class BagPaper(TextChoices):
    """一人一档卷内目录 (form F2), in the order of the county system. The values never change."""

    ROSTER_PAGE = "roster_page", _("Roster page")  # 花名册页
    DECISION = "decision", _("Written order")  # 责令社区戒毒（康复）决定书
    # Special protection of whoever is under 14 (个人信息保护法 31).
    GUARDIAN_CONSENT = "guardian_consent", _("Consent of the guardian")  # 监护人同意书
    DUTIES_NOTICE = "duties_notice", _("Notice of duties")  # 告知书
    AGREEMENT = "agreement", _("Agreement")  # 社区戒毒（康复）协议书
    RESPONSIBILITY_LETTER = "responsibility_letter", _("Help responsibility letter")  # 帮教责任书
    GUARANTEE = "guarantee", _("Letter of guarantee")  # 担保书
    RULES = "rules", _("Handbook and rules")  # 人员手册
    TEAM = "team", _("Helping team")  # 帮教小组
    HELP_MEASURES = "help_measures", _("Help measures")  # 帮教措施
    HOME_SKETCH = "home_sketch", _("Sketch of the way to the home")  # 住所位置图
    ADMONITION = "admonition", _("Admonition letter")  # 劝诫书
    BREACH = "breach", _("Record of a breach")  # 违反协议记录
    TEST_NOTICE = "test_notice", _("Notice of a test")  # 检测通知书
    TEST_RECORDS = "test_records", _("Test records")  # 检测记录
    HELP_RECORDS = "help_records", _("Help records")  # 帮教活动记录
    HELP_GIVEN = "help_given", _("Help given")  # 救助情况
    VISITS = "visits", _("Visit records")  # 走访（访谈）记录
    OWN_REPORTS = "own_reports", _("The person's own reports")  # 定期报告
    ASSESSMENTS = "assessments", _("Periodic assessments")  # 定期评估
    LEAVE = "leave", _("Leave and return")  # 请假外出
    TRANSFER = "transfer", _("Change of the place of execution")  # 变更执行地
    SUSPENSION = "suspension", _("Suspension")  # 中止
    RESUMPTION = "resumption", _("Resumption")  # 恢复执行
    TERMINATION = "termination", _("Termination")  # 终止
    RELEASE_APPROVAL = "release_approval", _("Approval form of the release")  # 解除审批表
    RELEASE_NOTICE = "release_notice", _("Notice of release")  # 解除通知书


class EventKind(TextChoices):
    """档案大事记种类."""

    VISIT = "visit", _("Visits")  # 走访
    TEST = "test", _("Tests")  # 检测
    HELP = "help", _("Help records")  # 帮教活动
    STATE = "state", _("States")  # 状态变更
    RISK = "risk", _("Risk level")  # 风险等级
    LEAVE = "leave", _("Leave and return")  # 请假外出
    CONTACT = "contact", _("Contact with the person")  # 联系与失联
    MOVE = "move", _("Moves and notices")  # 流转与告知
    ORDER = "order", _("Orders")  # 决定
    PLAN = "plan", _("Help plans")  # 帮教措施
    PROGRESS = "progress", _("Progress")  # 措施进展
    REVIEW = "review", _("Reviews")  # 评估
    LETTER = "letter", _("Help responsibility letters")  # 帮教责任书
    PAPER = "paper", _("Papers")  # 纸质材料
    TEAM = "team", _("Helping team")  # 帮教小组


class DueWhen(TextChoices):
    """材料应有的条件: of whom a paper is due. The last one is of nobody: it lies there or not."""

    EVERYBODY = "everybody", _("of everybody on file")  # 在册人员均应有
    UNDER_14 = "under_14", _("of whoever is under 14")  # 不满十四周岁
    UNDER_ORDER = "under_order", _("under detox or recovery")  # 社区戒毒（康复）人员
    REPORTED_IN = "reported_in", _("after the report-in")  # 已报到
    REPORTED_HALF_YEAR = "reported_half_year", _("half a year after the report-in")  # 报到满半年
    TEST_WAS_DUE = "test_was_due", _("after the first test was due")  # 已到首次检测期限
    VISIT_WAS_DUE = "visit_was_due", _("after the first visit was due")  # 已到首次走访期限
    PLAN_HALF_YEAR = "plan_half_year", _("half a year after the plan began")  # 帮教措施满半年
    TRANSFERRED = "transferred", _("after a change of the place")  # 已变更执行地
    SUSPENDED = "suspended", _("after a suspension")  # 已中止
    RESUMED = "resumed", _("after a resumption")  # 已恢复执行
    TERMINATED = "terminated", _("after the termination")  # 已终止
    RELEASED = "released", _("after the release")  # 已解除
    IF_THERE_IS_ONE = "if_there_is_one", _("only where there is one")  # 如有


# 卷内目录应有材料: which papers are due of whom. The four of the work summary are due of everybody;
# the rest is our reading of the Regulation and of one county system, to be changed here.
DUE_WHEN = {
    BagPaper.ROSTER_PAGE: DueWhen.EVERYBODY,
    BagPaper.DECISION: DueWhen.UNDER_ORDER,
    BagPaper.GUARDIAN_CONSENT: DueWhen.UNDER_14,
    BagPaper.DUTIES_NOTICE: DueWhen.REPORTED_IN,
    BagPaper.AGREEMENT: DueWhen.REPORTED_IN,
    BagPaper.RESPONSIBILITY_LETTER: DueWhen.EVERYBODY,
    BagPaper.GUARANTEE: DueWhen.IF_THERE_IS_ONE,
    BagPaper.RULES: DueWhen.REPORTED_IN,
    BagPaper.TEAM: DueWhen.EVERYBODY,
    BagPaper.HELP_MEASURES: DueWhen.EVERYBODY,
    BagPaper.HOME_SKETCH: DueWhen.REPORTED_IN,
    # A refused test asks for one; but the bag is open to cadres, who see no results.
    BagPaper.ADMONITION: DueWhen.IF_THERE_IS_ONE,
    BagPaper.BREACH: DueWhen.IF_THERE_IS_ONE,
    BagPaper.TEST_NOTICE: DueWhen.IF_THERE_IS_ONE,
    BagPaper.TEST_RECORDS: DueWhen.TEST_WAS_DUE,
    BagPaper.HELP_RECORDS: DueWhen.EVERYBODY,
    BagPaper.HELP_GIVEN: DueWhen.IF_THERE_IS_ONE,
    BagPaper.VISITS: DueWhen.VISIT_WAS_DUE,
    BagPaper.OWN_REPORTS: DueWhen.REPORTED_HALF_YEAR,
    BagPaper.ASSESSMENTS: DueWhen.PLAN_HALF_YEAR,
    BagPaper.LEAVE: DueWhen.IF_THERE_IS_ONE,
    BagPaper.TRANSFER: DueWhen.TRANSFERRED,
    BagPaper.SUSPENSION: DueWhen.SUSPENDED,
    BagPaper.RESUMPTION: DueWhen.RESUMED,
    BagPaper.TERMINATION: DueWhen.TERMINATED,
    BagPaper.RELEASE_APPROVAL: DueWhen.RELEASED,
    BagPaper.RELEASE_NOTICE: DueWhen.RELEASED,
}
# Made from the file itself: nobody notes them as a paper.
MADE_HERE = (
    BagPaper.ROSTER_PAGE, BagPaper.TEAM, BagPaper.TEST_RECORDS, BagPaper.HELP_RECORDS,
    BagPaper.VISITS,
)  # fmt: skip
