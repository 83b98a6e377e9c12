"""Activities of help (form F5): a short form, a page, a list, a sheet of paper."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters.helping import HelpRecordFilter
from casefiles.forms.helping import HelpRecordForm, WithdrawHelpForm
from casefiles.models import HelpRecord
from casefiles.terms.bag import HelpRecordKind
from casefiles.views.papers import create_paper, editable_case, editable_paper, update_paper
from casefiles.views.visits import may_withdraw
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import exporting, fetch, listing, requires

GONE = gettext_lazy("This record was withdrawn meanwhile.")
SHORT = "casefiles/help_record_form.html"


@requires(Permission.VISIT_RECORD)
def help_record_create(request, pk):
    case = editable_case(request, pk, Permission.VISIT_RECORD)
    kind = request.GET.get("kind")
    initial = {"happened_on": timezone.localdate(), "kind": kind if kind in HelpRecordKind else ""}
    return create_paper(
        request, case, HelpRecordForm, _("Record an activity of help"), initial=initial,
        template=SHORT,
    )  # fmt: skip


@requires(Permission.VISIT_RECORD)
def help_record_update(request, pk):
    record = own_record(request, pk)
    if record.is_withdrawn:
        messages.warning(request, GONE)
        return redirect(record)
    return update_paper(
        request, record, HelpRecordForm, _("Correct an activity of help"),
        deed=actions.correct_help_record, to=record, template=SHORT,
        refusals={actions.Withdrawn: GONE},
    )  # fmt: skip


def own_record(request, pk):
    """The record that the officer may correct: an own one, or any of the office's villages."""
    record = editable_paper(request, HelpRecord, pk, Permission.VISIT_RECORD)
    if not (record.is_withdrawn or may_withdraw(request.user, record)):
        raise PermissionDenied
    return record


@requires(Permission.VISIT_RECORD)
def help_record_withdraw(request, pk):
    record = own_record(request, pk)
    form = WithdrawHelpForm(request.POST or None, initial={"version": record.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_help_record(record=record, by=request.user, **form.cleaned_data)
        except actions.Stale:
            messages.warning(request, _("The record was corrected meanwhile. Read it again."))
        else:
            messages.success(request, _("Withdrawn. It stays readable with its reason."))
        return redirect(record)
    title = _("Withdraw the activity of %(day)s") % {"day": record.happened_on}
    context = {"form": form, "case": record.case, "title": title, "submit": _("Withdraw")}
    return render(request, "casefiles/deed_form.html", context)


@require_safe
@requires(Permission.FILE_READ)
def help_record_detail(request, pk):
    record = record_to_read(request, pk)
    context = {"record": record, "case": record.case}
    may_record = can_in(request.user, Permission.VISIT_RECORD, record.case.village_id)
    context["may_correct"] = may_record and may_withdraw(request.user, record)
    return render(request, "casefiles/help_record_detail.html", context)


@require_safe
@requires(Permission.FILE_READ)
def help_record_print(request, pk):
    """Form F5 on A4, in Chinese whatever the screen speaks."""
    record = record_to_read(request, pk)
    context = {"records": [record], "record": record, "case": record.case}
    return render(request, "casefiles/help_record_print.html", context)


def record_to_read(request, pk):
    records = HelpRecord.objects.visible_to(request.user)
    related = ("case__village", "recorded_by", "withdrawn_by")
    return fetch(request, records.select_related(*related), pk=pk)


def help_record_filter(request):
    records = HelpRecord.objects.visible_to(request.user)
    records = records.select_related("case__village", "recorded_by")
    return HelpRecordFilter(request.GET, queryset=records, request=request)


@requires(Permission.FILE_EXPORT)
def help_record_export(request):
    back = reverse("casefiles:help-record-list")
    return exporting(request, help_record_filter(request), sheets.help_record_sheet, back)


@require_safe
@requires(Permission.FILE_READ)
def help_record_list(request):
    return listing(
        request,
        help_record_filter(request),
        "casefiles/help_record_list.html",
        export=reverse("casefiles:help-record-export"),
    )
