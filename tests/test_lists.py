"""Lists: the same number of queries for one row and for three, search, filters, masks."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from casefiles import actions
from casefiles.models import CaseFile, DueSlot

LISTS = [
    "/due/",
    "/waiting/",
    "/files/",
    "/visits/",
    "/tests/",
    "/tests/months/",
    "/tasks/",
    "/slots/",
]


def live(case, by):
    """A person with a visit, a test and slots due now."""
    today = timezone.localdate()
    actions.record_visit(
        case=case,
        key=uuid.uuid4(),
        by=by,
        visited_on=today - timedelta(days=1),
        mode="phone",
        outcome="found",
        family="平安",
    )
    actions.record_test(
        case=case,
        key=uuid.uuid4(),
        by=by,
        tested_on=today - timedelta(days=1),
        result="refused",
        tester_1="甲",
        tester_2="乙",
    )
    DueSlot.objects.filter(case=case).update(opens_on=today - timedelta(days=9), due_on=today)


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_as_many_queries_for_three_rows_as_for_one(
    address, heping, make_case, officer, signed_in
):
    client = signed_in(officer)
    live(make_case(heping), officer)
    one = queries(client, address)
    for _ in range(2):
        live(make_case(heping), officer)
    assert queries(client, address) == one


def test_what_is_due_takes_less_than_fifteen_queries(heping, make_case, heping_cadre, signed_in):
    live(make_case(heping), heping_cadre)
    assert queries(signed_in(heping_cadre), "/due/") < 15


@pytest.mark.parametrize("page", ["", "whereabouts/", "help/", "records/", "bag/"])
def test_a_file_asks_as_many_queries_with_three_visits_as_with_one(
    page, heping, make_case, officer, signed_in
):
    case, client = make_case(heping), signed_in(officer)
    address = f"{case.get_absolute_url()}{page}"
    live(case, officer)
    one = queries(client, address)
    live(case, officer)
    live(case, officer)
    assert queries(client, address) == one


@pytest.mark.parametrize("text", ["张伟明", "张", "伟明", "张伟", "zhangweiming", "zwm", "ZWM"])
def test_a_person_is_found_by_characters_pinyin_and_initials(
    heping, make_case, officer, signed_in, text
):
    wanted = make_case(heping, name="张伟明")
    make_case(heping, name="李小红")
    rows = signed_in(officer).get("/files/", {"q": text}).context["rows"]
    assert [case for case, _ in rows] == [wanted]


def test_no_part_of_an_id_number_finds_anything_in_a_list(heping, make_case, officer, signed_in):
    case = make_case(heping, name="张伟明")
    for part in (case.id_number, case.id_number[-4:]):
        assert list(signed_in(officer).get("/files/", {"q": part}).context["rows"]) == []


@pytest.mark.parametrize("address", ["/files/", "/due/"])
def test_no_list_shows_an_id_number_or_a_phone_number(
    heping, make_case, officer, signed_in, address
):
    case = make_case(heping, phone="13812345678")
    page = signed_in(officer).get(address).content.decode()
    assert case.id_number not in page
    assert "13812345678" not in page


@pytest.mark.parametrize(
    "query",
    [
        "?village=nowhere",
        "?status=%00",
        "?measure=none%27--",
        "?q=%00%E2%80%AE",
        "?page=99999999999999999999",
        "?page=-1",
        "?q=" + "x" * 5000,
        "?lacking=everything",
    ],
)
def test_a_wrong_filter_is_no_error(heping, make_case, officer, signed_in, query):
    make_case(heping)
    assert signed_in(officer).get("/files/" + query).status_code == 200


@pytest.mark.parametrize("query", ["?closes_from=2026-02-31", "?closes_to=0000-01-01", "?kind=x"])
def test_a_wrong_date_is_said_beside_its_field_and_shows_no_rows(
    heping, make_case, officer, signed_in, query
):
    live(make_case(heping), officer)
    answer = signed_in(officer).get("/slots/" + query)
    assert answer.status_code == 200
    assert answer.context["filter"].form.errors
    assert list(answer.context["rows"]) == []


def test_people_under_18_are_hidden_from_the_cadre_and_shown_to_the_office(
    heping, make_case, officer, heping_cadre, signed_in
):
    young = timezone.localdate() - timedelta(days=16 * 365)
    case = make_case(heping, birth_date=young)
    assert not CaseFile.objects.visible_to(heping_cadre).exists()
    assert signed_in(heping_cadre).get(case.get_absolute_url()).status_code == 404
    assert not DueSlot.objects.visible_to(heping_cadre).exists()
    assert signed_in(officer).get(case.get_absolute_url()).status_code == 200


def test_a_cadre_sees_that_a_test_was_done_and_not_its_result(
    heping, make_case, officer, heping_cadre, signed_in
):
    case = make_case(heping)
    actions.record_test(
        case=case,
        key=uuid.uuid4(),
        by=officer,
        tested_on=timezone.localdate(),
        result="positive",
        tester_1="甲甲",
        tester_2="乙乙",
    )
    for address in (case.get_absolute_url(), records := f"/files/{case.pk}/records/"):
        page = signed_in(heping_cadre).get(address).content.decode()
        assert "甲甲" not in page
        assert "Positive" not in page
    assert "Positive" in signed_in(officer).get(records).content.decode()


def exported(client, address):
    """The told line below the title, and the rows, of an exported list with all its columns."""
    sheet = load_workbook(BytesIO(export_of(client, address).getvalue())).active
    _title, told, _stamp, _headers, *rows = sheet.iter_rows(values_only=True)
    return told[0], rows


def export_of(client, address, **asked):
    """The answer to an export asked for own office work."""
    form = client.get(address).context["form"]
    columns = [value for value, _label in form.fields["columns"].choices]
    asked = {"key": uuid.uuid4(), "purpose": "office", "columns": columns} | asked
    return client.post(address, asked)


def test_an_exported_list_says_what_it_was_narrowed_to_and_who_is_left_out(
    heping, make_case, officer, signed_in
):
    make_case(heping)
    told, rows = exported(signed_in(officer), "/files/export/?status=open")
    assert told.endswith("共1行　不含未成年人　筛选：状态：在管档案")
    assert len(rows) == 1


def test_an_exported_slot_has_the_state_of_the_page(heping, make_case, officer, signed_in):
    make_case(heping)
    today = timezone.localdate()
    DueSlot.objects.update(
        opens_on=today - timedelta(days=9), due_on=today - timedelta(days=2), closes_on=today
    )
    told, rows = exported(signed_in(officer), "/slots/export/?kind=visit")
    assert [row[8] for row in rows] == ["逾期"]
    assert told.endswith("筛选：事项：走访")


def test_the_figures_above_the_due_list_are_those_of_its_rows(
    heping, make_case, heping_cadre, signed_in
):
    today, day, case = timezone.localdate(), timedelta(days=1), make_case(heping)
    last_month = today.replace(day=1) - timedelta(days=1)
    ends = (
        (-3, today, "open"), (-1, today + day, "open"), (0, today, "open"),
        (7, today + 9 * day, "open"), (8, today + 9 * day, "open"),
        (0, last_month, "missed"), (0, last_month, "open"), (0, last_month - day, "missed"),
        (-2, today, "done"),
    )  # fmt: skip
    DueSlot.objects.all().delete()
    for number, (days, closes_on, state) in enumerate(ends):
        opens_on = min(today, closes_on) - 30 * day
        DueSlot.objects.create(
            case=case, village=heping, kind="visit", every="month", state=state,
            period_on=opens_on - number * day, opens_on=opens_on, closes_on=closes_on,
            due_on=max(opens_on, min(closes_on, today + days * day)),
        )  # fmt: skip
    context = signed_in(heping_cadre).get("/due/").context
    assert context["counts"] == {"overdue": 2, "today": 1, "week": 1, "missed": 2}
    assert (len(context["rows"]), context["page"].paginator.count) == (4, 4)
