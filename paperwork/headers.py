"""Finding the row of a sheet that heads its columns, as offices really draw them."""

import re
import unicodedata
from dataclasses import dataclass, field

from paperwork.refusals import HEADER_DEPTH
from paperwork.text import clean_text

DECORATION = re.compile(r"[\s*★※:]+")
FEWEST_COLUMNS = 2


@dataclass
class Header:
    """`row` and columns count from 0; `columns` gives each key its (column, text)."""

    row: int
    columns: dict = field(default_factory=dict)
    ignored: list = field(default_factory=list)
    doubled: list = field(default_factory=list)


def header_text(value):
    """A header as it compares: half width, without spaces, line breaks, stars and colons."""
    return DECORATION.sub("", unicodedata.normalize("NFKC", clean_text(value)))


def find_header(rows, merged, recognise):
    """The Header with most recognised columns among the first rows, or None below two.

    `merged` holds ((top, left), (bottom, right)) ranges from 0. Of equally good rows the first
    wins, except that a header merged over two rows ends with the second.
    """
    texts = [[header_text(value) for value in row] for row in rows[:HEADER_DEPTH]]
    groups = spread(texts, merged)
    best = None
    for number in range(len(texts)):
        header = read_header(texts, groups, number, recognise)
        if best is None or is_better(header, best, merged):
            best = header
    return best if best and len(best.columns) >= FEWEST_COLUMNS else None


def spread(texts, merged):
    """Write the text of merged cells into all of them; returns {(row, column): group text}."""
    groups = {}
    for (top, left), (bottom, right) in merged or []:
        if top >= len(texts) or left >= len(texts[top]):
            continue
        for row in range(top, min(bottom, len(texts) - 1) + 1):
            for column in range(left, min(right, len(texts[row]) - 1) + 1):
                texts[row][column] = texts[top][left]
                if right > left:
                    groups[row, column] = texts[top][left]
    return groups


def is_better(header, best, merged):
    if len(header.columns) != len(best.columns):
        return len(header.columns) > len(best.columns)
    columns = {column for column, _text in best.columns.values()}
    return any(
        top <= best.row < bottom and header.row <= bottom and left in columns
        for (top, left), (bottom, _right) in merged or []
    )


def read_header(texts, groups, number, recognise):
    header = Header(number)
    is_title = number and len({text for text in texts[number - 1] if text}) < 2
    grouped = []
    for column, text in enumerate(texts[number]):
        group = "" if is_title else groups.get((number - 1, column), "")
        if group and text and group != text:
            grouped.append((column, text, group))
        elif text and (number, column) not in groups:
            claim(header, recognise(text), column, text)
        elif text and text not in header.ignored:
            header.ignored.append(text)
    for column, text, group in grouped:
        claim_grouped(header, column, text, group, recognise)
    return header


def claim(header, key, column, text):
    if key is None:
        header.ignored.append(text)
    elif key in header.columns:
        header.doubled.append((key, column))
        header.ignored.append(text)
    else:
        header.columns[key] = (column, text)


def claim_grouped(header, column, text, group, recognise):
    """A column below a group: 监护人|姓名 is no second 姓名."""
    alone = recognise(text)
    key = recognise(group + text) or (alone if alone not in header.columns else None)
    claim(header, key, column, text if key else group + text)
