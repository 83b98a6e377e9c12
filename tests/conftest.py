import os
import shutil

import pytest

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
