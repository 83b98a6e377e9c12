"""The list of bags, narrowed to those that lack a paper."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters.places import PlaceFilterSet
from casefiles.models import CaseFile
from casefiles.models.bag import any_missing, missing
from casefiles.terms import Measure
from casefiles.terms.bag import DUE_WHEN, BagPaper, DueWhen
from paperwork.text import clean_text

DUE = [paper for paper in BagPaper if DUE_WHEN[paper] != DueWhen.IF_THERE_IS_ONE]


class BagFilter(PlaceFilterSet):
    LACKING = [
        ("any", _("Any due paper")),
        ("none", _("Nothing: complete")),
        ("all", _("All files")),
        *((paper.value, paper.label) for paper in DUE),
    ]

    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    lacking = df.ChoiceFilter(
        choices=LACKING, method="lacks", label=_("Bag lacks"), empty_label=None
    )
    measure = df.ChoiceFilter(choices=Measure, label=_("Measure"), empty_label=_("All"))

    class Meta:
        model = CaseFile
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("lacking", "any")
        super().__init__(data, *args, **options)

    def search(self, rows, name, value):
        return rows.search(clean_text(value))

    def lacks(self, rows, name, value):
        if value == "all":
            return rows
        if value == "none":
            return rows.filter(~any_missing(self.today))
        return rows.filter(
            any_missing(self.today) if value == "any" else missing(value, self.today)
        )
