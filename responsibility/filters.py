"""Letters and bindings, narrowed: the same form filters the page and the export."""

import django_filters as df
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.filters.places import PlaceFilterSet
from casefiles.models import CaseFile, Handover
from casefiles.names import query_tokens
from casefiles.terms.moves import HandoverState
from jurisdiction.access import Permission
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel
from paperwork.text import clean_text
from responsibility.indicators.bindings import OF_GROUP, OF_PERSON, SEATS
from responsibility.models import Letter
from responsibility.models.letters import STANDING
from responsibility.terms import LetterLevel, LetterState

FIRST_YEAR = 2020
LONGEST_NUMBER = 6


class LetterFilter(df.FilterSet):
    STATUS = [
        ("standing", _("All that stand")),
        *LetterState.choices,
        ("late", _("Unsigned past the day")),
        ("expired", _("Expired")),
        ("all", _("All")),
    ]

    q = df.CharFilter(method="search", label=_("Number, place, unit or person"))
    village = df.ChoiceFilter(
        method="in_village", label=_("Village"), choices=[], empty_label=_("All villages")
    )
    year = df.ChoiceFilter(label=_("Year"), choices=[], empty_label=_("All"))
    level = df.ChoiceFilter(label=_("Level"), choices=LetterLevel, empty_label=_("All"))
    status = df.ChoiceFilter(
        method="in_status", label=_("Status"), choices=STATUS, empty_label=None
    )

    class Meta:
        model = Letter
        fields = []

    def __init__(self, data=None, *args, **options):
        self.today = timezone.localdate()
        data = data.copy() if data is not None else {}
        data.setdefault("status", "standing")
        data.setdefault("year", str(self.today.year))
        super().__init__(data, *args, **options)
        years = range(self.today.year + 1, FIRST_YEAR - 1, -1)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
        self.filters["village"].extra["choices"] = self.readable_villages()

    def readable_villages(self):
        areas = Area.objects.visible_to(self.request.user, Permission.LETTER_READ)
        return list(areas.of_level(AreaLevel.VILLAGE).values_list("code", "name"))

    def search(self, rows, name, value):
        text = clean_text(value)
        if text.isascii() and text.isdigit():
            return rows.filter(number=int(text)) if len(text) <= LONGEST_NUMBER else rows.none()
        found = Q(area__name__contains=text, case=None) | Q(unit__name__contains=text)
        if tokens := query_tokens(text):
            found |= Q(case__search_tokens__contains=tokens)
        return rows.filter(found)

    def in_village(self, rows, name, value):
        return rows.filter(area__code__startswith=value)

    def in_status(self, rows, name, value):
        named = {
            "all": Q(),
            "standing": Q(state__in=STANDING),
            "late": Q(state=LetterState.DUE, sign_by__lt=self.today),
            "expired": Q(state__in=STANDING, valid_to__lt=self.today),
        }
        return rows.filter(named.get(value, Q(state=value)))


class BindingFilter(df.FilterSet):
    """Persons by who answers for them; `bindings` are those of the villages ({code: Binding}),
    `groups` theirs ({code: Group})."""

    GAPS = [("any", _("Any gap")), *SEATS.items()]

    q = df.CharFilter(method="search", label=_("Name, pinyin or initials"))
    village = df.ChoiceFilter(label=_("Village"), choices=[], empty_label=_("All villages"))
    gap = df.ChoiceFilter(choices=GAPS, method="with_gap", label=_("Gap"), empty_label=_("All"))

    class Meta:
        model = CaseFile
        fields = []

    def __init__(self, *args, villages, bindings, groups, **options):
        super().__init__(*args, **options)
        self.bindings, self.groups = bindings, groups
        self.filters["village"].extra["choices"] = villages

    def search(self, rows, name, value):
        return rows.search(clean_text(value))

    def with_gap(self, rows, name, value):
        asked = SEATS if value == "any" else [value]
        open_villages = [
            code for code, binding in self.bindings.items() if set(asked) & set(binding.gaps)
        ]
        found = Q(village__in=open_villages)
        if OF_GROUP.keys() & set(asked):
            found |= Q(group__in=[code for code, group in self.groups.items() if not group.head])
        for contact in OF_PERSON:
            if contact in asked:
                found |= Q(**{contact: ""})
        return rows.filter(found)


class HandoverFilter(PlaceFilterSet):
    q = df.CharFilter(method="search", label=_("Cadre or reason"))
    state = df.ChoiceFilter(choices=HandoverState, label=_("Status"), empty_label=_("All"))
    date_from = df.DateFilter(field_name="drawn_on", lookup_expr="gte", label=_("From"))
    date_to = df.DateFilter(field_name="drawn_on", lookup_expr="lte", label=_("Until"))

    class Meta:
        model = Handover
        fields = []

    def search(self, rows, name, value):
        text = clean_text(value)
        sides = Q(from_officer__name__contains=text) | Q(to_officer__name__contains=text)
        return rows.filter(sides | Q(reason__contains=text))
