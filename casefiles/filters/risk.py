"""The list of assessments of risk, narrowed to a level or to what waits."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters.places import PlaceFilterSet
from casefiles.models import CaseFile
from casefiles.models.risk import with_risk_work
from casefiles.terms import RiskLevel
from casefiles.terms.risk import RiskWork
from paperwork.text import clean_text


class RiskFilter(PlaceFilterSet):
    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    risk_level = df.ChoiceFilter(choices=RiskLevel, label=_("Risk level"), empty_label=_("All"))
    work = df.ChoiceFilter(
        choices=RiskWork, method="with_work", label=_("What waits"), empty_label=_("All")
    )

    class Meta:
        model = CaseFile
        fields = []

    def search(self, rows, name, value):
        return rows.search(clean_text(value))

    def with_work(self, rows, name, value):
        return with_risk_work(rows, value, self.today)
