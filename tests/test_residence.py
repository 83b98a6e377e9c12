"""Household and living place apart: who keeps the file, who sees the state, who is told."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from casefiles import actions
from casefiles.models import CaseFile, HouseholdPerson, ResidenceNotice, Visit
from casefiles.terms.residence import NoticeStatus
from jurisdiction.models import AccessEvent, Export
from jurisdiction.wall import officer_scope
from responsibility.indicators import township_figures
from tests.test_exports import sheet_of
from tests.test_lists import export_of, exported, live, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def case(heping, liushu, make_case):
    """Lives in Heping; the household is in Liushu."""
    return make_case(heping, name="张伟明", household_village=liushu)


def notice(case, by, key=None, **content):
    told = {"to_office": "龙山镇禁毒办", "address": "龙山镇河边路3号", "since": None,
            "asks": "请予管控", "issued_on": TODAY}  # fmt: skip
    return actions.issue_notice(
        ResidenceNotice, case=case, key=key or uuid.uuid4(), by=by, **told | content
    )[0]


# Who sees what (domain document, section 8)


def test_the_living_places_village_owns_the_slots_and_the_household_village_sees_the_state_only(
    case, officer, heping_cadre, liushu_cadre, signed_in
):
    live(case, officer)
    assert set(case.slots.values_list("village__name", flat=True)) == {"和平村"}
    assert signed_in(heping_cadre).get(f"/files/{case.pk}/").status_code == 200
    client = signed_in(liushu_cadre)
    page = client.get("/apart/household/").content.decode()
    assert "张伟明" in page
    assert "In control" in page
    for address in (
        f"/files/{case.pk}/",
        f"/files/{case.pk}/bag/",
        f"/files/{case.pk}/visits/new/",
    ):
        assert client.get(address).status_code == 404
    for address in ("/files/", "/visits/", "/slots/", "/due/", "/lost/"):
        assert list(client.get(address).context["rows"]) == []


def test_a_person_who_lives_apart_is_counted_once_where_the_person_lives(
    case, officer, heping, liushu
):
    with officer_scope(officer):
        figures = township_figures(
            month=TODAY.replace(day=1), villages=[heping.code, liushu.code], today=TODAY,
            reader=officer,
        )  # fmt: skip
    persons = {village: n for (village, figure), n in figures.counts.items()
               if figure == ("persons",)}  # fmt: skip
    assert persons == {heping.code: 1}


def test_the_townships_list_names_the_person_once(case, officer, signed_in):
    client = signed_in(officer)
    assert [row for row, _age in client.get("/files/").context["rows"]] == [case]
    assert [row.pk for row in client.get("/apart/").context["rows"]] == [case.pk]


def test_past_the_window_too_the_household_village_finds_four_columns_and_nothing_else(
    case, officer, liushu_cadre, heping_cadre
):
    live(case, officer)
    with officer_scope(liushu_cadre):
        assert not CaseFile.objects.exists()
        assert not Visit.objects.exists()
        assert [person.name for person in HouseholdPerson.objects.all()] == ["张伟明"]
    with officer_scope(heping_cadre):
        assert not HouseholdPerson.objects.exists()


def test_nobody_writes_through_what_the_household_village_sees(case, liushu_cadre):
    with (
        pytest.raises(OperationalError, match="cannot update view"),
        transaction.atomic(),
        officer_scope(liushu_cadre),
    ):
        connection.cursor().execute("UPDATE casefiles_householdperson SET name = 'x'")


@pytest.mark.parametrize("fate", ["minor", "closed", "moved_there"])
def test_who_is_under_18_or_closed_or_lives_there_is_not_on_the_households_list(
    case, liushu, officer, liushu_cadre, signed_in, fate
):
    if fate == "minor":
        CaseFile.objects.update(birth_date=TODAY - 3650 * DAY)
    elif fate == "closed":
        actions.close_case(case=case, reason="deceased", on=TODAY, by=officer)
    else:
        actions.correct_case(case=case, version=case.version, by=officer, today=TODAY,
                             village=liushu)  # fmt: skip
    rows = signed_in(liushu_cadre).get("/apart/household/").context["rows"]
    assert list(rows) == []


def test_the_households_list_leaves_its_trace(case, liushu_cadre, signed_in):
    signed_in(liushu_cadre).get("/apart/household/")
    assert AccessEvent.objects.get().files == [case.pk]


def test_a_lost_person_is_lost_for_the_household_village_as_well(
    case, officer, liushu_cadre, signed_in
):
    CaseFile.objects.update(control_state="lost_contact")
    rows = signed_in(liushu_cadre).get("/apart/household/", {"control_state": "lost_contact"})
    assert [person.name for person in rows.context["rows"]] == ["张伟明"]


def test_the_office_enters_the_household_village_on_the_file(
    heping, liushu, make_case, officer, signed_in
):
    case, client = make_case(heping), signed_in(officer)
    address = f"/files/{case.pk}/household/"
    typed = {"version": case.version, "household_village": liushu.code}
    assert client.post(address, typed).status_code == 302
    case.refresh_from_db()
    assert (case.household_village, case.village) == (liushu, heping)
    stale = client.post(address, typed | {"household_village": ""})
    assert stale.status_code == 409
    case.refresh_from_db()
    assert case.household_village == liushu


def test_the_lists_ask_as_many_queries_for_three_persons_as_for_one(
    case, heping, liushu, make_case, officer, signed_in
):
    client = signed_in(officer)
    addresses = ("/apart/", "/apart/household/", "/notices/")
    notice(case, officer)
    one = [queries(client, address) for address in addresses]
    for _ in range(2):
        notice(make_case(heping, household_village=liushu), officer)
    assert [queries(client, address) for address in addresses] == one


def test_the_sheet_and_the_printed_list_show_both_villages(case, officer, signed_in):
    client = signed_in(officer)
    sheet = sheet_of(export_of(client, "/apart/export/"))
    row = list(sheet.iter_rows(min_row=5, values_only=True))[0]
    assert row[3:5] == ("和平村", "柳树村")
    assert "柳树村" in client.get("/apart/print/").content.decode()


def test_the_households_list_leaves_and_prints_as_it_is_shown_without_anybody_under_18(
    case, heping, liushu, make_case, officer, liushu_cadre, signed_in
):
    make_case(heping, name="张小", household_village=liushu, birth_date=TODAY - 3650 * DAY)
    make_case(heping, name="李强", household_village=liushu)
    client = signed_in(officer)
    assert len(client.get("/apart/household/").context["rows"]) == 3
    told, rows = exported(client, f"/apart/household/export/?q={case.name[:2]}")
    assert [row[1:] for row in rows] == [("柳树村", case.name, "在控", "和平村")]
    assert f"筛选：检索：{case.name[:2]}" in told
    assert Export.objects.get().files == [case.pk]
    page = signed_in(liushu_cadre).get("/apart/household/print/?q=李").content.decode()
    assert ("李强" in page, case.name in page) == (True, False)


# The notice to another township


def test_notices_are_numbered_by_year_and_one_key_makes_one(case, officer):
    key = uuid.uuid4()
    first = notice(case, officer, key)
    assert notice(case, officer, key) == first
    second = notice(case, officer)
    old = notice(case, officer, issued_on=TODAY.replace(year=TODAY.year - 1))
    assert [(n.year, n.number) for n in (first, second, old)] == [
        (TODAY.year, 1), (TODAY.year, 2), (TODAY.year - 1, 1),
    ]  # fmt: skip
    with pytest.raises(actions.KeyReused):
        notice(case, officer, key, address="别处")


def test_a_notice_is_sent_and_acknowledged_by_a_document(case, officer, signed_in):
    made, client = notice(case, officer, issued_on=TODAY - 9 * DAY), signed_in(officer)
    place = made.get_absolute_url()
    typed = {"version": 1, "sent_on": str(TODAY - 8 * DAY), "sent_how": "post"}
    assert client.post(f"{place}send/", typed).status_code == 302
    waiting = client.get("/notices/", {"status": "sent"}).context["rows"]
    assert [(row.pk, days) for row, days in waiting] == [(made.pk, 8)]
    typed = {"version": 2, "acknowledged_on": str(TODAY), "acknowledged_by": "龙山镇禁毒办王强",
             "acknowledged_no": "龙禁函〔2026〕5号"}  # fmt: skip
    assert client.post(f"{place}acknowledge/", typed).status_code == 302
    made.refresh_from_db()
    assert made.status == NoticeStatus.ACKNOWLEDGED
    assert (
        client.post(f"{place}withdraw/", {"version": 3, "withdrawn_reason": "误"}).status_code
        == 409
    )


@pytest.mark.parametrize(
    ("step", "typed", "field"),
    [
        ("send", {"sent_on": "2020-01-01", "sent_how": "post"}, "sent_on"),
        ("send", {"sent_on": str(TODAY), "sent_how": ""}, "sent_how"),
        ("acknowledge", {"acknowledged_on": str(TODAY), "acknowledged_by": "王强"},
         "acknowledged_no"),
    ],
)  # fmt: skip
def test_what_a_step_lacks_is_asked_beside_its_field(case, officer, signed_in, step, typed, field):
    made = notice(case, officer)
    answer = signed_in(officer).post(f"{made.get_absolute_url()}{step}/", {"version": 1} | typed)
    assert field in answer.context["form"].errors


def test_what_was_not_sent_is_not_acknowledged(case, officer, signed_in):
    typed = {"version": 1, "acknowledged_on": str(TODAY), "acknowledged_by": "王强",
             "acknowledged_no": "5号"}  # fmt: skip
    made = notice(case, officer)
    assert (
        signed_in(officer).post(f"{made.get_absolute_url()}acknowledge/", typed).status_code == 409
    )


def test_the_data_base_keeps_no_acknowledgement_without_a_document(case, officer):
    made = notice(case, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResidenceNotice.objects.filter(pk=made.pk).update(acknowledged_on=TODAY)


def test_the_notice_prints_in_chinese_with_its_number_and_its_slip(case, officer, signed_in):
    client = signed_in(officer)
    client.cookies["django_language"] = "en"
    page = client.get(f"{notice(case, officer).get_absolute_url()}print/").content.decode()
    for words in ("人户分离人员情况告知书", f"〔{TODAY.year}〕1号", "龙山镇禁毒办", "回　　执"):
        assert words in page
    assert case.id_number not in page


def test_the_register_of_notices_is_a_sheet(case, officer, signed_in):
    notice(case, officer)
    sheet = sheet_of(export_of(signed_in(officer), "/notices/export/"))
    row = list(sheet.iter_rows(min_row=5, values_only=True))[0]
    assert (row[1], row[5], row[-1]) == (f"〔{TODAY.year}〕1号", "龙山镇禁毒办", "未发出")
