"""Ten-day checks and information exchanges: duties of villages, with their own windows."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from casefiles import actions, schedule, sheets
from casefiles.models import InfoExchange, OfficeRules, TenDayCheck, VillageDuty
from tests.test_lists import exported, queries


@pytest.mark.parametrize(
    "day, first, last",
    [
        (date(2026, 2, 1), 1, 10),
        (date(2026, 2, 10), 1, 10),
        (date(2026, 2, 11), 11, 20),
        (date(2026, 2, 20), 11, 20),
        (date(2026, 2, 21), 21, 28),
        (date(2026, 1, 31), 21, 31),
    ],
)
def test_ten_days_end_on_the_10th_the_20th_and_with_the_month(day, first, last):
    window = schedule.ten_day_window(day)
    assert (window.opens_on.day, window.closes_on.day) == (first, last)


@pytest.mark.parametrize("year", [2026, 2028])
def test_a_year_has_36_times_ten_days(year):
    windows = schedule.periods_between("ten_day_check", date(year, 1, 1), date(year, 12, 31))
    assert len(windows) == 36


def duties(village):
    rows = VillageDuty.objects.filter(village=village).order_by("kind", "opens_on")
    return [(duty.kind, duty.opens_on.day, duty.state) for duty in rows]


def test_two_exchanges_a_month_are_owed_by_its_halves():
    windows = [schedule.exchange_window(date(2026, 2, day), 2) for day in (1, 15, 16, 28)]
    days = [(window.opens_on.day, window.closes_on.day) for window in windows]
    assert days == [(1, 15), (1, 15), (16, 28), (16, 28)]
    assert schedule.exchange_window(date(2026, 2, 16), 1) == schedule.month_window(
        date(2026, 2, 16)
    )


def exchanges_of(village):
    rows = VillageDuty.objects.filter(village=village, kind="info_exchange").order_by("opens_on")
    return [(duty.opens_on.day, duty.closes_on.day, duty.state) for duty in rows]


def test_an_office_asks_two_exchanges_and_each_closes_its_own_half(
    officer, heping, heping_cadre, township
):
    OfficeRules.objects.create(area=township, exchanges=2)
    actions.open_village_duties(on=date(2026, 10, 3))
    actions.open_village_duties(on=date(2026, 10, 16))
    actions.record_exchange(
        village=heping, key=uuid.uuid4(), by=heping_cadre, happened_on=date(2026, 10, 20),
        host="郑安", attendees=["village"],
    )  # fmt: skip
    assert exchanges_of(heping) == [(1, 15, "missed"), (16, 31, "done")]
    made = InfoExchange.objects.get()
    assert (made.duty.opens_on.day, made.is_late) == (16, True)


def test_another_number_of_exchanges_holds_from_the_next_month(officer, heping, township):
    actions.open_village_duties(on=date(2026, 10, 3))
    OfficeRules.objects.create(area=township, exchanges=2)
    actions.open_village_duties(on=date(2026, 10, 20))
    assert exchanges_of(heping) == [(1, 31, "open")]
    actions.open_village_duties(on=date(2026, 11, 1))
    assert exchanges_of(heping) == [(1, 31, "missed"), (1, 15, "open")]


def check(village, by, day, **content):
    made, _is_new = actions.record_check(
        village=village, key=uuid.uuid4(), by=by, happened_on=day, **{"is_nil": True} | content
    )
    return made


def test_villages_owe_where_an_office_works_and_nowhere_else(officer, heping, other_village):
    opened = actions.open_village_duties(on=date(2026, 11, 12))
    assert (opened, duties(heping), duties(other_village)) == (
        2,
        [("info_exchange", 1, "open"), ("ten_day_check", 11, "open")],
        [],
    )
    assert actions.open_village_duties(on=date(2026, 11, 20)) == 0


def test_a_missed_check_stays_missed(officer, heping):
    actions.open_village_duties(on=date(2026, 11, 5))
    actions.open_village_duties(on=date(2026, 11, 11))
    assert duties(heping) == [
        ("info_exchange", 1, "open"),
        ("ten_day_check", 1, "missed"),
        ("ten_day_check", 11, "open"),
    ]


def test_a_check_of_the_11th_never_satisfies_the_first_ten_days(officer, heping, heping_cadre):
    actions.open_village_duties(on=date(2026, 11, 5))
    check(heping, heping_cadre, date(2026, 11, 11))
    actions.open_village_duties(on=date(2026, 11, 12))
    assert duties(heping)[1] == ("ten_day_check", 1, "missed")


def test_a_check_typed_in_late_counts_and_is_marked(officer, heping, heping_cadre):
    day = schedule.ten_day_window(timezone.localdate()).opens_on - timedelta(days=2)
    actions.open_village_duties(on=day)
    actions.open_village_duties(on=timezone.localdate())
    made = check(heping, heping_cadre, day)
    assert (made.duty.state, made.is_late) == ("done", True)


def test_a_second_check_is_extra_and_inherits_when_the_first_is_withdrawn(
    officer, heping, heping_cadre
):
    today = timezone.localdate()
    actions.open_village_duties(on=today)
    first, second = (check(heping, heping_cadre, today) for _ in range(2))
    assert second.duty is None
    actions.withdraw_record(record=first, reason="录错", by=heping_cadre, today=today)
    second.refresh_from_db()
    assert second.duty.state == "done"
    actions.withdraw_record(record=second, reason="录错", by=heping_cadre, today=today)
    assert VillageDuty.objects.get(village=heping, kind="ten_day_check").state == "open"


def test_one_key_makes_one_check(heping, heping_cadre):
    key, today = uuid.uuid4(), timezone.localdate()
    same = {"village": heping, "key": key, "by": heping_cadre, "happened_on": today}
    first, is_new = actions.record_check(**same, is_nil=True)
    assert actions.record_check(**same, is_nil=True) == (first, False)
    assert is_new
    with pytest.raises(actions.KeyReused):
        actions.record_check(**same, is_nil=False, strangers=1)


@pytest.fixture
def duty(officer, heping):
    actions.open_village_duties(on=timezone.localdate())
    return VillageDuty.objects.get(village=heping, kind="ten_day_check")


def test_the_forms_print_in_chinese_filled_or_blank(duty, heping, heping_cadre, signed_in):
    client = signed_in(heping_cadre)
    blank = client.get(f"/village-checks/{duty.pk}/print/").content.decode()
    assert ("毒情排查登记表" in blank, "□是　□否" in blank) == (True, True)
    check(heping, heping_cadre, timezone.localdate(), is_nil=False, strangers=4)
    gone = check(heping, heping_cadre, timezone.localdate(), is_nil=False, strangers=77)
    actions.withdraw_record(record=gone, reason="录错", by=heping_cadre, today=timezone.localdate())
    filled = client.get(f"/village-checks/{duty.pk}/print/").content.decode()
    assert ("<td>4</td>" in filled, "<td>77</td>" in filled) == (True, False)


def test_an_exchange_prints_with_whoever_sat_there(duty, heping, officer, signed_in):
    month = VillageDuty.objects.get(village=heping, kind="info_exchange")
    actions.record_exchange(
        village=heping, key=uuid.uuid4(), by=officer, happened_on=timezone.localdate(),
        host="郑安", attendees=["village", "police"],
    )  # fmt: skip
    page = signed_in(officer).get(f"/village-checks/{month.pk}/print/").content.decode()
    assert ("派出所签字" in page, "学校签字" in page, "内部资料" in page) == (True, False, True)


@pytest.mark.parametrize(
    ("kind", "opens", "closes", "words"),
    [
        ("ten_day_check", 1, 10, "2026年11月上旬"),
        ("ten_day_check", 11, 20, "2026年11月中旬"),
        ("ten_day_check", 21, 30, "2026年11月下旬"),
        ("info_exchange", 1, 30, "2026年11月"),
        ("info_exchange", 1, 15, "2026年11月上半月"),
        ("info_exchange", 16, 30, "2026年11月下半月"),
    ],
)
def test_the_days_of_a_duty_are_named_as_on_paper(kind, opens, closes, words):
    days = {"opens_on": date(2026, 11, opens), "closes_on": date(2026, 11, closes)}
    assert sheets.days_of(VillageDuty(kind=kind, **days)) == words


def test_only_who_may_take_a_record_back_is_shown_the_way(
    duty, heping, officer, heping_cadre, appoint, signed_in
):
    check(heping, officer, timezone.localdate())
    head = appoint("head", "村长", "village_head", heping)
    shown = [
        "withdraw/" in signed_in(who).get(f"/village-checks/{duty.pk}/").content.decode()
        for who in (officer, head)
    ]
    assert shown == [True, False]


def test_a_cadre_sends_a_nil_report_in_one_tap_and_twice_is_once(duty, heping_cadre, signed_in):
    client = signed_in(heping_cadre)
    key = client.get(f"/village-checks/{duty.pk}/").context["key"]
    for _ in range(2):
        client.post(f"/village-checks/{duty.pk}/nil/", {"key": key})
    duty.refresh_from_db()
    assert (TenDayCheck.objects.count(), duty.state) == (1, "done")


def test_a_damaged_nil_report_leads_to_the_form(duty, heping_cadre, signed_in):
    answer = signed_in(heping_cadre).post(f"/village-checks/{duty.pk}/nil/", {"key": "\x00"})
    assert (answer.status_code, answer.url) == (302, f"/village-checks/{duty.pk}/record/")


COUNTS = dict.fromkeys(TenDayCheck.COUNTS, 0)


@pytest.mark.parametrize(
    "sent, field",
    [
        ({"is_nil": "on", "strangers": 2}, "is_nil"),
        ({}, "is_nil"),
        ({"households_entered": 3, "households_total": 2}, "households_entered"),
        ({"is_nil": "on", "persons_seen": -1}, "persons_seen"),
        ({"is_nil": "on", "persons_seen": 2**63}, "persons_seen"),
        ({"is_nil": "on", "happened_on": "1999-01-01"}, "happened_on"),
    ],
)
def test_a_check_that_contradicts_itself_is_refused_beside_its_field(
    duty, heping_cadre, signed_in, sent, field
):
    data = COUNTS | {"key": uuid.uuid4(), "happened_on": timezone.localdate()} | sent
    answer = signed_in(heping_cadre).post(f"/village-checks/{duty.pk}/record/", data)
    assert list(answer.context["form"].errors) == [field]
    assert not TenDayCheck.objects.exists()


def test_an_exchange_is_recorded_with_who_sat_there(duty, heping, officer, signed_in):
    month = VillageDuty.objects.get(village=heping, kind="info_exchange")
    data = dict.fromkeys(InfoExchange.COUNTS, 0) | {
        "key": uuid.uuid4(),
        "happened_on": timezone.localdate(),
        "host": "郑安",
        "attendees": ["village", "police"],
        "situation": "平稳",
        "lost": 1,
    }
    client = signed_in(officer)
    client.post(f"/village-checks/{month.pk}/record/", data)
    made = InfoExchange.objects.get()
    assert (made.duty, made.attendees, made.lost) == (month, ["village", "police"], 1)
    assert "平稳" in client.get(f"/village-checks/{month.pk}/").content.decode()


def test_the_list_and_its_sheet_show_the_same_duties(
    duty, heping, heping_cadre, officer, signed_in
):
    check(heping, heping_cadre, timezone.localdate(), is_nil=False, strangers=4)
    client = signed_in(officer)
    shown = client.get("/village-checks/?kind=ten_day_check&status=done").context["rows"]
    assert [(d.village_id, word) for d, word in shown] == [(heping.pk, "done")]
    _told, rows = exported(client, "/village-checks/export/?kind=ten_day_check&status=done")
    assert [(row[1], row[5], row[-4]) for row in rows] == [("和平村", "已完成", 4)]


def test_the_list_asks_as_many_queries_for_four_rows_as_for_two(
    duty, township, officer, signed_in, liushu
):
    client = signed_in(officer)
    before = queries(client, "/village-checks/")
    actions.open_village_duties(on=timezone.localdate())
    assert VillageDuty.objects.count() == 4
    assert queries(client, "/village-checks/") == before
