"""Orders of community detox and recovery: the list, the line of steps, each step, the agreement."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casefiles import actions, letters, sheets
from casefiles.filters import OrderFilter
from casefiles.forms.orders import (
    AgreementForm,
    OrderForm,
    StepForm,
    TakeBackForm,
    first_values,
)
from casefiles.models import Agreement, OrderStep, RehabOrder
from casefiles.schedule.orders import IllegalMove, legal_moves, standing_steps
from casefiles.terms import OrderMove
from casefiles.views.papers import create_paper, editable_case, editable_paper, update_paper
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission, can, can_in
from jurisdiction.doors import exporting, fetch, listing, requires


@requires(Permission.ORDER_EDIT)
def order_create(request, pk):
    case = editable_case(request, pk, Permission.ORDER_EDIT)
    return create_paper(
        request,
        case,
        OrderForm,
        _("Enter an order of detox or recovery"),
        deed=actions.register_order,
        refusals={actions.AnotherRuns: _("Another order of this person has not ended yet.")},
    )


@requires(Permission.ORDER_EDIT)
def order_update(request, pk):
    order = editable_paper(request, RehabOrder, pk, Permission.ORDER_EDIT)
    title = _("Correct the order of %(name)s") % {"name": order.case.name}
    return update_paper(request, order, OrderForm, title, deed=actions.correct_order)


def readable_orders(officer, permission=None):
    return RehabOrder.objects.visible_to(officer, permission).select_related("case__village")


@require_safe
@requires(Permission.FILE_READ)
def order_detail(request, pk):
    order = fetch(request, readable_orders(request.user), pk=pk)
    may_edit = can_in(request.user, Permission.ORDER_EDIT, order.case.village_id)
    told = line_of(order, timezone.localdate())
    context = {"told": told, "order": order, "case": order.case, "may_edit": may_edit}
    return render(request, "casefiles/order_detail.html", context)


def line_of(order, today):
    """The line of steps of an order as the pages draw it; two queries."""
    rows = list(order.steps.select_related("recorded_by", "agreement"))
    standing = standing_steps(rows)
    taken_back = {row.corrects_id: row for row in rows if row.corrects_id}
    return {
        "order": order,
        "question": order.question(today),
        "days_left": order.days_left(today),
        "days_late": order.days_late(today),
        "line": [(row, taken_back.get(row.pk)) for row in rows if not row.corrects_id],
        "last": standing[-1] if standing else None,
        "moves": legal_moves(order.standing, today) if order.is_running else [],
    }


def order_of(case, today):
    """The latest order of a person with its line of steps, or nothing of either."""
    order = case.rehaborders.first()
    return line_of(order, today) if order else {"order": None}


def order_filter(request):
    return OrderFilter(request.GET, queryset=readable_orders(request.user), request=request)


@requires(Permission.FILE_EXPORT)
def order_export(request):
    back = reverse("casefiles:order-list")
    return exporting(request, order_filter(request), sheets.order_sheet, back)


@require_safe
@requires(Permission.FILE_READ)
def order_list(request):
    today = timezone.localdate()
    return listing(
        request,
        order_filter(request),
        "casefiles/order_list.html",
        export=reverse("casefiles:order-export"),
        ready=lambda rows: [asked_about(row, today) for row in rows],
    )


def asked_about(order, today):
    """An order, what is to be answered about it, the days left of its term, the days late."""
    return order, order.question(today), order.days_left(today), order.days_late(today)


def order_questions(officer, today):
    """What waits of orders, for whoever enters their steps: (sentence, address)."""
    if not can(officer, Permission.ORDER_EDIT):
        return []
    counts = RehabOrder.objects.visible_to(officer, Permission.ORDER_EDIT).questions(today)
    sentences = {
        "report_overdue": ngettext(
            "%(n)d report-in is overdue: reason?", "%(n)d report-ins are overdue: reason?",
            counts["report_overdue"],
        ),
        "transfer_overdue": ngettext(
            "%(n)d report-in at a new place is overdue",
            "%(n)d report-ins at a new place are overdue",
            counts["transfer_overdue"],
        ),
        "no_agreement": ngettext(
            "%(n)d agreement is to be signed", "%(n)d agreements are to be signed",
            counts["no_agreement"],
        ),
    }  # fmt: skip
    return [
        (sentence % {"n": counts[status]}, f"{reverse('casefiles:order-list')}?status={status}")
        for status, sentence in sentences.items()
        if counts[status]
    ]


@requires(Permission.ORDER_EDIT)
def step_create(request, pk, move):
    if move not in OrderMove or move == OrderMove.ERROR:
        raise Http404
    order = fetch(request, readable_orders(request.user, Permission.ORDER_EDIT), pk=pk)
    move, key = OrderMove(move), {"key": uuid.uuid4()}
    form_class = AgreementForm if move == OrderMove.AGREEMENT else StepForm
    first = key | first_values(order.case, move) if request.method != "POST" else {}
    form = form_class(request.POST or None, case=order.case, move=move, initial=first)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = step_taken(request, order, form)
        if not form.errors:
            return redirect(order)
    title = f"{move.label}: {order.case.name}"
    context = {"form": form, "case": order.case, "title": title, "submit": _("Save")}
    return render(request, "casefiles/deed_form.html", context, status=status)


def step_taken(request, order, form):
    """Take the step; returns the status of the page that says why not, where the form does."""
    try:
        actions.take_step(
            order=order, key=form.cleaned_data["key"], by=request.user, **form.content()
        )
    except IllegalMove as illegal:
        form.complain(illegal)
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return 409
    else:
        say_what_follows(request, order, form.move)
    return 200


def say_what_follows(request, order, move):
    """Custody is another of the three states: whoever suspends an order is asked about it."""
    messages.success(request, _("Saved. The measure on the file follows the order."))
    if move in (OrderMove.SUSPENSION, OrderMove.RESUMPTION):
        state = order.case.get_control_state_display()
        text = _("The control state still says “%(state)s”. Change it on the file if it is wrong.")
        messages.warning(request, text % {"state": state})


@requires(Permission.ORDER_EDIT)
def step_take_back(request, pk):
    steps = OrderStep.objects.visible_to(request.user, Permission.ORDER_EDIT)
    step = fetch(request, steps.select_related("case__village", "order"), pk=pk)
    form = TakeBackForm(request.POST or None, initial={"key": uuid.uuid4()})
    status = 200
    if request.method == "POST" and form.is_valid():
        status = taken_back(request, step, form)
        if not form.errors:
            return redirect(step.order)
    context = {
        "form": form,
        "case": step.case,
        "title": _("Take back: %(step)s") % {"step": step},
        "submit": _("Take back"),
        "explanation": _("Nothing is deleted: the step stays, struck through, with the reason."),
    }
    return render(request, "casefiles/deed_form.html", context, status=status)


def taken_back(request, step, form):
    """Take the step back; returns the status of the page that says why not, where the form does."""
    try:
        today = timezone.localdate()
        actions.take_back(step=step, by=request.user, today=today, **form.cleaned_data)
    except actions.NotLast:
        form.add_error(None, _("Only the last standing step can be taken back."))
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return 409
    else:
        messages.success(request, _("Taken back. The measure on the file follows the order."))
    return 200


@require_safe
@requires(Permission.FILE_READ)
def agreement_detail(request, pk):
    """The agreement as a page for the printer (form F7)."""
    agreements = Agreement.objects.visible_to(request.user)
    row = fetch(request, agreements.select_related("case__village", "step__order"), pk=pk)
    return render(request, "casefiles/agreement_print.html", letters.agreement_page(row))
