"""The bag of one person: cover and index (form F2); and the list of files that miss a paper."""

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles import schedule, sheets
from casefiles.filters.bags import BagFilter
from casefiles.models import CaseFile
from casefiles.models.bag import any_missing, index, index_of_file, told, with_index
from casefiles.terms.bag import MADE_HERE, BagPaper, DueWhen
from casefiles.views.tabs import case_of, head_of
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import exporting, listing, requires


@require_safe
@requires(Permission.FILE_READ)
def bag_index(request, pk):
    case, today = case_of(request, pk), timezone.localdate()
    context = head_of(request.user, case, "bag-index", today) | {"bag": bag_of(case, today)}
    may_export = can_in(request.user, Permission.FILE_EXPORT, case.village_id)
    context["may_print"] = may_export and not schedule.is_minor(case.birth_date, today)
    return render(request, "casefiles/bag_index.html", context)


def bag_of(case, today):
    """The index of a file: its lines, each with the papers noted and what the file itself holds
    (days, and pages to read it on); and n of m. Two queries."""
    documents = list(case.documents.with_scan_count())
    lines, rows = index_of_file(case, documents, today)
    n, m = schedule.completeness(lines)
    return {
        "n": n, "m": m, "is_whole": n == m,
        "lines": [line_of(case, line, documents, rows.get(line.paper, ())) for line in lines],
    }  # fmt: skip


def line_of(case, line, documents, rows):
    paper = BagPaper(line.paper)
    is_roster = paper == BagPaper.ROSTER_PAGE
    return {
        "paper": paper,
        "when": DueWhen(line.when),
        "is_due": line.is_due,
        "is_there": line.is_there,
        "papers": [document for document in documents if document.part == paper],
        "rows": latest_first(rows),
        "lacks": [column_name(case, name) for name in case.missing_columns()] if is_roster else [],
        "is_paper": paper not in MADE_HERE,
    }


def latest_first(rows):
    """(day, address of its page) of what the file itself holds of a paper."""
    found = [(day, reverse(page, args=[key]) if page else "") for day, page, key in rows]
    return sorted(found, reverse=True)


def column_name(case, name):
    return case._meta.get_field({"id_number": "id_number_sealed"}.get(name, name)).verbose_name


def bag_filter(request):
    cases = CaseFile.objects.visible_to(request.user).open().select_related("village", "group")
    return BagFilter(request.GET, queryset=with_index(cases, timezone.localdate()), request=request)


@requires(Permission.FILE_EXPORT)
def bag_export(request):
    return exporting(request, bag_filter(request), sheets.bag_sheet, reverse("casefiles:bag-list"))


@require_safe
@requires(Permission.FILE_READ)
def bag_list(request):
    return listing(
        request,
        bag_filter(request),
        "casefiles/bag_list.html",
        export=reverse("casefiles:bag-export"),
        ready=lambda rows: [{"case": case} | told(index(case)) for case in rows],
        villages=villages_of(request.user, timezone.localdate()),
    )


def villages_of(officer, today):
    """For each village: how many files are open, and how many of them miss a due paper."""
    cases = CaseFile.objects.visible_to(officer).open().order_by("village")
    counted = cases.values("village", "village__name")
    return [
        {
            "code": row["village"], "name": row["village__name"], "n": row["n"],
            "missing": row["missing"], "whole": row["n"] - row["missing"],
        }
        for row in counted.annotate(n=Count("pk"), missing=Count("pk", filter=any_missing(today)))
    ]  # fmt: skip
