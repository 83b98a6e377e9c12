"""What an office sets for itself: its numbers, its seats, and what its kits test for."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casefiles import actions
from casefiles.forms.seats import SeatForm
from casefiles.forms.tests import DrugItemForm, RulesForm
from casefiles.models import TeamSeat
from casefiles.models.rules import drug_items, rules_of
from casefiles.models.seats import seats_of
from jurisdiction.access import Permission
from jurisdiction.doors import place_of, requires


@requires(Permission.SCHEDULE_EDIT, shows_nobody=True)
def office_rules(request):
    place = place_of(request, Permission.SCHEDULE_EDIT)
    fresh = partial(RulesForm, rules=rules_of(place.township.code))
    form = fresh(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_rules(township=place.township, by=request.user, **form.cleaned_data)
        except actions.Stale:
            form.show_stored(fresh())
        else:
            messages.success(request, _("Saved. What was reckoned before keeps its days."))
            return redirect(reverse("casefiles:office-rules") + place.query)
    context = {"form": form, "place": place}
    status = 409 if form.is_stale else 200
    return render(request, "casefiles/office_rules.html", context, status=status)


@requires(Permission.SCHEDULE_EDIT, shows_nobody=True)
def test_items(request):
    form = DrugItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_item(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Tests keep what they found."))
        return redirect("casefiles:test-items")
    context = {"form": form, "items": drug_items()}
    return render(request, "casefiles/test_items.html", context)


@requires(Permission.SCHEDULE_EDIT, shows_nobody=True)
def team_seats(request):
    """The seats of the township's teams; one of them by `?seat=`, else a form for an own one."""
    place = place_of(request, Permission.SCHEDULE_EDIT)
    seats = seats_of(place.township.code)
    chosen = next((seat for seat in seats if seat.name == request.GET.get("seat")), None)
    form = SeatForm(request.POST or None, seat=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_seat(township=place.township, by=request.user, **form.content())
        except actions.Stale:
            name = form.content()["name"]
            present = seats_of(place.township.code)
            stored = next((seat for seat in present if seat.name == name), None)
            held = [name for name in TeamSeat.CONTENT if name in form.fields]
            form.show_stored(SeatForm(seat=stored), held)
        else:
            messages.success(request, _("Saved. Members keep their seats."))
            return redirect(reverse("casefiles:team-seats") + place.query)
    context = {"form": form, "place": place, "seats": seats, "chosen": chosen}
    status = 409 if form.is_stale else 200
    return render(request, "casefiles/team_seats.html", context, status=status)
