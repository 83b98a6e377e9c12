"""Which month and year a page shows: asked in the address, else the present one."""

from datetime import date

from django.shortcuts import get_object_or_404

from jurisdiction.doors import Place, place_of
from responsibility.models import Standard

__all__ = ["Place", "month_of", "place_of", "standard_of"]


def month_of(request, today):
    """The first day of the month in ?month=2026-03; this month where it says nothing readable."""
    try:
        day = date.fromisoformat(f"{request.GET['month']}-01")
    except (KeyError, ValueError):
        return today.replace(day=1)
    return day if 2000 <= day.year <= today.year + 1 else today.replace(day=1)


def standard_of(request, year, permission, place):
    """The standard of the page's township and year, or 404."""
    standards = Standard.objects.visible_to(request.user, permission)
    return get_object_or_404(
        standards.select_related("township", "frozen_by"), township=place.township, year=year
    )
