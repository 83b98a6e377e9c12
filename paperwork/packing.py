"""The finishing of a workbook: results beside formulas, no trace of hour or machine."""

import re
import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from paperwork.text import digits, safe_text

MOMENT = (2000, 1, 1, 0, 0, 0)
FORMULA_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^<>]*)><f>([^<]*)</f><v ?(?:/>|></v>)</c>')
STAMPS = re.compile(rb"<dcterms:(created|modified)[^<]*</dcterms:\1>")


def pack(raw, results):
    """The bytes of the workbook `raw`, with results[n] = {cell: result} put into sheet n."""
    packed = BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(entry(name), finished(name, old.read(name), results), compresslevel=6)
    return packed.getvalue()


def entry(name):
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def finished(name, data, results):
    if name == "docProps/core.xml":
        return STAMPS.sub(b"", data)
    sheet = re.fullmatch(r"xl/worksheets/sheet([0-9]+)\.xml", name)
    if sheet and results[int(sheet[1]) - 1]:
        return with_results(data.decode(), results[int(sheet[1]) - 1]).encode()
    return data


def with_results(xml, results):
    def fill(found):
        reference, attributes, formula = found.groups()
        result = results.get(reference)
        if result is None:
            return found[0]
        if isinstance(result, str):
            return (f'<c r="{reference}"{attributes} t="str"><f>{formula}</f>'
                    f"<v>{escape(safe_text(result))}</v></c>")  # fmt: skip
        return f'<c r="{reference}"{attributes}><f>{formula}</f><v>{digits(result)}</v></c>'

    return FORMULA_CELL.sub(fill, xml)
