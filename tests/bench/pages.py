"""The pages that are measured, each as the officer who uses it, with its aim against the floor."""

import cProfile
import io
import pstats
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casefiles.models import CaseFile
from casefiles.terms import VisitMode, VisitOutcome, VisitPlace
from jurisdiction.models import Area, Officer
from responsibility import actions
from tests.bench.house import FIRST_TOWNSHIP
from township.demonstration.passwords import PASSWORD
from township.demonstration.places import village_code

OFFICER = f"officer_{FIRST_TOWNSHIP}"
VILLAGE = village_code(FIRST_TOWNSHIP, 0)
CADRE = f"cadre_{VILLAGE}"
FILE = (
    ("file page", "case-detail"),
    ("... whereabouts", "case-whereabouts"),
    ("... help", "case-help"),
    ("... records", "case-records"),
)
PROFILED = 30
SHOWN_LINES = 45


@dataclass(frozen=True)
class Page:
    name: str
    username: str
    paths: tuple
    aim: float = 0  # times the floor, with one connection
    status: int = 200
    fields: Callable | None = None  # of a form that is sent

    @property
    def is_post(self):
        return self.fields is not None

    @property
    def password(self):
        return PASSWORD


def of_first_township():
    """The floor first, then the pages of the first township."""
    files = CaseFile.objects.open().filter(village__code__startswith=FIRST_TOWNSHIP)
    cases = list(files.values_list("pk", flat=True))
    own = list(files.filter(village=VILLAGE).values_list("pk", flat=True))
    names = list(files.values_list("name", flat=True)[:50])
    search = reverse("casefiles:case-list") + "?q="
    return (
        Page("floor", OFFICER, ("/bench/floor/",)),
        Page("due list, cadre", CADRE, (reverse("casefiles:due-list"),), 5),
        Page("due list, officer", OFFICER, (reverse("casefiles:due-list"),), 5),
        Page("what waits", OFFICER, (reverse("casefiles:waiting-list"),)),
        Page("file list", OFFICER, (reverse("casefiles:case-list"),), 5),
        Page("search, 1 character", OFFICER, tuple(search + quote(n[0]) for n in names), 5),
        Page("search, 2 characters", OFFICER, tuple(search + quote(n[:2]) for n in names), 5),
        *(Page(name, OFFICER, paths_of(f"casefiles:{page}", cases), 6) for name, page in FILE),
        Page("bag", OFFICER, paths_of("casefiles:bag-index", cases)),
        Page("visit form", CADRE, paths_of("casefiles:visit-create", own)),
        Page(
            "saving a visit", CADRE, paths_of("casefiles:visit-create", own), 4, 302, visit_fields
        ),
        *lists_of("slot", "exit", "lost", "duplicate", "entry-question", "monthly-report"),
        Page("village survey", OFFICER, (reverse("casefiles:survey"),)),
        Page("dashboard", OFFICER, (reverse("responsibility:dashboard"),), 5),
        Page("assessment", OFFICER, (reverse("responsibility:assessment", args=[last_year()]),)),
    )


def lists_of(*nouns):
    """The lists of the office by their nouns, without an aim of their own."""
    return [
        Page(f"{noun.replace('-', ' ')} list", OFFICER, (reverse(f"casefiles:{noun}-list"),))
        for noun in nouns
    ]


def set_up_assessment():
    """The standard of the last year, which the assessment and the workbook need."""
    township = Area.objects.get(pk=FIRST_TOWNSHIP)
    officer = Officer.objects.get(username=OFFICER)
    actions.set_up_standard(township=township, year=last_year(), by=officer)


def last_year():
    return timezone.localdate().year - 1


def paths_of(name, keys):
    return tuple(reverse(name, args=[key]) for key in keys)


def visit_fields():
    return {
        "visited_on": timezone.localdate() - timedelta(days=1),
        "mode": VisitMode.FACE,
        "outcome": VisitOutcome.FOUND,
        "place": VisitPlace.HOME,
        "companion": "组长",
        "family": "与上次走访相比无变化。",
    }


def profile(page):
    """Print where the time of a page goes, in this process and without the network."""
    if page.is_post:
        print(f"\n{page.name}: not profiled, it writes")
        return
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Officer.objects.get(username=page.username))
    client.get(page.paths[0])
    profiler = cProfile.Profile()
    profiler.enable()
    for number in range(PROFILED):
        client.get(page.paths[number % len(page.paths)])
    profiler.disable()
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("cumulative").print_stats(SHOWN_LINES)
    print(f"\n{page.name}, {PROFILED} answers\n{text.getvalue()}")
