"""A list as it leaves the house: chosen columns, and on every page who took it out and what for."""

from dataclasses import dataclass

from paperwork.writing import Book, Column

# Numbers that identify leave the house only where somebody ticks them.
IDENTIFYING = ("身份证", "电话")


@dataclass(frozen=True)
class Table:
    """What a list's sheet holds: title, columns, lines, and the line below the title."""

    title: str
    name: str
    told: str
    columns: list
    lines: list
    file_name: str

    def headers(self):
        return [column.title for column in self.columns]

    def to_bytes(self, chosen, stamp):
        """The workbook with these columns; `stamp` stands below the title and in each footer."""
        places = [at for at, column in enumerate(self.columns) if column.title in chosen]
        book = Book(self.title, stamp=stamp)
        sheet = book.sheet(
            self.name,
            columns=[self.columns[at] for at in places],
            title_rows=[self.title, self.told, stamp],
        )
        sheet.rows([line[at] for at in places] for line in self.lines)
        return book.to_bytes()


def identifies(header):
    """Whether a column holds a number that identifies a person."""
    return any(word in header for word in IDENTIFYING)


def numbered(*columns):
    """Columns from their titles, or from (title, kind), behind a running number."""
    named = [Column(c) if isinstance(c, str) else Column(c[0], kind=c[1]) for c in columns]
    return [Column("序号", kind="integer"), *named]
