from django.contrib import messages
from django.db import IntegrityError
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casefiles import actions, sheets
from casefiles.filters import CaseFilter
from casefiles.forms import CloseForm, StateForm
from casefiles.models import CaseFile, Visit
from casefiles.models.corrections import disputed
from casefiles.terms import ControlState, StateAspect
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, fetch, listing, requires

SHOWN = (
    "name",
    "sex",
    "birth_date",
    "id_number_sealed",
    "seal_id",
    "measure",
    "control_state",
    "risk_level",
    "village__name",
    "group__name",
)


def case_filter(request):
    latest = Visit.objects.met().filter(case=OuterRef("pk")).order_by("-visited_on")
    cases = (
        CaseFile.objects.visible_to(request.user)
        .select_related("village", "group")
        .annotate(is_disputed=disputed(), last_visited_on=Subquery(latest.values("visited_on")[:1]))
    )
    return CaseFilter(request.GET, queryset=cases, request=request)


@requires(Permission.FILE_EXPORT)
def case_export(request):
    return exporting(
        request, case_filter(request), sheets.case_sheet, reverse("casefiles:case-list")
    )


@require_safe
@requires(Permission.FILE_READ)
def case_list(request):
    today = timezone.localdate()
    return listing(
        request,
        case_filter(request),
        "casefiles/case_list.html",
        export=reverse("casefiles:case-export"),
        columns=SHOWN,
        ready=lambda rows: [(case, case.age_on(today)) for case in rows],
    )


@requires(Permission.FILE_EDIT)
def state_change(request, pk, aspect):
    case = fetch(
        request, CaseFile.objects.visible_to(request.user, Permission.FILE_EDIT).open(), pk=pk
    )
    if aspect not in StateAspect:
        raise Http404
    if aspect == StateAspect.CONTROL_STATE and case.control_state == ControlState.LOST_CONTACT:
        return redirect("casefiles:found-create", case.pk)
    form = StateForm(request.POST or None, case=case, aspect=aspect)
    if request.method == "POST" and form.is_valid() and state_changed(request, form):
        messages.success(request, _("The new state is noted in the history."))
        return redirect(case)
    title = _("Change: %(aspect)s") % {"aspect": StateAspect(aspect).label}
    context = {"form": form, "case": case, "title": title, "submit": _("Save")}
    status = 409 if form.is_stale else 200
    return render(request, "casefiles/deed_form.html", context, status=status)


def state_changed(request, form):
    """Whether the state was changed; if not, the form shows what is stored by now."""
    case, aspect = form.case, form.aspect
    try:
        actions.change_state(
            case=case, aspect=aspect, by=request.user, today=timezone.localdate(),
            **form.cleaned_data,
        )  # fmt: skip
    except actions.OrderRuns:
        form.add_error("value", _("An order is running: enter its next step on the file."))
        return False
    except actions.Stale:
        case.refresh_from_db()
        form.show_stored(StateForm(case=case, aspect=aspect), names=["value"])
        return False
    return True


@requires(Permission.FILE_EDIT)
def case_close(request, pk):
    case = fetch(
        request, CaseFile.objects.visible_to(request.user, Permission.FILE_EDIT).open(), pk=pk
    )
    form = CloseForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        actions.close_case(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, _("The file is closed. Nothing was deleted."))
        return redirect(case)
    return render(
        request,
        "casefiles/deed_form.html",
        {
            "form": form,
            "case": case,
            "title": _("Close this file"),
            "submit": _("Close the file"),
            "explanation": _(
                "Open slots end, the file leaves the lists of open files, and "
                "all its records stay. It can be reopened."
            ),
        },
    )


@require_POST
@requires(Permission.FILE_EDIT)
def case_reopen(request, pk):
    case = fetch(request, CaseFile.objects.visible_to(request.user, Permission.FILE_EDIT), pk=pk)
    try:
        actions.reopen_case(case=case, by=request.user, today=timezone.localdate())
    except IntegrityError:  # the constraint on open files of one ID number
        messages.error(request, _("A file with this ID number is open in this village."))
    except actions.MergedAway:
        messages.error(request, _("This file was merged into another. Undo the merge instead."))
    else:
        messages.success(request, _("The file is open again."))
    return redirect(case)
