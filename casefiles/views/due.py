"""What is due: the cadre's first page, and the list of slots behind every figure."""

from datetime import timedelta
from functools import cache

from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from casefiles import actions, sheets
from casefiles.filters import SlotFilter
from casefiles.forms import ExcuseForm
from casefiles.models import DueSlot
from casefiles.terms import SlotKind, SlotState
from casefiles.views.waiting import pressing
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, fetch, listing, requires
from jurisdiction.models.addresses import address

WEEK = timedelta(days=7)
SHOWN = (
    "kind",
    "village",
    "state",
    "opens_on",
    "due_on",
    "closes_on",
    "case__name",
    "case__village__name",
    "case__group__name",
)
OVERDUE, TODAY, WITHIN_WEEK = 0, 1, 2
FORMS = {SlotKind.VISIT: "casefiles:visit-create", SlotKind.TEST: "casefiles:test-create"}


@require_safe
@requires(Permission.VISIT_RECORD)
def due_list(request):
    """Overdue, today, next seven days; in each, by villager group.

    Above stands what presses beside them; all that waits has a page of its own.
    """
    today = timezone.localdate()
    slots = DueSlot.objects.visible_to(request.user, Permission.VISIT_RECORD)
    due = SlotFilter(
        request.GET,
        queryset=in_buckets(slots.actionable(today).filter(due_on__lte=today + WEEK), today),
        request=request,
    )
    counts = due_counts(slots, today)
    return listing(
        request,
        due,
        "casefiles/due_list.html",
        ready=lambda rows: due_cards(rows, today),
        total=None if request.GET else counts["overdue"] + counts["today"] + counts["week"],
        counts=counts,
        today=today,
        **pressing(request.user, today),
    )


def in_buckets(slots, today):
    bucket = Case(
        When(due_on__lt=today, then=Value(OVERDUE)),
        When(due_on=today, then=Value(TODAY)),
        default=Value(WITHIN_WEEK),
        output_field=IntegerField(),
    )
    return (
        slots.with_limits()
        .select_related("case__village", "case__group")
        .only(*SHOWN)
        .annotate(bucket=bucket)
        .order_by("bucket", "case__village", "case__group", "due_on", "pk")
    )


def due_counts(slots, today):
    """How many are overdue, due today, due within a week; and how many last month missed."""
    last_month = today.replace(day=1) - timedelta(days=1)
    recent = slots.filter(closes_on__gte=last_month, state__in=[SlotState.OPEN, SlotState.MISSED])
    days = recent.order_by().values_list("opens_on", "due_on", "closes_on")
    counts = dict.fromkeys(("overdue", "today", "week", "missed"), 0)
    for opens_on, due_on, closes_on in days:
        if closes_on == last_month:
            counts["missed"] += 1
        elif opens_on <= today <= closes_on and due_on <= today + WEEK:
            counts["overdue" if due_on < today else "week" if due_on > today else "today"] += 1
    return counts


def due_cards(slots, today):
    """One card per slot, with a heading where the section or the villager group changes."""
    titles = {
        OVERDUE: _("Overdue"),
        TODAY: _("Today"),
        WITHIN_WEEK: _("Next seven days"),
    }
    when = cache(when_due)
    cards, section, place = [], None, None
    for slot in slots:
        here = (slot.case.village, slot.case.group)
        cards.append(
            {
                "slot": slot,
                "section": titles[slot.bucket] if slot.bucket != section else "",
                "place": here if here != place or slot.bucket != section else None,
                "when": when(slot.due_on),
                "late": late_by(slot.days_late(today)),
                "badge": slot.badge(today),
                "alarm": slot.alarm(today),
                "form": address(FORMS[slot.kind], slot.case_id),
            }
        )
        section, place = slot.bucket, here
    return cards


def when_due(day):
    return _("due %(day)s") % {"day": localize(day)}


def late_by(days):
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days} if days else ""


def slot_filter(request):
    slots = DueSlot.objects.visible_to(request.user)
    slots = slots.with_limits().select_related("case", "village", "schedule")
    slots = slots.order_by("-closes_on", "village", "pk")
    return SlotFilter(request.GET, queryset=slots, request=request)


@requires(Permission.FILE_EXPORT)
def slot_export(request):
    return exporting(
        request, slot_filter(request), sheets.slot_sheet, reverse("casefiles:slot-list")
    )


@require_safe
@requires(Permission.FILE_READ)
def slot_list(request):
    today = timezone.localdate()
    return listing(
        request,
        slot_filter(request),
        "casefiles/slot_list.html",
        export=reverse("casefiles:slot-export"),
        ready=lambda rows: [(slot, slot.badge(today), slot.alarm(today)) for slot in rows],
    )


@requires(Permission.SLOT_EXCUSE)
def slot_excuse(request, pk):
    slot = fetch(
        request,
        DueSlot.objects.visible_to(request.user, Permission.SLOT_EXCUSE).select_related("case"),
        pk=pk,
    )
    form = ExcuseForm(request.POST or None, kind=slot.kind)
    if request.method == "POST" and form.is_valid():
        actions.excuse_slot(slot=slot, by=request.user, **form.cleaned_data)
        messages.success(request, _("Excused. It no longer counts as due."))
        return redirect(slot.case)
    title = _("Excuse %(slot)s of %(name)s") % {"slot": slot, "name": slot.case.name}
    return render(
        request,
        "casefiles/deed_form.html",
        {"form": form, "case": slot.case, "title": title, "submit": _("Excuse")},
    )


@require_POST
@requires(Permission.SLOT_EXCUSE)
def slot_restore(request, pk):
    slot = fetch(
        request,
        DueSlot.objects.visible_to(request.user, Permission.SLOT_EXCUSE).select_related("case"),
        pk=pk,
    )
    actions.restore_slot(slot=slot, by=request.user, today=timezone.localdate())
    messages.success(request, _("The slot is owed again."))
    return redirect(slot.case)
