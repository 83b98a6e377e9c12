"""The person's slip: on one page, what is recorded, who read it, what is due, how to object.

In Chinese, whatever the officer's screen speaks: it is the person who reads it.
"""

from datetime import date

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from casefiles.models import CaseFile
from casefiles.models.corrections import column_label, column_marks, stored_value, value_label
from jurisdiction.access import Permission
from jurisdiction.doors import requires, trace
from jurisdiction.models import AccessEvent
from jurisdiction.terms import AccessKind, Capacity

FACTS = (
    "name", "sex", "birth_date", "id_number", "phone", "living_address", "household_address",
    "employment", "category", "measure", "measure_from", "measure_to", "control_state",
    "abstinence", "risk_level", "enrolled_on",
)  # fmt: skip
DAYS_SHOWN = 15  # so that it stays on one page; the earlier ones are counted


@require_safe
@requires(Permission.FILE_EDIT)
def person_slip(request, pk):
    cases = CaseFile.objects.visible_to(request.user, Permission.FILE_EDIT)
    case = get_object_or_404(cases.select_related("village"), pk=pk)
    trace(request, AccessKind.FILE, CaseFile.objects.files_of([case]), _("The person's slip"))
    with override("zh-hans"):
        context = paper(request.user, case, timezone.localdate())
    return render(request, "casefiles/person_slip.html", context)


def paper(officer, case, today):
    days = reading_days(officer, case)
    return {
        "case": case,
        "today": today,
        "facts": facts_of(case),
        "counts": counts_of(case),
        "due": case.slots.actionable(today).order_by("due_on"),
        "days": days[:DAYS_SHOWN],
        "earlier": max(0, len(days) - DAYS_SHOWN),
    }


def facts_of(case):
    """What stands in the file: (label, value in words, the requests drawn beside it)."""
    marks = column_marks(case)
    return [
        (capfirst(column_label(name)), worded(case, name, value), marks.get(name))
        for name in FACTS
        if (value := stored_value(case, name))
    ]


def worded(case, name, value):
    """A day as a day, which the page writes in the paper's own way; anything else in words."""
    fact = getattr(case, name)
    return fact if isinstance(fact, date) else value_label(name, value)


def counts_of(case):
    """How many records lie beside the file: (label, number)."""
    return [
        (_("Visits"), case.visits.standing().count()),
        (_("Tests"), case.tests.standing().count()),
        (_("Papers in the bag"), case.documents.count()),
    ]


def reading_days(officer, case):
    """The days on which the file was read, latest first, each with the capacities. No names."""
    events = AccessEvent.objects.visible_to(officer).of_file(case.pk).order_by()
    found = {}
    for read_at, capacity in events.values_list("read_at", "capacity"):
        label = Capacity(capacity).label if capacity else _("the house itself")
        found.setdefault(timezone.localdate(read_at), set()).add(str(label))
    return [(day, sorted(found[day])) for day in sorted(found, reverse=True)]
