"""Household and living place apart: the two lists, the household's village, and the notices."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters.residence import ApartFilter, HouseholdFilter, NoticeFilter
from casefiles.forms.residence import (
    USUAL,
    AcknowledgeForm,
    HouseholdForm,
    NoticeForm,
    SendForm,
    WithdrawNoticeForm,
)
from casefiles.models import CaseFile, HouseholdPerson, ResidenceNotice
from casefiles.models.residence import household_of, living_apart
from casefiles.terms.residence import NoticeStatus
from casefiles.views.papers import create_paper, editable_case, editable_paper, update_paper
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, fetch, listing, printing, requires
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel

REFUSALS = {actions.WrongStatus: gettext_lazy("The notice stands elsewhere by now. Read it again.")}
APART, NOTICES = "casefiles:apart-list", "casefiles:notice-list"
HOUSEHOLD = "casefiles:household-list"


def apart_filter(request):
    cases = CaseFile.objects.visible_to(request.user).open()
    cases = living_apart(cases).select_related("village", "household_village")
    return ApartFilter(request.GET, queryset=cases, request=request)


@require_safe
@requires(Permission.FILE_READ)
def apart_list(request):
    export = reverse("casefiles:apart-export")
    return listing(request, apart_filter(request), "casefiles/apart_list.html", export=export)


@requires(Permission.FILE_EXPORT)
def apart_export(request):
    return exporting(request, apart_filter(request), sheets.apart_sheet, reverse(APART))


@require_safe
@requires(Permission.FILE_READ)
def apart_print(request):
    return printing(request, apart_filter(request), sheets.apart_sheet, reverse(APART))


def household_filter(request):
    """Persons of the household's village who live elsewhere: name, state, place; nothing more."""
    persons = HouseholdPerson.objects.visible_to(request.user)
    persons = persons.select_related("household_village", "living_village")
    return HouseholdFilter(request.GET, queryset=persons, request=request)


@require_safe
@requires(Permission.FILE_READ)
def household_list(request):
    export = reverse("casefiles:household-export")
    narrowed = household_filter(request)
    return listing(request, narrowed, "casefiles/household_list.html", export=export)


@requires(Permission.FILE_EXPORT)
def household_export(request):
    sheet, back = sheets.household_sheet, reverse(HOUSEHOLD)
    return exporting(request, household_filter(request), sheet, back)


@require_safe
@requires(Permission.FILE_READ)
def household_print(request):
    sheet, back = sheets.household_sheet, reverse(HOUSEHOLD)
    return printing(request, household_filter(request), sheet, back)


@requires(Permission.FILE_EDIT)
def household_update(request, pk):
    case = editable_case(request, pk)
    villages = Area.objects.below(case.village_id[: AreaLevel.COUNTY])
    villages = list(villages.of_level(AreaLevel.VILLAGE).in_force(timezone.localdate()))
    form = HouseholdForm(request.POST or None, case=case, villages=villages)
    if request.method == "POST" and form.is_valid():
        try:
            today = timezone.localdate()
            actions.set_household(case=case, by=request.user, today=today, **form.cleaned_data)
        except actions.Stale:
            case.refresh_from_db()
            form.show_stored(HouseholdForm(case=case, villages=villages))
        else:
            messages.success(request, _("Saved."))
            return redirect("casefiles:case-whereabouts", case.pk)
    context = {"form": form, "case": case, "title": _("Household village"), "submit": _("Save")}
    status = 409 if form.is_stale else 200
    return render(request, "casefiles/deed_form.html", context, status=status)


def notice_filter(request):
    notices = ResidenceNotice.objects.visible_to(request.user).select_related("case__village")
    return NoticeFilter(request.GET, queryset=notices, request=request)


@requires(Permission.FILE_EXPORT)
def notice_export(request):
    return exporting(request, notice_filter(request), sheets.notice_sheet, reverse(NOTICES))


@require_safe
@requires(Permission.FILE_READ)
def notice_list_print(request):
    return printing(request, notice_filter(request), sheets.notice_sheet, reverse(NOTICES))


@require_safe
@requires(Permission.FILE_READ)
def notice_list(request):
    today = timezone.localdate()
    return listing(
        request,
        notice_filter(request),
        "casefiles/notice_list.html",
        export=reverse("casefiles:notice-export"),
        ready=lambda rows: [(notice, notice.days_waiting(today)) for notice in rows],
    )


@requires(Permission.FILE_EDIT)
def notice_create(request, pk):
    case = editable_case(request, pk)
    return create_paper(
        request,
        case,
        NoticeForm,
        _("Notice to another township"),
        initial={"issued_on": timezone.localdate(), "asks": USUAL, "address": case.away_to},
        deed=actions.issue_notice,
    )


def notice_to_read(request, pk):
    notices = ResidenceNotice.objects.visible_to(request.user)
    return fetch(request, notices.select_related("case__village", "township", "recorded_by"), pk=pk)


@require_safe
@requires(Permission.FILE_READ)
def notice_detail(request, pk):
    notice = notice_to_read(request, pk)
    is_open = notice.status in (NoticeStatus.DRAWN, NoticeStatus.SENT)
    context = {
        "notice": notice, "case": notice.case, "days": notice.days_waiting(timezone.localdate()),
        "may_send": is_open, "may_answer": notice.status == NoticeStatus.SENT,
    }  # fmt: skip
    return render(request, "casefiles/notice_detail.html", context)


@require_safe
@requires(Permission.FILE_READ)
def notice_print(request, pk):
    """The sheet on A4 with its slip, in Chinese whatever the screen speaks."""
    notice = notice_to_read(request, pk)
    context = {"notice": notice, "case": notice.case}
    return render(request, "casefiles/notice_print.html", context)


STEPS = {
    "send": (SendForm, actions.send_notice, gettext_lazy("Note that the notice was sent")),
    "acknowledge": (
        AcknowledgeForm, actions.acknowledge_notice, gettext_lazy("Note the acknowledgement")
    ),
    "withdraw": (
        WithdrawNoticeForm, actions.withdraw_notice, gettext_lazy("Withdraw this notice")
    ),
}  # fmt: skip


@requires(Permission.FILE_EDIT)
def notice_step(request, pk, deed):
    notice = editable_paper(request, ResidenceNotice, pk)
    form_class, act, title = STEPS[deed]
    return update_paper(request, notice, form_class, title, deed=act, to=notice, refusals=REFUSALS)


def residence_of(case):
    """What the page of a file shows of where the household is, and whom the office told."""
    moves = case.transfers.defer("history")
    return {
        "household": household_of(case),
        "notices": list(case.residencenotices.all()),
        "transfers": list(moves.select_related("from_village", "to_area", "to_village")),
    }
