"""Words of the help that a person gets: plans (form F3), measures, the three noes."""

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
