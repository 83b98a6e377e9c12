from io import BytesIO

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
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
from casefiles.sheets.planning import CHANGED
from jurisdiction.access import Permission
from jurisdiction.doors import requires, take_out, trace
from jurisdiction.sheets.plans import NEW, PROBLEM, UNCHANGED
from jurisdiction.terms import AccessKind
from paperwork.reading import Unreadable

ROWS = 50


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
        plan = sheets.plan_roster(BytesIO(content), request.user, CaseForm)
    except Unreadable as problem:
        form.add_error("file", str(problem))
        return None
    return actions.store_roster(content=content, file_name=file.name, plan=plan, by=request.user)


@require_safe
@requires(Permission.FILE_IMPORT)
def roster_preview(request, key):
    stored = get_object_or_404(RosterImport.objects.visible_to(request.user), key=key)
    if stored.confirmed_at:
        show(request, [])
        return render(request, "casefiles/roster_done.html", {"stored": stored})
    plan = waiting_plan(request, stored)
    if plan is None:
        return gone(request)
    tabs = [
        (NEW, _("New"), len(plan.new)),
        (CHANGED, _("Changed"), len(plan.changed)),
        (UNCHANGED, _("Unchanged"), len(plan.unchanged)),
        (PROBLEM, _("Problems"), len(plan.problems)),
    ]
    kind = chosen_kind(request, tabs)
    page = Paginator(plan.of_kind(kind), ROWS).get_page(request.GET.get("page"))
    show(request, page.object_list)
    context = {
        "stored": stored, "plan": plan, "tabs": tabs, "kind": kind, "page": page,
        "rows": page.object_list, "query": f"show={kind}", "digest": plan.digest(),
        "writes": len(plan.new) + len(plan.changed),
    }  # fmt: skip
    return render(request, "casefiles/roster_preview.html", context)


def show(request, proposals):
    """Write down whose files stand beside these rows of the sheet."""
    trace(request, AccessKind.LIST, files_beside(proposals))


def files_beside(proposals):
    return CaseFile.objects.files_of(each.case for each in proposals if each.case)


def chosen_kind(request, tabs):
    """What was asked for; problems first, then what would be written."""
    counts = {kind: count for kind, _label, count in tabs}
    asked = request.GET.get("show")
    if asked in counts:
        return asked
    return next((kind for kind in (PROBLEM, CHANGED, NEW) if counts[kind]), UNCHANGED)


def waiting_plan(request, stored, *, lock=False):
    content = actions.sheet_content(stored)
    return content and sheets.plan_roster(BytesIO(content), request.user, CaseForm, lock=lock)


def gone(request):
    messages.warning(
        request, _("This sheet waited longer than a day and was erased. Load it again.")
    )
    return redirect("casefiles:roster-import")


@require_POST
@requires(Permission.FILE_IMPORT)
def roster_confirm(request, key):
    stored = get_object_or_404(RosterImport.objects.visible_to(request.user), key=key)
    if not stored.confirmed_at and actions.sheet_content(stored) is None:
        return gone(request)
    try:
        confirm(request, stored)
    except actions.HasProblems:
        messages.error(
            request,
            _(
                "Nothing was written. Tick that the rows with problems are left out, or correct "
                "the sheet and load it again."
            ),
        )
    except (actions.PlanChanged, IntegrityError):
        messages.warning(
            request,
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
    stored = get_object_or_404(RosterImport.objects.visible_to(request.user), key=key)
    with override("zh-hans"):  # sheets are Chinese, whatever the screen speaks
        plan = waiting_plan(request, stored)
    if plan is None:
        return gone(request)
    table = sheets.problem_sheet(plan)
    return take_out(
        request, lambda: table, reverse("casefiles:roster-preview", args=[key]),
        headers=table.headers(), n=len(table.lines), files=files_beside(plan.problems),
    )  # fmt: skip
