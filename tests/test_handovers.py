"""Handover between cadres: a package that the next one accepts; the officer answers in between."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from casefiles import actions
from casefiles.models import Handover
from casefiles.terms.moves import HandoverState
from jurisdiction.terms import Capacity
from responsibility.indicators.bindings import village_bindings
from tests.test_doors import household_letter
from tests.test_lists import queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def next_cadre(appoint, heping):
    return appoint("next", "何新", Capacity.VILLAGE_CADRE, heping)


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明")


def drawn(village, by, leaving, coming, key=None, **content):
    return actions.draw_handover(
        village=village, key=key or uuid.uuid4(), by=by, from_officer=leaving, to_officer=coming,
        **{"reason": "换届", "drawn_on": TODAY} | content,
    )[0]  # fmt: skip


@pytest.fixture
def handover(heping, officer, heping_cadre, next_cadre):
    return drawn(heping, officer, heping_cadre, next_cadre)


def given_task(case, by):
    return actions.give_task(
        village=case.village, case=case, key=uuid.uuid4(), by=by, kind="check", what="核实去向",
        seat="village", due_on=TODAY,
    )[0]  # fmt: skip


def accept(client, handover, **typed):
    address = f"{handover.get_absolute_url()}accept/"
    return client.post(address, {"version": handover.version, "remark": ""} | typed)


def test_the_package_holds_persons_open_slots_tasks_and_unfinished_letters(
    case, handover, officer, signed_in
):
    task, letter = given_task(case, officer), household_letter(case, officer)
    page = signed_in(officer).get(handover.get_absolute_url()).context
    assert page["cases"] == [case]
    assert page["tasks"] == [task]
    assert page["letters"] == [letter]
    assert {slot.state for slot in page["slots"]} == {"open"}


def test_until_it_is_accepted_the_townships_officer_stands_where_the_cadre_stood(
    case, handover, heping, liushu, officer, next_cadre, signed_in
):
    def cadre_of(village):
        with override("zh-hans"):
            bindings = village_bindings([village.code], TODAY)
        return bindings[village.code].names["village_cadre"]

    assert cadre_of(heping) == ["郑安（移交期间）"]
    client = signed_in(officer)
    assert "郑安 (until the handover)" in client.get("/bindings/").content.decode()
    assert "郑安" in client.get(case.get_absolute_url()).context["meanwhile"]
    accept(signed_in(next_cadre), handover)
    assert "何新" in cadre_of(heping)
    assert client.get(case.get_absolute_url()).context["meanwhile"] == ""


def test_another_cadre_of_the_village_stays_named(handover, heping, appoint):
    appoint("third", "何三", Capacity.VILLAGE_CADRE, heping)
    names = village_bindings([heping.code], TODAY)[heping.code].names["village_cadre"]
    assert sorted(names) == ["何三", "郑安 (until the handover)"]


def test_only_the_next_cadre_accepts(
    handover, heping_cadre, officer, liushu_cadre, next_cadre, signed_in
):
    assert accept(signed_in(heping_cadre), handover).status_code == 403
    assert accept(signed_in(officer), handover).status_code == 403
    assert accept(signed_in(liushu_cadre), handover).status_code == 404
    assert accept(signed_in(next_cadre), handover, remark="缺一份责任书").status_code == 302
    handover.refresh_from_db()
    assert (handover.state, handover.accepted_on, handover.remark) == (
        HandoverState.ACCEPTED, TODAY, "缺一份责任书",
    )  # fmt: skip


def test_what_was_accepted_is_kept_and_what_comes_later_is_not_in_it(
    case, handover, heping, make_case, officer, next_cadre, signed_in
):
    client = signed_in(next_cadre)
    accept(client, handover)
    make_case(heping)
    handover.refresh_from_db()
    assert handover.cases == [case.pk]
    assert client.get(handover.get_absolute_url()).context["cases"] == [case]


def test_nobody_under_18_is_handed_from_cadre_to_cadre(
    handover, heping, make_case, officer, signed_in
):
    make_case(heping, birth_date=TODAY - 3650 * DAY)
    assert signed_in(officer).get(handover.get_absolute_url()).context["cases"] == []


def test_the_paper_has_the_package_and_both_signatures(case, handover, officer, signed_in):
    client = signed_in(officer)
    client.cookies["django_language"] = "en"
    page = client.get(f"{handover.get_absolute_url()}print/").content.decode()
    for words in ("工作移交清单", "移交人签字", "接收人签字", "张伟明", "何新", "郑安"):
        assert words in page


def test_one_key_draws_one_and_a_cadre_hands_over_once_at_a_time(
    heping, officer, heping_cadre, next_cadre
):
    key = uuid.uuid4()
    first = drawn(heping, officer, heping_cadre, next_cadre, key)
    assert drawn(heping, officer, heping_cadre, next_cadre, key) == first
    with pytest.raises(actions.KeyReused):
        drawn(heping, officer, heping_cadre, next_cadre, key, reason="别的")
    with pytest.raises(actions.AlreadyOpen):
        drawn(heping, officer, heping_cadre, next_cadre)


def test_what_was_taken_back_is_not_accepted(handover, officer, next_cadre, signed_in):
    address = f"{handover.get_absolute_url()}withdraw/"
    signed_in(officer).post(address, {"version": handover.version})
    accept(signed_in(next_cadre), handover)
    handover.refresh_from_db()
    assert (handover.state, handover.accepted_on) == (HandoverState.WITHDRAWN, None)


def test_the_data_base_keeps_no_handover_from_somebody_to_the_same(heping, officer, heping_cadre):
    with pytest.raises(IntegrityError), transaction.atomic():
        drawn(heping, officer, heping_cadre, heping_cadre)


def test_the_office_draws_one_up_by_the_page_also_for_who_has_left(
    heping, officer, heping_cadre, next_cadre, liushu_cadre, signed_in
):
    heping_cadre.postings.update(valid_to=TODAY - DAY)
    client = signed_in(officer)
    form = client.get("/handovers/new/").context["form"]
    typed = {"key": form.initial["key"], "leaving": heping_cadre.postings.get().pk,
             "coming": next_cadre.postings.get().pk, "reason": "换届",
             "drawn_on": str(TODAY)}  # fmt: skip
    wrong = client.post("/handovers/new/", typed | {"coming": liushu_cadre.postings.get().pk})
    assert "coming" in wrong.context["form"].errors
    assert client.post("/handovers/new/", typed).status_code == 302
    assert client.post("/handovers/new/", typed).status_code == 302
    assert Handover.objects.count() == 1
    rows = client.get("/handovers/", {"state": "offered"}).context["rows"]
    assert [row.from_officer for row in rows] == [heping_cadre]


def test_a_package_asks_as_many_queries_for_three_persons_as_for_one(
    case, handover, heping, make_case, officer, signed_in
):
    client, address = signed_in(officer), handover.get_absolute_url()
    household_letter(case, officer)
    one = queries(client, address)
    for _ in range(2):
        given_task(make_case(heping), officer)
    assert queries(client, address) == one
