"""The rows behind the points of one item of a village: what counts, and what is missing."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jurisdiction.access import Permission, can_in
from jurisdiction.doors import requires, trace
from jurisdiction.terms import AccessKind
from responsibility import indicators
from responsibility.doors import place_of, standard_of
from responsibility.indicators.bindings import OF_VILLAGE
from responsibility.terms import MeasureKey
from responsibility.views.assessment import assessed
from responsibility.views.score_rows import CHECKS, WHAT, item_rows


@require_safe
@requires(Permission.ASSESSMENT_READ)
def score_rows(request, year, village_code, item_pk):
    place = place_of(request, Permission.ASSESSMENT_READ)
    standard = standard_of(request, year, None, place)
    found = assessed(request, standard, village_code)
    sheet = found.sheets[0]
    row = row_of(found, sheet, item_pk, request.user)
    misses = missing(request, found, row["item"].measure)
    context = {
        "place": place, "year": year, "sheet": sheet, "assessment": found, "row": row,
        "misses": [miss_cells(miss, opens_file(request.user, standard, miss)) for miss in misses],
        "hidden": hidden(sheet.measured.get(row["item"].measure), misses),
        "months": months_of(row["item"], standard, sheet.village),
        "bindings": bindings_of(request.user, row["item"], sheet.village),
    }  # fmt: skip
    return render(request, "responsibility/score_rows.html", context)


def row_of(found, sheet, item_pk, reader):
    for row in item_rows(found, sheet, reader):
        if row["item"].pk == item_pk:
            return row
    raise Http404


def missing(request, found, measure):
    """The misses of this measure; which files they show this reader is written down."""
    if not measure:
        return []
    evidence = indicators.evidence(found, today=timezone.localdate())
    misses = [miss for miss in evidence if miss.key == measure]
    shown = [miss for miss in misses if opens_file(request.user, found.standard, miss)]
    trace(request, AccessKind.LIST, [(miss.case, miss.village) for miss in shown])
    return misses


def hidden(measured, misses):
    """How many rows are counted and not shown: those of persons whose files the reader may not
    open. Households short of a leaflet are hundredths, not rows."""
    if measured is None or measured.key == MeasureKey.DISPLAYS:
        return 0
    return sum(measured.parts.values()) - len(misses)


def opens_file(reader, standard, miss):
    """Whether the row may say whose file it is: what is frozen only to whoever may take it out."""
    if not miss.case:
        return False
    asked = [Permission.FILE_EXPORT if standard.is_frozen else Permission.FILE_READ]
    asked += [Permission.MINOR_READ] if miss.is_minor else []
    return all(can_in(reader, permission, miss.village) for permission in asked)


def miss_cells(miss, opens):
    """What is missing, when, and whose: a file's number and masked name, a group's or unit's."""
    link = reverse("casefiles:case-detail", args=[miss.case]) if opens else ""
    who = f"{miss.file_no} {miss.name}" if opens else "" if miss.case else miss.name
    return {"what": WHAT[miss.what], "period": miss.period, "who": who, "link": link}


def months_of(item, standard, village):
    """The months of item A4 as the page draws them; of a frozen year the misses alone are kept."""
    if item.measure != MeasureKey.TWO_LEVEL_BINDING or standard.is_frozen:
        return []
    period = indicators.year_period(standard.year, timezone.localdate())
    months = indicators.bound_months(year=standard.year, village=village, period=period)
    return [month_cells(month) for month in months]


def month_cells(month):
    return {
        "first": month.first,
        "seats": ["、".join(month.seats[capacity]) for capacity in OF_VILLAGE],
        "checks": [(check.day, CHECKS[check.kind], check.name) for check in month.checks],
        "lack": WHAT[month.lack] if month.lack else "",
        "is_over": month.is_over,
    }


def bindings_of(reader, item, village):
    """The way to the village's binding list, for whoever may open its files."""
    if item.measure != MeasureKey.TWO_LEVEL_BINDING:
        return ""
    may = can_in(reader, Permission.FILE_READ, village)
    return f"{reverse('responsibility:binding-list')}?village={village}" if may else ""
