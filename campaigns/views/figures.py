"""The figures of the work summary; each leads to the activities that it counts."""

from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns import sheets
from campaigns.indicators import summary_figures
from campaigns.terms import ActivityKind, Lasting, MaterialKind, MaterialUnit
from campaigns.views.activities import activity_filter
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import drawn, exporting, requires, without_page


@requires(Permission.CAMPAIGN_READ, Permission.FILE_EXPORT)
def figures_export(request):
    back = reverse("campaigns:figures")
    return exporting(request, activity_filter(request), sheets.figure_sheet, back)


@require_safe
@requires(Permission.CAMPAIGN_READ)
def figures(request):
    """The figures of the work summary; each leads to the activities that it counts."""
    narrowed = activity_filter(request)
    rows = narrowed.qs if narrowed.is_valid() else narrowed.queryset.none()
    kinds, materials = summary_figures(rows)
    address, query = reverse("campaigns:activity-list"), QueryDict(without_page(request))
    context = {
        "filter_fields": [drawn(field) for field in narrowed.form],
        "export": exports(request),
        "query": without_page(request),
        "kinds": [kind_row(row, address, query) for row in kinds],
        "materials": [material_row(row, address, query) for row in materials],
    }
    return render(request, "campaigns/figures.html", context)


def exports(request):
    codes = [p.area_id for p in request.user.postings_in_force]
    may = any(can_in(request.user, Permission.FILE_EXPORT, code) for code in codes)
    return reverse("campaigns:figures-export") if may else ""


def kind_row(row, address, query):
    return row, ActivityKind(row.kind).label, narrowed_link(address, query, kind=row.kind)


def material_row(row, address, query):
    lasting = Lasting(row.lasting).label if row.lasting else ""
    label = f"{MaterialKind(row.kind).label} {lasting}".strip()
    link = narrowed_link(address, query, material=row.kind, unit=row.unit, lasting=row.lasting)
    return row, label, MaterialUnit(row.unit).label, link


def narrowed_link(address, query, **more):
    query = query.copy()
    for name, value in (more | {"status": "standing"}).items():
        query[name] = value
    return f"{address}?{query.urlencode()}"
