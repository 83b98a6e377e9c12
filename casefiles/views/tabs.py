"""The pages of one file, side by side: what stands above each, and which paper lies on which."""

from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from casefiles.models import (
    CaseFile,
    ContactAttempt,
    DrugTest,
    FoundAgain,
    HelpLetter,
    HelpPlan,
    HelpRecord,
    Lack,
    Leave,
    LostDecision,
    ResidenceNotice,
    RiskAssessment,
    TeamMember,
    Transfer,
    Visit,
)
from casefiles.models.handovers import responsible_meanwhile
from casefiles.models.merging import merged_into
from jurisdiction.access import Permission
from jurisdiction.doors import fetch

# The four parts of a bag (roster page, measures of help, records of activities, the letter beside
# the measures), where the person is, and the bag's own index.
TABS = (
    ("case-detail", _("Roster page")),
    ("case-whereabouts", _("Whereabouts")),
    ("case-help", _("Help")),
    ("case-records", _("Timeline")),
    ("bag-index", _("Bag")),
)
PAPERS_ON = {
    "case-whereabouts": (
        Leave, ContactAttempt, LostDecision, FoundAgain, ResidenceNotice, Transfer,
    ),
    "case-help": (HelpPlan, HelpLetter, RiskAssessment, TeamMember, Lack),
    "case-records": (Visit, DrugTest, HelpRecord),
}  # fmt: skip
LIES_ON = {model: page for page, models in PAPERS_ON.items() for model in models}


def case_of(request, pk):
    """The file through its window, or 404; that it was opened is written down."""
    cases = CaseFile.objects.visible_to(request.user, Permission.FILE_READ)
    return fetch(request, cases.select_related("village", "group", "household_village"), pk=pk)


def head_of(officer, case, tab, today):
    """What stands above each page of a file; `tab` is the name of the page that is shown."""
    return {
        "case": case,
        "tabs": [(f"casefiles:{name}", label, name == tab) for name, label in TABS],
        "into": merged_into(officer, case) if case.is_closed else None,
        "meanwhile": meanwhile_of(case, today),
    }


def meanwhile_of(case, today):
    """Who is responsible while the village's work is handed over; empty where nothing is."""
    found = responsible_meanwhile([case.village_id], today).get(case.village_id)
    return "、".join(found[1]) if found else ""


def page_of(case, model):
    """The address of that page of the file on which papers of this kind are shown."""
    return resolve_url(f"casefiles:{LIES_ON.get(model, 'case-detail')}", case.pk)
