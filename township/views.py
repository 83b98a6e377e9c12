import uuid

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request

from jurisdiction.access import Permission, area_codes, can
from jurisdiction.actions import decide_retention
from jurisdiction.doors import requires
from jurisdiction.forms.retention import RetentionForm
from jurisdiction.history import KeyReused
from jurisdiction.models import Area, RetentionDecision
from jurisdiction.terms import RecordKind
from jurisdiction.wall import figures_scope
from township.retention import RULES, standings


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


@require_safe
@requires(Permission.RETENTION_READ)
def retention(request):
    """How many records of each kind are past their time: figures, no names."""
    decisions = RetentionDecision.objects.visible_to(request.user)
    codes = area_codes(request.user, Permission.RETENTION_READ)
    areas = Area.objects.visible_to(request.user, Permission.RETENTION_READ).in_bulk(codes)
    latest, today = decisions.latest(), timezone.localdate()
    with figures_scope():
        found = [(areas[code], standings(code, latest, today)) for code in codes]
    context = {"areas": found, "decisions": decisions.select_related("area", "decided_by")[:50]}
    return render(request, "retention.html", context)


@requires(Permission.RETENTION_DECIDE)
def retention_decide(request, record):
    if record not in RecordKind.values:
        raise Http404
    places = Area.objects.visible_to(request.user, Permission.RETENTION_DECIDE)
    codes = area_codes(request.user, Permission.RETENTION_DECIDE)
    form = RetentionForm(
        request.POST or None, areas=places.filter(pk__in=codes), initial={"key": uuid.uuid4()}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        status = decide(request, record, form)
        if status == 302:
            return redirect("retention")
    context = {"form": form, "kind": RecordKind(record).label, "rule": RULES[record]}
    return render(request, "retention_form.html", context, status=status)


def decide(request, kind, form):
    """Write the decision down. Returns the status of the answer; the form says why not."""
    try:
        decide_retention(kind=kind, by=request.user, **form.cleaned_data)
    except KeyReused:
        form.add_error(
            None,
            _(
                "This page wrote down another decision before. Look at the list of decisions; to "
                "decide otherwise, open the form anew."
            ),
        )
        return 409
    messages.success(request, _("Decided."))
    return 302


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
