"""Who owes a letter of the year and has not signed it; and the reminder of one village on paper."""

from datetime import date

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile
from jurisdiction.access import Permission, area_codes
from jurisdiction.doors import PAGE_SIZE, drawn, requires, trace, without_page
from jurisdiction.models import Area
from jurisdiction.terms import AccessKind, AreaLevel
from responsibility.forms import OwedForm
from responsibility.indicators import owed_letters
from responsibility.letters import reminder_words
from responsibility.models import Letter
from responsibility.terms import LetterLevel


def villages_of(request):
    return Area.objects.visible_to(request.user, Permission.LETTER_READ).of_level(AreaLevel.VILLAGE)


@require_safe
@requires(Permission.LETTER_READ)
def letter_owed(request):
    villages = list(villages_of(request).values_list("code", "name"))
    form = OwedForm(request.GET, villages=villages, today=timezone.localdate())
    rows = rows_of(request, form) if form.is_valid() else []
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    trace(request, AccessKind.LIST, files_of(page.object_list))
    context = {
        "form": form, "filter_fields": [drawn(field) for field in form], "page": page,
        "query": without_page(request), "rows": with_places(page.object_list, dict(villages)),
        "village": form.cleaned_data.get("village"), "year": form.cleaned_data.get("year"),
    }  # fmt: skip
    return render(request, "responsibility/letter_owed.html", context)


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
        letters=letters.select_related("township"),
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
        if letter is None or letter.may_be_answered
    ]
    trace(request, AccessKind.LIST, files_of(rows))
    days = (letter.sign_by for _recipient, letter in rows if letter)
    last = max(days, default=date(int(year), 12, 31))
    context = reminder_words(village, year, rows, last, today)
    return render(request, "responsibility/letter_reminder.html", context)
