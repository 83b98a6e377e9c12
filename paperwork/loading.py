"""Loading sheets from a workbook made anew of nothing but parts that were looked at.

The reader behind it is fast but trusts what it is given. So it never sees the user's archive: only
sheets of known extent, the shared texts and the styles, under names of our own.
"""

import zipfile
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from paperwork.container import (
    find_part,
    parse_strictly,
    read_part,
    strict_parser,
    workbook_outline,
)
from paperwork.extent import Walk, measure, read_sheet_part, tidied
from paperwork.refusals import Unreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SHARED, STYLES = "sharedStrings", "styles"


def load_sheets(archive, limits):
    """(SheetPart, loaded sheet, Extent) of every visible sheet. Raises Unreadable."""
    outline = workbook_outline(archive)
    if not outline.sheets:
        raise Unreadable("no_sheet")
    parts = [read_sheet_part(archive, sheet, limits) for sheet in outline.sheets]
    pairs = zip(parts, outline.sheets, strict=True)
    extents = [measure(data, sheet, limits) for data, sheet in pairs]
    common = {kind: checked_part(archive, outline.paths.get(kind)) for kind in (SHARED, STYLES)}
    check_texts(common[SHARED], parts, outline.sheets, extents, limits)
    tidy = [tidied(data, extent) for data, extent in zip(parts, extents, strict=True)]
    loaded = load(rebuild(tidy, common, outline.is_1904), len(parts))
    return list(zip(outline.sheets, loaded, extents, strict=True))


def checked_part(archive, path):
    """A part of well-formed XML without a DTD; None where the workbook has no such part."""
    name = path and find_part(archive, path)
    if not name:
        return None
    data = read_part(archive, name)
    parse_strictly(strict_parser(None), data)
    return data


def check_texts(shared, parts, sheets, extents, limits):
    """Refuse texts that multiply: one long shared text may stand in every cell."""
    references = sum(extent.shared for extent in extents)
    if not shared or longest_text(shared) * references <= limits.characters:
        return
    lengths = text_lengths(shared)
    total = 0
    for data, sheet in zip(parts, sheets, strict=True):
        walk = Walk(sheet, limits, lengths)
        parse_strictly(walk.parser, data)
        walk.finish_cell()
        total += walk.characters
    if total > limits.characters:
        raise Unreadable("too_much_text")


def longest_text(shared):
    """An upper bound, found fast; every shared text ends with this closing tag."""
    return max(map(len, shared.split(b"si>")))


def text_lengths(shared):
    lengths = []

    def on_start(tag, pairs):
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)

    def on_text(text):
        if lengths:
            lengths[-1] += len(text)

    parser = strict_parser(on_start)
    parser.CharacterDataHandler = on_text
    parse_strictly(parser, shared)
    return lengths


def rebuild(parts, common, is_1904):
    numbers = range(1, len(parts) + 1)
    files = {f"xl/worksheets/sheet{n}.xml": data for n, data in enumerate(parts, 1)}
    files |= {f"xl/{kind}.xml": data for kind, data in common.items() if data}
    files |= {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"/>',
        "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": workbook(numbers, is_1904),
        "xl/_rels/workbook.xml.rels": relations(
            [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
            + [(kind, f"{kind}.xml") for kind, data in common.items() if data]
        ),
    }
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    packed.seek(0)
    return packed


def relations(targets):
    rows = (
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(rows)}</Relationships>'


def workbook(numbers, is_1904):
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(is_1904)}"/>'
        f"<sheets>{sheets}</sheets></workbook>"
    )


def load(packed, count):
    try:
        with CalamineWorkbook.from_filelike(packed) as book:
            return [book.get_sheet_by_index(place) for place in range(count)]
    except (CalamineError, ValueError, OSError) as problem:
        raise Unreadable("damaged") from problem
    except BaseException as problem:
        # A panic inside the reader is no Exception and cannot be imported.
        if type(problem).__name__ != "PanicException":
            raise
        raise Unreadable("damaged") from problem
