"""The figures of the work summary: reckoned once, for the page and for the sheet."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from campaigns.models import Material
from campaigns.terms import ActivityKind, MaterialKind


@dataclass(frozen=True)
class KindFigure:
    """Activities of one kind: records, sessions (期), people (人), attendances (人次)."""

    kind: str
    records: int
    sessions: int
    people: int
    attendances: int


@dataclass(frozen=True)
class MaterialFigure:
    """Materials of one kind, lasting and unit: quantities of two units are never added."""

    kind: str
    lasting: str
    unit: str
    quantity: int
    issues: int
    places: int
    households: int


@dataclass(frozen=True)
class PlaceFigure:
    """What one village or township recorded itself, and the three figures of it."""

    area: str
    records: int
    sessions: int
    people: int
    attendances: int


@dataclass(frozen=True)
class PlanFigure:
    """The plan of one village: what is owed and not excused, what is done, what was missed."""

    area: str
    planned: int
    done: int
    missed: int


def place_figures(activities):
    """{division code: PlaceFigure} of these activities; withdrawn ones count nothing. One query."""
    rows = activities.standing().order_by().values_list("area_id")
    rows = rows.annotate(Count("pk"), Sum("sessions"), Sum("people"), Sum("attendances"))
    return {row[0]: PlaceFigure(*row) for row in rows}


def plan_figures(slots, today):
    """{division code: PlanFigure} of these planned items on that day. One query."""
    owed = Q(excused_reason="")
    missed = Count("pk", filter=owed & Q(activity=None, closes_on__lt=today))
    rows = slots.order_by().values_list("area_id")
    rows = rows.annotate(planned=Count("pk", filter=owed), done=Count("activity"), missed=missed)
    return {row[0]: PlanFigure(*row) for row in rows}


def summary_figures(activities):
    """What these activities add up to: ([KindFigure], [MaterialFigure]), in the order of terms.

    `activities` is a queryset; withdrawn ones count nothing. Two queries.
    """
    standing = activities.standing()
    return kind_figures(standing), material_figures(standing)


def kind_figures(activities):
    rows = (
        activities.order_by()
        .values_list("kind")
        .annotate(Count("pk"), Sum("sessions"), Sum("people"), Sum("attendances"))
    )
    order = ActivityKind.values
    return sorted((KindFigure(*row) for row in rows), key=lambda row: order.index(row.kind))


def material_figures(activities):
    rows = (
        Material.objects.filter(activity__in=activities.order_by().values("pk"))
        .order_by()
        .values_list("kind", "lasting", "unit")
        .annotate(Sum("quantity"), Sum("issues"), Sum("places"), Sum("households"))
    )
    order = MaterialKind.values
    return sorted(
        (MaterialFigure(*row) for row in rows),
        key=lambda row: (order.index(row.kind), row.lasting, row.unit),
    )
