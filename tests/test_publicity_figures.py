"""The year's publicity on the dashboard: each figure leads to exactly the rows that it counts."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils import timezone

from campaigns import actions
from campaigns.models import Material
from tests.test_activities import handed_out, record
from tests.test_lists import queries

CELL = re.compile(r'<td class="number">(?:<a href="([^"]+)">)?(\d+)')
PAGE = "/dashboard/?month=2026-05"
DONE = ("records", "sessions", "people", "attendances")


@pytest.fixture
def told(township, heping, liushu, other_township, officer):
    """A year of the township, of one village, of the neighbours, and what was withdrawn."""
    record(township, officer, kind="leadership_meeting", sessions=3, people=9, attendances=27)
    record(heping, officer, people=40, attendances=80, materials=[
        handed_out("slogan", 60, "strip", lasting="permanent"), handed_out("notice", 130, "copy"),
    ])  # fmt: skip
    record(heping, officer, sessions=2, people=5, attendances=5, materials=[
        handed_out("slogan", 300, "strip", lasting="temporary"), handed_out("slogan", 7, "strip"),
        handed_out("notice", 9, "sheet"),
    ])  # fmt: skip
    record(heping, officer, happened_on=date(2025, 3, 5), people=1000)
    record(other_township, officer, people=1000)
    wrong = record(heping, officer, people=1000, materials=[handed_out("notice", 999, "copy")])
    actions.withdraw_activity(activity=wrong, reason="录错", by=officer)
    actions.set_up_plan(villages=[heping, liushu], year=2026, by=officer)


def board_of(client, query=""):
    return client.get(PAGE + query).context["publicity"]


def numbers(cells):
    return [int(n) for _link, n in CELL.findall(cells)]


def test_activities_people_and_attendances_stand_by_place_and_are_never_added(
    told, officer, signed_in
):
    board = board_of(signed_in(officer))
    rows = {name: numbers(cells)[:4] for name, cells in board.rows}
    assert rows == {"清溪镇": [1, 3, 9, 27], "和平村": [2, 3, 45, 85], "柳树村": [0, 0, 0, 0]}
    assert numbers(board.total)[:4] == [3, 6, 54, 112]
    assert [(row.kind, row.lasting, row.unit, n) for _l, n, _u, row, _link in board.materials] == [
        ("notice", "", "copy", 130), ("notice", "", "sheet", 9), ("slogan", "", "strip", 7),
        ("slogan", "permanent", "strip", 60), ("slogan", "temporary", "strip", 300),
    ]  # fmt: skip


def test_each_figure_leads_to_the_rows_that_it_counts(told, officer, signed_in):
    client = signed_in(officer)
    board = board_of(client)
    for cells in (*(cells for _name, cells in board.rows), board.total):
        for place, (link, n) in enumerate(CELL.findall(cells)):
            assert bool(link) == (n != "0")
            if link:
                page = client.get(unescape(link)).context
                counted = sum_of(page, place)
                assert (link, counted) == (link, int(n))
    for _label, n, _unit, row, link in board.materials:
        shown = [activity.pk for activity in client.get(unescape(link)).context["rows"]]
        lines = Material.objects.filter(activity__in=shown, kind=row.kind, unit=row.unit,
                                        lasting=row.lasting)  # fmt: skip
        assert sum(line.quantity for line in lines) == n
        assert len(lines) == len(shown)


def sum_of(page, place):
    """What the rows of a list add up to, for the figure in this column of the board."""
    if place in range(1, len(DONE)):
        return sum(getattr(row, DONE[place]) for row in page["rows"])
    return page["page"].paginator.count


def test_who_may_not_open_all_that_is_counted_gets_plain_totals(told, county, township, signed_in):
    board = board_of(signed_in(county), f"&area={township.pk}")
    assert all(not link for link, _n in CELL.findall(board.total))
    assert all(not link for *_rest, link in board.materials)
    assert numbers(board.total)[:4] == [3, 6, 54, 112]
    assert all(link for link, n in CELL.findall(dict(board.rows)["和平村"]) if n != "0")


def test_a_village_head_is_told_the_own_village_only(told, appoint, heping, signed_in):
    head = appoint("head", "赵永福", "village_head", heping)
    board = board_of(signed_in(head))
    assert [name for name, _cells in board.rows] == ["和平村"]
    assert numbers(board.total)[:4] == [2, 3, 45, 85]


def test_the_plan_counts_what_is_done_and_what_was_missed(heping, officer, signed_in):
    year = timezone.localdate().year - 1
    actions.set_up_plan(villages=[heping], year=year, by=officer)
    record(heping, officer, happened_on=date(year, 3, 5))
    board = signed_in(officer).get(f"/dashboard/?month={year}-01").context["publicity"]
    assert numbers(dict(board.rows)["和平村"])[4:] == [10, 1, 9]


def test_the_board_asks_as_often_for_three_activities_as_for_one(
    heping, liushu, officer, signed_in
):
    client = signed_in(officer)
    record(heping, officer, materials=[handed_out("notice", 1, "copy")])
    one = queries(client, PAGE)
    for village in (heping, liushu):
        record(village, officer, materials=[handed_out("board", 1, "piece")])
    assert queries(client, PAGE) == one


@pytest.mark.parametrize("status, found", [("standing", 1), ("withdrawn", 1), ("", 2), ("x", 0)])
def test_the_list_tells_what_stands_from_what_was_withdrawn(
    status, found, heping, officer, signed_in
):
    record(heping, officer)
    actions.withdraw_activity(activity=record(heping, officer), reason="录错", by=officer)
    rows = signed_in(officer).get("/activities/", {"status": status}).context["rows"]
    assert len(rows) == found
