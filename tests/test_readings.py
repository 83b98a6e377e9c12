"""Readings that the office asks about: at night, outside the caseload, far more than usual."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from casefiles import actions
from casefiles.models import TeamMember
from casefiles.models.readings import unusual_counts, with_questions
from jurisdiction.models import AccessEvent
from jurisdiction.schedule import is_unusual
from jurisdiction.sheets.reading import KINDS
from jurisdiction.terms import AccessKind
from tests.test_lists import exported, queries

DAY = timezone.localdate() - timedelta(days=1)


@pytest.mark.parametrize(
    ("count", "earlier", "expected"),
    [(20, [], False), (21, [], True), (21, [7, 7, 7], False), (22, [7, 7, 7], True)],
)
def test_unusual_is_far_beyond_ones_own_earlier_days(count, earlier, expected):
    assert is_unusual(count, earlier) is expected


def reading(officer, case, hour=10, day=DAY, **told):
    told = {"capacity": "community_police", "kind": "file", "page": "x"} | told
    at = timezone.make_aware(datetime(day.year, day.month, day.day, hour))
    return AccessEvent.objects.create(
        officer=officer, files=[case.pk], villages=[case.village_id], read_at=at,
        request_id=uuid.uuid4(), **told,
    )  # fmt: skip


def asked(event):
    found = with_questions(AccessEvent.objects).get(pk=event.pk)
    return found.is_night, found.is_outside


@pytest.mark.parametrize(
    ("hour", "expected"), [(6, False), (21, False), (22, True), (0, True), (5, True)]
)
def test_night_is_from_ten_to_six(heping, make_case, heping_cadre, hour, expected):
    event = reading(heping_cadre, make_case(heping), hour, capacity="village_cadre")
    assert asked(event) == (expected, False)


def test_outside_the_caseload_is_who_has_no_seat_and_recorded_nothing(
    heping, make_case, police, officer
):
    strange, seated, visited = (make_case(heping) for _ in range(3))
    actions.add_paper(
        TeamMember, case=seated, key=uuid.uuid4(), by=officer, role="police", name="周警",
        officer=police, serves_from=DAY,
    )  # fmt: skip
    actions.record_visit(
        case=visited, key=uuid.uuid4(), by=police, visited_on=DAY, mode="face", outcome="found"
    )
    assert [asked(reading(police, case))[1] for case in (strange, seated, visited)] == [
        True,
        False,
        False,
    ]
    assert asked(reading(officer, strange, capacity="drug_control_officer")) == (False, False)


def test_far_more_files_than_usual_are_counted_once_each(heping, make_case, police):
    cases = [make_case(heping) for _ in range(21)]
    for case in cases:
        reading(police, case)
        reading(police, case)
    assert unusual_counts(AccessEvent.objects, DAY) == [(police.pk, 21, 0)]
    assert unusual_counts(AccessEvent.objects, DAY - timedelta(days=1)) == []


def test_the_office_sees_all_and_a_reader_their_own(
    heping, make_case, officer, police, heping_cadre, signed_in
):
    case = make_case(heping)
    mine = reading(police, case, 23)
    theirs = reading(heping_cadre, case, 23, capacity="village_cadre")
    page = f"/readings/?day={DAY}"

    def shown(who):
        return list(signed_in(who).get(page).context["rows"])

    assert shown(officer) == [theirs, mine]
    assert shown(police) == [mine]
    assert shown(heping_cadre) == [theirs]
    assert shown(officer) != list(
        signed_in(officer).get(page + "&question=outside").context["rows"]
    )
    _told, rows = exported(signed_in(officer), f"/readings/export/?day={DAY}")
    assert [row[2] for row in rows] == [heping_cadre.name, police.name]


def test_another_townships_readings_are_not_told(
    other_village, make_case, officer, police, signed_in
):
    reading(police, make_case(other_village), 23)
    assert list(signed_in(officer).get(f"/readings/?day={DAY}").context["rows"]) == []


def test_every_way_of_reading_has_its_chinese_word():
    assert set(KINDS) == set(AccessKind)


def test_three_readings_ask_as_many_queries_as_one(heping, make_case, officer, police, signed_in):
    client, page = signed_in(officer), f"/readings/?day={DAY}"
    reading(police, make_case(heping), 23)
    one = queries(client, page)
    for _n in range(2):
        reading(police, make_case(heping), 23)
    assert queries(client, page) == one


def test_a_day_that_is_none_is_said_beside_its_field(officer, signed_in):
    page = signed_in(officer).get("/readings/?day=yesterday")
    assert page.status_code == 200
    assert page.context["filter"].errors["day"]
