"""The monthly report: the year by months, one month by villages, its rows, submitting it."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from casefiles import actions, schedule
from casefiles.filters.monthly import CountedFilter
from casefiles.forms.monthly import SubmitReportForm, WithdrawReportForm
from casefiles.models import CaseFile, MonthlyReport
from casefiles.models.balance import months_of
from casefiles.sheets.monthly import counted_sheet, report_rows, report_table, year_table
from casefiles.terms.balance import WAYS_IN, WAYS_OUT, Figure, ReportStatus, Unreported
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission, area_codes, can, can_in
from jurisdiction.doors import exporting, listing, place_of, requires, take_out
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel

FIGURES, SUBMIT = Permission.FIGURES_READ, Permission.REPORT_SUBMIT
YEARS = 4  # that the list offers
SHAPES = {
    ReportStatus.SUBMITTED: "done", ReportStatus.BALANCED: "due",
    ReportStatus.UNBALANCED: "overdue", ReportStatus.RUNNING: "upcoming",
    ReportStatus.EARLIER: "cancelled",
}  # fmt: skip
REFUSALS = {
    actions.Stale: gettext_lazy(
        "The figures have changed meanwhile. Look at them, then submit again."
    ),
    actions.MonthNotOver: gettext_lazy("The month is not over: its end cannot be counted yet."),
    actions.EarlierMonthMissing: gettext_lazy(
        "The month before is not submitted: submit that one first."
    ),
    actions.DoesNotBalance: gettext_lazy("The month does not balance. Say why, or correct it."),
    actions.LaterMonthStands: gettext_lazy("A later month is submitted: withdraw that one first."),
}


@require_safe
@requires(FIGURES)
def monthly_report_list(request):
    place, year = place_of(request, FIGURES), year_of(request)
    context = {
        "place": place, "year": year, "years": offered_years(),
        "rows": [month_row(seen) for seen in months_seen(request, place, year)],
        "query": f"?year={year}{place.query.replace('?', '&')}",
    }  # fmt: skip
    return render(request, "casefiles/monthly_report_list.html", context)


def offered_years():
    this = timezone.localdate().year
    return list(range(this, this - YEARS, -1))


def year_of(request):
    """The year in ?year=2026; this year where it says none that is offered."""
    asked = request.GET.get("year", "")
    return next((y for y in offered_years() if str(y) == asked), timezone.localdate().year)


def months_seen(request, place, year):
    """Each begun month of the year, as the reader may see it."""
    today = timezone.localdate()
    begun = 12 if year < today.year else today.month
    firsts = [today.replace(year=year, month=month, day=1) for month in range(1, begun + 1)]
    codes = codes_of(request.user)
    return [
        month.among(codes, place.township.pk) for month in months_of(place.township, firsts, today)
    ]


def codes_of(reader):
    return area_codes(reader, FIGURES)


def month_row(seen):
    line = seen.shown.total
    return {
        "month": seen.month, "status": seen.status, "shape": SHAPES[seen.status],
        "opening": line.count(Figure.OPENING), "closing": line.count(Figure.CLOSING),
        "came": sum(map(line.count, WAYS_IN)), "went": sum(map(line.count, WAYS_OUT)),
        "has_changed": bool(seen.changed_since),
    }  # fmt: skip


@requires(FIGURES)
def monthly_year_export(request):
    place, year = place_of(request, FIGURES), year_of(request)
    book = year_table(place.township, year, months_seen(request, place, year))
    back = f"{reverse('casefiles:monthly-report-list')}?year={year}"
    return take_figures(request, book, f"{back}{place.query.replace('?', '&')}", place)


def take_figures(request, book, back, place):
    return take_out(
        request, lambda: book, back, headers=book.headers(), n=len(book.lines), files=(),
        villages=[place.township.pk],
    )  # fmt: skip


def month_seen(request, first, permission=FIGURES):
    """(place, Seen) of a month that has begun, or 404."""
    place, today = place_of(request, permission), timezone.localdate()
    if first > today:
        raise Http404
    [month] = months_of(place.township, [first], today)
    return place, month.among(codes_of(request.user), place.township.pk)


def rows_of(request, place, seen):
    """The rows of a month: every village in reach that was there, or that counts somebody."""
    last = schedule.last_of_month(seen.month.first)
    areas = Area.objects.visible_to(request.user).of_level(AreaLevel.VILLAGE)
    areas = areas.below(place.township.pk)
    areas = areas.in_force(last) | areas.filter(pk__in=list(seen.shown.lines))
    return report_rows(seen, dict(areas.order_by("pk").values_list("pk", "name")))


@require_safe
@requires(FIGURES)
def monthly_report(request, first):
    place, seen = month_seen(request, first)
    month, rows = seen.month, rows_of(request, place, seen)
    reports = MonthlyReport.objects.visible_to(request.user)
    context = {
        "place": place, "month": month, "status": seen.status, "shape": SHAPES[seen.status],
        "figures": list(Figure), "rows": linked_rows(request, place, month.first, rows),
        "problems": named_problems(seen, rows),
        "unreported": unreported(request, place, seen),
        "changed": seen.changed_since, "is_whole": seen.is_whole,
        "withdrawn": withdrawn_of(reports, place, first),
        "submits": can_in(request.user, SUBMIT, place.township.pk),
        "deceased": deceased_open(request, place),
    }  # fmt: skip
    return render(request, "casefiles/monthly_report.html", context)


def named_problems(seen, rows):
    """(name of the place, Problem) in the order of the rows."""
    names = {row.code: row.name for row in rows} | {"": _("Whole township")}
    return [(names.get(problem.village, problem.village), problem) for problem in seen.problems]


def withdrawn_of(reports, place, first):
    rows = reports.filter(township=place.township, month=first, withdrawn_at__isnull=False)
    return list(rows.select_related("recorded_by", "withdrawn_by"))


def deceased_open(request, place):
    """How many files of the township that the reader may read stay open after a death."""
    cases = CaseFile.objects.visible_to(request.user).open().filter(control_state="deceased")
    return cases.filter(village__code__startswith=place.township.pk).count()


def linked_rows(request, place, first, rows):
    """Each row with its cells, (figure, how many, address of the files or empty)."""
    reads = area_codes(request.user, Permission.FILE_READ)
    return [
        (row, [
            (figure, n, counted_address(place, first, figure, row.code) if n and reads else "")
            for figure, n in row.counts
        ])
        for row in rows
    ]  # fmt: skip


def counted_address(place, first, figure, village=""):
    page = reverse("casefiles:monthly-report-rows", args=[first])
    return f"{page}?figure={figure}&village={village}{place.query.replace('?', '&')}"


def unreported(request, place, seen):
    """[(label, how many, address)] where the beginning is not the end that was submitted."""
    reads = can(request.user, Permission.FILE_READ)
    found = [(figure, len(seen.numbers(figure, ""))) for figure in Unreported]
    return [
        (figure.label, n, counted_address(place, seen.month.first, figure) if reads else "")
        for figure, n in found if n
    ]  # fmt: skip


@require_safe
@requires(FIGURES)
def monthly_report_print(request, first):
    """The report on A4 with its signatures, in Chinese whatever the screen speaks."""
    place, seen = month_seen(request, first)
    book = report_table(seen, place.township, rows_of(request, place, seen))
    context = {
        "place": place, "month": seen.month, "table": book, "is_whole": seen.is_whole,
    }  # fmt: skip
    return render(request, "casefiles/monthly_report_print.html", context)


@requires(FIGURES)
def monthly_report_export(request, first):
    place, seen = month_seen(request, first)
    book = report_table(seen, place.township, rows_of(request, place, seen))
    back = reverse("casefiles:monthly-report", args=[first])
    return take_figures(request, book, f"{back}{place.query}", place)


def counted_filter(request, first):
    place, seen = month_seen(request, first)
    cases = CaseFile.objects.visible_to(request.user).select_related("village")
    narrowed = CountedFilter(request.GET, queryset=cases, request=request, seen=seen, place=place)
    return narrowed, page_of(place, first)


@require_safe
@requires(FIGURES, Permission.FILE_READ)
def monthly_report_rows(request, first):
    """The files that a figure counts; of those that no list shows, only how many."""
    narrowed, back = counted_filter(request, first)
    counted = narrowed.counted()
    shown = narrowed.queryset.filter(pk__in=counted).count()
    return listing(
        request, narrowed, "casefiles/monthly_report_rows.html", first=first, back=back,
        export=reverse("casefiles:monthly-report-rows-export", args=[first]),
        hidden=len(counted) - shown,
    )  # fmt: skip


@requires(FIGURES, Permission.FILE_EXPORT)
def monthly_report_rows_export(request, first):
    narrowed, _back = counted_filter(request, first)
    back = reverse("casefiles:monthly-report-rows", args=[first])
    return exporting(request, narrowed, partial(counted_sheet, first=first), back)


@requires(SUBMIT)
def monthly_report_submit(request, first):
    place, seen = month_seen(request, first, SUBMIT)
    month = seen.month
    if request.method != "POST" and not month.may_be_submitted:
        messages.warning(request, why_not(month))
        return redirect(page_of(place, first))
    form = SubmitReportForm(
        request.POST or None, needs_note=bool(month.problems),
        initial={"key": uuid.uuid4(), "seen": month.digest()},
    )  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return draw_submit(request, place, seen, form)
    if not submitted(request, place, month, form):
        return refused_submit(request, place, seen, form)
    messages.success(request, _("The monthly report is submitted."))
    return redirect(page_of(place, first))


def refused_submit(request, place, seen, form):
    """The form again with its reason; the month itself where it cannot be submitted any more."""
    if seen.month.may_be_submitted:
        return draw_submit(request, place, seen, form, status=409)
    messages.warning(request, why_not(seen.month))
    return redirect(page_of(place, seen.month.first))


def page_of(place, first):
    return f"{reverse('casefiles:monthly-report', args=[first])}{place.query}"


def why_not(month):
    if month.report:
        return _("This month is submitted.")
    if month.is_followed:
        return REFUSALS[actions.LaterMonthStands]
    return REFUSALS[actions.EarlierMonthMissing if month.is_over else actions.MonthNotOver]


def submitted(request, place, month, form):
    """Whether the report was submitted; where not, the form says why."""
    try:
        actions.submit_monthly_report(
            township=place.township, month=month.first, by=request.user,
            today=timezone.localdate(), **form.content(),
        )  # fmt: skip
    except actions.KeyReused:
        form.add_error(None, key_reused())
    except tuple(REFUSALS) as refusal:
        form.add_error(None, REFUSALS[type(refusal)])
        form.see(month.digest())
    else:
        return True
    return False


def draw_submit(request, place, seen, form, status=200):
    row, rows = month_row(seen), rows_of(request, place, seen)
    context = {
        "form": form, "row": row, "first": seen.month.first,
        "problems": named_problems(seen, rows),
        "title": _("Submit the monthly report"), "submit": _("Submit"),
        "back": page_of(place, seen.month.first), "heading": place.township.name,
    }  # fmt: skip
    return render(request, "casefiles/monthly_report_form.html", context, status=status)


@requires(SUBMIT)
def monthly_report_withdraw(request, pk):
    reports = MonthlyReport.objects.visible_to(request.user, SUBMIT).select_related("township")
    report = get_object_or_404(reports.standing(), pk=pk)
    form = WithdrawReportForm(request.POST or None, initial={"version": report.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_monthly_report(report=report, by=request.user, **form.cleaned_data)
        except (actions.Stale, actions.LaterMonthStands) as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
            status = 409
        else:
            messages.success(request, _("Withdrawn."))
            return redirect(report)
    context = {"form": form, "title": _("Withdraw the monthly report"), "submit": _("Withdraw"),
               "back": report.get_absolute_url(), "heading": report.township.name,
               "first": report.month}  # fmt: skip
    return render(request, "casefiles/monthly_report_form.html", context, status=status)
