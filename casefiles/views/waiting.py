"""What waits for an officer beside visits and tests: one sentence of each kind, and its list."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile, CorrectionRequest
from casefiles.views.breaches import breach_questions
from casefiles.views.entries import entry_questions
from casefiles.views.exits import exit_questions
from casefiles.views.help_letters import letter_questions
from casefiles.views.leave_lists import leave_questions
from casefiles.views.losing import lost_questions
from casefiles.views.orders import order_questions
from casefiles.views.plan_lists import plan_work
from casefiles.views.risk import risk_questions
from casefiles.views.tasks import task_work
from casefiles.views.transfers import takeover_questions
from jurisdiction.access import Permission, can
from jurisdiction.doors import requires

# Each gives (sentence, address) for whoever answers it.
QUESTIONS = (
    order_questions, leave_questions, breach_questions, exit_questions, lost_questions,
    risk_questions, entry_questions, takeover_questions, letter_questions,
)  # fmt: skip


PRESSING = (order_questions, exit_questions, lost_questions, takeover_questions)


@require_safe
@requires(Permission.VISIT_RECORD, shows_nobody=True)
def waiting_list(request):
    """Figures with their lists; no person is shown."""
    waiting = waiting_for(request.user, timezone.localdate())
    return render(request, "casefiles/waiting_list.html", waiting)


def pressing(officer, today):
    """Of what waits, that which has a day or which visits answer: whom to search, what to take
    over, tasks, and where the officer keeps them, orders, ends of terms and corrections. The office
    reads all of it on the page of its own."""
    if can(officer, Permission.FILE_EDIT):
        return {}
    return {
        "corrections_overdue": corrections_overdue(officer, today),
        "questions": [sentence for ask in PRESSING for sentence in ask(officer, today)],
        "tasks": task_work(officer, today),
    }


def waiting_for(officer, today):
    """What `parts/waiting.html` draws; `nothing_waits` where there is none of it."""
    waiting = {
        "corrections_overdue": corrections_overdue(officer, today),
        "doubled": doubled_files(officer),
        "questions": [sentence for ask in QUESTIONS for sentence in ask(officer, today)],
        "plan_work": plan_work(officer, today),
        "tasks": task_work(officer, today),
    }
    figures = (*waiting["plan_work"].values(), *waiting["tasks"].values())
    told = (waiting["corrections_overdue"], waiting["doubled"], waiting["questions"], *figures)
    return waiting | {"nothing_waits": not any(told)}


def corrections_overdue(officer, today):
    """How many requests for correction wait past their day, for whoever decides them."""
    if not can(officer, Permission.CORRECTION_DECIDE):
        return 0
    requests = CorrectionRequest.objects.visible_to(officer, Permission.CORRECTION_DECIDE)
    return requests.overdue(today).count()


def doubled_files(officer):
    """How many files share their ID number with another, for whoever can close one of them."""
    if not can(officer, Permission.FILE_EDIT):
        return 0
    cases = CaseFile.objects.visible_to(officer, Permission.FILE_EDIT)
    return cases.doubled(among=cases).count()
