"""How often persons are visited and tested: data of the office from a day on, and of a person."""

import uuid
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casefiles import actions
from casefiles.models import CaseFile, DueSlot, OwnSchedule, Schedule
from casefiles.terms import SlotState
from tests.test_lists import queries

TODAY = timezone.localdate()
MARCH_1, MARCH_10, MARCH_20 = date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 20)


@pytest.fixture
def person(heping, make_case):
    """person(**columns): somebody on the roster since 2020, without a slot."""

    def make(village=heping, **columns):
        case = make_case(village, **columns)
        DueSlot.objects.filter(case=case).delete()
        return case

    return make


def open_slots(day, case):
    return actions.open_due_slots(on=day, cases=CaseFile.objects.filter(pk=case.pk))


def told(case, kind):
    """The slots of a kind as (every, code of the schedule, first day, last day, state)."""
    slots = DueSlot.objects.filter(case=case, kind=kind).order_by("closes_on", "period_on")
    columns = ("every", "schedule__code", "period_on", "closes_on", "state")
    return list(slots.values_list(*columns))


def write(township, by, *, code="baseline", valid_from=MARCH_1, version=0, **content):
    content = {
        "name": "本镇要求", "origin": "镇禁毒办1号", "basis": "everybody",
        "steps": [("visit", 0, "half_month"), ("test", 0, "quarter")],
    } | content  # fmt: skip
    return actions.write_schedule(
        township=township, code=code, version=version, valid_from=valid_from, by=by, **content
    )


# The rule that made a slot


def test_each_slot_says_how_often_and_by_which_rule(person):
    case = person()
    assert open_slots(MARCH_10, case) == 2
    assert told(case, "visit") == [
        ("month", "baseline", MARCH_1, date(2026, 3, 31), "open"),
    ]
    assert told(case, "test") == [
        ("half_year", "baseline", date(2026, 1, 1), date(2026, 6, 30), "open"),
    ]


def test_community_detox_is_tested_each_month_of_its_first_year(person):
    case = person(measure="community_detox", measure_from=MARCH_10)
    open_slots(MARCH_10, case)
    assert told(case, "test") == [
        ("month", "three-years-22", MARCH_1, date(2026, 3, 31), "open"),
    ]
    slot = DueSlot.objects.get(case=case, kind="test")
    assert slot.opens_on == MARCH_10  # nothing is owed before the measure began


def test_the_whole_plan_opens_twenty_two_tests_in_three_years(person):
    case = person(measure="community_detox", measure_from=MARCH_10)
    day = MARCH_10
    while day < date(2029, 3, 1):
        open_slots(day, case)
        day += timedelta(days=9)
    assert DueSlot.objects.filter(case=case, kind="test").count() == 22


def test_a_high_risk_asks_for_two_visits_a_month_and_a_test_each_month(person):
    case = person(risk_level="high")
    for day in (MARCH_1, date(2026, 3, 16)):
        open_slots(day, case)
    assert [row[:2] for row in told(case, "visit")] == [("half_month", "risk-high")] * 2
    assert [row[:2] for row in told(case, "test")] == [("month", "risk-high")]


def test_a_low_risk_loosens_nothing_while_the_baseline_is_stricter(person):
    case = person(risk_level="low")
    open_slots(MARCH_10, case)
    assert [row[1] for row in told(case, "visit")] == ["baseline"]


# A change never rewrites what is frozen


def test_a_stricter_rule_in_the_middle_of_a_window_adds_windows_and_changes_none(person, officer):
    case = person()
    open_slots(MARCH_10, case)
    frozen = told(case, "test")
    CaseFile.objects.filter(pk=case.pk).update(risk_level="high")
    for month in (3, 4, 5, 6):
        open_slots(date(2026, month, 20), case)
    tests = told(case, "test")
    assert frozen[0] in tests
    # March, April and May; what the half-year owed at its end stands in for June.
    assert [row[3] for row in tests] == [
        date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30),
    ]  # fmt: skip


def test_a_record_closes_the_slot_that_ends_first(person, officer):
    case = person()
    open_slots(MARCH_10, case)
    CaseFile.objects.filter(pk=case.pk).update(risk_level="high")
    open_slots(MARCH_20, case)
    made, _new = actions.record_test(
        case=case, key=uuid.uuid4(), by=officer, tested_on=MARCH_20, sample_kind="urine",
        result="negative", tester_1="甲", tester_2="乙",
    )  # fmt: skip
    assert made.slot.closes_on == date(2026, 3, 31)
    assert DueSlot.objects.get(case=case, every="half_year").state == SlotState.OPEN


def test_a_looser_rule_opens_nothing_where_the_stricter_one_was_done(person, officer):
    case = person(risk_level="high")
    open_slots(MARCH_1, case)
    DueSlot.objects.filter(case=case).update(state=SlotState.DONE)
    CaseFile.objects.filter(pk=case.pk).update(risk_level="medium")
    assert open_slots(MARCH_20, case) == 0


def test_a_missed_slot_of_a_stricter_rule_stands_in_for_nothing(person):
    case = person(risk_level="high")
    open_slots(MARCH_1, case)
    CaseFile.objects.filter(pk=case.pk).update(risk_level="medium")
    open_slots(MARCH_20, case)
    assert told(case, "visit") == [
        ("half_month", "risk-high", MARCH_1, date(2026, 3, 15), "missed"),
        ("month", "baseline", MARCH_1, date(2026, 3, 31), "open"),
    ]


def test_an_offices_version_holds_from_its_day_and_for_its_township_only(
    person, officer, township, other_village, make_case
):
    write(township, officer, valid_from=date(2026, 4, 1))
    case, elsewhere = person(), person(other_village)
    for where in (case, elsewhere):
        open_slots(MARCH_10, where)
        open_slots(date(2026, 4, 2), where)
    assert [row[0] for row in told(case, "visit")] == ["month", "half_month"]
    assert [row[0] for row in told(elsewhere, "visit")] == ["month", "month"]


def test_a_schedule_out_of_use_asks_for_nothing(person, officer, township):
    write(township, officer, is_active=False)
    case = person()
    assert open_slots(MARCH_10, case) == 0


def test_the_same_version_twice_is_one_and_another_needs_the_newest(township, officer):
    first = write(township, officer)
    assert write(township, officer) == first
    with pytest.raises(actions.Stale):
        write(township, officer, name="另一个")
    assert write(township, officer, version=1, name="另一个").version == 2


# One person's own


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


@pytest.fixture
def own_page():
    return {
        "key": str(uuid.uuid4()), "mode": "beside", "visit_every": "half_month", "test_every": "",
        "valid_from": TODAY.isoformat(), "reason": "家属请求多走访",
    }  # fmt: skip


def give(office, case, page, **changes):
    return office.post(f"/files/{case.pk}/schedule/new/", page | changes)


def test_a_persons_own_schedule_opens_its_slot_at_once_and_says_why(person, office, own_page):
    case = person()
    assert [give(office, case, own_page).status_code for _ in range(2)] == [302, 302]
    own = OwnSchedule.objects.get()
    slot = DueSlot.objects.get(case=case, kind="visit")
    assert (slot.every, slot.own_schedule, slot.schedule) == ("half_month", own, None)
    shown = office.get(f"/files/{case.pk}/schedule/").content.decode()
    assert "家属请求多走访" in shown
    assert "own schedule" in unescape(office.get(f"/files/{case.pk}/").content.decode())


def test_looser_than_the_office_needs_the_paper_that_allows_it(person, office, own_page):
    case = person()
    looser = {"mode": "instead", "visit_every": "quarter"}
    refused = give(office, case, own_page, **looser)
    assert list(refused.context["form"].errors) == ["document_no"]
    assert give(office, case, own_page, **looser, document_no="镇禁毒办3号").status_code == 302
    assert DueSlot.objects.get(case=case, kind="visit").every == "quarter"
    assert DueSlot.objects.get(case=case, kind="test").every == "half_year"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"visit_every": ""}, "visit_every"),
        ({"reason": ""}, "reason"),
        ({"valid_from": (TODAY - timedelta(days=1)).isoformat()}, "valid_from"),
        ({"valid_to": (TODAY - timedelta(days=1)).isoformat()}, "valid_to"),
    ],
)
def test_what_is_wrong_with_an_own_schedule_stands_beside_its_field(
    person, office, own_page, wrong, field
):
    answer = give(office, person(), own_page, **wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert not OwnSchedule.objects.exists()


def test_an_ended_own_schedule_asks_for_nothing_and_its_slot_stays(person, office, own_page):
    case = person()
    give(office, case, own_page, valid_from=TODAY.isoformat())
    own = OwnSchedule.objects.get()
    OwnSchedule.objects.update(valid_from=TODAY - timedelta(days=60))
    ended = {"version": 1, "reason": own.reason, "valid_to": (TODAY - timedelta(days=1))}
    assert office.post(f"/own-schedules/{own.pk}/edit/", ended).status_code == 302
    later = TODAY + timedelta(days=70)
    open_slots(later, case)
    made = DueSlot.objects.filter(case=case, kind="visit").order_by("closes_on")
    assert [slot.every for slot in made] == ["half_month", "month"]


def test_the_data_base_refuses_to_replace_without_a_document(person, officer):
    content = {"mode": "instead", "visit_every": "year", "valid_from": TODAY, "reason": "病重"}
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.set_own_schedule(
            OwnSchedule, case=person(), key=uuid.uuid4(), by=officer, today=TODAY, **content
        )


# The page of the office


def form_of(schedule=None, **changes):
    data = {
        "key": str(uuid.uuid4()), "version": 0, "name": "两月一访", "origin": "镇禁毒办2号",
        "basis": "everybody", "is_active": "on", "valid_from": TODAY.isoformat(),
        "visit_every_0": "two_months",
    }  # fmt: skip
    return data | changes


def test_the_office_writes_its_own_version_and_the_houses_stays(office, township, officer):
    baseline = Schedule.objects.get(code="baseline", area=None)
    answer = office.post(f"/schedules/{baseline.pk}/edit/", form_of())
    own = Schedule.objects.get(area=township)
    assert (answer.status_code, own.code, own.version) == (302, "baseline", 1)
    assert [(s.kind, s.from_month, s.every) for s in own.steps.all()] == [
        ("visit", 0, "two_months")
    ]
    assert own.written_by == officer
    assert Schedule.objects.get(pk=baseline.pk).name == baseline.name


def test_a_new_schedule_by_years_is_written_once_however_often_it_is_sent(office, township):
    page = form_of(
        basis="measure", measures=["community_detox"], test_every_0="month", visit_every_0="",
        test_from_1="6", test_every_1="quarter",
    )  # fmt: skip
    assert [office.post("/schedules/new/", page).status_code for _ in range(2)] == [302, 302]
    made = Schedule.objects.get(area=township)
    assert made.step_columns() == [("test", 0, "month"), ("test", 6, "quarter")]


def test_the_page_that_added_a_schedule_adds_no_other_one_and_says_so(office, township):
    page = form_of()
    office.post("/schedules/new/", page)
    answer = office.post("/schedules/new/", page | {"name": "另一频次"})
    assert answer.status_code == 409
    assert "另一频次" in answer.content.decode()
    assert Schedule.objects.get(area=township).name == "两月一访"


def test_a_schedule_without_a_key_is_not_added(office, township):
    answer = office.post("/schedules/new/", form_of(key=""))
    assert list(answer.context["form"].errors) == ["key"]
    assert not Schedule.objects.filter(area=township).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"visit_every_0": ""}, "visit_every_0"),
        ({"basis": "risk_level"}, "risk_level"),
        ({"basis": "measure"}, "measures"),
        ({"measures": ["none"]}, "measures"),
        ({"visit_from_1": "6"}, "visit_from_1"),
        ({"visit_from_1": "6", "visit_every_1": "year"}, "basis"),
        ({"valid_from": (TODAY - timedelta(days=1)).isoformat()}, "valid_from"),
        ({"origin": ""}, "origin"),
    ],
)
def test_what_is_wrong_with_a_schedule_stands_beside_its_field(office, wrong, field):
    answer = office.post("/schedules/new/", form_of(**wrong))
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert not Schedule.objects.exclude(area=None).exists()


def test_the_next_version_begins_no_earlier_than_the_last_one(office, township, officer):
    later = TODAY + timedelta(days=30)
    made = write(township, officer, valid_from=later)
    answer = office.post(f"/schedules/{made.pk}/edit/", form_of(version=1))
    assert list(answer.context["form"].errors) == ["valid_from"]


def test_another_townships_schedules_are_neither_shown_nor_changed(
    office, officer, other_township, county
):
    made = write(other_township, officer, name="外镇要求")
    assert "外镇要求" not in office.get("/schedules/").content.decode()
    assert office.get(f"/schedules/{made.pk}/edit/").status_code == 404


def test_the_page_of_the_office_and_of_a_person_ask_a_fixed_number_of_queries(
    office, person, township, officer, own_page
):
    case = person()
    pages = ("/schedules/", f"/files/{case.pk}/schedule/")
    few = [queries(office, page) for page in pages]
    for code in ("baseline", "risk-high", "risk-low"):
        write(township, officer, code=code)
    for _ in range(3):
        give(office, case, own_page, key=str(uuid.uuid4()))
    assert [queries(office, page) for page in pages] == few


def test_opening_asks_as_many_queries_for_four_persons_as_for_two(person):
    counts = []
    for _ in range(2):
        person(measure="community_detox", measure_from=MARCH_10)
        person()
        DueSlot.objects.all().delete()
        with CaptureQueriesContext(connection) as seen:
            actions.open_due_slots(on=MARCH_20)
        counts.append(len(seen))
    assert counts[0] == counts[1]
