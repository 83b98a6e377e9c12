"""The list of tasks, narrowed to what waits, for whom and since when."""

import django_filters as df
from django.utils.translation import gettext_lazy as _

from casefiles import names
from casefiles.filters.places import PlaceFilterSet
from casefiles.models import Task
from casefiles.terms.tasks import Seat, TaskKind
from paperwork.text import clean_text


class TaskFilter(PlaceFilterSet):
    STATUS = [
        ("unclosed", _("Not closed")),
        ("waiting", _("Waiting for an answer")),
        ("overdue", _("Overdue")),
        ("answered", _("Answered")),
        ("closed", _("Closed")),
        ("all", _("All")),
    ]

    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    kind = df.ChoiceFilter(choices=TaskKind, label=_("Kind"), empty_label=_("All"))
    seat = df.ChoiceFilter(choices=Seat, label=_("Answered by"), empty_label=_("All"))
    officer = df.CharFilter(method="given_to", label=_("Given by name to"))
    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=None
    )

    class Meta:
        model = Task
        fields = []

    def __init__(self, data=None, *args, **options):
        data = data.copy() if data is not None else {}
        data.setdefault("status", "unclosed")
        super().__init__(data, *args, **options)

    def search(self, rows, name, value):
        tokens = names.query_tokens(clean_text(value))
        return rows.filter(case__search_tokens__contains=tokens) if tokens else rows.none()

    def given_to(self, rows, name, value):
        return rows.filter(assignee__contains=clean_text(value))

    def in_status(self, rows, name, value):
        named = {
            "all": rows,
            "unclosed": rows.unclosed(),
            "waiting": rows.waiting(),
            "overdue": rows.overdue(self.today),
        }
        return named[value] if value in named else rows.filter(state=value)
