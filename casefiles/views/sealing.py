"""What is to be sealed, and the register of what is."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters import SealedFilter, SealFilter
from casefiles.forms.sealing import SealForm
from casefiles.models import CaseFile, Sealing
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, fetch, listing, requires


def due_files(request):
    cases = CaseFile.objects.visible_to(request.user, Permission.FILE_SEAL)
    return cases.due_for_sealing(timezone.localdate()).select_related("village")


def seal_filter(request):
    return SealFilter(request.GET, queryset=due_files(request), request=request)


@require_safe
@requires(Permission.FILE_SEAL)
def seal_list(request):
    export = reverse("casefiles:seal-export")
    return listing(request, seal_filter(request), "casefiles/seal_list.html", export=export)


@requires(Permission.FILE_EXPORT, Permission.FILE_SEAL)
def seal_export(request):
    return exporting(
        request, seal_filter(request), sheets.seal_sheet, reverse("casefiles:seal-list")
    )


@requires(Permission.FILE_SEAL)
def file_seal(request, pk):
    case = fetch(request, due_files(request), pk=pk)
    form = SealForm(request.POST or None, initial={"version": case.version})
    status, is_stale = 200, False
    if request.method == "POST" and form.is_valid():
        try:
            version, today = form.cleaned_data["version"], timezone.localdate()
            actions.seal_file(case=case, version=version, by=request.user, today=today)
        except actions.Stale:
            form = SealForm(initial={"version": case.version})
            status, is_stale = 409, True
        else:
            messages.success(request, _("File %(no)s is sealed.") % {"no": case.file_no})
            return redirect("casefiles:seal-list")
    context = {"form": form, "case": case, "is_stale": is_stale}
    return render(request, "casefiles/file_seal.html", context, status=status)


def sealed_filter(request):
    rows = Sealing.objects.visible_to(request.user).select_related("village", "sealed_by")
    return SealedFilter(request.GET, queryset=rows, request=request)


@require_safe
@requires(Permission.FILE_SEAL)
def sealed_list(request):
    export = reverse("casefiles:sealed-export")
    return listing(request, sealed_filter(request), "casefiles/sealed_list.html", export=export)


@requires(Permission.FILE_EXPORT, Permission.FILE_SEAL)
def sealed_export(request):
    return exporting(
        request, sealed_filter(request), sheets.sealed_sheet, reverse("casefiles:sealed-list")
    )
