"""Drug-free titles (form F16): applied for, checked, decided."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import actions, sheets
from campaigns.filters import TitleFilter
from campaigns.forms import StepForm, TitleForm, WithdrawForm
from campaigns.models import Title
from campaigns.views.activities import first_values, key_reused, may_change
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import exporting, listing, printing, requires


def title_filter(request):
    rows = Title.objects.visible_to(request.user).select_related("area", "unit")
    return TitleFilter(request.GET, queryset=rows, request=request)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def title_list(request):
    export = reverse("campaigns:title-export")
    return listing(request, title_filter(request), "campaigns/title_list.html", export=export)


@requires(Permission.CAMPAIGN_READ, Permission.FILE_EXPORT)
def title_export(request):
    back = reverse("campaigns:title-list")
    return exporting(request, title_filter(request), sheets.title_sheet, back)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def title_print(request):
    back = reverse("campaigns:title-list")
    return printing(request, title_filter(request), sheets.title_sheet, back)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def title_detail(request, pk):
    rows = Title.objects.visible_to(request.user).select_related(
        "area", "unit", "recorded_by", "withdrawn_by"
    )
    title = get_object_or_404(rows, pk=pk)
    context = {
        "title": title,
        "steps": title.steps.select_related("recorded_by"),
        "may_change": may_change(request.user, title),
        "may_decide": bool(title.next_states)
        and can_in(request.user, Permission.CAMPAIGN_MANAGE, title.area_id),
    }
    return render(request, "campaigns/title_detail.html", context)


@requires(Permission.CAMPAIGN_RECORD)
def title_create(request):
    values = first_values(request.user) | {"applied_on": timezone.localdate()}
    form = TitleForm(request.POST or None, officer=request.user, initial=values)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            title, _is_new = actions.apply_for_title(
                key=form.cleaned_data["key"], by=request.user, **form.columns()
            )
            messages.success(request, _("Saved."))
            return redirect(title)
        except actions.KeyReused:
            form.add_error(None, key_reused())
            status = 409
    context = {"form": form, "title": _("Apply for a title"), "submit": _("Save")}
    return render(request, "campaigns/deed_form.html", context, status=status)


@requires(Permission.CAMPAIGN_MANAGE)
def title_step(request, pk):
    rows = Title.objects.visible_to(request.user, Permission.CAMPAIGN_MANAGE).standing()
    title = get_object_or_404(rows.select_related("area", "unit"), pk=pk)
    values = {"version": title.version, "happened_on": timezone.localdate()}
    form = StepForm(request.POST or None, title=title, initial=values)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_step(title=title, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(title)
        except actions.Stale:
            form.add_error(None, _("Somebody else decided meanwhile: open the title anew."))
            status = 409
        except actions.NotNext:
            form.add_error("happened_on", _("This day lies before the step that it follows."))
    context = {"form": form, "row": title, "title": _("Check or decide"), "submit": _("Save")}
    return render(request, "campaigns/deed_form.html", context, status=status)


@requires(Permission.CAMPAIGN_RECORD)
def title_withdraw(request, pk):
    rows = Title.objects.visible_to(request.user, Permission.CAMPAIGN_RECORD).standing()
    title = get_object_or_404(rows.select_related("area", "unit"), pk=pk)
    if not may_change(request.user, title):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_title(title=title, by=request.user, **form.cleaned_data)
        messages.success(request, _("Withdrawn. It counts nowhere any more."))
        return redirect(title)
    context = {"form": form, "row": title, "title": _("Withdraw the application")}
    return render(request, "campaigns/deed_form.html", context | {"submit": _("Withdraw")})
