"""Days as offices type them into sheets."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, as it counts after February 1900
FIRST_SERIAL, LAST_SERIAL = 25569, 80000  # 1970 to 2119
FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST = 40

NOT_A_DATE = "not_a_date"
NO_SUCH_DAY = "no_such_day"
TWO_DIGIT_YEAR = "two_digit_year"
UNCLEAR_MONTH = "unclear_month"
MESSAGES = {
    NOT_A_DATE: _("This is not a date. Write it as 1990-05-01."),
    NO_SUCH_DAY: _("There is no such day. Check the month and the day."),
    TWO_DIGIT_YEAR: _("The year has two digits. Write all four, as in 1990-05-01."),
    UNCLEAR_MONTH: _("This may be January or October. Write it as 1990-01 or 1990-10."),
}

YEAR, MONTH, DAY = r"(?P<year>[0-9]{4})", r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
CLOCK = r"(?:[T ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
FULL = [
    re.compile(rf"{YEAR} ?[-./、。—] ?{MONTH} ?[-./、。—] ?{DAY}\.?{CLOCK}"),
    re.compile(rf"{YEAR} {MONTH} {DAY}"),
    re.compile(rf"{YEAR} ?年 ?{MONTH} ?月 ?{DAY} ?[日号]?{CLOCK}"),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
]
MONTH_ONLY = [
    re.compile(rf"{YEAR} ?[-./、。—] ?{MONTH}\.?"),
    re.compile(rf"{YEAR} ?年 ?{MONTH} ?月?"),
    re.compile(r"(?P<year>(?:19|20|21)[0-9]{2})(?P<month>[0-9]{2})"),
]
SHORT_YEAR = re.compile(
    r"[0-9]{2} ?[-./、。—年] ?[0-9]{1,2}(?: ?[-./、。—月] ?[0-9]{1,2} ?日?)? ?月?"
)
SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")


class DateProblem(ValueError):
    """No day: `reason` is one of the codes above, `message` tells the user what to write."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason

    @property
    def message(self):
        return MESSAGES[self.reason]

    def __str__(self):
        return str(self.message)


def parse_date(value):
    """The day that a cell means; a month without a day gives its first (see `is_month_only`).

    Takes a date, an Excel serial number, or text: 1990-05-01, 1990.5.1, 1990/5/1, 19900501,
    1990年5月1日, 1990-05, 1990年5月. Raises DateProblem (a ValueError) and nothing else.
    """
    if isinstance(value, date):
        return in_range(value.date() if isinstance(value, datetime) else value)
    text = plain(value)
    if SERIAL.fullmatch(text) and FIRST_SERIAL <= float(text) < LAST_SERIAL + 1:
        return EPOCH + timedelta(days=int(float(text)))
    found = first_match(FULL + MONTH_ONLY, text)
    if not found:
        raise DateProblem(TWO_DIGIT_YEAR if SHORT_YEAR.fullmatch(text) else NOT_A_DATE)
    # The number 1990.1 is January, or October whose zero Excel has dropped.
    if isinstance(value, float) and text.endswith(".1"):
        raise DateProblem(UNCLEAR_MONTH)
    return day_of(**found.groupdict())


def is_month_only(value):
    """Whether a cell gives a month without its day: 1990-05, 1990.5, 1990年5月, 199005."""
    if isinstance(value, date):
        return False
    text = plain(value)
    return not first_match(FULL, text) and bool(first_match(MONTH_ONLY, text))


def plain(value):
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    text = value if isinstance(value, str) else repr(value).removesuffix(".0")
    if len(text) > LONGEST:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).translate(UNSEEN).split())


# Marks that copying from web pages and chats leaves between the digits.
UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])


def first_match(patterns, text):
    return next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)


def day_of(year, month, day=1):
    try:
        return in_range(date(int(year), int(month), int(day)))
    except DateProblem:
        raise
    except ValueError:
        raise DateProblem(NO_SUCH_DAY) from None


def in_range(day):
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateProblem(NOT_A_DATE)
    return day
