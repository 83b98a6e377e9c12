"""The sheet of a year's tests: whose slots it shows."""

import django_filters as df
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.filters.places import PlaceFilterSet
from casefiles.models import CaseFile, DueSlot
from casefiles.terms import SlotKind
from paperwork.text import clean_text

YEARS = 6


class TestMonthFilter(PlaceFilterSet):
    """Files that owed a test in the year, each with its `year_slots`."""

    __test__ = False  # a filter, not a test case

    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    year = df.ChoiceFilter(method="in_year", label=_("Year"), choices=[], empty_label=None)

    class Meta:
        model = CaseFile
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("year", str(timezone.localdate().year))
        super().__init__(data, *args, **options)
        last = self.today.year
        self.filters["year"].extra["choices"] = [(str(last - n), last - n) for n in range(YEARS)]

    @property
    def chosen_year(self):
        """The year asked for; this one while the answer is none."""
        return int(self.form.cleaned_data["year"]) if self.is_valid() else self.today.year

    def search(self, rows, name, value):
        return rows.search(clean_text(value))

    def in_year(self, rows, name, value):
        slots = DueSlot.objects.of_kind(SlotKind.TEST).filter(closes_on__year=value)
        slots = slots.select_related("test").order_by("closes_on", "pk")
        owing = rows.filter(Exists(slots.filter(case=OuterRef("pk")).order_by()))
        return owing.prefetch_related(Prefetch("slots", slots, to_attr="year_slots"))
