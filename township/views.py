from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from jurisdiction.access import Permission, can


def home(request):
    """Each officer's first page: what is due, or the figures, or the administration."""
    doors = (
        (Permission.FIGURES_READ, "responsibility:dashboard"),
        (Permission.VISIT_RECORD, "casefiles:due-list"),
        (Permission.OFFICER_MANAGE, "admin:index"),
    )
    for permission, page in doors:
        if can(request.user, permission):
            return redirect(page)
    return render(request, "no_posting.html", status=403)


API = "/api/"


def unreadable(request, exception=None):
    """400, or 413 with what to do for a request that is larger than any page needs."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return render(request, "413.html", status=413)
    return bad_request(request, exception)


def denied(request, exception=None):
    return render(request, "403.html", status=403)


def unknown(request, exception=None):
    if request.path_info.startswith(API):
        return JsonResponse({"detail": _("There is nothing at this address.")}, status=404)
    return render(request, "404.html", status=404)


def broken(request):
    if request.path_info.startswith(API):
        return JsonResponse({"detail": _("Something went wrong here.")}, status=500)
    return render(request, "500.html", status=500)
