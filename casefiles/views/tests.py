"""Tests: recorded, corrected by the next edition, withdrawn, listed, printed (form F8)."""

import uuid
from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters import TestFilter
from casefiles.forms import TestForm, WithdrawForm
from casefiles.models import CaseFile, DrugTest
from casefiles.models.corrections import marks
from casefiles.terms.tasks import REPORTED
from casefiles.views.visits import key_reused, waits_for_decision, withdrawn
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
        return draw(request, form, _("Record a test"))
    try:
        test, _is_new = actions.record_test(
            case=case, key=form.cleaned_data["key"], by=request.user, **form.content()
        )
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return draw(request, form, _("Record a test"), status=409)
    say_what_became(request, test)
    return redirect(case)


def say_what_became(request, test):
    if test.result in REPORTED:
        said = _("Saved. The report to the police is open: tell them at once.")
        messages.warning(request, said)
    elif test.slot_id:
        messages.success(request, _("Saved. The test that was due is done."))
    else:
        messages.warning(request, _("Saved. It closes no due test."))


def draw(request, form, title, status=200):
    context = {"form": form, "case": form.case, "title": title}
    return render(request, "casefiles/test_form.html", context, status=status)


@requires(Permission.TEST_RECORD)
def test_correct(request, pk):
    """The next edition of a record, which begins with what stands."""
    test = fetch(request, recorded(request.user), pk=pk)
    stored = TestForm.stored_values(test) | {"key": uuid.uuid4()}
    form = TestForm(request.POST or None, case=test.case, test=test, initial=stored)
    title = _("Correct the test of %(day)s") % {"day": date_format(test.tested_on)}
    if request.method != "POST" or not form.is_valid():
        return draw(request, form, title)
    try:
        made, _is_new = actions.correct_test(
            test=test, key=form.cleaned_data["key"], by=request.user, **form.content()
        )
    except (actions.KeyReused, actions.Stale):
        said = _("This record was corrected or withdrawn meanwhile. Look at what stands now.")
        form.add_error(None, said)
        return draw(request, form, title, status=409)
    except actions.Disputed:
        form.add_error(None, waits_for_decision())
        return draw(request, form, title)
    messages.success(request, _("Saved as the next edition. The one before stays, struck through."))
    return redirect(made)


def recorded(officer):
    """What this officer may correct or withdraw."""
    tests = DrugTest.objects.visible_to(officer, Permission.TEST_RECORD)
    return tests.select_related("case__village")


@require_safe
@requires(Permission.TEST_READ)
def test_detail(request, pk):
    test = test_to_read(request, pk)
    return render(request, "casefiles/test_detail.html", contents_of(test))


@require_safe
@requires(Permission.TEST_READ)
def test_print(request, pk):
    """Form F8 on A4, in Chinese whatever the screen speaks, with a box for each signature."""
    test = test_to_read(request, pk)
    return render(request, "casefiles/test_print.html", contents_of(test))


def test_to_read(request, pk):
    tests = DrugTest.objects.visible_to(request.user, Permission.TEST_READ)
    tests = (
        tests.with_finding()
        .prefetch_related(marks())
        .select_related(
            "case__village", "slot", "recorded_by", "withdrawn_by", "corrects", "corrected_by"
        )
    )
    return fetch(request, tests, pk=pk)


def contents_of(test):
    today = timezone.localdate()
    return {
        "test": test,
        "case": test.case,
        "may_object": bool(test.objection_until) and test.objection_until >= today,
        "corrected_by": getattr(test, "corrected_by", None),
    }


def test_filter(request):
    tests = DrugTest.objects.visible_to(request.user, Permission.TEST_READ)
    tests = tests.with_finding().prefetch_related(marks())
    tests = tests.select_related("case", "village", "recorded_by")
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
    test = fetch(request, recorded(request.user).standing(), pk=pk)
    form = WithdrawForm(request.POST or None)
    deed = partial(actions.withdraw_test, test=test)
    if request.method == "POST" and form.is_valid() and withdrawn(request, form, deed):
        return redirect("casefiles:case-records", test.case_id)
    title = _("Withdraw the test of %(day)s") % {"day": test.tested_on}
    return render(
        request,
        "casefiles/deed_form.html",
        {"form": form, "case": test.case, "title": title, "submit": _("Withdraw")},
    )
