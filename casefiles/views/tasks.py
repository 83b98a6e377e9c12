"""Tasks: listed with whom they have reached, given, taken on step by step."""

import uuid
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters.tasks import TaskFilter
from casefiles.forms.tasks import StepForm, TaskForm
from casefiles.models import Task
from casefiles.models.rules import numbers
from casefiles.schedule.tasks import CONFIRMING, IllegalMove, moves_from
from casefiles.terms.tasks import SEATS, TaskMove
from casefiles.views.papers import editable_case
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission, can, can_in, is_within
from jurisdiction.doors import exporting, fetch, listing, requires, trace
from jurisdiction.models import Area
from jurisdiction.terms import AccessKind, AreaLevel

SEAT_MOVES = (TaskMove.ACKNOWLEDGE, TaskMove.ANSWER)


def tasks_of(officer):
    rows = Task.objects.visible_to(officer)
    return rows.select_related("case", "village", "test", "recorded_by")


def task_filter(request):
    return TaskFilter(request.GET, queryset=tasks_of(request.user), request=request)


@requires(Permission.FILE_EXPORT)
def task_export(request):
    return exporting(
        request, task_filter(request), sheets.task_sheet, reverse("casefiles:task-list")
    )


@require_safe
@requires(Permission.FILE_READ)
def task_list(request):
    today, days = timezone.localdate(), numbers("escalation_days")
    return listing(
        request,
        task_filter(request),
        "casefiles/task_list.html",
        export=reverse("casefiles:task-export"),
        ready=lambda rows: [task_row(task, today, days) for task in rows],
    )


def task_row(task, today, days):
    """One line: the task, its badge, and whom it has reached where that is not its seat."""
    level = task.reached(today, days(task.village_id))
    return {
        "task": task,
        "badge": task.badge(today),
        "reached": level.label if level != task.seat else "",
    }


@require_safe
@requires(Permission.FILE_READ)
def task_print(request, pk):
    """The sheet that goes along with a task, on A4, in Chinese whatever the screen speaks."""
    task = fetch(request, tasks_of(request.user), pk=pk)
    context = {"task": task, "case": task.case, "steps": task.steps.select_related("recorded_by")}
    return render(request, "casefiles/task_print.html", context)


@require_safe
@requires(Permission.FILE_READ)
def task_detail(request, pk):
    task = fetch(request, tasks_of(request.user), pk=pk)
    context = task_row(task, timezone.localdate(), numbers("escalation_days")) | {
        "case": task.case,
        "steps": task.steps.select_related("recorded_by"),
        "moves": [TaskMove(move) for move in moves_of(task) if may_step(request.user, task, move)],
    }
    return render(request, "casefiles/task_detail.html", context)


def moves_of(task):
    return moves_from(task.state, is_report=task.is_report)


def may_step(officer, task, move):
    """The seat takes on and answers; whoever gives tasks does the rest."""
    if move in CONFIRMING:
        return can_in(officer, Permission.TEST_RECORD, task.village_id)
    if can_in(officer, Permission.TASK_GIVE, task.village_id):
        return True
    return move in SEAT_MOVES and holds_seat(officer, task)


def holds_seat(officer, task):
    return any(
        SEATS.get(posting.capacity) == task.seat and is_within(task.village_id, posting.area_id)
        for posting in officer.postings_in_force
    )


@requires(Permission.FILE_READ)
def task_step(request, pk, deed):
    task = fetch(request, tasks_of(request.user), pk=pk)
    if deed not in TaskMove:
        raise Http404
    if not may_step(request.user, task, deed):
        raise PermissionDenied
    form = StepForm(request.POST or None, move=deed, initial={"key": uuid.uuid4()})
    if request.method == "POST" and form.is_valid() and stepped(request, task, deed, form):
        return redirect(task)
    context = {"form": form, "case": task.case, "submit": _("Save"), "explanation": task.what}
    context |= {"title": TaskMove(deed).label}
    return render(request, "casefiles/task_form.html", context)


def stepped(request, task, move, form):
    """Whether there is nothing more to ask; where not, the form says why."""
    try:
        actions.step_task(task=task, move=move, by=request.user, **form.cleaned_data)
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return False
    except actions.SamePerson:
        form.add_error("assignee", _("The task is given to this person already."))
        return False
    except IllegalMove:
        messages.warning(request, _("The task went on meanwhile. Look at where it stands now."))
        return True
    messages.success(request, _("Saved."))
    if move == TaskMove.CONFIRM:
        said = _("Now enter what the document orders: an order, or a change of state, on the file.")
        messages.warning(request, said)
    return True


@requires(Permission.TASK_GIVE)
def case_task_create(request, pk):
    case = editable_case(request, pk, Permission.TASK_GIVE)
    return give(request, partial(TaskForm, case=case), case)


@requires(Permission.TASK_GIVE)
def task_create(request):
    """A task of a village, about nobody."""
    trace(request, AccessKind.LIST, [])
    areas = Area.objects.visible_to(request.user, Permission.TASK_GIVE)
    return give(request, partial(TaskForm, villages=areas.of_level(AreaLevel.VILLAGE)), None)


def give(request, draw_form, case):
    first_values = {"key": uuid.uuid4(), "due_on": timezone.localdate()}
    form = draw_form(request.POST or None, initial=first_values)
    context = {"form": form, "case": case, "title": _("Give a task"), "submit": _("Give")}
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["key"]
            return redirect(actions.give_task(key=key, by=request.user, **form.content())[0])
        except actions.KeyReused:
            form.add_error(None, key_reused())
            return render(request, "casefiles/task_form.html", context, status=409)
    return render(request, "casefiles/task_form.html", context)


def tasks_on(officer, case, today):
    """What the page of a file shows: its tasks that are not closed."""
    days = numbers("escalation_days")
    tasks = Task.objects.on_file(case, officer).unclosed()
    return [task_row(task, today, days) for task in tasks]


def task_work(officer, today):
    """How many tasks wait for the officer's own seat, and how many of what is seen are overdue."""
    if not can(officer, Permission.FILE_READ):
        return {}
    seats = {SEATS.get(posting.capacity) for posting in officer.postings_in_force} - {None}
    return (
        Task.objects.visible_to(officer)
        .waiting()
        .aggregate(
            mine=Count("pk", filter=Q(seat__in=seats)),
            overdue=Count("pk", filter=Q(due_on__lt=today)),
        )
    )
