"""Cells are read as people meant them, and refused with a reason where that is unclear."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperwork.dates import MESSAGES, DateProblem, is_month_only, parse_date
from paperwork.text import (
    CellError,
    clean_text,
    display_width,
    looks_like_formula,
    looks_rounded,
    safe_text,
)

CELLS = st.one_of(
    st.text(), st.integers(-(10**20), 10**20), st.floats(), st.booleans(), st.none(),
    st.dates(), st.datetimes(), st.times(), st.timedeltas(),
)  # fmt: skip
DATE_LIKE = st.text("0123456789０９.-/年月日号 :T。一\u200b\u3000٣²", max_size=14)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""), ("", ""), (" 张\u3000三 ", "张 三"), ("张\u200b三\ufeff", "张三"),
        ("\u202e张三\u202c", "张三"), ("张\x00三", "张三"), ("张\r\n三\t丰", "张 三 丰"),
        ("ＡＢｃ１２３", "ABc123"), ("和平村（东），３组", "和平村（东），3组"),
        ("⼈", "人"), ("①", "①"),
        (13800000000.0, "13800000000"), (13800000000, "13800000000"), (1e17, "1" + "0" * 17),
        (0.5, "0.5"), (1e-7, "0.0000001"), (float("nan"), ""), (True, "TRUE"),
        (date(1990, 5, 1), "1990-05-01"), (datetime(1990, 5, 1), "1990-05-01"),
        (datetime(1990, 5, 1, 8, 30), "1990-05-01 08:30:00"), (CellError("#N/A"), "#N/A"),
    ],
)  # fmt: skip
def test_a_cell_is_cleaned(cell, text):
    assert clean_text(cell) == text


@given(CELLS)
def test_clean_text_is_stable_and_visible(cell):
    cleaned = clean_text(cell)
    assert clean_text(cleaned) == cleaned
    assert all(character.isprintable() or character > "\ue000" for character in cleaned)


@pytest.mark.parametrize(
    ("cell", "rounded"),
    [
        (1.10105199003071e17, True), (110105199003071000, True), ("1.10105E+17", True),
        ("110105199003071234", False), (13800000000.0, False), (110105900307101, False),
        (True, False), (None, False), (date(2020, 1, 1), False), (float("inf"), False),
    ],
)  # fmt: skip
def test_a_number_that_excel_has_rounded_is_recognised(cell, rounded):
    assert looks_rounded(cell) is rounded


@pytest.mark.parametrize(
    "cell",
    [
        "1990-05-01", "1990-5-1", "1990.5.1", "1990.05.01.", "1990/5/1", "19900501", 19900501,
        "1990年5月1日", "1990年05月01号", "1990 年 5 月 1 日", "１９９０．５．１",
        "1990-05-01 00:00:00",
        "1990。5。1", "\u200e1990-05-01", 32994, 32994.0, 32994.75, "32994", date(1990, 5, 1),
        datetime(1990, 5, 1, 12), "1990—5—1",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell):
    assert (parse_date(cell), is_month_only(cell)) == (date(1990, 5, 1), False)


@pytest.mark.parametrize(
    "cell", ["1990-05", "1990.5", 1990.5, "1990/05", "1990年5月", "1990年5", "199005", 199005]
)
def test_a_month_gives_its_first_day_and_says_so(cell):
    assert (parse_date(cell), is_month_only(cell)) == (date(1990, 5, 1), True)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1990-02-31", "no_such_day"), ("1990年13月1日", "no_such_day"),
        ("19900230", "no_such_day"),
        ("1990-00-01", "no_such_day"), ("1989-02-29", "no_such_day"), ("90.5.1", "two_digit_year"),
        ("90年5月", "two_digit_year"), (1990.1, "unclear_month"), ("不详", "not_a_date"),
        ("", "not_a_date"), (None, "not_a_date"), (True, "not_a_date"), (1990, "not_a_date"),
        ("0990-05-01", "not_a_date"), (date(1066, 1, 1), "not_a_date"), ("5/1/1990", "not_a_date"),
        (-32994, "not_a_date"), (float("nan"), "not_a_date"), ("9" * 5000, "not_a_date"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_its_reason(cell, reason):
    with pytest.raises(DateProblem) as caught:
        parse_date(cell)
    assert caught.value.reason == reason


def test_the_number_for_october_is_not_taken_for_january_but_the_text_is_clear():
    assert parse_date("1990.1") == date(1990, 1, 1)
    assert parse_date(1990.11) == date(1990, 11, 1)


@given(CELLS | DATE_LIKE)
def test_any_cell_gives_a_day_or_a_reason(cell):
    try:
        outcome = 1900 <= parse_date(cell).year <= 2199
    except DateProblem as problem:
        outcome = problem.reason in MESSAGES
    assert outcome
    assert is_month_only(cell) in (True, False)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_survives_every_way_of_writing(day):
    ways = ["{0:%Y-%m-%d}", "{0.year}.{0.month}.{0.day}", "{0.year}年{0.month}月{0.day}日"]
    assert {parse_date(way.format(day)) for way in ways} == {day}


@pytest.mark.parametrize(
    "text",
    ["=1+1", " =1", "\t=1", "+86", "-1", "@SUM(A1)", "＝1", "－1", "＋1", "＠a", "\r=1", "−1"],
)
def test_text_that_begins_like_a_formula_is_noticed(text):
    assert looks_like_formula(text)


@pytest.mark.parametrize("text", ["", "张三", "1-2", "a=b", "'=1"])
def test_other_text_is_not_taken_for_a_formula(text):
    assert not looks_like_formula(text)


@given(CELLS)
def test_safe_text_is_legal_in_xml(cell):
    text = safe_text(cell)
    legal = {0x9, 0xA, *range(0x20, 0xD800), *range(0xE000, 0xFFFE)}
    assert all(ord(character) in legal or ord(character) > 0xFFFF for character in text)
    assert safe_text(text) == text


def test_text_longer_than_a_cell_is_cut():
    assert len(safe_text("好" * 40_000)) == 32_767


def test_a_chinese_character_is_two_columns_wide():
    assert [display_width(text) for text in ("", "ab", "张三", "a张\nbcd")] == [0, 2, 4, 3]
