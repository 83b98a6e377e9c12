"""Which kinds of events a file has, before any of them is told."""

from casefiles.models.help_letters import HelpLetterSignature
from casefiles.models.helping import HelpRecord
from casefiles.models.leave import Leave
from casefiles.models.losing import ContactAttempt, FoundAgain, LostDecision
from casefiles.models.orders import OrderStep
from casefiles.models.plans import HelpPlan, PlanReview, ProgressNote
from casefiles.models.residence import ResidenceNotice
from casefiles.models.transfers import Transfer
from casefiles.terms.bag import EventKind
from jurisdiction.models import Officer
from jurisdiction.models.planned import Planned

# What nearly every file has; to ask whether it is there costs as much as to tell it.
USUAL = (
    EventKind.VISIT,
    EventKind.TEST,
    EventKind.STATE,
    EventKind.RISK,
    EventKind.PAPER,
    EventKind.TEAM,
)
# Where the rows of each of the other kinds lie.
TABLES = {
    EventKind.HELP: (HelpRecord,),
    EventKind.ORDER: (OrderStep,),
    EventKind.LEAVE: (Leave,),
    EventKind.CONTACT: (ContactAttempt, LostDecision, FoundAgain),
    EventKind.MOVE: (ResidenceNotice, Transfer),
    EventKind.PLAN: (HelpPlan,),
    EventKind.PROGRESS: (ProgressNote,),
    EventKind.REVIEW: (PlanReview,),
    EventKind.LETTER: (HelpLetterSignature,),
}


def kinds_there(case):
    """The usual kinds, and those others of which the file has rows, withdrawn ones too. One query.

    Most persons have a few of the kinds; to tell each costs more than all the rest of a page.
    """
    return [*USUAL, *(EventKind(name) for (name,) in THERE.rows(case.pk))]


def any_of(kind, models):
    """SQL: the kind, if one of these tables has a row of the file."""
    tables = [model._meta.db_table for model in models]
    found = [f'EXISTS (SELECT FROM "{table}" WHERE case_id = $1)' for table in tables]
    return f"SELECT '{kind}' WHERE {' OR '.join(found)}"


THERE = Planned(
    "kinds_there", ("bigint",), " UNION ALL ".join(any_of(*asked) for asked in TABLES.items())
)


def who_entered(rows):
    """{number of the officer: the name} of whoever entered these rows. One query."""
    writers = Officer.objects.filter(pk__in={row.recorded_by_id for row in rows})
    return dict(writers.values_list("pk", "name"))
