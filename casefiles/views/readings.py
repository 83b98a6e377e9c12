"""The readings of one day that raise a question: the office sees all, everybody else their own.

They guard the secret of the files. They are no record of anybody's working hours.
"""

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles.filters import ReadingFilter
from casefiles.models.readings import unusual_counts, with_questions
from casefiles.sheets import question_sheet
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, listing, requires
from jurisdiction.filters.words import seal_words
from jurisdiction.models import AccessEvent, Officer


@require_safe
@requires(Permission.FILE_READ)
def reading_list(request):
    narrowed = reading_filter(request)
    return listing(
        request,
        narrowed,
        "casefiles/reading_list.html",
        export=reverse("casefiles:reading-export"),
        unusual=unusual_officers(request, narrowed.chosen_day),
        day=narrowed.chosen_day,
    )


@requires(Permission.FILE_EXPORT, Permission.ACCESS_READ)
def reading_export(request):
    back = reverse("casefiles:reading-list")
    return exporting(request, reading_filter(request), question_sheet, back)


def reading_filter(request):
    asked = request.GET.copy()
    asked.setdefault("day", str(timezone.localdate()))
    rows = with_questions(own_or_guarded(request.user)).select_related("officer")
    return ReadingFilter(asked, queryset=rows)


def own_or_guarded(officer):
    events = AccessEvent.objects
    return events.visible_to(officer) | events.filter(officer=officer)


def unusual_officers(request, day):
    """(officer, files, median before, query of that officer's readings) of one day."""
    found = unusual_counts(own_or_guarded(request.user), day)
    officers = Officer.objects.in_bulk([pk for pk, _n, _usual in found])
    return [
        (officers[pk], n, usual, query_of(request, officers[pk], day)) for pk, n, usual in found
    ]


def query_of(request, officer, day):
    asked = QueryDict(mutable=True)
    asked.update({"day": str(day), "question": "all", "officer": officer.name})
    return seal_words(asked, request.user)
