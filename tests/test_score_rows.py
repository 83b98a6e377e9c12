"""Each point of a score sheet shows its rows: what counts, and what is missing."""

from datetime import date

import pytest

from jurisdiction.models import AccessEvent, Unit
from jurisdiction.terms import Capacity
from responsibility import actions, indicators
from responsibility.models import Item
from responsibility.terms import MeasureKey
from tests.test_activities import record
from tests.test_lists import queries
from tests.test_promises import check, posted, resident_of

YEAR = 2025  # over, whatever today is


@pytest.fixture
def standard(township, heping, officer):
    return actions.set_up_standard(township=township, year=YEAR, by=officer)


def page_of(client, village, code):
    item = Item.objects.get(code=code)
    return client.get(f"/assessment/{YEAR}/villages/{village.pk}/items/{item.pk}/rows/")


def missing(client, village, code):
    return [
        (str(row["what"]), row["period"])
        for row in page_of(client, village, code).context["misses"]
    ]


def test_every_measured_point_that_is_lost_shows_as_many_rows_as_are_missing(
    standard, heping, heping_group_1, make_case, officer, signed_in
):
    make_case(heping, control_state="lost_contact")
    make_case(heping, birth_date=date(2015, 5, 1))
    Unit.objects.create(name="小学", kind="school", area=heping)
    client = signed_in(officer)
    measured = indicators.measure(year=YEAR, villages=[heping.pk], today=date(2026, 1, 1))
    for item in Item.objects.exclude(measure=""):
        rows = page_of(client, heping, item.code).context["misses"]
        parts = measured[heping.pk][item.measure].parts
        if item.measure == MeasureKey.DISPLAYS:
            parts = {"missing_displays": 2, "households_short": 1}
        assert (item.code, len(rows)) == (item.code, sum(parts.values()))


@pytest.mark.parametrize(
    "code, found",
    [
        ("A1", [("No contact named", ""), ("No first responsible person named", ""),
                ("No members of the group named", "")]),
        ("A2", [("Nothing in the quarter", f"{YEAR}-Q{n}") for n in (1, 2, 3, 4)]),
        ("B1", [("Lacking · International Day of 26 June", f"{YEAR}-06"),
                ("Lacking · Publicity month of June", f"{YEAR}-06")]),
        ("B2", [("Nothing in the quarter", f"{YEAR}-Q{n}") for n in (2, 3, 4)]),
    ],
)  # fmt: skip
def test_what_the_letters_and_campaigns_lack_is_named(
    code, found, standard, heping, officer, signed_in
):
    record(heping, officer, happened_on=date(YEAR, 2, 1))
    assert sorted(missing(signed_in(officer), heping, code)) == found


def test_the_binding_shows_each_month_with_who_was_posted_and_who_checked(
    standard, heping, officer, signed_in
):
    posted(heping, Capacity.VILLAGE_HEAD, valid_to=date(YEAR, 3, 1))
    resident = resident_of(heping)
    for month in (1, 3):
        check(heping, resident, date(YEAR, month, 8))
    page = page_of(signed_in(officer), heping, "A4")
    first, second, third, *_later = page.context["months"]
    head, name = f"village_head-{heping.pk}", resident.name
    assert (first["seats"], first["checks"]) == (
        [head, "", name], [(date(YEAR, 1, 8), "Ten-day check", name)],
    )  # fmt: skip
    assert (first["lack"], second["lack"]) == ("", "No check by the resident cadre")
    assert third["lack"] == "Neither village head nor village cadre posted"
    assert len(page.context["months"]) == 12
    assert len(page.context["misses"]) == 11
    assert page.context["bindings"] == f"/bindings/?village={heping.pk}"


def test_a_row_names_a_file_only_to_whoever_may_open_it_and_leaves_a_trace(
    standard, heping, make_case, officer, leader, county, appoint, signed_in
):
    case = make_case(heping, name="欧阳藏名", control_state="lost_contact")
    young = make_case(heping, birth_date=date(2015, 5, 1), control_state="lost_contact")
    head = appoint("head", "赵永福", Capacity.VILLAGE_HEAD, heping)
    told = {
        officer: ([case.pk, young.pk], 0), head: ([case.pk], 1), leader: ([], 2), county: ([], 2)
    }  # fmt: skip
    for who, (files, hidden) in told.items():
        page = page_of(signed_in(who), heping, "C7")
        assert [row["link"] for row in page.context["misses"]] == [f"/files/{f}/" for f in files]
        assert page.context["hidden"] == hidden
        assert "欧阳藏名" not in page.content.decode()
        traces = AccessEvent.objects.filter(officer=who)
        assert [event.files for event in traces] == ([files] if files else [])


def test_an_item_by_hand_has_its_page_and_a_stranger_none(
    standard, heping, other_village, officer, signed_in
):
    client = signed_in(officer)
    assert page_of(client, heping, "B5").context["misses"] == []
    assert page_of(client, other_village, "A1").status_code == 404
    assert client.get(f"/assessment/{YEAR}/villages/{heping.pk}/items/0/rows/").status_code == 404


def test_the_sheet_leads_to_the_rows_of_every_measured_item(standard, heping, officer, signed_in):
    html = signed_in(officer).get(f"/assessment/{YEAR}/villages/{heping.pk}/").content.decode()
    for item in Item.objects.exclude(measure=""):
        assert f"items/{item.pk}/rows/" in html


def test_the_page_asks_as_often_for_three_persons_as_for_one(
    standard, heping, make_case, officer, signed_in
):
    client, item = signed_in(officer), Item.objects.get(code="C7")
    address = f"/assessment/{YEAR}/villages/{heping.pk}/items/{item.pk}/rows/"
    make_case(heping, control_state="lost_contact")
    one = queries(client, address)
    for _ in range(2):
        make_case(heping, control_state="lost_contact")
    assert queries(client, address) == one
