"""Who read what and who took what out, narrowed to a day, a way, an officer."""

from functools import reduce
from operator import or_

import django_filters as df
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jurisdiction.models import AccessEvent, Export
from jurisdiction.terms import AccessKind, ExportPurpose
from paperwork.text import clean_text


class AccessFilter(df.FilterSet):
    date_from = df.DateFilter(field_name="read_at", lookup_expr="date__gte", label=_("From"))
    date_to = df.DateFilter(field_name="read_at", lookup_expr="date__lte", label=_("Until"))
    kind = df.ChoiceFilter(choices=AccessKind, label=_("How"), empty_label=_("All"))
    officer = df.CharFilter(field_name="officer__name", lookup_expr="contains", label=_("Officer"))

    class Meta:
        model = AccessEvent
        fields = []


class ExportFilter(df.FilterSet):
    q = df.CharFilter(method="search", label=_("List, document no. or officer"))
    date_from = df.DateFilter(field_name="exported_at", lookup_expr="date__gte", label=_("From"))
    date_to = df.DateFilter(field_name="exported_at", lookup_expr="date__lte", label=_("Until"))
    purpose = df.ChoiceFilter(choices=ExportPurpose, label=_("Purpose"), empty_label=_("All"))

    class Meta:
        model = Export
        fields = []

    def search(self, rows, name, value):
        text = clean_text(value)
        places = ("name", "document_no", "officer__name")
        return rows.filter(reduce(or_, (Q(**{f"{place}__contains": text}) for place in places)))
