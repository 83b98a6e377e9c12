import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters import TestFilter
from casefiles.forms import TestForm, WithdrawForm
from casefiles.models import CaseFile, DrugTest
from casefiles.models.corrections import marks
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, fetch, listing, requires


@requires(Permission.TEST_RECORD)
def test_create(request, pk):
    case = fetch(
        request, CaseFile.objects.visible_to(request.user, Permission.TEST_RECORD).open(), pk=pk
    )
    first_values = {"key": uuid.uuid4(), "tested_on": timezone.localdate()}
    form = TestForm(request.POST or None, case=case, initial=first_values)
    if request.method != "POST" or not form.is_valid():
        return draw(request, form, case)
    try:
        test, _is_new = actions.record_test(
            case=case, key=form.cleaned_data["key"], by=request.user, **form.content()
        )
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return draw(request, form, case, status=409)
    if test.slot_id:
        messages.success(request, _("Saved. The test of this half-year is done."))
    else:
        messages.warning(request, _("Saved. It closes no due test."))
    return redirect(case)


def draw(request, form, case, status=200):
    context = {"form": form, "case": case, "title": _("Record a test"), "submit": _("Save")}
    return render(request, "casefiles/deed_form.html", context, status=status)


def test_filter(request):
    tests = DrugTest.objects.visible_to(request.user, Permission.TEST_READ)
    tests = tests.select_related("case", "village", "recorded_by").prefetch_related(marks())
    return TestFilter(request.GET, queryset=tests, request=request)


@requires(Permission.FILE_EXPORT, Permission.TEST_READ)
def test_export(request):
    return exporting(
        request, test_filter(request), sheets.test_sheet, reverse("casefiles:test-list")
    )


@require_safe
@requires(Permission.TEST_READ)
def test_list(request):
    return listing(
        request,
        test_filter(request),
        "casefiles/test_list.html",
        export=reverse("casefiles:test-export"),
    )


@requires(Permission.TEST_RECORD)
def test_withdraw(request, pk):
    test = fetch(
        request,
        DrugTest.objects.visible_to(request.user, Permission.TEST_RECORD)
        .standing()
        .select_related("case"),
        pk=pk,
    )
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_test(test=test, by=request.user, **form.cleaned_data)
        messages.success(request, _("Withdrawn. What only this had closed is due again."))
        return redirect(test.case)
    title = _("Withdraw the test of %(day)s") % {"day": test.tested_on}
    return render(
        request,
        "casefiles/deed_form.html",
        {"form": form, "case": test.case, "title": title, "submit": _("Withdraw")},
    )
