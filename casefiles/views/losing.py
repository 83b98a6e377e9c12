"""Losing contact with a person: attempts, the decision, finding again, and the list of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters.losing import LostFilter
from casefiles.forms import WithdrawForm
from casefiles.forms.losing import AttemptForm, FoundForm, LostForm
from casefiles.models import CaseFile, ContactAttempt, FoundAgain, LostDecision
from casefiles.models.losing import (
    COLUMNS,
    asking,
    search_of,
    standing_of,
    standings,
)
from casefiles.sheets.losing import with_story
from casefiles.terms import ControlState
from casefiles.terms.losing import LostStatus
from casefiles.views.papers import create_paper, editable_case
from casefiles.views.tabs import page_of
from jurisdiction.access import Permission, can, can_in
from jurisdiction.doors import exporting, fetch, listing, printing, requires

REFUSALS = {
    actions.NotSearched: gettext_lazy(
        "The rule of the office proposes nothing: a document of the police is needed."
    ),
    actions.Stale: gettext_lazy("Something else is known by now. Read the file again."),
    actions.NotLost: gettext_lazy("This person does not count as lost any more."),
}


@requires(Permission.VISIT_RECORD)
def attempt_create(request, pk):
    case = editable_case(request, pk, Permission.VISIT_RECORD)
    now = timezone.localtime()
    first_values = {"tried_on": now.date(), "tried_at": now.strftime("%H:%M")}
    return create_paper(
        request, case, AttemptForm, _("Note an attempt to reach the person"), initial=first_values
    )


@requires(Permission.VISIT_RECORD)
def attempt_withdraw(request, pk):
    attempts = ContactAttempt.objects.visible_to(request.user, Permission.VISIT_RECORD)
    attempt = fetch(request, attempts.standing().select_related("case__village"), pk=pk)
    case = attempt.case
    own = attempt.recorded_by_id == request.user.pk
    if not own and not can_in(request.user, Permission.VISIT_WITHDRAW, case.village_id):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw_attempt(attempt=attempt, by=request.user, **form.cleaned_data)
        messages.success(request, _("Withdrawn."))
        return redirect(page_of(case, ContactAttempt))
    context = {"form": form, "case": case, "title": _("Withdraw this attempt"),
               "submit": _("Withdraw"), "explanation": attempt.words}  # fmt: skip
    return render(request, "casefiles/deed_form.html", context)


@requires(Permission.LOST_DECIDE)
def lost_decide(request, pk):
    case, today = editable_case(request, pk, Permission.LOST_DECIDE), timezone.localdate()
    if case.control_state != ControlState.IN_CONTROL:
        messages.warning(request, REFUSALS[actions.Stale])
        return redirect(page_of(case, LostDecision))
    now = standing_of(case, today)
    told = search_of(case, now.traces.since) or _("Nobody has tried to reach the person yet.")
    return create_paper(
        request,
        case,
        LostForm,
        _("Decide whether contact is lost"),
        initial={"counted": now.traces.attempts, "decided_on": today},
        deed=lambda model, **content: actions.decide_lost(model, today=today, **content),
        refusals=REFUSALS,
        explanation=told,
        is_proposed=now.may_be_decided,
    )


@requires(Permission.LOST_DECIDE)
def found_create(request, pk):
    case, today = editable_case(request, pk, Permission.LOST_DECIDE), timezone.localdate()
    if case.control_state != ControlState.LOST_CONTACT and request.method != "POST":
        messages.warning(request, REFUSALS[actions.NotLost])
        return redirect(page_of(case, FoundAgain))
    return create_paper(
        request,
        case,
        FoundForm,
        _("Note that the person is found"),
        initial={"found_on": today, "state": ControlState.IN_CONTROL},
        deed=lambda model, **content: actions.find_again(model, today=today, **content),
        refusals=REFUSALS,
    )


def lost_filter(request):
    cases = CaseFile.objects.visible_to(request.user).select_related("village")
    return LostFilter(request.GET, queryset=cases, request=request)


@requires(Permission.FILE_EXPORT)
def lost_export(request):
    return exporting(request, lost_filter(request), sheets.lost_sheet, reverse(PLACE))


@require_safe
@requires(Permission.FILE_READ)
def lost_print(request):
    return printing(request, lost_filter(request), sheets.lost_sheet, reverse(PLACE))


@require_safe
@requires(Permission.FILE_READ)
def lost_list(request):
    return listing(
        request,
        lost_filter(request),
        "casefiles/lost_list.html",
        export=reverse("casefiles:lost-export"),
        ready=lost_rows,
    )


PLACE = "casefiles:lost-list"


def lost_rows(cases):
    today = timezone.localdate()
    return standings(with_story(cases), today)


def contact_of(case, today):
    """What the page of a file shows of contact: where it stands, and all that was tried."""
    return {
        "now": standing_of(case, today),
        "attempts": list(case.contactattempts.select_related("recorded_by")),
        "decision": case.lostdecisions.select_related("recorded_by").first(),
        "found": case.foundagains.select_related("recorded_by").first(),
        "is_lost": case.control_state == ControlState.LOST_CONTACT,
        "is_followed": case.control_state == ControlState.IN_CONTROL,
    }


def lost_questions(officer, today):
    """What the page of due work says of contact: (sentence, address), for whoever answers it."""
    decides = can(officer, Permission.LOST_DECIDE)
    permission = Permission.LOST_DECIDE if decides else Permission.VISIT_RECORD
    cases = CaseFile.objects.visible_to(officer, permission)
    found = asking(cases.only(*COLUMNS).order_by(), today, searched=decides)
    asked = (LostStatus.PROPOSED, LostStatus.REACHED) if decides else (LostStatus.SUSPECTED,)
    place = reverse(PLACE)
    return [
        (sentence_of(status, n), f"{place}?status={status}")
        for status in asked
        if (n := sum(row.status == status for row in found))
    ]


def sentence_of(status, n):
    sentences = {
        LostStatus.SUSPECTED: ngettext(
            "%(n)d person is out of reach: try, and write it down",
            "%(n)d persons are out of reach: try, and write it down",
            n,
        ),
        LostStatus.PROPOSED: ngettext(
            "%(n)d person may be lost, to be decided", "%(n)d persons may be lost, to be decided", n
        ),
        LostStatus.REACHED: ngettext(
            "%(n)d lost person was reached, to be noted",
            "%(n)d lost persons were reached, to be noted",
            n,
        ),
    }
    return sentences[status] % {"n": n}
