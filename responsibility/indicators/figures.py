"""The figures of the dashboard: persons, files and due work by village, in four queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Count, Value, When

from casefiles import schedule
from casefiles.models import CaseFile, DueSlot
from casefiles.terms import SlotKind
from jurisdiction.access import Permission, area_codes
from jurisdiction.scoping import within
from responsibility.indicators.measures import Period, counted_as, slot_groups

STATES = ("control_state", "measure", "abstinence")


@dataclass
class Figure:
    """A count, and how many of its rows the reader may not open: only a full list is a link."""

    n: int = 0
    closed_to_reader: int = 0

    def add(self, n, is_closed):
        self.n += n
        self.closed_to_reader += n if is_closed else 0


def township_figures(*, month, villages, today, reader):
    """Persons, files and due work by village, for the dashboard.

    `month` is the first day of the month shown; its year and its half-year follow from it. Returns
    {(village, figure): Figure}, where a figure is a tuple such as ("persons",),
    ("control_state", "in_control"), ("visit", "now", "done") or ("overdue",); "now" is the window
    that holds the month: the month itself for visits, its half-year for tests. Four queries.
    """
    figures = defaultdict(Figure)
    count_persons(figures, villages, reader)
    count_incomplete(figures, villages, reader)
    count_slots(figures, villages, month, today, reader)
    count_overdue(figures, villages, today, reader)
    return figures


def count_persons(figures, villages, reader):
    rows = (
        open_rows(villages, reader)
        .values("village", *STATES, "is_closed_to_reader")
        .annotate(n=Count("pk"))
    )
    for row in rows:
        for figure in (("persons",), *((state, row[state]) for state in STATES)):
            figures[row["village"], figure].add(row["n"], row["is_closed_to_reader"])


def count_incomplete(figures, villages, reader):
    rows = open_rows(villages, reader).bag_incomplete()
    for row in rows.values("village", "is_closed_to_reader").annotate(n=Count("pk")):
        figures[row["village"], ("incomplete",)].add(row["n"], row["is_closed_to_reader"])


def count_slots(figures, villages, month, today, reader):
    year = Period(date(month.year, 1, 1), date(month.year, 12, 31))
    now = {kind: schedule.period_of(kind, month).closes_on for kind in SlotKind}
    groups = slot_groups(
        villages, year, is_closed_to_reader=closed_to(reader, DueSlot.objects.all())
    )
    for row in groups:
        spans = ["year", "now"] if row["closes_on"] == now[row["kind"]] else ["year"]
        for name in counted_as(row, today):
            for span in spans:
                figures[row["village"], (row["kind"], span, name)].add(
                    row["n"], row["is_closed_to_reader"]
                )


def count_overdue(figures, villages, today, reader):
    slots = DueSlot.objects.filter(village__in=villages).overdue(today).order_by()
    rows = (
        slots.annotate(is_closed_to_reader=closed_to(reader, slots))
        .values("village", "is_closed_to_reader")
        .annotate(n=Count("pk"))
    )
    for row in rows:
        figures[row["village"], ("overdue",)].add(row["n"], row["is_closed_to_reader"])


def open_rows(villages, reader):
    rows = CaseFile.objects.open().filter(village__in=villages).order_by()
    return rows.annotate(is_closed_to_reader=closed_to(reader, rows))


def closed_to(reader, rows):
    """An expression: this row of a person stays out of the lists that the reader may open."""
    codes = area_codes(reader, Permission.FILE_READ)
    if not codes:
        return Value(True)
    listed = within(rows.area_path, codes) & rows.seen_minors(reader)
    return Case(When(listed, then=False), default=True, output_field=BooleanField())
