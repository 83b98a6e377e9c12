"""What a person says is wrong: receipt and clock, the mark on every page, and who may decide."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from casefiles import actions
from casefiles.models import CaseFile, CorrectionRequest, SpecialDay
from casefiles.schedule import working_day_after
from tests.test_lists import queries

TODAY = timezone.localdate()
DISPUTED = "disputed since"


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, living_address="和平村1号")


@pytest.fixture
def page():
    return {
        "key": str(uuid.uuid4()), "fact": "living_address", "wrong": "早已搬走",
        "asked": "改为和平村2号", "asked_by": "family", "asker": "张母",
        "received_on": TODAY.isoformat(),
    }  # fmt: skip


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


@pytest.fixture
def patrol(police, signed_in):
    return signed_in(police)


def take(client, case, page, **changes):
    return client.post(f"/files/{case.pk}/corrections/new/", page | changes)


def decide(client, request, decision="granted"):
    answer = {"decision": decision, "reason": "已核实"}
    return client.post(f"/corrections/{request.pk}/decide/", answer)


def text(client, address):
    return client.get(address).content.decode()


def correct(case, by_client, **columns):
    """Correct the file through its own page."""
    form = by_client.get(f"/files/{case.pk}/edit/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    return by_client.post(f"/files/{case.pk}/edit/", values | columns)


@pytest.mark.parametrize(
    ("day", "n", "due"),
    [
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday, so Monday
        (date(2026, 11, 27), 15, date(2026, 12, 18)),
        (date(2026, 9, 30), 1, date(2026, 10, 9)),  # the national holiday lies between
        (date(2026, 10, 9), 1, date(2026, 10, 10)),  # a Saturday that is worked
    ],
)
def test_working_days_leave_out_weekends_and_days_off(day, n, due):
    off = {date(2026, 10, 1) + timedelta(days=i) for i in range(8)}
    assert working_day_after(day, n, off, {date(2026, 10, 10)}) == due


def test_a_request_gets_a_number_and_a_day_by_the_offices_calendar(case, office, page):
    SpecialDay.objects.all().delete()
    SpecialDay.objects.create(day=TODAY + timedelta(days=1), is_off=True, name="停电")
    assert [take(office, case, page).status_code for _ in range(2)] == [302, 302]
    request = CorrectionRequest.objects.get()
    assert request.due_on == working_day_after(TODAY, 15, {TODAY + timedelta(days=1)})
    receipt = text(office, f"/corrections/{request.pk}/")
    assert (request.number in receipt, "早已搬走" in receipt) == (True, True)


def test_the_office_changes_its_calendar(office):
    day = {"day": "2027-02-06", "is_off": "True", "name": "春节"}
    assert office.post("/corrections/days/", day).status_code == 302
    assert office.post("/corrections/days/", day | {"is_off": "False"}).status_code == 302
    assert SpecialDay.objects.get(day="2027-02-06").is_off is False


def test_a_disputed_column_says_so_wherever_it_stands_until_it_is_decided(
    case, office, page, patrol, heping_cadre, signed_in
):
    take(office, case, page)
    cadre = signed_in(heping_cadre)
    pages = [(cadre, f"/files/{case.pk}/"), (office, f"/files/{case.pk}/edit/")]
    assert [DISPUTED in text(*page) for page in pages] == [True, True]
    assert "disputed</span>" in text(cadre, "/files/")
    decide(patrol, CorrectionRequest.objects.get(), "refused")
    assert [DISPUTED in text(*page) for page in pages] == [False, False]
    assert "disputed</span>" not in text(cadre, "/files/")


def test_after_a_decision_the_old_value_stays_struck_through_beside_the_new(
    case, office, page, patrol
):
    take(office, case, page)
    decide(patrol, CorrectionRequest.objects.get())
    assert "to be corrected" in text(office, f"/files/{case.pk}/")
    assert correct(case, office, living_address="和平村2号").status_code == 302
    shown = text(office, f"/files/{case.pk}/")
    assert ("<s>和平村1号</s>" in shown, "to be corrected" in shown) == (True, False)


def test_whoever_wrote_the_fact_does_not_decide_about_it(case, office, page, patrol):
    correct(case, office, living_address="和平村3号")
    take(office, case, page)
    request = CorrectionRequest.objects.get()
    refused = decide(office, request)
    assert "somebody else decides" in refused.content.decode()
    request.refresh_from_db()
    assert (refused.status_code, request.decision) == (200, "")
    assert decide(patrol, request).status_code == 302
    request.refresh_from_db()
    assert request.decision == "granted"


def test_a_change_of_another_column_makes_nobody_the_author(case, office, page):
    correct(case, office, employment="务农")
    take(office, case, page)
    assert decide(office, CorrectionRequest.objects.get()).status_code == 302


def visit(case, by):
    made, _new = actions.record_visit(
        case=case, key=uuid.uuid4(), by=by, visited_on=TODAY, mode="face", outcome="found"
    )
    return made


def test_a_disputed_visit_is_marked_and_withdrawn_when_it_is_found_wrong(
    case, office, page, heping_cadre, signed_in
):
    made, cadre = visit(case, heping_cadre), signed_in(heping_cadre)
    take(office, case, page, fact=f"visit-{made.pk}")
    for address in (f"/visits/{made.pk}/", "/visits/", f"/files/{case.pk}/records/"):
        assert DISPUTED in text(cadre, address), address
    decide(office, CorrectionRequest.objects.get())
    made.refresh_from_db()
    assert made.is_withdrawn
    assert "found wrong on" in text(cadre, f"/visits/{made.pk}/")


def test_a_disputed_test_is_not_told_to_whoever_may_not_read_results(
    case, office, officer, page, heping_cadre, signed_in
):
    made, _new = actions.record_test(
        case=case, key=uuid.uuid4(), by=officer, tested_on=TODAY, result="positive",
        tester_1="甲", tester_2="乙",
    )  # fmt: skip
    take(office, case, page, fact=f"test-{made.pk}")
    told = f"/files/{case.pk}/records/"
    assert [DISPUTED in text(office, address) for address in ("/tests/", told)] == [True, True]
    for address in (told, f"/files/{case.pk}/"):
        assert DISPUTED not in text(signed_in(heping_cadre), address)


def test_another_persons_visit_cannot_be_disputed(case, heping, make_case, office, officer, page):
    strange = visit(make_case(heping), officer)
    answer = take(office, case, page, fact=f"visit-{strange.pk}")
    assert list(answer.context["form"].errors) == ["fact"]


def test_an_overdue_request_is_shown_where_the_deciders_work(case, office, page, patrol):
    take(office, case, page)
    assert "correction is overdue" not in text(patrol, "/due/")
    days = {"received_on": TODAY - timedelta(days=40), "due_on": TODAY - timedelta(days=10)}
    CorrectionRequest.objects.update(**days)
    assert "correction is overdue" in text(patrol, "/due/")
    assert case.name in text(office, "/corrections/?status=overdue")
    assert case.name not in text(office, "/corrections/?status=decided")


def test_the_list_asks_as_many_queries_for_three_as_for_one(case, office, page):
    take(office, case, page)
    one = queries(office, "/corrections/")
    for fact in ("name", "sex"):
        take(office, case, page, key=str(uuid.uuid4()), fact=fact)
    assert queries(office, "/corrections/") == one


def test_the_requests_go_out_as_a_sheet(case, office, page):
    take(office, case, page)
    asked = office.get("/corrections/export/").context["form"]
    answer = office.post(
        "/corrections/export/",
        {"key": asked["key"].value(), "purpose": "office", "columns": ["姓名", "有异议的内容"]},
    )
    assert answer["Content-Type"].endswith("sheet")


def test_a_disputed_number_is_kept_masked(case, office, page):
    take(office, case, page, fact="id_number")
    request = CorrectionRequest.objects.get()
    assert request.old_value == CaseFile.objects.get().id_number_masked
    assert case.id_number not in text(office, f"/corrections/{request.pk}/")
