"""Pictures that nobody means to send: refused with a reason, or made anew without what they carry.

Within the bounds of `paperwork/bounds.py`, which the program that opens them sets itself.
"""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from paperwork import pictures
from paperwork.darkroom import answer_to
from paperwork.pictures import clean_picture
from tests.test_pictures import drawn, exif, opened, refusal

MARK = b"<script>alert('Tongxin')</script>"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
TRUTH = {"width": 60, "height": 40}


def chunk(kind, data):
    crc = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + crc


def png(width, height, *, depth=8, colour=2, data=b"", before=()):
    """A PNG that declares what it is told to, with this packed content."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return SIGNATURE + b"".join(
        [chunk(b"IHDR", head), *before, chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b"")]
    )


def jpeg_declaring(width, height):
    """A JPEG whose frame header says another size."""
    data = bytearray(drawn())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def after_start(segment):
    """A JPEG with one more segment behind its beginning."""
    data = drawn()
    return data[:2] + segment + data[2:]


def segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def with_text(kind="tEXt"):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", MARK.decode(), zip=kind == "zTXt")
    return drawn(kind="PNG", pnginfo=info)


def moving(kind):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("index.html", MARK)
    return out.getvalue()


def webp_declaring(width, height):
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def torn_png():
    data = drawn(kind="PNG")
    return turned(data, data.index(b"IHDR") + 17)  # its check sum


def turned(data, place, value=0xFF):
    changed = bytearray(data)
    changed[place] ^= value
    return bytes(changed)


REFUSED = {
    "an empty file": ("picture_empty", lambda: b""),
    "SVG": ("not_a_picture", lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + MARK),
    "SVG with an entity": ("not_a_picture", lambda: b'<?xml version="1.0"?><!DOCTYPE svg '
                           b'[<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>'),
    "a web page": ("not_a_picture", lambda: b"<!doctype html><html>" + MARK),
    "a script": ("not_a_picture", lambda: b"alert(1)"),
    "a GIF": ("not_a_picture", lambda: drawn(kind="GIF")),
    "a GIF that is a script": ("not_a_picture", lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"),
    "a moving GIF": ("not_a_picture", lambda: moving("GIF")),
    "a BMP": ("not_a_picture", lambda: drawn(kind="BMP")),
    "a BMP that is a script": ("not_a_picture", lambda: b"BM=1;alert(1)//"),
    "a TIFF": ("not_a_picture", lambda: drawn(kind="TIFF")),
    "an icon": ("not_a_picture", lambda: drawn(kind="ICO")),
    "a Photoshop file": ("not_a_picture", lambda: b"8BPS" + bytes(40)),
    "a PDF": ("picture_is_pdf", lambda: b"%PDF-1.7\n/JavaScript"),
    "a PDF behind other bytes": ("picture_is_pdf", lambda: b"\n" * 300 + b"%PDF-1.7"),
    "a HEIC photo": ("picture_is_heic", lambda: b"\0\0\0\x18ftypheic" + bytes(40)),
    "an AVIF picture": ("picture_is_heic", lambda: b"\0\0\0\x18ftypavif" + bytes(40)),
    "an archive": ("not_a_picture", archive),
    "a program": ("not_a_picture", lambda: b"MZ" + bytes(90)),
    "another program": ("not_a_picture", lambda: b"\x7fELF" + bytes(90)),
    "noise": ("not_a_picture", lambda: bytes(range(1, 256)) * 9),
    "PostScript": ("not_a_picture", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run"),
    "too many bytes": ("picture_too_long", lambda: drawn() + bytes(10_000_000)),
    "only the beginning of a JPEG": ("picture_damaged", lambda: b"\xff\xd8\xff"),
    "only the beginning of a PNG": ("picture_damaged", lambda: SIGNATURE),
    "only the beginning of a WebP": ("picture_damaged", lambda: b"RIFF\0\0\0\0WEBP"),
    "a JPEG cut in half": ("picture_damaged", lambda: drawn((600, 400))[:2000]),
    "a PNG cut in half": ("picture_damaged", lambda: drawn((600, 400), kind="PNG")[:-400]),
    "a WebP cut in half": ("picture_damaged", lambda: drawn((600, 400), kind="WEBP")[:-60]),
    "a PNG with a turned byte": ("picture_damaged", lambda: torn_png()),
    "a PNG without content": ("picture_damaged", lambda: png(60, 40)),
    "a PNG of no width": ("picture_damaged", lambda: png(0, 40)),
    "a PNG of 2^31 by 2^31 pixels": (
        "picture_too_large", lambda: png((1 << 31) - 1, (1 << 31) - 1)),
    "a PNG bomb": ("picture_too_large", lambda: png(60_000, 60_000, data=bytes(50_000_000))),
    "a PNG one pixel high and without end": ("picture_too_large", lambda: png(1 << 30, 1)),
    "a PNG of many bits": ("picture_too_heavy", lambda: png(
        6_300, 6_300, depth=16, colour=6, data=bytes((6_300 * 8 + 1) * 6_300))),
    "a PNG in a colour type that is none": ("picture_damaged", lambda: png(9, 9, colour=5)),
    "a text bomb in a PNG": ("picture_damaged", lambda: png(
        1, 1, data=b"\0\0\0\0",
        before=[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000)))])),
    "a JPEG of 65,535 by 65,535 pixels": (
        "picture_too_large", lambda: jpeg_declaring(65_535, 65_535)),
    "a WebP of 2^24 by 2^24 pixels": (
        ("picture_too_large", "picture_damaged"), lambda: webp_declaring(1 << 24, 1 << 24)),
    "a moving PNG": ("picture_moves", lambda: moving("PNG")),
    "a moving WebP": ("picture_moves", lambda: moving("WEBP")),
    "a GIF behind the beginning of a JPEG": (
        "picture_damaged", lambda: b"\xff\xd8\xff" + drawn(kind="GIF")),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_picture_is_refused_with_its_reason(kind):
    codes, make = REFUSED[kind]
    assert refusal(make()) in ([codes] if isinstance(codes, str) else codes)


def test_the_log_names_over_what_a_decoder_gave_up(caplog):
    assert refusal(drawn((600, 400))[:2000]) == "picture_damaged"
    assert [record.message for record in caplog.records] == [
        "A picture was refused as damaged over OSError."
    ]


@pytest.mark.parametrize("name", ["a\nforged line", "x" * 41, 7, {"a": 1}])
def test_what_is_no_name_stands_in_no_log(name, caplog, monkeypatch):
    told = ({"refused": "picture_damaged", "of": name}, b"")
    monkeypatch.setattr(pictures, "developed", lambda data, kind: told)
    assert refusal(drawn()) == "picture_damaged"
    assert [record.message for record in caplog.records] == [
        "A picture was refused as damaged over ?."
    ]


CLEANED = {
    "where it was taken": lambda: drawn(exif=exif()),
    "a comment": lambda: drawn(comment=MARK),
    "a script in an APP segment": lambda: after_start(segment(0xE5, MARK)),
    "an XMP packet": lambda: after_start(
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + MARK)),
    "a colour profile that is none": lambda: after_start(
        segment(0xE2, b"ICC_PROFILE\0\x01\x01" + MARK)),
    "broken EXIF": lambda: after_start(segment(0xE1, b"Exif\0\0MM\0*\xff\xff\xff\xff" + MARK)),
    "a thousand comments": lambda: after_start(segment(0xFE, MARK) * 1_000),
    "a web page behind its end": lambda: drawn() + b"<html>" + MARK,
    "an archive behind its end": lambda: drawn() + archive(),
    "a program behind its end": lambda: drawn() + b"MZ" + bytes(100_000) + MARK,
    "a text in a PNG": with_text,
    "a packed text in a PNG": lambda: with_text("zTXt"),
    "a web page behind a PNG's end": lambda: drawn(kind="PNG") + MARK,
    "an unknown chunk in a PNG": lambda: drawn(kind="PNG").replace(
        struct.pack(">I", 0) + b"IEND", chunk(b"evIl", MARK) + struct.pack(">I", 0) + b"IEND"),
    "EXIF in a WebP": lambda: drawn(kind="WEBP", exif=exif()),
    "an orientation that is none": lambda: drawn(exif=exif(orientation=77)),
    "colours for print": lambda: converted("CMYK", "JPEG"),
    "sixteen bits of grey": lambda: converted("I;16", "PNG"),
    "a palette": lambda: converted("P", "PNG"),
    "black and white": lambda: converted("1", "PNG"),
    "a progressive JPEG": lambda: drawn(progressive=True),
}  # fmt: skip


def converted(mode, kind):
    image = Image.open(io.BytesIO(drawn(kind="PNG"))).convert("L" if mode == "I;16" else "RGB")
    out = io.BytesIO()
    image.convert(mode).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", CLEANED)
def test_a_picture_is_made_anew_without_what_it_carried(kind):
    clean = clean_picture(CLEANED[kind]())
    assert {"width": clean.width, "height": clean.height} == TRUTH
    for made in (clean.content, clean.preview):
        assert MARK not in made
        assert b"Village phone" not in made
        assert not made.startswith((b"PK", b"<"))
        assert dict(opened(made).getexif()) == {}


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    turns=st.lists(st.tuples(st.integers(0), st.integers(1, 255)), min_size=1, max_size=6),
)
def test_a_picture_with_bytes_turned_is_made_anew_or_refused(kind, turns):
    data = drawn(kind=kind)
    for place, value in turns:
        data = turned(data, place % len(data), value)
    assert answer_to(data, kind).startswith(b"{")
