"""What each row of an uploaded list of activities or materials would do."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Activity, Material
from jurisdiction.access import Permission
from jurisdiction.models import Area
from jurisdiction.sheets.places import Places, UnknownPlace, plain
from jurisdiction.sheets.plans import NEW, PROBLEM, UNCHANGED, Plan, RowProblem
from jurisdiction.terms import AreaLevel
from paperwork.reading import Limits, read_sheet
from paperwork.text import clean_text

RECORD = Permission.CAMPAIGN_RECORD
LIMITS = Limits(rows=2_000)


@dataclass
class Proposal:
    """One row of the sheet and what it would do; `activity` is what is stored already."""

    number: int
    title: str
    cells: dict
    kind: str = PROBLEM
    activity: Activity | None = None
    columns: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    reasons: list = field(default_factory=list)  # (column letter, header, reason)
    given: set = field(default_factory=set)  # the columns that its cells fill
    where: tuple = ()  # place, day and theme of the activity to which a material belongs
    is_withdrawn: bool = False

    @property
    def record(self):
        """The activity that a row of activities tells, unsaved."""
        return Activity(**self.columns)

    @property
    def materials(self):
        return [Material(**columns) for columns in self.lines]

    @property
    def line(self):
        """The material that a row of materials tells, unsaved."""
        return Material(**self.columns)

    def fingerprint(self):
        stored = self.activity and [self.activity.pk, self.activity.version]
        columns = {name: str(value) for name, value in self.columns.items()}
        return [self.number, self.kind, stored, columns, self.lines]


class Planner:
    """Reads a list and says what each row would do; subclasses know its columns and its rows.

    With `lock`, inside a transaction, the activities it compares with stay as they are until its
    end. The queries are as many for one row as for a thousand.
    """

    COLUMNS = None

    def __init__(self, officer, *, lock=False):
        self.officer, self.lock = officer, lock
        areas = Area.objects.visible_to(officer, RECORD).in_force(timezone.localdate())
        areas = list(areas.filter(level__in=(AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)))
        self.areas = {area.pk: area for area in areas}
        self.places = Places(areas)
        self.townships = {
            word: area
            for area in areas
            if area.level == AreaLevel.TOWNSHIP
            for word in (plain(area.name), area.code)
        }

    def plan(self, file):
        """The Plan of a workbook. Raises paperwork.reading.Unreadable."""
        sheet = read_sheet(
            file, recognise=self.COLUMNS.recognise, required=self.COLUMNS.required,
            labels=self.COLUMNS.labels, limits=LIMITS,
        )  # fmt: skip
        self.headers = sheet.columns
        proposals = [self.read(row) for row in sheet.rows]
        self.compare(proposals)
        return Plan("campaign_plan", proposals, sheet.columns, sheet.ignored, sheet.unread)

    def area_of(self, values, reasons):
        """The code of the village or township that a row names; the officer's own, if but one."""
        name = values.pop("area", "")
        if not name:
            return next(iter(self.areas)) if len(self.areas) == 1 else ""
        if plain(name) in self.townships:
            return self.townships[plain(name)].code
        try:
            return self.places.village(name).code
        except UnknownPlace as problem:
            reasons["area"] = str(problem)
            return ""

    def stored(self, days):
        """Standing activities of the days from the first to the last of these, with their lines."""
        if not days:
            return []
        rows = Activity.objects.visible_to(self.officer, RECORD).standing()
        rows = rows.between(min(days), max(days)).select_related("area", "unit").order_by("pk")
        if self.lock:
            rows = rows.select_for_update(no_key=True, of=("self",))
        return list(rows.prefetch_related("materials"))

    def settle(self, proposal, reasons):
        """The last word on a row: a problem, where there are reasons."""
        proposal.reasons = [self.locate(name, reason) for name, reason in reasons.items()]
        if reasons:
            proposal.kind = PROBLEM

    def locate(self, name, reason):
        """Column letter, header and reason; no letter where the sheet has no such column."""
        letter, header = self.headers.get(name, ("", self.COLUMNS.header(name)))
        return letter, header, reason


class Counterparts:
    """What is stored under the same key, handed out once each: two rows may be told as two."""

    def __init__(self, rows, key, column):
        self.left, self.first, self.column = defaultdict(list), {}, column
        for row in rows:
            self.left[key(row)].append(row)

    def take(self, key, number, is_same):
        """(row, whether it is the same) for this row of the sheet, or None for a new one.

        Raises RowProblem, for this column, where an earlier row says the same and none is left.
        """
        first = self.first.setdefault(key, number)
        rows = self.left[key]
        if rows:
            row = next(filter(is_same, rows), rows[0])
            rows.remove(row)
            return row, is_same(row)
        if first != number:
            raise RowProblem(
                self.column, _("This stands in row %s already. Leave one of the two.") % first
            )
        return None


def errors_of(form):
    """{field: what is wrong with it} of a form that does not hold."""
    return {name: " ".join(errors) for name, errors in form.errors.items() if name != "__all__"}


def title_of(row, name):
    return clean_text(row.cells.get(name))


__all__ = ["NEW", "PROBLEM", "UNCHANGED", "Counterparts", "Planner", "Proposal", "RowProblem"]
