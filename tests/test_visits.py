"""The way of a visit, from the phone's form to the slot it closes."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from casefiles import actions
from casefiles.models import DueSlot, Visit
from casefiles.terms import SlotKind, SlotState
from jurisdiction.wall import officer_scope
from tests.cast import TRACE, WALL

NOVEMBER = date(2026, 11, 10)


def visit_content(**changes):
    return {
        "visited_on": NOVEMBER,
        "mode": "face",
        "outcome": "found",
        "place": "home",
        "companion": "李明",
        "is_unchanged": False,
        "family": "老人身体好",
    } | changes


def record(case, by, key=None, **changes):
    return actions.record_visit(
        case=case, key=key or uuid.uuid4(), by=by, **visit_content(**changes)
    )


def visit_slot(case, period=date(2026, 11, 1)):
    return DueSlot.objects.get(case=case, kind=SlotKind.VISIT, period_on=period)


@pytest.fixture
def case(heping, make_case):
    case = make_case(heping, enrolled_on=date(2026, 1, 5))
    DueSlot.objects.filter(case=case).delete()
    actions.open_due_slots(on=NOVEMBER)
    return case


def test_a_meeting_face_to_face_closes_the_slot_of_its_month(case, heping_cadre):
    visit, is_new = record(case, heping_cadre)
    assert is_new
    assert visit.slot == visit_slot(case)
    assert visit.slot.state == SlotState.DONE


def test_a_phone_contact_never_closes_a_face_visit_slot(case, heping_cadre):
    visit, _ = record(case, heping_cadre, mode="phone")
    assert visit.slot is None
    assert visit_slot(case).state == SlotState.OPEN


@pytest.mark.parametrize("outcome", ["nobody_home", "road_closed", "ill", "refused"])
def test_a_visit_that_met_nobody_leaves_the_slot_due(case, heping_cadre, outcome):
    visit, _ = record(case, heping_cadre, outcome=outcome)
    assert visit.slot is None
    assert visit_slot(case).state == SlotState.OPEN


def test_two_visits_in_a_month_are_one_done_slot_and_one_extra(case, heping_cadre):
    first, _ = record(case, heping_cadre)
    second, _ = record(case, heping_cadre, visited_on=NOVEMBER + timedelta(days=9))
    assert first.slot == visit_slot(case)
    assert second.slot is None
    assert DueSlot.objects.filter(case=case, kind="visit").done().count() == 1


def test_a_paper_typed_in_late_closes_the_month_in_which_the_visit_was_made(case, heping_cadre):
    actions.open_due_slots(on=date(2026, 12, 3))
    assert visit_slot(case).state == SlotState.MISSED
    record(case, heping_cadre)
    assert visit_slot(case).state == SlotState.DONE
    assert visit_slot(case, date(2026, 12, 1)).state == SlotState.OPEN


def test_a_visit_of_the_next_month_leaves_a_missed_slot_missed(case, heping_cadre):
    actions.open_due_slots(on=date(2026, 12, 3))
    record(case, heping_cadre, visited_on=date(2026, 12, 3))
    assert visit_slot(case).state == SlotState.MISSED
    assert visit_slot(case, date(2026, 12, 1)).state == SlotState.DONE


def test_late_paper_entry_does_not_move_the_due_date_back(case, heping_cadre):
    record(case, heping_cadre, visited_on=date(2026, 11, 20))
    record(case, heping_cadre, visited_on=date(2026, 11, 2))
    actions.open_due_slots(on=date(2026, 12, 1))
    assert visit_slot(case, date(2026, 12, 1)).due_on == date(2026, 12, 20)


def test_the_same_key_with_the_same_content_makes_one_visit(case, heping_cadre):
    key = uuid.uuid4()
    first, _ = record(case, heping_cadre, key=key)
    again, is_new = record(case, heping_cadre, key=key)
    assert (again.pk, is_new) == (first.pk, False)
    assert Visit.objects.count() == 1


def test_the_same_key_with_another_content_is_refused(case, heping_cadre):
    key = uuid.uuid4()
    record(case, heping_cadre, key=key)
    with pytest.raises(actions.KeyReused):
        record(case, heping_cadre, key=key, family="另一段话")
    assert Visit.objects.count() == 1


def test_the_same_key_of_another_officer_is_another_visit(case, heping_cadre, officer):
    key = uuid.uuid4()
    record(case, heping_cadre, key=key)
    _, is_new = record(case, officer, key=key)
    assert is_new


def test_a_withdrawn_visit_gives_the_slot_back(case, heping_cadre):
    visit, _ = record(case, heping_cadre)
    actions.withdraw_visit(visit=visit, reason="日期写错", by=heping_cadre)
    assert visit_slot(case).state == SlotState.OPEN
    replacement, _ = record(case, heping_cadre, visited_on=NOVEMBER + timedelta(days=1))
    assert replacement.slot == visit_slot(case)


def test_the_extra_visit_takes_the_place_of_a_withdrawn_one(case, heping_cadre):
    first, _ = record(case, heping_cadre)
    extra, _ = record(case, heping_cadre, visited_on=NOVEMBER + timedelta(days=9))
    actions.withdraw_visit(visit=first, reason="重复录入", by=heping_cadre)
    extra.refresh_from_db()
    assert extra.slot == visit_slot(case)
    assert extra.slot.state == SlotState.DONE


def test_a_phone_contact_does_not_take_the_place_of_a_withdrawn_visit(case, heping_cadre):
    visit, _ = record(case, heping_cadre)
    record(case, heping_cadre, mode="phone")
    actions.withdraw_visit(visit=visit, reason="日期写错", by=heping_cadre)
    assert visit_slot(case).state == SlotState.OPEN
    assert not Visit.objects.filter(slot__isnull=False).exists()


def test_the_data_base_refuses_a_phone_contact_on_a_slot(case, heping_cadre):
    visit, _ = record(case, heping_cadre, mode="phone")
    with pytest.raises(IntegrityError):
        Visit.objects.filter(pk=visit.pk).update(slot=visit_slot(case))


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_once_make_one_done_slot_and_one_extra(
    heping, make_case, heping_cadre, officer
):
    case = make_case(heping, enrolled_on=date(2026, 1, 5))
    DueSlot.objects.filter(case=case).delete()
    actions.open_due_slots(on=NOVEMBER)

    def phone(by):
        try:
            with officer_scope(by):
                return record(case, by)[0].slot_id
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as phones:
        slots = list(phones.map(phone, [heping_cadre, officer]))
    assert sorted(slots, key=lambda pk: pk is None) == [visit_slot(case).pk, None]


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_on_two_connections_makes_one_visit(heping, make_case, heping_cadre):
    case = make_case(heping, enrolled_on=date(2026, 1, 5))
    key = uuid.uuid4()

    def tap(_):
        try:
            with officer_scope(heping_cadre):
                return record(case, heping_cadre, key=key)[0].pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as taps:
        visits = set(taps.map(tap, range(4)))
    assert len(visits) == 1
    assert Visit.objects.count() == 1


# The page


def posted(**changes):
    data = visit_content(visited_on=timezone.localdate(), key=uuid.uuid4()) | changes
    return {name: value for name, value in data.items() if value is not False}


def test_the_page_saves_a_visit_and_returns_to_what_is_due(
    heping, make_case, signed_in, heping_cadre
):
    case = make_case(heping)
    answer = signed_in(heping_cadre).post(f"/files/{case.pk}/visits/new/", posted())
    assert (answer.status_code, answer.url) == (302, "/due/")
    assert Visit.objects.get().recorded_by == heping_cadre


def test_the_page_answers_409_to_a_used_key_with_other_answers(
    heping, make_case, signed_in, heping_cadre
):
    case = make_case(heping)
    client, data = signed_in(heping_cadre), posted()
    client.post(f"/files/{case.pk}/visits/new/", data)
    answer = client.post(f"/files/{case.pk}/visits/new/", data | {"family": "改过的话"})
    assert answer.status_code == 409
    assert "改过的话" in answer.content.decode()
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"visited_on": "2999-01-01"}, "visited_on"),
        ({"visited_on": "2026-02-31"}, "visited_on"),
        ({"visited_on": "0001-01-01"}, "visited_on"),
        ({"mode": "letter"}, "mode"),
        ({"outcome": ""}, "outcome"),
        ({"companion": ""}, "companion"),
        ({"companion": "长" * 81}, "companion"),
        ({"family": ""}, "family"),
        ({"needs_follow_up": "on", "follow_up": ""}, "follow_up"),
        ({"key": "none"}, "key"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field_and_nothing_is_written(
    heping, make_case, signed_in, heping_cadre, wrong, field
):
    case = make_case(heping)
    answer = signed_in(heping_cadre).post(f"/files/{case.pk}/visits/new/", posted() | wrong)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not Visit.objects.exists()


def test_everything_that_is_wrong_is_said_at_once(heping, make_case, signed_in, heping_cadre):
    case = make_case(heping)
    wrong = {"visited_on": "", "companion": "", "family": ""}
    answer = signed_in(heping_cadre).post(f"/files/{case.pk}/visits/new/", posted() | wrong)
    errors = answer.context["form"].errors
    assert {name: len(said) for name, said in errors.items()} == dict.fromkeys(wrong, 1)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a\x00b", "ab"),
        ("\u202eabc", "abc"),
        (b"\xed\xa0\x80", "\ufffd" * 3),  # half a surrogate pair
    ],
)
def test_control_and_bidi_characters_do_not_break_or_enter_a_visit(
    heping, make_case, signed_in, heping_cadre, text, stored
):
    case = make_case(heping)
    signed_in(heping_cadre).post(
        f"/files/{case.pk}/visits/new/",
        urlencode(posted() | {"family": text}),
        content_type="application/x-www-form-urlencoded",
    )
    assert Visit.objects.get().family == stored


def test_a_visit_form_asks_six_things_on_a_routine_visit(case, heping_cadre, signed_in):
    record(case, heping_cadre)
    form = signed_in(heping_cadre).get(f"/files/{case.pk}/visits/new/").context["form"]
    assert [field.name for field in form.routine_fields()] == [
        "visited_on",
        "outcome",
        "mode",
        "place",
        "companion",
        "is_unchanged",
    ]
    assert not form.details_open()


def test_saving_a_visit_takes_less_than_fifteen_queries(
    heping, make_case, signed_in, heping_cadre, django_assert_max_num_queries
):
    case, client = make_case(heping), signed_in(heping_cadre)
    with django_assert_max_num_queries(14 + WALL + TRACE):
        client.post(f"/files/{case.pk}/visits/new/", posted())
