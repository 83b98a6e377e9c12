"""Orders of detox and recovery: the legal moves, the clocks, the line of steps, the agreement."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions
from casefiles.models import Agreement, CaseFile, OrderStep, RehabOrder
from casefiles.schedule import orders
from casefiles.schedule.orders import IllegalMove, Order, Step, legal_moves, take, walk
from casefiles.terms import OrderMove as M
from casefiles.terms import OrderState as S
from tests.test_lists import queries

TODAY = timezone.localdate()
RECEIVED = date(2026, 3, 1)
REPORTED = date(2026, 3, 10)


def told(*steps, order=None):
    return walk(order or Order(RECEIVED), [Step(*step) for step in steps])


def refused(*steps, order=None):
    with pytest.raises(IllegalMove) as illegal:
        told(*steps, order=order)
    return illegal.value.code


# The cases of the domain document, section 8


def test_an_order_received_on_1_march_is_to_be_reported_on_by_16_march():
    assert orders.report_by(RECEIVED) == date(2026, 3, 16)
    assert told().report_by == date(2026, 3, 16)


def test_on_17_march_it_is_overdue_and_never_refused_by_itself():
    standing = told()
    assert M.REFUSAL not in legal_moves(standing, date(2026, 3, 16))
    assert standing.state == S.ORDERED
    late = set(legal_moves(standing, date(2026, 3, 17)))
    assert {M.LATE_REASON, M.REFUSAL, M.REPORT_IN} <= late
    assert refused((M.REFUSAL, date(2026, 3, 16))) == "not_late"


def test_a_term_from_10_march_2026_ends_on_9_march_2029():
    assert told((M.REPORT_IN, REPORTED)).ends_on == date(2029, 3, 9)


def test_the_date_printed_on_the_paper_wins():
    order = Order(RECEIVED, printed_end_on=date(2029, 3, 10))
    assert told((M.REPORT_IN, REPORTED), order=order).ends_on == date(2029, 3, 10)


def test_a_transfer_on_any_day_does_not_move_the_end():
    for days in (1, 100, 900):
        day = REPORTED + timedelta(days=days)
        moved = told((M.REPORT_IN, REPORTED), (M.TRANSFER, day), (M.REPORT_IN, day))
        assert (moved.state, moved.ends_on) == (S.REPORTED, date(2029, 3, 9))


def test_after_a_transfer_the_person_reports_within_15_days_and_signs_anew():
    moved = told((M.REPORT_IN, REPORTED), (M.AGREEMENT, REPORTED), (M.TRANSFER, date(2026, 6, 1)))
    assert (moved.state, moved.report_by) == (S.TRANSFERRING, date(2026, 6, 16))
    order = Order(RECEIVED)
    there = take(order, moved, Step(M.REPORT_IN, date(2026, 6, 9)))
    assert (there.state, there.report_by) == (S.REPORTED, None)
    assert take(order, there, Step(M.AGREEMENT, date(2026, 6, 9))).state == S.EXECUTING


def test_a_suspension_shows_both_possible_ends():
    back = told(
        (M.REPORT_IN, REPORTED),
        (M.AGREEMENT, REPORTED),
        (M.SUSPENSION, date(2026, 5, 1)),
        (M.RESUMPTION, date(2026, 5, 16)),
    )
    assert (back.state, back.ends_on) == (S.EXECUTING, date(2029, 3, 9))
    assert back.latest_end_on == date(2029, 3, 24)


def test_credited_isolation_shortens_the_term():
    order = Order(RECEIVED, credited_days=100)
    assert told((M.REPORT_IN, REPORTED), order=order).ends_on == date(2028, 11, 29)


def test_an_order_of_recovery_may_set_less_than_three_years():
    assert told((M.REPORT_IN, REPORTED), order=Order(RECEIVED, months=12)).ends_on == date(
        2027, 3, 9
    )


def test_an_order_that_another_township_began_runs_on():
    order = Order(RECEIVED, began_on=date(2025, 1, 5), taken_over_on=date(2026, 3, 1))
    assert told(order=order).report_by == date(2026, 3, 16)
    there = told((M.REPORT_IN, date(2026, 3, 4)), order=order)
    assert (there.began_on, there.ends_on) == (date(2025, 1, 5), date(2028, 1, 4))


def test_nobody_is_released_before_the_term_has_ended():
    steps = (M.REPORT_IN, REPORTED), (M.AGREEMENT, REPORTED)
    assert refused(*steps, (M.RELEASE, date(2029, 3, 8))) == "too_early"
    assert told(*steps, (M.RELEASE, date(2029, 3, 9))).state == S.RELEASED
    assert M.RELEASE not in legal_moves(told(*steps), date(2029, 3, 8))


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([(M.AGREEMENT, REPORTED)], "not_now"),
        ([(M.REPORT_IN, REPORTED), (M.REPORT_IN, REPORTED)], "not_now"),
        ([(M.REPORT_IN, date(2026, 2, 28))], "before_last"),
        ([(M.REPORT_IN, REPORTED), (M.AGREEMENT, date(2026, 3, 9))], "before_last"),
        ([(M.RESUMPTION, REPORTED)], "not_now"),
        ([(M.REPORT_IN, REPORTED), (M.HANDOVER, REPORTED)], "not_now"),
        ([(M.TERMINATION, REPORTED), (M.REPORT_IN, REPORTED)], "not_now"),
        ([(M.SUSPENSION, REPORTED), (M.RELEASE, date(2030, 1, 1))], "not_now"),
    ],
)
def test_what_the_law_does_not_know_is_refused(steps, code):
    assert refused(*steps) == code


def test_three_different_ends_and_a_handover_end_an_order():
    at = (M.REPORT_IN, REPORTED), (M.AGREEMENT, REPORTED)
    ends = {
        S.TERMINATED: [(M.TERMINATION, date(2026, 9, 1))],
        S.ISOLATED: [(M.ISOLATION, date(2026, 9, 1))],
        S.RELEASED: [(M.RELEASE, date(2029, 3, 9))],
        S.TRANSFERRED: [(M.TRANSFER, date(2026, 9, 1)), (M.HANDOVER, date(2026, 9, 8))],
    }
    assert {told(*at, *steps).state for steps in ends.values()} == set(ends)
    for steps in ends.values():
        assert legal_moves(told(*at, *steps), date(2030, 1, 1)) == []


def test_a_suspended_order_resumes_where_it_was():
    assert told((M.SUSPENSION, REPORTED), (M.RESUMPTION, REPORTED)).state == S.ORDERED


MOVES = st.lists(st.tuples(st.sampled_from(sorted(orders.MOVES)), st.integers(0, 400)), max_size=9)


@given(MOVES)
def test_no_sequence_of_legal_moves_brings_the_end_forward_or_leaves_an_end(moves):
    order, standing = Order(RECEIVED), orders.begin(Order(RECEIVED))
    for move, days in moves:
        day = standing.last_on + timedelta(days=days)
        step = Step(M(move), day, day + timedelta(days=1500))
        try:
            after = take(order, standing, step)
        except IllegalMove:
            continue
        assert standing.state in orders.RUNNING
        assert after.last_on >= standing.last_on
        if standing.ends_on:
            assert after.ends_on == standing.ends_on
            assert after.latest_end_on >= standing.latest_end_on
        standing = after


# The deeds: the measure follows the order, and nothing is deleted


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, living_address="和平村1号")


@pytest.fixture
def order(case, officer):
    return new_order(case, officer)


def new_order(case, by, **columns):
    paper = {
        "measure": "community_detox", "document_no": "云公(禁)社戒决字〔2026〕8号",
        "organ": "云岭县公安局", "decided_on": TODAY - timedelta(days=40),
        "received_on": TODAY - timedelta(days=40),
    }  # fmt: skip
    made, _new = actions.register_order(
        RehabOrder, case=case, key=uuid.uuid4(), by=by, **paper | columns
    )
    return made


def step(order, move, by, on=TODAY, **columns):
    papers = {"document_no": "9号", "organ": "云岭县公安局"}
    if move in orders.WITHOUT_DOCUMENT:
        papers = {}
    columns = papers | columns
    made, _new = actions.take_step(
        order=order, key=uuid.uuid4(), by=by, move=move, happened_on=on, **columns
    )
    order.refresh_from_db()
    return made


def back(row, by):
    return actions.take_back(step=row, key=uuid.uuid4(), reason="看错人", by=by, today=TODAY)


def measure(case):
    case = CaseFile.objects.get(pk=case.pk)
    return case.measure, case.measure_from, case.measure_to


def test_the_measure_follows_the_order_with_its_document(case, order, officer):
    assert measure(case) == ("community_detox", None, None)
    step(order, M.REPORT_IN, officer, TODAY - timedelta(days=30))
    begun = TODAY - timedelta(days=30)
    assert measure(case) == ("community_detox", begun, orders.term_end(begun, 36))
    step(order, M.ISOLATION, officer, document_no="强戒1号")
    assert measure(case) == ("compulsory_isolation", TODAY, None)
    changes = case.state_changes.filter(aspect="measure").order_by("pk")
    assert list(changes.values_list("new_value", "document_no", "reason")) == [
        ("community_detox", order.document_no, "责令决定"),
        ("compulsory_isolation", "强戒1号", "强制隔离戒毒"),
    ]


def test_a_termination_ends_the_measure_and_its_counter_entry_brings_it_back(case, order, officer):
    step(order, M.REPORT_IN, officer)
    ended = step(order, M.TERMINATION, officer)
    assert measure(case) == ("none", None, None)
    back(ended, officer)
    order.refresh_from_db()
    assert (order.state, measure(case)[0]) == ("reported", "community_detox")
    assert order.steps.count() == 3  # nothing is deleted


def test_only_the_last_standing_step_is_taken_back(order, officer):
    first, second = step(order, M.REPORT_IN, officer), step(order, M.SUSPENSION, officer)
    with pytest.raises(actions.NotLast):
        back(first, officer)
    back(second, officer)
    back(first, officer)
    order.refresh_from_db()
    assert order.state == "ordered"


def test_an_illegal_step_writes_nothing(order, officer):
    with pytest.raises(IllegalMove):
        step(order, M.AGREEMENT, officer)
    assert not OrderStep.objects.exists()


def test_one_key_makes_one_step(order, officer):
    content = {"order": order, "key": uuid.uuid4(), "by": officer, "move": M.REPORT_IN}
    first = actions.take_step(happened_on=TODAY, **content)
    assert actions.take_step(happened_on=TODAY, **content) == (first[0], False)
    with pytest.raises(actions.KeyReused):
        actions.take_step(happened_on=TODAY - timedelta(days=1), **content)


def test_a_second_order_is_refused_while_one_runs(case, order, officer):
    with pytest.raises(actions.AnotherRuns):
        new_order(case, officer)
    step(order, M.TERMINATION, officer)
    assert new_order(case, officer).state == "ordered"


def test_nothing_else_leads_the_measure_while_an_order_runs(case, order, officer):
    case.refresh_from_db()
    named = {"case": case, "version": case.version, "by": officer, "today": TODAY}
    with pytest.raises(actions.OrderRuns):
        actions.change_state(
            aspect="measure", value="none", on=TODAY, document_no="", reason="错", **named
        )
    with pytest.raises(actions.OrderRuns):
        actions.correct_case(measure_to=TODAY, **named)
    assert actions.correct_case(alias="小张", **named) == ["alias"]


def test_a_step_cannot_be_changed_afterwards(order, officer):
    from django.db import ProgrammingError, connection, transaction

    step(order, M.REPORT_IN, officer)
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        connection.cursor().execute("UPDATE casefiles_orderstep SET reason = 'x'")


# The pages


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def text(client, address):
    return client.get(address).content.decode()


def post_step(client, order, move, **fields):
    answer = {"key": str(uuid.uuid4()), "happened_on": TODAY.isoformat()}
    return client.post(f"/orders/{order.pk}/steps/{move}/", answer | fields)


def test_the_office_enters_an_order_and_its_report_in(case, office):
    paper = {
        "key": str(uuid.uuid4()), "measure": "community_recovery", "document_no": "12号",
        "organ": "云岭县公安局", "decided_on": TODAY.isoformat(), "received_on": TODAY.isoformat(),
        "months": "24", "credited_days": "0",
    }  # fmt: skip
    assert office.post(f"/files/{case.pk}/orders/new/", paper).status_code == 302
    order = RehabOrder.objects.get()
    assert post_step(office, order, "report_in").status_code == 302
    page = text(office, f"/files/{case.pk}/")
    assert ("Reported in, no agreement yet" in page, "no agreement yet" in page) == (True, True)
    order.refresh_from_db()
    assert order.ends_on == orders.term_end(TODAY, 24)


def test_the_file_asks_for_the_reason_of_being_late(case, order, office, officer):
    page = text(office, f"/files/{case.pk}/")
    assert ("overdue, reason?" in page, "Refusal found" in page) == (True, False)
    assert "1 report-in is overdue" in text(office, "/waiting/")
    assert case.name in text(office, "/orders/?status=report_overdue")
    assert post_step(office, order, "late_reason", reason="住院").status_code == 302
    assert "report-in is overdue" not in text(office, "/waiting/")
    assert case.name not in text(office, "/orders/?status=report_overdue")


def test_a_transfer_that_nobody_has_answered_stands_among_what_waits(case, office, officer):
    order = new_order(case, officer)
    step(order, M.REPORT_IN, officer, TODAY - timedelta(days=39))
    step(order, M.TRANSFER, officer, TODAY - timedelta(days=16), place="柳树村")
    assert "report-in at a new place is overdue" in text(office, "/waiting/")
    assert case.name in text(office, "/orders/?status=transfer_overdue")


def test_an_illegal_step_is_refused_beside_its_day_and_nothing_is_lost(order, office):
    answer = post_step(
        office, order, "release", document_no="3号", organ="云岭县公安局", reason="表现好"
    )
    assert answer.status_code == 200
    assert "does not follow" in answer.content.decode()
    assert answer.context["form"]["document_no"].value() == "3号"
    assert not OrderStep.objects.exists()


def test_an_early_release_is_neither_offered_nor_taken(order, office, officer):
    step(order, M.REPORT_IN, officer, TODAY - timedelta(days=30))
    assert "steps/release/" not in text(office, f"/orders/{order.pk}/")
    answer = post_step(office, order, "release", document_no="3号", organ="云岭县公安局")
    assert "no earlier release" in answer.content.decode()


TERMS = {
    "party_a": "清溪镇人民政府", "signer_a": "郑安", "measures": "戒毒知识辅导",
    "test_plan": "每月一次", "interview_plan": "每月一次", "leave_rule": "三日以上书面报告",
    "contacts": "郑安 0000", "copies": "3",
}  # fmt: skip


def test_the_agreement_is_signed_and_prints_with_its_basis_and_term(order, office, officer):
    step(order, M.REPORT_IN, officer, TODAY - timedelta(days=30))
    drawn = office.get(f"/orders/{order.pk}/steps/agreement/").context["form"]
    assert drawn["party_a"].value() == "清溪镇人民政府"
    assert post_step(office, order, "agreement", **TERMS).status_code == 302
    order.refresh_from_db()
    assert order.state == "executing"
    paper = text(office, f"/agreements/{Agreement.objects.get().pk}/")
    for line in ("社区戒毒协议书", order.document_no, "清溪镇人民政府", "三十日", "不受歧视"):
        assert line in paper, line


def test_somebody_under_18_signs_with_the_guardian(heping, make_case, office, officer):
    born = TODAY.replace(year=TODAY.year - 16, day=1)
    order = new_order(make_case(heping, birth_date=born), officer)
    step(order, M.REPORT_IN, officer, TODAY - timedelta(days=30))
    answer = post_step(office, order, "agreement", **TERMS)
    assert list(answer.context["form"].errors) == ["guardian"]
    assert post_step(office, order, "agreement", guardian="张父", **TERMS).status_code == 302


def test_a_changed_agreement_is_signed_anew_and_the_old_one_stays(order, office, officer):
    step(order, M.REPORT_IN, officer, TODAY - timedelta(days=30))
    for measures in ("戒毒知识辅导", "技能培训"):
        post_step(office, order, "agreement", **TERMS | {"measures": measures})
    assert set(Agreement.objects.values_list("measures", flat=True)) == {"戒毒知识辅导", "技能培训"}


def test_what_was_taken_back_stays_struck_through(case, order, office, officer):
    taken = step(order, M.REPORT_IN, officer)
    answer = {"key": str(uuid.uuid4()), "reason": "看错人"}
    assert office.post(f"/orders/steps/{taken.pk}/take-back/", answer).status_code == 302
    page = text(office, f"/files/{case.pk}/")
    assert ("<s>Report-in</s>" in page, "看错人" in page) == (True, True)


def test_a_suspension_asks_about_the_control_state(case, order, office):
    fields = {"document_no": "3号", "organ": "云岭县公安局"}
    answer = office.post(
        f"/orders/{order.pk}/steps/suspension/",
        {"key": str(uuid.uuid4()), "happened_on": TODAY.isoformat()} | fields,
        follow=True,
    )
    assert "control state still says" in answer.content.decode()


def test_the_measure_cannot_be_typed_over_while_an_order_runs(case, order, office):
    case.refresh_from_db()
    change = {"version": case.version, "value": "none", "on": TODAY.isoformat(), "reason": "错"}
    answer = office.post(f"/files/{case.pk}/state/measure/", change)
    assert "An order is running" in answer.content.decode()
    form = office.get(f"/files/{case.pk}/edit/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    answer = office.post(f"/files/{case.pk}/edit/", values | {"measure": "none"})
    assert list(answer.context["form"].errors) == ["measure"]


def test_a_corrected_paper_is_reckoned_anew_and_must_fit_its_steps(order, office, officer):
    step(order, M.REPORT_IN, officer, TODAY - timedelta(days=30))
    form = office.get(f"/orders/{order.pk}/edit/").context["form"]
    paper = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    wrong = paper | {"received_on": (TODAY - timedelta(days=2)).isoformat()}
    assert "does not fit" in office.post(f"/orders/{order.pk}/edit/", wrong).content.decode()
    assert office.post(f"/orders/{order.pk}/edit/", paper | {"months": "12"}).status_code == 302
    order.refresh_from_db()
    assert order.ends_on == orders.term_end(TODAY - timedelta(days=30), 12)


def test_the_police_enter_orders_and_cadres_only_read_them(
    case, order, police, heping_cadre, signed_in
):
    assert post_step(signed_in(police), order, "report_in").status_code == 302
    cadre = signed_in(heping_cadre)
    assert post_step(cadre, order, "suspension").status_code == 403
    assert order.document_no in text(cadre, f"/orders/{order.pk}/")


def test_the_list_asks_as_many_queries_for_three_as_for_one(
    order, heping, make_case, office, officer
):
    one = queries(office, "/orders/")
    for _n in range(2):
        new_order(make_case(heping), officer)
    assert queries(office, "/orders/") == one


def test_the_line_asks_as_many_queries_for_three_steps_as_for_one(order, office, officer):
    step(order, M.REPORT_IN, officer)
    one = queries(office, f"/orders/{order.pk}/")
    step(order, M.SUSPENSION, officer)
    step(order, M.RESUMPTION, officer)
    assert queries(office, f"/orders/{order.pk}/") == one


def test_the_orders_go_out_as_a_sheet(order, office):
    asked = office.get("/orders/export/").context["form"]
    answer = office.post(
        "/orders/export/",
        {"key": asked["key"].value(), "purpose": "office", "columns": ["姓名", "决定书文号"]},
    )
    assert answer["Content-Type"].endswith("sheet")


def test_a_second_order_is_refused_on_its_page_and_nothing_typed_is_lost(case, order, office):
    paper = {
        "key": uuid.uuid4(), "measure": "community_recovery", "document_no": "另一号",
        "organ": "县公安局", "decided_on": TODAY, "received_on": TODAY, "months": 36,
        "credited_days": 0,
    }  # fmt: skip
    answer = office.post(f"/files/{case.pk}/orders/new/", paper)
    assert (answer.status_code, RehabOrder.objects.count()) == (409, 1)
    assert "另一号" in answer.content.decode()


def test_the_page_that_took_a_step_back_takes_it_back_for_no_other_reason(order, office, officer):
    taken = step(order, M.REPORT_IN, officer)
    answer = {"key": uuid.uuid4(), "reason": "录错"}
    address = f"/orders/steps/{taken.pk}/take-back/"
    assert [office.post(address, answer).status_code for _ in range(2)] == [302, 302]
    assert office.post(address, answer | {"reason": "另一原因"}).status_code == 409
    assert OrderStep.objects.filter(corrects=taken).count() == 1
