"""Leave and return (form F9): the report, the decision, the way back, absence without leave."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions
from casefiles.models import DueSlot, Leave
from casefiles.schedule import leave as rules
from casefiles.schedule.leave import Absence
from casefiles.terms import SlotKind, SlotReason, SlotState
from casefiles.terms.leave import LeaveState, LeaveStatus
from jurisdiction.models import AccessEvent
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)
MARCH = date(2026, 3, 1)


def march(day):
    return MARCH.replace(day=day)


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明")


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


@pytest.fixture
def page():
    return {
        "key": str(uuid.uuid4()), "reason": "务工", "county": "龙山县", "from_on": str(TODAY),
        "to_on": str(TODAY + 9 * DAY), "leaves_county": "on", "report_on": str(TODAY),
    }  # fmt: skip


def asked(case, by, **columns):
    words = {
        "reason": "务工", "county": "龙山县", "from_on": TODAY, "to_on": TODAY + 9 * DAY,
        "leaves_county": True, "report_on": TODAY,
    }  # fmt: skip
    return actions.ask_leave(Leave, case=case, key=uuid.uuid4(), by=by, **words | columns)[0]


def approved(leave, by, **more):
    return actions.decide_leave(
        leave=leave, version=leave.version, is_approved=True, approver="郑安", on=TODAY,
        comment="同意", by=by, **more,
    )  # fmt: skip


def away(case, by, **columns):
    return approved(asked(case, by, **columns), by)


def absent(case, by, from_on):
    return actions.note_absence(
        Leave, case=case, key=uuid.uuid4(), by=by, reason="走访未见", from_on=from_on
    )[0]


def returned(leave, by, on):
    return actions.note_return(
        leave=leave, version=leave.version, returned_on=on, return_note="", by=by
    )


# The rules (domain document, section 8)


@pytest.mark.parametrize(
    ("days", "leaves_county", "needed"),
    [(2, True, False), (3, True, True), (40, True, True), (3, False, False), (40, False, False)],
)
def test_two_days_outside_the_county_need_no_report_three_do_and_inside_none(
    days, leaves_county, needed
):
    assert rules.needs_report(MARCH, MARCH + (days - 1) * DAY, leaves_county) == needed


def test_forty_approved_days_are_no_day_without_leave():
    leave = Absence(MARCH, MARCH + 39 * DAY, MARCH + 39 * DAY)
    assert rules.unauthorised_days([leave], MARCH + 60 * DAY) == [set()]


def test_five_days_late_are_five_days_without_leave_and_one_event():
    leave = Absence(march(1), march(10), march(15))
    (found,) = rules.unauthorised_days([leave], march(31))
    assert found == {march(day) for day in (11, 12, 13, 14, 15)}
    assert (len([found]), rules.total_days([found])) == (1, 5)


def test_who_is_not_back_yet_is_late_until_today():
    leave = Absence(march(1), march(10))
    assert rules.total_days(rules.unauthorised_days([leave], march(12))) == 2
    assert rules.days_late(march(10), None, march(12)) == 2


def test_nobody_is_late_on_the_last_day():
    assert rules.unauthorised_days([Absence(march(1), march(10))], march(10)) == [set()]
    assert rules.days_late(march(10), march(10), march(20)) == 0


def test_absence_without_leave_counts_from_its_first_day_to_the_return():
    found = rules.unauthorised_days([Absence(march(1), None, march(4))], march(31))
    assert rules.total_days(found) == 4


def test_two_days_outside_without_asking_are_allowed_by_article_19():
    assert rules.unauthorised_days([Absence(march(1), None, march(2))], march(31)) == [set()]


def test_absence_inside_the_county_never_counts():
    inside = [
        Absence(march(1), None, march(20), leaves_county=False),
        Absence(march(21), march(22), march(31), leaves_county=False),
    ]
    assert rules.total_days(rules.unauthorised_days(inside, march(31))) == 0


def test_a_leave_that_is_prolonged_is_a_second_one_and_its_days_are_allowed():
    first, second = Absence(march(1), march(10), march(20)), Absence(march(11), march(20))
    assert rules.total_days(rules.unauthorised_days([first, second], march(20))) == 0


def test_only_days_of_the_term_count():
    long_gone = Absence(march(1), None, march(20))
    (found,) = rules.unauthorised_days([long_gone], march(31), march(15), march(17))
    assert found == {march(15), march(16), march(17)}


def test_a_day_in_two_absences_counts_once():
    twice = [Absence(march(1), None, march(10)), Absence(march(8), None, march(12))]
    assert rules.total_days(rules.unauthorised_days(twice, march(31))) == 12


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(DAYS, st.integers(0, 60), st.integers(0, 90))), DAYS)
def test_never_more_days_without_leave_than_days_away_and_none_after_today(drawn, today):
    leaves = [Absence(day, day + n * DAY, day + m * DAY) for day, n, m in drawn]
    found = rules.unauthorised_days(leaves, today)
    for leave, days in zip(leaves, found, strict=True):
        assert days <= rules.days_between(leave.from_on, leave.back_on)
        assert all(leave.allowed_until < day <= today for day in days)


@pytest.mark.parametrize(
    ("state", "back", "today", "status"),
    [
        ("waiting", None, march(5), LeaveStatus.WAITING),
        ("refused", None, march(5), LeaveStatus.REFUSED),
        ("withdrawn", march(4), march(5), LeaveStatus.WITHDRAWN),
        ("approved", None, march(2), LeaveStatus.AHEAD),
        ("approved", None, march(3), LeaveStatus.AWAY),
        ("approved", None, march(9), LeaveStatus.AWAY),
        ("approved", None, march(10), LeaveStatus.OVERDUE),
        ("approved", march(12), march(20), LeaveStatus.RETURNED),
        ("unauthorised", None, march(20), LeaveStatus.UNAUTHORISED),
        ("unauthorised", march(12), march(20), LeaveStatus.RETURNED),
    ],
)
def test_where_a_leave_from_the_third_to_the_ninth_stands(state, back, today, status):
    assert rules.status_of(state, march(3), march(9), back, today) == status


# Asking and deciding


def test_a_leave_is_asked_for_once_however_often_the_form_is_sent(case, office, page):
    answers = [office.post(f"/files/{case.pk}/leave/new/", page).status_code for _ in range(2)]
    made = Leave.objects.get()
    assert answers == [302, 302]
    assert (made.case, made.state, made.days) == (case, "waiting", 10)


def test_the_same_key_with_another_county_is_refused_and_nothing_typed_is_lost(case, office, page):
    office.post(f"/files/{case.pk}/leave/new/", page)
    answer = office.post(f"/files/{case.pk}/leave/new/", page | {"county": "凤山县"})
    assert (answer.status_code, Leave.objects.count()) == (409, 1)
    assert "凤山县" in answer.content.decode()


def test_a_cadre_takes_a_request_and_does_not_decide_it(case, heping_cadre, signed_in, page):
    cadre = signed_in(heping_cadre)
    assert cadre.post(f"/files/{case.pk}/leave/new/", page).status_code == 302
    leave = Leave.objects.get()
    assert cadre.get(f"/leave/{leave.pk}/").status_code == 200
    assert cadre.post(f"/leave/{leave.pk}/decide/", {}).status_code == 403


def decision(leave, **more):
    return {
        "version": leave.version, "is_approved": "True", "approver": "郑安", "on": str(TODAY),
        "comment": "同意",
    } | more  # fmt: skip


def test_three_days_outside_are_not_approved_without_the_written_report(case, office, officer):
    leave = asked(case, officer, to_on=TODAY + 2 * DAY, report_on=None)
    answer = office.post(f"/leave/{leave.pk}/decide/", decision(leave))
    leave.refresh_from_db()
    assert (list(answer.context["form"].errors), leave.state) == (["is_approved"], "waiting")
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.filter(pk=leave.pk).update(
            state="approved", approver="郑安", decided_on=TODAY, comment="同意"
        )


@pytest.mark.parametrize(
    "columns",
    [
        {"to_on": TODAY + DAY},
        {"leaves_county": False},
        {"report_on": TODAY},
    ],
    ids=["two days", "inside", "with the report"],
)
def test_what_needs_no_report_or_has_it_is_approved(case, office, officer, columns):
    leave = asked(case, officer, **{"report_on": None} | columns)
    office.post(f"/leave/{leave.pk}/decide/", decision(leave))
    leave.refresh_from_db()
    assert (leave.state, leave.approver, leave.decision_by) == ("approved", "郑安", officer)


def test_a_leave_is_not_decided_without_a_comment(case, office, officer):
    leave = asked(case, officer)
    answer = office.post(f"/leave/{leave.pk}/decide/", decision(leave, comment=""))
    assert list(answer.context["form"].errors) == ["comment"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Leave.objects.filter(pk=leave.pk).update(state="refused")


def test_a_refused_leave_says_why_and_keeps_nobody_away(case, office, officer):
    leave = asked(case, officer)
    office.post(
        f"/leave/{leave.pk}/decide/", decision(leave, is_approved="False", comment="检测期内")
    )
    leave.refresh_from_db()
    assert (leave.state, leave.comment) == ("refused", "检测期内")
    assert office.get(f"/leave/{leave.pk}/return/").url == leave.get_absolute_url()


def test_what_changed_since_it_was_read_is_not_approved(case, office, officer):
    leave = asked(case, officer)
    Leave.objects.filter(pk=leave.pk).update(version=2)
    office.post(f"/leave/{leave.pk}/decide/", decision(leave))
    leave.refresh_from_db()
    assert leave.state == LeaveState.WAITING


def test_what_was_decided_is_not_edited(case, office, officer):
    leave = away(case, officer)
    assert office.get(f"/leave/{leave.pk}/edit/").url == leave.get_absolute_url()
    with pytest.raises(actions.DecidedLeave):
        actions.correct_leave(
            paper=leave, version=leave.version, by=officer, from_on=TODAY, to_on=TODAY
        )


def test_no_two_leaves_of_a_person_hold_the_same_day_but_one_may_follow_the_other(
    case, office, officer, page
):
    away(case, officer)
    again = office.post(f"/files/{case.pk}/leave/new/", page)
    assert (again.status_code, Leave.objects.count()) == (409, 1)
    assert "holds some of these days" in again.content.decode()
    asked(case, officer, from_on=TODAY + 10 * DAY, to_on=TODAY + 20 * DAY)
    assert Leave.objects.count() == 2


def test_a_refused_or_withdrawn_leave_holds_no_day(case, officer):
    leave = asked(case, officer)
    actions.withdraw_leave(leave=leave, version=1, reason="不去了", by=officer)
    assert asked(case, officer).pk != leave.pk


def test_a_leave_is_asked_for_one_file_at_a_time_and_the_phone_lies_sealed(case, office, page):
    office.post(f"/files/{case.pk}/leave/new/", page | {"phone": "13812345678"})
    leave = Leave.objects.get()
    event = Leave.pgh_event_model.objects.first()
    assert leave.phone == "13812345678"
    for row in (leave, event):
        assert b"13812345678" not in bytes(row.phone_sealed)
    shown = office.get(leave.get_absolute_url()).content.decode()
    assert ("13812345678" in shown, leave.phone_masked in shown) == (False, True)


def test_the_phone_there_is_shown_for_a_reason_that_is_written_down(case, office, officer):
    leave = asked(case, officer, phone="13812345678")
    address = f"/leave/{leave.pk}/phone/"
    assert "13812345678" not in office.post(address, {}).content.decode()
    shown = office.post(address, {"reason": "contact"})
    assert "13812345678" in shown.content.decode()
    assert AccessEvent.objects.filter(kind="number").exists()


# The test slots


def test_an_approved_leave_with_a_test_there_excuses_the_slots_that_the_officer_ticks(
    case, office, officer
):
    slot = DueSlot.objects.get(case=case, kind=SlotKind.TEST)
    leave = asked(case, officer, away_office="龙山县禁毒办", away_test_plan="每月一次")
    form = office.get(f"/leave/{leave.pk}/decide/").context["form"]
    assert form.fields["slots"].choices[0][0] == str(slot.pk)
    office.post(f"/leave/{leave.pk}/decide/", decision(leave, slots=[slot.pk]))
    slot.refresh_from_db()
    assert (slot.state, slot.reason_code) == (SlotState.EXCUSED, SlotReason.AWAY_WITH_TEST)
    assert "龙山县禁毒办" in slot.note


@pytest.mark.parametrize("tick", [True, False])
def test_a_slot_is_ticked_beforehand_only_where_its_whole_window_lies_in_the_leave(
    case, office, officer, tick
):
    slot = DueSlot.objects.get(case=case, kind=SlotKind.TEST)
    last = slot.closes_on if tick else slot.closes_on - DAY
    leave = asked(
        case, officer, from_on=slot.opens_on, to_on=max(last, slot.opens_on),
        away_office="龙山县禁毒办", away_test_plan="每月一次",
    )  # fmt: skip
    form = office.get(f"/leave/{leave.pk}/decide/").context["form"]
    assert form.initial["slots"] == ([str(slot.pk)] if tick else [])


@pytest.mark.parametrize("is_approved", ["True", "False"])
def test_without_a_test_there_or_without_approval_the_slot_stays_owed(
    case, office, officer, is_approved
):
    slot = DueSlot.objects.get(case=case, kind=SlotKind.TEST)
    there = {} if is_approved == "True" else {"away_office": "县办", "away_test_plan": "每月"}
    leave = asked(case, officer, **there)
    office.post(
        f"/leave/{leave.pk}/decide/", decision(leave, is_approved=is_approved, slots=[slot.pk])
    )
    slot.refresh_from_db()
    assert slot.state == SlotState.OPEN


def test_another_persons_slot_is_not_excused_by_this_leave(
    case, office, officer, heping, make_case
):
    foreign = DueSlot.objects.get(case=make_case(heping), kind=SlotKind.TEST)
    leave = asked(case, officer, away_office="县办", away_test_plan="每月")
    answer = office.post(f"/leave/{leave.pk}/decide/", decision(leave, slots=[foreign.pk]))
    foreign.refresh_from_db()
    assert (list(answer.context["form"].errors), foreign.state) == (["slots"], SlotState.OPEN)


# The return, and absence


def test_a_late_return_is_shown_with_its_days(case, office, officer):
    leave = away(case, officer, from_on=TODAY - 20 * DAY, to_on=TODAY - 6 * DAY)
    assert leave.status(TODAY) == LeaveStatus.OVERDUE
    back = {"version": leave.version, "returned_on": str(TODAY - DAY), "return_note": "车票"}
    office.post(f"/leave/{leave.pk}/return/", back)
    leave.refresh_from_db()
    assert (leave.status(TODAY), leave.days_late(TODAY)) == (LeaveStatus.RETURNED, 5)
    assert leave.return_by == officer
    shown = office.get(f"/files/{case.pk}/whereabouts/").content.decode()
    assert "5 days late" in shown


def test_nobody_returns_before_leaving(case, office, officer):
    leave = away(case, officer)
    back = {"version": leave.version, "returned_on": str(TODAY - DAY)}
    answer = office.post(f"/leave/{leave.pk}/return/", back)
    assert list(answer.context["form"].errors) == ["returned_on"]


def test_a_return_noted_wrongly_is_corrected_and_the_history_keeps_the_first(case, officer):
    leave = returned(away(case, officer, from_on=TODAY - 9 * DAY), officer, TODAY - DAY)
    leave = returned(leave, officer, TODAY)
    days = Leave.pgh_event_model.objects.values_list("returned_on", flat=True)
    assert {TODAY - DAY, TODAY} < set(days)
    assert leave.returned_on == TODAY


def test_absence_without_leave_is_noted_by_the_office_only(case, office, heping_cadre, signed_in):
    typed = {
        "key": str(uuid.uuid4()), "reason": "走访三次未见，家属称外出",
        "from_on": str(TODAY - 4 * DAY), "leaves_county": "on",
    }  # fmt: skip
    where = f"/files/{case.pk}/absences/new/"
    assert signed_in(heping_cadre).post(where, typed).status_code == 403
    assert office.post(where, typed).status_code == 302
    leave = Leave.objects.get()
    assert (leave.state, leave.to_on) == (LeaveState.UNAUTHORISED, None)
    found = rules.unauthorised_days([leave.absence], TODAY)
    assert rules.total_days(found) == 5


def test_a_withdrawn_absence_stays_with_its_reason_and_counts_no_more(case, office, officer):
    leave = absent(case, officer, TODAY - 9 * DAY)
    office.post(f"/leave/{leave.pk}/withdraw/", {"version": 1, "reason": "误录，人在县内"})
    leave.refresh_from_db()
    assert (leave.state, leave.withdrawn_reason) == (LeaveState.WITHDRAWN, "误录，人在县内")
    assert list(case.leaves.left()) == []


# The register


@pytest.fixture
def everyone(case, officer, heping, make_case):
    """A leave in each status, of as many persons."""
    made = {"waiting": asked(case, officer)}
    rest = iter([make_case(heping) for _ in range(7)])
    past = {"from_on": TODAY - 20 * DAY, "to_on": TODAY - 9 * DAY}
    made["ahead"] = away(next(rest), officer, from_on=TODAY + DAY)
    made["away"] = away(next(rest), officer)
    made["overdue"] = away(next(rest), officer, **past)
    made["returned"] = returned(away(next(rest), officer, **past), officer, TODAY - 9 * DAY)
    made["unauthorised"] = absent(next(rest), officer, TODAY - 9 * DAY)
    refused = asked(next(rest), officer)
    made["refused"] = actions.decide_leave(
        leave=refused, version=1, is_approved=False, approver="郑安", on=TODAY, comment="不同意",
        by=officer,
    )  # fmt: skip
    taken = asked(next(rest), officer)
    made["withdrawn"] = actions.withdraw_leave(leave=taken, version=1, reason="误", by=officer)
    return made


@pytest.mark.parametrize("status", LeaveStatus.values)
def test_the_filter_and_the_rule_agree_about_every_status(everyone, office, status):
    rows = office.get("/leave/", {"status": status}).context["rows"]
    assert [row["leave"] for row in rows] == [everyone[status]]
    assert everyone[status].status(TODAY) == status


def test_the_register_is_searched_by_name_county_and_days(everyone, office):
    def found(**query):
        return {row["leave"] for row in office.get("/leave/", query).context["rows"]}

    assert found(q="zwm") == {everyone["waiting"]}
    assert found(county="凤山") == set()
    gone = {everyone["returned"], everyone["overdue"], everyone["unauthorised"]}
    assert found(date_to=str(TODAY - DAY)) == gone
    assert everyone["returned"] not in found(date_from=str(TODAY - 8 * DAY))
    assert everyone["overdue"] in found(date_from=str(TODAY - 8 * DAY))


def test_the_register_leaves_as_a_sheet_in_the_offices_layout(everyone, office):
    everyone["waiting"].phone = "13812345678"
    everyone["waiting"].save()
    sheet = sheet_of(export_of(office, "/leave/export/"))
    text = "\n".join(str(line) for line in sheet.values)
    assert "外出请假登记表" in text
    assert "逾期未归" in text
    assert "13812345678" not in text


def test_the_register_asks_as_many_queries_for_three_rows_as_for_one(
    case, office, officer, heping, make_case
):
    away(case, officer)
    one = queries(office, "/leave/")
    for _ in range(2):
        away(make_case(heping), officer)
    assert queries(office, "/leave/") == one


def test_what_waits_tells_the_officer_what_waits_and_who_is_not_back(everyone, office):
    told = [address for _sentence, address in office.get("/waiting/").context["questions"]]
    assert "/leave/?status=waiting" in told
    assert "/leave/?status=overdue" in told


def test_the_file_and_its_timeline_tell_of_leave(case, office, officer):
    away(case, officer, county="凤凰县")
    for page in ("whereabouts", "records"):
        assert "凤凰县" in office.get(f"/files/{case.pk}/{page}/").content.decode()


def test_form_f9_is_printed_in_chinese_with_its_boxes(case, office, officer):
    leave = away(case, officer)
    shown = office.get(f"/leave/{leave.pk}/print/").content.decode()
    for words in ("外出请假、销假审批表", "本人签字", "家属签字", "派出所意见", "销假", "第十九条"):
        assert words in shown
