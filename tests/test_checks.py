"""The house's own start-up checks: each is broken once and says so."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as house
from django.core.checks import run_checks

from township import checks

SIGN_IN_FIRST, POLICY = checks.SIGN_IN_FIRST, checks.POLICY


def found(include_deployment_checks=False):
    messages = run_checks(include_deployment_checks=include_deployment_checks)
    return [message.id for message in messages if message.id.startswith("tongxin.")]


def without(*names):
    return [name for name in house.MIDDLEWARE if name not in names]


def policy(**directives):
    changed = {name.replace("_", "-"): value for name, value in directives.items()}
    directives = house.CONTENT_SECURITY_POLICY["DIRECTIVES"] | changed
    return {"DIRECTIVES": {name: value for name, value in directives.items() if value}}


def test_the_house_as_it_stands_passes():
    assert found() == []


@pytest.mark.parametrize("door", [SIGN_IN_FIRST, checks.SHORT_SESSIONS, checks.SECOND_FACTOR_FIRST])
def test_a_missing_door_is_found(settings, door):
    settings.MIDDLEWARE = without(door)
    assert "tongxin.E001" in found()


@pytest.mark.parametrize("door", [SIGN_IN_FIRST, checks.SHORT_SESSIONS, checks.SECOND_FACTOR_FIRST])
def test_a_door_in_front_of_what_it_leans_on_is_found(settings, door):
    settings.MIDDLEWARE = [door, *without(door)]
    assert "tongxin.E002" in found()


def test_the_second_factor_is_asked_for_after_the_sign_in(settings):
    names = without(SIGN_IN_FIRST)
    settings.MIDDLEWARE = [*names, SIGN_IN_FIRST]
    assert found() == ["tongxin.E002"]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"script_src": ["'self'", "'unsafe-inline'"]}, "tongxin.E005"),
        ({"style_src": "'unsafe-inline'"}, "tongxin.E005"),
        ({"style_src_attr": ["'unsafe-inline'"]}, "tongxin.E005"),
        ({"script_src": ["data:"]}, "tongxin.E005"),
        ({"connect_src": ["*"]}, "tongxin.E005"),
        ({"default_src": None}, "tongxin.E004"),
        ({"base_uri": None}, "tongxin.E004"),
    ],
)
def test_a_loose_policy_is_found(settings, changed, problem):
    settings.CONTENT_SECURITY_POLICY = policy(**changed)
    assert found() == [problem]


def test_a_policy_that_is_not_sent_everywhere_is_found(settings):
    settings.MIDDLEWARE = without(POLICY)
    assert found() == ["tongxin.E003"]
    settings.MIDDLEWARE = house.MIDDLEWARE + [POLICY]
    settings.CONTENT_SECURITY_POLICY = policy() | {"EXCLUDE_URL_PREFIXES": ["/admin/"]}
    assert found() == ["tongxin.E003"]


def test_no_policy_at_all_is_found(settings):
    del settings.CONTENT_SECURITY_POLICY
    assert found() == ["tongxin.E004"]


@pytest.mark.parametrize("seconds", [12 * 60 * 60 + 1, 0])
def test_a_cookie_that_outlives_its_session_is_found(settings, seconds):
    settings.SESSION_COOKIE_AGE = seconds
    assert found() == ["tongxin.E006"]


def test_sessions_that_nobody_can_end_are_found(settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    assert found() == ["tongxin.E007"]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("MFA_ADAPTER", "allauth.mfa.adapter.DefaultMFAAdapter", "tongxin.E008"),
        ("MFA_SUPPORTED_TYPES", ["totp", "webauthn"], "tongxin.E009"),
        ("MFA_TRUST_ENABLED", True, "tongxin.E010"),
    ],
)
def test_a_weakened_second_factor_is_found(settings, name, value, problem):
    setattr(settings, name, value)
    assert found() == [problem]


def test_behind_tls_the_names_of_cookies_tries_and_proxies_are_looked_at(settings):
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "csrftoken"
    settings.ACCOUNT_RATE_LIMITS = False
    settings.BEHIND_TLS, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 0
    assert found(include_deployment_checks=True) == ["tongxin.W011", "tongxin.E012", "tongxin.W013"]
    assert found() == []


@pytest.fixture(scope="module")
def behind_tls():
    """What a process of the house behind TLS says to a few lines of Python."""

    def run(*command):
        environment = os.environ | {"TONGXIN_TLS": "1"}
        environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # for the browser tests only
        return subprocess.run(
            [sys.executable, *command], env=environment, cwd=house.BASE_DIR, text=True,
            capture_output=True, timeout=120,
        )  # fmt: skip

    return run


def test_the_deployment_checks_have_nothing_to_say_behind_tls(behind_tls):
    answer = behind_tls("manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert (answer.returncode, answer.stderr) == (0, ""), answer.stderr


HEADERS = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "township.settings"
django.setup()
from django.test import Client
answer = Client().get("/account/login/", secure=True, headers={"host": "localhost"})
print(answer.headers["Strict-Transport-Security"])
print(answer.headers["Referrer-Policy"], answer.headers["X-Content-Type-Options"])
print(answer.headers["X-Frame-Options"], answer.headers["Cross-Origin-Opener-Policy"])
print(sorted((c.key, bool(c["secure"]), bool(c["httponly"]), c["path"], c["domain"], c["samesite"])
    for c in answer.cookies.values()))
print(Client().get("/account/login/", headers={"host": "localhost"}).headers["Location"])
"""


def test_behind_tls_headers_and_cookies_hold_the_browser_to_it(behind_tls, db):
    answer = behind_tls("-c", HEADERS)
    assert answer.stdout.splitlines() == [
        "max-age=31536000; includeSubDomains",
        "same-origin nosniff",
        "DENY same-origin",
        "[('__Host-csrftoken', True, True, '/', '', 'Lax')]",
        "https://localhost/account/login/",
    ], answer.stderr
