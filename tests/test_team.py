"""The helping team: four seats, who holds them since when, and what is empty."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casefiles.models import TeamMember, TeamSeat
from casefiles.models.team import empty_seats
from tests.test_lists import exported, queries

TODAY = timezone.localdate()


@pytest.fixture
def page():
    return {
        "key": str(uuid.uuid4()),
        "role": "family",
        "name": "张母",
        "relation": "母亲",
        "phone": "13800138000",
        "serves_from": TODAY.isoformat(),
    }


@pytest.fixture
def case(heping, make_case):
    return make_case(heping)


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def name(office, case, page, **changes):
    return office.post(f"/files/{case.pk}/team/new/", page | changes)


def test_a_member_is_named_once_however_often_the_form_is_sent(case, office, page):
    answers = [name(office, case, page).status_code for _ in range(2)]
    member = TeamMember.objects.get()
    assert answers == [302, 302]
    assert (member.case, member.role, member.name, member.phone) == (
        case, "family", "张母", "13800138000",
    )  # fmt: skip


def test_the_same_key_with_another_name_is_refused_and_nothing_typed_is_lost(case, office, page):
    name(office, case, page)
    answer = name(office, case, page, name="李母")
    assert (answer.status_code, TeamMember.objects.count()) == (409, 1)
    assert "李母" in answer.content.decode()


def test_the_phone_is_sealed_and_the_file_shows_it_masked(case, office, page):
    name(office, case, page)
    shown = office.get(helping(case)).content.decode()
    assert b"13800138000" not in bytes(TeamMember.objects.get().phone_sealed)
    assert ("13800138000" in shown, "138******00" in shown) == (False, True)


def test_a_seat_is_empty_before_the_first_day_and_after_the_last(case, officer, office, page):
    yesterday = TODAY - timedelta(days=1)
    name(office, case, page, serves_from=yesterday.isoformat(), serves_to=yesterday.isoformat())
    members = list(TeamMember.objects.all())
    assert "family" in empty_seats(members, TODAY)
    assert "family" not in empty_seats(members, yesterday)
    assert "张母" in office.get(helping(case)).content.decode()  # kept, struck through


def test_the_familys_seat_alone_may_have_nobody_and_says_why(case, office, page):
    nobody = {"name": "", "phone": "", "vacancy_reason": "父母双亡，无其他亲属"}
    refused = name(office, case, page, role="police", **nobody)
    assert (refused.status_code, TeamMember.objects.count()) == (200, 0)
    assert name(office, case, page, **nobody).status_code == 302
    assert empty_seats(TeamMember.objects.all(), TODAY) == ["village", "township", "police"]


def test_a_seat_without_name_and_reason_says_so_beside_the_name(case, office, page):
    answer = name(office, case, page, name="")
    assert answer.context["form"].errors == {"name": ["Who holds this seat?"]}


def test_a_stale_correction_shows_both_texts_and_a_second_save_goes_through(case, office, page):
    name(office, case, page)
    member = TeamMember.objects.get()
    address = f"/team/{member.pk}/edit/"
    typed = {k: v for k, v in page.items() if k != "key"} | {"phone": "", "version": 1}
    office.post(address, typed | {"name": "王婶"})
    answer = office.post(address, typed | {"name": "李婶"})
    shown = answer.content.decode()
    assert (answer.status_code, "王婶" in shown, "李婶" in shown) == (409, True, True)
    again = office.post(address, typed | {"name": "李婶", "version": 2})
    member.refresh_from_db()
    assert (again.status_code, member.name, member.phone) == (302, "李婶", "13800138000")


def test_the_list_narrows_to_teams_with_an_empty_seat(case, heping, make_case, office, page):
    other = make_case(heping, name="欧阳锋")
    name(office, case, page)
    shown = office.get("/team/?empty=family").content.decode()
    assert (case.name in shown, other.name in shown) == (False, True)


def test_only_officers_who_serve_the_village_are_offered_as_accounts(
    case, office, heping_cadre, liushu_cadre, police
):
    offered = office.get(f"/files/{case.pk}/team/new/").context["form"].fields["officer"].queryset
    assert heping_cadre in offered
    assert police in offered
    assert liushu_cadre not in offered


def test_the_list_asks_as_many_queries_for_three_files_as_for_one(
    case, heping, make_case, office, page
):
    name(office, case, page)
    one = queries(office, "/team/")
    for _ in range(2):
        name(office, make_case(heping), page, key=str(uuid.uuid4()))
    assert queries(office, "/team/") == one


SEATS = "/office-rules/seats/"


def helping(case):
    return f"/files/{case.pk}/help/"


def seat(office, **content):
    asked = {"version": 0, "name": "村医", "duty": "送药上门", "is_asked": "on", "is_in_use": "on"}
    return office.post(SEATS, asked | content)


def test_an_office_has_a_seat_of_its_own_and_every_team_needs_it(case, office, page, heping_cadre):
    for _ in range(2):
        assert seat(office).status_code == 302
    assert TeamSeat.objects.get().version == 1
    shown = office.get(helping(case)).content.decode()
    assert "送药上门" in shown
    name(office, case, page | {"role": "村医", "name": "夏医生", "relation": ""})
    (seat_of,) = [s for s in office.get(helping(case)).context["team"]
                  if s["role"] == "村医"]  # fmt: skip
    assert (seat_of["is_empty"], seat_of["members"][0][0].name) == (False, "夏医生")
    rows = office.get("/team/?empty=村医").context["rows"]
    assert [found.pk for found, *_rest in rows] == []
    _told, lines = exported(office, "/team/export/")
    assert "村医：夏医生" in lines[0]
    parties = office.get(f"/files/{case.pk}/help/new/").context["form"].fields["parties"].choices
    assert ("村医", "村医") in parties


def test_a_seat_out_of_use_is_offered_no_more_and_its_member_keeps_it(case, office, page):
    name(office, case, page | {"role": "volunteer", "name": "志愿者甲", "relation": ""})
    answer = office.post(f"{SEATS}?seat=volunteer", {"version": 0, "duty": "陪伴"})
    assert answer.status_code == 302
    offered = office.get(f"/files/{case.pk}/team/new/").context["form"].fields["role"].choices
    assert "volunteer" not in dict(offered)
    assert "志愿者甲" in office.get(helping(case)).content.decode()
    member = TeamMember.objects.get()
    kept = office.get(f"/team/{member.pk}/edit/").context["form"].fields["role"].choices
    assert "volunteer" in dict(kept)


def test_the_four_of_the_law_change_their_duties_and_nothing_else(office, township, officer):
    assert set(office.get(f"{SEATS}?seat=family").context["form"].fields) == {"version", "duty"}
    office.post(f"{SEATS}?seat=family", {"version": 0, "duty": "每日联系", "is_in_use": ""})
    stored = TeamSeat.objects.get()
    assert (stored.duty, stored.is_asked, stored.is_in_use) == ("每日联系", True, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamSeat.objects.create(
            area=township, name="police", duty="检测", is_in_use=False, written_by=officer
        )


@pytest.mark.parametrize("word", ["家庭", "Family", "family", ""])
def test_a_seat_that_the_house_has_is_not_added_again(office, word):
    assert list(seat(office, name=word).context["form"].errors) == ["name"]
    assert not TeamSeat.objects.exists()


def test_of_two_officers_the_second_sees_what_the_first_wrote(office):
    seat(office)
    answer = office.post(f"{SEATS}?seat=村医", {"version": 0, "duty": "体检", "is_in_use": "on"})
    assert answer.status_code == 409
    assert "送药上门" in answer.content.decode()
    assert seat(office, duty="别的").status_code == 409
    assert seat(office, name="网格员", version=3).status_code == 409


def test_another_townships_seats_are_not_this_ones(case, office, officer, other_township):
    TeamSeat.objects.create(
        area=other_township, name="村医", duty="体检", is_asked=True, written_by=officer
    )
    assert "体检" not in office.get(helping(case)).content.decode()
    assert "体检" not in office.get(SEATS).content.decode()


def test_the_list_narrows_to_duties_that_somebody_has_not_acknowledged(
    case, heping, make_case, office, page
):
    name(office, case, page)
    other = make_case(heping, name="欧阳锋")
    name(office, other, page, key=str(uuid.uuid4()), acknowledged_on=TODAY.isoformat())
    rows = office.get("/team/?duties=open").context["rows"]
    assert [found.name for found, *_rest in rows] == [case.name]


def test_people_under_18_show_no_team_to_a_cadre(heping, make_case, heping_cadre, signed_in):
    child = make_case(heping, name="欧阳小", birth_date=TODAY - timedelta(days=365 * 15))
    assert child.name not in signed_in(heping_cadre).get("/team/").content.decode()
