"""Every figure is reckoned once: from open files and from frozen slots."""

import uuid
from datetime import date

import pytest

from casefiles import actions
from casefiles.models import CaseFile, DueSlot, TeamMember
from casefiles.terms import SlotState
from responsibility import indicators
from responsibility.indicators.measures import CASES, SLOTS

TODAY = date(2026, 4, 10)


@pytest.fixture
def person(make_case):
    """A person with the slots of January to April 2026, and of the first half-year."""

    def make(village, **columns):
        case = make_case(village, **columns)
        DueSlot.objects.filter(case=case).delete()
        for month in (1, 2, 3, 4):
            actions.open_due_slots(
                on=date(2026, month, 1), cases=CaseFile.objects.filter(pk=case.pk)
            )
        return case

    return make


@pytest.fixture
def visited(officer):
    def visit(case, day, **content):
        content = {"mode": "face", "outcome": "found", "place": "home"} | content
        key = f"00000000-0000-4000-8000-{case.pk:06d}{day:%m%d}00"
        return actions.record_visit(case=case, key=key, by=officer, visited_on=day, **content)

    return visit


def measured(*villages, year=2026, today=TODAY):
    return indicators.measure(year=year, villages=[v.code for v in villages], today=today)


def counts(row):
    return row.numerator, row.denominator


def test_a_rate_counts_the_windows_that_have_ended(heping, person, visited):
    case = person(heping)
    visited(case, date(2026, 2, 3))
    visited(case, date(2026, 4, 2))
    rows = measured(heping)[heping.code]
    assert counts(rows["visits_done"]) == (1, 3)
    assert counts(rows["tests_done"]) == (0, 0)
    assert rows["tests_done"].value is None


def test_two_visits_in_one_month_are_one_done_slot_and_one_extra(heping, person, visited):
    case = person(heping)
    visited(case, date(2026, 2, 3))
    visited(case, date(2026, 2, 20))
    assert counts(measured(heping)[heping.code]["visits_done"]) == (1, 3)


def test_a_phone_contact_closes_no_slot(heping, person, visited):
    visited(person(heping), date(2026, 2, 3), mode="phone")
    assert counts(measured(heping)[heping.code]["visits_done"]) == (0, 3)


def test_an_excused_slot_leaves_numerator_and_denominator(heping, person, officer):
    case = person(heping)
    slot = DueSlot.objects.get(case=case, kind="visit", period_on=date(2026, 1, 1))
    actions.excuse_slot(slot=slot, reason_code="hospital", note="住院", by=officer)
    assert counts(measured(heping)[heping.code]["visits_done"]) == (0, 2)


def test_slots_stay_with_the_village_that_owed_them_and_persons_move(
    heping, liushu, person, officer
):
    case = person(heping)
    actions.correct_case(
        case=case, version=case.version, by=officer, today=TODAY, village=liushu, group=None
    )
    rows = measured(heping, liushu)
    assert counts(rows[heping.code]["visits_done"]) == (0, 3)
    assert counts(rows[liushu.code]["visits_done"]) == (0, 0)
    assert [rows[v.code]["roster_complete"].denominator for v in (heping, liushu)] == [0, 1]


def test_a_closed_file_counts_in_the_slots_of_the_year_and_not_among_persons(
    heping, person, officer
):
    case = person(heping)
    actions.close_case(case=case, reason="moved_out", on=TODAY, by=officer)
    rows = measured(heping)[heping.code]
    assert counts(rows["visits_done"]) == (0, 3)
    assert counts(rows["file_documents"]) == (0, 0)


def test_a_person_under_18_counts(heping, person):
    person(heping, birth_date=date(2010, 5, 1))
    rows = measured(heping)[heping.code]
    assert (rows["roster_complete"].denominator, rows["visits_done"].denominator) == (1, 3)


def test_missing_documents_count_one_by_one_and_an_empty_bag_is_no_file(
    heping, person, visited, officer
):
    empty = person(heping)
    begun = person(heping)
    visited(begun, date(2026, 2, 3))
    row = measured(heping)[heping.code]["file_documents"]
    # The roster pages of both lack columns; the begun bag lacks measures and letter besides.
    assert (counts(row), row.parts) == ((0, 2), {"no_file": 1, "missing_documents": 3})
    assert [miss.what for miss in misses_of(heping, empty)] == [
        "no_file",
        "unsigned_village_household",
        "incomplete",
        "no_team",
        "missed",
        "missed",
        "missed",
    ]


def misses_of(village, case):
    rows = indicators.misses(year=2026, villages=[village.code], today=TODAY)
    return [miss for miss in rows if miss.case == case.pk]


def test_lost_persons_count_against_those_in_control(heping, person):
    person(heping)
    person(heping, control_state="lost_contact")
    person(heping, control_state="in_custody")
    row = measured(heping)[heping.code]["lost_contact"]
    assert (counts(row), row.parts) == ((1, 2), {"lost": 1})


def test_a_village_without_persons_has_no_rate(heping):
    rows = measured(heping)[heping.code]
    of_persons = {key: row.value for key, row in rows.items() if row.page in (CASES, SLOTS)}
    assert of_persons == dict.fromkeys(of_persons)


def test_every_deduction_has_its_row_of_evidence(heping, liushu, person, visited):
    visited(person(heping), date(2026, 2, 3))
    person(liushu, control_state="lost_contact")
    rows = measured(heping, liushu)
    misses = indicators.misses(year=2026, villages=[heping.code, liushu.code], today=TODAY)
    for village in (heping, liushu):
        for key, row in rows[village.code].items():
            behind = [m for m in misses if (m.village, m.key) == (village.code, key)]
            parts = row.parts | ({"households_short": 1} if "households_short" in row.parts else {})
            assert (key, len(behind)) == (key, sum(parts.values()))


def test_evidence_masks_the_name(heping, person):
    person(heping, name="欧阳文静")
    rows = indicators.misses(year=2026, villages=[heping.code], today=TODAY)
    assert {miss.name for miss in rows if miss.case} == {"欧*"}


FOUR = ("family", "village", "township", "police")


@pytest.fixture
def seated(officer):
    """Seats of a person's team, each held from the first day of the year."""

    def seat(case, *roles, **columns):
        for role in roles:
            actions.add_paper(
                TeamMember, case=case, key=uuid.uuid4(), by=officer, role=role,
                serves_from=date(2026, 1, 1), **{"name": "郑安"} | columns,
            )  # fmt: skip

    return seat


def test_a_person_without_one_of_the_four_has_no_team(heping, person, seated):
    whole, short = person(heping), person(heping)
    seated(whole, *FOUR)
    seated(short, *FOUR[:3])
    row = measured(heping)[heping.code]["teams_named"]
    assert (counts(row), row.parts) == ((1, 2), {"no_team": 1})
    behind = [miss.key for miss in misses_of(heping, short)]
    assert "teams_named" in behind
    assert "teams_named" not in [miss.key for miss in misses_of(heping, whole)]


def test_nobody_of_the_family_with_its_reason_leaves_no_seat_empty(heping, person, seated):
    case = person(heping)
    seated(case, *FOUR[1:])
    seated(case, "family", name="", vacancy_reason="父母双亡")
    assert counts(measured(heping)[heping.code]["teams_named"]) == (1, 1)


@pytest.fixture
def checked(heping, officer):
    """The duties of January to March, of which the first two checks and an exchange were done."""
    for month in (1, 2, 3):
        for day in (1, 11, 21):
            actions.open_village_duties(on=date(2026, month, day))
    for day in (5, 15):
        actions.record_check(
            village=heping, key=uuid.uuid4(), by=officer, happened_on=date(2026, 1, day),
            is_nil=True,
        )  # fmt: skip
    actions.record_exchange(
        village=heping, key=uuid.uuid4(), by=officer, happened_on=date(2026, 2, 3), host="郑安",
        attendees=["village"],
    )  # fmt: skip


def test_checks_and_exchanges_count_done_of_what_was_due(heping, person, checked):
    person(heping)
    rows = measured(heping)[heping.code]
    assert [counts(rows[key]) for key in ("checks_done", "exchanges_done")] == [(2, 9), (1, 3)]
    misses = indicators.misses(year=2026, villages=[heping.code], today=TODAY)
    assert [m.period for m in misses if m.key == "exchanges_done"] == ["2026-01", "2026-03"]
    assert [m.period for m in misses if m.key == "checks_done"][0] == "2026-01-21/31"


def test_a_village_without_a_person_is_not_scored_for_its_checks(heping, checked):
    assert counts(measured(heping)[heping.code]["checks_done"]) == (0, 0)
    misses = indicators.misses(year=2026, villages=[heping.code], today=TODAY)
    assert [miss for miss in misses if miss.key in ("checks_done", "exchanges_done")] == []


def test_whoever_left_in_the_year_keeps_the_checks_of_the_village_in_the_score(
    heping, person, checked, officer
):
    actions.close_case(case=person(heping), reason="moved_out", on=TODAY, by=officer)
    assert counts(measured(heping)[heping.code]["checks_done"]) == (2, 9)
    misses = indicators.misses(year=2026, villages=[heping.code], today=TODAY)
    assert len([miss for miss in misses if miss.key == "checks_done"]) == 7


def test_a_year_to_come_counts_no_slot(heping, person):
    person(heping)
    assert counts(measured(heping, year=2027)[heping.code]["visits_done"]) == (0, 0)


def test_measuring_asks_as_many_queries_for_three_villages_as_for_one(
    heping, liushu, other_village, person, django_assert_num_queries
):
    for village in (heping, liushu, other_village):
        person(village)
        person(village)
    with django_assert_num_queries(12):
        measured(heping)
    with django_assert_num_queries(12):
        measured(heping, liushu, other_village)


def figures(villages, reader, month=date(2026, 3, 1)):
    return indicators.township_figures(
        month=month, villages=[v.code for v in villages], today=TODAY, reader=reader
    )


def test_the_dashboard_counts_month_half_year_and_year(heping, person, visited, officer):
    case = person(heping)
    visited(case, date(2026, 3, 3))
    counts = figures([heping], officer).counts
    assert {key[1]: n for key, n in counts.items() if key[1][0] in ("visit", "test")} == {
        ("visit", "now", "owed"): 1,
        ("visit", "now", "done"): 1,
        ("visit", "year", "owed"): 4,
        ("visit", "year", "done"): 1,
        ("visit", "year", "missed"): 2,
        ("test", "now", "owed"): 1,
        ("test", "year", "owed"): 1,
    }


def test_figures_tell_whether_the_reader_may_open_all_their_rows(
    heping, person, officer, leader, appoint
):
    person(heping)
    person(heping, birth_date=date(2010, 5, 1))
    head = appoint("head", "村长", "village_head", heping)
    key = (heping.code, ("persons",))
    found = [figures([heping], who) for who in (officer, head, leader)]
    assert [(f.counts[key], key in f.closed) for f in found] == [
        (2, False), (2, True), (2, True),
    ]  # fmt: skip


def test_overdue_counts_what_can_still_be_done(heping, person, visited, officer):
    case = person(heping)
    DueSlot.objects.filter(case=case, kind="visit", period_on=date(2026, 4, 1)).update(
        due_on=date(2026, 4, 5)
    )
    assert figures([heping], officer).counts[heping.code, ("overdue",)] == 1
    DueSlot.objects.filter(case=case, kind="visit").update(state=SlotState.DONE)
    assert (heping.code, ("overdue",)) not in figures([heping], officer).counts


def test_the_dashboard_asks_five_queries_for_any_number_of_villages(
    heping, liushu, other_village, person, officer, django_assert_num_queries
):
    for village in (heping, liushu, other_village):
        person(village)
    assert officer.postings_in_force
    for villages in ([heping], [heping, liushu, other_village]):
        with django_assert_num_queries(5):
            figures(villages, officer)
