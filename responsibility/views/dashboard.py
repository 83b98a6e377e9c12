"""The dashboard: persons, files and due work of a township by village."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jurisdiction.access import Permission, area_codes, can_in, is_within
from jurisdiction.doors import requires
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel
from responsibility.doors import month_of, place_of
from responsibility.indicators import township_figures
from responsibility.views.board import Board


@require_safe
@requires(Permission.FIGURES_READ)
def dashboard(request):
    today = timezone.localdate()
    place = place_of(request, Permission.FIGURES_READ)
    month = month_of(request, today)
    areas = Area.objects.visible_to(request.user).of_level(AreaLevel.VILLAGE)
    villages = list(areas.below(place.township.code).order_by("code"))
    figures = township_figures(
        month=month, villages=[v.code for v in villages], today=today, reader=request.user
    )
    board = Board(villages, figures, month, today, links_totals(request.user, place.township))
    return render(
        request,
        "responsibility/dashboard.html",
        {
            "place": place,
            "month": month,
            "today": today,
            "board": board,
        },
    )


def links_totals(reader, township):
    """Whether the lists, unfiltered, show this page's villages and no others."""
    read = area_codes(reader, Permission.FILE_READ)
    return bool(read) and all(
        is_within(code, township.code) and can_in(reader, Permission.FIGURES_READ, code)
        for code in read
    )
