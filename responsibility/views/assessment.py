"""The assessment of a year: villages, score sheets, entries, freezing, the workbook."""

from fractions import Fraction
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jurisdiction.access import Permission, can, can_in
from jurisdiction.doors import requires, take_out, trace
from jurisdiction.models import Area
from jurisdiction.terms import AccessKind
from responsibility import actions, indicators, sheets
from responsibility.doors import place_of, standard_of
from responsibility.forms import BonusForm, ReasonForm, ScoreForm, VetoForm
from responsibility.models import Bonus, Item, ManualScore, Standard, Veto
from responsibility.scoring import rounded
from responsibility.views.score_rows import (
    awaited_rows,
    award_rows,
    evidence_rows,
    grade_label,
    item_rows,
    summary_rows,
)

SCORE = Permission.ASSESSMENT_SCORE
BONUS_MEANS = gettext_lazy(
    "Of all bonuses together at most 5 points count, and the total stays at 100."
)
VETO_IS_OFF = gettext_lazy(
    "The veto is off. It is put in force in the standard, with the document that authorises it."
)
KEY_REUSED = gettext_lazy(
    "This page was saved before with other answers. Open the score sheet to see what is stored; "
    "to record something else, open the form anew."
)
VETO_MEANS = gettext_lazy(
    "The grade becomes the lowest; the score stays printed. Only under a document of the township."
)
REOPENING_MEANS = gettext_lazy(
    "The year is then reckoned from the files as they stand today. Who reopened it and why stays "
    "in the history."
)


@require_safe
@requires(Permission.ASSESSMENT_READ)
def assessment(request, year=None):
    place = place_of(request, Permission.ASSESSMENT_READ)
    year = year or timezone.localdate().year
    standards = Standard.objects.visible_to(request.user).filter(township=place.township)
    standard = standards.select_related("township", "frozen_by").of_year(year).first()
    context = {
        "place": place,
        "year": year,
        "standard": standard,
        "years": sorted({year, *standards.values_list("year", flat=True)}, reverse=True),
    }
    if standard:
        found = assessed(request, standard)
        context |= {"assessment": found, "rows": summary_rows(found)}
    return render(request, "responsibility/assessment.html", context)


def assessed(request, standard, village=None):
    """The assessment of the villages that the officer may read, or of one of them."""
    today = timezone.localdate()
    villages = villages_of(request, standard, Permission.ASSESSMENT_READ)
    if village:
        villages = [area for area in villages if area.code == village]
        if not villages:
            raise Http404
    return indicators.assess(standard=standard, villages=villages, today=today)


def villages_of(request, standard, permission):
    among = Area.objects.visible_to(request.user, permission)
    return indicators.assessed_villages(standard=standard, today=timezone.localdate(), among=among)


@require_safe
@requires(Permission.ASSESSMENT_READ)
def score_sheet(request, year, village_code):
    place = place_of(request, Permission.ASSESSMENT_READ)
    standard = standard_of(request, year, None, place)
    found = assessed(request, standard, village_code)
    sheet = found.sheets[0]
    behind = frozen_evidence(request, found, village_code)
    return render(
        request,
        "responsibility/score_sheet.html",
        {
            "place": place,
            "standard": standard,
            "year": year,
            "sheet": sheet,
            "assessment": found,
            "rows": item_rows(found, sheet, request.user),
            "awards": award_rows(sheet),
            "behind": evidence_rows(behind),
            "grade": grade_label(sheet.reckoning),
            "bonus": rounded(Fraction(sheet.reckoning.bonus)),
            "edits": can(request.user, SCORE) and not standard.is_frozen,
        },
    )


def frozen_evidence(request, found, village):
    """The rows behind a frozen year, which no list shows any more, for whoever may take them."""
    if not found.standard.is_frozen or not can_in(request.user, Permission.FILE_EXPORT, village):
        return ()
    behind = indicators.evidence(found, today=timezone.localdate())
    trace(request, AccessKind.LIST, [(miss.case, miss.village) for miss in behind])
    return behind


@requires(SCORE)
def manual_score(request, year, village_code, item_pk):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    village = village_of(request, standard, village_code)
    items = Item.objects.visible_to(request.user, SCORE).by_hand()
    item = get_object_or_404(items.filter(section__standard=standard), pk=item_pk)
    scores = ManualScore.objects.visible_to(request.user, SCORE)
    row = scores.filter(item=item, village=village).first()
    form = ScoreForm(request.POST or None, item=item, initial=initial_score(row))
    return deed_page(
        request, form, back_to("score-sheet", place, year, village_code),
        title=f"{item} · {village.name}", explanation=item.rule, submit=_("Save"),
        message=_("The points are entered."),
        deed=partial(actions.enter_score, item=item, village=village),
        fresh=lambda: ScoreForm(
            item=item, initial=initial_score(scores.filter(item=item, village=village).first())
        ),
        onward=partial(next_entry, request, standard, place, village, item),
    )  # fmt: skip


def next_entry(request, standard, place, village, item):
    """The page of the village's next item that waits for points; its sheet when none does."""
    found = assessed(request, standard, village.code)
    order = {other.pk: number for number, other in enumerate(found.items)}
    waiting = [other for _sheet, other in found.awaited]
    if not waiting:
        return back_to("score-sheet", place, standard.year, village.code)
    after = min(waiting, key=lambda other: (order[other.pk] < order[item.pk], order[other.pk]))
    return back_to("manual-score", place, standard.year, village.code, after.pk)


def village_of(request, standard, code):
    for village in villages_of(request, standard, SCORE):
        if village.code == code:
            return village
    raise Http404


def initial_score(row):
    if row is None:
        return {"version": 0}
    return {
        "version": row.version,
        "points": row.points,
        "reason": row.reason,
        "is_not_applicable": row.is_not_applicable,
    }


def back_to(page, place, *where):
    return reverse(f"responsibility:{page}", args=where) + place.query


def deed_page(request, form, back, *, deed, message, onward=None, fresh=None, **context):
    """The form of a deed; once it is done, back to the page from which it was called.

    `onward` gives the address of the next such form, for an officer with many to fill in;
    `fresh` draws the form anew from what is stored, to be shown beside what was typed.
    """
    if request.method == "POST" and form.is_valid() and done(request, form, deed, fresh):
        messages.success(request, message)
        return redirect(onward() if onward and "onward" in request.POST else back)
    context |= {"form": form, "back": back, "onward": bool(onward)}
    status = 409 if form.is_bound and form.non_field_errors() else 200
    return render(request, "responsibility/deed_form.html", context, status=status)


def done(request, form, deed, fresh=None):
    """Whether the deed was done; if not, the form says why."""
    try:
        deed(by=request.user, **form.content())
    except actions.KeyReused:
        form.add_error(None, KEY_REUSED)
    except actions.Stale:
        if fresh:
            form.show_stored(fresh())
        else:
            form.add_error(None, _("A colleague entered this meanwhile. Open the page again."))
    except actions.Frozen:
        form.add_error(None, _("The year is frozen. Reopen it first."))
    except actions.VetoNotInForce:
        form.add_error(None, _("The veto is off: the standard names no document that allows it."))
    else:
        return True
    return False


@requires(SCORE)
def bonus(request, year):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    villages = villages_of(request, standard, SCORE)
    form = BonusForm(request.POST or None, villages=villages, initial=chosen(request))
    return deed_page(
        request, form, back_to("assessment", place, year),
        title=_("Grant a bonus"), submit=_("Grant"), message=_("The bonus is granted."),
        explanation=BONUS_MEANS,
        deed=partial(actions.grant_bonus, standard=standard),
    )  # fmt: skip


def chosen(request):
    return {"village": request.GET.get("village")}


@requires(SCORE)
def veto(request, year):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    back = back_to("assessment", place, year)
    if not standard.is_veto_enabled:
        messages.warning(request, VETO_IS_OFF)
        return redirect(back)
    villages = villages_of(request, standard, SCORE)
    form = VetoForm(
        request.POST or None, standard=standard, villages=villages, initial=chosen(request)
    )
    return deed_page(
        request, form, back,
        title=_("Record a veto"), submit=_("Record"), message=_("The veto is recorded."),
        explanation=VETO_MEANS, deed=partial(actions.record_veto, standard=standard),
    )  # fmt: skip


@requires(SCORE)
def bonus_withdraw(request, pk):
    return withdraw(request, Bonus, pk, _("Withdraw a bonus"))


@requires(SCORE)
def veto_withdraw(request, pk):
    return withdraw(request, Veto, pk, _("Withdraw a veto"))


def withdraw(request, model, pk, title):
    rows = model.objects.visible_to(request.user, SCORE).standing()
    row = get_object_or_404(rows.select_related("standard", "village"), pk=pk)
    back = reverse("responsibility:score-sheet", args=[row.standard.year, row.village_id])
    return deed_page(
        request, ReasonForm(request.POST or None), f"{back}?area={row.standard.township_id}",
        title=title, explanation=f"{row.village} · {row}", submit=_("Withdraw"),
        message=_("Withdrawn. The entry stays in the history."),
        deed=partial(actions.withdraw, row=row),
    )  # fmt: skip


@requires(SCORE)
def freeze(request, year):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    back = back_to("assessment", place, year)
    if standard.is_frozen or (request.method == "POST" and frozen(request, standard)):
        return redirect(back)
    found = assessed(request, standard)
    context = {
        "place": place, "standard": standard, "year": year, "back": back, "assessment": found,
        "awaited": awaited_rows(found), "is_over": timezone.localdate().year > year,
    }  # fmt: skip
    return render(request, "responsibility/freeze.html", context)


def frozen(request, standard):
    """Whether the year was frozen; if not, a message says why."""
    try:
        actions.freeze_standard(standard=standard, today=timezone.localdate(), by=request.user)
    except actions.Awaited:
        messages.warning(request, _("Not frozen: points are still to be entered."))
        return False
    year = {"year": standard.year}
    messages.success(request, _("The assessment of %(year)s is frozen.") % year)
    return True


@requires(SCORE)
def reopen(request, year):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    return deed_page(
        request, ReasonForm(request.POST or None), back_to("assessment", place, year),
        title=_("Reopen the assessment of %(year)s") % {"year": year}, submit=_("Unlock the year"),
        message=_("The assessment is open again."), explanation=REOPENING_MEANS,
        deed=partial(actions.reopen_standard, standard=standard),
    )  # fmt: skip


@requires(Permission.ASSESSMENT_READ)
def workbook(request, year):
    place = place_of(request, Permission.ASSESSMENT_READ)
    standard = standard_of(request, year, None, place)
    found = assessed(request, standard)
    behind = indicators.evidence(found, today=timezone.localdate())
    with_names = can_in(request.user, Permission.FILE_EXPORT, place.township.code)
    book = sheets.AssessmentBook(found, behind, with_names)
    named, minors = persons_of(behind) if with_names else (set(), set())
    return take_out(
        request, lambda: book, back_to("assessment", place, year),
        n=len(found.sheets) + len(behind), files=named, minors_left_out=len(minors),
        villages=[sheet.village for sheet in found.sheets],
    )  # fmt: skip


def persons_of(misses):
    """(the files that these rows name, those of people under 18, whom they do not name)."""
    files = {(miss.case, miss.village, miss.is_minor) for miss in misses if miss.case}
    named = {(case, village) for case, village, is_minor in files if not is_minor}
    return named, {case for case, _village, is_minor in files if is_minor}
