"""What differs per host comes from the environment and fails loudly when malformed."""

from base64 import b64encode

import pytest
from django.core.exceptions import ImproperlyConfigured

from jurisdiction import vault
from township.settings import count, database, required, switch

KEY = b64encode(bytes(range(32))).decode()


@pytest.fixture
def fresh_keys():
    """Keys are read once per process: forget them before and after."""

    def forget():
        vault.key_ring.cache_clear()
        vault.index_key.cache_clear()

    forget()
    yield
    forget()


@pytest.mark.usefixtures("fresh_keys")
@pytest.mark.parametrize(
    "keys", ["", "rubbish", KEY, "1:", "1:abc", "1:!!!!", f"x:{KEY}", f"256:{KEY}", f"1:{KEY},"]
)
def test_malformed_keys_are_refused_before_anything_is_sealed(settings, keys):
    settings.VAULT_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="TONGXIN_KEYS"):
        vault.check_keys()


@pytest.mark.usefixtures("fresh_keys")
def test_a_malformed_index_key_is_refused(settings):
    settings.VAULT_INDEX_KEY = KEY[:-4]
    with pytest.raises(ImproperlyConfigured, match="TONGXIN_INDEX_KEY"):
        vault.check_keys()


@pytest.mark.usefixtures("fresh_keys")
def test_an_older_key_of_the_ring_still_opens(settings):
    settings.VAULT_KEYS = f"1:{KEY}"
    sealed = vault.seal("13812345678", place="casefile.phone.1")
    vault.key_ring.cache_clear()
    settings.VAULT_KEYS = f"1:{KEY},2:{b64encode(bytes(32)).decode()}"
    assert vault.unseal(sealed, place="casefile.phone.1") == "13812345678"
    assert vault.seal("13812345678", place="casefile.phone.1")[0] == 2


def test_a_sealed_value_does_not_open_in_another_row():
    sealed = vault.seal("13812345678", place="casefile.phone.1")
    with pytest.raises(vault.CannotOpen):
        vault.unseal(sealed, place="casefile.phone.2")


def test_the_address_of_a_data_base_is_read_in_its_parts():
    parts = database("postgresql://office:p%40ss@db.example:5433/tongxin?sslmode=require")
    assert {name: parts[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "office",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": 5433,
        "NAME": "tongxin",
    }
    assert parts["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_folder_may_stand_in_the_query():
    assert database("postgresql:///tongxin?host=/run/pg")["HOST"] == "/run/pg"


@pytest.mark.parametrize("url", ["mysql://db/x", "nonsense", "postgresql://db:port/x"])
def test_a_malformed_address_of_a_data_base_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database(url)


@pytest.mark.parametrize(("value", "is_on"), [("1", True), ("0", False), ("", False)])
def test_a_switch_is_on_or_off(monkeypatch, value, is_on):
    monkeypatch.setenv("TONGXIN_TLS", value)
    assert switch("TONGXIN_TLS") is is_on


@pytest.mark.parametrize("value", ["yes", "true", "2"])
def test_a_switch_that_is_neither_on_nor_off_is_refused(monkeypatch, value):
    monkeypatch.setenv("TONGXIN_TLS", value)
    with pytest.raises(ImproperlyConfigured, match="TONGXIN_TLS"):
        switch("TONGXIN_TLS")


def test_what_is_required_and_not_set_is_named(monkeypatch):
    monkeypatch.delenv("SECRET_KEY")
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        required("SECRET_KEY")


@pytest.mark.parametrize(("value", "number"), [("", 1), ("0", 0), ("2", 2)])
def test_a_number_is_taken_from_the_environment_or_is_the_usual_one(monkeypatch, value, number):
    monkeypatch.setenv("TONGXIN_PROXIES", value)
    assert count("TONGXIN_PROXIES", 1) == number


@pytest.mark.parametrize("value", ["-1", "one", "1.0", "²", "٣"])
def test_a_number_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("TONGXIN_PROXIES", value)
    with pytest.raises(ImproperlyConfigured, match="TONGXIN_PROXIES is a number"):
        count("TONGXIN_PROXIES", 1)
