"""Showing one number in full, and finding a person by the ID number: each with a reason."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.forms.numbers import LookUpForm, RevealForm
from casefiles.models import CaseFile
from casefiles.terms import Number
from jurisdiction.access import Permission
from jurisdiction.audit import LOOK_UPS_A_DAY, LOOK_UPS_AN_HOUR, look_ups_left
from jurisdiction.doors import fetch, requires, trace
from jurisdiction.terms import AccessKind, ReadingReason

TOO_MANY = 429
TAIL_LENGTH = 4


@requires(Permission.NUMBER_REVEAL)
def number_reveal(request, pk):
    case = fetch(
        request, CaseFile.objects.visible_to(request.user, Permission.NUMBER_REVEAL), pk=pk
    )
    form, clear = RevealForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        number = Number(form.cleaned_data["number"])
        clear = getattr(case, number) or _("not entered")
        why = f"{number.label} · {ReadingReason(form.cleaned_data['reason']).label}"
        trace(request, AccessKind.NUMBER, CaseFile.objects.files_of([case]), why)
    context = {"form": form, "case": case, "clear": clear}
    return render(request, "casefiles/number_reveal.html", context)


@requires(Permission.ID_NUMBER_FIND)
def look_up(request):
    form, found = LookUpForm(request.POST or None), None
    left = look_ups_left(request.user, timezone.now())
    if request.method == "POST" and not left:
        form.add_error(None, too_many())
        trace(request, AccessKind.FILE, [])
        return draw(request, form, found, left, status=TOO_MANY)
    if request.method == "POST" and form.is_valid():
        found = with_number(request.user, form.cleaned_data["id_number"])
        why = ReadingReason(form.cleaned_data["reason"]).label
        trace(request, AccessKind.LOOK_UP, CaseFile.objects.files_of(found), why)
        form = LookUpForm(initial={"reason": form.cleaned_data["reason"]})
    else:
        trace(request, AccessKind.FILE, [])
    return draw(request, form, found, left)


def with_number(officer, number):
    cases = CaseFile.objects.visible_to(officer, Permission.ID_NUMBER_FIND)
    is_tail = len(number) == TAIL_LENGTH
    rows = cases.with_id_tail(number) if is_tail else cases.with_id_number(number)
    return list(rows.select_related("village"))


def too_many():
    return _("%(hour)s look-ups an hour and %(day)s a day are the limit. Try again later.") % {
        "hour": LOOK_UPS_AN_HOUR, "day": LOOK_UPS_A_DAY
    }  # fmt: skip


def draw(request, form, found, left, status=200):
    context = {"form": form, "found": found, "left": left}
    return render(request, "casefiles/look_up.html", context, status=status)
