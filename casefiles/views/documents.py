import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casefiles import actions
from casefiles.forms import DocumentForm
from casefiles.models import BagDocument, CaseFile
from casefiles.views.scans import scans_of
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import fetch, requires


@requires(Permission.FILE_EDIT)
def document_create(request, pk):
    case = fetch(request, CaseFile.objects.visible_to(request.user, Permission.FILE_EDIT), pk=pk)
    first_values = {"part": request.GET.get("part"), "key": uuid.uuid4()}
    form = DocumentForm(request.POST or None, initial=first_values)
    if request.method != "POST" or not form.is_valid():
        return draw(request, form, case)
    try:
        document, _is_new = actions.add_document(case=case, by=request.user, **form.cleaned_data)
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return draw(request, form, case, status=409)
    messages.success(request, _("Noted: the paper lies in the bag."))
    if "scans" in request.POST:
        return redirect("casefiles:scan-create", document.pk)
    return redirect("casefiles:bag-index", case.pk)


def draw(request, form, case, status=200):
    context = {"form": form, "case": case, "title": _("Note a paper in the bag")}
    context |= {"submit": _("Save"), "then": ("scans", _("Save and add scans"))}
    return render(request, "casefiles/deed_form.html", context, status=status)


@require_safe
@requires(Permission.FILE_READ)
def document_detail(request, pk):
    documents = BagDocument.objects.visible_to(request.user)
    document = fetch(request, documents.select_related("case", "recorded_by"), pk=pk)
    may_edit = can_in(request.user, Permission.FILE_EDIT, document.case.village_id)
    context = {"document": document, "case": document.case, "may_edit": may_edit}
    context["pictures"] = scans_of(document, may_withdraw=may_edit)
    return render(request, "casefiles/document_detail.html", context)


@require_POST
@requires(Permission.FILE_EDIT)
def document_remove(request, pk):
    document = fetch(
        request,
        BagDocument.objects.visible_to(request.user, Permission.FILE_EDIT).select_related("case"),
        pk=pk,
    )
    try:
        actions.remove_document(document=document, by=request.user)
    except actions.HasScans:
        messages.warning(request, _("This paper has scans. Withdraw them first."))
        return redirect(document)
    messages.success(request, _("Removed. Note it anew if that was a mistake."))
    return redirect("casefiles:bag-index", document.case_id)
