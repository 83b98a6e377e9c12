"""What a cell of an office's sheet means, or why it means nothing."""

from django.utils.translation import gettext as _

from jurisdiction.synonyms import recognise_boolean
from paperwork.dates import parse_date

# Offices strike a cell out instead of leaving it empty.
STRUCK_OUT = {"/", "\\", "-", "--", "—", "——", "无", "空"}


class Unclear(Exception):
    """A cell that says nothing known here; the reason says what to write."""


def read_day(cell):
    """The day of a cell, in any of the usual forms. Raises Unclear."""
    try:
        return parse_date(cell)
    except ValueError as problem:
        raise Unclear(str(problem)) from None


def read_tick(text):
    """True or False. Raises Unclear."""
    value = recognise_boolean(text)
    if value is None:
        raise Unclear(_("“%s” is neither yes nor no. Write 是 or 否.") % text)
    return value


def not_a_word(text, words):
    """The problem of a word that is none of these."""
    return Unclear(
        _("“%(text)s” is not known here. Write one of: %(words)s.")
        % {"text": text, "words": "、".join(words)}
    )


def read_count(text, measure_words=""):
    """The digits of a whole number, without the measure words behind it. Raises Unclear."""
    digits = text.rstrip(measure_words)
    if not digits.isdecimal():
        raise Unclear(_("“%s” is no whole number.") % text)
    return digits
