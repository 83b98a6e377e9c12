"""The pages of one file, side by side: what stands above each, and which paper lies on which."""

from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from casefiles.models import (
    CaseFile,
    ContactAttempt,
    FoundAgain,
    Lack,
    Leave,
    LostDecision,
    TeamMember,
)
from casefiles.models.handovers import responsible_meanwhile
from jurisdiction.access import Permission
from jurisdiction.doors import fetch

# The four parts of a bag (roster page, measures of help with their letter, records of activities,
# papers), and where the person is.
TABS = (
    ("case-detail", _("Roster page")),
    ("case-whereabouts", _("Whereabouts")),
    ("case-help", _("Help")),
    ("case-records", _("Records")),
    ("bag-index", _("Bag")),
)
LIES_ON = {
    Leave: "case-whereabouts", ContactAttempt: "case-whereabouts",
    LostDecision: "case-whereabouts", FoundAgain: "case-whereabouts",
    TeamMember: "case-help", Lack: "case-help",
}  # fmt: skip


def case_of(request, pk):
    """The file through its window, or 404; that it was opened is written down."""
    cases = CaseFile.objects.visible_to(request.user, Permission.FILE_READ)
    return fetch(request, cases.select_related("village", "group", "household_village"), pk=pk)


def head_of(case, tab, today):
    """What stands above each page of a file; `tab` is the name of the page that is shown."""
    return {
        "case": case,
        "tabs": [(f"casefiles:{name}", label, name == tab) for name, label in TABS],
        "meanwhile": meanwhile_of(case, today),
    }


def meanwhile_of(case, today):
    """Who is responsible while the village's work is handed over; empty where nothing is."""
    found = responsible_meanwhile([case.village_id], today).get(case.village_id)
    return "、".join(found[1]) if found else ""


def page_of(case, model):
    """The address of that page of the file on which papers of this kind are shown."""
    return resolve_url(f"casefiles:{LIES_ON.get(model, 'case-detail')}", case.pk)
