"""Resident identity numbers (公民身份号码, GB 11643-1999) and telephone numbers.

Spelling is normalised; a wrong number is never repaired. Whoever shows a number shows it masked.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberType
from stdnum.cn import ric

LENGTH, OLD_LENGTH = 18, 15
EARLIEST_BIRTH = date(1900, 1, 1)
SEQUENCES = 500  # order codes 000 to 999, the odd ones for men
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
HYPHENS = "-‐‑‒–—−"
PERSONAL_LINES = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
}


class Flaw(StrEnum):
    LENGTH = "length"
    CHARACTERS = "characters"
    BIRTH_DATE = "birth_date"
    CHECKSUM = "checksum"
    PHONE = "phone"


class IdentityProblem(ValueError):
    """The number cannot be right; `code` is the flaw that was found first."""

    def __init__(self, code):
        super().__init__(str(code))
        self.code = code


def normalise_id(text):
    """Drop spaces, hyphens and invisible marks; full-width becomes ASCII, x becomes X."""
    return plain(text).upper()


def plain(text):
    text = str(text)
    if text.isascii() and text.isalnum():
        return text  # nothing to drop
    ascii_text = text.translate(FULL_WIDTH)
    return "".join(character for character in ascii_text if not is_padding(character))


def is_padding(character):
    # Numbers pasted from contact lists carry direction marks (category Cf).
    kind = unicodedata.category(character)
    return character in HYPHENS or character.isspace() or kind == "Cf"


def check_id(text, today):
    """The normalised number, 18 characters or 15 old digits. Raises IdentityProblem.

    Length, characters, birth date and check digit decide. The area code does not: counties are
    renamed and merged, so the list of codes in stdnum, which `ric.validate` insists on, is never
    complete, and a person must not be kept off the roster by a gap in it.
    """
    number = normalise_id(text)
    check_shape(number)
    check_birth_date(number, today)
    if len(number) == LENGTH and number[-1] != ric.calc_check_digit(number):
        raise IdentityProblem(Flaw.CHECKSUM)
    return number


def check_shape(number):
    if not re.fullmatch(r"[0-9X]*", number):
        raise IdentityProblem(Flaw.CHARACTERS)
    if len(number) not in (LENGTH, OLD_LENGTH):
        raise IdentityProblem(Flaw.LENGTH)
    if not re.fullmatch(r"[0-9]{15}|[0-9]{17}[0-9X]", number):
        raise IdentityProblem(Flaw.CHARACTERS)


def check_birth_date(number, today):
    try:
        born_on = birth_date_of(number)
    except ValueError:
        raise IdentityProblem(Flaw.BIRTH_DATE) from None
    if not EARLIEST_BIRTH <= born_on <= today:
        raise IdentityProblem(Flaw.BIRTH_DATE)


def to_18(number):
    """The 18-character form of a checked number: the same person has one number, old or new."""
    if len(number) == LENGTH:
        return number
    return with_check_digit(number[:6] + "19" + number[6:])


def with_check_digit(first_17):
    return first_17 + ric.calc_check_digit(first_17 + "0")


def birth_date_of(number):
    """The birth date in a number of the right shape. Raises ValueError for an impossible date."""
    digits = number[6:14] if len(number) == LENGTH else "19" + number[6:12]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def sex_of(number):
    """ "male" or "female": the last digit of the order code is odd for men."""
    order = number[14:17] if len(number) == LENGTH else number[12:15]
    return "male" if int(order) % 2 else "female"


def disagreements(number, birth_date, sex):
    """Which of "birth_date" and "sex" contradict a checked number; what is empty cannot."""
    found = set()
    if birth_date and birth_date != birth_date_of(number):
        found.add("birth_date")
    if sex and sex != sex_of(number):
        found.add("sex")
    return found


def mask_id(number):
    """Says only that there is a number.

    The township, the birth date and the sex stand on the same page, and with them each shown
    character tells much: 500 numbers remain when none is shown, about 45 with the check digit,
    about 9 with the last two.
    """
    return "*" * LENGTH


def last_four(number):
    return number[-4:]


def make_id(area_code, birth_date, sequence, sex):
    """A valid number for demonstrations and tests; `sequence` runs from 0 to 499 for each sex."""
    if not 0 <= sequence < SEQUENCES:
        raise ValueError(f"sequence {sequence} is not in 0 to {SEQUENCES - 1}")
    order = 2 * sequence + (sex == "male")
    return with_check_digit(f"{area_code}{birth_date:%Y%m%d}{order:03d}")


def check_phone(text):
    """A mainland mobile (13812345678) or landline with area code (0871-63123456), so written.

    Raises IdentityProblem: also for a landline without its area code, which is never guessed.
    """
    number = parse_phone(plain(text))
    if number.country_code != 86 or not phonenumbers.is_valid_number(number):
        raise IdentityProblem(Flaw.PHONE)
    if phonenumbers.number_type(number) not in PERSONAL_LINES:
        raise IdentityProblem(Flaw.PHONE)
    return written_out(number)


def parse_phone(text):
    # The library also reads letters as keys and drops what it does not know.
    if not re.fullmatch(r"\+?[0-9]+|\(\+?[0-9]+\)[0-9]+", text):
        raise IdentityProblem(Flaw.PHONE)
    try:
        return phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise IdentityProblem(Flaw.PHONE) from None


def written_out(number):
    digits = phonenumbers.national_significant_number(number)
    area_code = phonenumbers.length_of_geographical_area_code(number)
    return f"0{digits[:area_code]}-{digits[area_code:]}" if area_code else digits


def mask_phone(phone):
    """The first three characters and the last two: 138******78."""
    hidden = len(phone) - 5
    return phone[:3] + "*" * hidden + phone[-2:] if hidden >= 4 else "*" * len(phone)
