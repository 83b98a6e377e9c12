"""The plan of the year: what each village owes, and what became of it."""

from collections import Counter, defaultdict
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns import actions, sheets
from campaigns.filters import CalendarFilter, PlanFilter
from campaigns.forms import PlanExcuseForm, PlanForm
from campaigns.models import Activity, PlanSlot
from jurisdiction.access import Permission
from jurisdiction.doors import drawn, exporting, listing, printing, requires, without_page
from jurisdiction.models import Area
from jurisdiction.schedule.windows import month_window
from jurisdiction.terms import AreaLevel

LISTED = 12  # activities that the calendar names in a month; the link leads to all


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


@requires(Permission.CAMPAIGN_MANAGE)
def plan_excuse(request, pk):
    slot = manageable(request, pk)
    form = PlanExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.excuse_planned(slot=slot, by=request.user, **form.cleaned_data)
            messages.success(request, _("Excused. It no longer counts as owed."))
            return redirect(plan_of_year(slot))
        except actions.Stale:
            form.add_error(None, _("It was done or excused meanwhile: nothing was changed."))
    title = _("Excuse %(slot)s of %(name)s") % {"slot": slot, "name": slot.area}
    context = {"form": form, "title": title, "submit": _("Excuse")}
    status = 409 if form.non_field_errors() else 200
    return render(request, "campaigns/deed_form.html", context, status=status)


@require_POST
@requires(Permission.CAMPAIGN_MANAGE)
def plan_restore(request, pk):
    slot = manageable(request, pk)
    actions.restore_planned(slot=slot, by=request.user)
    messages.success(request, _("It is owed again."))
    return redirect(plan_of_year(slot))


def manageable(request, pk):
    rows = PlanSlot.objects.visible_to(request.user, Permission.CAMPAIGN_MANAGE)
    return get_object_or_404(rows.select_related("area"), pk=pk)


def plan_of_year(slot):
    return address("campaigns:plan", {"year": slot.opens_on.year, "area": slot.area_id})


@require_safe
@requires(Permission.CAMPAIGN_READ)
def plan_print(request):
    return printing(request, plan_filter(request), sheets.plan_sheet, reverse("campaigns:plan"))


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


@require_safe
@requires(Permission.CAMPAIGN_READ)
def calendar(request):
    """The year by months: what is planned, done and missed, and what was held; each a link."""
    today, asked = timezone.localdate(), request.GET.copy()
    asked.setdefault("year", today.year)
    slots = PlanSlot.objects.visible_to(request.user)
    narrowed = CalendarFilter(asked, queryset=slots, request=request)
    is_valid = narrowed.is_valid()
    year = int((narrowed.form.cleaned_data.get("year") if is_valid else None) or today.year)
    place = {"area": narrowed.form.cleaned_data["area"]} if is_valid else {}
    place = {name: value for name, value in place.items() if value}
    activities = Activity.objects.visible_to(request.user).standing()
    activities = activities.in_year(year).filter(**place).select_related("area")
    slots = slots.filter(closes_on__year=year, **place)
    context = {
        "filter_fields": [drawn(field) for field in narrowed.form],
        "query": without_page(request),
        "year": year,
        "months": year_by_months(year, slots, activities, place, today),
    }
    return render(request, "campaigns/calendar.html", context)


def year_by_months(year, slots, activities, place, today):
    """(first day, [(label, count, link)], first activities, (count, link)) of each month."""
    planned, held = defaultdict(Counter), defaultdict(list)
    columns = ("closes_on", "activity", "excused_reason")
    for closes_on, activity, excused in slots.values_list(*columns).order_by():
        planned[closes_on.month].update(status_of(closes_on, activity, excused, today))
    for activity in activities.order_by("happened_on", "pk"):
        held[activity.happened_on.month].append(activity)
    return [
        month_row(date(year, month, 1), planned[month], held[month], place)
        for month in range(1, 13)
    ]


def status_of(closes_on, activity, excused, today):
    if activity:
        return ("planned", "done")
    if excused:
        return ()
    return ("planned", "missed") if closes_on < today else ("planned",)


def month_row(first, planned, held, place):
    labels = {"planned": _("Planned"), "done": _("Done"), "missed": _("Missed")}
    asked = {"year": first.year, "month": first.month} | place
    figures = [
        (label, planned[name], address("campaigns:plan", asked | {"status": name}))
        for name, label in labels.items()
    ]
    days = {"date_from": first, "date_to": month_window(first).closes_on, "status": "standing"}
    all_of_them = (len(held), address("campaigns:activity-list", days | place))
    return first, figures, held[:LISTED], all_of_them


def address(page, asked):
    return f"{reverse(page)}?{urlencode(asked)}"
