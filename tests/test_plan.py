"""The year's plan: slots with windows, closed by what was recorded, missed for good otherwise."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import actions, schedule
from campaigns.indicators import plan_figures
from campaigns.models import PlanSlot
from responsibility import indicators
from tests.test_activities import record
from tests.test_lists import exported, queries

AFTER = date(2027, 1, 1)
ASKED = ("quarterly_meetings", "quarterly_campaigns", "june_activities")


def test_a_year_owes_ten_things():
    assert [(item, str(w.opens_on), str(w.closes_on)) for item, w in schedule.plan_of(2026)] == [
        ("meeting", "2026-01-01", "2026-03-31"),
        ("campaign", "2026-01-01", "2026-03-31"),
        ("meeting", "2026-04-01", "2026-06-30"),
        ("campaign", "2026-04-01", "2026-06-30"),
        ("publicity_month", "2026-06-01", "2026-06-30"),
        ("anti_drug_day", "2026-06-20", "2026-06-30"),
        ("meeting", "2026-07-01", "2026-09-30"),
        ("campaign", "2026-07-01", "2026-09-30"),
        ("meeting", "2026-10-01", "2026-12-31"),
        ("campaign", "2026-10-01", "2026-12-31"),
    ]


@pytest.fixture
def planned(heping, officer):
    assert actions.set_up_plan(villages=[heping], year=2026, by=officer) == 10


def done():
    return [(s.item, s.opens_on.month) for s in PlanSlot.objects.all() if s.badge(AFTER) == "done"]


def test_a_plan_is_set_up_once(planned, heping, officer):
    assert actions.set_up_plan(villages=[heping], year=2026, by=officer) == 0


def test_an_activity_closes_what_is_owed_on_its_day(planned, heping, officer):
    record(heping, officer, kind="village_meeting", happened_on=date(2026, 2, 1))
    record(heping, officer, kind="publicity", happened_on=date(2026, 6, 26),
           occasion="anti_drug_day", is_leader_present=True)  # fmt: skip
    assert done() == [("meeting", 1), ("campaign", 4), ("anti_drug_day", 6)]


def test_an_activity_of_the_next_quarter_leaves_the_missed_one_missed(planned, heping, officer):
    record(heping, officer, kind="village_meeting", happened_on=date(2026, 4, 1))
    slot = PlanSlot.objects.get(item="meeting", opens_on=date(2026, 1, 1))
    assert (done(), slot.badge(date(2026, 4, 1))) == ([("meeting", 4)], "missed")


def test_a_plan_set_up_late_counts_what_lies_there_already(heping, liushu, officer):
    record(heping, officer, kind="village_meeting", happened_on=date(2026, 2, 1))
    record(liushu, officer, kind="village_meeting", happened_on=date(2026, 5, 1))
    actions.set_up_plan(villages=[heping], year=2026, by=officer)
    assert done() == [("meeting", 1)]


def test_a_withdrawn_activity_hands_its_slot_on_or_owes_it_again(planned, heping, officer):
    first, second = (
        record(heping, officer, kind="village_meeting", happened_on=date(2026, 2, day))
        for day in (1, 2)
    )
    actions.withdraw_activity(activity=first, reason="录错", by=officer)
    assert PlanSlot.objects.done().get().activity == second
    actions.withdraw_activity(activity=second, reason="录错", by=officer)
    assert done() == []


def test_an_activity_moved_to_another_day_moves_to_its_slot(planned, heping, officer):
    made = record(heping, officer, kind="village_meeting", happened_on=date(2026, 2, 1))
    actions.correct_activity(
        activity=made, version=1, by=officer, area=heping, kind="village_meeting",
        theme="会议", happened_on=date(2026, 8, 1),
    )  # fmt: skip
    assert done() == [("meeting", 7)]


def test_the_office_sets_up_a_plan_for_its_villages_and_no_others(
    heping, liushu, other_village, officer, signed_in
):
    client = signed_in(officer)
    client.post("/activities/plan/set-up/", {"year": "2026"})
    assert set(PlanSlot.objects.values_list("area", flat=True)) == {heping.pk, liushu.pk}
    for wrong in ("", "x", "99999999999", "\x00"):
        assert client.post("/activities/plan/set-up/", {"year": wrong}).status_code == 302
    assert PlanSlot.objects.count() == 20


def excused(slot, by, reason="5月建村"):
    return actions.excuse_planned(slot=slot, reason=reason, by=by)


def test_what_is_excused_is_neither_owed_nor_missed_and_may_be_owed_again(
    planned, heping, officer, signed_in
):
    slot = PlanSlot.objects.get(item="meeting", opens_on=date(2026, 1, 1))
    client, address = signed_in(officer), f"/activities/plan/{slot.pk}"
    assert client.post(f"{address}/excuse/", {"reason": ""}).context["form"].errors.keys() == {
        "reason"
    }
    for _ in range(2):
        client.post(f"{address}/excuse/", {"reason": "5月建村"})
    slot.refresh_from_db()
    assert (slot.badge(AFTER), slot.excused_by) == ("excused", officer)
    record(heping, officer, kind="village_meeting", happened_on=date(2026, 2, 1))
    assert plan_figures(PlanSlot.objects.all(), AFTER)[heping.pk].planned == 9
    assert done() == []
    client.post(f"{address}/restore/")
    assert done() == [("meeting", 1)]


def test_what_was_done_meanwhile_is_not_excused(planned, heping, officer, signed_in):
    slot = PlanSlot.objects.get(item="meeting", opens_on=date(2026, 1, 1))
    record(heping, officer, kind="village_meeting", happened_on=date(2026, 2, 1))
    with pytest.raises(actions.Stale):
        excused(slot, officer)
    answer = signed_in(officer).post(f"/activities/plan/{slot.pk}/excuse/", {"reason": "5月建村"})
    assert answer.status_code == 409


def test_the_assessment_does_not_ask_for_what_is_excused(planned, heping, officer):
    for slot in PlanSlot.objects.filter(closes_on__lt=date(2026, 6, 1)):
        excused(slot, officer)
    excused(PlanSlot.objects.get(item="publicity_month"), officer)
    record(heping, officer, kind="lecture", happened_on=date(2026, 8, 1))
    found = indicators.measure(year=2026, villages=[heping.pk], today=AFTER)[heping.pk]
    counted = {key: (found[key].numerator, found[key].denominator) for key in ASKED}
    assert counted == {
        "quarterly_meetings": (0, 3), "quarterly_campaigns": (1, 3), "june_activities": (0, 1),
    }  # fmt: skip
    missed = indicators.misses(year=2026, villages=[heping.pk], today=AFTER)
    assert sorted((m.key, m.period) for m in missed if m.key in ASKED) == [
        ("june_activities", "2026-06"), ("quarterly_campaigns", "2026-Q2"),
        ("quarterly_campaigns", "2026-Q4"), ("quarterly_meetings", "2026-Q2"),
        ("quarterly_meetings", "2026-Q3"), ("quarterly_meetings", "2026-Q4"),
    ]  # fmt: skip


def test_a_plan_is_settled_in_as_many_queries_for_two_villages_as_for_one(heping, liushu, officer):
    for village in (heping, liushu):
        record(village, officer, kind="village_meeting", happened_on=date(2026, 2, 1))
    with CaptureQueriesContext(connection) as one:
        actions.set_up_plan(villages=[heping], year=2026, by=officer)
    PlanSlot.objects.all().delete()
    with CaptureQueriesContext(connection) as two:
        actions.set_up_plan(villages=[heping, liushu], year=2026, by=officer)
    assert len(two) == len(one)
    assert done() == [("meeting", 1)] * 2


def test_the_plan_and_its_sheet_show_the_same_slots(planned, heping, officer, signed_in):
    record(heping, officer, kind="village_meeting", happened_on=date(2026, 2, 1), theme="季度会")
    client, query = signed_in(officer), "?year=2026&status=done"
    shown = client.get("/activities/plan/" + query).context["rows"]
    assert [(slot.item, word) for slot, word in shown] == [("meeting", "done")]
    told, rows = exported(client, "/activities/plan/export/" + query)
    assert [(row[2], row[5], row[7]) for row in rows] == [("季度会议", "已完成", "季度会")]
    assert told.endswith("筛选：年度：2026；状态：已完成")


def test_the_plan_asks_as_many_queries_for_two_villages_as_for_one(
    planned, heping, liushu, officer, signed_in
):
    client, address = signed_in(officer), "/activities/plan/?year=2026"
    before = queries(client, address)
    actions.set_up_plan(villages=[liushu], year=2026, by=officer)
    assert queries(client, address) == before


@pytest.mark.parametrize("year", ["x", "-1", "99999999999", "2026.5", "%00"])
def test_a_wrong_year_is_no_error(planned, officer, signed_in, year):
    assert signed_in(officer).get(f"/activities/plan/?year={year}").status_code == 200


def test_the_plan_is_searched_by_village_and_by_the_theme_that_closed_it(
    planned, heping, officer, signed_in
):
    record(heping, officer, theme="识毒防毒", happened_on=date(2026, 2, 1))
    client = signed_in(officer)
    found = {
        q: client.get("/activities/plan/", {"year": 2026, "q": q}).context["page"].paginator.count
        for q in ("和平", "识毒", "柳树")
    }
    assert found == {"和平": 10, "识毒": 1, "柳树": 0}


@pytest.mark.parametrize("query", ["?year=2026&status=done", "?year=2026", "?year=x", ""])
def test_the_printed_plan_holds_what_the_list_and_its_sheet_hold(
    query, planned, heping, officer, signed_in
):
    record(heping, officer, happened_on=date(2026, 2, 1))
    client = signed_in(officer)
    shown = client.get("/activities/plan/" + query).context["page"].paginator.count
    printed = client.get("/activities/plan/print/" + query).context["lines"]
    assert len(printed) == shown
    if query == "?year=2026":
        _told, rows = exported(client, "/activities/plan/export/" + query)
        assert [row[:3] for row in rows] == [tuple(line[:3]) for line in printed]
