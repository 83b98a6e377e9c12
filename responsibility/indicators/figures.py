"""The figures of the dashboard: persons, files and due work by village, in seven queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import BooleanField, Case, Count, Q, Value, When

from casefiles import schedule
from casefiles.models import CaseFile, DueSlot, RehabOrder
from casefiles.models.bag import bag_gaps
from casefiles.models.exits import in_exit
from casefiles.models.losing import cases_in
from casefiles.terms.exits import ExitStatus
from casefiles.terms.losing import LostStatus
from jurisdiction.access import Permission, area_codes, is_within
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel
from jurisdiction.wall import figures_scope
from responsibility.indicators.measures import counted_as

STATES = ("control_state", "measure", "abstinence")


@dataclass(frozen=True)
class Kept:
    """Who is kept past the end of a term without a ground that holds: by number, no name."""

    village: str
    case_id: int
    measure: str
    ends_on: date
    stays_until: date | None


@dataclass(frozen=True)
class Figures:
    """Counts by (village, figure), and the figures of which the reader may not open every row.

    A figure is a tuple such as ("persons",), ("control_state", "in_control"),
    ("visit", "now", "done") or ("overdue",); "now" are the windows that end in the month shown for
    visits, in its half-year for tests. `kept` is who of age is counted in ("kept",), longest first.
    """

    counts: dict = field(default_factory=lambda: defaultdict(int))
    closed: set = field(default_factory=set)
    kept: list = field(default_factory=list)

    def add(self, village, figure, n, is_closed):
        self.counts[village, figure] += n
        if is_closed:
            self.closed.add((village, figure))


@figures_scope()
def township_figures(*, month, villages, today, reader):
    """Persons, files and due work by village, for the dashboard: Figures.

    `month` is the first day of the month shown; its year and its half-year follow from it.
    Seven queries.
    """
    figures = Figures()
    persons = CaseFile.objects.open().filter(village__in=villages)
    count_persons(figures, persons, today, reader, villages)
    count_kept(figures, today, reader, villages)
    proposed = cases_in(persons, {LostStatus.PROPOSED}, today)
    for village, is_closed, n in counted(proposed, reader, villages):
        figures.add(village, ("lost_proposed",), n, is_closed)
    slots = DueSlot.objects.filter(village__in=villages)
    count_slots(figures, slots, month, today, reader, villages)
    for village, is_closed, n in counted(slots.overdue(today), reader, villages):
        figures.add(village, ("overdue",), n, is_closed)
    return figures


def count_persons(figures, persons, today, reader, villages):
    rows = counted(persons, reader, villages, *STATES)
    rows = rows.annotate(incomplete=Count("pk", filter=bag_gaps(today)))
    for village, is_closed, *states, n, incomplete in rows:
        for figure in (("persons",), *zip(STATES, states, strict=True)):
            figures.add(village, figure, n, is_closed)
        if incomplete:
            figures.add(village, ("incomplete",), incomplete, is_closed)


def count_kept(figures, today, reader, villages):
    """Everybody kept too long counts one; a row, by number, is of those only who are of age."""
    kept = RehabOrder.objects.filter(in_exit(ExitStatus.KEPT, today), case__village__in=villages)
    rows = kept.annotate(is_closed=closed_to(reader, kept, villages)).values_list(
        "is_closed", "case__birth_date", "case__village", "case", "measure", "ends_on",
        "stays_until",
    )  # fmt: skip
    for is_closed, born, village, *row in rows.order_by("ends_on", "case"):
        figures.add(village, ("kept",), 1, is_closed)
        if not schedule.is_minor(born, today):
            figures.kept.append(Kept(village, *row))


def count_slots(figures, slots, month, today, reader, villages):
    """The slots of the year, grouped as their index has them: no row is sorted, no file joined."""
    slots = slots.closing_between(date(month.year, 1, 1), date(month.year, 12, 31))
    rows = slots.order_by().values_list("village_id", "kind", "closes_on", "state")
    known = {}
    for village, *slot, n, is_closed in rows.annotate(
        n=Count("*"), is_closed=BoolOr(file_closed_to(reader, villages))
    ):
        slot = tuple(slot)
        if slot not in known:
            known[slot] = slot_figures(*slot, month, today)
        for figure in known[slot]:
            figures.add(village, figure, n, is_closed)


def slot_figures(kind, closes_on, state, month, today):
    """The figures in which a slot counts."""
    is_now = schedule.period_of(kind, month).holds(closes_on)
    return [
        (kind, span, name)
        for name in counted_as(state, is_over=closes_on < today)
        for span in (("year", "now") if is_now else ("year",))
    ]


def counted(rows, reader, villages, *columns):
    """Rows counted by village, by whether the reader may open them, and by these columns."""
    return (
        rows.order_by()
        .annotate(is_closed=closed_to(reader, rows, villages))
        .values_list("village_id", "is_closed", *columns)
        .annotate(n=Count("*"))
    )


def closed_to(reader, rows, villages):
    """An expression: this row of a person stays out of the lists that the reader may open.

    Whoever reads everybody in the whole township needs no look at where a file lies: persons move
    between its villages, and out of it only by closing the file. Sealed files are in no list.
    """
    if not area_codes(reader, Permission.FILE_READ):
        return Value(True)
    return otherwise_closed(listed_to(reader, rows, villages))


def file_closed_to(reader, villages):
    """The same of rows that hang on a file, asked once for each file: for many rows of few."""
    if not area_codes(reader, Permission.FILE_READ):
        return Value(True)
    files = CaseFile.objects.order_by()
    return otherwise_closed(Q(case__in=files.filter(listed_to(reader, files, villages))))


def listed_to(reader, rows, villages):
    """A condition: the row is in the lists that the reader, who may open files, is shown."""
    read = area_codes(reader, Permission.FILE_READ)
    minors = area_codes(reader, Permission.MINOR_READ)
    townships = {code[: AreaLevel.TOWNSHIP] for code in villages}
    listed = rows.unsealed()
    if not all(holds(read, code) and holds(minors, code) for code in townships):
        listed &= within(rows.area_path, read) & rows.seen_minors(reader)
    return listed


def otherwise_closed(listed):
    return Case(When(listed, then=False), default=True, output_field=BooleanField())


def holds(areas, code):
    return any(is_within(code, area) for area in areas)
