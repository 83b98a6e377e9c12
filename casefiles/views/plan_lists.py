"""The list of plans: who has none, what waits, which review or measure is overdue."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles import sheets
from casefiles.filters.plans import PlanFilter
from casefiles.models import CaseFile, HelpMeasure, HelpPlan
from casefiles.models.plans import standing_plan, with_plans
from casefiles.terms.bag import RUNNING, PlanWork
from jurisdiction.access import Permission, can
from jurisdiction.doors import exporting, listing, requires


def plan_filter(request):
    cases = CaseFile.objects.visible_to(request.user).open().select_related("village", "group")
    return PlanFilter(request.GET, queryset=with_plans(cases), request=request)


@requires(Permission.FILE_EXPORT)
def plan_export(request):
    return exporting(
        request, plan_filter(request), sheets.plan_sheet, reverse("casefiles:plan-list")
    )


@require_safe
@requires(Permission.FILE_READ)
def plan_list(request):
    today = timezone.localdate()
    return listing(
        request,
        plan_filter(request),
        "casefiles/plan_list.html",
        export=reverse("casefiles:plan-export"),
        ready=lambda rows: [plan_row(case, today) for case in rows],
    )


def plan_row(case, today):
    """One line of the list; `case` has its plans and promised measures loaded."""
    plan = standing_plan(case)
    running = [measure for measure in case.promised if measure.state in RUNNING]
    return {
        "case": case,
        "plan": plan,
        "badge": plan.badge(today) if plan else "",
        "waits": any(p.is_undecided for p in case.helpplans.all()),
        "ended": len(case.promised) - len(running),
        "n": len(case.promised),
        "overdue": [measure for measure in running if measure.due_on < today],
    }


def plan_work(officer, today):
    """How many plans wait for this officer, by what for: the lines of what waits."""
    if not can(officer, Permission.PLAN_DRAFT):
        return {}
    plans = HelpPlan.objects.visible_to(officer, Permission.PLAN_DRAFT)
    measures = HelpMeasure.objects.visible_to(officer, Permission.PLAN_DRAFT)
    found = plans.order_by().aggregate(
        waiting=count_of(plans.waiting().filter(case__closed_on=None)),
        review_overdue=count_of(plans.review_overdue(today)),
    )
    late = measures.overdue(today).values("case").distinct().count()
    return found | {PlanWork.MEASURE_OVERDUE.value: late}


def count_of(rows):
    """How many of what is aggregated are among these rows."""
    return Count("pk", filter=Q(pk__in=rows.values("pk")))
