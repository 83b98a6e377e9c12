"""Tokens of the API: made, shown once, ended; what another system reads and writes by one."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from casefiles.models import DrugTest, Visit
from casefiles.scoping import PersonQuerySet
from jurisdiction import actions
from jurisdiction.models import AccessEvent, ApiToken
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import TokenScope

TODAY = timezone.localdate()
DAY = timedelta(days=1)
VISIT = {"visited_on": str(TODAY), "mode": "face", "outcome": "found", "place": "home",
         "companion": "李四", "family": "一家三口，母亲在家"}  # fmt: skip
TEST = {"tested_on": str(TODAY), "sample_kind": "urine", "result": "negative", "tester_1": "甲",
        "tester_2": "乙"}  # fmt: skip


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明")


@pytest.fixture(autouse=True)
def fresh_counts(db):
    cache.clear()


def token(officer, *scope, **options):
    """(row, secret) of a token in the officer's first posting."""
    options = {
        "system": "县禁毒平台",
        "expires_on": TODAY + 30 * DAY,
        "key": uuid.uuid4(),
    } | options
    by = options.pop("by", officer)
    return actions.make_token(
        posting=officer.postings.get(), scope=list(scope or TokenScope), by=by, **options
    )


def system(secret, client=None):
    client = client or Client()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def send(client, address, content, key=None):
    headers = {"Idempotency-Key": str(key or uuid.uuid4())}
    return client.post(address, content, content_type="application/json", headers=headers)


@pytest.fixture
def full(officer):
    return system(token(officer)[1])


# Made, shown once, ended


def test_only_a_keyed_hash_of_a_token_is_stored(officer):
    row, secret = token(officer)
    assert len(secret) > 40
    assert secret not in str(ApiToken.objects.filter(pk=row.pk).values().get())
    assert token(officer, key=row.idempotency_key) == (row, "")


def test_a_token_lasts_a_year_at_most_and_may_something(officer):
    with pytest.raises(IntegrityError, match="year"), transaction.atomic():
        token(officer, expires_on=TODAY + 400 * DAY)
    with pytest.raises(IntegrityError, match="something"), transaction.atomic():
        actions.make_token(posting=officer.postings.get(), scope=[], system="x", by=officer,
                           expires_on=TODAY, key=uuid.uuid4())  # fmt: skip


def test_the_administrator_makes_a_token_that_is_shown_once_and_ends_it(
    administrator, officer, signed_in, case
):
    client = signed_in(administrator)
    form = {"key": str(uuid.uuid4()), "system": "县平台", "posting": officer.postings.get().pk,
            "scope": ["read"], "expires_on": str(TODAY + 365 * DAY)}  # fmt: skip
    assert "system" in client.post("/account/tokens/new/", form | {"system": ""}).content.decode()
    late = client.post("/account/tokens/new/", form | {"expires_on": str(TODAY + 366 * DAY)})
    assert not ApiToken.objects.exists()
    assert late.status_code == 200
    made = client.post("/account/tokens/new/", form)
    secret = made.content.decode().split('<code class="text-break">')[1].split("<")[0]
    assert "no-store" in made["Cache-Control"]
    assert system(secret).get("/api/v1/files/").status_code == 200
    assert secret not in client.post("/account/tokens/new/", form).content.decode()
    assert client.post("/account/tokens/new/", form | {"system": "别"}).status_code == 409
    page = client.get("/account/tokens/").content.decode()
    assert "县平台" in page
    assert secret not in page
    client.post(f"/account/tokens/{ApiToken.objects.get().pk}/end/")
    assert system(secret).get("/api/v1/files/").status_code == 401


def test_whoever_a_token_acts_for_sees_it_and_may_end_it(officer, administrator, signed_in, leader):
    row, secret = token(officer, by=administrator)
    assert "县禁毒平台" in signed_in(officer).get("/account/tokens/").content.decode()
    assert signed_in(leader).post(f"/account/tokens/{row.pk}/end/").status_code == 404
    assert signed_in(officer).post(f"/account/tokens/{row.pk}/end/").status_code == 302
    assert system(secret).get("/api/v1/files/").status_code == 401


def test_the_office_makes_no_token_for_a_posting_to_which_it_may_not_appoint(
    officer, police, heping_cadre, signed_in
):
    page = signed_in(officer).get("/account/tokens/new/").content.decode()
    assert f'value="{heping_cadre.postings.get().pk}"' in page
    assert f'value="{police.postings.get().pk}"' not in page
    assert f'value="{officer.postings.get().pk}"' not in page


# Who is let in


def test_a_token_reads_what_its_officer_reads_and_leaves_the_trace(case, full, officer):
    rows = full.get("/api/v1/files/").json()["results"]
    assert [row["name"] for row in rows] == ["张伟明"]
    event = AccessEvent.objects.get()
    assert (event.officer, event.files) == (officer, [case.pk])
    assert "县禁毒平台" in event.purpose


def test_what_is_used_is_noted_once_a_minute(full, officer):
    full.get("/api/v1/files/")
    first = ApiToken.objects.get().last_used_at
    full.get("/api/v1/files/")
    assert ApiToken.objects.get().last_used_at == first
    assert ApiToken.pgh_event_model.objects.count() == 1


@pytest.mark.parametrize("scope", [["visits"], ["tests"], ["visits", "tests"]])
def test_who_may_not_read_reads_nothing(case, officer, scope):
    answer = system(token(officer, *scope)[1]).get("/api/v1/files/")
    assert answer.status_code == 403
    assert "张伟明" not in answer.content.decode()


@pytest.mark.parametrize(
    ("scope", "kind", "content"), [("read", "visits", VISIT), ("tests", "visits", VISIT),
                                   ("visits", "tests", TEST)],
)  # fmt: skip
def test_a_wrong_scope_writes_nothing(case, officer, scope, kind, content):
    client = system(token(officer, scope)[1])
    assert send(client, f"/api/v1/files/{case.pk}/{kind}/", content).status_code == 403
    assert not Visit.objects.exists()
    assert not DrugTest.objects.exists()


def past_its_day(row, officer):
    before = timezone.now() - 2 * DAY
    ApiToken.objects.filter(pk=row.pk).update(expires_on=TODAY - DAY, made_at=before)


def ended(row, officer):
    actions.end_token(token=row, by=officer)


def posting_over(row, officer):
    officer.postings.update(valid_from=TODAY - 9 * DAY, valid_to=TODAY)


def account_disabled(row, officer):
    type(officer).objects.filter(pk=officer.pk).update(is_active=False)


def no_second_factor(row, officer):
    officer.authenticator_set.all().delete()


@pytest.mark.parametrize(
    "what", [past_its_day, ended, posting_over, account_disabled, no_second_factor]
)
def test_a_token_that_holds_no_more_opens_nothing(case, officer, what):
    row, secret = token(officer)
    client = system(secret)
    assert client.get("/api/v1/files/").status_code == 200
    what(row, officer)
    answer = client.get("/api/v1/files/")
    assert answer.status_code == 401
    assert send(client, f"/api/v1/files/{case.pk}/visits/", VISIT).status_code == 401
    assert not Visit.objects.exists()


@pytest.mark.parametrize("shown", ["Bearer", "Bearer x", "Token {}", "{}", "Basic {}"])
def test_what_is_no_token_opens_nothing_also_beside_a_session(case, officer, signed_in, shown):
    _row, secret = token(officer)
    client = signed_in(officer)
    answer = client.get("/api/v1/files/", headers={"Authorization": shown.format(secret)})
    assert answer.status_code == 401


def test_a_token_in_a_cookie_or_in_the_address_is_none(case, officer):
    _row, secret = token(officer)
    client = Client()
    client.cookies["sessionid"] = client.cookies["Authorization"] = secret
    assert client.get("/api/v1/files/").status_code == 401
    assert client.get(f"/api/v1/files/?token={secret}").status_code == 401


def test_beside_a_session_the_token_alone_says_who_acts(case, officer, liushu_cadre, signed_in):
    """A cadre's token in the office's browser shows the cadre's rows, and the other way round."""
    small, big = token(liushu_cadre)[1], token(officer)[1]
    office, cadre = signed_in(officer), signed_in(liushu_cadre)
    assert system(small, office).get("/api/v1/files/").json()["count"] == 0
    assert system(big, cadre).get("/api/v1/files/").json()["count"] == 1


def test_a_token_opens_no_page_and_begins_no_session(case, full):
    assert full.get("/files/").status_code == 302
    answer = full.get("/api/v1/files/")
    assert not answer.cookies


def test_a_session_writes_nothing_by_the_api(case, officer, signed_in):
    answer = send(signed_in(officer), f"/api/v1/files/{case.pk}/visits/", VISIT)
    assert answer.status_code == 403
    assert not Visit.objects.exists()


def test_another_townships_file_answers_as_an_unknown_one(other_village, make_case, full):
    far = make_case(other_village)
    there = send(full, f"/api/v1/files/{far.pk}/visits/", VISIT)
    nowhere = send(full, "/api/v1/files/98765432/visits/", VISIT)
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert not Visit.objects.exists()


def test_a_cadres_token_enters_no_test(case, heping_cadre):
    client = system(token(heping_cadre)[1])
    assert send(client, f"/api/v1/files/{case.pk}/tests/", TEST).status_code == 403
    assert client.get("/api/v1/tests/").status_code == 403


def test_a_token_has_a_throttle_of_its_own(case, officer, signed_in, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": "9/min", "token": "2/min"})
    client = system(token(officer)[1])
    assert [client.get("/api/v1/files/").status_code for _ in range(3)] == [200, 200, 429]
    assert signed_in(officer).get("/api/v1/files/").status_code == 200
    assert system(token(officer)[1]).get("/api/v1/files/").status_code == 200


@pytest.fixture
def two_postings(officer, liushu):
    """The officer of the township is a cadre of a village besides. Returns that posting."""
    return officer.postings.create(
        area=liushu, capacity="village_cadre", valid_from=TODAY - 9 * DAY
    )


def test_with_the_window_gone_a_token_reads_its_own_posting_only(
    case, liushu, make_case, officer, two_postings, monkeypatch
):
    """The second wall by itself (docs/adr/0005): what the other posting opens stays shut."""
    make_case(liushu, name="柳二")
    options = {"scope": ["read"], "system": "县平台", "expires_on": TODAY, "by": officer}
    _row, narrow = actions.make_token(posting=two_postings, key=uuid.uuid4(), **options)
    wide_posting = officer.postings.exclude(pk=two_postings.pk).get()
    _row, wide = actions.make_token(posting=wide_posting, key=uuid.uuid4(), **options)
    for queryset in (ScopedQuerySet, PersonQuerySet):
        monkeypatch.setattr(queryset, "visible_to", lambda rows, *_args, **_options: rows)
    for secret, names in ((narrow, {"柳二"}), (wide, {"柳二", "张伟明"})):
        rows = system(secret).get("/api/v1/files/").json()["results"]
        assert {row["name"] for row in rows} == names
    assert system(narrow).get(f"/api/v1/files/{case.pk}/").status_code == 404


# Wrong ones


def test_wrong_tokens_of_one_address_are_answered_429_and_a_right_one_still_opens(case, officer):
    right = token(officer)[1]
    wrong = [system("tx_wrong").get("/api/v1/files/") for _ in range(21)]
    assert [answer.status_code for answer in wrong] == [401] * 20 + [429]
    assert 0 < int(wrong[-1]["Retry-After"]) <= 60
    assert system(right).get("/api/v1/files/").status_code == 200
    assert system("tx_wrong").get("/api/v1/files/", REMOTE_ADDR="192.0.2.7").status_code == 401


def test_a_wrong_token_does_not_count_as_a_try_of_a_right_one(case, officer):
    client = system(token(officer)[1])
    answers = [client.get("/api/v1/files/").status_code for _ in range(21)]
    assert answers == [200] * 21
    assert system("tx_wrong").get("/api/v1/files/").status_code == 401


# What is written


def test_a_visit_is_entered_by_the_same_deed_as_on_the_page(case, full, officer):
    answer = send(full, f"/api/v1/files/{case.pk}/visits/", VISIT)
    assert answer.status_code == 201
    visit = Visit.objects.get()
    assert answer.json() == {"id": visit.pk, "slot": visit.slot_id, "is_new": True}
    assert (visit.recorded_by, visit.slot.state) == (officer, "done")
    event = Visit.pgh_event_model.objects.get(pgh_obj=visit.pk)
    assert event.pgh_context.metadata["token"] == ApiToken.objects.get().pk


def test_a_test_is_entered_and_told_with_all_of_form_f8(case, full):
    content = TEST | {"kit_brand": "甲牌", "note": "无"}
    made = send(full, f"/api/v1/files/{case.pk}/tests/", content)
    assert made.status_code == 201
    told = full.get(f"/api/v1/tests/{made.json()['id']}/").json()
    assert (told["kit_brand"], told["edition"], told["items"]) == ("甲牌", 1, {})


def test_one_key_makes_one_visit_and_other_content_is_refused(case, full):
    address, key = f"/api/v1/files/{case.pk}/visits/", uuid.uuid4()
    first, again = send(full, address, VISIT, key), send(full, address, VISIT, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"is_new": False}
    other = send(full, address, VISIT | {"family": "别的"}, key)
    assert other.status_code == 409
    assert isinstance(other.json()["detail"], str)
    assert Visit.objects.count() == 1


@pytest.mark.parametrize("key", [None, "", "7", "x" * 50])
def test_a_write_without_a_key_is_refused(case, full, key):
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = full.post(
        f"/api/v1/files/{case.pk}/visits/", VISIT, content_type="application/json", headers=headers
    )
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"visited_on": str(TODAY + DAY)}, "visited_on"), ({"mode": "letter"}, "mode"),
        ({"companion": ""}, "companion"), ({"family": ["a"]}, "family"),
        ({"family": {"a": 1}}, "family"), ({"recorded_by": 1}, "recorded_by"),
        ({"slot": 1}, "slot"), ({"key": str(uuid.uuid4())}, "key"),
        ({"visited_on": None}, "visited_on"),
    ],
)  # fmt: skip
def test_what_the_form_would_refuse_is_answered_400_beside_its_field(case, full, change, field):
    answer = send(full, f"/api/v1/files/{case.pk}/visits/", VISIT | change)
    assert answer.status_code == 400
    assert field in answer.json()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "7", '"x"', "{", "null"])
def test_a_body_that_is_no_object_is_answered_400(case, full, body):
    answer = full.post(
        f"/api/v1/files/{case.pk}/visits/", body, content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )  # fmt: skip
    assert answer.status_code == 400


def test_a_closed_file_takes_no_visit(case, full, officer):
    from casefiles import actions as deeds

    deeds.close_case(case=case, reason="moved_out", on=TODAY, by=officer)
    assert send(full, f"/api/v1/files/{case.pk}/visits/", VISIT).status_code == 404


def test_the_description_tells_tokens_writes_and_their_columns(full):
    told = full.get("/api/v1/schema/").json()
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    post = told["paths"]["/api/v1/files/{id}/visits/"]["post"]
    assert "Idempotency-Key" in [parameter["name"] for parameter in post["parameters"]]
    assert {"201", "200", "400", "409"} <= set(post["responses"])
    assert "visited_on" in str(told["components"]["schemas"])
