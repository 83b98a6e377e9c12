"""Every list of the API beside the page that it repeats: filters, rows, traces, what is hidden."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from casefiles import actions
from casefiles.models import CorrectionRequest, DrugTest, VillageDuty, Visit
from casefiles.schedule import ten_day_window
from jurisdiction.filters.words import WORDS
from jurisdiction.models import AccessEvent
from tests.test_api import addresses
from tests.test_doors import late_visit, papers
from tests.test_lists import export_of, queries

# Each list of the API, and the page that it repeats.
PAGES = {
    "file-list": "casefiles:case-list",
    "slot-list": "casefiles:slot-list",
    "visit-list": "casefiles:visit-list",
    "test-list": "casefiles:test-list",
    "order-list": "casefiles:order-list",
    "exit-list": "casefiles:exit-list",
    "breach-list": "casefiles:breach-list",
    "task-list": "casefiles:task-list",
    "leave-list": "casefiles:leave-list",
    "transfer-list": "casefiles:transfer-list",
    "lost-list": "casefiles:lost-list",
    "risk-list": "casefiles:risk-list",
    "plan-list": "casefiles:plan-list",
    "help-record-list": "casefiles:help-record-list",
    "help-letter-list": "casefiles:help-letter-list",
    "duty-list": "casefiles:duty-list",
    "survey": "casefiles:survey",
    "activity-list": "campaigns:activity-list",
    "plan": "campaigns:plan",
    "letter-list": "responsibility:letter-list",
}
# Nobody under 18 or of another village is behind these.
OF_VILLAGES = {"duty-list", "survey", "activity-list", "plan", "letter-list"}
OF_PERSONS = sorted(set(PAGES) - OF_VILLAGES)
WIDEST = {
    "exit-list": {"status": "all", "ends_to": "2999-12-31"},
    "breach-list": {"status": "all"},
    "lost-list": {"status": "once"},
}
TODAY = timezone.localdate()
YOUNG = TODAY - timedelta(days=16 * 365)


@pytest.fixture
def live(heping, make_case, officer):
    """live(**columns) is a person with one of each paper, whose order ends soon."""
    days = ten_day_window(TODAY)
    VillageDuty.objects.create(
        village=heping, kind="ten_day_check", opens_on=days.opens_on, closes_on=days.closes_on
    )

    def make(village=heping, **columns):
        case = make_case(village, lost_count=1, **columns)
        late_visit(case, officer, TODAY)
        made = papers(case, officer, TODAY)
        case.rehaborders.update(ends_on=TODAY)
        return case, made

    return make


def rows_of(answer):
    return answer.json()["results"]


def case_of(row):
    return row["case"] if "case" in row else row["id"]


def test_every_list_of_the_api_is_compared_with_its_page():
    lists = {route.name for route in addresses() if route.name.endswith("-list")}
    assert lists | {"survey", "plan"} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_list_has_the_filters_of_its_page_and_no_other(name, officer, signed_in):
    client = signed_in(officer)
    page = set(client.get(reverse(PAGES[name])).context["filter"].filters)
    told = client.get("/api/v1/schema/").json()["paths"][reverse(f"api:{name}")]["get"]
    described = {parameter["name"] for parameter in told["parameters"]}
    assert described == page - set(WORDS) | {"page"}


@pytest.mark.parametrize("name", OF_PERSONS)
def test_a_list_shows_the_rows_of_its_page_and_writes_down_whose(name, live, officer, signed_in):
    (first, _), (second, _) = live(), live()
    client, asked = signed_in(officer), WIDEST.get(name, {})
    page = client.get(reverse(PAGES[name]), asked).context["page"].object_list
    rows = rows_of(client.get(reverse(f"api:{name}"), asked))
    assert {case_of(row) for row in rows} == {first.pk, second.pk}
    assert [row.get("id", row.get("case")) for row in rows] == [row.pk for row in page]
    of_page, of_api = AccessEvent.objects.order_by("read_at")
    assert of_api.page == f"api:{name}"
    assert (of_api.kind, sorted(of_api.files)) == (of_page.kind, sorted(of_page.files))


@pytest.mark.parametrize("name", PAGES)
def test_a_list_asks_as_many_queries_for_three_rows_as_for_one(name, live, officer, signed_in):
    client, address = signed_in(officer), reverse(f"api:{name}")
    asked = "&".join(f"{key}={value}" for key, value in WIDEST.get(name, {}).items())
    live()
    one = queries(client, f"{address}?{asked}")
    live()
    live()
    assert queries(client, f"{address}?{asked}") == one


@pytest.mark.parametrize("name", OF_PERSONS)
def test_a_list_hides_whom_its_page_hides(
    name, live, liushu, other_village, officer, police, heping_cadre, liushu_cadre, signed_in
):
    young, _made = live(birth_date=YOUNG)
    address, asked = reverse(f"api:{name}"), WIDEST.get(name, {})
    assert {case_of(row) for row in rows_of(signed_in(officer).get(address, asked))} == {young.pk}
    for cadre in (heping_cadre, liushu_cadre):
        answer = signed_in(cadre).get(address, asked)
        assert answer.status_code == 403 or rows_of(answer) == []


DETAILS = {
    "order": "order", "task": "task", "leave": "leave", "transfer": "transfer", "risk": "risk",
    "plan": "plan", "help-record": "help", "help-letter": "help-letter",
}  # fmt: skip


@pytest.mark.parametrize("name", DETAILS)
def test_one_row_is_traced_and_a_strangers_answers_as_an_unknown_one(
    name, live, officer, liushu_cadre, signed_in
):
    case, made = live()
    address = reverse(f"api:{name}-detail", args=[made[DETAILS[name]].pk])
    answer = signed_in(officer).get(address)
    assert answer.json()["id"] == made[DETAILS[name]].pk
    event = AccessEvent.objects.get()
    assert (event.kind, event.files, event.page) == ("file", [case.pk], f"api:{name}-detail")
    stranger = signed_in(liushu_cadre)
    unknown = stranger.get(reverse(f"api:{name}-detail", args=[98765432]))
    assert (unknown.status_code, unknown.content) == (404, stranger.get(address).content)


def test_an_order_tells_its_state_its_end_and_its_steps(live, officer, signed_in):
    _case, made = live()
    row = signed_in(officer).get(f"/api/v1/orders/{made['order'].pk}/").json()
    assert (row["state"], row["ends_on"], row["days_left"]) == ("executing", str(TODAY), 0)
    assert [step["move"] for step in row["steps"]] == ["report_in", "agreement"]


def test_a_full_counter_is_told_with_what_is_behind_it(live, officer, signed_in):
    live()
    (row,) = rows_of(signed_in(officer).get("/api/v1/breaches/"))
    (counter,) = row["counters"]
    told = (counter["ground"], counter["number"], counter["limit"], counter["status"])
    assert told == ("tests", 3, 3, "proposed")
    assert counter["decision"] is None


def test_a_phone_number_is_masked_and_sealed_words_stay_out(live, officer, signed_in):
    _case, made = live()
    client = signed_in(officer)
    leave = client.get(f"/api/v1/leave/{made['away'].pk}/")
    assert leave.json()["phone_masked"] == made["away"].phone_masked
    assert "13812345678" not in leave.content.decode()
    plan = client.get(f"/api/v1/plans/{made['plan'].pk}/").json()
    assert [measure["content"] for measure in plan["measures"]] == ["务工"]
    assert not set(made["plan"].PRIVATE) & set(plan)


def test_only_the_sending_side_reads_the_story_until_the_move(live, officer, signed_in):
    _case, made = live()
    type(made["transfer"]).objects.update(
        history=[{"day": str(TODAY), "words": "检测", "result": "阳性"}]
    )
    row = signed_in(officer).get(f"/api/v1/moves/{made['transfer'].pk}/").json()
    assert row["story"] == [{"day": str(TODAY), "words": "检测 · 阳性"}]


def test_a_duty_tells_its_checks_and_the_survey_what_was_counted(
    heping, officer, heping_cadre, live, signed_in
):
    actions.record_check(
        village=heping, key=uuid.uuid4(), by=heping_cadre, happened_on=TODAY, households_total=70,
        households_entered=9,
    )  # fmt: skip
    client, duty = signed_in(officer), VillageDuty.objects.get(tendaycheck__isnull=False)
    told = client.get(f"/api/v1/village-checks/{duty.pk}/").json()
    assert [check["households_total"] for check in told["checks"]] == [70]
    assert told["exchanges"] == []
    live()
    rows = rows_of(client.get("/api/v1/village-checks/survey/"))
    found = {row["id"]: (row["households_entered"], row["community_detox"]) for row in rows}
    assert found[duty.pk] == (9, 1)


@pytest.fixture
def disputed(heping, make_case, officer):
    """disputed(fact) is a person who disputes it: "visit", "test" or a column."""

    def make(fact):
        case = make_case(heping)
        visit = late_visit(case, officer, TODAY)
        test, _new = actions.record_test(
            case=case, key=uuid.uuid4(), by=officer, tested_on=TODAY, result="negative",
            tester_1="甲", tester_2="乙",
        )  # fmt: skip
        about = {"visit": {"visit": visit}, "test": {"test": test}}.get(fact, {})
        dispute(case, officer, column="" if about else fact, **about)
        return case

    return make


def dispute(case, by, **about):
    actions.receive_request(
        CorrectionRequest, case=case, key=uuid.uuid4(), by=by, received_on=TODAY,
        asked_by="person", asker="张伟", wrong="写错", asked="改正", **about,
    )  # fmt: skip


@pytest.mark.parametrize("fact", ["visit", "test", "employment"])
def test_what_is_disputed_says_so_and_nothing_else_does(fact, disputed, officer, signed_in):
    case, client = disputed(fact), signed_in(officer)
    visit, test = Visit.objects.get(), DrugTest.objects.get()
    said = {
        "visit": [rows_of(client.get("/api/v1/visits/"))[0]["is_disputed"],
                  client.get(f"/api/v1/visits/{visit.pk}/").json()["is_disputed"]],
        "test": [rows_of(client.get("/api/v1/tests/"))[0]["is_disputed"],
                 client.get(f"/api/v1/tests/{test.pk}/").json()["is_disputed"]],
    }  # fmt: skip
    assert said == {kind: [kind == fact] * 2 for kind in ("visit", "test")}
    assert rows_of(client.get("/api/v1/files/"))[0]["is_disputed"] is True
    columns = client.get(f"/api/v1/files/{case.pk}/").json()["disputed_columns"]
    assert columns == (["employment"] if fact == "employment" else [])


def test_what_was_decided_is_disputed_no_more(disputed, officer, leader, signed_in):
    case = disputed("employment")
    case.correctionrequests.update(
        decision="refused", decision_reason="属实", decided_by=leader, decided_on=TODAY
    )
    row = signed_in(officer).get(f"/api/v1/files/{case.pk}/").json()
    assert (row["is_disputed"], row["disputed_columns"]) == (False, [])


@pytest.mark.parametrize(
    ("fact", "sheet"), [("visit", "visits"), ("test", "tests"), ("employment", "files")]
)
def test_the_sheet_says_what_is_disputed(fact, sheet, disputed, officer, signed_in):
    disputed(fact)
    for address in ("files", "visits", "tests"):
        book = load_workbook(BytesIO(export_of(signed_in(officer), f"/{address}/export/").content))
        cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
        header = next(row for row in cells if "有异议" in row)
        (row,) = [row for row in cells if row[0] == 1]
        is_said = address in ("files", sheet)  # a file is disputed with whatever hangs on it
        assert row[header.index("有异议")] == ("是" if is_said else "否"), address
