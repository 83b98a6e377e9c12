"""Pictures from outside: what comes out of the darkroom, and what does not get in."""

import io
import resource
import subprocess
import sys

import pytest
from PIL import Image

from paperwork import bounds
from paperwork.apart import HOUSE
from paperwork.pictures import clean_picture
from paperwork.refusals import Unreadable

PLACE = 0x8825  # the EXIF block that says where


def drawn(size=(60, 40), mode="RGB", kind="JPEG", **options):
    """A picture file of three colours, the first in its upper left corner."""
    image = Image.new(mode, size, "white")
    image.paste("red" if mode == "RGB" else 0, (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(orientation=1):
    found = Image.Exif()
    found[0x0112], found[0x010F] = orientation, "Village phone"
    found.get_ifd(PLACE).update({1: "N", 2: (25.0, 3.0, 12.0), 3: "E", 4: (102.0, 42.0, 9.0)})
    return found


def opened(content):
    return Image.open(io.BytesIO(content))


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        clean_picture(data)
    assert caught.value.message
    return caught.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_comes_out_as_a_jpeg_of_its_size(kind):
    clean = clean_picture(drawn(kind=kind))
    assert (clean.kind, clean.width, clean.height) == ("jpeg", 60, 40)
    assert opened(clean.content).size == opened(clean.preview).size == (60, 40)


def test_where_a_photo_was_taken_stays_outside():
    data = drawn(exif=exif(), comment=b"at home")
    assert opened(data).getexif().get_ifd(PLACE)
    clean = clean_picture(data)
    for made in (clean.content, clean.preview):
        assert dict(opened(made).getexif()) == {}
        assert opened(made).info.keys() == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_held_on_its_side_comes_out_upright():
    clean = clean_picture(drawn((80, 40), exif=exif(orientation=6)))
    assert (clean.width, clean.height) == (40, 80)
    assert opened(clean.content).getpixel((35, 5))[1] < 60  # the red corner has gone to the right


def test_a_large_photo_comes_out_two_thousand_pixels_long_and_its_preview_320():
    clean = clean_picture(drawn((4000, 3000)))
    assert (clean.width, clean.height) == (2000, 1500)
    assert opened(clean.preview).size == (320, 240)


def test_a_scan_of_few_shades_stays_sharp():
    clean = clean_picture(drawn((600, 800), mode="1", kind="PNG"))
    assert (clean.kind, opened(clean.content).format) == ("png", "PNG")


def test_what_is_transparent_is_paper():
    image = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    out = io.BytesIO()
    image.save(out, "PNG")
    assert opened(clean_picture(out.getvalue()).content).getpixel((10, 10)) == (255, 255, 255)


def test_a_file_object_is_read_no_further_than_the_limit():
    file = io.BytesIO(drawn() + bytes(11_000_000))
    assert refusal(file) == "picture_too_long"
    assert file.tell() == 10_000_001


# The walls of the darkroom and the postroom, from inside

INSIDE = """
import os, resource, socket, sys
sys.path.append(sys.argv[1])
from paperwork import bounds, darkroom, postroom
bounds.bound()
"""


def inside(program):
    """What a program prints that stands where a broken decoder would."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", INSIDE + program, HOUSE],
        capture_output=True, text=True, timeout=20, env={}, check=False,
    )  # fmt: skip
    return done.stdout.strip() or done.returncode


def test_a_stranger_s_file_gets_256_megabytes_two_seconds_and_three_open_files():
    limits = inside("print([resource.getrlimit(n) for n in bounds.LIMITS])")
    assert limits == str([(value, value) for value in bounds.LIMITS.values()])
    assert bounds.LIMITS[resource.RLIMIT_AS] == 256 << 20
    assert bounds.LIMITS[resource.RLIMIT_CPU] == 2


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.socket()",
        "open('/etc/passwd')",
        "bytearray(256 << 20)",
        "os.fork()",
        "os.pipe()",
    ],
)
def test_nothing_can_be_reached_from_the_darkroom(attempt):
    assert inside(f"try:\n  {attempt}\nexcept (OSError, MemoryError): print('no')") == "no"
