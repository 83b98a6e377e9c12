"""Due slots: opened per period, closed by records, missed stays missed."""

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


def test_custody_excuses_what_is_open_and_what_opens(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    actions.change_state(
        case=case,
        aspect=StateAspect.CONTROL_STATE,
        value="in_custody",
        on=date(2026, 11, 9),
        document_no="拘字1号",
        reason="拘留",
        by=officer,
        today=date(2026, 11, 9),
    )
    actions.open_due_slots(on=date(2026, 12, 1))
    assert set(DueSlot.objects.filter(case=case).values_list("state", "reason_code")) == {
        (SlotState.EXCUSED, SlotReason.CUSTODY)
    }


def test_death_cancels_what_is_open_and_deletes_nothing(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    actions.change_state(
        case=case,
        aspect=StateAspect.CONTROL_STATE,
        value="deceased",
        on=date(2026, 11, 9),
        document_no="",
        reason="病故",
        by=officer,
        today=date(2026, 11, 9),
    )
    assert set(DueSlot.objects.filter(case=case).values_list("state", "reason_code")) == {
        (SlotState.CANCELLED, SlotReason.DECEASED)
    }


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


def test_an_excused_slot_leaves_what_counts_and_comes_back_when_undone(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    slot = DueSlot.objects.get(case=case, kind="visit")
    actions.excuse_slot(slot=slot, reason_code="hospital", note="住院证明", by=officer)
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


def test_a_closed_file_owes_nothing(case, officer):
    actions.open_due_slots(on=date(2026, 11, 7))
    actions.close_case(case=case, reason="moved_out", on=date(2026, 11, 10), by=officer)
    assert actions.open_due_slots(on=date(2026, 12, 1)) == 0
    assert not DueSlot.objects.filter(case=case).open().exists()


def test_the_data_base_refuses_an_excuse_without_a_reason(case):
    actions.open_due_slots(on=date(2026, 11, 7))
    with pytest.raises(IntegrityError):
        DueSlot.objects.filter(case=case).update(state=SlotState.EXCUSED)
