"""Exit on time: the orders whose end comes near, has come, or is past."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters import OnFileFilter
from casefiles.models import RehabOrder
from casefiles.models.exits import ending, in_exit
from casefiles.terms.exits import ExitStatus


class ExitFilter(OnFileFilter):
    STATUS = [*ExitStatus.choices, ("all", _("All that end within 90 days or are past"))]

    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=None
    )
    ends_from = df.DateFilter(field_name="ends_on", lookup_expr="gte", label=_("Ends from"))
    ends_to = df.DateFilter(field_name="ends_on", lookup_expr="lte", label=_("Ends until"))

    class Meta:
        model = RehabOrder
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("status", "all")
        super().__init__(data, *args, **options)

    def in_status(self, rows, name, value):
        if value == "all":
            return ending(rows, self.today)
        return rows.filter(in_exit(value, self.today))
