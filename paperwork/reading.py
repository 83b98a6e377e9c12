"""Reading a list out of an .xlsx file that an office made, whatever stands around the list."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice

from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter

from paperwork.apart import run_apart
from paperwork.container import read_bounded
from paperwork.headers import find_header, header_text
from paperwork.refusals import HEADER_DEPTH, Limits, Unreadable
from paperwork.text import CellError, clean_text

__all__ = ["CellError", "Limits", "Row", "Sheet", "Unreadable", "read_sheet"]

TOTAL = re.compile(r"(合计|总计|小计|共计|总数).{0,18}")
NOTE = re.compile(
    "(备注|注|说明|填表说明|(填表|填报|制表|审核|审批|复核)(人|单位|时间|日期)?|(单位)?负责人|主管领导|联系人"
    "|填表人签字|日期)[0-9]*[:：].*|(填表|填报|制表|审核)人?"
)
LIMITS = Limits()


@dataclass(frozen=True)
class Row:
    """A row of the list: its number as Excel shows it, and its raw values by column key."""

    number: int
    cells: dict


@dataclass(frozen=True)
class Sheet:
    """A list: `columns` maps key -> (letter, header); `unread` names other sheets with a header."""

    name: str
    header_row: int
    columns: dict
    ignored: list
    rows: list
    unread: list


def read_sheet(file, *, recognise, required=frozenset(), labels=None, limits=LIMITS):
    """The list in the best headed visible sheet of an .xlsx workbook.

    `file` is a binary file object or bytes. `recognise(header text)` gives a column key or None;
    the header is the row of the first 20 with most keys. `required` keys must be headed exactly
    once; messages name them by `labels`. Empty rows, totals (合计), notes (填表人：) and repeated
    headers are left out. A value is str, int, float, bool, date, datetime, None, or a CellError.
    Raises Unreadable, whose message says what to do.
    """
    labels = labels or {}
    tables = tables_in(read_bounded(file, limits), limits)
    headed = [(table, header) for table in tables if (header := table.header(recognise))]
    if not headed:
        raise no_header(labels)
    table, header = max(headed, key=lambda pair: len(pair[1].columns))
    check_columns(table, header, required, labels)
    return Sheet(
        name=table.name,
        header_row=header.row + 1,
        columns={key: (get_column_letter(column + 1), text)
                 for key, (column, text) in header.columns.items()},
        ignored=header.ignored,
        rows=table.rows(header, recognise, limits),
        unread=[other.name for other, _header in headed if other is not table],
    )  # fmt: skip


def tables_in(data, limits):
    """The visible sheets, as the bounded program tells them. Raises Unreadable."""
    answer = run_apart("postroom", data, json.dumps(asdict(limits)))
    if answer is None:
        raise Unreadable("too_heavy")
    told, rest = answer
    if "refused" in told:
        if "kind" in told:  # a msgid: the program speaks no language
            told["kind"] = _(told["kind"])
        raise Unreadable(told.pop("refused"), **told)
    lines = (json.loads(line, object_hook=day) for line in rest.split(b"\n"))
    return [Table(next(lines), list(iter(lines.__next__, None))) for _n in range(told["sheets"])]


def day(told):
    """A day or moment as the bounded program writes it; other objects as they are."""
    if "day" in told:
        return date.fromisoformat(told["day"])
    return datetime.fromisoformat(told["moment"]) if "moment" in told else told


def no_header(labels):
    named = "、".join(str(label) for label in list(labels.values())[:6])
    return Unreadable("no_header", depth=HEADER_DEPTH, labels=named or "姓名")


def check_columns(table, header, required, labels):
    where = {"sheet": table.name, "row": header.row + 1}
    missing = [str(labels.get(key, key)) for key in ordered(required, labels)
               if key not in header.columns]  # fmt: skip
    if missing:
        raise Unreadable("missing_columns", labels="、".join(missing), **where)
    for key, column in header.doubled:
        if key in required:
            first, text = header.columns[key]
            letters = f"{get_column_letter(first + 1)}, {get_column_letter(column + 1)}"
            raise Unreadable("ambiguous_column", label=text, letters=letters, **where)


def ordered(keys, labels):
    order = {key: place for place, key in enumerate(labels)}
    return sorted(keys, key=lambda key: (order.get(key, len(order)), key))


class Table:
    """One visible sheet; columns count from 0, places of errors from 1."""

    def __init__(self, told, lines):
        self.name, self.merged, self.lines = told["name"], told["merged"], lines
        self.padding = [""] * told["left"]
        self.errors = {(row, column): CellError(code) for row, column, code in told["errors"]}

    def values(self):
        for line in self.lines:
            yield self.padding + line

    def header(self, recognise):
        top = islice(self.values(), HEADER_DEPTH)
        return find_header(list(top), self.merged, recognise)

    def rows(self, header, recognise, limits):
        found = []
        for number, values in enumerate(self.values(), 1):
            if number > header.row + 1 and is_data(values, header, recognise):
                found.append(Row(number, self.cells(number, values, header)))
        if len(found) > limits.rows:
            raise Unreadable(
                "too_many_rows", sheet=self.name, last=found[-1].number, limit=limits.rows
            )
        return [row for row in found if any(value is not None for value in row.cells.values())]

    def cells(self, number, values, header):
        return {
            key: self.errors.get((number, column + 1)) or plain_value(values, column)
            for key, (column, _text) in header.columns.items()
        }


def plain_value(values, column):
    value = values[column] if column < len(values) else ""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, (bool, int, date)):
        return value
    return str(value)  # a time of day or a duration


def is_data(values, header, recognise):
    """Whether a row belongs to the list, which totals, notes and repeated headers do not."""
    first = next((value for value in values if value != ""), "")
    text = clean_text(first)
    bare = text.replace(" ", "")
    if TOTAL.fullmatch(bare) or NOTE.fullmatch(bare):
        return False
    return not repeats_header(values, header, recognise)


def repeats_header(values, header, recognise):
    headed = [
        (key, values[column])
        for key, (column, _text) in islice(header.columns.items(), 3)
        if column < len(values) and isinstance(values[column], str) and values[column]
    ]
    return len(headed) > 1 and all(recognise(header_text(value)) == key for key, value in headed)
