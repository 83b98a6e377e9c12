"""The list of activities of help."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters import OnFileFilter
from casefiles.models import HelpRecord
from casefiles.terms import TeamRole
from casefiles.terms.bag import HelpRecordKind


class HelpRecordFilter(OnFileFilter):
    kind = df.ChoiceFilter(choices=HelpRecordKind, label=_("Kind"), empty_label=_("All"))
    party = df.ChoiceFilter(
        choices=TeamRole, method="with_party", label=_("Who took part"), empty_label=_("All")
    )
    date_from = df.DateFilter(field_name="happened_on", lookup_expr="gte", label=_("From"))
    date_to = df.DateFilter(field_name="happened_on", lookup_expr="lte", label=_("Until"))

    class Meta:
        model = HelpRecord
        fields = []

    def with_party(self, rows, name, value):
        return rows.filter(parties__contains=[value])
