"""What the villages owe: the list of their duties, a record for one, a nil report in one tap."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casefiles import actions, sheets
from casefiles.filters import DutyFilter
from casefiles.forms import WithdrawForm, record_form
from casefiles.models import InfoExchange, TenDayCheck, VillageDuty
from casefiles.terms import Attendee, DutyKind
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import exporting, listing, requires

MODELS = {DutyKind.TEN_DAY_CHECK: TenDayCheck, DutyKind.INFO_EXCHANGE: InfoExchange}
DEEDS = {
    DutyKind.TEN_DAY_CHECK: actions.record_check,
    DutyKind.INFO_EXCHANGE: actions.record_exchange,
}


def duty_filter(request):
    duties = VillageDuty.objects.visible_to(request.user).select_related("village")
    begun = duties.filter(opens_on__lte=timezone.localdate())
    return DutyFilter(request.GET, queryset=begun, request=request)


@requires(Permission.FILE_EXPORT)
def duty_export(request):
    return exporting(
        request, duty_filter(request), sheets.duty_sheet, reverse("casefiles:duty-list")
    )


@require_safe
@requires(Permission.FILE_READ, shows_nobody=True)
def duty_list(request):
    today = timezone.localdate()
    return listing(
        request,
        duty_filter(request),
        "casefiles/duty_list.html",
        export=reverse("casefiles:duty-export"),
        ready=lambda rows: [(duty, duty.badge(today)) for duty in rows],
    )


@require_safe
@requires(Permission.FILE_READ, shows_nobody=True)
def duty_detail(request, pk):
    duty = visible_duty(request, pk)
    takes_back = can_in(request.user, Permission.VISIT_WITHDRAW, duty.village_id)
    return render(
        request,
        "casefiles/duty_detail.html",
        {
            "duty": duty,
            "badge_word": duty.badge(timezone.localdate()),
            "records": [
                (record, counts_of(record), takes_back or record.recorded_by == request.user)
                for record in records_of(request, duty)
            ],
            "is_check": duty.kind == DutyKind.TEN_DAY_CHECK,
            "key": uuid.uuid4(),
        },
    )


@require_safe
@requires(Permission.FILE_READ, shows_nobody=True)
def duty_print(request, pk):
    """Form F11 or F12 on A4: what stands of these days, a sheet each; blank where nothing does."""
    duty = visible_duty(request, pk)
    form = "form_f12" if duty.kind == DutyKind.TEN_DAY_CHECK else "form_f11"
    context = {
        "duty": duty,
        "records": list(records_of(request, duty).standing()) or [None],
        "paper": f"casefiles/parts/{form}.html",
        "days": sheets.days_of(duty),
        "seats": Attendee.labels,
    }
    return render(request, "casefiles/duty_print.html", context)


def visible_duty(request, pk):
    duties = VillageDuty.objects.visible_to(request.user).select_related("village")
    return get_object_or_404(duties, pk=pk)


def records_of(request, duty):
    """Everything recorded for the days of this duty, also what is extra or withdrawn."""
    records = MODELS[duty.kind].objects.visible_to(request.user)
    return records.select_related("recorded_by", "withdrawn_by", "village", "duty").filter(
        village=duty.village, happened_on__range=(duty.opens_on, duty.closes_on)
    )


def counts_of(record):
    """What was counted, as (label, number)."""
    fields = [
        (record._meta.get_field(name).verbose_name, name)
        for name in (*record.COUNTS, *record.SURVEY)
    ]
    return [(label, n) for label, name in fields if (n := getattr(record, name))]


@requires(Permission.VISIT_RECORD, shows_nobody=True)
def duty_record(request, pk):
    duty = recordable(request.user, pk)
    form = record_form(duty, request.POST or None, initial=first_values(duty))
    if request.method != "POST" or not form.is_valid():
        return draw(request, form, duty)
    try:
        DEEDS[duty.kind](
            village=duty.village, key=form.cleaned_data["key"], by=request.user, **form.content()
        )
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return draw(request, form, duty, status=409)
    messages.success(request, _("Saved."))
    return redirect(duty)


def recordable(officer, pk):
    """A duty whose window has opened, in a village for which the officer records."""
    duties = VillageDuty.objects.visible_to(officer, Permission.VISIT_RECORD)
    today = timezone.localdate()
    return get_object_or_404(duties.filter(opens_on__lte=today).select_related("village"), pk=pk)


def first_values(duty):
    day = min(timezone.localdate(), duty.closes_on)
    return {"key": uuid.uuid4(), "happened_on": day}


def draw(request, form, duty, status=200):
    title = _("%(kind)s: %(village)s") % {
        "kind": duty.get_kind_display(), "village": duty.village
    }  # fmt: skip
    context = {"form": form, "duty": duty, "title": title, "submit": _("Save")}
    return render(request, "casefiles/duty_form.html", context, status=status)


@require_POST
@requires(Permission.VISIT_RECORD, shows_nobody=True)
def duty_nil(request, pk):
    """A nil report for the present ten days in one tap."""
    duty, today = recordable(request.user, pk), timezone.localdate()
    if duty.kind != DutyKind.TEN_DAY_CHECK or today > duty.closes_on:
        return redirect("casefiles:duty-record", duty.pk)
    try:
        key = uuid.UUID(request.POST.get("key", ""))
        actions.record_check(
            village=duty.village, key=key, by=request.user, happened_on=today, is_nil=True
        )
    except (ValueError, actions.KeyReused):
        return redirect("casefiles:duty-record", duty.pk)
    messages.success(request, _("Nil report saved."))
    return redirect(duty)


@requires(Permission.VISIT_RECORD, shows_nobody=True)
def duty_withdraw(request, kind, pk):
    if kind not in MODELS:
        raise Http404
    rows = MODELS[kind].objects.visible_to(request.user, Permission.VISIT_RECORD).standing()
    record = get_object_or_404(rows.select_related("village"), pk=pk)
    own = record.recorded_by_id == request.user.pk
    if not own and not can_in(request.user, Permission.VISIT_WITHDRAW, record.village_id):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_record(
            record=record, by=request.user, today=timezone.localdate(), **form.cleaned_data
        )
        messages.success(request, _("Withdrawn. What only this had closed is due again."))
        return redirect("casefiles:duty-list")
    title = _("Withdraw the record of %(day)s") % {"day": record.happened_on}
    context = {"form": form, "duty": record.duty, "title": title, "submit": _("Withdraw")}
    return render(request, "casefiles/duty_form.html", context)
