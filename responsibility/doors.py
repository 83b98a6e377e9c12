"""Which township, month and year a page shows: asked in the address, else the officer's own."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from jurisdiction.access import area_codes
from jurisdiction.models import Area
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel
from responsibility.models import Standard


@dataclass(frozen=True)
class Place:
    """The township shown, and those among which the officer may choose."""

    township: Area
    townships: list

    @property
    def query(self):
        """What keeps the choice in the addresses of a page; empty without a choice."""
        return f"?area={self.township.code}" if len(self.townships) > 1 else ""


def place_of(request, permission):
    """The township of the page, from ?area= or the first in reach; 404 for one out of reach."""
    codes = area_codes(request.user, permission)
    townships = list(Area.objects.of_level(AreaLevel.TOWNSHIP).filter(holding(codes)))
    wanted = request.GET.get("area")
    found = [area for area in townships if wanted in (None, area.code)]
    if not found:
        raise Http404
    return Place(found[0], townships)


def holding(codes):
    """Townships that lie in these areas, or in which they lie."""
    above = {code[: AreaLevel.TOWNSHIP] for code in codes if len(code) > AreaLevel.TOWNSHIP}
    return Q(code__in=above) | within("code", [c for c in codes if len(c) <= AreaLevel.TOWNSHIP])


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
