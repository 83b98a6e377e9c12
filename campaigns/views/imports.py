"""Loading a sheet of activities or of materials: seen first, then written all or nothing."""

from io import BytesIO

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from campaigns import actions, sheets
from campaigns.forms import ImportForm
from campaigns.models import CampaignImport
from campaigns.terms import ListKind
from jurisdiction.access import Permission
from jurisdiction.doors import (
    confirm_loaded,
    preview,
    requires,
    sheet_gone,
    sheet_response,
    take_out,
)
from jurisdiction.sheets.plans import NEW, PROBLEM, UNCHANGED
from paperwork.reading import Unreadable


@requires(Permission.CAMPAIGN_RECORD)
def import_upload(request):
    is_upload = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_upload else ImportForm()
    if form.is_valid():
        stored = upload(request, form)
        if stored:
            return redirect(stored)
    return render(request, "campaigns/import.html", {"form": form, "kinds": ListKind.choices})


def upload(request, form):
    """The stored sheet, or None with the reason on the form."""
    file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    content = file.read()
    try:
        sheets.plan_import(
            BytesIO(content), request.user, kind
        )  # so far only whether it can be read
    except Unreadable as problem:
        form.add_error("file", str(problem))
        return None
    return actions.store_import(content=content, file_name=file.name, kind=kind, by=request.user)


@require_safe
@requires(Permission.CAMPAIGN_RECORD)
def import_template(request, kind):
    if kind not in ListKind.values:
        raise Http404
    return sheet_response(*sheets.template_sheet(kind))


@require_safe
@requires(Permission.CAMPAIGN_RECORD)
def import_preview(request, key):
    stored = get_object_or_404(CampaignImport.objects.visible_to(request.user), key=key)
    if stored.confirmed_at:
        return render(request, "campaigns/import_done.html", {"stored": stored})
    plan = waiting_plan(request, stored)
    if plan is None:
        return sheet_gone(request, "campaigns:import")
    tabs = [
        (NEW, _("New"), len(plan.new)),
        (UNCHANGED, _("Recorded already"), len(plan.unchanged)),
        (PROBLEM, _("Problems"), len(plan.problems)),
    ]
    context = preview(request, stored, plan, tabs, first=(PROBLEM, NEW))
    return render(request, "campaigns/import_preview.html", context)


def waiting_plan(request, stored, *, lock=False):
    content = actions.sheet_content(stored)
    if content is None:
        return None
    return sheets.plan_import(BytesIO(content), request.user, stored.kind, lock=lock)


@require_POST
@requires(Permission.CAMPAIGN_RECORD)
def import_confirm(request, key):
    stored = get_object_or_404(CampaignImport.objects.visible_to(request.user), key=key)
    if not stored.confirmed_at and actions.sheet_content(stored) is None:
        return sheet_gone(request, "campaigns:import")
    confirm_loaded(
        request,
        lambda: confirm(request, stored),
        _("Nothing was written: the records changed since this preview. Look at it again."),
    )
    return redirect(stored)


def confirm(request, stored):
    actions.confirm_import(
        stored=stored,
        shown=request.POST.get("digest", ""),
        plan_again=lambda: waiting_plan(request, stored, lock=True),
        without_problems="without_problems" in request.POST,
        by=request.user,
    )


@requires(Permission.CAMPAIGN_RECORD)
def import_problems(request, key):
    """What an office typed leaves the house again: through the register, like every list."""
    stored = get_object_or_404(CampaignImport.objects.visible_to(request.user), key=key)
    with override("zh-hans"):  # sheets are Chinese, whatever the screen speaks
        plan = waiting_plan(request, stored)
    if plan is None:
        return sheet_gone(request, "campaigns:import")
    table = sheets.problem_sheet(plan, stored.kind)
    return take_out(
        request, lambda: table, stored.get_absolute_url(), headers=table.headers(),
        n=len(table.lines), files=[],
    )  # fmt: skip
