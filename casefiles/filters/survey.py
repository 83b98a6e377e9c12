"""The survey of the villages: which ten days it shows."""

from datetime import timedelta

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles import schedule
from casefiles.filters.places import PlaceFilterSet
from casefiles.models import VillageDuty

SHOWN = 36  # a year of ten days


class SurveyFilter(PlaceFilterSet):
    """The ten-day checks that the villages owe in one period; the present one, if none is asked."""

    period = df.ChoiceFilter(
        field_name="opens_on", label=_("Ten days from"), choices=[], empty_label=None
    )

    class Meta:
        model = VillageDuty
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        super().__init__(data, *args, **options)
        days = last_periods(self.today)
        data.setdefault("period", days[0].isoformat())
        self.filters["period"].extra["choices"] = [(day.isoformat(), day) for day in days]


def last_periods(today):
    """The first days of the last periods, the present one first."""
    days, day = [], today
    for _n in range(SHOWN):
        days.append(schedule.ten_day_window(day).opens_on)
        day = days[-1] - timedelta(days=1)
    return days
