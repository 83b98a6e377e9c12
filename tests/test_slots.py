"""Due slots: opened per period, closed by records, missed stays missed."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError

from casefiles import actions
from casefiles.models import DueSlot
from casefiles.terms import SlotReason, SlotState, StateAspect


def slots_of(case):
    return list(
        DueSlot.objects.filter(case=case)
        .order_by("kind", "period_on")
        .values_list("kind", "opens_on", "due_on", "closes_on", "state")
    )


@pytest.fixture
def case(heping, make_case):
    case = make_case(heping, enrolled_on=date(2026, 11, 7))
    DueSlot.objects.filter(case=case).delete()
    return case


def test_a_new_person_owes_a_visit_by_month_end_and_a_test_by_half_year_end(case):
    actions.open_due_slots(on=date(2026, 11, 7))
    assert slots_of(case) == [
        ("test", date(2026, 11, 7), date(2026, 12, 31), date(2026, 12, 31), "open"),
        ("visit", date(2026, 11, 7), date(2026, 11, 30), date(2026, 11, 30), "open"),
    ]


def test_opening_twice_opens_once(case):
    first = actions.open_due_slots(on=date(2026, 11, 7))
    assert (first, actions.open_due_slots(on=date(2026, 11, 20))) == (2, 0)


def test_a_missed_slot_stays_missed_and_the_next_month_has_its_own(case):
    actions.open_due_slots(on=date(2026, 11, 7))
    actions.open_due_slots(on=date(2026, 12, 1))
    visits = DueSlot.objects.filter(case=case, kind="visit").order_by("period_on")
    assert [slot.state for slot in visits] == [SlotState.MISSED, SlotState.OPEN]


def test_nothing_is_owed_before_a_person_is_enrolled(case):
    assert actions.open_due_slots(on=date(2026, 6, 1)) == 0


def change_control_state(case, value, by, on=date(2026, 11, 9)):
    actions.change_state(
        case=case,
        version=type(case).objects.get(pk=case.pk).version,
        aspect=StateAspect.CONTROL_STATE,
        value=value,
        on=on,
        document_no="",
        reason="情况变化",
        by=by,
        today=on,
    )


def ends_of(case):
    return set(DueSlot.objects.filter(case=case).values_list("state", "reason_code"))


def test_custody_excuses_what_is_open_and_what_opens(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    change_control_state(case, "in_custody", officer)
    actions.open_due_slots(on=date(2026, 12, 1))
    assert DueSlot.objects.filter(case=case).count() == 3
    assert ends_of(case) == {(SlotState.EXCUSED, SlotReason.CUSTODY)}


@pytest.mark.parametrize(
    ("value", "reason"), [("deceased", SlotReason.DECEASED), ("abroad", SlotReason.ABROAD)]
)
def test_death_and_leaving_the_country_cancel_what_is_open_and_delete_nothing(
    case, officer, value, reason
):
    actions.open_due_slots(on=date(2026, 11, 7))
    change_control_state(case, value, officer)
    assert DueSlot.objects.filter(case=case).count() == 2
    assert ends_of(case) == {(SlotState.CANCELLED, reason)}


def test_whoever_comes_back_owes_what_can_still_be_done(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    change_control_state(case, "abroad", officer)
    change_control_state(case, "in_control", officer, on=date(2026, 12, 5))
    visits = DueSlot.objects.filter(case=case, kind="visit").order_by("period_on")
    assert [slot.state for slot in visits] == [SlotState.CANCELLED, SlotState.OPEN]
    assert DueSlot.objects.get(case=case, kind="test").state == SlotState.OPEN


def test_what_custody_excused_stays_excused_until_an_officer_undoes_it(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    change_control_state(case, "in_custody", officer)
    change_control_state(case, "in_control", officer, on=date(2026, 11, 20))
    assert ends_of(case) == {(SlotState.EXCUSED, SlotReason.CUSTODY)}
    slot = DueSlot.objects.get(case=case, kind="test")
    actions.restore_slot(slot=slot, by=officer, today=date(2026, 11, 20))
    assert DueSlot.objects.get(pk=slot.pk).state == SlotState.OPEN


def test_a_refused_test_stays_due_and_a_negative_one_closes_it(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    content = {
        "tested_on": date(2026, 11, 10),
        "sample_kind": "urine",
        "tester_1": "甲",
        "tester_2": "乙",
    }
    refused, _ = actions.record_test(
        case=case,
        key="4c9b2f9e-0000-4000-8000-000000000001",
        by=officer,
        result="refused",
        **content,
    )
    taken, _ = actions.record_test(
        case=case,
        key="4c9b2f9e-0000-4000-8000-000000000002",
        by=officer,
        result="negative",
        **content,
    )
    assert refused.slot is None
    assert taken.slot.state == SlotState.DONE
    assert DueSlot.objects.filter(case=case, kind="test").owed().count() == 1


def test_the_positive_test_stands_when_the_negative_one_of_its_half_year_is_withdrawn(
    case, officer
):
    actions.open_due_slots(on=date(2026, 11, 7))
    negative, positive = (
        actions.record_test(
            case=case,
            key=uuid.uuid4(),
            by=officer,
            tested_on=date(2026, 11, 10),
            sample_kind="urine",
            result=result,
            tester_1="甲",
            tester_2="乙",
        )[0]
        for result in ("negative", "positive")
    )
    assert (negative.slot.state, positive.slot) == (SlotState.DONE, None)
    actions.withdraw_test(test=negative, reason="录错人", by=officer)
    positive.refresh_from_db()
    assert positive.slot.state == SlotState.DONE


@pytest.mark.parametrize("reason_code", ["hospital", "away_with_test", "custody"])
def test_an_excused_slot_leaves_what_counts_and_comes_back_when_undone(case, officer, reason_code):
    actions.open_due_slots(on=date(2026, 11, 7))
    slot = DueSlot.objects.get(case=case, kind="visit")
    actions.excuse_slot(slot=slot, reason_code=reason_code, note="证明", by=officer)
    assert DueSlot.objects.filter(case=case, kind="visit").owed().count() == 0
    actions.restore_slot(slot=slot, by=officer, today=date(2026, 12, 2))
    assert DueSlot.objects.get(pk=slot.pk).state == SlotState.MISSED


def test_an_open_slot_past_its_window_counts_as_missed_before_the_command_ran(case):
    actions.open_due_slots(on=date(2026, 11, 7))
    missed = DueSlot.objects.filter(case=case).missed(date(2026, 12, 1))
    assert [slot.kind for slot in missed] == ["visit"]


def test_open_slots_move_with_the_person_and_ended_ones_stay(case, heping, liushu, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    actions.open_due_slots(on=date(2026, 12, 1))
    case.refresh_from_db()
    actions.correct_case(
        case=case,
        version=case.version,
        by=officer,
        today=date(2026, 12, 5),
        village=liushu,
        group=None,
    )
    villages = dict(DueSlot.objects.filter(case=case, kind="visit").values_list("state", "village"))
    assert villages == {"missed": heping.code, "open": liushu.code}


@pytest.mark.parametrize(
    ("reason", "written"),
    [
        ("moved_out", SlotReason.MOVED_OUT),
        ("deceased", SlotReason.DECEASED),
        ("settled_abroad", SlotReason.ABROAD),
        ("duplicate", SlotReason.ENTERED_IN_ERROR),
        ("wrong_registration", SlotReason.ENTERED_IN_ERROR),
        ("released_and_abstinent", SlotReason.FILE_CLOSED),
    ],
)
def test_a_closed_file_owes_nothing_and_its_slots_say_why(case, officer, reason, written):
    actions.open_due_slots(on=date(2026, 11, 7))
    actions.close_case(case=case, reason=reason, on=date(2026, 11, 10), by=officer)
    assert actions.open_due_slots(on=date(2026, 12, 1)) == 0
    assert ends_of(case) == {(SlotState.CANCELLED, written)}


def test_closing_and_reopening_a_file_takes_nothing_off_what_is_owed(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    owed = slots_of(case)
    actions.close_case(case=case, reason="duplicate", on=date(2026, 11, 10), by=officer)
    actions.reopen_case(case=case, by=officer, today=date(2026, 11, 12))
    assert slots_of(case) == owed


def test_a_file_reopened_in_another_month_does_not_owe_the_one_that_went_by(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    actions.close_case(case=case, reason="moved_out", on=date(2026, 11, 10), by=officer)
    actions.reopen_case(case=case, by=officer, today=date(2026, 12, 2))
    visits = DueSlot.objects.filter(case=case, kind="visit").order_by("period_on")
    assert [slot.state for slot in visits] == [SlotState.CANCELLED, SlotState.OPEN]


def test_a_file_of_a_person_in_custody_is_reopened_without_owing(case, officer):
    change_control_state(case, "in_custody", officer)
    actions.close_case(case=case, reason="duplicate", on=date(2026, 11, 10), by=officer)
    actions.reopen_case(case=case, by=officer, today=date(2026, 11, 12))
    assert ends_of(case) == {(SlotState.EXCUSED, SlotReason.CUSTODY)}


def test_the_data_base_refuses_an_excuse_without_a_reason(case):
    actions.open_due_slots(on=date(2026, 11, 7))
    with pytest.raises(IntegrityError):
        DueSlot.objects.filter(case=case).update(state=SlotState.EXCUSED)
