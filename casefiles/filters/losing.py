"""Who may be lost, is lost, or was: files narrowed to where contact stands."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters.places import PlaceFilterSet
from casefiles.models import CaseFile
from casefiles.models.losing import cases_in
from casefiles.terms.losing import LostStatus
from paperwork.text import clean_text


class LostFilter(PlaceFilterSet):
    STATUS = [*LostStatus.choices, ("all", _("All that ask something")), ("once", _("Ever lost"))]

    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=None
    )

    class Meta:
        model = CaseFile
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("status", "all")
        super().__init__(data, *args, **options)

    def search(self, rows, name, value):
        return rows.search(clean_text(value))

    def in_status(self, rows, name, value):
        if value == "once":
            return rows.filter(lost_count__gt=0)
        asked = set(LostStatus) if value == "all" else {LostStatus(value)}
        return cases_in(rows, asked, self.today)
