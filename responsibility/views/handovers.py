"""Handovers between cadres: the register, one package with its parts, its acceptance, its paper."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casefiles import actions
from casefiles.models import CaseFile, Handover
from casefiles.models.handovers import PARTS, cadre_postings, responsible_meanwhile
from jurisdiction.access import Permission, area_codes, can_in
from jurisdiction.doors import listing, requires, trace
from jurisdiction.history import KeyReused
from jurisdiction.terms import AccessKind
from responsibility.filters import HandoverFilter
from responsibility.forms.handovers import AcceptForm, HandoverForm
from responsibility.indicators.handovers import package_of

A_YEAR = timedelta(days=365)
STALE = gettext_lazy("This handover was accepted or taken back meanwhile.")


def handovers_of(officer, permission=None):
    rows = Handover.objects.visible_to(officer, permission)
    return rows.select_related("village", "from_officer", "to_officer", "recorded_by")


@require_safe
@requires(Permission.FILE_READ, shows_nobody=True)
def handover_list(request):
    rows = handovers_of(request.user)
    narrowed = HandoverFilter(request.GET, queryset=rows, request=request)
    return listing(request, narrowed, "responsibility/handover_list.html")


@requires(Permission.FILE_EDIT, shows_nobody=True)
def handover_create(request):
    today = timezone.localdate()
    codes = area_codes(request.user, Permission.FILE_EDIT)
    form = HandoverForm(
        request.POST or None, initial={"key": uuid.uuid4(), "drawn_on": today},
        leaving=cadre_postings(codes, today - A_YEAR), coming=cadre_postings(codes, today),
    )  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return draw(request, form, _("Draw up a handover"))
    try:
        made, _new = actions.draw_handover(
            key=form.cleaned_data["key"], by=request.user, **form.content()
        )
    except KeyReused:
        form.add_error(None, _("This form was sent before with another content. Open it anew."))
    except actions.AlreadyOpen:
        form.add_error("leaving", _("This cadre's handover of the village waits already."))
    else:
        messages.success(request, _("Saved."))
        return redirect(made)
    return draw(request, form, _("Draw up a handover"), status=409)


def draw(request, form, title, status=200):
    back = reverse("responsibility:handover-list")
    context = {"form": form, "title": title, "submit": _("Save"), "back": back}
    return render(request, "responsibility/deed_form.html", context, status=status)


@require_safe
@requires(Permission.FILE_READ)
def handover_detail(request, pk):
    return show(request, pk, "responsibility/handover_detail.html")


@require_safe
@requires(Permission.FILE_READ)
def handover_print(request, pk):
    """The package on A4 with both signatures, in Chinese whatever the screen speaks."""
    return show(request, pk, "responsibility/handover_print.html")


def show(request, pk, template):
    handover = get_object_or_404(handovers_of(request.user), pk=pk)
    package = package_of(request.user, handover, timezone.localdate())
    trace(request, AccessKind.FILE, CaseFile.objects.files_of(package["cases"]))
    village, reader = handover.village_id, request.user
    meanwhile = responsible_meanwhile([village], timezone.localdate()) if handover.is_open else {}
    context = {
        "handover": handover, **package,
        "meanwhile": "、".join(meanwhile[village][1]) if village in meanwhile else "",
        "may_accept": handover.is_open and handover.to_officer_id == reader.pk,
        "may_withdraw": handover.is_open and can_in(reader, Permission.FILE_EDIT, village),
    }  # fmt: skip
    return render(request, template, context)


@requires(Permission.VISIT_RECORD)
def handover_accept(request, pk):
    handover = get_object_or_404(handovers_of(request.user, Permission.VISIT_RECORD), pk=pk)
    if handover.to_officer_id != request.user.pk:
        raise PermissionDenied
    today = timezone.localdate()
    package = package_of(request.user, handover, today)
    trace(request, AccessKind.FILE, CaseFile.objects.files_of(package["cases"]))
    form = AcceptForm(request.POST or None, initial={"version": handover.version})
    if request.method == "POST" and form.is_valid():
        numbers = {name: [row.pk for row in package[name]] for name in PARTS}
        try:
            actions.accept_handover(
                handover=handover, by=request.user, today=today, package=numbers,
                **form.cleaned_data,
            )  # fmt: skip
        except actions.Stale:
            messages.warning(request, STALE)
        else:
            messages.success(request, _("You have taken over. You are responsible from today on."))
        return redirect(handover)
    return draw(request, form, _("Accept the handover"))


@require_POST
@requires(Permission.FILE_EDIT, shows_nobody=True)
def handover_withdraw(request, pk):
    handover = get_object_or_404(handovers_of(request.user, Permission.FILE_EDIT), pk=pk)
    try:
        version = int(request.POST.get("version", ""))
        actions.withdraw_handover(handover=handover, version=version, by=request.user)
    except (ValueError, actions.Stale):
        messages.warning(request, STALE)
    else:
        messages.success(request, _("Withdrawn."))
    return redirect(handover)
