from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casefiles import actions
from casefiles.forms import DocumentForm
from casefiles.models import BagDocument, CaseFile
from jurisdiction.access import Permission
from jurisdiction.doors import fetch, requires


@requires(Permission.FILE_EDIT)
def document_create(request, pk):
    case = fetch(request, CaseFile.objects.visible_to(request.user, Permission.FILE_EDIT), pk=pk)
    form = DocumentForm(request.POST or None, initial={"part": request.GET.get("part")})
    if request.method == "POST" and form.is_valid():
        actions.add_document(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, _("Noted: the paper lies in the bag."))
        return redirect(case)
    return render(
        request,
        "casefiles/deed_form.html",
        {"form": form, "case": case, "title": _("Note a paper in the bag"), "submit": _("Save")},
    )


@require_POST
@requires(Permission.FILE_EDIT)
def document_remove(request, pk):
    document = fetch(
        request,
        BagDocument.objects.visible_to(request.user, Permission.FILE_EDIT).select_related("case"),
        pk=pk,
    )
    actions.remove_document(document=document, by=request.user)
    messages.success(request, _("Removed. Note it anew if that was a mistake."))
    return redirect(document.case)
