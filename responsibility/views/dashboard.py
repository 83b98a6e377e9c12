"""The dashboard: persons, files and due work of a township by village."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles.terms import Measure
from jurisdiction.access import Permission, area_codes, can_in, is_within
from jurisdiction.doors import requires, trace
from jurisdiction.models import Area
from jurisdiction.terms import AccessKind, AreaLevel
from jurisdiction.wall import figures_scope
from responsibility.doors import month_of, place_of
from responsibility.indicators import (
    campaign_figures,
    finding_figures,
    letter_figures,
    township_figures,
)
from responsibility.terms import LetterLevel
from responsibility.views.board import Board, letter_rows
from responsibility.views.publicity_board import PublicityBoard

HOUSEHOLD = LetterLevel.VILLAGE_HOUSEHOLD


@require_safe
@requires(Permission.FIGURES_READ)
def dashboard(request):
    today = timezone.localdate()
    place = place_of(request, Permission.FIGURES_READ)
    month = month_of(request, today)
    areas = Area.objects.visible_to(request.user).of_level(AreaLevel.VILLAGE)
    villages = list(areas.below(place.township.code).order_by("code"))
    inside = inside_of(request.user, place.township)
    figures, findings, letters = counted(
        request.user, place.township, inside, villages, month, today
    )
    board = Board(villages, figures, month, today, links_totals(request.user, place.township))
    context = {
        "place": place,
        "month": month,
        "today": today,
        "board": board,
        "findings": findings,
        "kept": kept_of(request, place.township, figures.kept, villages, today),
        "kept_under_age": board.totals["kept",] - len(figures.kept),
        "letters": letters,
        "publicity": publicity_of(
            request.user, inside, [place.township, *board.villages], month, today
        ),
    }
    return render(request, "responsibility/dashboard.html", context)


@figures_scope()
def counted(reader, township, inside, villages, month, today):
    """All that counts persons, in one scope: the Figures, the findings, the rows of letters."""
    codes = [village.code for village in villages]
    return (
        township_figures(month=month, villages=codes, today=today, reader=reader),
        findings_of(reader, township, codes, month.year, today),
        letters_of(reader, inside, month.year, today),
    )


def findings_of(reader, township, villages, year, today):
    """Positive tests and overdue tasks, for whoever answers for the whole township: in one village
    a figure would tell of whom it is."""
    if not can_in(reader, Permission.FIGURES_READ, township.code):
        return None
    return finding_figures(year=year, villages=villages, today=today)


def kept_of(request, township, kept, villages, today):
    """Who is kept too long, for the leader who answers for it: file numbers, and no names."""
    if not can_in(request.user, Permission.KEPT_READ, township.code):
        return None
    trace(request, AccessKind.LIST, [(row.case_id, row.village) for row in kept])
    names = {village.code: village.name for village in villages}
    return [
        {
            "row": row,
            "file_no": f"{row.case_id:06d}",
            "village": names[row.village],
            "measure": Measure(row.measure).label,
            "days": (today - row.ends_on).days,
        }
        for row in kept
    ]


def inside_of(reader, township):
    """The division codes inside the township whose figures are the reader's."""
    codes = area_codes(reader, Permission.FIGURES_READ)
    return [code for code in codes if is_within(code, township.code)] or [township.code]


def publicity_of(reader, inside, places, month, today):
    """The year's publicity of these places: what was done, planned and handed out."""
    figures = campaign_figures(year=month.year, codes=inside, today=today)
    shown = [(place.code, place.name) for place in places
             if any(is_within(place.code, code) for code in inside)]  # fmt: skip
    return PublicityBoard(figures, month.year, shown, inside, reader)


def letters_of(reader, inside, year, today):
    """The rows of letters by level: who owes one, and what became of it."""
    figures = letter_figures(year=year, codes=inside, today=today)
    opened = set()
    if area_codes(reader, Permission.LETTER_READ) == inside:
        persons = (Permission.FILE_READ, Permission.MINOR_READ)
        sees_all = all(can_in(reader, p, code) for p in persons for code in inside)
        opened = set(LetterLevel) if sees_all else set(LetterLevel) - {HOUSEHOLD}
    return letter_rows(figures, year, opened)


def links_totals(reader, township):
    """Whether the lists, unfiltered, show this page's villages and no others."""
    read = area_codes(reader, Permission.FILE_READ)
    return bool(read) and all(
        is_within(code, township.code) and can_in(reader, Permission.FIGURES_READ, code)
        for code in read
    )
