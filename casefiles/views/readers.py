"""Who read this file: every reading of one person's file, for the office that keeps the secret."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile
from jurisdiction.access import Permission
from jurisdiction.doors import listing, requires
from jurisdiction.filters import AccessFilter
from jurisdiction.models import AccessEvent
from jurisdiction.sheets.reading import access_sheet


@require_safe
@requires(Permission.ACCESS_READ)
def case_readers(request, pk):
    case = get_object_or_404(
        CaseFile.objects.visible_to(request.user, Permission.ACCESS_READ), pk=pk
    )
    events = AccessEvent.objects.visible_to(request.user).of_file(case.pk)
    return listing(
        request,
        AccessFilter(request.GET, queryset=events.select_related("officer")),
        "casefiles/case_readers.html",
        sheet=access_sheet,
        case=case,
    )
