"""What an office sets for itself: its numbers, and what its kits test for."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casefiles import actions
from casefiles.forms.tests import DrugItemForm, RulesForm
from casefiles.models.rules import drug_items, rules_of
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
