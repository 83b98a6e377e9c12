"""Exit on time: reminders at 90, 30 and 0 days, and who is kept past the end without a ground."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casefiles import sheets
from casefiles.filters.exits import ExitFilter
from casefiles.models import RehabOrder
from casefiles.models.exits import exit_counts, exit_status, stay_of, with_stays
from casefiles.terms.exits import ExitStatus
from jurisdiction.access import Permission, can
from jurisdiction.doors import exporting, listing, requires


def exit_filter(request):
    orders = RehabOrder.objects.visible_to(request.user).select_related("case__village")
    rows = with_stays(orders.order_by("ends_on", "pk"))
    return ExitFilter(request.GET, queryset=rows, request=request)


@requires(Permission.FILE_EXPORT)
def exit_export(request):
    back = reverse("casefiles:exit-list")
    return exporting(request, exit_filter(request), sheets.exit_sheet, back)


@require_safe
@requires(Permission.FILE_READ)
def exit_list(request):
    today = timezone.localdate()
    return listing(
        request,
        exit_filter(request),
        "casefiles/exit_list.html",
        export=reverse("casefiles:exit-export"),
        ready=lambda rows: [exit_row(order, today) for order in rows],
    )


def exit_row(order, today):
    status, left = exit_status(order, today), order.days_left(today)
    return {
        "order": order,
        "status": ExitStatus(status) if status else None,
        "is_kept": status == ExitStatus.KEPT,
        "days": abs(left),
        "is_past": left < 0,
        "stay": stay_of(order),
    }


def exit_questions(officer, today):
    """What waits of ends, for whoever enters steps: (sentence, address)."""
    if not can(officer, Permission.ORDER_EDIT):
        return []
    counts = exit_counts(RehabOrder.objects.visible_to(officer, Permission.ORDER_EDIT), today)
    place = reverse("casefiles:exit-list")
    return [
        (sentence % {"n": counts[status]}, f"{place}?status={status}")
        for status, sentence in sentences_of(counts).items()
        if counts[status]
    ]


def sentences_of(counts):
    return {
        "kept": ngettext(
            "%(n)d person is kept past the end, no ground",
            "%(n)d persons are kept past the end, no ground",
            counts["kept"],
        ),
        "today": ngettext("%(n)d term ends today", "%(n)d terms end today", counts["today"]),
        "within_30": ngettext(
            "%(n)d term ends within 30 days", "%(n)d terms end within 30 days",
            counts["within_30"],
        ),
        "within_90": ngettext(
            "%(n)d term ends within 90 days", "%(n)d terms end within 90 days",
            counts["within_90"],
        ),
    }  # fmt: skip
