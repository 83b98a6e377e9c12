"""The parts of an .xlsx file, unpacked under bounds that its own declarations cannot move."""

import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from paperwork.refusals import MEGABYTE, Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHUNK = 1 << 16
SMALL = 1 << 20  # a part this small may be packed as tightly as it likes
TEXT, WEB, ARCHIVE = _("a text or CSV file"), _("a web page"), _("an archive")
PICTURE, WORD = _("a picture"), _("a Word document")
BEGINNINGS = [
    (b"%PDF", _("a PDF document")), (b"\x89PNG", PICTURE), (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE), (b"BM", PICTURE), (b"RIFF", PICTURE), (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE), (b"\x1f\x8b", ARCHIVE), (b"{\\rtf", WORD),
]  # fmt: skip
CONTENTS = [
    ("word/document.xml", WORD), ("ppt/presentation.xml", _("a presentation")),
    ("xl/workbook.bin", _("a binary workbook (.xlsb)")), ("mimetype", _("an OpenDocument file")),
]  # fmt: skip
RELATIONS = "xl/_rels/workbook.xml.rels"
WEB_TAGS = (b"<!doctype html", b"<html", b"<head", b"<meta", b"<table", b"<body", b"<style")


@dataclass(frozen=True)
class SheetPart:
    name: str
    path: str


@dataclass
class Outline:
    """What the workbook part says; `paths` gives the part of each kind, such as styles."""

    paths: dict
    sheets: list = field(default_factory=list)
    is_1904: bool = False


def read_bounded(file, limits):
    """The bytes of a file object or of bytes. Raises Unreadable when there are none or too many."""
    data = bytes(file) if isinstance(file, (bytes, bytearray)) else file.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        size = max(len(data), getattr(file, "size", None) or 0)
        raise Unreadable(
            "too_long", size=f"{size / MEGABYTE:.1f}", limit=limits.file_bytes // MEGABYTE
        )
    if not data.strip():
        raise Unreadable("empty")
    return data


def open_container(data, limits):
    """The zip archive of a workbook whose declared sizes are within the limits."""
    refuse_other_types(data)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise Unreadable("damaged") from problem
    check_contents(archive.namelist())
    check_sizes(archive.infolist(), limits)
    return archive


def refuse_other_types(data):
    if data.startswith(OLE):
        raise Unreadable(*ole_refusal(data)) if not is_word(data) else wrong_type(WORD)
    if data.startswith(b"PK"):
        return
    for beginning, kind in BEGINNINGS:
        if data.startswith(beginning):
            raise wrong_type(kind)
    raise wrong_type(kind_of_text(data))


def ole_refusal(data):
    return ["encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_format"]


def is_word(data):
    return "WordDocument".encode("utf-16-le") in data


def wrong_type(kind):
    return Unreadable("wrong_type", kind=kind)


def kind_of_text(data):
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if any(tag in start for tag in WEB_TAGS):
        return WEB
    if start.startswith(b"<?xml"):
        return _("an XML file")
    is_text = b"\0" not in start or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return TEXT if is_text else _("a file of an unknown type")


def check_contents(names):
    if len(set(names)) != len(names):
        raise Unreadable("damaged")
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return
    kinds = [kind for name, kind in CONTENTS if name in names]
    raise wrong_type(kinds[0] if kinds else ARCHIVE)


def check_sizes(entries, limits):
    if len(entries) > limits.parts:
        raise Unreadable("too_many_parts", count=len(entries), limit=limits.parts)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    # Other ways of packing cannot be unpacked piece by piece, and no spreadsheet program uses them.
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
           for entry in entries):  # fmt: skip
        raise Unreadable("damaged")
    if (
        sum(entry.file_size for entry in entries) > limits.unpacked_bytes
        or any(is_bomb(entry, limits.ratio) for entry in entries)
    ):  # fmt: skip
        raise too_large(limits)


def is_bomb(entry, ratio):
    return entry.file_size > max(SMALL, ratio * entry.compress_size)


def too_large(limits):
    return Unreadable("too_large_inside", limit=limits.unpacked_bytes // MEGABYTE)


def chunks(archive, path):
    """A part piece by piece, never more than it declares. Raises Unreadable when damaged.

    Reading in pieces matters: one read of the whole would unpack what lies behind the declared end.
    """
    try:
        with archive.open(path or "") as part:
            while piece := part.read(CHUNK):
                yield piece
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError,
            NotImplementedError, RuntimeError) as problem:  # fmt: skip
        raise Unreadable("damaged") from problem


def read_part(archive, path):
    return b"".join(chunks(archive, path))


def strict_parser(on_start):
    """An expat parser that calls on_start(local name, [attribute, value, ...]) and refuses DTDs."""
    # Whatever a part declares: spreadsheet programs write UTF-8, and its reader reads nothing else.
    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = on_start
    parser.StartDoctypeDeclHandler = refuse_doctype
    return parser


def refuse_doctype(*declaration):
    raise Unreadable("unsafe")


def parse_strictly(parser, data):
    try:
        parser.Parse(data, True)
    except expat.ExpatError as problem:
        raise Unreadable("damaged") from problem


def elements(data, wanted):
    """The attributes of all elements with one of the local names, as (name, dict) pairs."""
    found = []

    def on_start(tag, pairs):
        name = tag.rpartition(":")[2]
        if name in wanted:
            keys = [key.rpartition(":")[2] for key in pairs[::2]]
            found.append((name, dict(zip(keys, pairs[1::2], strict=True))))

    parse_strictly(strict_parser(on_start), data)
    return found


def workbook_outline(archive):
    """Which sheets can be seen, where the common parts lie, and how the days count."""
    relations = {
        found.get("Id"): (found.get("Type", "").rpartition("/")[2], part_path(found.get("Target")))
        for _name, found in elements(read_part(archive, RELATIONS), {"Relationship"})
    }
    outline = Outline(paths=dict(relations.values()))
    for name, found in elements(read_part(archive, "xl/workbook.xml"), {"sheet", "workbookPr"}):
        if name == "workbookPr":
            outline.is_1904 = found.get("date1904") in ("1", "true")
        elif found.get("state", "visible") == "visible":
            kind, path = relations.get(found.get("id"), ("", ""))
            if kind == "worksheet":
                outline.sheets.append(SheetPart(found.get("name", ""), find_part(archive, path)))
    return outline


def part_path(target):
    """The name in the archive of what the workbook part refers to."""
    return normpath(join("/xl", (target or "").replace("\\", "/"))).lstrip("/")


def find_part(archive, path):
    """The entry that a path means; some programs differ in case between the two. None if absent."""
    names = {name.lower(): name for name in archive.namelist()}
    return names.get(path.lower())
