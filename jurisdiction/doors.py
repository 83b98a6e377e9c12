"""Who may come in, and the shapes that pages share: a list, its export, an answer to a conflict."""

import uuid
from dataclasses import dataclass
from functools import partial, wraps
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from jurisdiction.access import SHOWS_PERSONS, Permission, area_codes, can
from jurisdiction.actions import HasProblems, PlanChanged
from jurisdiction.audit import note_access, note_export
from jurisdiction.filters.words import seal_words
from jurisdiction.forms.exports import ExportForm
from jurisdiction.history import KeyReused
from jurisdiction.models import Area
from jurisdiction.scoping import within
from jurisdiction.sheets.plans import UNCHANGED
from jurisdiction.terms import AccessKind, AreaLevel, PictureKind

PAGE_SIZE = 25
SHEET_ROWS = 50  # of a loaded sheet, on one page of its preview
SHOWN = 200
PRINTED = 1000  # rows of a printed list at most
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "zip": "application/zip",
}


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


@dataclass(frozen=True)
class Place:
    """The township shown, and those among which the officer may choose."""

    township: Area
    townships: list

    @property
    def query(self):
        """What keeps the choice in the addresses of a page; empty without a choice."""
        return f"?area={self.township.code}" if len(self.townships) > 1 else ""


def place_of(request, permission):
    """The township of the page, from ?area= or the first in reach; 404 for one out of reach."""
    codes = area_codes(request.user, permission)
    townships = list(Area.objects.of_level(AreaLevel.TOWNSHIP).filter(holding(codes)))
    wanted = request.GET.get("area")
    found = [area for area in townships if wanted in (None, area.code)]
    if not found:
        raise Http404
    return Place(found[0], townships)


def holding(codes):
    """Townships that lie in these areas, or in which they lie."""
    above = {code[: AreaLevel.TOWNSHIP] for code in codes if len(code) > AreaLevel.TOWNSHIP}
    return Q(code__in=above) | within("code", [c for c in codes if len(c) <= AreaLevel.TOWNSHIP])


def trace(request, kind, files, purpose=""):
    """Write down that this request shows these files, pairs of number and village code."""
    request.traced = True
    if token := getattr(request, "token", None):
        purpose = f"{token.system} {purpose}".strip()
    note_access(
        by=request.user,
        kind=kind,
        files=files,
        page=request.resolver_match.view_name,
        request_id=request.id,
        purpose=purpose,
    )


def fetch(request, rows, **lookup):
    """The row through its window, or 404; that it was opened is written down."""
    row = get_object_or_404(rows, **lookup)
    trace(request, AccessKind.FILE, rows.files_of([row]))
    return row


def show_picture(request, rows, pk, *, is_preview=False, purpose=""):
    """The answer with one picture of these visible rows, or 404; that it was shown is noted."""
    unseen = "content_sealed" if is_preview else "preview_sealed"
    picture = get_object_or_404(rows.standing().defer(unseen), pk=pk)
    trace(request, AccessKind.PICTURE, rows.files_of([picture]), purpose)
    return picture_response(picture, is_preview=is_preview)


def listing(
    request, filterset, template, *, export="", columns=(), ready=None, total=None, **context
):
    """A list page: the filter form above, the rows, and the way to the export of what is shown.

    `filterset` is bound to the request and holds the visible rows; `export` is the address of the
    page that takes the same filter and makes the sheet (`exporting`);
    `columns` are those that the page draws, where it does not draw all;
    `ready(page_rows)` prepares the rows of one page; `total` is their number, where the caller has
    counted them already.
    """
    valid = filterset.is_valid()
    rows = filterset.qs if valid else filterset.queryset.none()
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
        "export": export if export and can(request.user, Permission.FILE_EXPORT) else "",
    }
    return render(request, template, context)


def as_file(request, table, asked, stamp):
    return sheet_response(table.to_bytes(asked["columns"], stamp), table.file_name)


def exporting(request, filterset, sheet, back, *, answer=as_file):
    """The page that asks what a list is taken out for, and then hands out its sheet.

    `filterset` narrows the visible rows as the list at the address `back` does; `sheet(rows,
    request)` is their Table. Only rows that lie where the officer may export go along. What goes
    out is what `answer` makes of it: a file, if nothing else is said.
    """
    found = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    found = found.visible_to(request.user, Permission.FILE_EXPORT)
    rows = found.leaving()
    files = set(rows.files())
    return take_out(
        request,
        partial(sheet, rows, request),
        f"{back}?{without_page(request)}",
        headers=sheet(rows.none(), request).headers(),
        n=rows.count(),
        files=files,
        minors_left_out=len(set(found.files()) - files),
        answer=answer,
    )


def printing(request, filterset, sheet, back):
    """The rows of a list on A4, in the office's words: `sheet(rows, request)` is their Table.

    `filterset` narrows the visible rows as the list at the address `back` does.
    """
    found = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    shown = found[:PRINTED]
    trace(request, AccessKind.LIST, filterset.queryset.files_of(shown))
    return printed(request, sheet(shown, request), found.count(), back)


def printed(request, table, n, back):
    """A Table as a page for the printer; `n` are the rows of the whole list."""
    context = {
        "table": table, "columns": table.columns, "lines": table.lines,
        "left_out": max(n - len(table.lines), 0), "back": f"{back}?{without_page(request)}",
    }  # fmt: skip
    return render(request, "print_list.html", context)


def take_out(request, draw, back, *, n, headers=(), answer=as_file, **told):
    """The page that asks purpose and document, and then hands out what `draw()` makes.

    That is a Table or a whole workbook of the same shape, which `answer(request, table, asked,
    stamp)` turns into the response; `told` goes into the register.
    """
    form = ExportForm(request.POST or None, headers=headers, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            return hand_out(request, form.cleaned_data, draw(), answer, **told)
        except KeyReused:
            form.begin_anew()
    trace(request, AccessKind.LIST, [])
    context = {"form": form, "n": n, "back": back}
    return render(request, "export_form.html", context, status=409 if form.is_reused else SHOWN)


def hand_out(request, asked, table, answer, *, files, **told):
    """What leaves, under its serial; the same form again answers the same. Raises KeyReused."""
    export = note_export(
        by=request.user,
        name=table.name,
        rows=len(table.lines),
        content=[request.path, sorted(request.GET.lists()), table.told, table.lines],
        files=files,
        **asked,
        **told,
    )
    trace(request, AccessKind.EXPORT, files, f"{export.serial} {export.get_purpose_display()}")
    return answer(request, table, asked, export.stamp)


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


def without_page(request, *others):
    """The query string of this list, for the links to its other pages and to its export.

    `others` are parameters that it does without as well.
    """
    query = request.GET.copy()
    for name in ("page", *others):
        query.pop(name, None)
    return seal_words(query, request.user)


def sheet_response(content, file_name):
    """A workbook, document or archive as a download; the name may be Chinese."""
    return HttpResponse(
        content,
        content_type=TYPES[file_name.rpartition(".")[2]],
        headers={"Content-Disposition": attachment(file_name)},
    )


def picture_response(picture, *, is_preview=False):
    """A picture as a download, or its small JPEG for the page; neither may be more than a picture.

    Its name tells nothing, and nothing between here and the screen keeps it.
    """
    content, kind = picture.content, picture.kind
    if is_preview:
        content, kind = picture.preview, PictureKind.JPEG
    place = "inline" if is_preview else "attachment"
    return HttpResponse(
        content,
        content_type=f"image/{kind}",
        headers={
            "Content-Disposition": f'{place}; filename="tongxin-{picture.pk}.{kind}"',
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def attachment(file_name):
    plain = f"tongxin.{file_name.rpartition('.')[2]}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name)}"


def preview(request, stored, plan, tabs, first):
    """What the preview of a loaded sheet draws: the rows of one kind, page by page.

    `tabs` are (kind, label, how many); without a choice the kinds `first` are shown that have rows.
    """
    counts = {kind: count for kind, _label, count in tabs}
    kind = request.GET.get("show")
    if kind not in counts:
        kind = next((kind for kind in first if counts[kind]), UNCHANGED)
    page = Paginator(plan.of_kind(kind), SHEET_ROWS).get_page(request.GET.get("page"))
    return {
        "stored": stored, "plan": plan, "tabs": tabs, "kind": kind, "page": page,
        "rows": page.object_list, "query": f"show={kind}", "digest": plan.digest(),
    }  # fmt: skip


def sheet_gone(request, to):
    """The answer where a sheet waited longer than it is kept."""
    messages.warning(
        request, _("This sheet waited longer than a day and was erased. Load it again.")
    )
    return redirect(to)


def confirm_loaded(request, confirm, changed):
    """Do `confirm()`; where it writes nothing, the page says why, with `changed` as the words for
    what is stored having changed since the preview."""
    try:
        confirm()
    except HasProblems:
        said = _(
            "Nothing was written. Tick that the rows with problems are left out, or correct "
            "the sheet and load it again."
        )
        messages.error(request, said)
    except (PlanChanged, IntegrityError):
        messages.warning(request, changed)
