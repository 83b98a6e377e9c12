"""Files that may be of one person: the queue, not the same, merging side by side, undoing."""

import uuid

from django.apps import apps
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.actions.merging import sort_rows
from casefiles.filters.duplicates import MergeFilter, PairFilter
from casefiles.forms.duplicates import ApartForm, MergeForm, UndoForm
from casefiles.models import CaseFile, Merge
from casefiles.models.merging import Pairs, merging_files
from casefiles.terms.duplicates import Obstacle
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, fetch, listing, requires

MERGE = "casefiles/merge_form.html"


def pair_filter(request):
    return PairFilter(request.GET, queryset=Pairs(merging_files(request.user)), request=request)


@require_safe
@requires(Permission.FILE_EDIT)
def duplicate_list(request):
    export = reverse("casefiles:duplicate-export")
    return listing(request, pair_filter(request), "casefiles/duplicate_list.html", export=export)


@requires(Permission.FILE_EXPORT, Permission.FILE_EDIT)
def duplicate_export(request):
    back = reverse("casefiles:duplicate-list")
    return exporting(request, pair_filter(request), sheets.pair_sheet, back)


def both_files(request, pk, other):
    """The two open files that the officer may merge, both traced; 404 for one out of reach."""
    if pk == other:
        raise Http404
    cases = merging_files(request.user).select_related("village", "group")
    return fetch(request, cases, pk=pk), fetch(request, cases, pk=other)


@requires(Permission.FILE_EDIT)
def duplicate_apart(request, pk, other):
    one, two = both_files(request, pk, other)
    form = ApartForm(request.POST or None, initial={"key": uuid.uuid4()})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell_apart(one=one, other=two, by=request.user, **form.cleaned_data)
        except actions.KeyReused:
            form.add_error(None, key_reused())
            status = 409
        else:
            messages.success(request, _("The pair is kept out of the list from now on."))
            return redirect("casefiles:duplicate-list")
    context = {
        "form": form, "case": one, "title": _("Not the same person"), "submit": _("Save"),
        "explanation": f"{two.name} · {two.village.name} · {two.file_no}",
    }  # fmt: skip
    return render(request, "casefiles/deed_form.html", context, status=status)


@requires(Permission.FILE_EDIT)
def file_merge(request, pk, other):
    """Two files side by side: the first survives, each column that differs is chosen."""
    kept, gone = both_files(request, pk, other)
    first_values = {
        "key": uuid.uuid4(), "kept_version": kept.version, "gone_version": gone.version,
    }  # fmt: skip
    form = MergeForm(request.POST or None, initial=first_values, kept=kept, gone=gone)
    status = 200
    if request.method == "POST" and form.is_valid():
        merge = merged(request, kept, gone, form)
        if merge:
            messages.success(request, _("The two files are one. It can be undone for 30 days."))
            return redirect(merge)
        status = 409
    moving, staying = sort_rows(kept, gone)
    context = {
        "form": form, "kept": kept, "gone": gone, "files": (kept, gone), "moving": named(moving),
        "staying": named(staying),
    }  # fmt: skip
    return render(request, MERGE, context, status=status)


def merged(request, kept, gone, form):
    """The merge, or None where the form says why not."""
    try:
        return actions.merge_files(
            kept=kept, gone=gone, by=request.user, today=timezone.localdate(), **form.content()
        )[0]
    except actions.KeyReused:
        form.add_error(None, key_reused())
    except actions.Stale:
        said = _("Somebody else changed one of the two files meanwhile. Compare them again.")
        form.add_error(None, said)
        form.data = form.data | {"kept_version": kept.version, "gone_version": gone.version}
    except actions.Hindered as hindered:
        form.add_error(None, Obstacle(hindered.obstacle).label)
    return None


def named(rows):
    """[(what, how many)] of rows by their tables."""
    counts = {label: n if isinstance(n, int) else len(n) for label, n in rows.items()}
    return [(apps.get_model(label)._meta.verbose_name, n) for label, n in counts.items()]


def readable_merges(request):
    merges = Merge.objects.visible_to(request.user, Permission.FILE_EDIT)
    return merges.select_related("case__village", "recorded_by", "undone_by")


def merge_filter(request):
    return MergeFilter(request.GET, queryset=readable_merges(request), request=request)


@require_safe
@requires(Permission.FILE_EDIT)
def merge_list(request):
    export = reverse("casefiles:merge-export")
    return listing(request, merge_filter(request), "casefiles/merge_list.html", export=export)


@requires(Permission.FILE_EXPORT, Permission.FILE_EDIT)
def merge_export(request):
    back = reverse("casefiles:merge-list")
    return exporting(request, merge_filter(request), sheets.merge_sheet, back)


@require_safe
@requires(Permission.FILE_EDIT)
def merge_detail(request, pk):
    merge = fetch(request, readable_merges(request), pk=pk)
    context = {
        "merge": merge,
        "case": merge.case,
        "counts": counts_told(merge),
        "stayed": named(merge.stayed),
        "may_be_undone": merge.may_be_undone(timezone.localdate()),
    }
    return render(request, "casefiles/merge_detail.html", context)


def counts_told(merge):
    """[(what, before on the one, before on the other, moved, stayed)] by table."""
    return [
        (apps.get_model(label)._meta.verbose_name, kept, gone,
         len(merge.moved.get(label, ())), merge.stayed.get(label, 0))
        for label, (kept, gone) in merge.counted.items()
    ]  # fmt: skip


@requires(Permission.FILE_EDIT)
def merge_undo(request, pk):
    merge = fetch(request, readable_merges(request), pk=pk)
    cases = CaseFile.objects.visible_to(request.user, Permission.FILE_EDIT)
    fetch(request, cases, pk=merge.gone_id)
    form, status = UndoForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        if undone(request, merge, form):
            messages.success(request, _("The merge is undone: both files are as they were."))
            return redirect(merge)
        status = 409
    said = _("File %(no)s is opened again, and all that moved goes back to it.")
    context = {
        "form": form, "case": merge.case, "title": _("Undo the merge"), "submit": _("Undo"),
        "explanation": said % {"no": merge.gone_no},
    }  # fmt: skip
    return render(request, "casefiles/deed_form.html", context, status=status)


def undone(request, merge, form):
    """Whether the merge is undone; where not, the form says why."""
    try:
        today = timezone.localdate()
        actions.undo_merge(merge=merge, by=request.user, today=today, **form.cleaned_data)
    except actions.Hindered as hindered:
        form.add_error(None, Obstacle(hindered.obstacle).label)
        return False
    except actions.Stale:
        form.add_error(None, Obstacle.CLOSED.label)
        return False
    return True
