"""Workbooks that no office means to send: each is refused with its reason, or read correctly.

Within the bounds of `paperwork/bounds.py`, which the program that opens them sets itself.
"""

import io
import json
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperwork.postroom import answer_to
from paperwork.reading import CellError, Limits, Unreadable, read_sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
LABELS = {"name": "姓名", "id_number": "身份证号", "phone": "电话"}
KEYS = {"姓名": "name", "身份证号": "id_number", "电话": "phone"}
HEADER = '<row r="1"><c r="A1" t="str"><v>姓名</v></c><c r="B1" t="str"><v>身份证号</v></c></row>'
ZHANG = '<row r="2"><c r="A2" t="str"><v>张三</v></c><c r="B2" t="str"><v>110</v></c></row>'
PLAIN = [{"name": "张三", "id_number": "110"}]


def read(data, **options):
    return read_sheet(io.BytesIO(data), recognise=KEYS.get, labels=LABELS, **options)


def contents(data, **options):
    return [row.cells for row in read(data, **options).rows]


def sheet_xml(rows, dimension="A1:B2", after="", prolog=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<worksheet xmlns="{MAIN}">'
        f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def parts(sheet=None, state="visible", shared=None):
    """The parts of a small honest workbook."""
    kinds = [("worksheet", "worksheets/sheet1.xml")]
    found = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="花名册" sheetId="1" state="{state}" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": sheet or sheet_xml(HEADER + ZHANG),
    }
    if shared is not None:
        kinds.append(("sharedStrings", "sharedStrings.xml"))
        found["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(kinds, 1)
    )
    found["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'
    )
    return found


def packed(files, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def workbook(rows=HEADER + ZHANG, **options):
    return packed(parts(sheet_xml(rows, **options)))


def many_rows(count, columns=30):
    letters = [chr(65 + n % 26) if n < 26 else f"A{chr(65 + n - 26)}" for n in range(columns)]
    cells = "".join(f'<c r="{letter}%d" t="str"><v>好</v></c>' for letter in letters)
    row = f'<row r="%d">{cells}</row>'
    return "".join(row % ((n,) * (columns + 1)) for n in range(2, count + 2))


def declaring(data, name, size):
    """The same archive, whose directory says another unpacked size for one part."""
    changed = bytearray(data)
    for signature, offset, name_at in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        at = changed.find(signature)
        while at >= 0:
            if changed[at + name_at :].startswith(name.encode()):
                changed[at + offset : at + offset + 4] = struct.pack("<I", size)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def lying_about_size_and_sum():
    """200 MB behind a part that declares the size and the check sum of its beginning."""
    honest = sheet_xml(HEADER + ZHANG).encode()
    name = "xl/worksheets/sheet1.xml"
    data = packed(parts(honest + b" " * 200_000_000))
    crc = struct.pack("<I", zlib.crc32(honest))
    real = struct.pack("<I", zipfile.ZipFile(io.BytesIO(data)).getinfo(name).CRC)
    return declaring(data.replace(real, crc), name, len(honest))


def bomb_declared():
    return packed({**parts(), "xl/media/image1.png": bytes(150_000_000)})


def tight_part():
    return packed({**parts(), "xl/media/image1.png": bytes(20_000_000)})


def with_flag(data, flag):
    changed = bytearray(data)
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + offset] |= flag
            at = changed.find(signature, at + 4)
    return bytes(changed)


def link(name):
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


def twice_the_same_part():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in [*parts().items(), ("xl/workbooK.xml", "<workbook/>")]:
            archive.writestr(name, data)
    return target.getvalue().replace(b"workbooK", b"workbook")


def with_stray_cell(reference):
    return workbook(HEADER + ZHANG + f'<row r="3"><c r="{reference}"><v>1</v></c></row>')


def long_text_everywhere():
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 9000))
    text = "<si><t>" + "好" * 30_000 + "</t></si>"
    return packed(parts(sheet_xml(HEADER + cells), shared=text))


def empty_formatted_cells(end):
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{chr(65 + m)}{n}" s="1"{end}' for m in range(20))
        + "</row>"
        for n in range(3, 80_003)
    )
    return workbook(HEADER + ZHANG + rows)


def utf16_doctype():
    text = sheet_xml(HEADER + ZHANG, prolog="<!DOCTYPE worksheet>").replace("UTF-8", "UTF-16")
    return packed(parts(text.encode("utf-16")))


def one_sheet_many_names():
    files = parts(sheet_xml(HEADER + many_rows(2_000)))
    name = '<sheet name="花名册" sheetId="1" state="visible" r:id="rId1"/>'
    outline = files["xl/workbook.xml"].replace(name, name * 5_000)
    return packed(files | {"xl/workbook.xml": outline})


XXE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
ENTITIES = '<!DOCTYPE a [<!ENTITY b "好"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
REFUSED = {
    "an empty file": ("empty", lambda: b""),
    "white space": ("empty", lambda: b" \r\n"),
    "a CSV file": ("wrong_type", lambda: "姓名,身份证号\r\n张三,110\r\n".encode("gb18030")),
    "a web page named xlsx": ("wrong_type", lambda: b"<html><table><tr><td>1</td></tr></table>"),
    "an XML table": ("wrong_type", lambda: b'<?xml version="1.0"?><Workbook/>'),
    "a PDF": ("wrong_type", lambda: b"%PDF-1.7 ..."),
    "a picture": ("wrong_type", lambda: b"\x89PNG\r\n\x1a\n"),
    "noise": ("wrong_type", lambda: bytes(range(256)) * 40),
    "an archive": ("wrong_type", lambda: packed({"a.txt": "a"})),
    "a Word document": ("wrong_type", lambda: packed({"word/document.xml": "<a/>"})),
    "an OpenDocument sheet": ("wrong_type", lambda: packed({"mimetype": "x", "content.xml": ""})),
    "an old xls": ("old_format", lambda: OLE + "Workbook".encode("utf-16-le")),
    "an old Word document": ("wrong_type", lambda: OLE + "WordDocument".encode("utf-16-le")),
    "a workbook with a password": (
        "encrypted", lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
    "an archive with a password": ("encrypted", lambda: with_flag(workbook(), 1)),
    "a file cut in half": ("damaged", lambda: workbook()[: len(workbook()) // 2]),
    "a file with a hole": ("damaged", lambda: workbook()[:60] + bytes(80) + workbook()[140:]),
    "an empty archive": ("wrong_type", lambda: packed({})),
    "bzip2 inside": ("damaged", lambda: packed(parts(), zipfile.ZIP_BZIP2)),
    "lzma inside": ("damaged", lambda: packed(parts(), zipfile.ZIP_LZMA)),
    "a part twice": ("damaged", twice_the_same_part),
    "too many bytes": ("too_long", lambda: workbook() + bytes(10_000_001)),
    "a declared bomb": ("too_large_inside", bomb_declared),
    "a tightly packed part": ("too_large_inside", tight_part),
    "a bomb that declares less": (
        "damaged", lambda: declaring(bomb_declared(), "xl/media/image1.png", 9) and
        declaring(packed(parts(sheet_xml(" " * 99_000_000))), "xl/worksheets/sheet1.xml", 999)),
    "too many parts": (
        "too_many_parts", lambda: packed({**parts(), **{f"a{n}": "" for n in range(2500)}})),
    "a DOCTYPE": ("unsafe", lambda: workbook(prolog="<!DOCTYPE worksheet>")),
    "entities that multiply": ("unsafe", lambda: workbook(prolog=ENTITIES)),
    "a DOCTYPE in UTF-16": ("unsafe", utf16_doctype),
    "a DOCTYPE in the shared texts": ("unsafe", lambda: packed(
        {**parts(shared=""), "xl/sharedStrings.xml": "<!DOCTYPE a><sst/>"})),
    "a DOCTYPE in the outline": ("unsafe", lambda: packed(
        {**parts(), "xl/workbook.xml": "<!DOCTYPE a><workbook/>"})),
    "broken XML": ("damaged", lambda: workbook(HEADER + "<row><c></row>")),
    "no sheet part": ("damaged", lambda: packed(
        {k: v for k, v in parts().items() if "sheet1" not in k})),
    "no relations": ("damaged", lambda: packed(
        {k: v for k, v in parts().items() if "rels" not in k})),
    "only a hidden sheet": ("no_sheet", lambda: packed(parts(state="hidden"))),
    "only a very hidden sheet": ("no_sheet", lambda: packed(parts(state="veryHidden"))),
    "an empty workbook": ("no_header", lambda: workbook("")),
    "no header": ("no_header", lambda: workbook(ZHANG)),
    "50,000 rows": ("too_many_rows", lambda: workbook(HEADER + many_rows(50_000, 3))),
    "50,000 wide rows": ("too_many_cells", lambda: workbook(HEADER + many_rows(50_000))),
    "50,000 rows drawn unusually": ("too_many_rows", lambda: workbook(
        HEADER + many_rows(50_000, 3).replace('" t="str"', '"  t="str" ').replace("<v>", "<v >"))),
    "20,001 rows": ("too_many_rows", lambda: workbook(HEADER + many_rows(20_001, 2))),
    "1,000 columns": ("too_many_columns", lambda: with_stray_cell("ALL2")),
    "a cell in the far corner": ("too_many_rows", lambda: with_stray_cell("XFD1048576")),
    "a cell beyond every sheet": ("too_many_rows", lambda: with_stray_cell("ZZZ9999999")),
    "a cell without a place": ("damaged", lambda: with_stray_cell("A0")),
    "a cell in no column": ("damaged", lambda: with_stray_cell("11")),
    "20,000 rows of 200 columns": ("too_many_cells", lambda: workbook(
        HEADER + many_rows(19_999, 1) + '<row r="20001"><c r="GR20001"><v>1</v></c></row>')),
    "empty formatted cells without end": ("too_many_cells",
                                          lambda: empty_formatted_cells("></c >")),
    "a long text in every cell": ("too_much_text", long_text_everywhere),
    "a file of this house named by an entity": ("unsafe", lambda: workbook(prolog=XXE)),
    "an address named by an entity": ("unsafe", lambda: workbook(
        prolog='<!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1/">]>')),
    "parameter entities": ("unsafe", lambda: workbook(
        prolog='<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///dev/zero"> %b;]>')),
    "one sheet named five thousand times": ("too_heavy", one_sheet_many_names),
    "a macro workbook of the binary kind": ("wrong_type", lambda: packed(
        {"[Content_Types].xml": "", "xl/workbook.bin": OLE})),
    "a presentation": ("wrong_type", lambda: packed({"ppt/presentation.xml": "<a/>"})),
    "a rich text": ("wrong_type", lambda: b"{\\rtf1 {\\object}}"),
    "a RAR archive": ("wrong_type", lambda: b"Rar!" + bytes(60)),
    "a photo named xlsx": ("wrong_type", lambda: b"\xff\xd8\xff" + bytes(60)),
    "an archive in itself": ("wrong_type", lambda: packed({"roster.xlsx": workbook()})),
    "NUL in the XML": ("damaged", lambda: workbook(HEADER + ZHANG + "<row>\0</row>")),
    "a tag that never ends": ("damaged", lambda: workbook(HEADER + "<row " + "a" * 900_000)),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_file_is_refused_with_its_reason(kind):
    code, make = REFUSED[kind]
    data = make()
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.code == code
    assert "%(" not in caught.value.message


READ = {
    "a plain sheet": workbook,
    "a declared dimension without end": lambda: workbook(dimension="A1:XFD1048576"),
    "a declared dimension that lies": lambda: workbook(dimension="A1"),
    "a dimension of nonsense": lambda: workbook(dimension="?!"),
    "a part that declares its beginning only": lying_about_size_and_sum,
    "a part that declares more": lambda: declaring(
        workbook(), "xl/worksheets/sheet1.xml", 5000),
    "empty formatted cells": lambda: empty_formatted_cells("/>"),
    "a path that climbs": lambda: packed({**parts(), "../../etc/passwd": "x", "/abs": "x"}),
    "a symbolic link": lambda: packed({**parts(), link("xl/media/image1.png"): "/etc/passwd"}),
    "a prefix before the archive": lambda: b"PK" + bytes(64) + workbook(),
    "macros": lambda: packed({**parts(), "xl/vbaProject.bin": OLE}),
    "names of tags with a prefix": lambda: packed(parts(sheet_xml(HEADER + ZHANG).replace(
        "<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x="))),
    "cells without places": lambda: workbook(
        (HEADER + ZHANG).replace(' r="A', ' o="').replace(' r="B', ' o="')),
    "rows without numbers": lambda: workbook(
        HEADER + ZHANG.replace('<row r="2">', "<row>")),
    "empty formatted rows": lambda: workbook(
        HEADER + ZHANG + "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>'
                                 for n in range(3, 300_003))),
    "links to other workbooks": lambda: packed({**parts(), "xl/externalLinks/externalLink1.xml":
        '<externalLink><externalBook r:id="http://127.0.0.1/x.xlsx"/></externalLink>'}),
    "a formula that starts a program": lambda: workbook(HEADER + ZHANG.replace(
        "<v>110", "<f>cmd|' /C calc'!A0</f><v>110")),
    "tags forty thousand deep": lambda: workbook(
        after="<ext>" * 40_000 + "</ext>" * 40_000),
    "many empty shared texts": lambda: packed(
        parts(shared="<si><t/></si>" * 60_000)),
    "attributes without end": lambda: workbook(
        after="<ext " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>"),
    "shared texts": lambda: packed(parts(
        sheet_xml(HEADER + ZHANG.replace('t="str"><v>张三', 't="s"><v>0')),
        shared='<si><r><t>张</t></r><r><t>三</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh></si>')),
}  # fmt: skip


@pytest.mark.parametrize("kind", READ)
def test_an_odd_but_harmless_file_is_read(kind):
    data = READ[kind]()
    assert contents(data) == PLAIN


def cell(inside, attributes=""):
    row = f'<row r="2"><c r="A2" t="str"><v>张三</v></c><c r="B2"{attributes}>{inside}</c></row>'
    return contents(workbook(HEADER + row))[0]["id_number"]


def test_a_formula_gives_its_stored_result():
    assert cell("<f>1+1</f><v>2</v>") == 2


@pytest.mark.parametrize("inside", ["<f>1+1</f>", "<f>1+1</f><v></v>", "<f>1+1</f><v/>", "<f/>"])
def test_a_formula_without_result_is_a_problem_of_its_cell(inside):
    assert isinstance(cell(inside), CellError)


@pytest.mark.parametrize("code", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#不认识"])
def test_an_error_value_is_a_problem_of_its_cell(code):
    assert cell(f"<v>{code}</v>", ' t="e"') == CellError(code)
    assert cell(f"<f>A1</f><v>{code}</v>", ' t="e"') == CellError(code)


def test_a_row_of_nothing_but_errors_is_still_seen():
    rows = '<row r="3"><c r="A3" t="e"><v>#N/A</v></c></row>'
    assert contents(workbook(HEADER + ZHANG + rows))[1]["name"] == CellError("#N/A")


def test_the_numbers_stand_in_the_message():
    with pytest.raises(Unreadable) as caught:
        read(workbook(HEADER + many_rows(50_000, 2)))
    assert caught.value.details == {"sheet": "花名册", "last": 50_001, "limit": 20_000}


def test_an_honest_list_of_as_many_rows_as_are_allowed_is_read():
    assert len(read(workbook(HEADER + many_rows(19_990, 10))).rows) == 19_990


def test_limits_can_be_set():
    with pytest.raises(Unreadable) as caught:
        read(workbook(HEADER + many_rows(30, 2)), limits=Limits(rows=5))
    assert caught.value.code == "too_many_rows"


def outcome(data):
    """What the program that opens workbooks answers first, asked without starting it 150 times."""
    first, *_rows = answer_to(data, Limits())
    return "refused" if "refused" in json.loads(first) else "read"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_file_with_bytes_turned_is_read_or_refused(data):
    files = packed(parts(shared="<si><t>张三</t></si>"), zipfile.ZIP_STORED)
    broken = bytearray(files)
    places = st.tuples(st.integers(0, len(files) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(places, min_size=1, max_size=6)):
        broken[place] = value
    assert outcome(bytes(broken)) in ("refused", "read")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_sheet_with_characters_turned_is_read_or_refused(data):
    text = sheet_xml(HEADER + ZHANG, after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    places = st.tuples(st.integers(0, len(text) - 1), st.sampled_from('0aAZ9"<>:= -/e'))
    characters = list(text)
    for place, character in data.draw(st.lists(places, min_size=1, max_size=4)):
        characters[place] = character
    assert outcome(packed(parts("".join(characters)))) in ("refused", "read")
