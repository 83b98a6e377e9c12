"""Handovers between cadres: the register, one package with its parts, its acceptance, its paper."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casefiles import actions
from casefiles.models import CaseFile, Handover
from casefiles.models.handovers import PARTS, cadre_postings, responsible_meanwhile
from casefiles.views.bulk import reassign_address
from jurisdiction.access import Permission, area_codes, can_in
from jurisdiction.doors import exporting, listing, printing, requires, trace
from jurisdiction.filters.words import seal_words
from jurisdiction.history import KeyReused
from jurisdiction.terms import AccessKind
from responsibility import sheets
from responsibility.filters import HandoverFilter
from responsibility.forms.handovers import AcceptForm, HandoverForm
from responsibility.indicators.handovers import given_by_name, package_of, still_named

A_YEAR = timedelta(days=365)
PLACE = "responsibility:handover-list"
STILL_NAMED = {
    "control": ngettext_lazy(
        "%(n)d file still names %(name)s as control contact",
        "%(n)d files still name %(name)s as control contact",
        "n",
    ),
    "help": ngettext_lazy(
        "%(n)d file still names %(name)s as help contact",
        "%(n)d files still name %(name)s as help contact",
        "n",
    ),
    "tasks": ngettext_lazy(
        "%(n)d open task is still given to %(name)s by name",
        "%(n)d open tasks are still given to %(name)s by name",
        "n",
    ),
}
STALE = gettext_lazy("This handover was accepted or taken back meanwhile.")


def handovers_of(officer, permission=None):
    rows = Handover.objects.visible_to(officer, permission)
    return rows.select_related("village", "from_officer", "to_officer", "recorded_by")


def handover_filter(request):
    return HandoverFilter(request.GET, queryset=handovers_of(request.user), request=request)


@require_safe
@requires(Permission.FILE_READ, shows_nobody=True)
def handover_list(request):
    export = reverse("responsibility:handover-export")
    narrowed = handover_filter(request)
    return listing(request, narrowed, "responsibility/handover_list.html", export=export)


@requires(Permission.FILE_EXPORT, shows_nobody=True)
def handover_export(request):
    return exporting(request, handover_filter(request), sheets.handover_sheet, reverse(PLACE))


@require_safe
@requires(Permission.FILE_READ, shows_nobody=True)
def handover_list_print(request):
    return printing(request, handover_filter(request), sheets.handover_sheet, reverse(PLACE))


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
    back = reverse(PLACE)
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
        "handover": handover, **package, "leftovers": leftovers(reader, handover, package["cases"]),
        "meanwhile": "、".join(meanwhile[village][1]) if village in meanwhile else "",
        "may_accept": handover.is_open and handover.to_officer_id == reader.pk,
        "may_withdraw": handover.is_open and can_in(reader, Permission.FILE_EDIT, village),
    }  # fmt: skip
    return render(request, template, context)


def leftovers(reader, handover, cases):
    """What still names who handed over, once it is accepted: (sentence, where it is mended)."""
    if not handover.accepted_on:
        return []
    named = still_named(reader, handover, cases)
    numbers = {kind: len(named[kind]) for kind in ("control", "help")} | {"tasks": named["tasks"]}
    addresses = {"tasks": task_address(reader, handover)}
    if can_in(reader, Permission.FILE_EDIT, handover.village_id):
        addresses |= {kind: reassign_address(named[kind]) for kind in ("control", "help")}
    told = {"name": handover.from_officer.name}
    return [
        (STILL_NAMED[kind] % (told | {"n": n}), addresses.get(kind, ""))
        for kind, n in numbers.items()
        if n
    ]


def task_address(reader, handover):
    """The list of tasks, narrowed to those that name who hands over; the name stands sealed."""
    query = QueryDict(mutable=True)
    query.update({"village": handover.village_id, "officer": handover.from_officer.name})
    return f"{reverse('casefiles:task-list')}?{seal_words(query, reader)}"


@requires(Permission.VISIT_RECORD)
def handover_accept(request, pk):
    handover = get_object_or_404(handovers_of(request.user, Permission.VISIT_RECORD), pk=pk)
    if handover.to_officer_id != request.user.pk:
        raise PermissionDenied
    if request.method != "POST" and not handover.is_open:
        messages.warning(request, STALE)
        return redirect(handover)
    package = package_of(request.user, handover, timezone.localdate())
    trace(request, AccessKind.FILE, CaseFile.objects.files_of(package["cases"]))
    given = given_by_name(handover, package) if handover.is_open else None
    form = AcceptForm(request.POST or None, given=given, initial={"version": handover.version})
    if request.method == "POST" and form.is_valid() and accepted(request, handover, package, form):
        messages.success(request, _("You have taken over. You are responsible from today on."))
        return redirect(handover)
    context = {"form": form, "handover": handover, "given": given or [], **package}
    status = 409 if form.non_field_errors() else 200
    return render(request, "responsibility/handover_accept.html", context, status=status)


def accepted(request, handover, package, form):
    """Whether the officer has taken over; where not, the form says why."""
    try:
        actions.accept_handover(
            handover=handover, by=request.user, today=timezone.localdate(),
            package={name: [row.pk for row in package[name]] for name in PARTS},
            version=form.cleaned_data["version"], remark=form.cleaned_data["remark"],
        )  # fmt: skip
    except actions.Stale:
        form.add_error(None, STALE)
        return False
    return True


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
