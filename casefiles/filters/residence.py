"""Files whose household lies elsewhere, persons of ours who live elsewhere, and the notices."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters import OnFileFilter
from casefiles.filters.places import PlaceFilterSet
from casefiles.models import CaseFile, HouseholdPerson, ResidenceNotice
from casefiles.terms import ControlState
from casefiles.terms.residence import NoticeStatus
from paperwork.text import clean_text


class ApartFilter(PlaceFilterSet):
    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    control_state = df.ChoiceFilter(
        choices=ControlState, label=_("Control state"), empty_label=_("All")
    )

    class Meta:
        model = CaseFile
        fields = []

    def search(self, rows, name, value):
        return rows.search(clean_text(value))


class HouseholdFilter(PlaceFilterSet):
    village = df.ChoiceFilter(
        field_name="household_village", label=_("Household village"), choices=[],
        empty_label=_("All villages"),
    )  # fmt: skip
    q = df.CharFilter(method="search", label=_("Name"))
    control_state = df.ChoiceFilter(
        choices=ControlState, label=_("Control state"), empty_label=_("All")
    )

    class Meta:
        model = HouseholdPerson
        fields = []

    def search(self, rows, name, value):
        return rows.filter(name__contains=clean_text(value))


class NoticeFilter(OnFileFilter):
    status = df.ChoiceFilter(
        choices=NoticeStatus, method="in_status", label=_("Status"), empty_label=_("All")
    )
    date_from = df.DateFilter(field_name="issued_on", lookup_expr="gte", label=_("From"))
    date_to = df.DateFilter(field_name="issued_on", lookup_expr="lte", label=_("Until"))

    class Meta:
        model = ResidenceNotice
        fields = []

    def in_status(self, rows, name, value):
        return rows.in_status(value)
