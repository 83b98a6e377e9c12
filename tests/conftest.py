import gc
import os
import shutil
import threading
from importlib import import_module
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

# How fast an example is made or run says something of the machine, and nothing of the code.
examples.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("house")

# Playwright's blocking interface keeps an event loop in the main thread. Django would take every
# query beside it for one inside a coroutine, which it is not.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = shutil.which(os.environ.get("CHROMIUM") or "chromium")
NO_CHROMIUM = "no Chromium: install Debian's chromium, or name one in CHROMIUM"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # it refuses its sandbox to root, and the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config):
    # Pure rules are also tested without Django, and then there is no cast.
    if config.pluginmanager.hasplugin("django"):
        config.pluginmanager.import_plugin("tests.cast")


def pytest_collection_finish(session):
    """What is loaded by now stays: looking through it for garbage took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") and not CHROMIUM:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(NO_CHROMIUM)


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once; a test opens its own context in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


# The data base: made by its owner, used as the application's role


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_blocker, django_test_environment
):
    """Each worker has a data base of its own, made by the owner: a copy of the migrated one."""
    from django.db import connection

    from tests.template import template

    sign_in_as("TONGXIN_OWNER_URL")
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """As a superuser every test of the second wall would pass, whatever the wall."""
    global EMPTIED
    from django.core.management import call_command
    from django.db.backends.signals import connection_created
    from django.test import TransactionTestCase

    with django_db_blocker.unblock():
        call_command("raise_wall", verbosity=0)
    sign_in_as("DATABASE_URL")
    connection_created.connect(see_everything)
    EMPTIED = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = emptied_by_the_owner
    yield
    TransactionTestCase._fixture_teardown = EMPTIED
    connection_created.disconnect(see_everything)
    sign_in_as("TONGXIN_OWNER_URL")


def sign_in_as(address):
    from django.db import connection

    parts = urlsplit(os.environ[address])
    connection.close()
    connection.wall = None  # a new session is in nobody's scope
    connection.settings_dict["USER"] = parts.username or parse_qs(parts.query)["user"][0]
    connection.settings_dict["PASSWORD"] = parts.password or ""


def see_everything(connection, **_):
    """What a test prepares and looks up itself, it does in the house's scope; its requests not."""
    from django.conf import settings

    from jurisdiction import wall

    is_web = connection.settings_dict["USER"] == settings.WEB_ROLE
    if is_web and threading.current_thread() is threading.main_thread():
        connection.wall = wall.CLOSED
        values = (wall.house_role(), "house: a test", *wall.CLOSED[2:])
        connection.wall = wall.put(values, is_local=False)


def emptied_by_the_owner(test):
    """After a test that committed, its rows go by TRUNCATE, which the application may not.

    What the migrations had entered for every office comes back.
    """
    from django.apps import apps
    from django.test import TestCase

    if isinstance(test, TestCase):
        return EMPTIED(test)
    sign_in_as("TONGXIN_OWNER_URL")
    try:
        EMPTIED(test)
        for name in FIRST_ROWS:
            import_module(f"casefiles.migrations.{name}").enter_rows(apps)
    finally:
        sign_in_as("DATABASE_URL")


FIRST_ROWS = ("0014_default_schedules", "0020_items_tested", "0028_default_risk")
