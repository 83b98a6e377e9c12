"""Measure the pages on the real server. How, and what the columns mean: README.md beside this."""

import argparse
from uuid import uuid4

from tests.bench import house
from tests.bench.drive import Doorkeeper, measure

MOST_MEMORY = 200  # MB in one worker


def main():
    options = argparse.ArgumentParser(prog="python -m tests.bench")
    options.add_argument("--size", choices=house.SIZES, default="S")
    options.add_argument("--times", type=int, default=200, help="answers of each page")
    options.add_argument("--profile", action="store_true", help="profile every page over its aim")
    chosen = options.parse_args()
    with house.opened(chosen.size):
        import django

        django.setup()
        run(chosen)


def run(chosen):
    from jurisdiction.wall import house_scope
    from tests.bench import heavy, pages

    with house_scope("choose what is measured"):
        heavy.forget_roster()
        pages.set_up_assessment()
        shown = pages.of_first_township()
    with house.Server() as server:
        doorkeeper = Doorkeeper(server.port)
        print(f"\nSize {chosen.size}, {chosen.times} answers of each page")
        over = [page for count in (1, 8) for page in table(doorkeeper, shown, chosen.times, count)]
        heavy.report(doorkeeper)
        memory = server.peak_memory()
        print(f"{'worker memory, peak':<24}{memory:8.0f} MB   aim {MOST_MEMORY} MB")
    if chosen.profile:
        for page in dict.fromkeys(over):
            pages.profile(page)


def table(doorkeeper, shown, times, count):
    """One row for each page. Returns the pages that are over their aim with one connection."""
    print(f"\n{count} connection{'s' * (count > 1)}")
    print(f"{'page':<24}{'median':>8}{'p95':>8}{'queries':>9}{'ratio':>7}{'aim':>6}")
    over = []
    for page in shown:
        figures = measured(doorkeeper, page, times, count)
        aim = f"{page.aim:>6}" if page.aim and count == 1 else " " * 6
        mark = " over" if page.aim and count == 1 and figures.ratio > page.aim else ""
        wrong = f" {figures.wrong} wrong answers" if figures.wrong else ""
        print(
            f"{page.name:<24}{figures.median:>8.2f}{figures.p95:>8.2f}{figures.queries:>9}"
            f"{figures.ratio:>7.1f}{aim}{mark}{wrong}"
        )
        over += [page] * bool(mark)
    return over


def measured(doorkeeper, page, times, count):
    browsers = [doorkeeper.browser(page.username, page.password) for _ in range(count)]
    first = browsers[0]
    fields = {}
    if page.is_post:
        fields["csrfmiddlewaretoken"] = first.token(page.paths[0])
        for browser in browsers:
            browser.cookies = dict(first.cookies)

    def act(browser, number):
        path = page.paths[number % len(page.paths)]
        if not page.is_post:
            return browser.get(path)
        return browser.post(path, **fields, **page.fields(), key=str(uuid4()))

    measure(page.name, act, ask_floor, browsers, 5, page.status)  # warm
    return measure(page.name, act, ask_floor, browsers, max(times // count, 5), page.status)


def ask_floor(browser):
    return browser.get("/bench/floor/")


if __name__ == "__main__":
    main()
