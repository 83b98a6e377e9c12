"""Our own sheets of visits, leave and tests by month, changed and loaded back in two steps."""

from io import BytesIO

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casefiles import sheets
from casefiles.actions import imports as actions
from casefiles.actions.returns import confirm_return
from casefiles.forms import TestForm, VisitForm
from casefiles.forms.imports import ReturnUploadForm
from casefiles.forms.leave import LeaveForm, ReturnForm
from casefiles.forms.tracking import CheckForm
from casefiles.models import RosterImport
from casefiles.sheets.returns import CHANGED, STALE
from casefiles.terms.sheets import SheetKind
from casefiles.views.imports import show
from jurisdiction.access import Permission
from jurisdiction.doors import confirm_loaded, preview, requires, sheet_gone
from jurisdiction.sheets.plans import PROBLEM, UNCHANGED
from paperwork.reading import Unreadable

# By kind: what reads the sheet, its list, and whether it corrects records, with a reason.
SHAPES = {
    SheetKind.VISITS: (sheets.VisitReturn(VisitForm), "casefiles:visit-list", True),
    SheetKind.LEAVE: (sheets.LeaveReturn(LeaveForm, ReturnForm), "casefiles:leave-list", False),
    SheetKind.SURVEY: (sheets.SurveyReturn(CheckForm), "casefiles:survey", True),
    SheetKind.TEST_MONTHS: (sheets.TestMonthReturn(TestForm), "casefiles:test-months", True),
}


@requires(Permission.FILE_IMPORT, shows_nobody=True)
def return_load(request, kind):
    shape, back, corrects = SHAPES[kind]
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReturnUploadForm(*sent, corrects=corrects)
    if form.is_valid():
        stored = upload(request, form, kind, shape)
        if stored:
            return redirect("casefiles:return-preview", stored.key)
    context = {"form": form, "title": SheetKind(kind).label, "back": back, "kind": kind}
    return render(request, "casefiles/return_load.html", context)


def upload(request, form, kind, shape):
    """The stored sheet, or None with the reason on the form."""
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        sheets.plan_return(
            BytesIO(content), request.user, shape
        )  # so far only whether it can be read
    except Unreadable as problem:
        form.add_error("file", str(problem))
        return None
    return actions.store_roster(
        content=content, file_name=file.name, by=request.user, kind=kind,
        reason=form.cleaned_data.get("reason", ""),
    )  # fmt: skip


def returned(request, key):
    sheets_back = RosterImport.objects.visible_to(request.user).filter(kind__in=SHAPES)
    return get_object_or_404(sheets_back, key=key)


@require_safe
@requires(Permission.FILE_IMPORT)
def return_preview(request, key):
    stored = returned(request, key)
    context = {"title": stored.get_kind_display(), "load": f"casefiles:{stored.kind}-load"}
    if stored.confirmed_at:
        show(request, [])
        context |= {"stored": stored, "back": SHAPES[stored.kind][1]}
        return render(request, "casefiles/return_done.html", context)
    plan = waiting_plan(request, stored)
    if plan is None:
        return sheet_gone(request, context["load"])
    tabs = [
        (CHANGED, _("Changed"), len(plan.changed)),
        (STALE, _("Changed meanwhile"), len(plan.stale)),
        (UNCHANGED, _("Unchanged"), len(plan.unchanged)),
        (PROBLEM, _("Problems"), len(plan.problems)),
    ]
    context |= preview(request, stored, plan, tabs, first=(PROBLEM, STALE, CHANGED))
    show(request, context["rows"])
    context["writes"] = len(plan.changed)
    return render(request, "casefiles/return_preview.html", context)


def waiting_plan(request, stored, *, lock=False):
    content, shape = actions.sheet_content(stored), SHAPES[stored.kind][0]
    return content and sheets.plan_return(BytesIO(content), request.user, shape, lock=lock)


@require_POST
@requires(Permission.FILE_IMPORT)
def return_confirm(request, key):
    stored = returned(request, key)
    if not stored.confirmed_at and actions.sheet_content(stored) is None:
        return sheet_gone(request, f"casefiles:{stored.kind}-load")
    confirm_loaded(
        request,
        lambda: confirm_return(
            stored=stored,
            shown=request.POST.get("digest", ""),
            plan_again=lambda: waiting_plan(request, stored, lock=True),
            without_problems="without_problems" in request.POST,
            by=request.user,
        ),
        _("Nothing was written: what is stored has changed since this preview. Look at it again."),
    )
    return redirect("casefiles:return-preview", key)
