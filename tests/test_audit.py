"""A trace of everything: who was shown which files, and a chain that shows what was touched."""

import uuid
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from pghistory.models import Context

from casefiles import identity
from jurisdiction import audit
from jurisdiction.access import Permission
from jurisdiction.doors import Untraced, requires
from jurisdiction.models import AccessEvent, AuditSeal
from jurisdiction.wall import officer_scope
from tests.test_doors import things as things
from tests.test_lists import export_of


def readings():
    return list(
        AccessEvent.objects.order_by("pk").values_list("officer__username", "kind", "files")
    )


def test_opening_a_file_leaves_who_in_which_capacity_and_which_file(
    heping, make_case, heping_cadre, signed_in
):
    case = make_case(heping)
    answer = signed_in(heping_cadre).get(case.get_absolute_url())
    event = AccessEvent.objects.get()
    assert (event.officer, event.capacity, event.kind) == (heping_cadre, "village_cadre", "file")
    assert (event.files, event.villages, event.page) == (
        [case.pk],
        [heping.pk],
        "casefiles:case-detail",
    )
    assert answer["X-Request-Id"] == str(event.request_id)


def test_a_list_names_the_files_shown_and_an_export_all_it_held(
    heping, make_case, officer, signed_in
):
    shown = sorted(make_case(heping).pk for _ in range(2))
    client = signed_in(officer)
    client.get("/files/")
    export_of(client, "/files/export/")
    assert readings() == [("officer", "list", shown), ("officer", "export", shown)]


def test_a_page_that_finds_nobody_leaves_no_reading(heping, officer, signed_in):
    signed_in(officer).get("/files/?q=无此人")
    assert readings() == []


def test_who_is_refused_has_read_nothing(heping, make_case, liushu_cadre, leader, signed_in):
    case = make_case(heping)
    for stranger in (liushu_cadre, leader):
        signed_in(stranger).get(case.get_absolute_url())
    assert readings() == []


def test_a_page_that_forgets_its_trace_is_a_failed_request(heping_cadre):
    @requires(Permission.FILE_READ)
    def careless(request):
        return HttpResponse("张伟")

    request = RequestFactory().get("/files/")
    request.user = heping_cadre
    request.resolver_match = type("Match", (), {"view_name": "careless"})
    with pytest.raises(Untraced, match="careless"):
        careless(request)


def test_a_reading_and_its_page_stand_or_fall_together(heping, make_case, heping_cadre, signed_in):
    case = make_case(heping)
    client = signed_in(heping_cadre)
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse_readings):
        assert client.get(case.get_absolute_url()).status_code == 500
    assert readings() == []


def refuse_readings(execute, sql, params, many, context):
    if "jurisdiction_accessevent" in sql:
        raise ProgrammingError("no room for a trace")
    return execute(sql, params, many, context)


@pytest.mark.parametrize("sql", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}"])
def test_the_application_can_change_no_reading(heping, make_case, officer, signed_in, sql):
    signed_in(officer).get(make_case(heping).get_absolute_url())
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format("jurisdiction_accessevent"))


def test_an_officer_sees_no_readings_of_other_villages(
    heping, liushu, make_case, officer, heping_cadre, signed_in
):
    client = signed_in(officer)
    for village in (heping, liushu):
        client.get(make_case(village).get_absolute_url())
    with officer_scope(heping_cadre):
        assert [event.villages for event in AccessEvent.objects.all()] == [[heping.pk]]


def test_the_office_sees_who_read_a_file_and_a_cadre_does_not(
    heping, make_case, heping_cadre, officer, signed_in
):
    case = make_case(heping)
    signed_in(heping_cadre).get(case.get_absolute_url())
    page = signed_in(officer).get(f"/files/{case.pk}/readers/")
    assert [event.officer for event in page.context["rows"]] == [heping_cadre]
    assert signed_in(heping_cadre).get(f"/files/{case.pk}/readers/").status_code == 403


def test_changes_carry_the_number_of_their_request(heping, make_case, heping_cadre, signed_in):
    case = make_case(heping)
    client = signed_in(heping_cadre)
    data = {
        "key": uuid.uuid4(), "visited_on": case.enrolled_on, "mode": "phone", "outcome": "found",
        "place": "home", "family": "平安",
    }  # fmt: skip
    answer = client.post(f"/files/{case.pk}/visits/new/", data)
    found = Context.objects.filter(metadata__request=answer["X-Request-Id"])
    assert found.exists()


# Numbers


def test_a_number_is_shown_once_for_a_reason_and_that_is_written_down(
    heping, make_case, officer, signed_in
):
    case = make_case(heping, phone="13800000001")
    client, address = signed_in(officer), f"/files/{case.pk}/number/"
    assert "13800000001" not in client.get(address).content.decode()
    refused = client.post(address, {"number": "phone", "reason": ""})
    assert "13800000001" not in refused.content.decode()
    shown = client.post(address, {"number": "phone", "reason": "contact"})
    assert "13800000001" in shown.content.decode()
    assert case.id_number not in shown.content.decode()
    event = AccessEvent.objects.get(kind="number")
    assert (event.files, event.purpose) == ([case.pk], "Phone · Getting in touch with the person")


def look_up(client, number, reason="transfer"):
    return client.post("/files/look-up/", {"id_number": number, "reason": reason})


def test_a_person_is_looked_up_by_the_whole_number_which_no_log_keeps(
    heping, make_case, officer, signed_in
):
    case = make_case(heping)
    answer = look_up(signed_in(officer), f" {case.id_number[:6]} {case.id_number[6:].lower()}")
    assert answer.context["found"] == [case]
    assert case.id_number not in answer.content.decode()
    event = AccessEvent.objects.get(kind="look_up")
    assert (event.files, event.purpose) == ([case.pk], "Taking over or handing over a file")
    assert case.id_number not in str(AccessEvent.objects.values())


def test_the_last_four_find_too_for_the_same_reason_and_limit(
    heping, make_case, officer, signed_in
):
    case = make_case(heping)
    make_case(heping)
    client = signed_in(officer)
    assert look_up(client, case.id_number[-4:].lower()).context["found"] == [case]
    assert AccessEvent.objects.get(kind="look_up").files == [case.pk]


def test_a_number_that_is_open_in_the_village_is_a_reading_of_that_file(
    heping, make_case, officer, signed_in
):
    case, other = make_case(heping), make_case(heping)
    form = signed_in(officer).get(f"/files/{case.pk}/edit/").context["form"]
    sent = {name: value for name, value in form.initial.items() if value is not None}
    sent["id_number"] = other.id_number
    answer = signed_in(officer).post(f"/files/{case.pk}/edit/", sent)
    assert "id_number" in answer.context["form"].errors
    assert AccessEvent.objects.of_file(other.pk).exists()
    stale = signed_in(officer).post(f"/files/{case.pk}/edit/", sent | {"version": 0})
    assert (stale.status_code, "id_number" in stale.context["form"].errors) == (409, False)


def test_a_number_of_another_township_answers_like_one_that_nobody_has(
    other_village, make_case, officer, signed_in
):
    client, foreign = signed_in(officer), make_case(other_village).id_number
    unknown = identity.make_id("530102", date(1971, 1, 1), 1, "male")
    answers = [look_up(client, number) for number in (foreign, unknown)]
    assert [answer.context["found"] for answer in answers] == [[], []]
    assert AccessEvent.objects.filter(kind="look_up", files=[]).count() == 2


def test_the_eleventh_look_up_of_an_hour_is_refused(heping, make_case, officer, signed_in):
    client, number = signed_in(officer), make_case(heping).id_number
    assert {look_up(client, number).status_code for _ in range(10)} == {200}
    refused = look_up(client, number)
    assert (refused.status_code, refused.context["found"]) == (429, None)
    assert AccessEvent.objects.filter(kind="look_up").count() == 10


@pytest.mark.parametrize("number", ["", "123", "\x00", "９" * 40, "11010519491231002Y"])
def test_a_number_that_is_none_is_said_beside_its_field(officer, signed_in, number):
    answer = look_up(signed_in(officer), number)
    assert list(answer.context["form"].errors) == ["id_number"]


# The chain


def run(command, **options):
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue().split()[-1]


@pytest.fixture
def sealed(heping, make_case, officer, signed_in):
    case = make_case(heping)
    for _ in range(3):
        signed_in(officer).get(case.get_absolute_url())
    return run("seal_audit")


def test_a_sealed_chain_verifies_to_its_head_and_goes_on(sealed, heping, make_case):
    assert run("verify_audit", head=sealed) == sealed
    make_case(heping)
    head = run("seal_audit")
    assert head != sealed
    assert run("verify_audit", head=sealed) == head


def test_nothing_new_leaves_the_head_as_it_is(sealed):
    assert run("seal_audit") == sealed


class Tampered:
    """The rows as somebody would have left them who got past the grants."""

    def __init__(self, monkeypatch, change):
        canonical = audit.canonical_rows

        def changed(model, rows):
            found = canonical(model, rows)
            return change(found) if model is AccessEvent else found

        monkeypatch.setattr(audit, "canonical_rows", changed)


def test_a_changed_row_is_named(sealed, monkeypatch):
    second = AccessEvent.objects.order_by("pk")[1].pk
    Tampered(
        monkeypatch,
        lambda rows: (r | {"purpose": "假"} if r["id"] == second else r for r in rows),
    )
    with pytest.raises(CommandError, match=f"jurisdiction_accessevent {second} is not as it was"):
        run("verify_audit")


def test_a_missing_row_is_named(sealed, monkeypatch):
    second = AccessEvent.objects.order_by("pk")[1].pk
    Tampered(monkeypatch, lambda rows: (r for r in rows if r["id"] != second))
    with pytest.raises(CommandError, match=f"jurisdiction_accessevent {second} is missing"):
        run("verify_audit")


def test_a_chain_cut_at_its_end_does_not_reach_the_head_that_was_kept(sealed, db):
    with pytest.raises(CommandError, match="does not reach this head"):
        run("verify_audit", head="f" * 64)


def test_the_application_can_change_no_seal(sealed):
    with pytest.raises(ProgrammingError), transaction.atomic():
        AuditSeal.objects.update(hash="0" * 64)


def test_a_column_added_later_changes_no_seal(sealed, monkeypatch):
    Tampered(monkeypatch, lambda rows: (row | {"added_later": 0} for row in rows))
    assert run("verify_audit", head=sealed) == sealed


def test_a_column_that_is_gone_is_named(sealed, monkeypatch):
    def without_purpose(rows):
        for row in rows:
            del row["purpose"]
            yield row

    Tampered(monkeypatch, without_purpose)
    with pytest.raises(CommandError, match="was sealed with purpose"):
        run("verify_audit")


def test_the_chain_leaves_out_what_a_new_key_seals_anew(sealed):
    columns = [name for model in audit.chained_models().values() for name in columns_of(model)]
    assert "files" in columns
    assert [name for name in columns if name.endswith("_sealed")] == []


def columns_of(model):
    return next(iter(audit.canonical_rows(model, model._base_manager.all())), {})
