"""A list as it leaves the house: chosen columns, and on every page who took it out and what for."""

from dataclasses import dataclass

from jurisdiction.sheets.marks import HEADER, Marks
from paperwork.writing import Book, Column

# Numbers that identify leave the house only where somebody ticks them.
IDENTIFYING = ("身份证", "电话")
UNWRAPPED = 200  # wide enough for a mark on one line: a hidden column makes no row higher


@dataclass(frozen=True)
class Table:
    """What a list's sheet holds: title, columns, lines, and the line below the title.

    With `marks` the sheet may come back: a hidden last column says which row each line is.
    """

    title: str
    name: str
    told: str
    columns: list
    lines: list
    file_name: str
    marks: Marks | None = None

    def headers(self):
        return [column.title for column in self.columns]

    def to_bytes(self, chosen, stamp):
        """The workbook with these columns; `stamp` stands below the title and in each footer."""
        places = [at for at, column in enumerate(self.columns) if column.title in chosen]
        columns = [self.columns[at] for at in places]
        lines = [[line[at] for at in places] for line in self.lines]
        if self.marks:
            marks = self.marks.of([column.title for column in columns], lines)
            lines = [[*line, mark] for line, mark in zip(lines, marks, strict=True)]
            columns = [*columns, Column(HEADER, width=UNWRAPPED, hidden=True)]
        book = Book(self.title, stamp=stamp)
        titles = [self.title, self.told, stamp]
        sheet = book.sheet(self.name, columns=columns, title_rows=titles)
        sheet.rows(lines)
        return book.to_bytes()


def identifies(header):
    """Whether a column holds a number that identifies a person."""
    return any(word in header for word in IDENTIFYING)


def titles(columns):
    """The titles of columns that are given as titles, or as (title, kind)."""
    return [column if isinstance(column, str) else column[0] for column in columns]


def numbered(*columns):
    """Columns from their titles, or from (title, kind), behind a running number."""
    named = [Column(c) if isinstance(c, str) else Column(c[0], kind=c[1]) for c in columns]
    return [Column("序号", kind="integer"), *named]
