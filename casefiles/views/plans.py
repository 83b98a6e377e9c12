"""The plan of help of one person: drafted, decided, carried out, reviewed, printed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from casefiles import actions
from casefiles.forms.plans import (
    DecidePlanForm,
    LackForm,
    MeasureForm,
    PlanForm,
    ProgressForm,
    ReviewForm,
)
from casefiles.models import HelpMeasure, HelpPlan, Lack, TeamMember
from casefiles.models.plans import measures_of, with_notes
from casefiles.terms.bag import RUNNING, Lacking, PlanState
from casefiles.views.papers import create_paper, editable_case, editable_paper, update_paper
from casefiles.views.team import team_of
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import fetch, requires

REFUSALS = {
    actions.Undecided: gettext_lazy("An edition of this plan waits for its decision already."),
    actions.DecidedPlan: gettext_lazy("This plan was decided meanwhile. Draft its next edition."),
    actions.NotInForce: gettext_lazy("Only a plan in force can be carried out and reviewed."),
    actions.Ended: gettext_lazy("This measure has ended meanwhile."),
}


@requires(Permission.PLAN_DRAFT)
def plan_create(request, pk):
    """The first plan, or the next edition, which begins with the words of the last."""
    case = editable_case(request, pk, Permission.PLAN_DRAFT)
    latest = case.helpplans.first()
    if latest and latest.is_undecided:
        return redirect(latest)
    words = PlanForm.stored_values(latest) if latest else {}
    kept = {name: words[name] for name in words if name not in ("version", "reason", "agreed_on")}
    initial = kept | {"valid_from": timezone.localdate(), "drafter": request.user.name}
    return create_paper(
        request,
        case,
        PlanForm,
        _("Change the plan of help") if latest else _("Draft a plan of help"),
        initial=initial,
        deed=actions.draft_plan,
        refusals=REFUSALS,
        is_change=latest is not None,
    )


@requires(Permission.PLAN_DRAFT)
def plan_update(request, pk):
    plan = editable_paper(request, HelpPlan, pk, Permission.PLAN_DRAFT)
    if not plan.is_undecided:
        return redirect(plan)
    return update_paper(
        request,
        plan,
        PlanForm,
        _("Correct the plan of help"),
        deed=actions.correct_plan,
        to=plan,
        is_change=plan.edition > 1,
    )


@require_safe
@requires(Permission.FILE_READ)
def plan_detail(request, pk):
    plan = plan_to_read(request, pk)
    return render(request, "casefiles/plan_detail.html", plan_contents(request.user, plan))


@require_safe
@requires(Permission.FILE_READ)
def plan_print(request, pk):
    """Form F3 on A4, in Chinese whatever the screen speaks, with a box for each signature."""
    plan = plan_to_read(request, pk)
    context = plan_contents(request.user, plan)
    context["team"] = team_of(plan.case, timezone.localdate())
    return render(request, "casefiles/plan_print.html", context)


def plan_to_read(request, pk):
    plans = HelpPlan.objects.visible_to(request.user)
    return fetch(
        request, plans.select_related("case__village", "recorded_by", "decision_by"), pk=pk
    )


def plan_contents(officer, plan):
    today = timezone.localdate()
    reads_all = can_in(officer, Permission.PLAN_READ, plan.case.village_id)
    return {
        "plan": plan,
        "case": plan.case,
        "badge_word": plan.badge(today),
        "texts": texts_of(plan, reads_all),
        "is_shortened": not reads_all,
        "measures": [(measure, measure.badge(today)) for measure in measures_of(plan)],
        "reviews": plan.reviews.select_related("recorded_by"),
        "editions": plan.case.helpplans.exclude(pk=plan.pk),
        "is_waiting": plan.state == PlanState.WAITING,
        "is_in_force": plan.state == PlanState.APPROVED,
    }


def texts_of(plan, reads_all):
    """What the plan says in words: (label, text), without the private parts for most."""
    names = ["economy", *HelpPlan.PRIVATE, "needs", "risk_points", "goals"]
    return [
        (label_of(name), getattr(plan, name))
        for name in names
        if reads_all or name not in HelpPlan.PRIVATE
    ]


def label_of(name):
    return HelpPlan.PRIVATE.get(name) or HelpPlan._meta.get_field(name).verbose_name


@requires(Permission.PLAN_DECIDE)
def plan_decide(request, pk):
    plan = editable_paper(request, HelpPlan, pk, Permission.PLAN_DECIDE)
    if plan.state != PlanState.WAITING:
        return redirect(plan)
    first_values = {"version": plan.version, "on": timezone.localdate()}
    form = DecidePlanForm(request.POST or None, initial=first_values)
    if request.method == "POST" and form.is_valid() and decide(request, plan, form):
        return redirect(plan)
    context = {"form": form, "case": plan.case, "submit": _("Decide")}
    context |= {"title": _("Decide about the plan of help"), "explanation": plan.goals}
    return render(request, "casefiles/deed_form.html", context)


def decide(request, plan, form):
    """Whether there is nothing more to ask; where not, the form says why."""
    try:
        actions.decide_plan(plan=plan, by=request.user, **form.cleaned_data)
    except actions.OwnPlan:
        form.add_error("approver", _("Whoever drafted a plan does not approve it."))
        return False
    except actions.Stale:
        messages.warning(
            request, _("The plan was changed or decided meanwhile. Read it again, then decide.")
        )
        return True
    messages.success(request, _("The decision is entered."))
    return True


@requires(Permission.PLAN_DRAFT)
def plan_review(request, pk):
    plan = editable_paper(request, HelpPlan, pk, Permission.PLAN_DRAFT)
    return create_paper(
        request,
        plan.case,
        ReviewForm,
        _("Review the plan of help"),
        initial={"held_on": timezone.localdate()},
        deed=lambda model, **content: actions.review_plan(model, plan=plan, **content),
        to=plan,
        refusals=REFUSALS,
    )


@requires(Permission.PLAN_DRAFT)
def measure_create(request, pk):
    plan = editable_paper(request, HelpPlan, pk, Permission.PLAN_DRAFT)
    return create_paper(
        request,
        plan.case,
        MeasureForm,
        _("Add a measure to the plan"),
        deed=lambda model, **content: actions.add_measure(model, plan=plan, **content),
        to=plan,
        refusals=REFUSALS,
        members=members_of(plan.case),
    )


@requires(Permission.PLAN_DRAFT)
def measure_update(request, pk):
    measure = editable_paper(request, HelpMeasure, pk, Permission.PLAN_DRAFT)
    if not measure.plan.is_undecided:
        messages.warning(request, REFUSALS[actions.DecidedPlan])
        return redirect(measure.plan)
    return update_paper(
        request,
        measure,
        MeasureForm,
        _("Correct a measure of the plan"),
        deed=actions.correct_measure,
        to=measure.plan,
        members=members_of(measure.case),
    )


def members_of(case):
    """Who may own a measure: the team of today, without the seat that nobody holds."""
    serving = TeamMember.objects.in_force(timezone.localdate())
    return serving.filter(case=case).exclude(name="")


@requires(Permission.VISIT_RECORD)
def progress_create(request, pk):
    measure = editable_paper(request, HelpMeasure, pk, Permission.VISIT_RECORD)
    return create_paper(
        request,
        measure.case,
        ProgressForm,
        _("Progress: %(measure)s") % {"measure": measure},
        initial={"happened_on": timezone.localdate(), "state": measure.state},
        deed=lambda model, **content: actions.note_progress(model, measure=measure, **content),
        to=measure.plan,
        refusals=REFUSALS,
    )


@requires(Permission.PLAN_DRAFT)
def lack_create(request, pk):
    case = editable_case(request, pk, Permission.PLAN_DRAFT)
    kind = request.GET.get("kind")
    initial = {"since": timezone.localdate(), "kind": kind if kind in Lacking else ""}
    return create_paper(request, case, LackForm, _("Note one of the three noes"), initial=initial)


@requires(Permission.PLAN_DRAFT)
def lack_update(request, pk):
    lack = editable_paper(request, Lack, pk, Permission.PLAN_DRAFT)
    return update_paper(request, lack, LackForm, _("Correct one of the three noes"))


def help_of(case, today):
    """What the page of a file shows of the help: plans, running measures, the three noes."""
    plans = list(case.helpplans.all())
    measures = list(with_notes(HelpMeasure.objects.in_force().filter(case=case)))
    lacks = list(case.lacks.all())
    return {
        "plan": next((plan for plan in plans if plan.state == PlanState.APPROVED), None),
        "undecided": next((plan for plan in plans if plan.is_undecided), None),
        "measures": [(m, m.badge(today)) for m in measures if m.state in RUNNING],
        "lacks": [
            (lack, [(m, m.badge(today)) for m in measures if m.lack_id == lack.pk])
            for lack in lacks
        ],
        "all_three": {lack.kind for lack in lacks if lack.ended_on is None} == set(Lacking),
    }
