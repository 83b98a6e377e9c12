"""Identity numbers and telephone numbers: normalised, checked, never repaired, shown masked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.identity import (
    Flaw,
    IdentityProblem,
    birth_date_of,
    check_id,
    check_phone,
    disagreements,
    last_four,
    make_id,
    mask_id,
    mask_phone,
    normalise_id,
    sex_of,
    to_18,
)

TODAY = date(2026, 11, 23)
PUBLISHED = "11010519491231002X"  # the example printed in GB 11643-1999
AREA_CODES = st.integers(110000, 659999).map(str)
BIRTH_DATES = st.dates(date(1900, 1, 1), TODAY)
SEXES = st.sampled_from(["male", "female"])
SEQUENCES = st.integers(0, 499)


def flaw_of(check, *arguments):
    with pytest.raises(IdentityProblem) as caught:
        check(*arguments)
    return caught.value.code


def outcome(check, *arguments):
    try:
        return check(*arguments)
    except IdentityProblem as problem:
        return problem.code


def test_the_number_printed_in_the_standard_is_valid():
    assert check_id(PUBLISHED, TODAY) == PUBLISHED


@pytest.mark.parametrize(
    "text",
    [
        " 110105 19491231 002X ",
        "110105-19491231-002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "\u202d11010519491231002x\u202c",
        "110105\u300019491231\xa0002X",
    ],
)
def test_spelling_is_normalised(text):
    assert check_id(text, TODAY) == PUBLISHED


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("", Flaw.LENGTH),
        ("11010519491231002", Flaw.LENGTH),
        ("11010519491231002X0", Flaw.LENGTH),
        ("无", Flaw.CHARACTERS),
        ("11010519491231002二", Flaw.CHARACTERS),
        ("1.10105194912310e17", Flaw.CHARACTERS),
        ("1101051949123X0020", Flaw.CHARACTERS),
        ("11010519491231X", Flaw.CHARACTERS),
        ("11010519491231002Х", Flaw.CHARACTERS),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢٢", Flaw.CHARACTERS),
        ("110105194912310\x0002X", Flaw.CHARACTERS),
        ("110105199002310029", Flaw.BIRTH_DATE),
        ("110105202611240025", Flaw.BIRTH_DATE),
        ("110105189912310020", Flaw.BIRTH_DATE),
        ("110105490231002", Flaw.BIRTH_DATE),
        ("110105194912310021", Flaw.CHECKSUM),
        ("110105194912310200", Flaw.CHECKSUM),
    ],
)
def test_each_flaw_is_told_apart(text, flaw):
    assert flaw_of(check_id, text, TODAY) == flaw


def test_a_person_born_today_may_have_a_number():
    number = make_id("530399", TODAY, 0, "female")
    assert check_id(number, TODAY) == number


def test_the_area_code_of_a_township_that_no_list_knows_is_accepted():
    number = make_id("539999", date(1990, 5, 1), 7, "male")
    assert check_id(number, TODAY) == number


def test_an_old_number_is_accepted_and_has_an_18_character_form():
    old = "110105491231002"
    assert check_id(old, TODAY) == old
    assert (birth_date_of(old), sex_of(old)) == (date(1949, 12, 31), "female")
    assert to_18(old) == PUBLISHED
    assert to_18(PUBLISHED) == PUBLISHED


def test_birth_date_and_sex_stand_in_the_number():
    assert (birth_date_of(PUBLISHED), sex_of(PUBLISHED)) == (date(1949, 12, 31), "female")


def test_what_contradicts_the_number_is_named():
    assert disagreements(PUBLISHED, date(1949, 12, 31), "female") == set()
    assert disagreements(PUBLISHED, date(1949, 12, 13), "female") == {"birth_date"}
    assert disagreements(PUBLISHED, date(1949, 12, 13), "male") == {"birth_date", "sex"}
    assert disagreements(PUBLISHED, None, "") == set()


@given(AREA_CODES, BIRTH_DATES, SEQUENCES, SEXES)
def test_made_numbers_are_valid_and_carry_what_they_were_made_from(area, born_on, sequence, sex):
    number = make_id(area, born_on, sequence, sex)
    assert check_id(number, TODAY) == number
    assert disagreements(number, born_on, sex) == set()
    assert number[:6] == area


@given(AREA_CODES, BIRTH_DATES, SEQUENCES, SEXES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(area, born_on, sequence, sex, place, step):
    number = make_id(area, born_on, sequence, sex)
    wrong = (int(number[place]) + step) % 10
    with pytest.raises(IdentityProblem):
        check_id(f"{number[:place]}{wrong}{number[place + 1 :]}", TODAY)


def test_sequences_of_one_day_give_different_numbers():
    numbers = {make_id("530399", TODAY, n, sex) for n in range(500) for sex in ("male", "female")}
    assert len(numbers) == 1000


@pytest.mark.parametrize("sequence", [-1, 500])
def test_a_sequence_that_does_not_fit_is_an_error(sequence):
    with pytest.raises(ValueError, match="sequence"):
        make_id("530399", TODAY, sequence, "male")


def test_a_masked_number_tells_nothing_beside_the_birth_date():
    numbers = [make_id("530399", date(1990, 5, 1), n, "male") for n in range(500)]
    assert {mask_id(number) for number in numbers} == {"*" * 18}
    assert mask_id("110105491231002") == "*" * 18


def test_the_last_four_keep_their_check_letter():
    assert last_four(PUBLISHED) == "002X"


@given(st.text() | st.text("0123456789xX -", min_size=14, max_size=19))
def test_any_text_is_either_a_number_or_a_problem(text):
    flaws = {Flaw.LENGTH, Flaw.CHARACTERS, Flaw.BIRTH_DATE, Flaw.CHECKSUM}
    assert outcome(check_id, text, TODAY) in {normalise_id(text)} | flaws


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("(+86)13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("\u202d13812345678\u202c", "13812345678"),
        ("0871-63123456", "0871-63123456"),
        ("（0871）6312 3456", "0871-63123456"),
        ("0691 2123456", "0691-2123456"),
        ("01062345678", "010-62345678"),
    ],
)
def test_a_telephone_number_has_one_spelling(text, canonical):
    assert check_phone(text) == canonical
    assert check_phone(canonical) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "", "无", "110", "1381234567", "138123456789", "63123456", "+1 650 253 0000",
        "400-820-8820", "13812345678/13912345678", "138CALLME", "13812345678)(", "0" * 300,
        "\x0013812345678", "1.38E+10",
    ],
)  # fmt: skip
def test_what_is_no_personal_number_is_refused(text):
    assert flaw_of(check_phone, text) == Flaw.PHONE


@given(st.text() | st.text("+0123456789() -"))
def test_any_text_is_either_a_telephone_number_or_a_problem(text):
    canonical = outcome(check_phone, text)
    assert canonical == Flaw.PHONE or check_phone(canonical) == canonical


def test_a_masked_telephone_number_hides_its_middle():
    assert mask_phone("13812345678") == "138******78"
    assert mask_phone("0871-63123456") == "087********56"
    assert mask_phone("12345678") == "********"
    assert mask_phone("") == ""
