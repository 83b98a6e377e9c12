"""Who owes a letter of the year and has not signed it; and the reminder of one village on paper."""

from datetime import date
from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile
from jurisdiction.access import Permission, area_codes, can, can_in
from jurisdiction.doors import (
    PAGE_SIZE,
    PRINTED,
    drawn,
    printed,
    requires,
    take_out,
    trace,
    without_page,
)
from jurisdiction.models import Area
from jurisdiction.terms import AccessKind, AreaLevel
from responsibility import sheets
from responsibility.forms import OwedForm
from responsibility.indicators import owed_letters, state_of
from responsibility.indicators.promises import is_minor
from responsibility.letters import reminder_words
from responsibility.models import Letter
from responsibility.terms import LetterLevel, LetterState


def villages_of(request):
    return Area.objects.visible_to(request.user, Permission.LETTER_READ).of_level(AreaLevel.VILLAGE)


@require_safe
@requires(Permission.LETTER_READ)
def letter_owed(request):
    form, villages, rows = found(request)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    trace(request, AccessKind.LIST, files_of(page.object_list))
    context = {
        "form": form, "filter_fields": [drawn(field) for field in form], "page": page,
        "query": without_page(request), "rows": with_places(page.object_list, villages),
        "village": village_of(form, villages), "year": form.cleaned_data.get("year"),
        "export": reverse("responsibility:owed-export") if exports(request.user) else "",
    }  # fmt: skip
    return render(request, "responsibility/letter_owed.html", context)


def found(request):
    """The form that narrows, the names of the readable villages, and the rows that fit."""
    villages = dict(villages_of(request).values_list("code", "name"))
    form = OwedForm(request.GET, villages=list(villages.items()), today=timezone.localdate())
    return form, villages, rows_of(request, form) if form.is_valid() else []


def village_of(form, villages):
    """Whose reminder is offered: of the village asked for, or of the only one there is."""
    only = next(iter(villages)) if len(villages) == 1 else ""
    return form.cleaned_data.get("village") or only


def exports(officer):
    return can(officer, Permission.FILE_EXPORT)


@requires(Permission.LETTER_READ, Permission.FILE_EXPORT)
def owed_export(request):
    """The list's rows as a sheet; people under 18 are in no export, and are counted."""
    form, villages, rows = found(request)
    rows = [row for row in rows if can_in(request.user, Permission.FILE_EXPORT, row[0].area)]
    leaving = [row for row in rows if not is_minor(row[0], timezone.localdate())]

    def sheet_of(rows):
        return sheets.owed_sheet(rows, villages, request, form.cleaned_data)

    return take_out(
        request, partial(sheet_of, leaving), back_to(request), headers=sheet_of([]).headers(),
        n=len(leaving), files=set(files_of(leaving)), minors_left_out=len(rows) - len(leaving),
    )  # fmt: skip


def back_to(request):
    return f"{reverse('responsibility:letter-owed')}?{without_page(request)}"


@require_safe
@requires(Permission.LETTER_READ)
def owed_print(request):
    form, villages, rows = found(request)
    shown = rows[:PRINTED]
    trace(request, AccessKind.LIST, files_of(shown))
    table = sheets.owed_sheet(shown, villages, request, form.cleaned_data, on_paper=True)
    return printed(request, table, len(rows), reverse("responsibility:letter-owed"))


def rows_of(request, form):
    asked = form.cleaned_data
    codes = [asked["village"]] if asked["village"] else area_codes(
        request.user, Permission.LETTER_READ
    )  # fmt: skip
    return [row for row in owed(request, form.levels, codes, asked["year"]) if form.keeps(*row)]


def owed(request, levels, codes, year):
    """Pairs (recipient, letter or None) of which the officer may know."""
    letters = Letter.objects.visible_to(request.user).standing().of_year(year)
    return owed_letters(
        levels=levels, codes=codes, today=timezone.localdate(),
        cases=CaseFile.objects.visible_to(request.user),
        letters=letters.filter(level__in=levels).select_related("township"),
    )  # fmt: skip


def files_of(rows):
    return [(recipient.case, recipient.village) for recipient, _letter in rows if recipient.case]


def with_places(rows, names):
    """(village, level, recipient, letter) of each row."""
    return [
        (names.get(recipient.village, ""), LetterLevel(recipient.level).label, recipient, letter)
        for recipient, letter in rows
    ]


@require_safe
@requires(Permission.LETTER_READ)
def letter_reminder(request, village_code):
    """On paper, for the village: places and units by name, households by the file's number."""
    village = get_object_or_404(villages_of(request), code=village_code)
    today = timezone.localdate()
    form = OwedForm(request.GET, villages=[(village.code, village.name)], today=today)
    year = form.cleaned_data["year"] if form.is_valid() else str(today.year)
    rows = [
        (recipient, letter)
        for recipient, letter in owed(request, list(LetterLevel), [village.code], year)
        if state_of(recipient, letter) != LetterState.SIGNED
    ]
    trace(request, AccessKind.LIST, files_of(rows))
    days = (letter.sign_by for _recipient, letter in rows if letter)
    last = max(days, default=date(int(year), 12, 31))
    context = reminder_words(village, year, rows, last, today)
    return render(request, "responsibility/letter_reminder.html", context)
