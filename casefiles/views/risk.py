"""The risk of one person: assessed by the office's scale, read, printed; the list of levels."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters.risk import RiskFilter
from casefiles.forms.risk import RiskForm
from casefiles.models import CaseFile, RiskAssessment
from casefiles.models.risk import standard_of, with_last
from casefiles.terms.risk import RiskWork
from casefiles.views.papers import create_paper, editable_case
from jurisdiction.access import Permission, can, can_in
from jurisdiction.doors import exporting, fetch, listing, requires

REFUSALS = {
    actions.Stale: gettext_lazy("The office changed its scale meanwhile. Open the form anew."),
}


@requires(Permission.RISK_ASSESS)
def risk_create(request, pk):
    case = editable_case(request, pk, Permission.RISK_ASSESS)
    scale, today = standard_of(case.village_id), timezone.localdate()
    if scale is None:
        return redirect("casefiles:risk-standard")
    return create_paper(
        request,
        case,
        RiskForm,
        _("Assess the risk"),
        initial={"standard": scale.pk, "assessed_on": today, "assessor": request.user.name},
        deed=lambda model, **content: actions.assess_risk(model, today=today, **content),
        refusals=REFUSALS,
        scale=scale,
    )


def assessment_to_read(request, pk):
    rows = RiskAssessment.objects.visible_to(request.user)
    return fetch(request, rows.select_related("case__village", "recorded_by", "standard"), pk=pk)


def contents(officer, assessment):
    case = assessment.case
    reads_all = can_in(officer, Permission.PLAN_READ, case.village_id)
    return {
        "assessment": assessment,
        "case": case,
        "word": assessment.badge(timezone.localdate()),
        "factors": assessment.factors.splitlines() if reads_all else [],
        "reads_all": reads_all,
    }


@require_safe
@requires(Permission.FILE_READ)
def risk_detail(request, pk):
    assessment = assessment_to_read(request, pk)
    return render(request, "casefiles/risk_detail.html", contents(request.user, assessment))


@require_safe
@requires(Permission.FILE_READ)
def risk_print(request, pk):
    """Form F10 on A4, in Chinese whatever the screen speaks, with a box for each signature."""
    assessment = assessment_to_read(request, pk)
    return render(request, "casefiles/risk_print.html", contents(request.user, assessment))


def risk_filter(request):
    cases = CaseFile.objects.visible_to(request.user).open().select_related("village")
    rows = with_last(cases).prefetch_related("riskassessments")
    return RiskFilter(request.GET, queryset=rows, request=request)


@requires(Permission.FILE_EXPORT)
def risk_export(request):
    back = reverse("casefiles:risk-list")
    return exporting(request, risk_filter(request), sheets.risk_sheet, back)


@require_safe
@requires(Permission.FILE_READ)
def risk_list(request):
    today = timezone.localdate()
    return listing(
        request,
        risk_filter(request),
        "casefiles/risk_list.html",
        export=reverse("casefiles:risk-export"),
        ready=lambda rows: [risk_row(case, today) for case in rows],
    )


def risk_row(case, today):
    """One line of the list; `case` has its assessments loaded, the last one first."""
    last = next(iter(case.riskassessments.all()), None)
    return {"case": case, "last": last, "word": last.badge(today) if last else ""}


def risks_of(case, today):
    """What the page of a file shows of risk: the assessments, the last one first."""
    return [(row, row.badge(today)) for row in case.riskassessments.select_related("recorded_by")]


def risk_questions(officer, today):
    """What waits of risk, for whoever assesses it: (sentence, address)."""
    if not can(officer, Permission.RISK_ASSESS):
        return []
    cases = CaseFile.objects.visible_to(officer, Permission.RISK_ASSESS).open()
    n = with_last(cases).filter(next_risk_on__lt=today).count()
    if not n:
        return []
    sentence = ngettext(
        "%(n)d assessment of risk is overdue", "%(n)d assessments of risk are overdue", n
    )
    return [(sentence % {"n": n}, f"{reverse('casefiles:risk-list')}?work={RiskWork.OVERDUE}")]
