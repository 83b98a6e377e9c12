"""Activities: recorded once, corrected by version, counted by kind and by unit."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns import actions
from campaigns.models import Activity
from casefiles.actions import record_check
from responsibility.indicators import measure, misses
from tests.test_lists import exported, queries


def record(area, by, **content):
    content = {"kind": "lecture", "theme": "识毒防毒", "happened_on": date(2026, 3, 5)} | content
    made, _is_new = actions.record_activity(area=area, key=uuid.uuid4(), by=by, **content)
    return made


def handed_out(kind, quantity, unit, **more):
    return {"kind": kind, "quantity": quantity, "unit": unit} | more


FORM = {
    "kind": "lecture", "theme": "识毒防毒", "people": 40, "sessions": 1, "audiences": ["youth"],
    "material-TOTAL_FORMS": 2, "material-INITIAL_FORMS": 0,
    "material-0-kind": "leaflet", "material-0-quantity": 200, "material-0-unit": "copy",
    "material-0-households": 180,
}  # fmt: skip


def filled(heping, **changes):
    first = {"key": uuid.uuid4(), "happened_on": timezone.localdate(), "area": heping.pk}
    return FORM | first | changes


def test_a_cadre_records_an_activity_and_twice_is_once(heping, heping_cadre, signed_in):
    client, data = signed_in(heping_cadre), filled(heping)
    for _ in range(2):
        client.post("/activities/new/", data)
    made = Activity.objects.get()
    assert (made.area, made.people, made.attendances) == (heping, 40, 40)
    assert made.materials.get().households == 180
    answer = client.post("/activities/new/", data | {"theme": "另一个主题"})
    assert answer.status_code == 409
    assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    "sent, field",
    [
        ({"people": -1}, "people"),
        ({"people": 2**70}, "people"),
        ({"people": 40, "attendances": 12}, "attendances"),
        ({"theme": "\u202e"}, "theme"),
        ({"kind": "party"}, "kind"),
        ({"happened_on": "2126-01-01"}, "happened_on"),
        ({"occasion": "anti_drug_day", "happened_on": "2026-03-01"}, "occasion"),
        ({"cost": "NaN"}, "cost"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(heping, heping_cadre, signed_in, sent, field):
    answer = signed_in(heping_cadre).post("/activities/new/", filled(heping, **sent))
    assert list(answer.context["form"].errors) == [field]
    assert not Activity.objects.exists()


def test_a_quantity_without_its_unit_is_refused(heping, heping_cadre, signed_in):
    answer = signed_in(heping_cadre).post(
        "/activities/new/", filled(heping, **{"material-0-unit": ""})
    )
    assert list(answer.context["lines"].errors[0]) == ["unit"]
    assert not Activity.objects.exists()


def test_nobody_records_for_a_village_that_is_not_theirs(liushu, heping_cadre, signed_in):
    answer = signed_in(heping_cadre).post("/activities/new/", filled(liushu))
    assert list(answer.context["form"].errors) == ["area"]


def test_an_activity_is_corrected_and_a_stale_page_shows_both_texts(
    heping, heping_cadre, signed_in
):
    made = record(heping, heping_cadre, people=1, materials=[handed_out("banner", 2, "banner")])
    client, address = signed_in(heping_cadre), f"/activities/{made.pk}/edit/"
    data = filled(heping, version=1, theme="改后")
    assert client.post(address, data).status_code == 302
    made.refresh_from_db()
    assert (made.theme, made.version, made.materials.get().kind) == ("改后", 2, "leaflet")
    stale = client.post(address, data | {"theme": "晚到"})
    assert stale.status_code == 409
    assert "改后" in str(stale.context["form"]["theme"].help_text)
    made.refresh_from_db()
    assert made.theme == "改后"


def test_a_correction_without_a_change_keeps_the_materials(heping, heping_cadre, signed_in):
    made = record(heping, heping_cadre, people=1, materials=[handed_out("banner", 2, "banner")])
    client, address = signed_in(heping_cadre), f"/activities/{made.pk}/edit/"
    page = client.get(address)
    lines = page.context["lines"]
    data = filled(heping, version=1) | {
        "material-TOTAL_FORMS": len(lines.forms), "material-INITIAL_FORMS": 1,
        "material-0-kind": "banner", "material-0-quantity": 2, "material-0-unit": "banner",
        "material-0-households": 0,
    }  # fmt: skip
    client.post(address, data)
    assert [(m.kind, m.quantity) for m in made.materials.all()] == [("banner", 2)]


def test_a_withdrawn_activity_stays_with_its_reason(heping, heping_cadre, signed_in):
    made = record(heping, heping_cadre)
    client = signed_in(heping_cadre)
    client.post(f"/activities/{made.pk}/withdraw/", {"reason": "重复录入"})
    made.refresh_from_db()
    assert (made.withdrawn_by, made.withdrawn_reason) == (heping_cadre, "重复录入")
    assert "重复录入" in client.get(f"/activities/{made.pk}/").content.decode()
    assert client.get(f"/activities/{made.pk}/edit/").status_code == 404


def test_the_list_is_searched_filtered_and_exported_as_shown(heping, liushu, officer, signed_in):
    record(heping, officer, theme="校园宣讲", audiences=["youth"], people=40)
    record(liushu, officer, theme="入户走访", kind="house_to_house")
    client = signed_in(officer)
    shown = client.get("/activities/", {"q": "校园", "audience": "youth"}).context["rows"]
    assert [row.theme for row in shown] == ["校园宣讲"]
    told, rows = exported(client, "/activities/export/?kind=house_to_house")
    assert [row[5] for row in rows] == ["入户走访"]
    assert told.endswith("筛选：类别：入户宣传")


def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(heping, officer, signed_in):
    client = signed_in(officer)
    lists = ("/activities/", "/activities/figures/")
    record(heping, officer, materials=[handed_out("leaflet", 1, "copy")])
    before = [queries(client, address) for address in lists]
    for days in (1, 2):
        record(heping, officer, happened_on=date(2026, 3, 5) - timedelta(days=days),
               materials=[handed_out("leaflet", 1, "copy")])  # fmt: skip
    assert [queries(client, address) for address in lists] == before


@pytest.mark.parametrize("query", ["?date_from=2026-02-31", "?kind=x", "?material=board&unit=%00"])
def test_a_wrong_filter_is_no_error(heping, officer, signed_in, query):
    record(heping, officer)
    for address in ("/activities/", "/activities/figures/"):
        assert signed_in(officer).get(address + query).status_code == 200


def publicise(village, by, year):
    """All that the scheme asks of a village for publicity in a year."""
    for month in (2, 5, 8, 11):
        day = date(year, month, 5)
        record(village, by, kind="village_meeting", happened_on=day)
        record(village, by, kind="publicity", happened_on=day)
    for occasion in ("anti_drug_day", "publicity_month"):
        record(village, by, kind="publicity", happened_on=date(year, 6, 26), occasion=occasion,
               is_leader_present=True)  # fmt: skip
    materials = [
        handed_out("board", 1, "piece"),
        handed_out("slogan", 2, "strip", lasting="permanent"),
        handed_out("leaflet", 300, "copy", households=200),
    ]
    audiences = ["youth", "cadres", "drug_related", "migrants"]
    record(village, by, happened_on=date(year, 1, 5), materials=materials, audiences=audiences)
    record_check(village=village, key=uuid.uuid4(), by=by, happened_on=date(year, 1, 6),
                 is_nil=True, households_total=200)  # fmt: skip


PUBLICITY = {
    "quarterly_meetings", "june_activities", "quarterly_campaigns", "displays", "key_audiences",
}  # fmt: skip


def measured_parts(village, today):
    rows = measure(year=2026, villages=[village.pk], today=today)[village.pk]
    found = {key: row.parts for key, row in rows.items() if key in PUBLICITY}
    return {what: n for parts in found.values() for what, n in parts.items() if n}


def test_a_village_that_did_all_misses_nothing(heping, officer):
    publicise(heping, officer, 2026)
    assert measured_parts(heping, date(2027, 1, 1)) == {}


def test_a_village_that_did_nothing_misses_what_has_ended_and_no_more(heping):
    always = {"missing_displays": 2, "households_short": 100, "missing_audiences": 4}
    assert measured_parts(heping, date(2026, 3, 31)) == always
    assert measured_parts(heping, date(2026, 7, 1)) == always | {
        "missing_quarters": 2, "missing_occasions": 2,
    }  # fmt: skip
    behind = misses(year=2026, villages=[heping.pk], today=date(2026, 7, 1))
    assert [(m.what, m.period) for m in behind if m.key == "quarterly_meetings"] == [
        ("missing_quarter", "2026-Q1"), ("missing_quarter", "2026-Q2"),
    ]  # fmt: skip


def test_what_the_township_held_counts_for_no_village(township, heping, officer):
    publicise(township, officer, 2026)
    assert measured_parts(heping, date(2027, 1, 1))["missing_quarters"] == 4


def test_a_june_activity_without_a_leader_does_not_count(heping, officer):
    record(heping, officer, kind="publicity", happened_on=date(2026, 6, 26),
           occasion="anti_drug_day")  # fmt: skip
    assert measured_parts(heping, date(2026, 7, 1))["missing_occasions"] == 2


def test_leaflets_cost_in_proportion_to_the_households_left_out(heping, officer):
    record(heping, officer, materials=[handed_out("leaflet", 90, "copy", households=50)])
    record_check(village=heping, key=uuid.uuid4(), by=officer, happened_on=date(2026, 1, 6),
                 is_nil=True, households_total=200)  # fmt: skip
    assert measured_parts(heping, date(2026, 3, 31))["households_short"] == 75


def test_each_measured_point_leads_to_the_activities_behind_it(heping, officer, signed_in):
    publicise(heping, officer, 2026)
    client = signed_in(officer)
    rows = measure(year=2026, villages=[heping.pk], today=date(2027, 1, 1))[heping.pk]
    counts = {
        key: len(client.get("/activities/", row.good).context["rows"])
        for key, row in rows.items()
        if key in PUBLICITY
    }
    assert counts == {
        "quarterly_meetings": 4, "quarterly_campaigns": 7, "june_activities": 2, "displays": 1,
        "key_audiences": 1,
    }  # fmt: skip
