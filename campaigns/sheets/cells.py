"""From the cells of one row to what the page's own forms take, or why not."""

import re
import unicodedata
from functools import partial

from django.utils.translation import gettext as _

from campaigns.synonyms import SYNONYMS, printed, recognise
from campaigns.terms import ActivityKind, Audience, Lasting, MaterialKind, MaterialUnit, Occasion
from jurisdiction.sheets.cells import (
    STRUCK_OUT,
    Unclear,
    not_a_word,
    read_count,
    read_day,
    read_tick,
)
from jurisdiction.synonyms import plain, recognise_boolean
from paperwork.dates import is_month_only
from paperwork.text import CellError, clean_text

THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
NOT_THERE = ("无", "未", "没", "不", "否")  # how a cell begins that says that no leader came


def read_row(cells, readers):
    """(values, reasons) of a row, both by column. An empty or struck out cell gives neither."""
    values, reasons = {}, {}
    for name, cell in cells.items():
        text = clean_text(cell)
        if not text or (text in STRUCK_OUT and name not in TICKS):
            continue
        try:
            values[name] = read_cell(readers.get(name, read_text), cell, text)
        except Unclear as problem:
            reasons[name] = str(problem)
    return values, reasons


def read_cell(reader, cell, text):
    if isinstance(cell, CellError):
        raise Unclear(cell.message)
    return reader(cell, text)


def read_text(cell, text):
    return text


def read_paragraph(cell, text):
    return cell if isinstance(cell, str) else text


def read_word(choices, cell, text):
    value = recognise(choices, text)
    if value is None:
        raise not_a_word(text, printed(choices).values())
    return value


def read_words(choices, cell, text):
    """The values of words between commas or spaces."""
    words = re.split(r"[、，,;；/\s]+", text)
    return [read_word(choices, cell, word) for word in words if word]


def read_leader(cell, text):
    """Yes or no, or the name of the leader who came: only that one did is kept."""
    known = recognise_boolean(text)
    return not text.startswith(NOT_THERE) if known is None else known


def read_exact_day(cell, text):
    if is_month_only(cell):
        raise Unclear(_("“%s” names a month. Write the day, as in 2026-03-05.") % text)
    return read_day(cell)


def read_number(measure_words, cell, text):
    return read_count(THOUSANDS.sub("", text), measure_words)


def read_people(cell, text):
    if "人次" in text:
        raise Unclear(
            _("“%s” are attendances. Write them under 人次, and here how many persons.") % text
        )
    return read_number("人名", cell, text)


def read_cost(cell, text):
    return THOUSANDS.sub("", text).removesuffix("元").lstrip("¥￥")


# One material in a cell: 永久性标语60条, 通告130份30处, 宣传栏4个14期, 张贴挂图30张, 600份宣传单.
LASTING, KIND, UNIT = (
    "|".join(sorted(map(re.escape, SYNONYMS[choices]), key=len, reverse=True))
    for choices in (Lasting, MaterialKind, MaterialUnit)
)
DEED = r"(?:共?(?:发放|张贴|悬挂|刷写|书写|制作|设置|设立|印发|印制|投放|布置|更新)了?)?"
MORE = r"(?:张贴|发放|到|于|共)*\d+[期处户]"
REST = rf"(?P<rest>(?:[,、]?{MORE})*)"
LINE = re.compile(
    rf"{DEED}(?P<lasting>{LASTING})?(?:禁毒)?(?P<kind>{KIND})[:共]?(?P<quantity>\d+)(?P<unit>{UNIT}){REST}"
)
LINE_FROM_QUANTITY = re.compile(
    rf"{DEED}(?P<quantity>\d+)(?P<unit>{UNIT})(?P<lasting>{LASTING})?(?:禁毒)?(?P<kind>{KIND}){REST}"
)
COUNTED = {"期": "issues", "处": "places", "户": "households"}
BETWEEN = re.compile(rf"[;；。\n]|[、,，](?!{MORE})")


def read_materials(cell, text):
    """What a cell says was handed out: each with its quantity and unit, as the form takes it."""
    written = unicodedata.normalize("NFKC", cell if isinstance(cell, str) else text)
    said = THOUSANDS.sub("", written)
    return [read_line(part) for part in BETWEEN.split(said) if plain(part)]


def read_line(part):
    said = plain(part)
    found = LINE.fullmatch(said) or LINE_FROM_QUANTITY.fullmatch(said)
    if not found:
        raise Unclear(
            _(
                "“%s” is not understood. Write name, quantity and unit of each, with semicolons "
                "between them, as in 通告130份30处；永久性标语60条；宣传栏4个14期."
            )
            % clean_text(part)
        )
    counts = re.findall(r"(\d+)([期处户])", found["rest"])
    return {
        "kind": recognise(MaterialKind, found["kind"]),
        "lasting": recognise(Lasting, found["lasting"] or "") or "",
        "quantity": found["quantity"],
        "unit": recognise(MaterialUnit, found["unit"]),
    } | {COUNTED[word]: number for number, word in counts}


def read_material_kind(cell, text):
    """(kind, lasting): the name may say for how long, as in 永久性标语."""
    for word in SYNONYMS[Lasting]:
        rest = plain(text).removeprefix(word)
        if rest != plain(text) and recognise(MaterialKind, rest):
            return recognise(MaterialKind, rest), recognise(Lasting, word)
    return read_word(MaterialKind, cell, text), ""


def read_quantity(cell, text):
    """(digits, unit or nothing): 130 or 130份."""
    found = re.fullmatch(rf"(\d+)({UNIT})?", plain(THOUSANDS.sub("", text)))
    if not found:
        raise Unclear(_("“%s” is no whole number.") % text)
    return found[1], recognise(MaterialUnit, found[2] or "")


TICKS = ("is_leader_present", "withdrawn")
ACTIVITY_READERS = {
    "happened_on": read_exact_day,
    "kind": partial(read_word, ActivityKind),
    "occasion": partial(read_word, Occasion),
    "is_leader_present": read_leader,
    "withdrawn": lambda cell, text: read_tick(text),
    "audiences": partial(read_words, Audience),
    "sessions": partial(read_number, "场期次"),
    "people": read_people,
    "attendances": partial(read_number, "人次"),
    "materials": read_materials,
    "content": read_paragraph,
    "cost": read_cost,
}
MATERIAL_READERS = {
    "happened_on": read_exact_day,
    "kind": read_material_kind,
    "lasting": partial(read_word, Lasting),
    "quantity": read_quantity,
    "unit": partial(read_word, MaterialUnit),
    "issues": partial(read_number, "期"),
    "places": partial(read_number, "处"),
    "households": partial(read_number, "户"),
}
