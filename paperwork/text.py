"""Text as it comes out of cells that people typed, and as it may go into cells."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

LONGEST_CELL = 32767  # characters; Excel calls a workbook with more damaged
FIRST_ROUNDED = 10**15  # Excel keeps 15 digits of a number and writes zeros for the others
SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]{2,3}")
# Letters and marks that draw nothing, beside the categories Cc, Cf and Cs.
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u2800\u3164\uffa0"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef\ufffe\uffff]"
)
# Printable ASCII and the common Chinese characters: cleaning would leave each of them as it is.
SETTLED = re.compile("[ -~\u4e00-\u9fff]*")
# Punctuation keeps its Chinese width; ① and ㎡ stay what they are.
NORMALISED = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"}
RADICALS = range(0x2E80, 0x2FE0)  # PDF readers copy 人 as the radical ⼈
ILLEGAL_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMULA_START = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠﹢﹣−]|[\t\r\n]")


@dataclass(frozen=True)
class CellError:
    """A cell without a usable value: an error value, or a formula that was never calculated."""

    code: str

    def __str__(self):
        return self.code

    @property
    def message(self):
        return _(
            "The formula in this cell has no result (%(code)s). Correct it, or type the value."
        ) % {"code": self.code}


UNCALCULATED = CellError("#?")


def clean_text(value):
    """The text that a cell or field shows, as one line without what cannot be seen.

    Takes any cell value; None gives "". Full-width letters and digits become ASCII, white space
    of any kind becomes one space, control, zero-width and direction marks go. Numbers get neither
    a tail of zeros nor an exponent; days are written as 2026-05-01.
    """
    text = value if isinstance(value, str) else spoken(value)
    if SETTLED.fullmatch(text):
        return " ".join(text.split())
    visible = "".join(map(plain, INVISIBLE.sub("", unicodedata.normalize("NFC", text))))
    return " ".join(unicodedata.normalize("NFC", INVISIBLE.sub("", visible)).split())


def plain(character):
    kind = unicodedata.category(character)
    if kind in ("Cc", "Cf", "Cs"):
        return " " if character.isspace() else ""
    if kind in NORMALISED or ord(character) in RADICALS:
        return unicodedata.normalize("NFKC", character)
    return character


def spoken(value):
    """A cell value that is no text, as Excel would show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float, Decimal)):
        return digits(value)
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, (datetime, date)):
        return value.isoformat(*[" "] * isinstance(value, datetime))
    return str(value)


def digits(number):
    if not math.isfinite(number):
        return ""
    if number == int(number):
        return str(int(number))
    return format(Decimal(str(number)), "f")


def looks_rounded(value):
    """Whether a cell meant as a long number has lost its last digits to Excel.

    True for numbers of more than 15 digits and for text such as 1.10105E+17. Say to the user:
    format the column as text and type the number again.
    """
    if isinstance(value, str):
        return bool(SCIENTIFIC.fullmatch(value.strip()))
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    return math.isfinite(value) and abs(value) >= FIRST_ROUNDED


def safe_text(value):
    """The text of a value as a sheet may hold it: nothing illegal in XML, at most 32,767 long.

    The text itself is not altered where it begins like a formula: `writing.Book` writes it as a
    text cell with a quote prefix, which neither opening nor editing turns into a formula, and
    which reads back as the same text. Lines end in "\\n".
    """
    text = value if isinstance(value, str) else spoken(value)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return ILLEGAL_IN_XML.sub("", lines)[:LONGEST_CELL]


def looks_like_formula(text):
    """Whether a spreadsheet program might take this text for a formula when it is typed."""
    return bool(FORMULA_START.match(text))


def display_width(text):
    """The width of the longest line in half-width columns; a Chinese character takes two."""
    return max(map(line_width, text.split("\n")), default=0)


def line_width(line):
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line)
