"""What a sheet of activities (form F15) would do: each row new, recorded already, or a problem.

A row is the activity of the same place, day, kind and theme. What is recorded with other figures
is a problem of the column that differs: nothing stored is ever overwritten from a sheet.
"""

import uuid

from django.utils.translation import gettext as _

from campaigns.forms import MOST_LINES, ActivityForm, MaterialForm
from campaigns.sheets.cells import ACTIVITY_READERS, read_row
from campaigns.sheets.columns import ACTIVITY
from campaigns.sheets.exports import material_words
from campaigns.sheets.proposals import (
    NEW,
    RECORD,
    UNCHANGED,
    Counterparts,
    Planner,
    Proposal,
    RowProblem,
    errors_of,
    title_of,
)
from campaigns.terms import Audience
from jurisdiction.models import Unit

COUNTS = ("issues", "places", "households")
LINE = ("kind", "lasting", "quantity", "unit", *COUNTS)


class ActivityPlanner(Planner):
    COLUMNS = ACTIVITY

    def __init__(self, officer, *, lock=False):
        super().__init__(officer, lock=lock)
        units = list(Unit.objects.visible_to(officer, RECORD))
        self.units = {str(unit.pk): unit for unit in units}
        self.offered = {"area": self.areas, "unit": self.units}

    def read(self, row):
        proposal = Proposal(row.number, title_of(row, "theme"), row.cells)
        values, reasons = read_row(row.cells, ACTIVITY_READERS)
        proposal.is_withdrawn = values.pop("withdrawn", False)
        proposal.lines = self.lines_of(values.pop("materials", []), reasons)
        values["area"] = self.area_of(values, reasons)
        if "unit" in values:
            values["unit"] = self.unit_of(values, reasons)
        proposal.columns = self.examine(values, reasons)
        proposal.given = set(values) | ({"materials"} if proposal.lines else set())
        self.settle(proposal, reasons)
        return proposal

    def examine(self, values, reasons):
        """The columns, cleaned by the page's form; its errors become reasons."""
        form = ActivityForm(
            values | {"key": uuid.uuid4()}, officer=self.officer, offered=self.offered
        )
        for name, error in errors_of(form).items():
            reasons.setdefault(name, error)
        return {} if reasons else form.content_columns()

    def lines_of(self, lines, reasons):
        """Columns of each material; what its form refuses is a reason."""
        forms = [MaterialForm(line) for line in lines]
        wrong = [error for form in forms for error in errors_of(form).values()]
        if len(forms) > MOST_LINES:
            wrong.append(_("An activity has at most %(n)s materials.") % {"n": MOST_LINES})
        if wrong:
            reasons["materials"] = " ".join(wrong)
            return []
        return [form.columns() for form in forms]

    def unit_of(self, values, reasons):
        """The number of the unit with this name, in the row's own place first."""
        name = values["unit"]
        found = [unit for unit in self.units.values() if unit.name == name]
        here = [unit for unit in found if unit.area_id == values["area"]] or found
        if len(here) == 1:
            return str(here[0].pk)
        reasons["unit"] = (
            _("No school or unit is called “%s”. Write its name as on file, or leave it empty.")
            if not here else _("Several units are called “%s”. Leave it empty here.")
        ) % name  # fmt: skip
        return ""

    def compare(self, proposals):
        """Set each readable row beside what is stored."""
        readable = [row for row in proposals if not row.reasons]
        stored = self.stored([row.columns["happened_on"] for row in readable])
        counterparts = Counterparts(stored, key_of_activity, "theme")
        for proposal in readable:
            if proposal.is_withdrawn:
                proposal.kind = UNCHANGED
            else:
                self.match(proposal, counterparts)

    def match(self, proposal, counterparts):
        key = tuple(plain_key(proposal.columns[name]) for name in KEY)
        try:
            found = counterparts.take(
                key, proposal.number, lambda row: not differences(proposal, row)
            )
        except RowProblem as problem:
            self.settle(proposal, {problem.column: problem.reason})
            return
        if found is None:
            proposal.kind = NEW
            return
        proposal.activity, is_same = found
        proposal.kind = UNCHANGED
        if not is_same:
            self.settle(proposal, differences(proposal, proposal.activity))


KEY = ("area", "happened_on", "kind", "theme")


def plain_key(value):
    return getattr(value, "pk", value)


def key_of_activity(activity):
    return tuple(plain_key(getattr(activity, name)) for name in KEY)


def differences(proposal, activity):
    """{column: what is stored there otherwise}, for the cells that the row fills."""
    found = {
        name: shown(name, stored)
        for name, value in proposal.columns.items()
        if name in proposal.given and (stored := getattr(activity, name)) != value
    }
    lines = list(activity.materials.all())
    if "materials" in proposal.given and told(lines) != sorted(map(line_key, proposal.lines)):
        found["materials"] = "；".join(map(material_words, lines)) or _("empty")
    said = _("Recorded already, and here stands: %s. Correct it on its page, or in the sheet.")
    return {name: said % value for name, value in found.items()}


def told(materials):
    return sorted(tuple(getattr(material, name) for name in LINE) for material in materials)


def line_key(line):
    return tuple(line[name] for name in LINE)


def shown(name, value):
    """A stored value as a reason names it."""
    if value in ("", None, []):
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "audiences":
        return "、".join(Audience(word).label for word in value)
    return str(value)
