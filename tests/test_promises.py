"""What villages promised and whom they bound: items A1, A3 and A4 count themselves."""

import re
import uuid
from datetime import date
from html import unescape

import pytest

from casefiles.actions import record_check
from jurisdiction.models import Area, Officer, Posting, Unit
from jurisdiction.terms import Capacity
from responsibility import actions, indicators
from responsibility.models import Letter
from responsibility.terms import LetterLevel
from tests.test_help_letters import drafted, sign
from tests.test_letters import signed

PROMISES = {"group_named", "letters_signed", "two_level_binding"}
AFTER = date(2027, 1, 1)


def issue(village, by, level=LetterLevel.TOWNSHIP_VILLAGE):
    township = Area.objects.get(pk=village.township_code)
    actions.issue_letters(
        township=township, year=2026, level=level, by=by, today=date(2026, 1, 5),
        sign_by=date(2026, 3, 31), signer_a="梁镇",
    )  # fmt: skip
    return Letter.objects.standing().filter(level=level, area__code__startswith=village.pk)


def posted(village, capacity, **columns):
    name = f"{capacity}-{village.pk}"
    officer, _new = Officer.objects.get_or_create(username=name, name=name, office=village)
    columns = {"valid_from": date(2020, 1, 1)} | columns
    Posting.objects.create(officer=officer, area=village, capacity=capacity, **columns)
    return officer


def resident_of(village, **columns):
    return posted(village, Capacity.RESIDENT_CADRE, **columns)


def check(village, by, day):
    record_check(village=village, key=uuid.uuid4(), by=by, happened_on=day, is_nil=True)


def keep_promises(village, by):
    """The village's own letter of 2026 signed, its head posted, and a check of its resident cadre
    every month."""
    posted(village, Capacity.VILLAGE_HEAD)
    signed(issue(village, by).get(), by, signed_on=date(2026, 1, 9))
    resident = resident_of(village)
    for month in range(1, 13):
        check(village, resident, date(2026, month, 8))


def measured(village, today=AFTER):
    rows = indicators.measure(year=2026, villages=[village.pk], today=today)[village.pk]
    return {key: (row.numerator, row.denominator) for key, row in rows.items() if key in PROMISES}


def missed(village, today=AFTER):
    found = indicators.misses(year=2026, villages=[village.pk], today=today)
    return [(m.what, m.name, m.period) for m in found if m.key in PROMISES]


def test_a_village_that_kept_all_misses_nothing(heping, officer):
    keep_promises(heping, officer)
    assert measured(heping) == {
        "group_named": (3, 3), "letters_signed": (0, 0), "two_level_binding": (12, 12),
    }  # fmt: skip
    assert missed(heping) == []


def test_only_a_signed_letter_names_the_group(heping, officer):
    letter = issue(heping, officer).get()
    assert measured(heping)["group_named"] == (0, 3)
    signed(letter, officer, contact="")
    assert measured(heping)["group_named"] == (2, 3)
    assert [what for what, _name, period in missed(heping) if not period] == ["no_contact"]


def test_letters_signed_down_count_groups_units_and_households(
    heping, heping_group_1, liushu_group_1, make_case, officer
):
    Unit.objects.create(name="小学", kind="school", area=heping)
    make_case(heping, name="张伟")
    make_case(heping, birth_date=date(2012, 5, 1), name="小明")
    issue(heping, officer, LetterLevel.VILLAGE_HOUSEHOLD)
    signed(issue(heping, officer, LetterLevel.VILLAGE_GROUP).get(), officer)
    assert measured(heping)["letters_signed"] == (1, 4)
    unsigned = [row for row in missed(heping) if row[0].startswith("unsigned")]
    assert unsigned == [
        ("unsigned_township_unit", "小学", ""), ("unsigned_village_household", "张*", ""),
        ("unsigned_village_household", "小*", ""),
    ]  # fmt: skip
    minors = indicators.misses(year=2026, villages=[heping.pk], today=AFTER)
    assert {m.name for m in minors if m.is_minor} == {"小*"}


def test_a_household_with_a_letter_of_assistance_in_force_has_signed(
    signed_in, heping, make_case, officer
):
    make_case(heping, name="张伟")
    long = {"term_from": date(2026, 1, 1), "term_to": date(2099, 12, 31)}
    sign(drafted(make_case(heping, name="李强"), officer, **long), officer)
    assert measured(heping)["letters_signed"] == (1, 2)
    (letter,) = issue(heping, officer, LetterLevel.VILLAGE_HOUSEHOLD)
    assert letter.case.name == "张伟"
    client = signed_in(officer)
    for status, names in (("signed", {"李强"}), ("unsigned", {"张伟"})):
        page = client.get(f"/letters/owed/?year=2026&level=village_household&status={status}")
        assert {row[2].name for row in page.context["rows"]} == names
    figures = indicators.letter_figures(year=2026, codes=[heping.pk], today=AFTER)
    assert figures[LetterLevel.VILLAGE_HOUSEHOLD] == {"signed": 1, "due": 1}


def test_a_month_counts_when_it_has_ended_and_by_the_posting_of_its_day(heping, officer):
    posted(heping, Capacity.VILLAGE_CADRE)
    resident = resident_of(heping, valid_to=date(2026, 3, 1))
    for day in (date(2026, 1, 8), date(2026, 3, 8)):
        check(heping, resident, day)
    check(heping, officer, date(2026, 2, 8))
    assert measured(heping, date(2026, 4, 1))["two_level_binding"] == (1, 3)
    months = [period for what, _n, period in missed(heping, date(2026, 4, 1)) if period]
    assert months == ["2026-02", "2026-03"]


def test_a_month_without_the_villages_own_seat_is_missing_however_often_it_is_checked(
    heping, officer
):
    resident = resident_of(heping)
    posted(heping, Capacity.VILLAGE_CADRE, valid_to=date(2026, 2, 1))
    posted(heping, Capacity.VILLAGE_HEAD, valid_from=date(2026, 3, 31))
    for month in (1, 2, 3):
        check(heping, resident, date(2026, month, 8))
    after = date(2026, 4, 1)
    assert measured(heping, after)["two_level_binding"] == (2, 3)
    assert [row for row in missed(heping, after) if row[2]] == [("unbound_month", "", "2026-02")]


@pytest.mark.parametrize("narrowed", ["good", "whole", "bad"])
def test_each_count_of_letters_leads_to_as_many_rows(
    narrowed, signed_in, heping, heping_group_1, heping_group_2, make_case, officer
):
    make_case(heping)
    signed(issue(heping, officer, LetterLevel.VILLAGE_GROUP).first(), officer)
    row = indicators.measure(year=2026, villages=[heping.pk], today=AFTER)[heping.pk]
    row = row["letters_signed"]
    page = signed_in(officer).get("/letters/owed/", getattr(row, narrowed))
    counts = {"good": row.numerator, "whole": row.denominator, "bad": row.parts["unsigned"]}
    assert len(page.context["rows"]) == counts[narrowed]


LETTER_LINKS = re.compile(r'<a href="(/letters/owed/\?[^"]+)">(\d+)</a>')


def test_each_figure_of_letters_on_the_dashboard_leads_to_as_many_rows(
    signed_in, leader, officer, heping, heping_group_1, liushu, make_case
):
    make_case(heping, birth_date=date(2012, 5, 1))
    signed(issue(heping, officer).first(), officer)
    issue(heping, officer, LetterLevel.VILLAGE_GROUP)
    for who, found in ((officer, 11), (leader, 9)):
        client = signed_in(who)
        page = client.get("/dashboard/?month=2026-05").content.decode()
        figures = LETTER_LINKS.findall(page)
        assert len(figures) == found
        for address, count in figures:
            assert len(client.get(unescape(address)).context["rows"]) == int(count)
