from io import BytesIO

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from casefiles import sheets
from casefiles.actions import imports as actions
from casefiles.forms import CaseForm
from casefiles.forms.imports import RosterUploadForm
from casefiles.models import CaseFile, RosterImport
from casefiles.sheets.editing import STALE
from casefiles.sheets.planning import CHANGED
from casefiles.terms.sheets import SheetKind
from jurisdiction.access import Permission
from jurisdiction.doors import confirm_loaded, preview, requires, sheet_gone, take_out, trace
from jurisdiction.sheets.plans import NEW, PROBLEM, UNCHANGED
from jurisdiction.terms import AccessKind
from paperwork.reading import Unreadable


@requires(Permission.FILE_IMPORT, shows_nobody=True)
def roster_import(request):
    is_upload = request.method == "POST"
    form = RosterUploadForm(request.POST, request.FILES) if is_upload else RosterUploadForm()
    if form.is_valid():
        stored = upload(request, form)
        if stored:
            return redirect("casefiles:roster-preview", stored.key)
    return render(request, "casefiles/roster_import.html", {"form": form})


def upload(request, form):
    """The stored sheet, or None with the reason on the form."""
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        sheets.read_roster(BytesIO(content))
    except Unreadable as problem:
        form.add_error("file", str(problem))
        return None
    return actions.store_roster(content=content, file_name=file.name, by=request.user)


def roster_of(request, key):
    rosters = RosterImport.objects.visible_to(request.user).filter(kind=SheetKind.ROSTER)
    return get_object_or_404(rosters, key=key)


@require_safe
@requires(Permission.FILE_IMPORT)
def roster_preview(request, key):
    stored = roster_of(request, key)
    if stored.confirmed_at:
        show(request, [])
        return render(request, "casefiles/roster_done.html", {"stored": stored})
    plan = waiting_plan(request, stored)
    if plan is None:
        return sheet_gone(request, "casefiles:roster-import")
    tabs = [
        (NEW, _("New"), len(plan.new)),
        (CHANGED, _("Changed"), len(plan.changed)),
        (UNCHANGED, _("Unchanged"), len(plan.unchanged)),
        (STALE, _("Changed meanwhile"), len(plan.stale)),
        (PROBLEM, _("Problems"), len(plan.problems)),
    ]
    context = preview(request, stored, plan, tabs, first=(PROBLEM, STALE, CHANGED, NEW))
    show(request, context["rows"])
    context["writes"] = len(plan.new) + len(plan.changed)
    return render(request, "casefiles/roster_preview.html", context)


def show(request, proposals):
    """Write down whose files stand beside these rows of the sheet."""
    trace(request, AccessKind.LIST, files_beside(proposals))


def files_beside(proposals):
    return CaseFile.objects.files_of(each.case for each in proposals if each.case)


def waiting_plan(request, stored, *, lock=False):
    content = actions.sheet_content(stored)
    return content and sheets.plan_roster(BytesIO(content), request.user, CaseForm, lock=lock)


@require_POST
@requires(Permission.FILE_IMPORT)
def roster_confirm(request, key):
    stored = roster_of(request, key)
    if not stored.confirmed_at and actions.sheet_content(stored) is None:
        return sheet_gone(request, "casefiles:roster-import")
    confirm_loaded(
        request,
        lambda: confirm(request, stored),
        _("Nothing was written: the roster has changed since this preview. Look at it again."),
    )
    return redirect("casefiles:roster-preview", key)


def confirm(request, stored):
    actions.confirm_roster(
        stored=stored,
        shown=request.POST.get("digest", ""),
        plan_again=lambda: waiting_plan(request, stored, lock=True),
        without_problems="without_problems" in request.POST,
        by=request.user,
        today=timezone.localdate(),
    )


@requires(Permission.FILE_IMPORT)
def roster_problems(request, key):
    """What the sheet holds of persons leaves the house again: through the register."""
    stored = roster_of(request, key)
    with override("zh-hans"):  # sheets are Chinese, whatever the screen speaks
        plan = waiting_plan(request, stored)
    if plan is None:
        return sheet_gone(request, "casefiles:roster-import")
    leaving, minors = plan.leaving_problems(timezone.localdate())
    table = sheets.problem_sheet(plan, leaving)
    return take_out(
        request, lambda: table, reverse("casefiles:roster-preview", args=[key]),
        headers=table.headers(), n=len(table.lines), files=files_beside(leaving),
        minors_left_out=minors,
    )  # fmt: skip
