"""Opening a sealed file: one officer asks, another decides, and for 24 hours the file is read."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casefiles import actions, sheets
from casefiles.filters import OpeningFilter
from casefiles.forms.sealing import AskForm, DecideForm
from casefiles.models import BagScan, CaseFile, SealOpening, Visit, VisitPhoto
from casefiles.terms import OpeningState
from casefiles.views.file_pages import contents
from casefiles.views.numbers import TOO_MANY, too_many
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission
from jurisdiction.audit import look_ups_left
from jurisdiction.doors import exporting, listing, requires, show_picture, trace
from jurisdiction.terms import AccessKind


def openings(request, permission=None):
    rows = SealOpening.objects.visible_to(request.user, permission)
    return rows.select_related("village", "asked_by", "decided_by")


def opening_filter(request):
    return OpeningFilter(request.GET, queryset=openings(request), request=request)


@require_safe
@requires(Permission.OPENING_DECIDE)
def opening_list(request):
    now = timezone.now()
    return listing(
        request,
        opening_filter(request),
        "casefiles/opening_list.html",
        export=reverse("casefiles:opening-export"),
        ready=lambda rows: [(opening, opening.state(now)) for opening in rows],
    )


@requires(Permission.FILE_EXPORT, Permission.OPENING_DECIDE)
def opening_export(request):
    return exporting(
        request, opening_filter(request), sheets.opening_sheet, reverse("casefiles:opening-list")
    )


@requires(Permission.FILE_SEAL)
def opening_ask(request):
    form = AskForm(request.POST or None, initial={"key": uuid.uuid4()})
    trace(request, AccessKind.FILE, [])
    if request.method != "POST" or not form.is_valid():
        return draw_question(request, form)
    if form.is_id_number and not look_ups_left(request.user, timezone.now()):
        form.add_error("number", too_many())
        return draw_question(request, form, status=TOO_MANY)
    sealing = find(request, form)
    if sealing is None:
        form.add_error("number", _("No sealed file with this number where you may ask."))
        return draw_question(request, form)
    try:
        asked = {name: form.cleaned_data[name] for name in ("key", "ground", "document_no")}
        opening, _is_new = actions.ask_opening(sealing=sealing, by=request.user, **asked)
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return draw_question(request, form, status=409)
    messages.success(request, _("Asked. Another officer decides."))
    return redirect("casefiles:opening-detail", opening.pk)


def find(request, form):
    """The sealing that was asked for, or None; a look-up by ID number is written down."""
    number = form.cleaned_data["number"]
    found = actions.find_sealed(number=number, is_id_number=form.is_id_number, by=request.user)
    if form.is_id_number:
        files = [(found.case_id, found.village_id)] if found else []
        trace(request, AccessKind.LOOK_UP, files, form.cleaned_data["document_no"])
    return found


def draw_question(request, form, status=200):
    return render(request, "casefiles/opening_ask.html", {"form": form}, status=status)


@require_safe
@requires(Permission.OPENING_DECIDE)
def opening_detail(request, pk):
    opening = get_object_or_404(openings(request), pk=pk)
    context = {"opening": opening, "state": opening.state(timezone.now())}
    return render(request, "casefiles/opening_detail.html", context)


@requires(Permission.OPENING_DECIDE)
def opening_decide(request, pk):
    opening = get_object_or_404(openings(request), pk=pk)
    if opening.asked_by_id == request.user.pk:
        raise PermissionDenied
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            refusal = form.cleaned_data["refusal"]
            now = timezone.now()
            actions.decide_opening(opening=opening, by=request.user, now=now, refusal=refusal)
        except actions.Decided:
            messages.warning(request, _("This was decided already."))
        return redirect("casefiles:opening-detail", pk)
    context = {"form": form, "opening": opening}
    return render(request, "casefiles/opening_decide.html", context)


@require_POST
@requires(Permission.OPENING_DECIDE)
def opening_end(request, pk):
    opening = get_object_or_404(openings(request), pk=pk)
    actions.end_opening(opening=opening, now=timezone.now())
    messages.success(request, _("The file is closed again."))
    return redirect("casefiles:opening-detail", pk)


PICTURES = {
    "photo": (VisitPhoto, gettext_lazy("Photo %(n)d")),
    "scan": (BagScan, gettext_lazy("Page %(n)d")),
}


def opening_in_force(request, pk):
    openings_now = openings(request, Permission.FILE_SEAL)
    return get_object_or_404(openings_now.in_state(OpeningState.OPEN, timezone.now()), pk=pk)


@require_safe
@requires(Permission.FILE_SEAL)
def opened_file(request, pk):
    opening = opening_in_force(request, pk)
    cases = CaseFile.objects.opened_by(opening).select_related("village", "group")
    case = get_object_or_404(cases)
    trace(request, AccessKind.FILE, CaseFile.objects.files_of([case]), purpose_of(opening))
    photos = pictures_by(opening, "photo", "visit_id")
    told = [(visit, told_by(visit), photos.get(visit.pk)) for visit in case.visits.all()]
    context = contents(request.user, case) | {"opening": opening, "visits": told}
    context["papers"] = papers_of(opening, case)
    return render(request, "casefiles/opened_file.html", context)


def purpose_of(opening):
    return f"{opening.get_ground_display()} · {opening.document_no}"


def papers_of(opening, case):
    """The papers of the bag that have scans: (paper, its pictures)."""
    scans = pictures_by(opening, "scan", "document_id")
    return [(paper, scans[paper.pk]) for paper in case.documents.all() if paper.pk in scans]


def pictures_by(opening, kind, owner):
    """{key of what they hang on: pictures as pages draw them} of an opened file."""
    model, label = PICTURES[kind]
    found = {}
    for row in model.objects.opened_by(opening).standing().listed():
        hung = found.setdefault(getattr(row, owner), [])
        show, preview = (
            reverse(f"casefiles:opened-{name}", args=[opening.pk, kind, row.pk])
            for name in ("picture", "preview")
        )
        hung.append({
            "row": row, "label": label % {"n": len(hung) + 1}, "show": show, "preview": preview,
        })  # fmt: skip
    return found


@require_safe
@requires(Permission.FILE_SEAL)
def opened_picture(request, pk, kind, item_pk, *, is_preview=False):
    opening = opening_in_force(request, pk)
    if kind not in PICTURES:
        raise Http404
    model, _label = PICTURES[kind]
    rows = model.objects.opened_by(opening).select_related("case")
    return show_picture(request, rows, item_pk, is_preview=is_preview, purpose=purpose_of(opening))


def told_by(visit):
    """What a visit found, by the names of its blocks; a sealed file has no page for each visit."""
    blocks = (*Visit.BLOCKS, "help_given", "follow_up")
    return [
        (Visit._meta.get_field(block).verbose_name, getattr(visit, block))
        for block in blocks
        if getattr(visit, block)
    ]
