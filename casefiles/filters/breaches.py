"""The list of breaches, narrowed to what waits for a decision."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters import OnFileFilter
from casefiles.models import RehabOrder
from casefiles.models.breaches import orders_in
from casefiles.terms.breaches import BreachStatus
from jurisdiction.access import Permission


class BreachFilter(OnFileFilter):
    PLACES = Permission.TEST_READ
    STATUS = [
        *((status.value, status.label) for status in BreachStatus if status != "below"),
        ("all", _("All from the warning on")),
    ]

    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=None
    )

    class Meta:
        model = RehabOrder
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("status", BreachStatus.PROPOSED.value)
        super().__init__(data, *args, **options)

    def in_status(self, rows, name, value):
        asked = set(BreachStatus) - {BreachStatus.BELOW} if value == "all" else {value}
        return orders_in(rows, asked, self.today)
