"""Which kinds of events a file has, before any of them is told."""

from django.db import connection

from casefiles.models.files import BagDocument, StateChange
from casefiles.models.help_letters import HelpLetterSignature
from casefiles.models.helping import HelpRecord
from casefiles.models.leave import Leave
from casefiles.models.losing import ContactAttempt, FoundAgain, LostDecision
from casefiles.models.orders import OrderStep
from casefiles.models.plans import HelpPlan, PlanReview, ProgressNote
from casefiles.models.records import DrugTest, Visit
from casefiles.models.residence import ResidenceNotice
from casefiles.models.team import TeamMember
from casefiles.models.transfers import Transfer
from casefiles.terms.bag import EventKind
from jurisdiction.models import Officer

# Where the rows of each kind lie. Levels of risk stand in the history too, which every file has.
TABLES = {
    EventKind.VISIT: (Visit,),
    EventKind.TEST: (DrugTest,),
    EventKind.HELP: (HelpRecord,),
    EventKind.STATE: (StateChange,),
    EventKind.ORDER: (OrderStep,),
    EventKind.LEAVE: (Leave,),
    EventKind.CONTACT: (ContactAttempt, LostDecision, FoundAgain),
    EventKind.MOVE: (ResidenceNotice, Transfer),
    EventKind.PLAN: (HelpPlan,),
    EventKind.PROGRESS: (ProgressNote,),
    EventKind.REVIEW: (PlanReview,),
    EventKind.LETTER: (HelpLetterSignature,),
    EventKind.PAPER: (BagDocument,),
    EventKind.TEAM: (TeamMember,),
}
# What nearly every file has; to ask whether it is there costs as much as to tell it.
USUAL = (
    EventKind.VISIT,
    EventKind.TEST,
    EventKind.STATE,
    EventKind.RISK,
    EventKind.PAPER,
    EventKind.TEAM,
)
ASKED = {kind: models for kind, models in TABLES.items() if kind not in USUAL}


def kinds_there(case):
    """The usual kinds, and those others of which the file has rows, withdrawn ones too. One query.

    Most persons have a few of the kinds; to tell each costs more than all the rest of a page.
    """
    values = []
    for kind, models in ASKED.items():
        values += [str(kind), *[case.pk] * len(models)]
    with connection.cursor() as cursor:
        cursor.execute(THERE, values)
        return [*USUAL, *(EventKind(name) for (name,) in cursor)]


def any_of(models):
    """SQL: the kind given first, if one of these tables has a row of the file."""
    tables = [model._meta.db_table for model in models]
    found = [f'EXISTS (SELECT FROM "{table}" WHERE case_id = %s)' for table in tables]
    return f"SELECT %s WHERE {' OR '.join(found)}"


THERE = " UNION ALL ".join(map(any_of, ASKED.values()))


def who_entered(rows):
    """{number of the officer: the name} of whoever entered these rows. One query."""
    writers = Officer.objects.filter(pk__in={row.recorded_by_id for row in rows})
    return dict(writers.values_list("pk", "name"))
