"""The counters of article 20: they warn and propose, an officer decides, and no state changes."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions
from casefiles.models import Admonition, BreachDecision, Leave, OfficeRules, RehabOrder
from casefiles.models.bag import index_of_file
from casefiles.models.breaches import counters_of, orders_in, with_counted
from casefiles.schedule import breaches as rules
from casefiles.schedule.breaches import Decided, Term
from casefiles.schedule.leave import Absence
from casefiles.terms.breaches import BreachGround as G
from casefiles.terms.breaches import BreachStatus as S
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)
TERM = Term(date(2026, 1, 1), date(2028, 12, 31))
LATER = date(2026, 12, 1)


def numbers(tests=(), absences=(), term=TERM, today=LATER):
    return rules.count(list(tests), list(absences), term, today)[0]


def gone(first, days):
    """Away without leave for so many days."""
    return Absence(first, None, first + (days - 1) * DAY)


# The rules (domain document, section 8)


@pytest.mark.parametrize(
    ("ground", "number", "status"),
    [
        (G.DAYS, 19, S.BELOW), (G.DAYS, 20, S.WARNING), (G.DAYS, 30, S.WARNING),
        (G.DAYS, 31, S.PROPOSED), (G.TESTS, 1, S.BELOW), (G.TESTS, 2, S.WARNING),
        (G.TESTS, 3, S.PROPOSED), (G.LEAVES, 1, S.BELOW), (G.LEAVES, 2, S.WARNING),
        (G.LEAVES, 3, S.PROPOSED),
    ],
)  # fmt: skip
def test_thirty_days_only_warn_and_thirty_one_propose_two_warn_and_three_propose(
    ground, number, status
):
    assert rules.status_of(ground, number) == status


def test_an_office_warns_earlier_and_the_law_proposes_when_it_does():
    early = {G.TESTS: 1, G.LEAVES: 1, G.DAYS: 10}
    found = [rules.status_of(G.DAYS, n, warnings=early) for n in (9, 10, 30, 31)]
    assert found == [S.BELOW, S.WARNING, S.WARNING, S.PROPOSED]


def test_two_refusals_and_one_evasion_are_three_on_one_counter():
    assert numbers(tests=[date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)])[G.TESTS] == 3


def test_three_absences_are_counted_as_times_and_their_days_in_total():
    absences = [gone(date(2026, month, 1), 10) for month in (2, 3, 4)]
    assert numbers(absences=absences) == {G.TESTS: 0, G.LEAVES: 3, G.DAYS: 30}


def test_a_late_return_is_one_time_and_its_late_days():
    late = Absence(date(2026, 2, 1), date(2026, 2, 10), date(2026, 2, 15))
    assert numbers(absences=[late]) == {G.TESTS: 0, G.LEAVES: 1, G.DAYS: 5}


def test_what_happened_before_the_report_in_or_after_the_term_does_not_count():
    term = Term(date(2026, 3, 1), date(2026, 4, 30))
    tests = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 30), date(2026, 5, 1)]
    absences = [gone(date(2026, 2, 20), 10), gone(date(2026, 4, 29), 10)]
    assert numbers(tests, absences, term) == {G.TESTS: 2, G.LEAVES: 2, G.DAYS: 3}


def test_who_is_still_away_counts_until_today():
    away = Absence(date(2026, 3, 1))
    assert numbers(absences=[away], today=date(2026, 3, 30))[G.DAYS] == 30
    assert numbers(absences=[away], today=date(2026, 3, 31))[G.DAYS] == 31


@pytest.mark.parametrize(
    ("number", "decided", "status"),
    [
        (3, Decided(3, is_serious=False), S.DISMISSED),
        (4, Decided(3, is_serious=False), S.PROPOSED),
        (4, Decided(3, is_serious=True), S.CONFIRMED),
        (2, Decided(3, is_serious=False), S.WARNING),
    ],
)
def test_what_was_not_found_serious_is_proposed_again_only_when_more_happens(
    number, decided, status
):
    assert rules.status_of(G.TESTS, number, decided) == status


@given(st.lists(st.dates(date(2025, 1, 1), date(2027, 1, 1))), st.dates(date(2026, 1, 1), LATER))
def test_no_test_of_tomorrow_counts(days, today):
    assert numbers(tests=days, today=today)[G.TESTS] == sum(TERM.first <= d <= today for d in days)


# On the file and in the list


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明")


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def under_order(case, by, ago=200):
    order, _new = actions.register_order(
        RehabOrder, case=case, key=uuid.uuid4(), by=by, measure="community_detox",
        document_no="3号", organ="县公安局", decided_on=TODAY - ago * DAY,
        received_on=TODAY - ago * DAY,
    )  # fmt: skip
    actions.take_step(
        order=order, key=uuid.uuid4(), by=by, move="report_in", happened_on=TODAY - ago * DAY
    )
    order.refresh_from_db()
    return order


def refused(case, by, ago, result="refused"):
    return actions.record_test(
        case=case, key=uuid.uuid4(), by=by, tested_on=TODAY - ago * DAY, result=result,
        tester_1="甲", tester_2="乙",
    )[0]  # fmt: skip


def absent(case, by, ago, back):
    leave, _new = actions.note_absence(
        Leave, case=case, key=uuid.uuid4(), by=by, reason="走访未见", from_on=TODAY - ago * DAY
    )
    return actions.note_return(
        leave=leave, version=1, returned_on=TODAY - back * DAY, return_note="", by=by
    )


@pytest.fixture
def order(case, officer):
    return under_order(case, officer)


@pytest.fixture
def full(order, case, officer):
    """Two refusals and an evasion: one counter is full."""
    for ago, result in ((90, "refused"), (60, "refused"), (30, "evaded")):
        refused(case, officer, ago, result)
    return order


def counted(order):
    loaded = with_counted(RehabOrder.objects.select_related("case")).get(pk=order.pk)
    return {counter.ground: counter for counter in counters_of(loaded, TODAY)}


def standing(status):
    return list(orders_in(RehabOrder.objects.all(), {status}, TODAY))


def test_a_full_counter_proposes_and_changes_no_state(full, case):
    before = (case.measure, case.control_state, case.risk_level)
    case.refresh_from_db()
    full.refresh_from_db()
    assert counted(full)[G.TESTS].status == S.PROPOSED
    assert standing(S.PROPOSED) == [full]
    assert (full.state, case.control_state, case.risk_level) == ("reported", *before[1:])


def test_a_withdrawn_refusal_and_a_withdrawn_absence_count_no_more(full, case, officer):
    actions.withdraw_test(test=case.tests.first(), reason="误录", by=officer)
    leave = absent(case, officer, 50, 20)
    actions.withdraw_leave(leave=leave, version=leave.version, reason="误录", by=officer)
    told = {ground: counter.number for ground, counter in counted(full).items()}
    assert told == {G.TESTS: 2, G.LEAVES: 0, G.DAYS: 0}


def test_thirty_one_days_in_two_absences_are_proposed(order, case, officer):
    absent(case, officer, 100, 81)
    absent(case, officer, 50, 41)
    assert counted(order)[G.DAYS].status == S.WARNING
    absent(case, officer, 30, 28)
    assert {g: c.number for g, c in counted(order).items()} == {G.TESTS: 0, G.LEAVES: 3, G.DAYS: 33}
    assert counted(order)[G.DAYS].status == S.PROPOSED


def test_the_office_sets_from_where_on_it_warns(order, case, officer, township):
    refused(case, officer, 30)
    assert counted(order)[G.TESTS].status == S.BELOW
    OfficeRules.objects.create(area=township, warn_tests=1)
    assert counted(order)[G.TESTS].status == S.WARNING
    assert standing(S.WARNING) == [order]


def test_what_lies_before_the_order_counts_for_none(case, officer):
    for ago in (400, 390, 380):
        refused(case, officer, ago)
    order = under_order(case, officer)
    assert counted(order)[G.TESTS].number == 0
    assert standing(S.PROPOSED) == []


def test_nothing_counts_before_the_report_in(case, officer):
    order, _new = actions.register_order(
        RehabOrder, case=case, key=uuid.uuid4(), by=officer, measure="community_detox",
        document_no="3号", organ="县公安局", decided_on=TODAY, received_on=TODAY,
    )  # fmt: skip
    assert counted(order) == {}


def page(order, **more):
    return {
        "key": str(uuid.uuid4()), "counted": 3, "is_serious": "True", "reason": "三次均无正当理由",
        "document_no": "清禁报〔2026〕3号", "decided_on": str(TODAY),
    } | more  # fmt: skip


def decide_at(order, ground="tests"):
    return f"/orders/{order.pk}/breaches/{ground}/decide/"


def test_an_officer_finds_a_serious_breach_with_reason_and_document(full, office, officer):
    assert office.post(decide_at(full), page(full)).status_code == 302
    made = BreachDecision.objects.get()
    assert (made.is_serious, made.counted, made.recorded_by) == (True, 3, officer)
    assert "逃避检测" in made.told
    assert standing(S.PROPOSED) == []
    assert standing(S.CONFIRMED) == [full]


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({"document_no": ""}, "document_no"),
        ({"reason": ""}, "reason"),
        ({"is_serious": ""}, "is_serious"),
    ],
)
def test_no_breach_is_found_without_document_and_reason(full, office, more, asked):
    answer = office.post(decide_at(full), page(full, **more))
    assert list(answer.context["form"].errors) == [asked]
    assert not BreachDecision.objects.exists()


def test_the_data_base_holds_no_serious_breach_without_its_document(full, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        BreachDecision.objects.create(
            case=full.case, order=full, ground="tests", counted=3, told="", is_serious=True,
            reason="无", decided_on=TODAY, recorded_by=officer, idempotency_key=uuid.uuid4(),
        )  # fmt: skip


def test_what_was_not_found_serious_comes_back_with_the_next_refusal(full, case, office, officer):
    office.post(decide_at(full), page(full, is_serious="False", document_no=""))
    assert (standing(S.PROPOSED), standing(S.DISMISSED)) == ([], [full])
    refused(case, officer, 5)
    assert standing(S.PROPOSED) == [full]


def test_a_number_that_changed_meanwhile_is_not_decided(full, case, office, officer):
    refused(case, officer, 5)
    answer = office.post(decide_at(full), page(full))
    assert (answer.status_code, BreachDecision.objects.count()) == (409, 0)
    assert "三次均无正当理由" in answer.content.decode()


def test_a_counter_that_is_not_full_is_not_decided(order, case, office):
    assert office.get(decide_at(order, "leaves")).url == case.get_absolute_url()
    assert office.get(decide_at(order, "nothing")).status_code == 404


def test_the_decision_is_made_once_however_often_the_form_is_sent(full, office):
    typed = page(full)
    answers = [office.post(decide_at(full), typed).status_code for _ in range(2)]
    assert (answers, BreachDecision.objects.count()) == ([302, 302], 1)


def test_an_admonition_is_noted_with_its_number_and_corrected(order, case, office, officer):
    for ago in (40, 20):
        refused(case, officer, ago)
    typed = {
        "key": str(uuid.uuid4()), "ground": "tests", "number": "劝诫〔2026〕1号",
        "given_on": str(TODAY), "content": "两次拒检，已当面劝诫",
    }  # fmt: skip
    assert office.post(f"/orders/{order.pk}/admonitions/new/", typed).status_code == 302
    letter = Admonition.objects.get()
    assert counted(order)[G.TESTS].status == S.WARNING
    assert "劝诫〔2026〕1号" in office.get(case.get_absolute_url()).content.decode()
    typed |= {"version": 1, "signed_on": str(TODAY - DAY)}
    answer = office.post(f"/admonitions/{letter.pk}/edit/", typed)
    assert list(answer.context["form"].errors) == ["signed_on"]


def test_the_file_shows_the_counters_to_the_office_and_the_police_and_to_no_cadre(
    full, case, officer, police, heping_cadre, signed_in
):
    shown = {
        who.username: "Counters of article 20"
        in signed_in(who).get(case.get_absolute_url()).content.decode()
        for who in (officer, police, heping_cadre)
    }
    assert shown == {"officer": True, "police": True, "heping": False}


def test_the_index_of_the_bag_which_cadres_read_tells_nothing_of_a_breach(
    full, office, officer, case
):
    before = index_of_file(case, list(case.documents.all()), TODAY)
    office.post(decide_at(full), page(full))
    actions.add_paper(
        Admonition, case=case, key=uuid.uuid4(), by=officer, order=full, ground="tests",
        number="1号", given_on=TODAY, content="当面劝诫",
    )  # fmt: skip
    assert index_of_file(case, list(case.documents.all()), TODAY) == before


def test_only_the_officer_decides(full, police, heping_cadre, leader, signed_in):
    for who in (police, heping_cadre, leader):
        assert signed_in(who).get(decide_at(full)).status_code == 403


def test_the_list_begins_with_what_is_to_be_decided_and_widens_to_warnings(
    full, office, officer, heping, make_case
):
    warned = make_case(heping)
    second = under_order(warned, officer)
    for ago in (40, 20):
        refused(warned, officer, ago)

    def found(**query):
        return {order for order, _counters in office.get("/breaches/", query).context["rows"]}

    assert found() == {full}
    assert found(status="warning") == {second}
    assert found(status="all") == {full, second}
    assert found(status="all", q="zwm") == {full}
    assert found(status="confirmed") == set()


def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(
    full, office, officer, heping, make_case
):
    one = queries(office, "/breaches/?status=all")
    for _ in range(2):
        other = make_case(heping)
        under_order(other, officer)
        for ago in (90, 60, 30):
            refused(other, officer, ago)
    assert queries(office, "/breaches/?status=all") == one


def test_the_list_leaves_as_a_sheet(full, office):
    office.post(decide_at(full), page(full))
    sheet = sheet_of(export_of(office, "/breaches/export/?status=all"))
    text = "\n".join(str(line) for line in sheet.values)
    for words in ("严重违反协议计数", "已认定严重违反协议", "清禁报〔2026〕3号"):
        assert words in text


def test_what_waits_tells_the_officer_of_proposals(full, office):
    assert "/breaches/" in [address for _s, address in office.get("/waiting/").context["questions"]]
