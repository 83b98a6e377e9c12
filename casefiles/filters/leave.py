"""The register of leave, narrowed to who is away now and whose return is overdue."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters import OnFileFilter
from casefiles.models import Leave
from casefiles.terms.leave import LeaveStatus


class LeaveFilter(OnFileFilter):
    status = df.ChoiceFilter(
        choices=LeaveStatus, method="in_status", label=_("Status"), empty_label=_("All")
    )
    county = df.CharFilter(lookup_expr="contains", label=_("County"))
    date_from = df.DateFilter(method="ends_after", label=_("Away from"))
    date_to = df.DateFilter(field_name="from_on", lookup_expr="lte", label=_("Away until"))

    class Meta:
        model = Leave
        fields = []

    def in_status(self, rows, name, value):
        return rows.in_status(value, self.today)

    def ends_after(self, rows, name, value):
        return rows.ending_from(value)
