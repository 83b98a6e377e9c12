import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns import actions, sheets
from campaigns.filters import ActivityFilter, PlanFilter, TitleFilter
from campaigns.forms import (
    ActivityForm,
    MaterialFormSet,
    PlanForm,
    StepForm,
    TitleForm,
    WithdrawForm,
    lines_of,
)
from campaigns.indicators import summary_figures
from campaigns.models import Activity, PlanSlot, Title
from campaigns.terms import ActivityKind, Lasting, MaterialKind, MaterialUnit
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import drawn, exporting, listing, requires, without_page
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel


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


@requires(Permission.CAMPAIGN_READ, Permission.FILE_EXPORT)
def figures_export(request):
    back = reverse("campaigns:figures")
    return exporting(request, activity_filter(request), sheets.figure_sheet, back)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def figures(request):
    """The figures of the work summary; each leads to the activities that it counts."""
    narrowed = activity_filter(request)
    rows = narrowed.qs if narrowed.is_valid() else narrowed.queryset.none()
    kinds, materials = summary_figures(rows)
    address, query = reverse("campaigns:activity-list"), QueryDict(without_page(request))
    context = {
        "filter_fields": [drawn(field) for field in narrowed.form],
        "export": exports(request),
        "query": without_page(request),
        "kinds": [kind_row(row, address, query) for row in kinds],
        "materials": [material_row(row, address, query) for row in materials],
    }
    return render(request, "campaigns/figures.html", context)


def exports(request):
    codes = [p.area_id for p in request.user.postings_in_force]
    may = any(can_in(request.user, Permission.FILE_EXPORT, code) for code in codes)
    return reverse("campaigns:figures-export") if may else ""


def kind_row(row, address, query):
    return row, ActivityKind(row.kind).label, narrowed_link(address, query, kind=row.kind)


def material_row(row, address, query):
    lasting = Lasting(row.lasting).label if row.lasting else ""
    label = f"{MaterialKind(row.kind).label} {lasting}".strip()
    link = narrowed_link(address, query, material=row.kind, unit=row.unit, lasting=row.lasting)
    return row, label, MaterialUnit(row.unit).label, link


def narrowed_link(address, query, **more):
    query = query.copy()
    for name, value in more.items():
        query[name] = value
    return f"{address}?{query.urlencode()}"


@require_safe
@requires(Permission.CAMPAIGN_READ)
def activity_detail(request, pk):
    rows = Activity.objects.visible_to(request.user)
    rows = rows.select_related("area", "unit", "recorded_by", "withdrawn_by")
    activity = get_object_or_404(rows, pk=pk)
    context = {"activity": activity, "may_change": may_change(request.user, activity)}
    return render(request, "campaigns/activity_detail.html", context)


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
        show_both(form, stored)
        return draw(request, form, lines, activity, status=409)
    messages.success(request, _("Saved."))
    return redirect(activity)


def rewritten(lines):
    """Every line that holds something, whether it was changed or not."""
    return [form.columns() for form in lines if form.cleaned_data.get("kind")]


def stored_values(activity):
    names = [name for name in ActivityForm.base_fields if hasattr(activity, name)]
    return {name: getattr(activity, name) for name in names} | {"key": uuid.uuid4()}


def show_both(form, stored):
    """Beside each field that somebody else saved otherwise, what is stored now."""
    form.add_error(None, _("Somebody else saved this meanwhile. Compare and save again."))
    for name, value in form.content_columns().items():
        if value != stored[name]:
            form.add_error(name, _("Stored now: %s") % stored[name])
    form.data = form.data | {"version": stored["version"]}


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


def plan_filter(request):
    """This year's plan, unless another year is asked for."""
    asked = request.GET.copy()
    asked.setdefault("year", timezone.localdate().year)
    slots = PlanSlot.objects.visible_to(request.user).select_related("area", "activity")
    return PlanFilter(asked, queryset=slots, request=request)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def plan(request):
    today = timezone.localdate()
    return listing(
        request,
        plan_filter(request),
        "campaigns/plan.html",
        export=reverse("campaigns:plan-export"),
        ready=lambda slots: [(slot, slot.badge(today)) for slot in slots],
        years=(today.year, today.year + 1),
    )


@requires(Permission.CAMPAIGN_READ, Permission.FILE_EXPORT)
def plan_export(request):
    return exporting(request, plan_filter(request), sheets.plan_sheet, reverse("campaigns:plan"))


@require_POST
@requires(Permission.CAMPAIGN_MANAGE)
def plan_set_up(request):
    form = PlanForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the year of the plan."))
        return redirect("campaigns:plan")
    areas = Area.objects.visible_to(request.user, Permission.CAMPAIGN_MANAGE)
    villages = areas.of_level(AreaLevel.VILLAGE).in_force(timezone.localdate())
    made = actions.set_up_plan(villages=villages, by=request.user, **form.cleaned_data)
    messages.success(request, _("%(n)s items were planned.") % {"n": made})
    return redirect(f"{reverse('campaigns:plan')}?year={form.cleaned_data['year']}")


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
