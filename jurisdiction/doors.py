"""Who may come in, and the shapes that pages share: a list, its export, an answer to a conflict."""

from functools import wraps
from urllib.parse import quote

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from jurisdiction.access import SHOWS_PERSONS, Permission, can
from jurisdiction.audit import note_access
from jurisdiction.terms import AccessKind

PAGE_SIZE = 25
SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Untraced(Exception):
    """A page showed persons and wrote down for nobody that it did."""


def requires(*permissions, shows_nobody=False):
    """The view answers 403 unless the officer holds every one of these permissions somewhere.

    Which rows the officer then sees is the window's business (`visible_to`): 404 for strangers.
    A view whose permission shows persons has traced its reading before it answers, or the request
    fails with Untraced; `shows_nobody` is said by those that show no person at all.
    """
    must_trace = not shows_nobody and bool(SHOWS_PERSONS & set(permissions))

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not all(can(request.user, permission) for permission in permissions):
                raise PermissionDenied
            answer = view(request, *args, **kwargs)
            if must_trace and answer.status_code == SHOWN and not hasattr(request, "traced"):
                raise Untraced(request.resolver_match.view_name)
            return answer

        guarded.requires = permissions
        return guarded

    return decorate


def trace(request, kind, files):
    """Write down that this request shows these files, pairs of number and village code."""
    request.traced = True
    note_access(
        by=request.user,
        kind=kind,
        files=files,
        page=request.resolver_match.view_name,
        request_id=request.id,
    )


def fetch(request, rows, **lookup):
    """The row through its window, or 404; that it was opened is written down."""
    row = get_object_or_404(rows, **lookup)
    trace(request, AccessKind.FILE, rows.files_of([row]))
    return row


def listing(
    request, filterset, template, *, sheet=None, columns=(), ready=None, total=None, **context
):
    """A list page: the filter form above, the rows, and the export of what is shown.

    `filterset` is bound to the request and holds the visible rows; `sheet(rows, request)` makes the
    workbook's bytes and its file name, of those rows that lie where the officer may export;
    `columns` are those that the page draws, where it does not draw all;
    `ready(page_rows)` prepares the rows of one page; `total` is their number, where the caller has
    counted them already.
    """
    valid = filterset.is_valid()
    rows = filterset.qs if valid else filterset.queryset.none()
    if sheet and valid and request.GET.get("format") == "xlsx":
        if not can(request.user, Permission.FILE_EXPORT):
            raise PermissionDenied
        exported = rows.visible_to(request.user, Permission.FILE_EXPORT)
        trace(request, AccessKind.EXPORT, exported.files())
        return sheet_response(*sheet(exported, request))
    pages = Paginator(rows, PAGE_SIZE)
    if total is not None:
        pages.count = total
    page = pages.get_page(request.GET.get("page"))
    drawn_rows = page.object_list.only(*columns) if columns else page.object_list
    shown = ready(drawn_rows) if ready else drawn_rows
    trace(request, AccessKind.LIST, filterset.queryset.files_of(drawn_rows))
    context |= {
        "filter": filterset,
        "filter_fields": [drawn(field) for field in filterset.form],
        "page": page,
        "rows": shown,
        "query": without_page(request),
        "exports": bool(sheet) and can(request.user, Permission.FILE_EXPORT),
    }
    return render(request, template, context)


def drawn(field):
    """A filter's field as plain data: Django draws each option of a select by a template."""
    value = "" if field.value() is None else str(field.value())
    choices = getattr(field.field, "choices", ())
    return {
        "id": field.id_for_label,
        "name": field.html_name,
        "label": field.label,
        "errors": field.errors,
        "value": value,
        "type": "date" if isinstance(field.field, forms.DateField) else "search",
        "choices": [(str(key), label, str(key) == value) for key, label in choices],
    }


def without_page(request):
    """The query string of this list, for the links to its other pages and to its export."""
    query = request.GET.copy()
    for name in ("page", "format"):
        query.pop(name, None)
    return query.urlencode()


def sheet_response(content, file_name):
    """A workbook as a download; the name may be Chinese."""
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": attachment(file_name)},
    )


def attachment(file_name):
    return f"attachment; filename=\"tongxin.xlsx\"; filename*=UTF-8''{quote(file_name)}"
