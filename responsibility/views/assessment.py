"""The assessment of a year: villages, score sheets, entries, freezing, the workbook."""

from fractions import Fraction

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jurisdiction.access import Permission, can
from jurisdiction.doors import requires, sheet_response
from jurisdiction.models import Area
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
    behind = ()
    if standard.is_frozen and can(request.user, Permission.FILE_EXPORT):
        behind = indicators.evidence(found, today=timezone.localdate())
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


@requires(SCORE)
def manual_score(request, year, village_code, item_pk):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    item = get_object_or_404(
        Item.objects.filter(section__standard=standard, computation="manual").select_related(
            "section__standard"
        ),
        pk=item_pk,
    )
    villages = {area.code: area for area in villages_of(request, standard, SCORE)}
    village = villages.get(village_code)
    if village is None:
        raise Http404
    row = ManualScore.objects.filter(item=item, village=village).first()
    form = ScoreForm(request.POST or None, item=item, initial=initial_score(row))
    sheet = reverse("responsibility:score-sheet", args=[year, village_code]) + place.query
    if done(
        request, form, _("The points are entered."), actions.enter_score, item=item, village=village
    ):
        return redirect(sheet)
    return render(
        request,
        "responsibility/deed_form.html",
        {
            "form": form,
            "title": f"{item} · {village.name}",
            "explanation": item.rule,
            "submit": _("Save"),
            "back": sheet,
        },
    )


def initial_score(row):
    if row is None:
        return {"version": 0}
    return {
        "version": row.version,
        "points": row.points,
        "reason": row.reason,
        "is_not_applicable": row.is_not_applicable,
    }


def done(request, form, message, deed, **fixed):
    """Whether a posted form was valid and its deed done; if not, the form says why."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        deed(by=request.user, **fixed, **form.content())
    except actions.Stale:
        form.add_error(None, _("A colleague entered this meanwhile. Open the page again."))
    except actions.Frozen:
        form.add_error(None, _("The year is frozen. Reopen it first."))
    else:
        messages.success(request, message)
        return True
    return False


@requires(SCORE)
def bonus(request, year):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    form = BonusForm(
        request.POST or None,
        villages=villages_of(request, standard, SCORE),
        initial={"village": request.GET.get("village")},
    )
    back = reverse("responsibility:assessment", args=[year]) + place.query
    if done(request, form, _("The bonus is granted."), actions.grant_bonus, standard=standard):
        return redirect(back)
    return render(
        request,
        "responsibility/deed_form.html",
        {
            "form": form,
            "title": _("Grant a bonus"),
            "submit": _("Grant"),
            "back": back,
            "explanation": _(
                "Of all bonuses together at most 5 points count, and the total stays at 100."
            ),
        },
    )


@requires(SCORE)
def veto(request, year):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    back = reverse("responsibility:assessment", args=[year]) + place.query
    if not standard.is_veto_enabled:
        messages.warning(
            request,
            _(
                "The veto is off. It is put in force in the standard, with "
                "the document that authorises it."
            ),
        )
        return redirect(back)
    form = VetoForm(
        request.POST or None,
        standard=standard,
        villages=villages_of(request, standard, SCORE),
        initial={"village": request.GET.get("village")},
    )
    if done(request, form, _("The veto is recorded."), actions.record_veto, standard=standard):
        return redirect(back)
    return render(
        request,
        "responsibility/deed_form.html",
        {
            "form": form,
            "title": _("Record a veto"),
            "submit": _("Record"),
            "back": back,
            "explanation": _(
                "The grade becomes the lowest; the score stays printed. Only under a "
                "document of the township."
            ),
        },
    )


@requires(SCORE)
def bonus_withdraw(request, pk):
    return withdraw(request, Bonus, pk, _("Withdraw a bonus"))


@requires(SCORE)
def veto_withdraw(request, pk):
    return withdraw(request, Veto, pk, _("Withdraw a veto"))


def withdraw(request, model, pk, title):
    rows = model.objects.visible_to(request.user, SCORE).standing()
    row = get_object_or_404(rows.select_related("standard", "village"), pk=pk)
    form = ReasonForm(request.POST or None)
    back = reverse("responsibility:score-sheet", args=[row.standard.year, row.village_id])
    back += f"?area={row.standard.township_id}"
    if done(
        request, form, _("Withdrawn. The entry stays in the history."), actions.withdraw, row=row
    ):
        return redirect(back)
    return render(
        request,
        "responsibility/deed_form.html",
        {
            "form": form,
            "title": title,
            "explanation": f"{row.village} · {row}",
            "submit": _("Withdraw"),
            "back": back,
        },
    )


@requires(SCORE)
def freeze(request, year):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    back = reverse("responsibility:assessment", args=[year]) + place.query
    today = timezone.localdate()
    if standard.is_frozen:
        return redirect(back)
    if request.method == "POST":
        try:
            actions.freeze_standard(standard=standard, today=today, by=request.user)
        except actions.Awaited:
            messages.warning(request, _("Not frozen: points are still to be entered."))
        else:
            messages.success(request, _("The assessment of %(year)s is frozen.") % {"year": year})
            return redirect(back)
    found = assessed(request, standard)
    return render(
        request,
        "responsibility/freeze.html",
        {
            "place": place,
            "standard": standard,
            "year": year,
            "back": back,
            "assessment": found,
            "awaited": awaited_rows(found),
            "is_over": today.year > year,
        },
    )


@requires(SCORE)
def reopen(request, year):
    place = place_of(request, SCORE)
    standard = standard_of(request, year, SCORE, place)
    back = reverse("responsibility:assessment", args=[year]) + place.query
    form = ReasonForm(request.POST or None)
    if done(
        request,
        form,
        _("The assessment is open again."),
        actions.reopen_standard,
        standard=standard,
    ):
        return redirect(back)
    return render(
        request,
        "responsibility/deed_form.html",
        {
            "form": form,
            "title": _("Reopen the assessment of %(year)s") % {"year": year},
            "explanation": _(
                "The year is then reckoned from the files as they stand today. Who "
                "reopened it and why stays in the history."
            ),
            "submit": _("Reopen"),
            "back": back,
        },
    )


@require_safe
@requires(Permission.ASSESSMENT_READ)
def workbook(request, year):
    place = place_of(request, Permission.ASSESSMENT_READ)
    standard = standard_of(request, year, None, place)
    found = assessed(request, standard)
    behind = indicators.evidence(found, today=timezone.localdate())
    with_names = can(request.user, Permission.FILE_EXPORT)
    return sheet_response(*sheets.assessment_book(found, behind, with_names=with_names))
