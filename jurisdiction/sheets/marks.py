"""The mark that each row of our own sheet carries, by which it is known when the sheet comes back.

It says which row this is, in which version it left, and whether its cells are as they left. It is
keyed: nobody can write one for another row, another kind of sheet or another version.
"""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jurisdiction import vault
from jurisdiction.sheets.cells import Unclear
from paperwork.text import clean_text, safe_text

HEADER = "校验码"
MARK = "mark"  # the column's key
CELLS, CHECK = 12, 20  # characters kept of each keyed hash


@dataclass(frozen=True)
class Mark:
    row: str
    version: str
    is_untouched: bool


def recogniser(titles):
    """Which of these titles a header is, however wide its brackets are; or that of the mark."""
    known = {narrow(title): title for title in titles} | {HEADER: MARK}
    return lambda header: known.get(narrow(header))


def narrow(header):
    return "".join(unicodedata.normalize("NFKC", str(header)).split())


@dataclass(frozen=True)
class Marks:
    """What a Table needs for the marks of its lines.

    `kind` names the sheet, `recognise(title)` the column that a title means when the sheet comes
    back, `rows` holds (row, version) for each line.
    """

    kind: str
    recognise: Callable
    rows: list

    def of(self, titles, lines):
        """The mark of each line that leaves with these titles."""
        keys = [self.recognise(title) for title in titles]
        for (row, version), line in zip(self.rows, lines, strict=True):
            cells = {key: cell for key, cell in zip(keys, line, strict=True) if key}
            yield write_mark(self.kind, row, version, cells)


def write_mark(kind, row, version, cells):
    """The mark of a row; neither `row` nor `version` holds a full stop."""
    told = f"{row}.{version}.{digest(cells)}"
    return f"{told}.{check(kind, told)}"


def read_mark(kind, text, cells):
    """The Mark of a row with these cells. Raises Unclear for one that we did not write."""
    told, _dot, found = clean_text(text).rpartition(".")
    if told.count(".") != 2 or found != check(kind, told):
        raise Unclear(
            _(
                "The mark of this row is not one that was written for this sheet. Export the list "
                "anew and change it there."
            )
        )
    row, version, was = told.split(".")
    return Mark(row, version, was == digest(cells))


def check(kind, told):
    return vault.blind_index(f"{kind}.{told}", purpose="sheet_mark")[:CHECK]


def digest(cells):
    """Equal for cells that read the same, whatever program has saved them."""
    told = {key: clean_text(safe_text(cell)) for key, cell in cells.items() if cell is not None}
    content = json.dumps({key: text for key, text in told.items() if text}, sort_keys=True)
    return vault.blind_index(content, purpose="sheet_cells")[:CELLS]
