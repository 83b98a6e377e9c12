"""The survey of the villages in ten days: what they counted, and what their files say."""

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casefiles import sheets
from casefiles.filters.survey import SurveyFilter
from casefiles.models import VillageDuty
from casefiles.models.survey import with_figures
from casefiles.sheets.survey import SURVEY_TITLES, survey_cells
from casefiles.terms import DutyKind
from jurisdiction.access import Permission
from jurisdiction.doors import exporting, listing, requires


def survey_filter(request):
    duties = VillageDuty.objects.visible_to(request.user).filter(kind=DutyKind.TEN_DAY_CHECK)
    duties = duties.select_related("village", "tendaycheck").order_by("village")
    return SurveyFilter(request.GET, queryset=duties, request=request)


@require_safe
@requires(Permission.FILE_READ, shows_nobody=True)
def survey(request):
    today = timezone.localdate()
    return listing(
        request,
        survey_filter(request),
        "casefiles/survey.html",
        export=reverse("casefiles:survey-export"),
        ready=lambda rows: [
            (duty, survey_cells(duty)) for duty in with_figures(rows, request.user, today)
        ],
        titles=SURVEY_TITLES,
    )


@requires(Permission.FILE_EXPORT)
def survey_export(request):
    return exporting(
        request, survey_filter(request), sheets.survey_sheet, reverse("casefiles:survey")
    )
