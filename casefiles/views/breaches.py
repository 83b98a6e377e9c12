"""Breaches of an agreement: the counters on a file, the list to decide, decision and admonition."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters.breaches import BreachFilter
from casefiles.forms.breaches import AdmonitionForm, BreachForm
from casefiles.models import Admonition, RehabOrder
from casefiles.models.breaches import counters_of, orders_in, with_counted
from casefiles.terms.breaches import BreachGround, BreachStatus
from casefiles.views.papers import create_paper, editable_paper, update_paper
from jurisdiction.access import Permission, can, can_in
from jurisdiction.doors import exporting, fetch, listing, requires

REFUSALS = {
    actions.NotProposed: gettext_lazy("The counter is not full any more: nothing is decided."),
    actions.Stale: gettext_lazy("Another number is counted by now. Read what is behind it again."),
}


def readable_orders(officer, permission):
    orders = RehabOrder.objects.visible_to(officer, permission).select_related("case__village")
    return with_counted(orders)


def breach_filter(request):
    orders = readable_orders(request.user, Permission.TEST_READ)
    return BreachFilter(request.GET, queryset=orders, request=request)


@requires(Permission.FILE_EXPORT, Permission.TEST_READ)
def breach_export(request):
    back = reverse("casefiles:breach-list")
    return exporting(request, breach_filter(request), sheets.breach_sheet, back)


@require_safe
@requires(Permission.TEST_READ)
def breach_list(request):
    today = timezone.localdate()
    return listing(
        request,
        breach_filter(request),
        "casefiles/breach_list.html",
        export=reverse("casefiles:breach-export"),
        ready=lambda rows: [(order, counters_of(order, today)) for order in rows],
    )


@requires(Permission.BREACH_DECIDE)
def breach_decide(request, pk, ground):
    if ground not in BreachGround:
        raise Http404
    today = timezone.localdate()
    order = fetch(request, readable_orders(request.user, Permission.BREACH_DECIDE), pk=pk)
    counter = next((c for c in counters_of(order, today) if c.ground == ground), None)
    if counter is None or not counter.may_be_decided:
        messages.warning(request, REFUSALS[actions.NotProposed])
        return redirect(order.case)
    return create_paper(
        request,
        order.case,
        BreachForm,
        f"{counter.ground.label}: {counter.number}",
        initial={"counted": counter.number, "decided_on": today},
        deed=lambda model, **content: actions.decide_breach(
            model, order=order, ground=counter.ground, today=today, **content
        ),
        refusals=REFUSALS,
        explanation=counter.told,
    )


@requires(Permission.BREACH_DECIDE)
def admonition_create(request, pk):
    orders = RehabOrder.objects.visible_to(request.user, Permission.BREACH_DECIDE)
    order = fetch(request, orders.select_related("case__village"), pk=pk)
    ground = request.GET.get("ground")
    return create_paper(
        request,
        order.case,
        AdmonitionForm,
        _("Note an admonition"),
        initial={
            "given_on": timezone.localdate(), "ground": ground if ground in BreachGround else "",
        },
        deed=lambda model, **content: actions.add_paper(model, order=order, **content),
    )  # fmt: skip


@requires(Permission.BREACH_DECIDE)
def admonition_update(request, pk):
    admonition = editable_paper(request, Admonition, pk, Permission.BREACH_DECIDE)
    return update_paper(request, admonition, AdmonitionForm, _("Correct an admonition"))


def breaches_of(officer, case, order, today):
    """What the page of a file shows of the counters, for whoever may read results."""
    if (
        not order
        or not order.is_running
        or not can_in(officer, Permission.TEST_READ, case.village_id)
    ):
        return []
    loaded = readable_orders(officer, Permission.TEST_READ).filter(pk=order.pk)
    return [counter for found in loaded for counter in counters_of(found, today)]


def breach_questions(officer, today):
    """What waits of breaches, for whoever decides: (sentence, address)."""
    if not can(officer, Permission.BREACH_DECIDE):
        return []
    orders = RehabOrder.objects.visible_to(officer, Permission.BREACH_DECIDE)
    n = orders_in(orders, {BreachStatus.PROPOSED}, today).count()
    if not n:
        return []
    sentence = ngettext(
        "%(n)d breach is to be decided",
        "%(n)d breaches are to be decided",
        n,
    )
    return [(sentence % {"n": n}, reverse("casefiles:breach-list"))]
