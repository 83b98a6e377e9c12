"""The dashboard: every figure leads to a list of exactly that many rows."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from casefiles import actions
from casefiles.models import CaseFile, DueSlot
from tests.cast import FIGURES, WALL

LINKED = re.compile(r'<a href="(/(?:files|slots|exits)/\?[^"]+)">(\d+)</a>')
ROWS = re.compile(r"(\d+) rows?</p>")
PAGE = "/dashboard/"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def busy(heping, liushu, make_case, officer, today):
    """Two villages with slots of this and of the last month: done, missed, overdue, excused."""
    cases = [
        make_case(heping),
        make_case(heping, control_state="lost_contact", measure="community_detox"),
        make_case(liushu, control_state="in_custody"),
        make_case(liushu, birth_date=today - timedelta(days=15 * 365)),
    ]
    last_month = today.replace(day=1) - timedelta(days=1)
    actions.open_due_slots(on=last_month)
    actions.open_due_slots(on=today)
    DueSlot.objects.filter(kind="visit", closes_on__gte=today).update(due_on=today.replace(day=1))
    for day in (today, last_month):
        actions.record_visit(
            case=cases[0],
            key=f"00000000-0000-4000-8000-0000{day:%Y%m%d}",
            by=officer,
            visited_on=day,
            mode="face",
            outcome="found",
            place="home",
        )
    return cases


def page(client, query=""):
    response = client.get(PAGE + query)
    assert response.status_code == 200
    return response.content.decode()


def test_every_figure_is_a_link_to_as_many_rows(busy, signed_in, officer):
    client = signed_in(officer)
    figures = LINKED.findall(page(client))
    assert len(figures) > 30
    for address, count in figures:
        listed = ROWS.search(client.get(unescape(address)).content.decode())
        assert (address, listed and listed[1]) == (address, count)


def test_who_has_no_measure_entered_is_counted_and_listed(make_case, heping, signed_in, officer):
    make_case(heping, measure="")
    client = signed_in(officer)
    figures = dict(LINKED.findall(page(client)))
    address = "/files/?status=open&amp;measure=not_entered"
    assert figures[address] == "1"
    assert ROWS.search(client.get(unescape(address)).content.decode())[1] == "1"


def test_figures_count_minors_but_lead_only_to_lists_that_show_them(
    busy, signed_in, appoint, liushu
):
    head = appoint("head", "村长", "village_head", liushu)
    client = signed_in(head)
    for address, count in LINKED.findall(page(client)):
        listed = ROWS.search(client.get(unescape(address)).content.decode())
        assert (address, listed[1]) == (address, count)
    assert '<th scope="row">柳树村</th><td class="number">2</td>' in page(client)


def test_who_reads_figures_but_no_files_gets_plain_numbers(busy, signed_in, leader, county):
    for reader in (leader, county):
        assert LINKED.findall(page(signed_in(reader))) == []


def test_no_name_and_no_other_township_on_the_county_offices_page(
    busy, signed_in, county, other_village, make_case, township, other_township
):
    make_case(other_village)
    html = page(signed_in(county), f"?area={other_township.code}")
    assert [name in html for name in ("上石桥村", "和平村", *{case.name for case in busy})] == [
        True,
        *[False] * (1 + len({case.name for case in busy})),
    ]


def test_a_township_out_of_reach_does_not_exist(busy, signed_in, officer, other_township):
    assert signed_in(officer).get(PAGE + f"?area={other_township.code}").status_code == 404


@pytest.mark.parametrize("month", ["2026-13", "0000-01", "x", "", "9999-01", "2026-1\x00"])
def test_an_unreadable_month_shows_this_month(signed_in, officer, heping, today, month):
    html = signed_in(officer).get(PAGE, {"month": month}).content.decode()
    assert f'value="{today:%Y-%m}"' in html


def test_an_earlier_month_counts_its_own_slots(busy, signed_in, officer, today):
    last_month = today.replace(day=1) - timedelta(days=1)
    html = page(signed_in(officer), f"?month={last_month:%Y-%m}")
    figures = dict(LINKED.findall(html))
    key = (
        f"/slots/?kind=visit&amp;status=owed&amp;closes_from={last_month.replace(day=1)}"
        f"&amp;closes_to={last_month}"
    )
    # Of four, one is in custody and owes nothing.
    assert figures[key] == "3"


def test_the_page_asks_as_many_queries_for_three_villages_as_for_one(
    heping, liushu, officer, make_case, signed_in, django_assert_num_queries, township
):
    client = signed_in(officer)
    make_case(heping)
    page(client)
    for more in ([], [liushu, liushu]):
        for village in more:
            make_case(village)
        with django_assert_num_queries(19 + WALL + FIGURES):
            page(client)


def test_a_closed_file_is_not_among_the_persons(busy, signed_in, officer, today):
    client = signed_in(officer)
    actions.close_case(case=busy[0], reason="moved_out", on=today, by=officer)
    assert dict(LINKED.findall(page(client)))["/files/?status=open"] == "3"
    assert CaseFile.objects.count() == 4


def test_the_bars_are_drawings_without_script_or_style(busy, signed_in, officer):
    html = page(signed_in(officer))
    bars = re.findall(r'<svg class="bar .*?</svg>', html, re.DOTALL)
    assert len(bars) == 14
    assert "style=" not in html
    assert all(re.search(r'role="img"\s+aria-label="[^"]+"', bar) for bar in bars)


def test_a_township_without_villages_says_how_to_begin(signed_in, officer, township):
    assert "No village yet" in page(signed_in(officer))
