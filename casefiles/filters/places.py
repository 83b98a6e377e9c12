"""Where the rows of a list lie: what every filter of the files begins with."""

import django_filters as df
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.access import Permission, area_codes
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel


class PlaceFilterSet(df.FilterSet):
    """Begins with the village; `today` decides what is overdue."""

    PLACES = Permission.FILE_READ  # whose villages are offered

    village = df.ChoiceFilter(label=_("Village"), choices=[], empty_label=_("All villages"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.today = timezone.localdate()
        self.filters["village"].extra["choices"] = self.readable_villages()

    def readable_villages(self):
        serving = {p.area_id: p.area.name for p in self.request.user.postings_in_force}
        codes = area_codes(self.request.user, self.PLACES)
        if codes and all(len(code) == AreaLevel.VILLAGE for code in codes):
            return [(code, serving[code]) for code in codes]  # at hand, without asking again
        areas = Area.objects.visible_to(self.request.user, self.PLACES)
        return list(areas.of_level(AreaLevel.VILLAGE).values_list("code", "name"))
