"""How often: a township's schedules with their versions, and what they ask of one person."""

import uuid
from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions, schedule
from casefiles.forms.schedules import OwnScheduleEndForm, OwnScheduleForm, ScheduleForm
from casefiles.models import CaseFile, OwnSchedule, Schedule
from casefiles.models.schedules import RuleBook, in_force
from casefiles.schedule.plans import demands_of, strictest, windows_of
from casefiles.terms import Every, SlotKind
from casefiles.views.papers import create_paper, editable_case, editable_paper, update_paper
from jurisdiction.access import Permission, can_in
from jurisdiction.doors import fetch, place_of, requires

AHEAD = 12  # months of windows that a person's page shows


def schedules_of(request, township):
    """Every version that the township goes by or may go by, its own and the house's."""
    rows = Schedule.objects.visible_to(request.user).select_related("area", "written_by")
    return rows.of_office(township).prefetch_related("steps")


@require_safe
@requires(Permission.FILE_READ, shows_nobody=True)
def schedule_list(request):
    place, today = place_of(request, Permission.FILE_READ), timezone.localdate()
    versions = list(schedules_of(request, place.township))
    begun = [row for row in versions if row.valid_from <= today]
    rows = [
        {
            "present": present,
            "coming": [row for row in versions if row.code == present.code and row not in begun],
            "past": [row for row in begun if row.code == present.code and row != present],
        }
        for present in in_force(begun, place.township.code)
    ]
    first = [row for row in versions if row.code not in {row["present"].code for row in rows}]
    may_edit = can_in(request.user, Permission.SCHEDULE_EDIT, place.township.code)
    context = {"place": place, "rows": rows, "first": first, "may_edit": may_edit}
    return render(request, "casefiles/schedule_list.html", context)


@requires(Permission.SCHEDULE_EDIT, shows_nobody=True)
def schedule_create(request):
    place = place_of(request, Permission.SCHEDULE_EDIT)
    form = ScheduleForm(request.POST or None, initial={"key": uuid.uuid4()})
    title = _("Add a schedule")
    return schedule_page(request, place, form, title, code=lambda: form.cleaned_data["key"])


@requires(Permission.SCHEDULE_EDIT, shows_nobody=True)
def schedule_update(request, pk):
    """The next version of a township's schedule, beginning with what holds or was written last."""
    place = place_of(request, Permission.SCHEDULE_EDIT)
    code = get_object_or_404(schedules_of(request, place.township), pk=pk).code
    fresh = partial(drawn_form, request, place.township, code)
    return schedule_page(
        request, place, fresh(request.POST or None), _("Change a schedule"),
        code=lambda: code, fresh=fresh,
    )  # fmt: skip


def drawn_form(request, township, code, data=None):
    versions = [row for row in schedules_of(request, township) if row.code == code]
    own = [row for row in versions if row.area_id]
    present = max(own or versions, key=lambda row: row.version)
    return ScheduleForm(data, present=present, version=present.version if own else 0)


def schedule_page(request, place, form, title, *, code, fresh=None):
    back = reverse("casefiles:schedule-list") + place.query
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_schedule(
                township=place.township, code=str(code()), by=request.user, **form.content()
            )
        except actions.Stale:
            refuse(form, fresh)
        else:
            messages.success(request, _("Saved. Slots that are open keep what made them."))
            return redirect(back)
    context = {"form": form, "title": title, "place": place, "back": back}
    status = 409 if form.is_stale else 200
    return render(request, "casefiles/schedule_form.html", context, status=status)


def refuse(form, fresh):
    """Both texts side by side; of a schedule that its own page added before, where to look."""
    if fresh:
        form.show_stored(fresh())
        return
    form.is_stale = True
    form.add_error(
        None,
        _(
            "This page was saved before with other answers. Look at the list to see what is "
            "stored; to add another schedule, open the form anew."
        ),
    )


@require_safe
@requires(Permission.FILE_READ)
def case_schedule(request, pk):
    cases = CaseFile.objects.visible_to(request.user).select_related("village")
    case = fetch(request, cases, pk=pk)
    today = timezone.localdate()
    book = RuleBook(today, [case.pk])
    rules = book.of(case.pk, case.village_id)
    context = {
        "case": case,
        "kinds": [asked_of(case, rules, kind, today) for kind in SlotKind],
        "own": [
            (row, row.holds_on(today)) for row in case.ownschedules.select_related("recorded_by")
        ],
        "may_edit": can_in(request.user, Permission.SCHEDULE_EDIT, case.village_id),
    }
    return render(request, "casefiles/case_schedule.html", context)


def asked_of(case, rules, kind, today):
    """What is asked of a person for one kind: every demand, the strictest, the windows ahead."""
    demands = demands_of(rules, kind, case.situation, today)
    counts = strictest(demands)
    last = schedule.add_months(today, AHEAD)
    ahead = windows_of(rules, kind, case.situation, today, last) if not case.is_closed else []
    return {
        "kind": kind,
        "demands": [
            {
                "every": Every(demand.every).label,
                "source": demand.source.rule_name,
                "anchor": demand.anchor,
                "counts": demand is counts,
            }
            for demand in demands
        ],
        "ahead": [window for _demand, window in ahead],
    }


@requires(Permission.SCHEDULE_EDIT)
def own_schedule_create(request, pk):
    case = editable_case(request, pk, Permission.SCHEDULE_EDIT)
    today = timezone.localdate()
    return create_paper(
        request,
        case,
        OwnScheduleForm,
        _("Give this person a schedule of the own"),
        initial={"valid_from": today},
        deed=partial(actions.set_own_schedule, today=today),
    )


@requires(Permission.SCHEDULE_EDIT)
def own_schedule_update(request, pk):
    row = editable_paper(request, OwnSchedule, pk, Permission.SCHEDULE_EDIT)
    deed = partial(actions.change_own_schedule, today=timezone.localdate())
    title = _("End or ground this person's own schedule")
    return update_paper(request, row, OwnScheduleEndForm, title, deed=deed)
