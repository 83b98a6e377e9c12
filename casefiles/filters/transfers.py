"""The register of moves, narrowed to what waits and to who sends or receives."""

import django_filters as df
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.filters.places import PlaceFilterSet
from casefiles.models import Transfer
from casefiles.terms.moves import TransferState
from paperwork.text import clean_text


class TransferFilter(PlaceFilterSet):
    village = df.ChoiceFilter(
        method="of_village", label=_("Village"), choices=[], empty_label=_("All villages")
    )
    q = df.CharFilter(method="search", label=_("Name"))
    state = df.ChoiceFilter(choices=TransferState, label=_("Status"), empty_label=_("All"))
    date_from = df.DateFilter(field_name="offered_on", lookup_expr="gte", label=_("From"))
    date_to = df.DateFilter(field_name="offered_on", lookup_expr="lte", label=_("Until"))

    class Meta:
        model = Transfer
        fields = []

    def of_village(self, rows, name, value):
        return rows.filter(Q(from_village=value) | Q(to_village=value) | Q(to_area=value))

    def search(self, rows, name, value):
        return rows.filter(name__contains=clean_text(value))
