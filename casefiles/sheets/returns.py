"""Our own sheets of visits, leave and tests that come back: which cells were changed, into what.

A row is found by its mark. What reads otherwise than what is stored now was changed, if the row is
still the one that left; each shape (`VisitReturn`, ...) says what a changed cell asks for.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casefiles.models import CaseFile
from jurisdiction.sheets.cells import Unclear, not_a_word, read_day, read_tick
from jurisdiction.sheets.marks import HEADER, MARK, read_mark, recogniser
from jurisdiction.sheets.plans import PROBLEM, UNCHANGED, Plan
from paperwork.reading import read_sheet
from paperwork.text import CellError, clean_text

CHANGED, STALE = "changed", "stale"
TICKS = {"是": gettext_lazy("yes"), "否": gettext_lazy("no")}  # a tick of the sheet, to be read


class Refused(Exception):
    """Cells that ask for what cannot be done: {title: reason}."""

    def __init__(self, reasons):
        super().__init__(str(reasons))
        self.reasons = reasons


@dataclass
class Change:
    """One row of the sheet. `deeds` are (name, stored row, columns), one for each deed."""

    number: int
    name: str = ""
    kind: str = PROBLEM
    row: object = None
    version: str = ""
    deeds: list = field(default_factory=list)
    edited: list = field(default_factory=list)  # (title, from, to), as the sheet has them
    shape: object = None
    reasons: list = field(default_factory=list)  # (column letter, title, reason)

    @property
    def changes(self):
        """What would change, as (label, from, to) to be read in the language of the screen."""
        return [self.shape.told(*cell) for cell in self.edited]

    @property
    def case(self):
        """The file of this row, if it is a person's."""
        if isinstance(self.row, CaseFile):
            return self.row
        return getattr(self.row, "case", None)

    def fingerprint(self):
        return [self.number, self.kind, self.row and self.row.pk, self.version, self.edited]


class ReturnPlan(Plan):
    KINDS: ClassVar = (CHANGED, UNCHANGED, STALE)

    @property
    def changed(self):
        return self.of_kind(CHANGED)

    @property
    def stale(self):
        return self.of_kind(STALE)


def plan_return(file, officer, shape, *, lock=False):
    """Read one of our own sheets and say what each row would do. Raises Unreadable."""
    sheet = read_sheet(
        file, recognise=recogniser(shape.titles), required=(MARK,), labels={MARK: HEADER}
    )
    marks = {row.number: mark_of(row, shape) for row in sheet.rows}
    found = shape.rows(officer, [m.row for m in marks.values() if m], lock=lock)
    seen, proposals = {}, []
    for row in sheet.rows:
        change = Change(row.number)
        reasons = examine(change, row, marks[row.number], shape, found, seen)
        change.reasons = [(*sheet.columns.get(t, ("", t)), said) for t, said in reasons.items()]
        proposals.append(change)
    return ReturnPlan(f"{shape.kind}_plan", proposals, sheet.columns, sheet.ignored, sheet.unread)


def mark_of(row, shape):
    cells = {title: cell for title, cell in row.cells.items() if title != MARK}
    try:
        return read_mark(shape.kind, row.cells.get(MARK), cells)
    except Unclear:
        return None


def examine(change, row, mark, shape, found, seen):
    """Fill in what the row would do. Returns the reasons against it, by title."""
    if mark is None:
        return {MARK: _("This row has no mark of this list. Export the list anew.")}
    stored = found.get(mark.row)
    if stored is None:
        return {MARK: _("This row is not among those that you may change any more.")}
    if mark.row in seen:
        return {MARK: _("This row stands in row %s already.") % seen[mark.row]}
    seen[mark.row] = row.number
    change.row, change.version = stored, shape.version(stored)
    change.name = shape.name_of(stored)
    now = dict(zip(shape.all_titles, shape.cells(stored), strict=True))
    edited = {
        title: cell
        for title, cell in row.cells.items()
        if title != MARK and shape.differs(title, cell, now[title])
    }
    if mark.is_untouched or not edited:
        change.kind = UNCHANGED
        return {}
    change.shape = shape
    change.edited = [
        (title, clean_text(now[title]), clean_text(cell)) for title, cell in edited.items()
    ]
    if mark.version != change.version:
        change.kind = STALE
        return {}
    try:
        refuse_cells(edited, shape)
        change.deeds = shape.deeds(stored, edited)
    except Refused as refused:
        return refused.reasons
    change.kind = CHANGED if change.deeds else UNCHANGED
    return {}


def refuse_cells(edited, shape):
    fixed = [title for title in edited if title in shape.fixed]
    if fixed:
        raise Refused({title: _("This cell is not changed by a sheet.") for title in fixed})
    broken = {title: cell.message for title, cell in edited.items() if isinstance(cell, CellError)}
    if broken:
        raise Refused(broken)


class Shape:
    """What one kind of sheet knows of its rows; `form` is the page's, by which rows are cleaned."""

    kind = ""
    all_titles = ()  # of `cells`, in their order
    titles = ()  # those that are read back
    fixed = ()
    fields: ClassVar = {}  # title -> name of the form's field
    words: ClassVar = {}  # name of the field -> {value: word}
    ticks = days = ()  # names of fields
    model = None  # whose columns these fields are
    labels: ClassVar = {}  # of fields that are no column

    def __init__(self, form):
        self.form = form

    def name_of(self, row):
        return row.case.name

    def told(self, title, now, cell):
        """A changed cell as (label, from, to). The sheet is Chinese: who reads Chinese finds its
        own words, everybody else those of the page."""
        if get_language().startswith("zh"):
            return title, now or _("empty"), cell or _("empty")
        name = self.fields.get(title)
        return self.label(title, name), self.in_words(name, now), self.in_words(name, cell)

    def label(self, title, name):
        if name is None:
            return title
        return self.labels.get(name) or capfirst(self.model._meta.get_field(name).verbose_name)

    def in_words(self, name, text):
        if not text:
            return _("empty")
        if name in self.ticks and text in TICKS:
            return TICKS[text]
        values = {word: value for value, word in self.words.get(name, {}).items()}
        if text not in values:
            return text
        return dict(self.model._meta.get_field(name).flatchoices)[values[text]]

    def differs(self, title, cell, now):
        return clean_text(cell) != clean_text(now)

    def read(self, edited):
        """What the form takes of these cells. Raises Refused."""
        values, reasons = {}, {}
        for title, cell in edited.items():
            name = self.fields[title]
            try:
                values[name] = self.read_cell(name, cell)
            except Unclear as problem:
                reasons[title] = str(problem)
        if reasons:
            raise Refused(reasons)
        return values

    def read_cell(self, name, cell):
        text = clean_text(cell)
        if name in self.ticks:
            return read_tick(text)
        if name in self.words:
            return read_word(text, self.words[name])
        if name in self.days:
            return read_day(cell) if text else ""
        return cell if isinstance(cell, str) else text

    def clean(self, form, edited):
        """The form, valid. Raises Refused with its errors beside the cells that they speak of."""
        if form.is_valid():
            return form
        by_field = {name: title for title, name in self.fields.items()}
        first, reasons = next(iter(edited)), {}
        for name, errors in form.errors.items():
            title = by_field.get(name, first)
            reasons[title] = " ".join([reasons.get(title, ""), *errors]).strip()
        raise Refused(reasons)


def read_word(text, words):
    """The value of a word. Raises Unclear."""
    for value, word in words.items():
        if word == text:
            return value
    raise not_a_word(text, words.values())
