"""Words as offices type them: compared without spaces, width and case; yes and no."""

import unicodedata

YES = "是 有 √ ✓ ✔ ☑ 对 Y YES T TRUE 1"
NO = "否 无 \u00d7 ✗ ✘ ☒ X 没有 非 不是 N NO F FALSE 0 /"


def plain(text):
    """Upper case and half width, without spaces, so that words compare equal."""
    return "".join(unicodedata.normalize("NFKC", str(text)).upper().split())


BOOLEANS = dict.fromkeys(map(plain, YES.split()), True) | dict.fromkeys(
    map(plain, NO.split()), False
)


def recognise_boolean(text):
    """True, False, or None for what is neither."""
    return BOOLEANS.get(plain(text))


def by_word(words):
    """{plain word: value} of {value: "word synonym …"}."""
    return {plain(word): value for value, many in words.items() for word in many.split()}
