"""Pictures that came from outside: told by their content, and made anew by a bounded program.

Nothing of the file that was sent is kept but what can be seen in it: no EXIF, no GPS, no profile,
no comment and no byte behind the end. Plain Python; knows no app.
"""

import hashlib
import logging
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from paperwork.apart import run_apart
from paperwork.container import kind_of_text
from paperwork.refusals import MEGABYTE, Unreadable

log = logging.getLogger(__name__)

FILE_BYTES = 10 * MEGABYTE
LONGEST_NAME = 40  # of a kind of problem, in the log
PIXELS_IN_MILLIONS = 40

BEGINNINGS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
ENDS = {"jpeg": (b"\xff\xd8\xff", b"\xff\xd9"), "png": (b"\x89PNG", b"IEND\xaeB`\x82")}
MEDIA_TYPES = {"jpeg": "image/jpeg", "png": "image/png"}
OTHERS = [
    (b"PK", _("an archive or an Office document")), (b"\xd0\xcf\x11\xe0", _("an Office document")),
    (b"GIF8", _("a GIF picture")), (b"BM", _("a BMP picture")), (b"II*\0", _("a TIFF picture")),
    (b"MM\0*", _("a TIFF picture")), (b"Rar!", _("an archive")), (b"7z\xbc\xaf", _("an archive")),
    (b"\x1f\x8b", _("an archive")), (b"MZ", _("a program")), (b"\x7fELF", _("a program")),
    (b"\0\0\1\0", _("an icon")), (b"8BPS", _("a Photoshop file")),
]  # fmt: skip
HEIC = (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif", b"avis")


@dataclass(frozen=True)
class CleanPicture:
    """A picture made anew: "jpeg" or "png", with a small JPEG of it. Sizes in pixels."""

    content: bytes = field(repr=False)
    preview: bytes = field(repr=False)
    kind: str
    width: int
    height: int

    @property
    def sha256(self):
        return hashlib.sha256(self.content).hexdigest()


def clean_picture(file):
    """A picture made anew from a photo or scan: JPEG, PNG or WebP by its content.

    `file` is a binary file object or bytes of at most 10 MB and 40 million pixels. The picture is
    turned upright, at most 2,000 pixels long, and holds nothing but itself. Raises Unreadable,
    whose message says what to do.
    """
    data = bytes(file) if isinstance(file, (bytes, bytearray)) else file.read(FILE_BYTES + 1)
    if not data:
        raise Unreadable("picture_empty")
    if len(data) > FILE_BYTES:
        raise too_long(max(len(data), getattr(file, "size", None) or 0))
    answer, rest = developed(data, picture_kind(data))
    if problem := answer.pop("of", ""):
        note_problem(problem)
    if "refused" in answer:
        raise Unreadable(answer.pop("refused"), limit=PIXELS_IN_MILLIONS, **answer)
    return checked(answer, rest)


def note_problem(name):
    """Say in the log over what a decoder gave up: a fault of our own would look like a bad picture.

    The name comes from the bounded program, and is trusted no further than its letters.
    """
    log.warning("A picture was refused as damaged over %s.", name if is_a_name(name) else "?")


def is_a_name(name):
    return isinstance(name, str) and len(name) <= LONGEST_NAME and name.isidentifier()


def too_long(size):
    limit = FILE_BYTES // MEGABYTE
    return Unreadable("picture_too_long", size=f"{size / MEGABYTE:.1f}", limit=limit)


def picture_kind(data):
    """ "JPEG", "PNG" or "WEBP" by the first bytes. Raises Unreadable for everything else."""
    for beginning, kind in BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if b"%PDF" in data[:1024]:
        raise Unreadable("picture_is_pdf")
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        raise Unreadable("picture_is_heic")
    for beginning, kind in OTHERS:
        if data.startswith(beginning):
            raise Unreadable("not_a_picture", kind=kind)
    raise Unreadable("not_a_picture", kind=kind_of_text(data))


def developed(data, kind):
    """What the bounded program answers to a picture, as (dict, bytes)."""
    return run_apart("darkroom", data, kind) or ({"refused": "picture_too_heavy"}, b"")


def checked(answer, rest):
    """The new picture, trusted no further than its first and last bytes."""
    size, preview_size = answer.pop("sizes")
    content, preview = rest[:size], rest[size:]
    for made, kind in ((content, answer["kind"]), (preview, "jpeg")):
        first, last = ENDS[kind]
        if not (made.startswith(first) and made.endswith(last)):
            raise Unreadable("picture_damaged")
    if len(preview) != preview_size:
        raise Unreadable("picture_damaged")
    return CleanPicture(content=content, preview=preview, **answer)
