"""The API: the rows of the pages through the same window, traced, as JSON."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from campaigns import actions as campaigning
from casefiles import actions
from jurisdiction.models import AccessEvent
from jurisdiction.terms import AccessKind
from tests.test_lists import live, queries

LISTS = ["files", "slots", "visits", "tests", "activities", "activities/plan", "letters"]
DIGIT = re.compile(r"\d")
PERSONS = ["files", "slots", "visits", "tests"]


def addresses():
    (api,) = (p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "api")
    return api.url_patterns


@pytest.fixture
def meeting(township, officer):
    made, _new = campaigning.record_activity(
        area=township,
        key=uuid.uuid4(),
        by=officer,
        kind="lecture",
        theme="识毒防毒",
        happened_on=timezone.localdate(),
        people=40,
        attendances=55,
        materials=[{"kind": "wall_chart", "quantity": 30, "unit": "sheet"}],
    )
    return made


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_many_queries_for_three_rows_as_for_one(
    name, heping, make_case, officer, signed_in, meeting
):
    client, address = signed_in(officer), f"/api/v1/{name}/"
    live(make_case(heping), officer)
    one = queries(client, address)
    for _ in range(2):
        live(make_case(heping), officer)
    assert queries(client, address) == one


@pytest.mark.parametrize("name", PERSONS)
def test_a_list_of_persons_is_traced_under_its_route(name, heping, make_case, officer, signed_in):
    case = make_case(heping)
    live(case, officer)
    signed_in(officer).get(f"/api/v1/{name}/")
    event = AccessEvent.objects.get()
    assert (event.kind, event.files, event.officer) == (AccessKind.LIST, [case.pk], officer)
    assert event.page.startswith("api:")


def test_a_file_is_traced_as_opened_and_shows_masked_numbers_only(
    heping, make_case, officer, signed_in
):
    case = make_case(heping, phone="13812345678")
    answer = signed_in(officer).get(f"/api/v1/files/{case.pk}/")
    assert answer.json()["id_number_masked"] == case.id_number_masked
    assert case.id_number not in answer.content.decode()
    assert "13812345678" not in answer.content.decode()
    assert AccessEvent.objects.get().kind == AccessKind.FILE


def test_a_strangers_file_answers_byte_for_byte_as_an_unknown_one(
    heping, make_case, liushu_cadre, signed_in
):
    client = signed_in(liushu_cadre)
    strange = client.get(f"/api/v1/files/{make_case(heping).pk}/")
    unknown = client.get("/api/v1/files/98765432/")
    assert (strange.status_code, strange.content) == (404, unknown.content)


def test_a_filter_has_the_name_and_the_meaning_of_the_pages(
    heping, liushu, make_case, officer, signed_in
):
    make_case(heping, name="张伟明")
    closed = make_case(liushu)
    actions.close_case(case=closed, by=officer, on=timezone.localdate(), reason="moved_out")
    client = signed_in(officer)
    found = client.get("/api/v1/files/").json()
    assert [row["name"] for row in found["results"]] == ["张伟明"]
    found = client.get("/api/v1/files/", {"status": "closed"}).json()
    assert [row["id"] for row in found["results"]] == [closed.pk]


@pytest.mark.parametrize(
    "query", ["vilage=1", "q=张", "officer=x", "s=x", "village=nowhere", "status=%00"]
)
def test_an_unknown_or_wrong_filter_is_answered_400_and_shows_no_rows(
    heping, make_case, officer, signed_in, query
):
    make_case(heping, name="张伟明")
    answer = signed_in(officer).get(f"/api/v1/files/?{query}")
    assert answer.status_code in (400, 404)
    assert "张伟明" not in answer.content.decode()


def test_people_under_18_are_hidden_from_the_cadre(heping, make_case, heping_cadre, signed_in):
    make_case(heping, birth_date=timezone.localdate() - timedelta(days=16 * 365))
    assert signed_in(heping_cadre).get("/api/v1/files/").json()["count"] == 0


def test_who_is_not_signed_in_is_told_401_in_the_language_asked_for(db):
    answer = Client().get("/api/v1/files/", headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == 401
    assert answer.json() == {"detail": "身份认证信息未提供。"}


def test_an_unknown_address_is_answered_in_json(officer, signed_in):
    answer = signed_in(officer).get("/api/v1/nowhere/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


def test_too_many_requests_are_answered_429(officer, signed_in, monkeypatch):
    cache.clear()
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": "2/min", "token": "2/min"})
    client = signed_in(officer)
    answers = [client.get("/api/v1/files/").status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_figures_of_activities_keep_each_unit_apart(officer, signed_in, meeting):
    found = signed_in(officer).get("/api/v1/activities/figures/").json()
    assert [(row["kind"], row["people"], row["attendances"]) for row in found["kinds"]] == [
        ("lecture", 40, 55)
    ]
    assert [(row["quantity"], row["unit"]) for row in found["materials"]] == [(30, "sheet")]


def test_figures_of_the_dashboard_are_told_without_names(heping, make_case, leader, signed_in):
    case = make_case(heping, name="张伟明")
    answer = signed_in(leader).get("/api/v1/figures/")
    row = {"village": heping.pk, "figure": "persons", "n": 1}
    assert row in answer.json()["figures"]
    assert case.name not in answer.content.decode()
    assert not AccessEvent.objects.exists()


def test_the_description_knows_every_address_and_each_filter(officer, signed_in):
    told = signed_in(officer).get("/api/v1/schema/").json()
    assert len(told["paths"]) == len(addresses())
    files = told["paths"]["/api/v1/files/"]["get"]
    names = {parameter["name"] for parameter in files["parameters"]}
    assert {"village", "measure", "status", "lacking", "page"} <= names
    assert "q" not in names


def test_the_description_names_each_set_of_words_by_itself_and_not_by_a_number(officer, signed_in):
    told = signed_in(officer).get("/api/v1/schema/").json()["components"]["schemas"]
    assert [name for name, shape in told.items() if "enum" in shape and DIGIT.search(name)] == []


def test_every_address_of_the_api_says_what_it_requires():
    assert [page.name for page in addresses() if not hasattr(page.callback, "requires")] == []
