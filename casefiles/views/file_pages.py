"""The pages of one file: roster page, whereabouts, help, records. The bag has its own module."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles.models.corrections import marks_of_file
from casefiles.models.merging import merged_here
from casefiles.terms import StateAspect
from casefiles.terms.bag import EventKind
from casefiles.views.bags import bag_of
from casefiles.views.breaches import breaches_of
from casefiles.views.help_letters import letter_of
from casefiles.views.leave import leaves_of
from casefiles.views.losing import contact_of
from casefiles.views.orders import order_of
from casefiles.views.plans import help_of
from casefiles.views.residence import residence_of
from casefiles.views.risk import risks_of
from casefiles.views.tabs import case_of, head_of, meanwhile_of
from casefiles.views.tasks import tasks_on
from casefiles.views.team import team_of
from casefiles.views.timeline import SHOWN, WHOLE, filled, timeline
from jurisdiction.access import Permission
from jurisdiction.doors import requires, without_page

SHOWN_SLOTS = timedelta(days=400)


@require_safe
@requires(Permission.FILE_READ)
def case_detail(request, pk):
    case, today = case_of(request, pk), timezone.localdate()
    context = head_of(request.user, case, "case-detail", today) | person(request.user, case, today)
    context |= {
        "tasks": tasks_on(request.user, case, today),
        "merged": merged_here(case),
    }
    return render(request, "casefiles/case_detail.html", context)


@require_safe
@requires(Permission.FILE_READ)
def case_whereabouts(request, pk):
    case, today = case_of(request, pk), timezone.localdate()
    context = head_of(request.user, case, "case-whereabouts", today) | whereabouts(case, today)
    return render(request, "casefiles/case_whereabouts.html", context)


@require_safe
@requires(Permission.FILE_READ)
def case_help(request, pk):
    case, today = case_of(request, pk), timezone.localdate()
    context = head_of(request.user, case, "case-help", today) | help_given(case, today)
    return render(request, "casefiles/case_help.html", context)


@require_safe
@requires(Permission.FILE_READ)
def case_records(request, pk):
    case, today = case_of(request, pk), timezone.localdate()
    kind = request.GET.get("kind", "")
    page = Paginator(timeline(request.user, case, kind), SHOWN).get_page(request.GET.get("page"))
    context = head_of(request.user, case, "case-records", today)
    context |= told(case, page.object_list, kind)
    context |= {"page": page, "query": without_page(request)}
    return render(request, "casefiles/case_records.html", context)


def contents(officer, case):
    """All pages of a file as one, for a sealed file that two officers opened.

    Tasks and merges have pages of their own, which the opening does not reach.
    """
    today, events = timezone.localdate(), timeline(officer, case)
    return {
        "case": case,
        "meanwhile": meanwhile_of(case, today),
        **person(officer, case, today),
        **whereabouts(case, today),
        **help_given(case, today),
        "bag": bag_of(case, today),
        **told(case, events[:WHOLE]),
        "more": len(events[WHOLE:]),
    }


def person(officer, case, today):
    """Who the person is, the states, the order with its breaches, the slots of a year."""
    disputes, elsewhere_disputed = marks_of_file(case)
    orders = order_of(case, today)
    slots = case.slots.filter(closes_on__gte=today - SHOWN_SLOTS).select_related("schedule")
    return {
        "disputes": disputes,
        "elsewhere_disputed": elsewhere_disputed,
        "age": case.age_on(today),
        "aspects": aspects_of(case, disputes),
        "orders": orders,
        "breaches": breaches_of(officer, case, orders["order"], today),
        "slots": [(slot, slot.badge(today)) for slot in slots.order_by("-closes_on", "-pk")],
    }


def whereabouts(case, today):
    """Contact with the person, leave, and where the household is."""
    return {
        "contact": contact_of(case, today),
        "leave": leaves_of(case, today),
        "residence": residence_of(case),
    }


def help_given(case, today):
    """The help: risk, plan and measures, letter and team."""
    return {
        "risks": risks_of(case, today),
        "help": help_of(case, today),
        "help_letter": letter_of(case, today),
        "team": team_of(case, today),
    }


def told(case, events, kind=""):
    """The lines of a timeline that are shown, and the kinds to choose from."""
    kinds = [(str(value), label, value == kind) for value, label in EventKind.choices]
    return {
        "timeline": filled(case, events),
        "kinds": kinds,
        "kind": kind if kind in EventKind else "",
    }


def aspects_of(case, disputes):
    """The three states, each with its word and the requests drawn beside it."""
    words = (
        (StateAspect.MEASURE, case.get_measure_display()),
        (StateAspect.CONTROL_STATE, case.get_control_state_display()),
        (StateAspect.ABSTINENCE, case.get_abstinence_display()),
    )
    return [(aspect, word, disputes.get(aspect)) for aspect, word in words]
