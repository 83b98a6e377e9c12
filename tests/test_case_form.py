"""The roster page of one person: its form, enrolling, correcting, and two officers at once."""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casefiles import identity
from casefiles.forms import CaseForm
from casefiles.models import CaseFile, DueSlot
from jurisdiction.terms import Capacity

BORN = date(1990, 5, 1)
NUMBER = identity.make_id("530102", BORN, 7, "male")


@pytest.fixture
def places(heping, liushu, heping_group_1, liushu_group_1):
    return {"villages": [heping, liushu], "groups": [heping_group_1, liushu_group_1]}


@pytest.fixture
def page(heping, heping_group_1):
    """What an officer types for a new person."""
    return {
        "village": heping.code,
        "group": heping_group_1.code,
        "name": "张伟",
        "id_number": NUMBER,
        "enrolled_on": "2026-03-02",
    }


def cleaned(places, page, **changes):
    form = CaseForm(page | changes, **places)
    assert form.errors == {}
    return form.columns()


def errors(places, page, **changes):
    form = CaseForm(page | changes, **places)
    return {name: list(found) for name, found in form.errors.items()}


def test_birth_date_and_sex_come_from_the_number_when_left_empty(db, places, page):
    columns = cleaned(places, page)
    assert (columns["birth_date"], columns["sex"]) == (BORN, "male")


def test_spaces_full_width_and_lower_case_x_are_normalised(db, places, page):
    number = next(
        found
        for found in (identity.make_id("530102", BORN, n, "male") for n in range(100))
        if found.endswith("X")
    )
    typed = f" {number[:6]} {number[6:14]}-{number[14:17]}ｘ"
    assert cleaned(places, page, id_number=typed)["id_number"] == number


def test_a_wrong_check_digit_says_what_to_do(db, places, page):
    wrong = NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2")
    assert errors(places, page, id_number=wrong) == {
        "id_number": ["The check digit of the ID number is wrong. Check all digits on the card."]
    }


def test_birth_date_and_sex_must_agree_with_the_number(db, places, page):
    assert errors(places, page, birth_date="1990-05-02", sex="female") == {
        "birth_date": ["The birth date does not agree with the ID number."],
        "sex": ["The sex does not agree with the ID number."],
    }


def test_without_a_number_a_reason_a_birth_date_and_a_sex_are_asked_for(db, places, page):
    assert errors(places, page, id_number="") == {
        "id_missing_reason": ["Without an ID number, say why there is none."],
        "birth_date": ["This field is required."],
        "sex": ["This field is required."],
    }


def test_a_number_sets_the_reason_for_its_absence_aside(db, places, page):
    assert cleaned(places, page, id_missing_reason="not_provided")["id_missing_reason"] == ""


def test_a_group_of_another_village_is_refused(db, places, page, liushu_group_1):
    assert errors(places, page, group=liushu_group_1.code) == {
        "group": ["The villager group belongs to another village."]
    }


def test_a_village_outside_the_officers_area_does_not_exist_here(db, places, page, other_village):
    assert errors(places, page, village=other_village.code, group="") == {
        "village": ["This place does not exist here, or lies outside your area."]
    }


def test_facts_cannot_lie_in_the_future_but_a_measure_may_end_there(db, places, page):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert cleaned(places, page, measure_to=tomorrow)["measure_to"].isoformat() == tomorrow
    assert set(errors(places, page, first_found_on=tomorrow, measure_from=tomorrow)) == {
        "first_found_on",
        "measure_from",
    }


@pytest.mark.parametrize("ends", ["2026-03-10", "2026-03-09"])
def test_a_measure_ends_after_it_begins(db, places, page, ends):
    assert errors(places, page, measure_from="2026-03-10", measure_to=ends) == {
        "measure_to": ["The measure ends before it begins."]
    }


def test_whoever_is_away_is_somewhere(db, places, page):
    assert set(errors(places, page, is_away="on")) == {"away_to"}
    assert set(errors(places, page, away_to="广东")) == {"is_away"}


@pytest.mark.parametrize("typed", ["12345", "abc", "63123456"])
def test_a_phone_that_is_none_is_refused(db, places, page, typed):
    assert set(errors(places, page, phone=typed)) == {"phone"}


def test_invisible_and_direction_marks_do_not_reach_the_roster(db, places, page):
    assert cleaned(places, page, name="张\u202e伟\x00\u200b")["name"] == "张伟"


def test_states_left_empty_take_their_first_values(db, places, page):
    columns = cleaned(places, page)
    states = {n: columns[n] for n in ("control_state", "abstinence", "risk_level", "lost_count")}
    assert states == {
        "control_state": "in_control",
        "abstinence": "under_3y",
        "risk_level": "unrated",
        "lost_count": 0,
    }


# The page


@pytest.fixture
def office(signed_in, officer, places):
    return signed_in(officer)


CREATE = "casefiles:case-create"


def test_enrolling_opens_the_file_and_its_due_slots(office, page):
    answer = office.post(reverse(CREATE), page)
    case = CaseFile.objects.get()
    assert answer.headers["Location"] == case.get_absolute_url()
    assert (case.name, case.id_number) == ("张伟", NUMBER)
    assert DueSlot.objects.filter(case=case).count() == 2


def test_the_page_offers_the_villages_and_groups_of_the_officers_area(office):
    content = office.get(reverse(CREATE)).content.decode()
    assert "和平村" in content
    assert "柳树村" in content


def test_an_error_keeps_what_was_typed(office, page):
    answer = office.post(reverse(CREATE), page | {"birth_date": "1991-01-01", "alias": "阿伟"})
    assert answer.status_code == 200
    assert 'value="阿伟"' in answer.content.decode()
    assert CaseFile.objects.count() == 0


def test_the_same_number_in_the_same_village_is_an_error(office, page, make_case, heping):
    make_case(heping, id_number=NUMBER)
    answer = office.post(reverse(CREATE), page | {"all_the_same": "on"})
    assert answer.context["form"].errors["id_number"] == [
        "A file with this ID number is open in this village."
    ]
    assert CaseFile.objects.count() == 1


def test_the_same_number_in_another_village_asks_for_a_merge_and_never_blocks(
    office, page, make_case, liushu
):
    other = make_case(liushu, id_number=NUMBER, name="张伟")
    asked = office.post(reverse(CREATE), page)
    assert other.get_absolute_url() in asked.content.decode()
    assert CaseFile.objects.count() == 1
    office.post(reverse(CREATE), page | {"all_the_same": "on"})
    assert CaseFile.objects.count() == 2


def test_the_same_number_outside_the_officers_area_is_not_told(
    office, page, make_case, other_village
):
    make_case(other_village, id_number=NUMBER)
    office.post(reverse(CREATE), page)
    assert CaseFile.objects.count() == 2


def test_a_double_tap_without_number_asks_before_it_makes_a_second_file(office, page):
    page |= {"id_number": "", "id_missing_reason": "not_provided", "sex": "male"}
    page |= {"birth_date": "1990-05-01"}
    office.post(reverse(CREATE), page)
    office.post(reverse(CREATE), page)
    assert CaseFile.objects.count() == 1


@pytest.fixture
def case(make_case, heping):
    return make_case(
        heping, name="张伟", id_number=NUMBER, phone="13812345678", control_contact="何平安"
    )


def drawn(office, case):
    """The fields as the page was drawn, ready to be sent back."""
    form = office.get(reverse("casefiles:case-update", args=[case.pk])).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def correct(office, case, fields):
    return office.post(reverse("casefiles:case-update", args=[case.pk]), fields)


def test_sealed_numbers_never_stand_on_the_page(office, case):
    content = office.get(reverse("casefiles:case-update", args=[case.pk])).content.decode()
    assert NUMBER not in content
    assert "13812345678" not in content
    assert "138******78" in content


def test_sealed_numbers_stay_unless_typed_anew(office, case):
    correct(office, case, drawn(office, case) | {"alias": "阿伟"})
    case.refresh_from_db()
    assert (case.alias, case.id_number, case.phone) == ("阿伟", NUMBER, "13812345678")
    correct(office, case, drawn(office, case) | {"phone": "13987654321"})
    case.refresh_from_db()
    assert case.phone == "13987654321"


def test_a_hyphen_removes_a_phone(office, case):
    correct(office, case, drawn(office, case) | {"phone": "-"})
    case.refresh_from_db()
    assert (case.phone_sealed, case.phone_index) == (None, "")


def test_saving_without_a_change_changes_nothing(office, case):
    correct(office, case, drawn(office, case))
    assert CaseFile.objects.get().version == case.version


def test_a_stale_page_shows_what_is_stored_beside_what_was_typed(office, case):
    mine = drawn(office, case) | {"control_contact": "柳青"}
    correct(office, case, drawn(office, case) | {"control_contact": "郑安"})
    answer = correct(office, case, mine)
    content = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="柳青"' in content
    assert "Now stored: 郑安" in content
    assert CaseFile.objects.get().control_contact == "郑安"
    again = mine | {"version": answer.context["form"].data["version"]}
    correct(office, case, again)
    assert CaseFile.objects.get().control_contact == "柳青"


def test_a_file_outside_the_area_cannot_be_corrected(office, make_case, other_village):
    case = make_case(other_village)
    assert office.get(reverse("casefiles:case-update", args=[case.pk])).status_code == 404


def test_a_cadre_may_not_enrol(signed_in, heping_cadre):
    assert signed_in(heping_cadre).get(reverse(CREATE)).status_code == 403


def test_somebody_under_18_is_enrolled_with_the_guardian_whose_phone_is_sealed(
    page, officer, signed_in
):
    young = timezone.localdate().replace(day=1, year=timezone.localdate().year - 16)
    page |= {"id_number": identity.make_id("530102", young, 7, "male")}
    client, address = signed_in(officer), reverse("casefiles:case-create")
    refused = client.post(address, page)
    assert set(refused.context["form"].errors) == {"guardian", "guardian_relation"}
    assert refused.context["form"]["name"].value() == "张伟"
    page |= {"guardian": "张建国", "guardian_relation": "父亲", "guardian_phone": "13800000009"}
    client.post(address, page)
    case = CaseFile.objects.get()
    assert (case.guardian, case.guardian_phone) == ("张建国", "13800000009")
    shown = client.get(case.get_absolute_url()).content.decode()
    assert "张建国" in shown
    assert "13800000009" not in shown


def test_an_adult_needs_no_guardian(page, officer, signed_in):
    signed_in(officer).post(reverse("casefiles:case-create"), page)
    assert CaseFile.objects.get().guardian == ""


def without_keys(page):
    """The page without the keys of its rows, which count on with every row."""
    return re.sub(r"/\d+/|csrfmiddlewaretoken\S* value=\S+", "", page)


@pytest.mark.parametrize("elsewhere", ["liushu", "other_village"])
def test_a_number_that_stands_elsewhere_answers_like_a_new_one_and_the_office_is_told(
    request, elsewhere, appoint, heping, officer, page, make_case, signed_in
):
    there = request.getfixturevalue(elsewhere)
    clerk = signed_in(appoint("clerk", "村办", Capacity.DRUG_CONTROL_OFFICER, heping))

    def answer():
        with transaction.atomic():
            said = clerk.post(reverse("casefiles:case-create"), page)
            shown = clerk.get(said.url).content.decode()
            case = CaseFile.objects.latest("pk")
            transaction.set_rollback(True)
        for name in (case.file_no, f"/{case.pk}/"):
            shown = shown.replace(name, "")
        return said.status_code, without_keys(shown)

    as_new = answer()
    known = make_case(there, name="张伟", id_number=NUMBER)
    assert answer() == as_new
    clerk.post(reverse("casefiles:case-create"), page)
    new = CaseFile.objects.latest("pk")
    office = signed_in(officer)
    told = [known, new] if elsewhere == "liushu" else []
    assert office.get("/waiting/").context["doubled"] == len(told)
    rows = office.get("/files/?doubled=id_number").context["rows"]
    assert {case for case, _age in rows} == set(told)
    assert [*clerk.get("/files/?doubled=id_number").context["rows"]] == []


# One form, one file


def drawn_key(client):
    return str(client.get("/files/new/").context["form"]["key"].value())


def test_the_same_form_sent_twice_makes_one_file_with_an_id_number_or_without(
    page, officer, signed_in
):
    client = signed_in(officer)
    for more in ({}, {"id_number": "", "id_missing_reason": "not_registered", "sex": "male",
                      "birth_date": "1990-05-01", "name": "李四"}):  # fmt: skip
        sent = page | more | {"key": drawn_key(client)}
        first, again = (client.post("/files/new/", sent) for _ in range(2))
        assert first.status_code == 302
        assert (again.status_code, again.url) == (302, first.url)
    assert CaseFile.objects.count() == 2


def test_other_content_under_the_same_key_is_refused_and_nothing_is_lost(page, officer, signed_in):
    client = signed_in(officer)
    sent = page | {"key": drawn_key(client)}
    client.post("/files/new/", sent)
    answer = client.post("/files/new/", sent | {"name": "李四"})
    assert answer.status_code == 409
    assert answer.context["form"]["name"].value() == "李四"
    assert CaseFile.objects.count() == 1


def test_another_officers_key_tells_nothing(page, officer, appoint, township, signed_in):
    client = signed_in(officer)
    sent = page | {"key": drawn_key(client)}
    client.post("/files/new/", sent)
    colleague = signed_in(appoint("colleague", "赵敏", Capacity.DRUG_CONTROL_OFFICER, township))
    answer = colleague.post("/files/new/", sent)
    assert "id_number" in answer.context["form"].errors
    assert CaseFile.objects.count() == 1
