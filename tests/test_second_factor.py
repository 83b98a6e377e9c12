"""The second factor: who must have one, how it is set up, and what opens without it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from jurisdiction import vault
from jurisdiction.access import NEEDS_SECOND_FACTOR
from jurisdiction.models import Posting
from jurisdiction.sign_in import SecondFactorAdapter, present_code
from jurisdiction.terms import Capacity
from tests.cast import PASSWORD, SECRET, SINCE, code

LOGIN, ASK, ENROL = "/account/login/", "/account/code/ask/", "/account/code/enrol/"
FAR = ("casefiles:due-list", "responsibility:dashboard", "admin:index", "account", "home")


@pytest.fixture(autouse=True)
def nobody_has_tried(db):
    cache.clear()


@pytest.fixture
def newcomer(appoint, township):
    """A new drug-control officer, with a password and nothing more."""
    newcomer = appoint("newcomer", "辛来", Capacity.DRUG_CONTROL_OFFICER, township)
    newcomer.authenticator_set.all().delete()
    return newcomer


def sign_in(officer):
    client = Client()
    answer = client.post(LOGIN, {"login": officer.username, "password": PASSWORD})
    return client, answer


def is_in(client):
    return "_auth_user_id" in client.session


def secret_on(answer):
    return re.search(r"<code>(\w{32})</code>", answer.content.decode())[1]


def enrol(client):
    secret = secret_on(client.get(ENROL))
    return client.post(ENROL, {"code": present_code(secret)[0]})


def test_whoever_reads_a_whole_township_or_makes_accounts_must_have_one():
    assert {
        Capacity.DRUG_CONTROL_OFFICER, Capacity.COMMUNITY_POLICE, Capacity.COUNTY_OFFICE,
        Capacity.ADMINISTRATOR,
    } == NEEDS_SECOND_FACTOR  # fmt: skip


def test_the_password_alone_does_not_let_an_officer_in(officer):
    client, answer = sign_in(officer)
    assert answer.url == ASK
    assert not is_in(client)
    assert client.get("/files/").url == "/account/login/?next=/files/"
    assert client.post(ASK, {"code": code()}).url == "/"
    assert is_in(client)


@pytest.mark.parametrize("wrong", ["", "000000", "abcdef", "٠٠٠٠٠٠", "1" * 5000, "a\x00b"])
def test_a_wrong_code_lets_nobody_in(officer, wrong):
    client, _ = sign_in(officer)
    answer = client.post(ASK, {"code": wrong if wrong != code() else "000001"})
    assert set(answer.context["form"].errors) == {"code"}
    assert not is_in(client)


def test_a_code_lets_in_once(officer):
    first, second = sign_in(officer)[0], sign_in(officer)[0]
    used = code()
    assert first.post(ASK, {"code": used}).status_code == 302
    cache_key = f"allauth.mfa.totp.used?user={officer.pk}&code={used}"
    cache.delete(cache_key)  # allauth forgets it while a late clock still shows the code
    assert second.post(ASK, {"code": used}).status_code == 200
    assert not is_in(second)


def test_five_wrong_codes_shut_the_second_step_for_a_while(officer):
    client, _ = sign_in(officer)
    wrong = "000000" if code() != "000000" else "000001"
    for _try in range(5):
        client.post(ASK, {"code": wrong})
    answer = client.post(ASK, {"code": code()})
    assert answer.context["form"].errors["code"] == [
        "Too many failed login attempts. Try again later."
    ]


def test_a_recovery_code_lets_in_once(officer):
    recovery = RecoveryCodes.activate(officer).generate_codes()[0]
    for allowed in (True, False):
        client, _ = sign_in(officer)
        client.post(ASK, {"code": recovery})
        assert is_in(client) is allowed


def test_whoever_must_have_one_and_has_none_is_led_to_it_from_everywhere(newcomer):
    client, answer = sign_in(newcomer)
    assert is_in(client)
    for name in FAR:
        for method in (client.get, client.post):
            assert method(reverse(name)).url == ENROL
    assert client.get("/account/password/change/").url == ENROL
    assert client.get("/account/officers/1/").url == ENROL


def test_before_it_is_there_only_language_and_sign_out_are_open(newcomer):
    client, _ = sign_in(newcomer)
    assert client.post("/language/", {"language": "en", "next": ENROL}).url == ENROL
    page = client.get(ENROL)
    assert page.status_code == 200
    assert "tabs" not in page.content.decode()
    assert "tabs" not in client.get("/nowhere/").content.decode()
    client.post("/account/logout/")
    assert not is_in(client)


def test_setting_up_shows_the_recovery_codes_once_and_opens_the_rest(newcomer):
    client, _ = sign_in(newcomer)
    answer = enrol(client)
    assert answer.url == "/account/code/recovery/"
    codes = re.findall(r"<code>(\d{8})</code>", client.get(answer.url).content.decode())
    assert len(set(codes)) == 10
    assert re.findall(r"<code>", client.get(answer.url).content.decode()) == []
    assert client.get("/dashboard/").status_code == 200


def test_a_wrong_code_sets_nothing_up(newcomer):
    client, _ = sign_in(newcomer)
    client.get(ENROL)
    assert set(client.post(ENROL, {"code": "1"}).context["form"].errors) == {"code"}
    assert not newcomer.authenticator_set.exists()


def test_setting_up_ends_the_sessions_that_began_with_the_password_alone(newcomer):
    first, second = sign_in(newcomer)[0], sign_in(newcomer)[0]
    enrol(first)
    assert first.get("/account/").status_code == 200
    assert second.get("/account/").url == "/account/login/?next=/account/"


def test_the_picture_is_an_image_that_the_policy_allows(newcomer):
    client, _ = sign_in(newcomer)
    page = client.get(ENROL)
    body = page.content.decode()
    assert body.count('<img src="data:image/svg+xml;base64,') == 1
    assert "<svg" not in body
    assert "style=" not in body
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_a_cadre_may_have_one_and_may_leave_it(heping_cadre):
    client, answer = sign_in(heping_cadre)
    assert answer.url == "/"
    enrol(client)
    assert sign_in(heping_cadre)[1].url == ASK
    assert client.post("/account/code/remove/").status_code == 302
    assert not heping_cadre.authenticator_set.exists()
    assert client.get("/due/").status_code == 200


def test_an_officer_who_removes_it_sets_up_another_before_anything_else(officer):
    client, _ = sign_in(officer)
    client.post(ASK, {"code": code()})
    client.post("/account/code/remove/")
    assert client.get("/dashboard/").url == ENROL


def test_later_the_code_is_asked_for_again_and_the_password_is_not_enough(officer):
    client, _ = sign_in(officer)
    client.post(ASK, {"code": code()})
    age(client, minutes=6)
    for page in ("/account/code/remove/", "/account/code/recovery/new/"):
        assert client.get(page).url.startswith("/account/code/ask-again/")
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).url == (
        "/account/code/ask-again/"
    )
    assert client.post("/account/code/remove/").status_code == 302
    assert officer.authenticator_set.exists()


def test_later_a_cadre_is_asked_for_the_password_before_setting_up(heping_cadre):
    client, _ = sign_in(heping_cadre)
    age(client, minutes=6)
    assert client.get(ENROL).url.startswith("/account/reauthenticate/")


def age(client, minutes):
    """Let the session have begun earlier; it was used all the time."""
    session = client.session
    session["began_at"] -= minutes * 60
    session.save()


def test_a_new_duty_asks_for_it_in_the_session_that_is_open(heping_cadre, township):
    client, _ = sign_in(heping_cadre)
    assert client.get("/due/").status_code == 200
    Posting.objects.create(
        officer=heping_cadre,
        area=township,
        capacity=Capacity.DRUG_CONTROL_OFFICER,
        valid_from=SINCE,
    )
    assert client.get("/due/").url == ENROL


def test_secrets_lie_sealed_in_the_data_base(newcomer):
    client, _ = sign_in(newcomer)
    secret = secret_on(client.get(ENROL))
    client.post(ENROL, {"code": present_code(secret)[0]})
    stored = {row.type: row.data for row in Authenticator.objects.filter(user=newcomer)}
    assert set(stored) == {"totp", "recovery_codes"}
    assert secret not in str(stored)
    adapter = SecondFactorAdapter()
    assert adapter.decrypt(stored["totp"]["secret"]) == secret
    assert re.fullmatch(r"[0-9a-f]{80}", adapter.decrypt(stored["recovery_codes"]["seed"]))
    other = adapter.encrypt(secret)
    assert other != stored["totp"]["secret"]
    with pytest.raises(vault.CannotOpen):
        vault.unseal(vault.seal(secret, place="elsewhere"), place="mfa_authenticator.data")


# A lost phone


def test_the_office_removes_it_for_an_officer_that_it_keeps(signed_in, administrator, officer):
    lost, _ = sign_in(officer)
    lost.post(ASK, {"code": code()})
    desk = signed_in(administrator)
    page = f"/account/officers/{officer.pk}/"
    assert "Remove the second factor" in desk.get(page).content.decode()
    assert desk.post(f"{page}code/remove/").url == page
    assert not officer.authenticator_set.exists()
    assert lost.get("/dashboard/").url == "/account/login/?next=/dashboard/"
    client, _ = sign_in(officer)
    assert client.get("/dashboard/").url == ENROL
    notes = LogEntry.objects.filter(object_id=officer.pk, user=administrator)
    assert notes.count() == 2


def test_an_office_does_not_touch_its_equals_or_the_county(signed_in, officer, appoint, township):
    equal = appoint("equal", "同级", Capacity.DRUG_CONTROL_OFFICER, township)
    desk = signed_in(officer)
    for other in (equal, officer):
        for rest in ("", "code/remove/", "sessions/end/"):
            page = f"/account/officers/{other.pk}/{rest}"
            statuses = {desk.get(page).status_code, desk.post(page).status_code}
            assert statuses == {403, 405}
    assert equal.authenticator_set.exists()


def test_the_operator_removes_the_last_administrators(administrator):
    call_command("remove_second_factor", "administrator")
    assert not administrator.authenticator_set.exists()
    with pytest.raises(CommandError, match="nobody"):
        call_command("remove_second_factor", "nobody")


def test_the_secret_of_the_cast_is_what_the_cast_has(officer):
    stored = officer.authenticator_set.get().data["secret"]
    assert SecondFactorAdapter().decrypt(stored) == SECRET
