"""The program that opens a stranger's workbook: run by `reading`, never imported for its work.

It reads the workbook from its standard input and writes to its standard output a line with the
refusal, or with the sheets, and then a line for each row. Before the first byte is read it gives up
nearly everything that a program may do (`bounds`).
"""

import codecs
import json
import sys
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext

from paperwork.bounds import bound
from paperwork.container import open_container
from paperwork.loading import load_sheets
from paperwork.refusals import Limits, Unreadable


def answer_to(data, limits):
    """The lines of the answer, as bytes: first one JSON object, then one row each."""
    try:
        loaded = load_sheets(open_container(data, limits), limits)
    except Unreadable as refusal:
        details = {name: worded(value) for name, value in refusal.details.items()}
        return [line_of({"refused": refusal.code, **details})]
    except MemoryError:
        return [line_of({"refused": "too_heavy"})]
    heads = [head(*sheet) for sheet in loaded]
    return lines(heads, [sheet for _part, sheet, _extent in loaded])


def worded(value):
    return value if isinstance(value, int) else str(value)


def head(part, sheet, extent):
    """What is to be known of a sheet beside its rows; columns count from 0."""
    return {
        "name": part.name,
        "left": sheet.start[1] if sheet.start else 0,
        "merged": sheet.merged_cell_ranges or [],
        "errors": [[*place, error.code] for place, error in extent.errors.items()],
    }


def lines(heads, sheets):
    yield line_of({"sheets": len(heads)})
    for told, sheet in zip(heads, sheets, strict=True):
        yield line_of(told)
        for row in sheet.iter_rows():
            yield line_of(row)
        yield line_of(None)  # the end of this sheet


def line_of(value):
    return json.dumps(value, ensure_ascii=False, default=told_day).encode() + b"\n"


def told_day(value):
    """Days as they are; times of day and durations are texts to every list."""
    if isinstance(value, date):
        kind = "moment" if isinstance(value, datetime) else "day"
        return {kind: value.isoformat()}
    return str(value)


def load_late_parts():
    """What Python would load when it is first needed: bounded, it can open no file any more."""
    for encoding in ("cp437", "utf-16-le"):
        codecs.lookup(encoding)
    gettext("")


def main():
    settings.configure(USE_I18N=False)  # refusals are put into words by whoever asked
    load_late_parts()
    bound()
    limits = Limits(**json.loads(sys.argv[1]))
    for line in answer_to(sys.stdin.buffer.read(), limits):
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
