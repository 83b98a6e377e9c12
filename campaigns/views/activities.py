import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import actions, sheets
from campaigns.filters import ActivityFilter
from campaigns.forms import ActivityForm, MaterialFormSet, WithdrawForm, lines_of
from campaigns.models import Activity
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import exporting, listing, requires, without_page

PRINTED = 1000  # rows of a printed list at most


def activity_filter(request):
    rows = Activity.objects.visible_to(request.user).select_related("area", "recorded_by")
    return ActivityFilter(request.GET, queryset=rows, request=request)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def activity_list(request):
    return listing(
        request,
        activity_filter(request),
        "campaigns/activity_list.html",
        export=reverse("campaigns:activity-export"),
    )


@requires(Permission.CAMPAIGN_READ, Permission.FILE_EXPORT)
def activity_export(request):
    back = reverse("campaigns:activity-list")
    return exporting(request, activity_filter(request), sheets.activity_sheet, back)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def activity_detail(request, pk):
    rows = Activity.objects.visible_to(request.user)
    rows = rows.select_related("area", "unit", "recorded_by", "withdrawn_by")
    activity = get_object_or_404(rows, pk=pk)
    context = {
        "activity": activity,
        "photos": activity.photos.standing().listed(),
        "may_change": may_change(request.user, activity),
    }
    return render(request, "campaigns/activity_detail.html", context)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def record_print(request, pk):
    """The record of one activity (form F15) on A4, with its photos and a line to sign on."""
    rows = Activity.objects.visible_to(request.user).standing()
    activity = get_object_or_404(rows.select_related("area", "unit", "recorded_by"), pk=pk)
    context = {
        "activity": activity,
        "materials": activity.materials.all(),
        "photos": activity.photos.standing().listed(),
    }
    return render(request, "campaigns/record_print.html", context)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def activity_print(request):
    """The filtered list on paper, by day and with its totals; withdrawn activities stay out."""
    narrowed = activity_filter(request)
    rows = narrowed.qs.standing() if narrowed.is_valid() else narrowed.queryset.none()
    n = rows.count()
    activities = rows.order_by("happened_on", "pk").prefetch_related("materials")[:PRINTED]
    context = {
        "activities": activities, "n": n, "left_out": max(n - PRINTED, 0),
        "query": without_page(request), "today": timezone.localdate(),
        "totals": rows.aggregate(sessions=Sum("sessions"), people=Sum("people"),
                                 attendances=Sum("attendances")),
    }  # fmt: skip
    return render(request, "campaigns/activity_print.html", context)


def may_change(officer, activity):
    """Whoever entered it, and the office of the place."""
    if activity.is_withdrawn or not can_in(officer, Permission.CAMPAIGN_RECORD, activity.area_id):
        return False
    own = activity.recorded_by_id == officer.pk
    return own or can_in(officer, Permission.CAMPAIGN_MANAGE, activity.area_id)


@requires(Permission.CAMPAIGN_RECORD)
def activity_create(request):
    form, lines = forms_of(request, first_values(request.user))
    if request.method != "POST" or not (form.is_valid() & lines.is_valid()):
        return draw(request, form, lines)
    try:
        activity, _is_new = actions.record_activity(
            key=form.cleaned_data["key"], by=request.user, materials=lines.columns(),
            **form.content_columns(),
        )  # fmt: skip
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return draw(request, form, lines, status=409)
    messages.success(request, _("Saved."))
    return redirect(activity)


def first_values(officer):
    """Today, and the officer's own place where there is but one."""
    codes = {p.area_id for p in officer.postings_in_force}
    place = {"area": codes.pop()} if len(codes) == 1 else {}
    return {"key": uuid.uuid4(), "happened_on": timezone.localdate(), "sessions": 1} | place


def forms_of(request, initial, lines=()):
    data = request.POST if request.method == "POST" else None
    form = ActivityForm(data, officer=request.user, initial=initial)
    return form, MaterialFormSet(data, initial=lines, prefix="material")


def draw(request, form, lines, activity=None, status=200):
    bound = form.is_bound and (lines.total_error_count() or form.errors)
    context = {"form": form, "lines": lines, "activity": activity, "is_open": bool(bound)}
    return render(request, "campaigns/activity_form.html", context, status=status)


def key_reused():
    return _(
        "This page was saved before with other answers. Look at the list to see what is stored; "
        "to record something else, open the form anew."
    )


def changeable(officer, pk):
    rows = Activity.objects.visible_to(officer, Permission.CAMPAIGN_RECORD).standing()
    activity = get_object_or_404(rows.select_related("area"), pk=pk)
    if not may_change(officer, activity):
        raise PermissionDenied
    return activity


@requires(Permission.CAMPAIGN_RECORD)
def activity_update(request, pk):
    activity = changeable(request.user, pk)
    stored = stored_values(activity)
    form, lines = forms_of(request, stored, lines_of(activity))
    if request.method != "POST" or not (form.is_valid() & lines.is_valid()):
        return draw(request, form, lines, activity)
    try:
        actions.correct_activity(
            activity=activity, version=form.cleaned_data["version"], by=request.user,
            materials=rewritten(lines), **form.content_columns(),
        )  # fmt: skip
    except actions.Stale:
        show_both(form, activity, stored, request.user)
        return draw(request, form, lines, activity, status=409)
    messages.success(request, _("Saved."))
    return redirect(activity)


def rewritten(lines):
    """Every line that holds something, whether it was changed or not."""
    return [form.columns() for form in lines if form.cleaned_data.get("kind")]


def stored_values(activity):
    names = [name for name in ActivityForm.base_fields if hasattr(activity, name)]
    return {name: getattr(activity, name) for name in names} | {"key": uuid.uuid4()}


def show_both(form, activity, stored, officer):
    """Beside each field that somebody else saved otherwise, what is stored now; and the lines."""
    form.show_stored(ActivityForm(officer=officer, initial=stored))
    lines = "；".join(map(str, activity.materials.all())) or _("none")
    form.add_error(None, _("Materials now stored: %(lines)s") % {"lines": lines})


@requires(Permission.CAMPAIGN_RECORD)
def activity_withdraw(request, pk):
    activity = changeable(request.user, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_activity(activity=activity, by=request.user, **form.cleaned_data)
        messages.success(request, _("Withdrawn. It counts nowhere any more."))
        return redirect(activity)
    title = _("Withdraw the activity of %(day)s") % {"day": activity.happened_on}
    context = {"form": form, "row": activity, "title": title, "submit": _("Withdraw")}
    return render(request, "campaigns/deed_form.html", context)
