"""Sealing: proposed with its day, done by a person, opened by two officers for a day."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from casefiles import actions
from casefiles.models import BagScan, CaseFile, DueSlot, Sealing, SealOpening, VisitPhoto
from casefiles.schedule import SEALED_AFTER, sealing_due_on
from casefiles.terms import CloseReason
from jurisdiction.models import AccessEvent
from jurisdiction.terms import Capacity
from jurisdiction.wall import figures_scope, officer_scope
from tests.test_doors import PICTURE, pictures, sealed
from tests.test_lists import exported, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)
CLOSED = date(2026, 3, 31)


# When


def test_every_reason_for_closing_has_its_day():
    assert set(SEALED_AFTER) == set(CloseReason.values)


@pytest.mark.parametrize(
    ("reason", "is_confirmed", "due"),
    [
        ("wrong_registration", False, CLOSED),
        ("released_and_abstinent", True, date(2026, 6, 29)),
        ("released_and_abstinent", False, None),
        ("deceased", False, date(2026, 9, 27)),
        ("moved_out", False, date(2029, 3, 30)),
    ],
)
def test_a_closed_file_is_due_by_its_reason(reason, is_confirmed, due):
    assert sealing_due_on(reason, CLOSED, is_confirmed) == due


def closed(case, by, reason="wrong_registration", on=TODAY):
    return actions.close_case(case=case, reason=reason, on=on, by=by)


@pytest.mark.parametrize("reason", CloseReason.values)
def test_the_list_and_the_rule_agree_on_the_first_day(heping, make_case, officer, reason):
    case = make_case(heping, abstinence="abstinent_3y")
    first = closed(case, officer, reason, on=date(2020, 1, 31))
    due = first.sealing_due_on
    found = [CaseFile.objects.due_for_sealing(day).count() for day in (due - DAY, due)]
    assert found == [0, 1]


def test_three_years_that_nobody_confirmed_are_not_proposed(heping, make_case, officer):
    case = make_case(heping, abstinence="not_confirmed")
    closed(case, officer, "released_and_abstinent", on=date(2020, 1, 31))
    assert not CaseFile.objects.due_for_sealing(TODAY).exists()


# Sealing


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def test_the_office_sees_what_is_to_be_sealed_and_confirms_each(heping, make_case, officer, office):
    case = closed(make_case(heping), officer)
    page = office.get("/sealing/").content.decode()
    assert f"/files/{case.pk}/seal/" in page
    answer = office.post(f"/files/{case.pk}/seal/", {"version": case.version})
    case.refresh_from_db()
    assert (answer.status_code, case.sealed_on, Sealing.objects.get().sealed_by) == (
        302,
        TODAY,
        officer,
    )
    assert case.events.latest("pgh_id").sealed_on == TODAY


def test_a_file_that_changed_meanwhile_is_looked_at_again(heping, make_case, officer, office):
    case = closed(make_case(heping), officer)
    answer = office.post(f"/files/{case.pk}/seal/", {"version": case.version - 1})
    assert (answer.status_code, Sealing.objects.count()) == (409, 0)


def test_a_file_that_is_not_due_cannot_be_sealed(heping, make_case, officer, office):
    case = closed(make_case(heping), officer, "moved_out")
    assert office.post(f"/files/{case.pk}/seal/", {"version": case.version}).status_code == 404
    with pytest.raises(actions.NotDue):
        actions.seal_file(case=case, version=case.version, by=officer, today=TODAY)


def test_a_sealed_file_is_gone_from_lists_search_and_export(heping, make_case, officer, office):
    case = make_case(heping, name="欧阳藏")
    sealed(case, officer)
    for query in ("", "&q=欧阳藏", f"&q={case.id_number[-4:]}"):
        assert list(office.get(f"/files/?status=all{query}").context["rows"]) == []
    assert exported(office, "/files/export/?status=all")[1] == []
    looked = office.post("/files/look-up/", {"id_number": case.id_number, "reason": "transfer"})
    assert looked.context["found"] == []


def test_the_second_wall_hides_a_sealed_file_and_what_hangs_on_it(heping, make_case, officer):
    case = make_case(heping)
    sealed(case, officer)
    with officer_scope(officer):
        assert (CaseFile.objects.count(), DueSlot.objects.count()) == (0, 0)
        assert Sealing.objects.count() == 1
        with figures_scope():
            assert (CaseFile.objects.count(), DueSlot.objects.exists()) == (1, True)


def test_the_same_person_is_enrolled_again_without_a_word(heping, make_case, officer, office):
    old = make_case(heping)
    sealed(old, officer)
    new = make_case(heping, id_number=old.id_number, name=old.name)
    assert office.get(new.get_absolute_url()).status_code == 200
    assert old.file_no not in office.get(new.get_absolute_url()).content.decode()


def test_past_figures_count_a_sealed_file_and_lead_to_no_list_that_lacks_it(
    heping, make_case, officer, office
):
    case = make_case(heping)
    slot = case.slots.get(kind="visit")
    DueSlot.objects.filter(pk=slot.pk).update(state="done")
    before = office.get("/dashboard/").context["board"].totals["visit", "now", "done"]
    sealed(case, officer)
    board = office.get("/dashboard/").context["board"]
    assert (before, board.totals["visit", "now", "done"]) == (1, 1)
    assert ("visit", "now", "done") in board.closed


def test_the_register_of_sealed_files_shows_numbers_and_no_name(heping, make_case, officer, office):
    case = make_case(heping, name="欧阳藏")
    sealed(case, officer)
    page = office.get("/sealed/").content.decode()
    assert (case.file_no in page, "欧阳藏" in page) == (True, False)
    assert [row[1] for row in exported(office, "/sealed/export/")[1]] == [case.file_no]


# Opening


@pytest.fixture
def case(heping, make_case, officer):
    case = make_case(heping, name="欧阳藏")
    visit, _new = actions.record_visit(
        case=case, key=uuid.uuid4(), by=officer, visited_on=TODAY, mode="phone", outcome="found",
        family="母亲患病",
    )  # fmt: skip
    paper, _new = actions.add_document(
        case=case, key=uuid.uuid4(), by=officer, part="help_measures", dated_on=TODAY, pages=1
    )
    pictures(visit, paper, officer)
    sealed(case, officer)
    return case


def ask(client, number, **changes):
    asked = {"key": str(uuid.uuid4()), "number": number, "ground": "audit", "document_no": "9号"}
    return client.post("/openings/new/", asked | changes)


@pytest.fixture
def opening(case, office):
    ask(office, case.file_no)
    return SealOpening.objects.get()


def decide(client, opening, decision="open", **more):
    return client.post(f"/openings/{opening.pk}/decide/", {"decision": decision} | more)


def test_one_asks_and_another_one_lets_it_be_and_every_reading_names_the_document(
    case, opening, office, leader, signed_in
):
    address = f"/openings/{opening.pk}/file/"
    assert office.get(address).status_code == 404
    assert decide(signed_in(leader), opening).status_code == 302
    page = office.get(address)
    shown = page.content.decode()
    assert (page.status_code, "欧阳藏" in shown, "母亲患病" in shown) == (200, True, True)
    event = AccessEvent.objects.get(page="casefiles:opened-file")
    assert (event.files, event.purpose) == ([case.pk], "Inspection or audit · 9号")


def test_an_opened_file_is_read_and_not_changed_and_stays_out_of_every_list(
    case, opening, office, leader, signed_in
):
    decide(signed_in(leader), opening)
    shown = office.get(f"/openings/{opening.pk}/file/").content.decode()
    assert f"/files/{case.pk}/" not in shown
    assert office.get(case.get_absolute_url()).status_code == 404
    assert office.post(f"/files/{case.pk}/reopen/").status_code == 404
    assert list(office.get("/files/?status=all").context["rows"]) == []


def test_an_opened_file_shows_its_photos_and_scans_and_each_showing_is_written_down(
    case, opening, office, leader, signed_in
):
    shown = {"photo": VisitPhoto.objects.get(), "scan": BagScan.objects.get()}
    places = [f"/openings/{opening.pk}/pictures/{kind}/{row.pk}/" for kind, row in shown.items()]
    assert [office.get(place).status_code for place in places] == [404, 404]
    decide(signed_in(leader), opening)
    page = office.get(f"/openings/{opening.pk}/file/").content.decode()
    for place in places:
        assert f'href="{place}"' in page
        assert f'src="{place}preview/"' in page
        assert office.get(place).content == PICTURE.content
    traced = AccessEvent.objects.filter(page="casefiles:opened-picture")
    assert set(traced.values_list("kind", "purpose")) == {("picture", "Inspection or audit · 9号")}
    assert office.get(f"/openings/{opening.pk}/pictures/letter/1/").status_code == 404


def test_an_opening_shows_the_pictures_of_its_own_file_only(
    case, opening, heping, make_case, officer, office, leader
):
    other = make_case(heping)
    visit, _new = actions.record_visit(
        case=other, key=uuid.uuid4(), by=officer, visited_on=TODAY, mode="face", outcome="found"
    )
    actions.add_photos(visit=visit, pictures=[PICTURE], by=officer)
    actions.decide_opening(opening=opening, by=leader, now=timezone.now())
    photo = visit.photos.get()
    assert office.get(f"/openings/{opening.pk}/pictures/photo/{photo.pk}/").status_code == 404


def test_after_a_day_it_is_gone_without_any_command(case, opening, office, officer, leader):
    actions.decide_opening(opening=opening, by=leader, now=timezone.now() - timedelta(hours=25))
    assert office.get(f"/openings/{opening.pk}/file/").status_code == 404
    with officer_scope(officer):
        assert not CaseFile.objects.exists()


def test_the_wall_opens_one_file_to_the_office_alone(
    case, opening, heping, make_case, officer, leader, police, heping_cadre
):
    sealed(make_case(heping), officer)
    actions.decide_opening(opening=opening, by=leader, now=timezone.now())
    with officer_scope(officer):
        assert list(CaseFile.objects.all()) == [case]
    for other in (leader, police, heping_cadre):
        with officer_scope(other):
            assert not CaseFile.objects.exists()


def test_it_can_be_closed_again_before_the_day_is_over(opening, office, leader, signed_in):
    decide(signed_in(leader), opening)
    assert office.post(f"/openings/{opening.pk}/end/").status_code == 302
    assert office.get(f"/openings/{opening.pk}/file/").status_code == 404


def test_who_asks_does_not_decide(opening, officer, office, leader):
    assert decide(office, opening).status_code == 403
    with pytest.raises(actions.SameOfficer):
        actions.decide_opening(opening=opening, by=officer, now=timezone.now())
    with pytest.raises(IntegrityError, match="two_officers"), transaction.atomic():
        SealOpening.objects.update(decided_by=officer)


def test_no_opening_lasts_longer_than_a_day(opening, leader):
    now = timezone.now()
    longer = {"opened_at": now, "expires_at": now + timedelta(hours=25), "decided_by": leader}
    with pytest.raises(IntegrityError, match="ends_in_a_day"), transaction.atomic():
        SealOpening.objects.update(**longer)


def test_a_refusal_says_why_and_opens_nothing(opening, office, leader, signed_in):
    other = signed_in(leader)
    assert decide(other, opening, "refuse").context["form"].errors == {
        "refusal": ["Say why the file is not to be opened."]
    }
    decide(other, opening, "refuse", refusal="无文书")
    decide(other, opening)  # too late
    opening.refresh_from_db()
    assert (opening.refusal, opening.opened_at) == ("无文书", None)
    assert "无文书" in office.get(f"/openings/{opening.pk}/").content.decode()


def test_a_leader_of_another_township_cannot_decide(opening, appoint, other_township, signed_in):
    stranger = appoint("stranger", "外镇", Capacity.LEADER, other_township)
    assert decide(signed_in(stranger), opening).status_code == 404


def test_a_sealed_file_is_asked_for_by_its_id_number_which_nothing_keeps(case, office):
    assert ask(office, case.id_number).status_code == 302
    assert SealOpening.objects.get().case_id == case.pk
    event = AccessEvent.objects.get(kind="look_up")
    assert event.files == [case.pk]
    assert case.id_number not in str(AccessEvent.objects.values())


def test_a_file_elsewhere_answers_like_one_that_nobody_has(
    other_village, make_case, officer, office, appoint
):
    far = make_case(other_village)
    sealed(far, officer)
    told = [
        ask(office, number).context["form"].errors
        for number in (far.file_no, far.id_number, "999999999", make_case(other_village).id_number)
    ]
    assert [errors == told[0] and bool(errors) for errors in told] == [True] * 4


@pytest.mark.parametrize("number", ["", "x", "\x00", "1" * 40, "-1", "９" * 10])
def test_a_number_that_is_none_is_said_beside_its_field(case, office, number):
    answer = ask(office, number)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["number"])


def test_the_same_form_sent_twice_asks_once(case, office):
    key = str(uuid.uuid4())
    assert {ask(office, case.file_no, key=key).status_code for _ in range(2)} == {302}
    assert SealOpening.objects.count() == 1
    assert ask(office, case.file_no, key=key, document_no="10号").status_code == 409


def test_the_register_narrows_to_a_state_and_leaves_as_a_sheet(opening, office, leader, signed_in):
    assert [row for row, _ in office.get("/openings/?status=asked").context["rows"]] == [opening]
    assert list(office.get("/openings/?status=open").context["rows"]) == []
    _told, rows = exported(office, "/openings/export/")
    assert [(row[1], row[9]) for row in rows] == [(opening.file_no, "待批")]
    assert signed_in(leader).get("/openings/").status_code == 200


@pytest.mark.parametrize("address", ["/sealing/", "/sealed/", "/openings/"])
def test_the_lists_ask_as_many_queries_for_three_files_as_for_one(
    address, heping, make_case, officer, leader, office
):
    def add():
        closed(make_case(heping), officer)
        entry = sealed(make_case(heping), officer)
        actions.ask_opening(
            sealing=entry, key=uuid.uuid4(), by=leader, ground="audit", document_no="1号"
        )

    add()
    one = queries(office, address)
    add()
    add()
    assert queries(office, address) == one


def test_only_the_owner_of_the_tables_says_what_is_open(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosecdef FROM pg_proc WHERE proname = 'tongxin_is_open'")
        assert cursor.fetchone() == (True,)
