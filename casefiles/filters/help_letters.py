"""The list of responsibility letters of assistance, narrowed to what waits."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters.places import PlaceFilterSet
from casefiles.models import CaseFile
from casefiles.models.help_letters import with_letter_work
from casefiles.terms.bag import HelpLetterWork
from paperwork.text import clean_text


class HelpLetterFilter(PlaceFilterSet):
    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    work = df.ChoiceFilter(
        choices=HelpLetterWork, method="with_work", label=_("What waits"), empty_label=_("All")
    )

    class Meta:
        model = CaseFile
        fields = []

    def search(self, rows, name, value):
        return rows.search(clean_text(value))

    def with_work(self, rows, name, value):
        return with_letter_work(rows, value, self.today)
