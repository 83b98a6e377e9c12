"""How far a sheet is filled, and which of its cells hold no result, seen before it is loaded.

The reader loads a sheet as one rectangle. A single cell at the far corner would make that
rectangle larger than any memory, whatever the sheet declares; so its cells are counted first.
"""

import re
from dataclasses import dataclass, field

from paperwork.container import chunks, parse_strictly, strict_parser
from paperwork.refusals import HEADER_DEPTH, Unreadable
from paperwork.text import UNCALCULATED, CellError

FILLED = re.compile(rb'[ "]r="[A-Z]{1,3}([0-9]{1,7})"[^<>]*>\s*<(?:\w+:)?(?:v|is)>')
LETTERS = re.compile("[A-Z]{1,3}")
ROW_NUMBER = re.compile("[1-9][0-9]{0,6}")
STEPS = {
    "c": "start_cell", "v": "fill_cell", "is": "fill_cell", "row": "start_row",
    "f": "start_formula",
}  # fmt: skip


EMPTY_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,5}")?(?:/>|></c>)')
EMPTY_ROW = re.compile(rb'<row r="[0-9]{1,7}"[^<>]*(?:/>|></row>)')
ERROR_CELL = re.compile(rb'(<(?:\w+:)?c\s(?:[^<>]*\s)?)t="e"')
DIMENSION = re.compile(rb"<(?:\w+:)?dimension\s[^<>]*/>")


@dataclass
class Extent:
    """Rows and columns count from 1; `errors` by (row, column); `shared` counts shared texts."""

    last_row: int = 0
    last_column: int = 0
    shared: int = 0
    errors: dict = field(default_factory=dict)


def read_sheet_part(archive, part, limits):
    """The XML of a sheet; one that is filled too far down is refused without keeping it."""
    kept, last, cells = [], 0, 0
    for piece in chunks(archive, part.path):
        last = max(last, last_filled(piece))
        if last <= limits.rows + HEADER_DEPTH:
            kept.append(without_empty(piece))
            cells += kept[-1].count(b"<c ")
            check_cells(cells, part, limits)
    if last > limits.rows + HEADER_DEPTH:
        raise too_many_rows(part, last, limits)
    return b"".join(kept)


def without_empty(piece):
    """Formatted cells and rows that hold nothing left out: sheets can have a million of them."""
    return EMPTY_ROW.sub(b"", EMPTY_CELL.sub(b"", piece))


def last_filled(piece):
    """The row of the last filled cell that is written in the usual way; `measure` sees all."""
    found = FILLED.findall(piece, max(0, len(piece) - 2048))
    return int(found[-1]) if found else 0


def too_many_rows(part, last, limits):
    return Unreadable("too_many_rows", sheet=part.name, last=last, limit=limits.rows)


def check_cells(count, part, limits):
    if count > limits.cells:
        raise Unreadable("too_many_cells", sheet=part.name, limit=limits.cells)


def measure(data, part, limits):
    """The Extent of a sheet's XML. Raises Unreadable beyond the limits or for broken XML."""
    walk = Walk(part, limits)
    parse_strictly(walk.parser, data)
    walk.finish_cell()
    check_cells(walk.extent.last_row * walk.extent.last_column, part, limits)
    return walk.extent


def tidied(data, extent):
    """The XML without what makes the reader give up: false dimensions, errors unknown to it."""
    data = DIMENSION.sub(b"", data, count=1)
    return ERROR_CELL.sub(rb'\1t="str"', data) if extent.errors else data


class Walk:
    """One pass over the tags of a sheet, in the order of the file."""

    def __init__(self, part, limits, lengths=None):
        self.part, self.limits = part, limits
        self.lengths, self.characters = lengths, 0
        self.extent = Extent()
        self.steps, self.columns, self.row_text = {}, {}, ""
        self.row = self.column = self.cells = 0
        self.is_filled = self.is_formula = self.is_error = self.is_shared = False
        self.text = ""
        self.parser = strict_parser(self.on_start)

    def on_start(self, tag, pairs):
        step = self.steps.get(tag) or self.step_for(tag)
        step(pairs)

    def step_for(self, tag):
        name = STEPS.get(tag.rpartition(":")[2], "pass_by")
        step = self.steps[tag] = getattr(self, name)
        return step

    def pass_by(self, pairs):
        """Tags that fill no cell, such as pictures and widths."""

    def start_formula(self, pairs):
        self.is_formula = True
        self.listen()

    def start_row(self, pairs):
        self.finish_cell()
        self.column = 0
        if "r" in pairs[::2]:
            self.enter_row(pairs[2 * pairs[::2].index("r") + 1])
        else:
            self.row, self.row_text = self.row + 1, ""

    def enter_row(self, text):
        if not ROW_NUMBER.fullmatch(text):
            raise Unreadable("damaged")
        self.row, self.row_text = int(text), text

    def start_cell(self, pairs):
        if self.is_formula or self.is_error or self.is_shared:
            self.finish_cell()
        self.cells += 1
        self.is_filled = False
        self.column += 1
        for index in range(0, len(pairs), 2):
            if pairs[index] == "r":
                self.place(pairs[index + 1])
            elif pairs[index] == "t":
                self.note_type(pairs[index + 1])
        if self.cells > self.limits.cells:
            check_cells(self.cells, self.part, self.limits)

    def place(self, reference):
        letters = reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None:
            column = self.columns[letters] = column_number(letters)
        self.column = column
        row_text = reference[len(letters) :]
        if row_text != self.row_text:
            self.enter_row(row_text)

    def note_type(self, kind):
        if kind == "s":
            self.extent.shared += 1
            if self.lengths:
                self.is_shared = True
                self.listen()
        elif kind == "e":
            self.is_error = True
            self.listen()

    def listen(self):
        # Only few cells are formulas or errors; hearing all texts would double the time.
        self.text = ""
        self.parser.CharacterDataHandler = self.on_text

    def on_text(self, text):
        if self.is_filled:
            self.text += text

    def fill_cell(self, pairs):
        self.is_filled = True
        extent = self.extent
        if self.row > extent.last_row:
            extent.last_row = self.row
            if self.row > self.limits.rows + HEADER_DEPTH:
                raise too_many_rows(self.part, self.row, self.limits)
        if self.column > extent.last_column:
            extent.last_column = self.column
            self.check_column()

    def check_column(self):
        if self.column > self.limits.columns:
            raise Unreadable(
                "too_many_columns", sheet=self.part.name, limit=self.limits.columns,
                last=column_letters(self.column),
            )  # fmt: skip

    def finish_cell(self):
        """Note a cell whose formula or error leaves nothing to read."""
        text = self.text.strip()
        if self.is_error:
            self.extent.errors[self.row, self.column] = CellError(text or UNCALCULATED.code)
        elif self.is_formula and not text:
            self.extent.errors[self.row, self.column] = UNCALCULATED
        elif self.is_shared and text.isdecimal() and len(text) < 8:
            self.characters += sum(self.lengths[int(text) : int(text) + 1])
        self.is_formula = self.is_error = self.is_shared = False
        self.parser.CharacterDataHandler = None


def column_number(letters):
    if not LETTERS.fullmatch(letters):
        raise Unreadable("damaged")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number):
    """What `column_number` reads. Ours, since the library that knows it too takes a tenth of the
    program's two seconds to load."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
