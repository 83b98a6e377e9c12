"""Moves between villages and townships: offered, taken or refused, and what each side keeps."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casefiles import actions
from casefiles.models import CaseFile, CorrectionRequest, DueSlot, RehabOrder, Transfer
from casefiles.terms.moves import TransferState
from jurisdiction.terms import Capacity
from jurisdiction.wall import officer_scope
from tests.test_exports import sheet_of
from tests.test_lists import export_of, live, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def case(heping, heping_group_1, make_case):
    return make_case(heping, name="张伟明", group=heping_group_1)


@pytest.fixture
def other_officer(appoint, other_township):
    return appoint("other-officer", "石安", Capacity.DRUG_CONTROL_OFFICER, other_township)


def offer(case, by, to_area, key=None, **content):
    told = {"reason": "迁居", "address": "", "keeps_household": False, "document_no": "",
            "offered_on": TODAY}  # fmt: skip
    return actions.offer_transfer(
        Transfer, case=case, key=key or uuid.uuid4(), by=by, to_area=to_area, **told | content
    )[0]


def accept(transfer, by, village, today=TODAY):
    return actions.accept_transfer(
        transfer=transfer, version=1, to_village=village, reason="", by=by, today=today
    )


def slot(case, state, days_ago):
    day = TODAY - days_ago * DAY
    return DueSlot.objects.create(
        case=case, village=case.village, kind="visit", every="month", period_on=day, opens_on=day,
        due_on=day, closes_on=day + 5 * DAY, state=state,
    )  # fmt: skip


def test_nothing_moves_before_the_receiving_side_has_taken_it(case, officer, liushu, liushu_cadre):
    offer(case, officer, liushu)
    case.refresh_from_db()
    assert case.village.name == "和平村"
    with officer_scope(liushu_cadre):
        assert not CaseFile.objects.exists()
        assert [t.name for t in Transfer.objects.all()] == ["张伟明"]


def test_an_offer_made_in_error_and_withdrawn_is_the_senders_alone(
    case, officer, other_officer, other_township, other_village, signed_in
):
    transfer = offer(case, officer, other_township)
    assert signed_in(other_officer).get(transfer.get_absolute_url()).status_code == 200
    actions.withdraw_transfer(transfer=transfer, version=1, by=officer)
    assert signed_in(other_officer).get(transfer.get_absolute_url()).status_code == 404
    with officer_scope(other_officer):
        assert not Transfer.objects.exists()
    assert signed_in(officer).get(transfer.get_absolute_url()).status_code == 200


def test_a_disputed_file_is_taken_by_nobody_before_the_request_is_decided(
    case, officer, liushu, liushu_cadre
):
    transfer = offer(case, officer, liushu)
    actions.receive_request(
        CorrectionRequest, case=case, key=uuid.uuid4(), by=officer, column="living_address",
        received_on=TODAY, asked_by="person", asker="张伟明", wrong="住址写错", asked="改正",
    )  # fmt: skip
    with officer_scope(liushu_cadre), pytest.raises(actions.Disputed):
        accept(transfer, liushu_cadre, liushu)
    case.refresh_from_db()
    assert case.village.name == "和平村"


def test_a_file_that_is_offered_is_not_merged(case, officer, heping, liushu, make_case):
    offer(case, officer, liushu)
    twin = make_case(heping, name="张伟明")
    with pytest.raises(actions.Hindered) as refused:
        actions.merge_files(
            kept=twin, gone=case, versions=(1, 1), chosen=(), reason="同一人",
            key=uuid.uuid4(), by=officer, today=TODAY,
        )  # fmt: skip
    assert refused.value.obstacle == "transfer"


def test_open_slots_move_and_done_or_missed_ones_stay_with_the_old_village(
    case, officer, liushu, liushu_cadre
):
    done, missed, late = slot(case, "done", 90), slot(case, "missed", 60), slot(case, "open", 30)
    transfer = offer(case, officer, liushu)
    with officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    by_state = set(case.slots.values_list("state", "village__name"))
    assert by_state == {("open", "柳树村"), ("done", "和平村"), ("missed", "和平村")}
    late.refresh_from_db()
    assert (late.state, late.village) == ("missed", done.village)
    assert missed.village_id == late.village_id


def test_from_the_move_on_the_receiver_holds_the_file_and_the_sender_has_lost_it(
    case, officer, liushu, liushu_cadre, heping_cadre, signed_in
):
    transfer = offer(case, officer, liushu)
    with officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    address = f"/files/{case.pk}/"
    assert signed_in(liushu_cadre).get(address).status_code == 200
    assert signed_in(heping_cadre).get(address).status_code == 404
    assert list(signed_in(heping_cadre).get("/files/").context["rows"]) == []
    case.refresh_from_db()
    assert (case.village, case.group) == (liushu, None)


def test_the_sender_reads_the_history_until_the_move_and_nothing_after_it(
    case, officer, liushu, liushu_cadre, heping_cadre, signed_in
):
    live(case, officer)
    transfer = offer(case, officer, liushu)
    with officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    actions.record_visit(case=case, key=uuid.uuid4(), by=officer, visited_on=TODAY, mode="face",
                         outcome="found", other="搬家之后的事")  # fmt: skip
    page = signed_in(heping_cadre).get(transfer.get_absolute_url()).content.decode()
    assert "平安" in page  # what the family said at the visit before
    assert "搬家之后的事" not in page
    assert "拒检" not in page  # a cadre reads no results, before the move or after it
    office = signed_in(officer).get(transfer.get_absolute_url()).content.decode()
    assert "拒检" in office


def test_the_page_of_a_move_is_titled_by_the_files_number(case, officer, liushu, signed_in):
    transfer = offer(case, officer, liushu)
    page = signed_in(officer).get(transfer.get_absolute_url()).content.decode()
    title = page.split("<title>")[1].split("</title>")[0].strip()
    assert title.startswith(f"File {case.file_no}")
    assert case.name not in title


def test_the_receiver_is_not_shown_the_senders_copy(case, officer, liushu, liushu_cadre, signed_in):
    live(case, officer)
    transfer = offer(case, officer, liushu)
    with officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    assert signed_in(liushu_cadre).get(transfer.get_absolute_url()).context["story"] == []


def test_a_refusal_needs_its_reason_and_leaves_everything_where_it_is(
    case, officer, liushu, liushu_cadre, signed_in
):
    transfer, client = offer(case, officer, liushu), signed_in(liushu_cadre)
    address = f"{transfer.get_absolute_url()}answer/"
    typed = {"version": 1, "is_accepted": "False", "reason": ""}
    assert "reason" in client.post(address, typed).context["form"].errors
    assert client.post(address, typed | {"reason": "本村查无此人居住"}).status_code == 302
    transfer.refresh_from_db()
    case.refresh_from_db()
    assert (transfer.state, transfer.answered_by) == (TransferState.REFUSED, liushu_cadre)
    assert case.village.name == "和平村"


def test_another_township_chooses_the_village_itself(
    case, officer, other_township, other_village, other_officer, signed_in
):
    transfer, client = offer(case, officer, other_township), signed_in(other_officer)
    address = f"{transfer.get_absolute_url()}answer/"
    assert client.get(f"/files/{case.pk}/").status_code == 404
    typed = {"version": 1, "is_accepted": "True", "to_village": other_village.code, "reason": ""}
    assert client.post(address, typed | {"to_village": case.village_id}).status_code == 200
    assert client.post(address, typed).status_code == 302
    assert client.get(f"/files/{case.pk}/").status_code == 200
    assert signed_in(officer).get(f"/files/{case.pk}/").status_code == 404
    assert signed_in(officer).get(transfer.get_absolute_url()).status_code == 200


def test_a_move_to_another_township_does_not_move_the_end_of_an_order(
    case, officer, other_township, other_village, other_officer
):
    order, _new = actions.register_order(
        RehabOrder, case=case, key=uuid.uuid4(), by=officer, measure="community_detox",
        document_no="3号", organ="县公安局", decided_on=TODAY, received_on=TODAY,
    )  # fmt: skip
    actions.take_step(order=order, key=uuid.uuid4(), by=officer, move="report_in",
                      happened_on=TODAY)  # fmt: skip
    order.refresh_from_db()
    transfer = offer(case, officer, other_township)
    with officer_scope(other_officer):
        accept(transfer, other_officer, other_village)
    assert RehabOrder.objects.get().ends_on == order.ends_on
    assert order.ends_on is not None


def test_nobody_answers_an_offer_of_the_own(case, officer, liushu, signed_in):
    transfer = offer(case, officer, liushu)
    assert signed_in(officer).get(f"{transfer.get_absolute_url()}answer/").status_code == 404
    with pytest.raises(actions.OwnOffer):
        actions.refuse_transfer(transfer=transfer, version=1, reason="否", by=officer, today=TODAY)


def test_who_moves_and_keeps_the_household_is_living_apart_from_then_on(
    case, officer, liushu, liushu_cadre, heping_cadre, signed_in
):
    transfer = offer(case, officer, liushu, keeps_household=True, address="柳树村9号")
    with officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    case.refresh_from_db()
    assert (case.household_village.name, case.living_address) == ("和平村", "柳树村9号")
    rows = signed_in(heping_cadre).get("/apart/household/").context["rows"]
    assert [person.name for person in rows] == ["张伟明"]


def test_who_moves_to_the_households_village_lives_apart_no_more(
    case, officer, liushu, liushu_cadre
):
    CaseFile.objects.update(household_village=liushu)
    transfer = offer(case, officer, liushu)
    with officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    case.refresh_from_db()
    assert case.household_village is None


def test_a_file_is_offered_once_at_a_time_and_one_key_offers_once(case, officer, liushu):
    key = uuid.uuid4()
    first = offer(case, officer, liushu, key)
    assert offer(case, officer, liushu, key) == first
    with pytest.raises(actions.KeyReused):
        offer(case, officer, liushu, key, reason="别的")
    with pytest.raises(actions.AlreadyOffered):
        offer(case, officer, liushu)


def test_an_answer_to_what_was_taken_back_is_stale(case, officer, liushu, liushu_cadre, signed_in):
    transfer = offer(case, officer, liushu)
    client = signed_in(officer)
    client.post(f"{transfer.get_absolute_url()}withdraw/", {"version": "1"})
    transfer.refresh_from_db()
    assert transfer.state == TransferState.WITHDRAWN
    with pytest.raises(actions.Stale), officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    case.refresh_from_db()
    assert case.village.name == "和平村"


def test_two_files_of_one_number_are_merged_before_one_moves(
    case, officer, liushu, liushu_cadre, make_case
):
    make_case(liushu, id_number=case.id_number)
    transfer = offer(case, officer, liushu)
    with pytest.raises(actions.DoubleThere), officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    transfer.refresh_from_db()
    assert transfer.is_open


def test_somebody_under_18_is_offered_to_no_cadre(
    case, officer, liushu, liushu_cadre, police, signed_in
):
    CaseFile.objects.update(birth_date=TODAY - 3650 * DAY)
    case.refresh_from_db()
    transfer = offer(case, officer, liushu)
    assert signed_in(liushu_cadre).get(transfer.get_absolute_url()).status_code == 404
    with officer_scope(liushu_cadre):
        assert not Transfer.objects.exists()
    assert signed_in(police).get(transfer.get_absolute_url()).status_code == 200


def test_a_third_village_sees_nothing_of_a_move(
    case, officer, liushu, township, appoint, signed_in
):
    third = type(liushu).objects.create(code=f"{township.code}203", name="新田村")
    cadre = appoint("third", "田丰", Capacity.VILLAGE_CADRE, third)
    transfer = offer(case, officer, liushu)
    assert signed_in(cadre).get(transfer.get_absolute_url()).status_code == 404
    with officer_scope(cadre):
        assert not Transfer.objects.exists()


def test_tasks_that_wait_go_along(case, officer, liushu, liushu_cadre):
    task, _new = actions.give_task(
        village=case.village, case=case, key=uuid.uuid4(), by=officer, kind="check", what="核实",
        seat="village", due_on=TODAY,
    )  # fmt: skip
    transfer = offer(case, officer, liushu)
    with officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    task.refresh_from_db()
    assert task.village == liushu


def test_a_sealed_file_takes_its_moves_out_of_the_register(
    case, officer, liushu, liushu_cadre, signed_in
):
    transfer = offer(case, officer, liushu)
    with officer_scope(liushu_cadre):
        accept(transfer, liushu_cadre, liushu)
    actions.close_case(case=case, reason="wrong_registration", on=TODAY, by=officer)
    case.refresh_from_db()
    actions.seal_file(case=case, version=case.version, by=officer, today=TODAY)
    assert list(signed_in(officer).get("/moves/").context["rows"]) == []


def test_the_data_base_keeps_no_refusal_without_a_reason(case, officer, liushu):
    transfer = offer(case, officer, liushu)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=transfer.pk).update(
            state="refused", answered_by=officer, answered_on=TODAY
        )


# Pages


def test_the_office_offers_and_the_village_takes_by_the_pages(
    case, officer, liushu, liushu_cadre, signed_in
):
    office, village = signed_in(officer), signed_in(liushu_cadre)
    form = office.get(f"/files/{case.pk}/moves/new/").context["form"]
    typed = {"key": form.initial["key"], "to_area": liushu.code, "reason": "迁居",
             "offered_on": str(TODAY), "address": "", "document_no": ""}  # fmt: skip
    assert office.post(f"/files/{case.pk}/moves/new/", typed).status_code == 302
    asked = village.get("/due/").context["questions"]
    assert "/moves/?state=offered" in [to for _said, to in asked]
    place = Transfer.objects.get().get_absolute_url()
    assert village.get(place).context["may_answer"]
    typed = {"version": 1, "is_accepted": "True", "to_village": liushu.code, "reason": ""}
    assert village.post(f"{place}answer/", typed).status_code == 302
    case.refresh_from_db()
    assert case.village == liushu


def test_both_sides_find_the_move_in_the_register_and_its_sheet(
    case, officer, liushu, liushu_cadre, heping_cadre, signed_in
):
    offer(case, officer, liushu)
    for who in (officer, liushu_cadre, heping_cadre):
        rows = signed_in(who).get("/moves/", {"state": "offered", "q": "张"}).context["rows"]
        assert [row.name for row in rows] == ["张伟明"]
    client = signed_in(officer)
    row = list(sheet_of(export_of(client, "/moves/export/")).iter_rows(min_row=5, values_only=True))
    assert row[0][2:5] == ("张伟明", "和平村", "柳树村")
    assert "柳树村" in client.get("/moves/print/").content.decode()


def test_the_register_asks_as_many_queries_for_three_moves_as_for_one(
    case, officer, liushu, heping, make_case, signed_in
):
    client = signed_in(officer)
    offer(case, officer, liushu)
    one = queries(client, "/moves/")
    for _ in range(2):
        offer(make_case(heping), officer, liushu)
    assert queries(client, "/moves/") == one
