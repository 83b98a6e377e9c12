"""The year's tests, person by twelve months: done, missed or excused, as the due slots say."""

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles import sheets
from casefiles.filters.tests import TestMonthFilter
from casefiles.models import CaseFile
from casefiles.terms import SlotState
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import exporting, listing, requires


def month_filter(request):
    cases = CaseFile.objects.visible_to(request.user).select_related("village", "group")
    return TestMonthFilter(request.GET, queryset=cases, request=request)


@requires(Permission.FILE_EXPORT)
def test_months_export(request):
    return exporting(
        request,
        month_filter(request),
        sheets.test_month_sheet,
        reverse("casefiles:test-months"),
    )


@require_safe
@requires(Permission.FILE_READ)
def test_months(request):
    """Whoever may not read results sees done or not done, and nothing of what excused a test."""
    today = timezone.localdate()
    return listing(
        request,
        month_filter(request),
        "casefiles/test_months.html",
        export=reverse("casefiles:test-months-export"),
        ready=lambda rows: [month_row(request.user, case, today) for case in rows],
        months=range(1, 13),
    )


def month_row(officer, case, today):
    reads = can_in(officer, Permission.TEST_READ, case.village_id)
    cells = [[] for _month in range(12)]
    owed = [slot for slot in case.year_slots if slot.counts]
    for slot in case.year_slots if reads else owed:
        cells[slot.month - 1].append(cell_of(slot, reads, today))
    done = [slot for slot in owed if slot.state == SlotState.DONE]
    return {"case": case, "cells": cells, "owed": len(owed), "done": len(done)}


def cell_of(slot, reads, today):
    """The badge of a slot, and for whoever may read it the result or the reason."""
    test = slot.closing_test
    word = ""
    if reads:
        word = test.get_result_display() if test else slot.get_reason_code_display()
    return {"badge": slot.badge(today), "word": word, "test": test if reads else None}
