"""Files that may be of one person, and the merges of files."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles import names
from casefiles.filters import OnFileFilter
from casefiles.filters.places import PlaceFilterSet
from casefiles.models import CaseFile, Merge
from casefiles.models.merging import in_status
from casefiles.terms.duplicates import Likeness, MergeStatus, PairStatus
from jurisdiction.access import Permission
from paperwork.text import clean_text


class ReckonedFilter(PlaceFilterSet):
    """Narrows Reckoned rows, which are no query: each filter has a method."""

    def filter_queryset(self, rows):
        for name, value in self.form.cleaned_data.items():
            rows = self.filters[name].filter(rows, value)
        return rows


class PairFilter(ReckonedFilter):
    PLACES = Permission.FILE_EDIT

    village = df.ChoiceFilter(
        method="in_village", label=_("Village"), choices=[], empty_label=_("All villages")
    )
    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    reason = df.ChoiceFilter(
        choices=Likeness, method="for_reason", label=_("Reason"), empty_label=_("All")
    )
    status = df.ChoiceFilter(
        choices=PairStatus, method="in_status", label=_("Status"), empty_label=None
    )

    class Meta:
        model = CaseFile
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("status", PairStatus.OPEN.value)
        super().__init__(data, *args, **options)

    def in_village(self, rows, name, value):
        return rows.narrowed(lambda pair: value in [case.village_id for case in pair.files])

    def search(self, rows, name, value):
        asked = set(names.query_tokens(clean_text(value)))
        return rows.narrowed(lambda pair: bool(asked) and any(
            asked <= set(names.search_tokens(case.name, case.alias)) for case in pair.files
        ))  # fmt: skip

    def for_reason(self, rows, name, value):
        return rows.narrowed(lambda pair: value in pair.reasons)

    def in_status(self, rows, name, value):
        return rows.narrowed(in_status(value))


class MergeFilter(OnFileFilter):
    PLACES = Permission.FILE_EDIT

    status = df.ChoiceFilter(
        choices=MergeStatus, method="in_status", label=_("Status"), empty_label=_("All")
    )
    date_from = df.DateFilter(field_name="recorded_at__date", lookup_expr="gte", label=_("From"))
    date_to = df.DateFilter(field_name="recorded_at__date", lookup_expr="lte", label=_("Until"))

    class Meta:
        model = Merge
        fields = []

    def in_status(self, rows, name, value):
        return rows.in_status(value)
