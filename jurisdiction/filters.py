"""Who read what, narrowed to a person, a day, a way of reading."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from jurisdiction.models import AccessEvent
from jurisdiction.terms import AccessKind


class AccessFilter(df.FilterSet):
    date_from = df.DateFilter(field_name="read_at", lookup_expr="date__gte", label=_("From"))
    date_to = df.DateFilter(field_name="read_at", lookup_expr="date__lte", label=_("Until"))
    kind = df.ChoiceFilter(choices=AccessKind, label=_("How"), empty_label=_("All"))
    officer = df.CharFilter(field_name="officer__name", lookup_expr="contains", label=_("Officer"))

    class Meta:
        model = AccessEvent
        fields = []
