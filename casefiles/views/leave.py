"""Leave of one person (form F9): asked for, decided, printed, returned from; absence found."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from casefiles import actions
from casefiles.forms.leave import (
    AbsenceForm,
    DecideLeaveForm,
    LeaveForm,
    ReturnForm,
    RevealPhoneForm,
    WithdrawLeaveForm,
)
from casefiles.models import DueSlot, Leave
from casefiles.schedule.leave import covers
from casefiles.terms import SlotKind
from casefiles.terms.leave import LeaveState, LeaveStatus
from casefiles.views.papers import create_paper, editable_case, editable_paper, update_paper
from jurisdiction.access import Permission
from jurisdiction.doors import fetch, requires, trace
from jurisdiction.schedule.windows import Window
from jurisdiction.terms import AccessKind, ReadingReason

OVERLAPS = gettext_lazy("Another leave or absence of this person holds some of these days.")
REFUSALS = {actions.Overlaps: OVERLAPS}


@requires(Permission.LEAVE_RECORD)
def leave_create(request, pk):
    case = editable_case(request, pk, Permission.LEAVE_RECORD)
    return create_paper(
        request,
        case,
        LeaveForm,
        _("Take a request for leave"),
        initial={"from_on": timezone.localdate()},
        deed=actions.ask_leave,
        refusals=REFUSALS,
    )


@requires(Permission.LEAVE_DECIDE)
def absence_create(request, pk):
    case = editable_case(request, pk, Permission.LEAVE_DECIDE)
    return create_paper(
        request,
        case,
        AbsenceForm,
        _("Note an absence without leave"),
        deed=actions.note_absence,
        refusals=REFUSALS,
    )


@requires(Permission.LEAVE_RECORD)
def leave_update(request, pk):
    leave = editable_paper(request, Leave, pk, Permission.LEAVE_RECORD)
    if leave.state != LeaveState.WAITING:
        messages.warning(request, _("What was decided is not edited; it can be withdrawn."))
        return redirect(leave)
    return update_paper(
        request,
        leave,
        LeaveForm,
        _("Correct the request for leave"),
        deed=actions.correct_leave,
        to=leave,
        refusals=REFUSALS | {actions.DecidedLeave: _("This leave was decided meanwhile.")},
    )


def leave_to_read(request, pk):
    leaves = Leave.objects.visible_to(request.user).select_related(
        "case__village", "recorded_by", "decision_by", "return_by"
    )
    return fetch(request, leaves, pk=pk)


@require_safe
@requires(Permission.FILE_READ)
def leave_detail(request, pk):
    leave, today = leave_to_read(request, pk), timezone.localdate()
    context = standing_of(leave, today) | {
        "case": leave.case,
        "slots": [(slot, slot.badge(today)) for slot in slots_during(leave)],
    }
    return render(request, "casefiles/leave_detail.html", context)


@require_safe
@requires(Permission.FILE_READ)
def leave_print(request, pk):
    """Form F9 on A4, in Chinese whatever the screen speaks, with a box for each signature."""
    leave = leave_to_read(request, pk)
    context = standing_of(leave, timezone.localdate()) | {"case": leave.case}
    return render(request, "casefiles/leave_print.html", context)


def standing_of(leave, today):
    """A leave with where it stands today, as pages draw it."""
    return {
        "leave": leave,
        "status": leave.status(today),
        "shape": leave.shape(today),
        "days_late": leave.days_late(today),
        "is_waiting": leave.state == LeaveState.WAITING,
        "is_absence": leave.state == LeaveState.UNAUTHORISED,
    }


def slots_during(leave):
    """The test slots whose windows hold a day of the leave, where another office tests."""
    if not leave.away_office or leave.to_on is None:
        return []
    rows = DueSlot.objects.of_kind(SlotKind.TEST).filter(
        case=leave.case_id, opens_on__lte=leave.to_on, closes_on__gte=leave.from_on
    )
    return list(rows.order_by("opens_on", "pk"))


@requires(Permission.LEAVE_DECIDE)
def leave_decide(request, pk):
    leave = editable_paper(request, Leave, pk, Permission.LEAVE_DECIDE)
    if leave.state != LeaveState.WAITING:
        return redirect(leave)
    slots = [slot for slot in slots_during(leave) if slot.state in ("open", "missed")]
    first_values = {
        "version": leave.version, "on": timezone.localdate(), "approver": request.user.name,
        "slots": [str(slot.pk) for slot in slots if is_covered(leave, slot)],
    }  # fmt: skip
    form = DecideLeaveForm(request.POST or None, initial=first_values, slots=slots)
    if request.method == "POST" and form.is_valid() and decide(request, leave, form):
        return redirect(leave)
    return draw(request, leave, form, _("Decide about the leave"), _("Decide"))


def is_covered(leave, slot):
    return covers(leave.from_on, leave.to_on, Window(slot.opens_on, slot.closes_on))


def decide(request, leave, form):
    """Whether there is nothing more to ask; where not, the form says why."""
    try:
        actions.decide_leave(leave=leave, by=request.user, **form.cleaned_data)
    except actions.NoReport:
        said = _("Three days or more outside the county: the written report is missing.")
        form.add_error("is_approved", said)
        return False
    except actions.Stale:
        say_stale(request)
        return True
    messages.success(request, _("The decision is entered."))
    return True


def say_stale(request):
    messages.warning(request, _("Somebody else changed this leave meanwhile. Read it again."))


@requires(Permission.LEAVE_RECORD)
def leave_return(request, pk):
    leave = editable_paper(request, Leave, pk, Permission.LEAVE_RECORD)
    if not leave.may_return:
        return redirect(leave)
    first_values = {
        "version": leave.version, "return_note": leave.return_note,
        "returned_on": leave.returned_on or timezone.localdate(),
    }  # fmt: skip
    form = ReturnForm(request.POST or None, initial=first_values, leave=leave)
    if request.method == "POST" and form.is_valid():
        return done(request, leave, actions.note_return, form, _("The return is noted."))
    return draw(request, leave, form, _("Note the return"), _("Save"))


@requires(Permission.LEAVE_DECIDE)
def leave_withdraw(request, pk):
    leave = editable_paper(request, Leave, pk, Permission.LEAVE_DECIDE)
    if leave.is_withdrawn:
        return redirect(leave)
    form = WithdrawLeaveForm(request.POST or None, initial={"version": leave.version})
    if request.method == "POST" and form.is_valid():
        return done(request, leave, actions.withdraw_leave, form, _("Withdrawn."))
    said = _("Not taken, or entered in error: it stays on the file, struck through.")
    return draw(request, leave, form, _("Withdraw this leave"), _("Withdraw"), said)


def done(request, leave, deed, form, said):
    try:
        deed(leave=leave, by=request.user, **form.cleaned_data)
    except actions.Stale:
        say_stale(request)
    else:
        messages.success(request, said)
    return redirect(leave)


@requires(Permission.NUMBER_REVEAL)
def leave_phone(request, pk):
    """The phone number there in full, for a reason that is written down."""
    leaves = Leave.objects.visible_to(request.user, Permission.NUMBER_REVEAL)
    leave = fetch(request, leaves.select_related("case__village"), pk=pk)
    form, clear = RevealPhoneForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        clear = leave.phone or _("not entered")
        why = f"{_('Phone there')} · {ReadingReason(form.cleaned_data['reason']).label}"
        trace(request, AccessKind.NUMBER, Leave.objects.files_of([leave]), why)
    context = {"form": form, "case": leave.case, "clear": clear}
    return render(request, "casefiles/number_reveal.html", context)


def draw(request, leave, form, title, submit, said=""):
    told = said or f"{leave.from_on} – {leave.to_on or ''} {leave.county} {leave.reason}"
    context = {"form": form, "case": leave.case, "title": title, "submit": submit}
    return render(request, "casefiles/deed_form.html", context | {"explanation": told})


def begun_leaves(case):
    """What the timeline tells: leaves that were taken, and absence without leave."""
    return case.leaves.left().filter(from_on__lte=timezone.localdate())


def leaves_of(case, today):
    """What the page of a file shows of leave: what waits, keeps away or was the last."""
    told = [standing_of(leave, today) for leave in case.leaves.all()]
    ended = (LeaveStatus.RETURNED, LeaveStatus.REFUSED, LeaveStatus.WITHDRAWN)
    return {
        "running": [row for row in told if row["status"] not in ended],
        "ended": [row for row in told if row["status"] in ended],
    }
