"""What a sheet of materials would do: each line hung on the activity at which it was handed out.

The activity is the one of that place and day, named by its theme where there are several. A line
is told by kind, lasting and unit; another quantity of what is recorded already is a problem.
"""

from django.utils.translation import gettext as _

from campaigns.forms import MOST_LINES, MaterialForm
from campaigns.sheets.activities import LINE
from campaigns.sheets.cells import MATERIAL_READERS, read_row
from campaigns.sheets.columns import MATERIAL
from campaigns.sheets.exports import material_words
from campaigns.sheets.proposals import (
    NEW,
    UNCHANGED,
    Counterparts,
    Planner,
    Proposal,
    RowProblem,
    errors_of,
    title_of,
)
from jurisdiction.access import Permission, can_in

WHERE = ("happened_on", "area", "theme")
LINE_KEY = ("kind", "lasting", "unit")


class MaterialPlanner(Planner):
    COLUMNS = MATERIAL

    def read(self, row):
        cells = self.filled_down(row.cells)
        proposal = Proposal(row.number, title_of(row, "kind"), row.cells)
        values, reasons = read_row(cells, MATERIAL_READERS)
        self.split(values, reasons)
        proposal.where = self.where(values, reasons)
        form = MaterialForm(values)
        for name, error in errors_of(form).items():
            reasons.setdefault(name, error)
        if not reasons:
            proposal.columns = form.columns()
        self.settle(proposal, reasons)
        return proposal

    def filled_down(self, cells):
        """A row that names neither day nor place nor theme belongs to the activity above it."""
        own = {name: cells.get(name) for name in WHERE}
        if any(value is not None for value in own.values()):
            self.above = own
        return cells | getattr(self, "above", own)

    def split(self, values, reasons):
        """Name and quantity may say for how long and in which unit; twice must be the same."""
        for name, second in (("kind", "lasting"), ("quantity", "unit")):
            if name not in values:
                continue
            values[name], said = values[name]
            if said and values.setdefault(second, said) != said:
                reasons[second] = _("This contradicts the column beside it. Correct one of them.")

    def where(self, values, reasons):
        """(place, day, theme) of the activity; what is not told is a reason."""
        day, theme = values.pop("happened_on", None), values.pop("theme", "")
        area = self.area_of(values, reasons)
        for name, value in (("happened_on", day), ("area", area)):
            if not value:
                reasons.setdefault(name, _("Write this down: it tells which activity is meant."))
        return area, day, theme

    def compare(self, proposals):
        readable = [row for row in proposals if not row.reasons]
        self.activities = self.stored([row.where[1] for row in readable])
        lines = [line for activity in self.activities for line in activity.materials.all()]
        counterparts = Counterparts(lines, key_of_line, "kind")
        self.sizes = {activity.pk: len(activity.materials.all()) for activity in self.activities}
        for proposal in readable:
            try:
                self.match(proposal, counterparts)
            except RowProblem as problem:
                self.settle(proposal, {problem.column: problem.reason})

    def match(self, proposal, counterparts):
        activity = proposal.activity = self.activity_of(*proposal.where)
        key = (activity.pk, *(proposal.columns[name] for name in LINE_KEY))
        found = counterparts.take(key, proposal.number, lambda line: is_same(proposal, line))
        if found is None:
            self.add(proposal, activity)
            return
        line, same = found
        if not same:
            said = _("Recorded already: %s. Correct it with its activity, or in the sheet.")
            raise RowProblem("quantity", said % material_words(line))
        proposal.kind = UNCHANGED

    def add(self, proposal, activity):
        own = activity.recorded_by_id == self.officer.pk
        if not own and not can_in(self.officer, Permission.CAMPAIGN_MANAGE, activity.area_id):
            raise RowProblem(
                "theme", _("Somebody else entered this activity: the office adds to it.")
            )
        self.sizes[activity.pk] += 1
        if self.sizes[activity.pk] > MOST_LINES:
            said = _("An activity has at most %(n)s materials.")
            raise RowProblem("theme", said % {"n": MOST_LINES})
        proposal.kind = NEW

    def activity_of(self, area, day, theme):
        """The one activity that is meant. Raises RowProblem."""
        there = [row for row in self.activities if (row.area_id, row.happened_on) == (area, day)]
        named = [row for row in there if not theme or row.theme == theme]
        if len(named) == 1:
            return named[0]
        if named:
            raise RowProblem(
                "theme", _("Several activities fit. Write the theme of the one meant.")
            )
        raise RowProblem(
            "theme" if there else "happened_on",
            _("No such activity is recorded on this day. Load or record the activity first."),
        )


def key_of_line(line):
    return (line.activity_id, *(getattr(line, name) for name in LINE_KEY))


def is_same(proposal, line):
    return all(proposal.columns[name] == getattr(line, name) for name in LINE)
