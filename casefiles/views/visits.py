import uuid
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters import VisitFilter
from casefiles.forms import VisitForm, WithdrawForm
from casefiles.models import CaseFile, Visit
from casefiles.models.corrections import marks
from casefiles.views.photos import photos_of
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import exporting, fetch, listing, requires


@requires(Permission.VISIT_RECORD)
def visit_create(request, pk):
    cases = CaseFile.objects.visible_to(request.user, Permission.VISIT_RECORD)
    case = fetch(request, cases.open().with_was_met(), pk=pk)
    if request.method != "POST":
        return draw_empty(request, case)
    form = VisitForm(request.POST, case=case)
    if not form.is_valid():
        return draw(request, form, case)
    try:
        visit, _is_new = actions.record_visit(
            case=case, key=form.cleaned_data["key"], by=request.user, **form.content()
        )
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return draw(request, form, case, status=409)
    say_what_became(request, visit)
    if "photos" in request.POST:
        return redirect("casefiles:photo-create", visit.pk)
    return redirect("casefiles:due-list")


def draw_empty(request, case):
    """Today, and the companion of this officer's last visit: typed once."""
    last = case.visits.met().first()
    companion = last.companion if last and last.recorded_by_id == request.user.pk else ""
    first_values = {
        "key": uuid.uuid4(),
        "visited_on": timezone.localdate(),
        "companion": companion,
    }
    return draw(request, VisitForm(case=case, initial=first_values), case)


def draw(request, form, case, status=200):
    context = {"form": form, "case": case, "last": case.visits.met().first()}
    return render(request, "casefiles/visit_form.html", context, status=status)


def key_reused():
    return _(
        "This page was saved before with other answers. Open the person's file to see what is "
        "stored; to record something else, open the form anew."
    )


def say_what_became(request, visit):
    """What the visit did, in one sentence: the slot it closed, or why it closed none."""
    name = {"name": visit.case.name}
    if visit.slot_id:
        messages.success(request, _("Saved. %(name)s is done for this period.") % name)
    elif not visit.is_found or visit.mode != "face":
        messages.warning(
            request, _("Saved. %(name)s stays due: only a meeting face to face counts.") % name
        )
    else:
        messages.success(request, _("Saved as an extra visit to %(name)s.") % name)


def visit_filter(request):
    visits = Visit.objects.visible_to(request.user).prefetch_related(marks())
    visits = visits.select_related("case", "village", "recorded_by")
    return VisitFilter(request.GET, queryset=visits, request=request)


@requires(Permission.FILE_EXPORT)
def visit_export(request):
    return exporting(
        request, visit_filter(request), sheets.visit_sheet, reverse("casefiles:visit-list")
    )


@require_safe
@requires(Permission.FILE_READ)
def visit_list(request):
    return listing(
        request,
        visit_filter(request),
        "casefiles/visit_list.html",
        export=reverse("casefiles:visit-export"),
    )


@require_safe
@requires(Permission.FILE_READ)
def visit_detail(request, pk):
    visit = fetch(
        request,
        Visit.objects.visible_to(request.user)
        .prefetch_related(marks())
        .select_related("case", "village", "slot", "recorded_by", "withdrawn_by"),
        pk=pk,
    )
    return render(
        request,
        "casefiles/visit_detail.html",
        {
            "visit": visit,
            "blocks": [
                (Visit._meta.get_field(block).verbose_name, getattr(visit, block))
                for block in Visit.BLOCKS
            ],
            "may_withdraw": may_withdraw(request.user, visit),
            "may_add_photos": not visit.is_withdrawn
            and can_in(request.user, Permission.VISIT_RECORD, visit.case.village_id),
            "pictures": photos_of(visit, request.user),
        },
    )


def may_withdraw(officer, record):
    """Whoever entered it, and the office of the village where the person lives."""
    if record.is_withdrawn:
        return False
    own = record.recorded_by_id == officer.pk
    return own or can_in(officer, Permission.VISIT_WITHDRAW, record.case.village_id)


def withdrawn(request, form, deed):
    """Whether the record was taken back; if not, the form says why."""
    try:
        deed(by=request.user, **form.cleaned_data)
    except actions.Disputed:
        form.add_error(None, waits_for_decision())
        return False
    messages.success(request, _("Withdrawn. What only this had closed is due again."))
    return True


def waits_for_decision():
    return _("A request for correction waits: whoever decides it decides about this record.")


@requires(Permission.VISIT_RECORD)
def visit_withdraw(request, pk):
    visit = fetch(
        request,
        Visit.objects.visible_to(request.user, Permission.VISIT_RECORD).select_related("case"),
        pk=pk,
    )
    if not may_withdraw(request.user, visit):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    deed = partial(actions.withdraw_visit, visit=visit)
    if request.method == "POST" and form.is_valid() and withdrawn(request, form, deed):
        return redirect("casefiles:case-records", visit.case_id)
    title = _("Withdraw the visit of %(day)s") % {"day": visit.visited_on}
    return render(
        request,
        "casefiles/deed_form.html",
        {"form": form, "case": visit.case, "title": title, "submit": _("Withdraw")},
    )
