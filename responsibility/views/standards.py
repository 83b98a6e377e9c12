"""The standard of a year: set up from the default scheme, read, edited until it is frozen."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jurisdiction.access import Permission, can
from jurisdiction.doors import requires
from jurisdiction.models import Area
from responsibility import actions
from responsibility.doors import place_of, standard_of
from responsibility.forms import StandardForm
from responsibility.models import Item


@require_POST
@requires(Permission.STANDARD_EDIT)
def set_up(request, year):
    place = place_of(request, Permission.STANDARD_EDIT)
    townships = Area.objects.visible_to(request.user, Permission.STANDARD_EDIT)
    township = get_object_or_404(townships, code=place.township.code)
    actions.set_up_standard(township=township, year=year, by=request.user)
    messages.success(
        request,
        _(
            "The standard of %(year)s is set up from the default scheme. Adapt it before the year "
            "is assessed."
        )
        % {"year": year},
    )
    return redirect(reverse("responsibility:standard", args=[year]) + place.query)


@requires(Permission.ASSESSMENT_READ)
def standard(request, year):
    place = place_of(request, Permission.ASSESSMENT_READ)
    row = standard_of(request, year, None, place)
    items = Item.objects.visible_to(request.user).filter(section__standard=row)
    items = list(items.select_related("section"))
    grades = list(row.grade_limits.all())
    context = {"place": place, "standard": row, "year": year}
    if row.is_frozen or not can(request.user, Permission.STANDARD_EDIT):
        context |= {"items": items, "grades": grades, "cases": row.veto_cases.all()}
        return render(request, "responsibility/standard.html", context)
    form = StandardForm(request.POST or None, standard=row, items=items, grades=grades)
    if request.method == "POST" and form.is_valid():
        row = standard_of(request, year, Permission.STANDARD_EDIT, place)
        if revised(request, row, form):
            return redirect(reverse("responsibility:standard", args=[year]) + place.query)
    status = 409 if form.is_stale else 200
    context["form"] = form
    return render(request, "responsibility/standard_form.html", context, status=status)


def revised(request, standard, form):
    """Whether the edit was written; if not, the form says why."""
    try:
        actions.revise_standard(standard=standard, by=request.user, **form.content())
    except actions.Stale:
        form.show_stored(StandardForm(standard=standard, items=form.items, grades=form.grades))
    except (actions.Frozen, actions.WrongPoints):
        form.add_error(
            None,
            _(
                "The standard was not saved: it was frozen, or points were given "
                "meanwhile. Open the page again."
            ),
        )
    else:
        messages.success(request, _("The standard is saved."))
        return True
    return False
