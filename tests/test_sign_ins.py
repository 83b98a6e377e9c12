"""The log of sign-ins: who came in or was refused, by what, from about where, for 180 days."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from jurisdiction import actions
from jurisdiction.audit import note_sign_in
from jurisdiction.models import SignIn
from jurisdiction.models.sign_ins import KEPT
from jurisdiction.names import place_of_address
from tests.cast import PASSWORD, code
from tests.test_lists import queries

LOGIN = "/account/login/"
AT = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture(autouse=True)
def nobody_has_tried(db):
    cache.clear()


def kept():
    columns = ("officer__username", "way", "is_let_in", "address", "system")
    return list(SignIn.objects.order_by("pk").values_list(*columns))


def try_password(password, username="heping", client=None):
    client = client or Client()
    client.post(LOGIN, {"login": username, "password": password}, **AT)
    return client


def test_a_sign_in_by_password_alone_is_kept_once(heping_cadre):
    client = try_password(PASSWORD)
    client.get("/account/", **AT)
    assert kept() == [("heping", "password", True, "192.0.2.*", "")]


def test_a_sign_in_by_password_and_code_is_kept_when_both_were_right(officer):
    client = try_password(PASSWORD, "officer")
    assert kept() == []
    client.post("/account/code/ask/", {"code": "000000"}, **AT)
    client.post("/account/code/ask/", {"code": code()}, **AT)
    assert kept() == [
        ("officer", "code", False, "192.0.2.*", ""), ("officer", "code", True, "192.0.2.*", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("typed", "named"), [(" HEPING ", "heping"), ("nobody", None)])
def test_a_wrong_password_is_kept_under_its_account_and_never_what_was_typed(
    typed, named, heping_cadre
):
    try_password("secret-word", typed)
    assert kept() == [(named, "password", False, "192.0.2.*", "")]


@pytest.mark.parametrize("text", ["a\x00b", "x" * 5000])
def test_odd_names_are_refused_and_kept_as_nobodys(text):
    try_password(text, text)
    assert {row[0] for row in kept()} <= {None}


@pytest.fixture
def made(officer):
    """(row, secret) of the officer's token."""
    return actions.make_token(
        posting=officer.postings.get(), system="县平台", scope=["read"], key=uuid.uuid4(),
        by=officer, expires_on=timezone.localdate(),
    )  # fmt: skip


def ask(secret):
    return Client().get("/api/v1/files/", headers={"Authorization": f"Bearer {secret}"}, **AT)


def test_a_system_is_kept_when_it_comes_and_not_with_each_request(made):
    row, secret = made
    for _ in range(3):
        ask(secret)
    assert kept() == [("officer", "token", True, "192.0.2.*", "县平台")]
    type(row).objects.update(last_used_at=timezone.now() - timedelta(minutes=61))
    ask(secret)
    assert len(kept()) == 2


def test_a_token_that_is_used_from_elsewhere_is_kept_anew(made):
    row, secret = made
    ask(secret)
    type(row).objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    ask(secret)
    assert len(kept()) == 1
    type(row).objects.update(
        last_used_at=timezone.now() - timedelta(minutes=2), last_used_from="198.51.100.*"
    )
    ask(secret)
    assert len(kept()) == 2


def test_a_refused_token_is_kept_under_its_officer_and_an_unknown_one_as_nobodys(made, officer):
    row, secret = made
    actions.end_token(token=row, by=officer)
    ask(secret)
    ask("tx_unknown")
    assert kept() == [
        ("officer", "token", False, "192.0.2.*", "县平台"), (None, "token", False, "192.0.2.*", ""),
    ]  # fmt: skip


def test_a_flood_of_wrong_tokens_fills_nothing(db):
    for _ in range(25):
        ask("tx_unknown")
    assert len(kept()) == 20


def test_each_sees_the_own_and_the_office_those_of_its_accounts(
    heping_cadre, leader, administrator, signed_in
):
    note_sign_in(officer=heping_cadre, way="password", is_let_in=False, address="198.51.100.9")
    own = signed_in(heping_cadre).get("/account/").content.decode()
    assert "198.51.100.*" in own
    assert "198.51.100" not in signed_in(leader).get("/account/").content.decode()
    page = signed_in(administrator).get(f"/account/officers/{heping_cadre.pk}/").content.decode()
    assert "198.51.100.*" in page
    assert set(SignIn.objects.visible_to(leader)) == set()
    assert len(SignIn.objects.visible_to(administrator)) == 1


def test_the_account_page_asks_as_many_queries_for_thirty_as_for_none(heping_cadre, signed_in):
    client = signed_in(heping_cadre)
    none = queries(client, "/account/")
    for _ in range(40):
        note_sign_in(officer=heping_cadre, way="password", is_let_in=True, address="192.0.2.1")
    assert queries(client, "/account/") == none
    assert client.get("/account/").content.decode().count("192.0.2.*") == 30


@pytest.mark.parametrize("deed", ["UPDATE {} SET is_let_in = true", "DELETE FROM {}"])
def test_what_was_kept_cannot_be_changed(deed):
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        connection.cursor().execute(deed.format(SignIn._meta.db_table))


def test_what_is_past_its_180_days_is_what_is_erased(heping_cadre):
    now = timezone.now()
    for age in (KEPT - timedelta(minutes=1), KEPT + timedelta(minutes=1)):
        SignIn.objects.create(officer=heping_cadre, way="password", is_let_in=True, at=now - age)
    assert [row.at for row in SignIn.objects.past(now)] == [now - KEPT - timedelta(minutes=1)]


@pytest.mark.parametrize(
    ("address", "place"),
    [("192.0.2.7", "192.0.2.*"), ("::ffff:192.0.2.7", "192.0.2.*"),
     ("2001:db8:1:2::7", "2001:db8:1::*"), ("nonsense", ""), ("", "")],
)  # fmt: skip
def test_of_an_address_only_about_where_it_lies_is_kept(address, place):
    assert place_of_address(address) == place
