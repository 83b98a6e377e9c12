"""One search form both filters a list and exports it: what you see is what you download."""

from functools import reduce
from operator import or_

import django_filters as df
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Activity, PlanSlot, Title
from campaigns.terms import (
    KEY_AUDIENCES,
    ActivityKind,
    Audience,
    Lasting,
    MaterialKind,
    MaterialUnit,
    Occasion,
    PlanItem,
    TitleKind,
    TitleState,
)
from jurisdiction.access import Permission
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel
from paperwork.text import clean_text

LEVELS = (AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)


class PlacedFilter(df.FilterSet):
    """Begins with the village or the township."""

    area = df.ChoiceFilter(
        field_name="area_id", label=_("Village"), choices=[], empty_label=_("All")
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        areas = Area.objects.visible_to(self.request.user, Permission.CAMPAIGN_READ)
        self.filters["area"].extra["choices"] = list(
            areas.filter(level__in=LEVELS).order_by("code").values_list("code", "name")
        )


class PlanFilter(PlacedFilter):
    STATUS = [
        ("due", _("Open")), ("missed", _("Missed")), ("done", _("Done")), ("excused", _("Excused")),
        ("planned", _("All but excused")),
    ]  # fmt: skip

    year = df.NumberFilter(
        field_name="opens_on", lookup_expr="year", label=_("Year"), min_value=1900, max_value=2199
    )
    month = df.NumberFilter(
        field_name="closes_on", lookup_expr="month", label=_("Month in which it ends"),
        min_value=1, max_value=12,
    )  # fmt: skip
    q = df.CharFilter(method="search", label=_("Village or theme of the activity"))
    item = df.ChoiceFilter(choices=PlanItem, label=_("What is owed"), empty_label=_("All"))
    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=_("All")
    )

    class Meta:
        model = PlanSlot
        fields = []

    def search(self, rows, name, value):
        text = clean_text(value)
        return rows.filter(Q(area__name__contains=text) | Q(activity__theme__contains=text))

    def in_status(self, rows, name, value):
        today = timezone.localdate()
        named = {
            "due": rows.actionable(today), "missed": rows.missed(today), "excused": rows.excused(),
            "planned": rows.filter(excused_reason=""),
        }  # fmt: skip
        return named[value] if value in named else rows.done()


class CalendarFilter(PlacedFilter):
    year = df.NumberFilter(
        field_name="closes_on", lookup_expr="year", label=_("Year"), min_value=1900, max_value=2199
    )

    class Meta:
        model = PlanSlot
        fields = []


class TitleFilter(PlacedFilter):
    q = df.CharFilter(method="search", label=_("Unit or village"))
    kind = df.ChoiceFilter(choices=TitleKind, label=_("Kind"), empty_label=_("All"))
    state = df.ChoiceFilter(choices=TitleState, label=_("Status"), empty_label=_("All"))

    class Meta:
        model = Title
        fields = []

    def search(self, rows, name, value):
        text = clean_text(value)
        return rows.filter(Q(unit__name__contains=text) | Q(area__name__contains=text))


class ActivityFilter(PlacedFilter):
    GROUPS = [("meetings", _("All meetings")), ("campaigns", _("All but meetings"))]
    STATUS = [("standing", _("All that stand")), ("withdrawn", _("Withdrawn"))]

    q = df.CharFilter(method="search", label=_("Theme, place or organiser"))
    kind = df.ChoiceFilter(
        choices=[*GROUPS, *ActivityKind.choices],
        method="of_kind",
        label=_("Kind"),
        empty_label=_("All"),
    )
    audience = df.ChoiceFilter(
        choices=[("key", _("Key audiences")), *Audience.choices],
        method="for_audience",
        label=_("Audience"),
        empty_label=_("All"),
    )
    material = df.ChoiceFilter(
        choices=[("any", _("Any of them")), *MaterialKind.choices],
        method="with_material",
        label=_("Material"),
        empty_label=_("All"),
    )
    occasion = df.ChoiceFilter(
        choices=[("any", _("Any of them")), *Occasion.choices],
        method="on_occasion",
        label=_("Occasion"),
        empty_label=_("All"),
    )
    date_from = df.DateFilter(field_name="happened_on", lookup_expr="gte", label=_("From"))
    date_to = df.DateFilter(field_name="happened_on", lookup_expr="lte", label=_("Until"))
    status = df.ChoiceFilter(
        choices=STATUS, method="in_status", label=_("Status"), empty_label=_("All")
    )

    class Meta:
        model = Activity
        fields = []

    def search(self, rows, name, value):
        text = clean_text(value)
        places = ("theme", "place", "organiser", "partners", "unit__name")
        return rows.filter(reduce(or_, (Q(**{f"{place}__contains": text}) for place in places)))

    def of_kind(self, rows, name, value):
        groups = {"meetings": rows.meetings, "campaigns": rows.campaigns}
        return groups[value]() if value in groups else rows.filter(kind=value)

    def for_audience(self, rows, name, value):
        wanted = list(KEY_AUDIENCES) if value == "key" else [value]
        return rows.filter(audiences__overlap=wanted)

    def on_occasion(self, rows, name, value):
        return rows.exclude(occasion="") if value == "any" else rows.filter(occasion=value)

    def in_status(self, rows, name, value):
        return rows.standing() if value == "standing" else rows.exclude(withdrawn_at=None)

    def with_material(self, rows, name, value):
        """Rows with that material; unit and lasting, which the figures name, narrow it further."""
        wanted = {"materials__isnull": False} if value == "any" else {"materials__kind": value}
        for column, words in (("unit", MaterialUnit.values), ("lasting", ["", *Lasting.values])):
            if self.data.get(column) in words:
                wanted[f"materials__{column}"] = self.data[column]
        return rows.filter(**wanted).distinct()
