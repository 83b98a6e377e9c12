"""Signing in and out: by name, by the office's accounts only, and refused when guessed at."""

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from jurisdiction.models import Officer
from tests.cast import PASSWORD, code

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def nobody_has_tried(db):
    cache.clear()


def try_password(client, password, username="heping", **extra):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def refusals(answer):
    assert answer.status_code == 200
    return answer.context["form"].non_field_errors()


def test_an_officer_signs_in_by_name_and_password(client, heping_cadre):
    answer = try_password(client, PASSWORD)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(heping_cadre.pk)


@pytest.mark.parametrize("typed", ["HEPING", " heping "])
def test_the_case_of_the_sign_in_name_does_not_matter(client, heping_cadre, typed):
    assert try_password(client, PASSWORD, username=typed).status_code == 302


def test_after_signing_in_the_page_that_was_asked_for_opens(client, officer):
    wanted = client.get("/admin/jurisdiction/unit/")
    assert wanted.url == "/account/login/?next=/admin/jurisdiction/unit/"
    client.post(wanted.url, {"login": "officer", "password": PASSWORD})
    answer = client.post("/account/code/ask/", {"code": code()})
    assert answer.url == "/admin/jurisdiction/unit/"


def test_signing_in_never_leads_to_another_site(client, heping_cadre):
    answer = client.post(
        LOGIN, {"login": "heping", "password": PASSWORD, "next": "https://example.org/"}
    )
    assert answer.url == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, heping_cadre):
    wrong = refusals(try_password(client, "wrong"))
    unknown = refusals(try_password(client, "wrong", username="nobody"))
    assert wrong == unknown
    assert len(wrong) == 1


@pytest.mark.parametrize("text", ["a\x00b", "', 1=1", "x" * 5000, "\u202e"])
def test_odd_input_is_refused_and_breaks_nothing(client, text):
    assert try_password(client, text, username=text).status_code == 200


def test_after_five_wrong_passwords_even_the_right_one_is_refused_from_anywhere(
    client, heping_cadre
):
    for _try in range(5):
        try_password(client, "wrong")
    too_many = ["Too many failed login attempts. Try again later."]
    assert refusals(try_password(Client(), PASSWORD, REMOTE_ADDR="192.0.2.7")) == too_many
    assert refusals(try_password(Client(), PASSWORD, HTTP_HOST="testserver:81")) == too_many


def test_one_officer_guessed_at_does_not_shut_out_another(client, heping_cadre, officer):
    for _try in range(5):
        try_password(client, "wrong")
    assert try_password(client, PASSWORD, username="officer").status_code == 302


def test_tries_are_counted_in_the_data_base(client, heping_cadre):
    try_password(client, "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone()[0] > 0


def test_a_flood_from_one_address_gets_its_own_page(client):
    statuses = [client.post(LOGIN, {}).status_code for _try in range(61)]
    assert statuses == [200] * 60 + [429]
    assert "Too many tries" in client.post(LOGIN, {}).content.decode()


def test_behind_a_proxy_tries_are_counted_by_the_address_that_it_saw(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def knock(invented, seen):
        return client.post(LOGIN, {}, headers={"X-Forwarded-For": f"{invented}, {seen}"})

    statuses = [knock(f"192.0.2.{n}", "198.51.100.7").status_code for n in range(61)]
    assert statuses == [200] * 60 + [429]
    assert knock("192.0.2.1", "198.51.100.8").status_code == 200


def test_a_disabled_account_does_not_sign_in(client, heping_cadre):
    Officer.objects.filter(pk=heping_cadre.pk).update(is_active=False)
    try_password(client, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_a_disabled_account_is_out_at_once(signed_in, heping_cadre):
    browser = signed_in(heping_cadre)
    assert browser.get("/account/password/change/").status_code == 200
    Officer.objects.filter(pk=heping_cadre.pk).update(is_active=False)
    answer = browser.get("/account/password/change/")
    assert answer.url == "/account/login/?next=/account/password/change/"


def test_signing_out_takes_a_post(signed_in, heping_cadre):
    browser = signed_in(heping_cadre)
    assert browser.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in browser.session
    browser.post("/account/logout/")
    assert "_auth_user_id" not in browser.session


def test_an_officer_changes_the_own_password_and_other_browsers_are_out(
    client, signed_in, heping_cadre
):
    here, elsewhere = signed_in(heping_cadre), signed_in(heping_cadre)
    new = "another-quiet-town"
    posted = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/change/", posted).status_code == 302
    assert here.get("/account/password/change/").status_code == 200
    assert elsewhere.get("/account/password/change/").status_code == 302
    assert try_password(client, new).status_code == 302


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({"oldpassword": "wrong"}, "oldpassword"),
        ({"password2": "another-quiet-tower"}, "password2"),
        ({"password1": "short", "password2": "short"}, "password1"),
    ],
)
def test_a_bad_new_password_is_refused_at_its_field(signed_in, heping_cadre, posted, field):
    new = "another-quiet-town"
    posted = {"oldpassword": PASSWORD, "password1": new, "password2": new} | posted
    answer = signed_in(heping_cadre).post("/account/password/change/", posted)
    assert set(answer.context["form"].errors) == {field}
    heping_cadre.refresh_from_db()
    assert heping_cadre.check_password(PASSWORD)


def test_the_name_is_called_a_sign_in_name(client):
    with translation.override("en"):
        assert str(client.get(LOGIN).context["form"].fields["login"].label) == "Sign-in name"


def test_the_language_switch_returns_to_the_page(client):
    answer = client.post(
        "/language/", {"language": "zh-hans", "next": "/account/login/?next=/due/"}
    )
    assert answer.url == "/account/login/?next=/due/"
    assert 'lang="zh-hans"' in client.get(answer.url).content.decode()
    assert client.get(answer.url).headers["Content-Language"] == "zh-hans"


def test_the_language_switch_leads_to_no_other_site(client):
    answer = client.post("/language/", {"language": "en", "next": "https://example.org/"})
    assert answer.url == "/"


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "account_confirm_email",
        "account_request_login_code",
    ],
)
def test_nobody_signs_up_or_resets_by_mail(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("page", ["signup", "email", "password/reset", "password/set", "3rdparty"])
def test_the_pages_of_self_service_do_not_exist(signed_in, heping_cadre, page):
    assert signed_in(heping_cadre).get(f"/account/{page}/").status_code == 404


def test_the_strict_policy_covers_the_sign_in_page(client):
    policy = client.get(LOGIN).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_password_is_hashed_within_the_memory_of_a_worker():
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
