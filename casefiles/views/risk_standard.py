"""The office's scale of risk: its factors, the points of the levels, and how long each holds."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions
from casefiles.forms.risk import RiskStandardForm
from casefiles.models import RiskStandard
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import place_of, requires


def scale_of(request, township, permission=None):
    return RiskStandard.objects.visible_to(request.user, permission).of_office(township)


@require_safe
@requires(Permission.FILE_READ, shows_nobody=True)
def risk_standard(request):
    place = place_of(request, Permission.FILE_READ)
    context = {
        "place": place,
        "scale": scale_of(request, place.township),
        "today": timezone.localdate(),
        "may_edit": can_in(request.user, Permission.SCHEDULE_EDIT, place.township.code),
    }
    return render(request, "casefiles/risk_standard.html", context)


@requires(Permission.SCHEDULE_EDIT, shows_nobody=True)
def risk_standard_update(request):
    """The next version of the township's scale, beginning with the one that holds."""
    place = place_of(request, Permission.SCHEDULE_EDIT)
    form = drawn_form(request, place.township, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_risk_standard(township=place.township, by=request.user, **form.content())
        except actions.Stale:
            fresh = drawn_form(request, place.township)
            both = [name for name in form.fields if name in fresh.fields]
            form.show_stored(fresh, names=both)
        else:
            messages.success(request, _("Saved. Assessments keep the scale they were made by."))
            return redirect("casefiles:risk-standard")
    status = 409 if form.is_stale else 200
    context = {"form": form, "place": place}
    return render(request, "casefiles/risk_standard_form.html", context, status=status)


def drawn_form(request, township, data=None):
    present = scale_of(request, township, Permission.SCHEDULE_EDIT)
    return RiskStandardForm(
        data, present=present, version=present.version if present.area_id else 0
    )
