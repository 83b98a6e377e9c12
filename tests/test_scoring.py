"""The reckoning of the 100-point scheme: the cases of the domain, and what always holds."""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responsibility import scoring, terms
from responsibility.scoring import (
    PARTS,
    Entered,
    ItemSpec,
    Measured,
    StandardSpec,
    excel_formula,
    excel_grade,
    excel_total,
    grade_of,
    load_scheme,
    reckon,
    rounded,
)

SCHEME = load_scheme(Path(scoring.__file__).with_name("standard.toml").read_text("utf-8"))
SPEC = SCHEME.spec
BY_CODE = {item.code: item for item in SPEC.items}
SECTIONS = {"A": 15, "B": 20, "C": 35, "D": 12, "E": 6, "F": 7, "G": 5}
GRADE_WORDS = {
    "excellent": "优秀",
    "qualified": "合格",
    "basically_qualified": "基本合格",
    "unqualified": "不合格",
}


def perfect(item):
    if item.computation == "manual":
        return Entered(item.points)
    return Measured(12, 12, dict.fromkeys(PARTS[item.measure], 0))


def nobody(item):
    return Measured(0, 0, dict.fromkeys(PARTS[item.measure], 0))


MANUAL = [item for item in SPEC.items if item.computation == "manual"]
FULL = {item.code: perfect(item) for item in SPEC.items}
NO_PERSON = FULL | {
    item.code: nobody(item) for item in SPEC.items if item.section == "C" and item.measure
}


def score_of(reckoning, code):
    return next(score for score in reckoning.items if score.item.code == code)


def section_of(reckoning, code):
    return next(section for section in reckoning.sections if section.code == code)


def one_item(points, result, **item):
    """The reckoning of a standard of a single item."""
    spec = ItemSpec("A1", "A", Decimal(points), **item)
    return reckon(StandardSpec((spec,), SPEC.grades), {"A1": result})


def entered_total(*points):
    """The reckoning of items of 50 points that got `points` by hand."""
    items = tuple(ItemSpec(f"A{n}", "A", Decimal(50), "manual") for n in range(len(points)))
    results = {item.code: Entered(Decimal(p)) for item, p in zip(items, points, strict=True)}
    return reckon(StandardSpec(items, SPEC.grades), results)


# The scheme


def test_the_sections_add_to_one_hundred():
    points = {
        row["code"]: sum(i["points"] for i in SCHEME.items if i["section"] == row["code"])
        for row in SCHEME.sections
    }
    assert points == SECTIONS
    assert sum(points.values()) == 100


def test_the_scheme_measures_sixteen_items():
    assert {i.code: (i.computation, i.measure) for i in SPEC.items if i.measure} == {
        "A1": ("deduct", "group_named"),
        "A2": ("deduct", "quarterly_meetings"),
        "A3": ("share", "letters_signed"),
        "A4": ("deduct", "two_level_binding"),
        "B1": ("deduct", "june_activities"),
        "B2": ("deduct", "quarterly_campaigns"),
        "B3": ("deduct", "displays"),
        "B4": ("deduct", "key_audiences"),
        "C1": ("deduct", "roster_complete"),
        "C2": ("deduct", "file_documents"),
        "C3": ("deduct", "teams_named"),
        "C4": ("share", "visits_done"),
        "C5": ("share", "tests_done"),
        "C6a": ("share", "checks_done"),
        "C6b": ("share", "exchanges_done"),
        "C7": ("deduct", "lost_contact"),
    }


def test_a_document_missing_costs_less_than_a_file_missing():
    assert BY_CODE["C2"].deductions == (
        ("no_file", Decimal(1)),
        ("missing_documents", Decimal("0.2")),
    )


def test_deductions_name_only_misses_that_are_counted():
    named = {(i.measure, part) for i in SPEC.items for part, _ in i.deductions}
    assert [(measure, part) for measure, part in named if part not in PARTS[measure]] == []


def test_every_row_of_the_scheme_is_in_chinese_and_english():
    words = [
        row[key]
        for rows, chinese in (
            (SCHEME.sections, ("name",)),
            (SCHEME.items, ("name", "requirement")),
            (SCHEME.veto_cases, ("text",)),
        )
        for row in rows
        for key in (*chinese, *(f"{key}_en" for key in chinese))
    ]
    assert [word for word in words if not word.strip()] == []
    assert len(words) == 2 * (len(SECTIONS) + 2 * len(SPEC.items) + 5)


def test_the_bonuses_of_the_scheme_reach_the_most_that_counts():
    assert {row["kind"]: row["points"] for row in SCHEME.bonuses} == {
        "county_praise": 2,
        "media": 1,
        "clue_solved": 2,
    }
    assert sum(row["points"] for row in SCHEME.bonuses) == scoring.MAX_BONUS


def test_chinese_texts_have_chinese_punctuation():
    texts = [row["name"] for row in (*SCHEME.sections, *SCHEME.items)]
    texts += [row["requirement"] for row in SCHEME.items]
    texts += [row["text"] for row in SCHEME.veto_cases]
    assert [text for text in texts if re.search("[,;:()]", text)] == []


def test_a_scheme_names_each_item_once():
    assert len(BY_CODE) == len(SPEC.items) == 27


def test_the_words_of_the_rules_are_the_words_of_the_terms():
    assert {scoring.SHARE, scoring.DEDUCT, scoring.MANUAL} == set(terms.Computation.values)
    assert set(PARTS) == set(terms.MeasureKey.values)
    assert {row["word"] for row in SCHEME.grades} == set(terms.Grade.values)
    assert {row["kind"] for row in SCHEME.bonuses} == set(terms.BonusKind.values)
    assert {
        scoring.MEASURED,
        scoring.ENTERED,
        scoring.AWAITED,
        scoring.NOT_APPLICABLE,
    } == set(terms.ItemState.values)


# Grades and rounding


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "excellent"),
        ("90.00", "excellent"),
        ("89.99", "qualified"),
        ("80.00", "qualified"),
        ("79.99", "basically_qualified"),
        ("60.00", "basically_qualified"),
        ("59.99", "unqualified"),
        ("0", "unqualified"),
    ],
)
def test_a_grade_ends_where_the_next_begins(total, grade):
    assert grade_of(SPEC.grades, Decimal(total)) == grade


def test_a_total_of_89_995_rounds_up_to_90_and_is_excellent():
    village = entered_total("44.995", "45")
    assert (village.total, village.grade) == (Decimal("90.00"), "excellent")


def test_a_total_of_89_99_is_qualified():
    village = entered_total("44.99", "45")
    assert (village.total, village.grade) == (Decimal("89.99"), "qualified")


def test_the_total_is_rounded_once_and_not_item_by_item():
    assert entered_total("10.004", "10.004").total == Decimal("20.01")


def test_thirds_of_items_add_to_whole_points():
    items = tuple(ItemSpec(f"A{n}", "A", Decimal(1), "share", "visits_done") for n in range(3))
    village = reckon(
        StandardSpec(items, SPEC.grades), {item.code: Measured(1, 3) for item in items}
    )
    assert village.total == Decimal("1.00")
    assert section_of(village, "A").got == 1


def test_grades_follow_the_limits_of_the_standard():
    stricter = replace(SPEC, grades=(("unqualified", 0), ("excellent", 95), ("qualified", 85)))
    village = reckon(stricter, FULL | {"D2": Entered(Decimal(0)), "D3": Entered(Decimal(1))})
    assert (village.total, village.grade) == (Decimal("92.00"), "qualified")


# Items


def test_a_share_gives_points_in_proportion():
    assert one_item(7, Measured(11, 12), computation="share", measure="visits_done").total == (
        Decimal("6.42")
    )


def test_nothing_due_does_not_apply_and_is_not_full():
    village = reckon(SPEC, FULL | {"C5": nobody(BY_CODE["C5"])})
    assert score_of(village, "C5").state == "not_applicable"
    assert (score_of(village, "C5").full, score_of(village, "C5").got) == (0, 0)


def test_more_done_than_due_is_refused():
    with pytest.raises(ValueError, match="13 of 12"):
        Measured(13, 12)


def test_each_miss_costs_its_points():
    village = reckon(SPEC, FULL | {"C2": Measured(3, 6, {"no_file": 1, "missing_documents": 3})})
    assert score_of(village, "C2").got == Fraction("4.4")
    assert village.total == Decimal("98.40")


def test_deductions_stop_at_the_floor():
    lost = one_item(
        5,
        Measured(0, 9, {"incomplete": 9}),
        computation="deduct",
        measure="roster_complete",
        deductions=(("incomplete", Decimal(1)),),
        floor=Decimal(2),
    )
    assert score_of(lost, "A1").got == 2


def test_deductions_without_a_floor_end_at_nothing_and_never_below():
    village = reckon(SPEC, FULL | {"C7": Measured(0, 9, {"lost": 9})})
    assert score_of(village, "C7").got == 0
    assert village.total == Decimal("98.00")


def test_a_deduction_for_what_nothing_counts_is_refused():
    with pytest.raises(ValueError, match="C7: nothing counts lost"):
        reckon(SPEC, FULL | {"C7": Measured(8, 9)})


def test_misses_below_zero_are_refused():
    with pytest.raises(ValueError, match="below zero"):
        Measured(8, 9, {"lost": -1})


def test_a_deduction_that_would_give_points_is_refused():
    with pytest.raises(ValueError, match="C7: a deduction below zero"):
        replace(BY_CODE["C7"], deductions=(("lost", Decimal("-0.5")),))


@pytest.mark.parametrize("points", ["-0.01", "3.01"])
def test_points_outside_the_item_are_refused(points):
    with pytest.raises(ValueError, match="item D1"):
        reckon(SPEC, FULL | {"D1": Entered(Decimal(points))})


def test_a_floor_above_the_points_is_refused():
    with pytest.raises(ValueError, match="floor"):
        ItemSpec("A1", "A", Decimal(3), "manual", floor=Decimal(4))


def test_an_item_is_not_both_measured_and_entered():
    with pytest.raises(ValueError, match="not both"):
        ItemSpec("A1", "A", Decimal(3), "manual", "visits_done")


# What is awaited


def test_a_full_village_has_one_hundred_points():
    village = reckon(SPEC, FULL)
    assert (village.total, village.grade, village.is_final) == (100, "excellent", True)
    assert {s.code: s.full for s in village.sections} == SECTIONS
    assert {s.rescale for s in village.sections} == {1}


def test_an_awaited_item_keeps_the_sheet_open_and_without_a_grade():
    village = reckon(SPEC, {code: FULL[code] for code in FULL if code != "B5"})
    assert score_of(village, "B5").state == "awaited"
    assert (village.awaited, village.is_final, village.grade) == (4, False, None)
    assert village.total == Decimal("96.00")


def test_nothing_entered_is_all_awaited():
    village = reckon(SPEC, {})
    assert (village.awaited, village.total, village.is_final) == (100, 0, False)


# What does not apply


def test_a_village_without_a_school_spreads_its_points_within_the_section():
    village = reckon(SPEC, FULL | {"B5": Entered(None)})
    assert [score_of(village, f"B{n}").full for n in range(1, 6)] == [5, 5, 5, 5, 0]
    assert section_of(village, "B").rescale == Fraction(5, 4)
    assert section_of(village, "A").rescale == 1
    assert village.total == 100


def test_an_item_is_reckoned_before_it_is_rescaled():
    village = reckon(
        SPEC, FULL | {"B5": Entered(None), "B1": Measured(1, 2, {"missing_occasions": 1})}
    )
    assert score_of(village, "B1").got == Fraction("2.5")


def test_a_village_with_no_person_spreads_section_c_over_the_others():
    village = reckon(SPEC, NO_PERSON)
    assert {s.code: s.full for s in village.sections} == {
        code: 0 if code == "C" else Fraction(points * 100, 65) for code, points in SECTIONS.items()
    }
    assert {s.state for s in village.items if s.item.section == "C"} == {"not_applicable"}
    assert (section_of(village, "C").rescale, section_of(village, "C").got) == (0, 0)


def halved(item):
    """Misses that leave half the points of a measured item, or half a point more."""
    if item.computation == "share":
        return Measured(1, 2)
    part, each = item.deductions[0]
    misses = dict.fromkeys(PARTS[item.measure], 0) | {part: int(item.points / 2 / each)}
    return Measured(1, 2, misses)


def test_a_village_with_no_person_gets_no_free_points():
    half = {item.code: Entered(item.points / 2) for item in MANUAL}
    counted = {
        item.code: halved(item) for item in SPEC.items if item.section in "AB" and item.measure
    }
    # Of A1, whose 3 points go one by one, 2 are left: 33 of the 65 points that apply.
    assert reckon(SPEC, NO_PERSON | half | counted).total == Decimal("50.77")


def test_a_village_with_no_person_does_not_wait_for_an_item_entered_by_hand():
    by_hand = ItemSpec("C8", "C", Decimal(4), "manual")
    spec = replace(SPEC, items=(*SPEC.items, by_hand))
    assert {
        reckon(spec, results).total
        for results in (NO_PERSON, NO_PERSON | {"C8": Entered(Decimal(0))})
    } == {Decimal(100)}


def test_one_person_brings_all_of_section_c_back():
    village = reckon(SPEC, NO_PERSON | {"C1": Measured(1, 1, {"incomplete": 0})})
    assert section_of(village, "C").full == 35
    assert section_of(village, "C").rescale == 7


def test_a_measure_that_does_not_apply_is_left_out_whatever_was_counted():
    village = reckon(SPEC, FULL | {"C5": Measured(0, 4, {"missed": 4}, applies=False)})
    assert (score_of(village, "C5").state, village.total) == ("not_applicable", 100)


def test_where_nothing_applies_there_is_no_total():
    village = reckon(SPEC, {item.code: Entered(None) for item in SPEC.items})
    assert (village.total, village.grade, village.is_final) == (None, None, False)


# Bonus and veto


def test_a_bonus_counts_up_to_five_points():
    village = reckon(SPEC, FULL | {"D2": Entered(Decimal(0)), "D3": Entered(Decimal(1))}, bonus=7)
    assert (village.bonus, village.total) == (5, Decimal("97.00"))


def test_the_total_never_passes_one_hundred():
    assert reckon(SPEC, FULL, bonus=5).total == Decimal("100.00")


def test_a_bonus_below_zero_is_refused():
    with pytest.raises(ValueError, match="bonus"):
        reckon(SPEC, FULL, bonus=Decimal("-1"))


def test_under_a_veto_97_points_are_still_shown_and_the_grade_is_unqualified():
    village = reckon(SPEC, FULL | {"D1": Entered(Decimal(0))}, veto=True)
    assert (village.total, village.grade) == (Decimal("97.00"), "unqualified")
    assert village.is_vetoed


def test_a_veto_needs_no_finished_sheet():
    assert reckon(SPEC, {}, veto=True).grade == "unqualified"


# What always holds


def hundredths(most):
    return st.integers(0, int(most * 100)).map(lambda n: Decimal(n) / 100)


@st.composite
def measured(draw, item):
    due = draw(st.integers(0, 400))
    counts = {part: draw(st.integers(0, 9)) for part in PARTS[item.measure]}
    return Measured(draw(st.integers(0, due)), due, counts)


def result_of(item):
    if item.computation == "manual":
        return st.none() | hundredths(item.points).map(Entered) | st.just(Entered(None))
    return measured(item)


SHEETS = st.fixed_dictionaries({item.code: result_of(item) for item in SPEC.items})


@given(SHEETS, hundredths(8), st.booleans())
def test_a_total_lies_between_0_and_100(sheet, bonus, veto):
    total = reckon(SPEC, sheet, bonus=bonus, veto=veto).total
    assert total is None or 0 <= total <= 100


@given(SHEETS)
def test_full_points_add_to_100_while_anything_applies(sheet):
    village = reckon(SPEC, sheet)
    expected = 0 if village.total is None else 100
    assert sum(score.full for score in village.items) == expected
    assert sum(section.full for section in village.sections) == expected


@given(SHEETS)
def test_no_item_gets_more_than_its_full_points(sheet):
    assert [s for s in reckon(SPEC, sheet).items if not 0 <= s.got <= s.full] == []


@given(SHEETS)
def test_sections_add_up_from_their_items(sheet):
    village = reckon(SPEC, sheet)
    assert {s.code: (s.full, s.got) for s in village.sections} == {
        code: tuple(
            sum((getattr(s, part) for s in village.items if s.item.section == code), Fraction(0))
            for part in ("full", "got")
        )
        for code in SECTIONS
    }


@given(SHEETS, hundredths(5))
def test_a_veto_changes_the_grade_and_no_points(sheet, bonus):
    free = reckon(SPEC, sheet, bonus=bonus)
    vetoed = reckon(SPEC, sheet, bonus=bonus, veto=True)
    assert vetoed == replace(free, grade="unqualified", is_vetoed=True)


def better(result, most):
    """The same result with one more done, or one miss fewer."""
    if isinstance(result, Entered):
        return replace(result, points=min(result.points + 1, most))
    return replace(
        result,
        numerator=min(result.numerator + 1, result.denominator),
        misses={part: max(0, count - 1) for part, count in result.misses.items()},
    )


@given(SHEETS, st.sampled_from(SPEC.items))
def test_doing_more_never_lowers_a_total(sheet, item):
    result = sheet[item.code]
    if result and result.applies:
        more = reckon(SPEC, sheet | {item.code: better(result, item.points)})
        before = reckon(SPEC, sheet)
        assert before.total is None or more.total >= before.total


@given(st.fractions(0, 100, max_denominator=5000), st.fractions(0, 100, max_denominator=5000))
def test_rounding_keeps_the_order(one, other):
    low, high = sorted((one, other))
    assert rounded(low) <= rounded(high)


def test_grades_cover_every_hundredth_without_a_gap():
    grades = [grade_of(SPEC.grades, Decimal(n) / 100) for n in range(10001)]
    changes = [n for n, (a, b) in enumerate(pairwise(grades), 1) if a != b]
    assert changes == [6000, 8000, 9000]


# The workbook


def cells(item):
    """Cells as names that Python can evaluate."""
    misses = {part: f"{part}_{item.code}" for part, _ in item.deductions}
    names = {
        word: f"{word}_{item.code}" for word in ("full", "numerator", "denominator", "entered")
    }
    return names | {"misses": misses}


def values(score, result):
    """What the cells of one item hold: doubles, as a workbook holds them."""
    code = score.item.code
    held = {f"full_{code}": float(score.full)}
    if isinstance(result, Entered):
        return held | {f"entered_{code}": float(result.points)}
    counts = {f"{part}_{code}": count for part, count in result.misses.items()}
    return (
        held
        | counts
        | {
            f"numerator_{code}": result.numerator,
            f"denominator_{code}": result.denominator,
        }
    )


def decimal_round(number, places):
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(number)).quantize(step, ROUND_HALF_UP))


def binary_round(number, places):
    return float(int(number * 10**places + 0.5)) / 10**places


def evaluate(formula, names, round_):
    """A formula of the workbook in doubles; `round_` stands for what an engine may do."""
    functions = {
        "IF": lambda condition, then, otherwise: then if condition else otherwise,
        "MIN": min,
        "MAX": max,
        "SUM": lambda cells: sum(cells) if isinstance(cells, list) else cells,
        "ROUND": round_,
    }
    python = re.sub("(?<![<>])=", "==", formula.removeprefix("=")).replace("<>", "!=")
    return eval(python, functions | names)  # noqa: S307 - our own formula


def workbook_total(village, sheet, bonus, round_):
    got = [
        evaluate(excel_formula(s.item, **cells(s.item)), values(s, sheet[s.item.code]), round_)
        for s in village.items
        if s.state in ("measured", "entered")
    ]
    names = {"scores": got, "bonus": float(bonus)}
    return evaluate(excel_total("scores", "bonus"), names, round_)


@pytest.mark.parametrize("round_", [decimal_round, binary_round])
@given(sheet=SHEETS, bonus=hundredths(6))
def test_the_formulas_of_the_workbook_give_our_total(round_, sheet, bonus):
    village = reckon(SPEC, sheet, bonus=bonus)
    if village.total is not None:
        assert workbook_total(village, sheet, bonus, round_) == float(village.total)


@pytest.mark.parametrize("round_", [decimal_round, binary_round])
def test_the_formulas_agree_on_every_tie(round_):
    """Totals that end in 5 thousandths, reached by sums that doubles cannot hold."""
    formula = excel_total("scores", "bonus")
    wrong = [
        n
        for n in range(5, 100_000, 10)
        if evaluate(formula, {"scores": tie_scores(n), "bonus": 0}, round_)
        != float(rounded(Fraction(n, 1000)))
    ]
    assert wrong == []


def tie_scores(thousandths):
    """Seven doubles whose exact sum is so many thousandths."""
    return sevenths(Fraction(thousandths, 1000))


def sevenths(total):
    return [float(total / 7)] * 7


@pytest.mark.parametrize("round_", [decimal_round, binary_round])
@given(st.integers(0, 9999), st.integers(100, 400_000_000), st.integers(0, 1))
def test_the_formulas_agree_on_both_sides_of_every_tie(round_, hundredths, denominator, above):
    """The nearest that a total over this denominator comes to a tie, from below or from above."""
    tie = Fraction(2 * hundredths + 1, 200)
    total = Fraction((tie * denominator).__floor__() + above, denominator)
    names = {"scores": sevenths(total), "bonus": 0}
    rounded_by_workbook = evaluate(excel_total("scores", "bonus"), names, round_)
    assert rounded_by_workbook == float(rounded(total))


def test_a_formula_reads_aloud():
    assert excel_formula(
        BY_CODE["C2"], full="G9", misses={"no_file": "D9", "missing_documents": "E9"}
    ) == ("=MAX(0,6-D9*1-E9*0.2)*G9/6")
    assert excel_formula(BY_CODE["C4"], full="G11", numerator="D11", denominator="E11") == (
        '=IF(E11=0,"",G11*D11/E11)'
    )
    assert excel_formula(BY_CODE["D1"], full="G3", entered="F3") == '=IF(F3="","",F3*G3/3)'


def test_the_total_of_the_workbook_reads_aloud():
    assert excel_total("H3:H27", "H29") == "=ROUND(MIN(100,SUM(H3:H27)+MIN(5,SUM(H29)))+1E-11,2)"


@pytest.mark.parametrize("total", ["100", "90", "89.99", "80", "79.99", "60", "59.99", "0"])
def test_the_grade_of_the_workbook_is_ours(total):
    formula = excel_grade(SPEC.grades, GRADE_WORDS, total="total", veto="veto")
    names = {"total": float(total), "veto": ""}
    assert (
        evaluate(formula, names, binary_round)
        == (GRADE_WORDS[grade_of(SPEC.grades, Decimal(total))])
    )


def test_the_grade_of_the_workbook_bows_to_a_veto():
    formula = excel_grade(SPEC.grades, GRADE_WORDS, total="H30", veto="H31")
    assert formula == (
        '=IF(H31<>"","不合格",IF(H30>=90,"优秀",IF(H30>=80,"合格",IF(H30>=60,"基本合格","不合格"))))'
    )
