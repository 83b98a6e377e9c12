"""Who read this file: every reading of one person's file, for the office that keeps the secret."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, listing, requires
from jurisdiction.filters import AccessFilter
from jurisdiction.models import AccessEvent
from jurisdiction.sheets.reading import access_sheet


@require_safe
@requires(Permission.ACCESS_READ)
def case_readers(request, pk):
    case = guarded_case(request, pk)
    return listing(
        request,
        readings_of(request, case),
        "casefiles/case_readers.html",
        export=reverse("casefiles:case-readers-export", args=[pk]),
        case=case,
    )


@requires(Permission.FILE_EXPORT, Permission.ACCESS_READ)
def case_readers_export(request, pk):
    readings = readings_of(request, guarded_case(request, pk))
    return exporting(request, readings, access_sheet, reverse("casefiles:case-readers", args=[pk]))


def guarded_case(request, pk):
    cases = CaseFile.objects.visible_to(request.user, Permission.ACCESS_READ)
    return get_object_or_404(cases, pk=pk)


def readings_of(request, case):
    events = AccessEvent.objects.visible_to(request.user).of_file(case.pk)
    return AccessFilter(request.GET, queryset=events.select_related("officer"))
