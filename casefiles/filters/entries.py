"""Questions about entries, which are reckoned and no query."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles.filters.duplicates import ReckonedFilter
from casefiles.models import Visit
from casefiles.terms.entries import DoubtStatus, EntryDoubt
from jurisdiction.access import Permission
from paperwork.text import clean_text


class EntryQuestionFilter(ReckonedFilter):
    PLACES = Permission.VISIT_RECORD

    village = df.ChoiceFilter(
        method="in_village", label=_("Village"), choices=[], empty_label=_("All villages")
    )
    kind = df.ChoiceFilter(
        choices=EntryDoubt, method="of_kind", label=_("Question"), empty_label=_("All")
    )
    status = df.ChoiceFilter(
        choices=DoubtStatus, method="in_status", label=_("Status"), empty_label=_("All")
    )
    officer = df.CharFilter(method="entered_by", label=_("Entered by"))

    class Meta:
        model = Visit
        fields = []

    def in_village(self, rows, name, value):
        return rows.narrowed(lambda asked: value in [v.pk for v in asked.villages])

    def of_kind(self, rows, name, value):
        return rows.narrowed(lambda asked: asked.kind == value)

    def in_status(self, rows, name, value):
        return rows.narrowed(lambda asked: asked.status == value)

    def entered_by(self, rows, name, value):
        return rows.narrowed(lambda asked: clean_text(value) in asked.author.name)
