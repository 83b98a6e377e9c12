"""Requests for correction: taken in, listed with their clock, decided; the offices' calendar."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters import CorrectionFilter
from casefiles.forms.corrections import CorrectionForm, DecisionForm, SpecialDayForm
from casefiles.models import CaseFile, CorrectionRequest
from casefiles.models.corrections import calendar
from casefiles.views.papers import create_paper
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, fetch, listing, requires


@requires(Permission.FILE_EDIT)
def correction_create(request, pk):
    """Also for a closed file: what it says about a person can still be wrong."""
    cases = CaseFile.objects.visible_to(request.user, Permission.FILE_EDIT)
    case = fetch(request, cases.select_related("village"), pk=pk)
    return create_paper(
        request,
        case,
        CorrectionForm,
        _("Take a request for correction"),
        initial={"received_on": timezone.localdate()},
        deed=actions.receive_request,
    )


def decidable(officer):
    rows = CorrectionRequest.objects.visible_to(officer, Permission.CORRECTION_DECIDE)
    return rows.select_related("case__village", "visit", "test", "decided_by", "recorded_by")


@require_safe
@requires(Permission.CORRECTION_DECIDE)
def correction_detail(request, pk):
    """The request; printed, it is the receipt."""
    row = fetch(request, decidable(request.user), pk=pk)
    context = {"row": row, "badge_word": row.badge(timezone.localdate())}
    return render(request, "casefiles/correction_detail.html", context)


@requires(Permission.CORRECTION_DECIDE)
def correction_decide(request, pk):
    row = fetch(request, decidable(request.user), pk=pk)
    if not row.is_undecided:
        return redirect(row)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and decide(request, row, form):
        return redirect(row)
    return render(
        request,
        "casefiles/deed_form.html",
        {
            "form": form,
            "case": row.case,
            "title": _("Decide request %(number)s") % {"number": row.number},
            "submit": _("Decide"),
            "explanation": f"{row.fact}: {row.wrong}",
        },
    )


def decide(request, row, form):
    """Whether it was decided; where not, the form says why."""
    try:
        today = timezone.localdate()
        actions.decide_request(request=row, on=today, by=request.user, **form.cleaned_data)
    except actions.OwnFact:
        form.add_error(None, _("You wrote what is disputed: somebody else decides about it."))
        return False
    except actions.Stale:
        messages.warning(request, _("Somebody else decided this request meanwhile."))
        return True
    messages.success(request, _("Decided. The person is to be told."))
    return True


def correction_filter(request):
    return CorrectionFilter(request.GET, queryset=decidable(request.user), request=request)


@requires(Permission.FILE_EXPORT, Permission.CORRECTION_DECIDE)
def correction_export(request):
    return exporting(
        request,
        correction_filter(request),
        sheets.correction_sheet,
        reverse("casefiles:correction-list"),
    )


@require_safe
@requires(Permission.CORRECTION_DECIDE)
def correction_list(request):
    today = timezone.localdate()
    return listing(
        request,
        correction_filter(request),
        "casefiles/correction_list.html",
        export=reverse("casefiles:correction-export"),
        ready=lambda rows: [(row, row.badge(today)) for row in rows],
    )


@requires(Permission.FILE_EDIT, shows_nobody=True)
def special_days(request):
    form = SpecialDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_special_day(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Clocks that run already keep their day."))
        return redirect("casefiles:special-days")
    context = {"form": form, "days": calendar()}
    return render(request, "casefiles/special_days.html", context)
