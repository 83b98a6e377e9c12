"""The register of leave: who is away now, whose return is overdue, what waits."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casefiles import sheets
from casefiles.filters.leave import LeaveFilter
from casefiles.models import Leave
from casefiles.terms.leave import LeaveStatus
from casefiles.views.leave import standing_of
from jurisdiction.access import Permission, can
from jurisdiction.doors import exporting, listing, requires


def leave_filter(request):
    leaves = Leave.objects.visible_to(request.user).select_related("case__village")
    return LeaveFilter(request.GET, queryset=leaves, request=request)


@requires(Permission.FILE_EXPORT)
def leave_export(request):
    back = reverse("casefiles:leave-list")
    return exporting(request, leave_filter(request), sheets.leave_sheet, back)


@require_safe
@requires(Permission.FILE_READ)
def leave_list(request):
    today = timezone.localdate()
    return listing(
        request,
        leave_filter(request),
        "casefiles/leave_list.html",
        export=reverse("casefiles:leave-export"),
        ready=lambda rows: [standing_of(leave, today) for leave in rows],
    )


def leave_questions(officer, today):
    """What waits of leave, for whoever decides: (sentence, address)."""
    if not can(officer, Permission.LEAVE_DECIDE):
        return []
    counts = Leave.objects.visible_to(officer, Permission.LEAVE_DECIDE).questions(today)
    sentences = {
        LeaveStatus.WAITING.value: ngettext(
            "%(n)d leave waits for a decision", "%(n)d leaves wait for a decision",
            counts["waiting"],
        ),
        LeaveStatus.OVERDUE.value: ngettext(
            "%(n)d return from leave is overdue", "%(n)d returns from leave are overdue",
            counts["overdue"],
        ),
    }  # fmt: skip
    return [
        (sentence % {"n": counts[status]}, f"{reverse('casefiles:leave-list')}?status={status}")
        for status, sentence in sentences.items()
        if counts[status]
    ]
