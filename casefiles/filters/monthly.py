"""The files behind one figure of a monthly report."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters.places import PlaceFilterSet
from casefiles.models import CaseFile
from casefiles.terms.balance import Figure, Unreported
from paperwork.text import clean_text


class CountedFilter(PlaceFilterSet):
    """`seen` is the month as the reader may see it; a village is the one that the report counts."""

    area = df.ChoiceFilter(label=_("Township"), choices=[], empty_label=None)
    figure = df.ChoiceFilter(
        label=_("Figure"), choices=[*Figure.choices, *Unreported.choices], empty_label=None
    )
    q = df.CharFilter(label=_("Name, pinyin or initials"))

    class Meta:
        model = CaseFile
        fields = []

    def __init__(self, data=None, *args, seen, place, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("figure", Figure.CLOSING.value)
        super().__init__(data, *args, **options)
        self.seen = seen
        if len(place.townships) > 1:
            choices = [(area.code, area.name) for area in place.townships]
            self.filters["area"].extra["choices"] = choices
        else:
            del self.filters["area"]

    def counted(self):
        """The numbers of the files that the figure counts, also of those that no list shows."""
        asked = self.form.cleaned_data if self.is_valid() else {}
        if "figure" not in asked:
            return set()
        return set(self.seen.numbers(asked["figure"], asked["village"]))

    def filter_queryset(self, rows):
        rows = rows.filter(pk__in=self.counted())
        text = self.form.cleaned_data["q"]
        return rows.search(clean_text(text)) if text else rows
