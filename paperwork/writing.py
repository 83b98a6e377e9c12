"""Workbooks that a Chinese office prints and passes on: A4, headed, framed, wide enough.

Text never becomes a formula: only `Formula` objects do. Results given with a formula are stored
beside it, because the previews of phones and chats show stored results and reckon nothing.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from paperwork.packing import pack
from paperwork.styles import Styles
from paperwork.text import display_width, looks_like_formula, safe_text

CREATOR = "Tongxin"
FOOTER = "第 &P 页 共 &N 页"
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_TITLE = 31
NARROWEST, WIDEST = 6, 44  # in half-width columns; longer text wraps
A4 = 9
TITLE_HEIGHT = 30  # points; merged cells do not fit themselves to their text
LINE_HEIGHT = 15  # points
LONGEST_FORMATTED = 255
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
ROW_STYLES = ("body", "total", "note", "head")
KINDS = ("text", "integer", "decimal", "date", "percent")


@dataclass(frozen=True)
class Formula:
    """A native formula such as "=SUM(C3:C14)"; `result` is what it gives, number or text."""

    text: str
    result: object = None

    def __post_init__(self):
        if not self.text.startswith("=") or len(self.text) < 2:
            raise ValueError(f"a formula begins with '=': {self.text!r}")


@dataclass(frozen=True)
class Column:
    """A column: its header, its width in half-width characters (None: as its cells need), its kind.

    Kinds: text (numbers stay as typed), integer, decimal (two places), date, percent (0.5 = 50%).
    """

    title: str
    width: float | None = None
    kind: str = "text"
    hidden: bool = False

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of column: {self.kind!r}")


@dataclass
class SheetDraft:
    """A sheet that is being written; `number` of the next row is `next_row`, counted from 1."""

    title: str
    columns: list
    title_rows: list
    freeze: str | None
    landscape: bool
    lines: list = field(default_factory=list)

    @property
    def header_row(self):
        return len(self.title_rows) + 1

    @property
    def next_row(self):
        return self.header_row + 1 + len(self.lines)

    def row(self, values, style="body"):
        """Add a row and return its number as Excel shows it.

        Values: text, numbers, Decimal, date, None, or Formula. Styles: body, total (bold), head
        (like the header) and note (without frame, first cell across all columns).
        """
        if style not in ROW_STYLES:
            raise ValueError(f"unknown style of row: {style!r}")
        if len(values) > len(self.columns):
            raise ValueError("a row has more values than the sheet has columns")
        number = self.next_row
        self.lines.append((list(values), style))
        return number

    def rows(self, many, style="body"):
        """Add rows; returns the numbers of the first and the last one (last < first when none)."""
        first = self.next_row
        for values in many:
            self.row(values, style)
        return first, self.next_row - 1

    def widths(self):
        texts = [column.title for column in self.columns]
        needed = [display_width(text) for text in texts]
        for values, style in self.lines:
            for place, value in enumerate(values if style != "note" else ()):
                needed[place] = max(needed[place], shown_width(value))
        return [
            column.width or min(max(width + 2, NARROWEST), WIDEST)
            for column, width in zip(self.columns, needed, strict=True)
        ]


def lines_needed(values, widths):
    """How many lines the longest text of a row takes in its column; wrapped rows do not grow."""
    return max(
        (
            -(-shown_width(value) // max(int(width) - 1, 1))
            for value, width in zip(values, widths, strict=False)
        ),
        default=1,
    )


def shown_width(value):
    if isinstance(value, Formula):
        value = value.result
    if isinstance(value, date):
        return 10
    if isinstance(value, (float, Decimal)):
        return len(f"{value:.2f}")  # as its cell shows it
    return display_width(safe_text(value))


class Book:
    """A workbook in the making: add sheets, add rows to them, then save once."""

    def __init__(self, title="", stamp=""):
        """`stamp` stands in the footer of every page."""
        self.title, self.stamp = title, stamp
        self.sheets = []

    def sheet(self, title, *, columns, title_rows=(), freeze="auto", landscape=True):
        """Add a sheet and return it. `freeze` names the first cell that scrolls, None for none;
        "auto" is the cell below the header. Titles are merged across all columns. The title of
        the sheet is cleaned, cut to 31 characters and numbered where it is taken already.
        """
        draft = SheetDraft(
            free_title(title, [sheet.title for sheet in self.sheets]),
            list(columns), list(title_rows), freeze, landscape,
        )  # fmt: skip
        if freeze == "auto":
            draft.freeze = f"A{draft.header_row + 1}"
        self.sheets.append(draft)
        return draft

    def save(self, file):
        """Write the .xlsx to a binary file object."""
        file.write(self.to_bytes())

    def to_bytes(self):
        """The .xlsx; the same rows give the same bytes."""
        book = Workbook(write_only=True)
        book.properties.creator = CREATOR
        book.properties.title = safe_text(self.title) or None
        styles = Styles()
        results = [write_sheet(book, draft, styles, self.stamp) for draft in self.sheets]
        raw = BytesIO()
        book.save(raw)
        return pack(raw, results)


def free_title(title, taken):
    base = FORBIDDEN.sub(" ", safe_text(title)).strip().strip("'").strip() or "Sheet"
    lower = {other.lower() for other in taken} | {"history"}  # Excel keeps this name for itself
    name, number = base[:LONGEST_TITLE].strip(), 1
    while name.lower() in lower:
        number += 1
        suffix = f" ({number})"
        name = base[: LONGEST_TITLE - len(suffix)] + suffix
    return name


def write_sheet(book, draft, styles, stamp):
    """Write one sheet; returns {cell: result} for its formulas."""
    sheet = book.create_sheet(draft.title)
    widths = draft.widths()
    set_up(sheet, draft, widths, stamp)
    writer = SheetWriter(sheet, styles, draft.columns, widths)
    for text in draft.title_rows:
        writer.across(text, "title")
    writer.line([column.title for column in draft.columns], "head")
    for values, style in draft.lines:
        if style == "note":
            writer.across(values[0] if values else "", "note")
        else:
            writer.line(values, style)
    return writer.results


def set_up(sheet, draft, widths, stamp):
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.column_dimensions[get_column_letter(place)].hidden = draft.columns[place - 1].hidden
    for number in range(1, draft.header_row):
        sheet.row_dimensions[number].height = TITLE_HEIGHT
    sheet.freeze_panes = draft.freeze
    sheet.print_title_rows = f"1:{draft.header_row}"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if draft.landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    above = safe_text(stamp).replace("&", "&&") + "\n" if stamp else ""
    sheet.HeaderFooter.oddFooter.center.text = above + FOOTER
    sheet.merged_cells = []  # a list, because the set that it replaces has no fixed order


class SheetWriter:
    """Appends rows from the top and remembers the results of formulas."""

    def __init__(self, sheet, styles, columns, widths):
        self.sheet, self.styles = sheet, styles
        self.columns, self.widths = columns, widths
        self.number = 0
        self.results = {}

    def across(self, text, style):
        self.number += 1
        last = get_column_letter(len(self.columns))
        if len(self.columns) > 1:
            self.sheet.merged_cells.append(f"A{self.number}:{last}{self.number}")
        self.sheet.append([self.cell(text, style, "text", 1)])

    def line(self, values, style):
        self.number += 1
        lines = lines_needed(values, self.widths)
        if lines > 1:
            self.sheet.row_dimensions[self.number].height = lines * LINE_HEIGHT
        values = values + [None] * (len(self.columns) - len(values))
        self.sheet.append(
            [self.cell(value, style, column.kind, place)
             for place, (value, column) in enumerate(
                 zip(values, self.columns, strict=True), 1)]
        )  # fmt: skip

    def cell(self, value, style, kind, place):
        if isinstance(value, Formula):
            self.results[f"{get_column_letter(place)}{self.number}"] = value.result
            return self.typed(value.text, "f", style, kind if kind != "text" else "general")
        if is_number(value) and kind != "text":
            return self.typed(value, "n", style, kind)
        if isinstance(value, date) and kind in ("text", "date"):
            return self.typed(value, "d", style, "date")
        return self.text_cell(safe_text(value), style)

    def text_cell(self, text, style):
        if not text:
            return self.typed(None, "n", style, "text")
        # Some versions of Excel show longer text as #### where the format is text.
        kind = "text" if len(text) <= LONGEST_FORMATTED else "long"
        cell = self.typed(ESCAPE.sub("_x005F_", text), "s", style, kind)
        # The prefix keeps it text when somebody edits the cell or pastes it elsewhere.
        cell.quotePrefix = looks_like_formula(text)
        return cell

    def typed(self, value, data_type, style, kind):
        cell = WriteOnlyCell(self.sheet)
        cell._value, cell.data_type = value, data_type
        cell._style = self.styles.get(self.sheet, style, kind)
        return cell


def is_number(value):
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
