"""Losing contact with a person: each attempt to reach, what an officer decided, finding again."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import models
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from casefiles.models.files import CaseFile
from casefiles.models.papers import Paper, once_per_key
from casefiles.models.rules import OfficeRules, township_of
from casefiles.schedule import losing
from casefiles.scoping import HangingQuerySet
from casefiles.terms import ControlState, SlotState, StateAspect, TestResult, VisitOutcome
from casefiles.terms.losing import IN_VAIN, AttemptOutcome, AttemptWay, FoundHow, LostStatus
from jurisdiction.history import tracked
from jurisdiction.models import Officer
from jurisdiction.models.planned import Planned

TOLD = 2000  # characters
# Whoever refused, or was ill, was there.
MET = (VisitOutcome.FOUND, VisitOutcome.REFUSED, VisitOutcome.ILL)
TESTED = (TestResult.NEGATIVE, TestResult.POSITIVE, TestResult.INVALID, TestResult.REFUSED)
# Where a person may turn up again.
FOUND_IN = [state for state in ControlState if state != ControlState.LOST_CONTACT]
# Whose silence is asked about, and the columns of a file that say so.
FOLLOWED = (ControlState.IN_CONTROL, ControlState.LOST_CONTACT)
COLUMNS = ("village", "enrolled_on", "control_state")
SHAPES = {
    LostStatus.SUSPECTED: "due", LostStatus.PROPOSED: "overdue", LostStatus.REJECTED: "excused",
    LostStatus.LOST: "missed", LostStatus.REACHED: "due",
}  # fmt: skip


class AttemptQuerySet(HangingQuerySet):
    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def in_vain(self):
        return self.standing().filter(outcome__in=IN_VAIN)


@tracked()
class ContactAttempt(Paper):
    """One attempt to reach a person, successful or not. Withdrawn, never edited."""

    tried_on = models.DateField(_("day"))
    tried_at = models.TimeField(_("time"))
    way = models.CharField(_("way"), max_length=20, choices=AttemptWay)
    outcome = models.CharField(_("result"), max_length=20, choices=AttemptOutcome)
    whom = models.CharField(_("whom you spoke to"), max_length=80, blank=True)
    note = models.CharField(_("what was said or found"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, editable=False
    )
    withdrawn_reason = models.CharField(
        _("reason for withdrawing"), max_length=200, blank=True, editable=False
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-tried_on", "-tried_at", "-pk"]
        verbose_name = _("attempt to reach somebody")
        verbose_name_plural = _("attempts to reach somebody")
        indexes = [models.Index(fields=["case", "-tried_on"], name="attempt_of_case")]
        constraints = [
            once_per_key("contactattempt"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="contactattempt_withdrawn_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.tried_on:%Y-%m-%d} {self.tried_at:%H:%M} {self.get_way_display()}"

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    @property
    def words(self):
        parts = (str(self), self.get_outcome_display(), self.whom, self.note)
        return " · ".join(part for part in parts if part)


@tracked()
class LostDecision(Paper):
    """What the township's officer decided about a proposal. Only added to."""

    APPEND_ONLY = True

    is_lost = models.BooleanField(_("lost contact"))
    lost_since = models.DateField(_("no contact since"))
    counted = models.PositiveSmallIntegerField(_("attempts in vain"))
    missed = models.PositiveSmallIntegerField(_("due contacts missed"))
    told = models.TextField(_("the search"), max_length=TOLD, blank=True)
    village_word = models.CharField(
        _("who confirms it for the village"), max_length=120, blank=True
    )
    police_word = models.CharField(
        _("who confirms it for the police station"), max_length=120, blank=True
    )
    document_no = models.CharField(_("document no."), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    decided_on = models.DateField(_("decided on"))

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision about a lost contact")
        verbose_name_plural = _("decisions about lost contacts")
        constraints = [
            once_per_key("lostdecision"),
            models.CheckConstraint(condition=~Q(reason=""), name="lostdecision_says_why"),
            models.CheckConstraint(
                condition=Q(is_lost=False) | (~Q(village_word="") & ~Q(police_word="")),
                name="lostdecision_is_confirmed_by_village_and_police",
            ),
        ]

    def __str__(self):
        word = LostStatus.LOST if self.is_lost else LostStatus.REJECTED
        return f"{word.label} {self.decided_on:%Y-%m-%d}"


@tracked()
class FoundAgain(Paper):
    """A lost person was found: on which day, how, and where the person is now. Only added to."""

    APPEND_ONLY = True

    found_on = models.DateField(_("found on"))
    how = models.CharField(_("how"), max_length=20, choices=FoundHow)
    state = models.CharField(
        _("control state now"), max_length=20, choices=[(s.value, s.label) for s in FOUND_IN]
    )
    place = models.CharField(_("where the person was"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    document_no = models.CharField(_("document no."), max_length=80, blank=True)

    class Meta:
        ordering = ["-found_on", "-pk"]
        verbose_name = _("finding again")
        verbose_name_plural = _("findings again")
        constraints = [once_per_key("foundagain")]

    def __str__(self):
        return f"{self.get_how_display()} {self.found_on:%Y-%m-%d}"


# What is known since the last contact


# What tells of contact and silence: (file, what, day, attempts read, number of the row). Written
# out, since it stands on the first page of every cadre and Django would put it together anew each
# time; "standing" and "missed" mean here what they mean in the models' own windows.
KNOWN = Planned(
    "known_of_contact",
    ("bigint[]", "date", "text[]", "text[]", "text", "text", "text", "text"),
    """
SELECT case_id, 'met', max(visited_on), 0, 0 FROM casefiles_visit
WHERE case_id = ANY($1) AND withdrawn_at IS NULL AND outcome = ANY($3) GROUP BY case_id
UNION ALL
SELECT case_id, 'met', max(tested_on), 0, 0 FROM casefiles_drugtest
WHERE case_id = ANY($1) AND withdrawn_at IS NULL AND result = ANY($4) GROUP BY case_id
UNION ALL
SELECT case_id, CASE new_value WHEN $5 THEN 'gone' ELSE 'back' END, changed_on, 0, id
FROM casefiles_statechange WHERE case_id = ANY($1) AND aspect = $6
UNION ALL
SELECT case_id, outcome, tried_on, 0, id FROM casefiles_contactattempt
WHERE case_id = ANY($1) AND withdrawn_at IS NULL
UNION ALL
SELECT case_id, 'missed', opens_on, 0, id FROM casefiles_dueslot
WHERE case_id = ANY($1) AND (state = $7 OR state = $8 AND closes_on < $2)
UNION ALL
SELECT case_id, 'rejected', decided_on, counted, id FROM casefiles_lostdecision
WHERE case_id = ANY($1) AND NOT is_lost
""",
)
# What stands for $3 and the following.
WORDS = (
    [str(outcome) for outcome in MET], [str(result) for result in TESTED],
    str(ControlState.LOST_CONTACT), str(StateAspect.CONTROL_STATE),
    str(SlotState.MISSED), str(SlotState.OPEN),
)  # fmt: skip


def traces_of(cases, today):
    """{file: its Traces} of these loaded files. One query, however many files."""
    known = defaultdict(list)
    for case, *row in KNOWN.rows([case.pk for case in cases], today, *WORDS):
        known[case].append(row)
    return {case.pk: traces(case, known[case.pk]) for case in cases}


def traces(case, known):
    """The Traces of one file from its rows: lists of what, day, attempts read, number."""
    days = defaultdict(list)
    for what, day, *_rest in known:
        days[what].append(day)
    met = [*days["met"], *days[AttemptOutcome.REACHED]]
    since = max([case.enrolled_on, *met, *days["back"]])
    vain = {outcome: sum(day > since for day in days[outcome]) for outcome in IN_VAIN}
    read = [(row, n) for what, day, n, row in known if what == "rejected" and day >= since]
    is_lost = case.control_state == ControlState.LOST_CONTACT
    return losing.Traces(
        since=since,
        missed=sum(day > since for day in days["missed"]),
        attempts=sum(vain.values()),
        nobody_knows=vain[AttemptOutcome.NOBODY_KNOWS] > 0,
        rejected=max(read)[1] if read else None,
        lost_on=max(days["gone"], default=case.enrolled_on) if is_lost else None,
        met_on=max(met, default=None),
    )


@dataclass(frozen=True)
class Standing:
    """One file with its traces and what they ask today."""

    case: CaseFile
    traces: losing.Traces
    status: LostStatus | None
    days: int

    @property
    def shape(self):
        return SHAPES.get(self.status, "")

    @property
    def may_be_decided(self):
        return self.status in (LostStatus.PROPOSED, LostStatus.REJECTED)


def standings(cases, today):
    """The Standing of each of these files. Two queries more, if there are any."""
    cases = list(cases)
    if not cases:
        return []
    found, rule_of = traces_of(cases, today), rules_of_lost()
    return [standing(case, found[case.pk], rule_of(case.village_id), today) for case in cases]


def standing(case, traces, rule, today):
    status = None
    if case.control_state in FOLLOWED:
        status = losing.status_of(traces, rule, today)
    return Standing(case, traces, status, traces.days(today))


def standing_of(case, today):
    """The Standing of one file as it is loaded. Two queries."""
    return standings([case], today)[0]


def rules_of_lost():
    """The rule of every township: a function from the code of a village. One query."""
    columns = ("lost_missed", "lost_days", "lost_attempts")
    usual = losing.Rule(*(OfficeRules._meta.get_field(name).default for name in columns))
    stored = {row[0]: losing.Rule(*row[1:])
              for row in OfficeRules.objects.values_list("area", *columns)}  # fmt: skip
    return lambda code: stored.get(township_of(code), usual)


# A missed slot after which nobody has met the person: without one, or an attempt to reach somebody,
# nothing is asked. Written out for the same reason as KNOWN.
UNANSWERED = """EXISTS (
    SELECT FROM casefiles_dueslot slot
    WHERE slot.case_id = casefiles_casefile.id
        AND (slot.state = %s OR slot.state = %s AND slot.closes_on < %s)
        AND NOT EXISTS (
            SELECT FROM casefiles_visit visit
            WHERE visit.case_id = slot.case_id AND visit.withdrawn_at IS NULL
                AND visit.outcome = ANY(%s) AND visit.visited_on >= slot.opens_on
        )
)"""
SEARCHED = """EXISTS (
    SELECT FROM casefiles_contactattempt attempt
    WHERE attempt.case_id = casefiles_casefile.id AND attempt.withdrawn_at IS NULL
)"""


def asking(cases, today, *, searched=False):
    """The Standings that ask something, of open files. `searched`: only where somebody searched."""
    asks = Q(RawSQL(SEARCHED, (), BooleanField()))  # noqa: S611 - a constant
    if not searched:
        met = [str(outcome) for outcome in MET]
        asked_for = (str(SlotState.MISSED), str(SlotState.OPEN), today, met)
        asks |= Q(RawSQL(UNANSWERED, asked_for, BooleanField()))  # noqa: S611 - a constant
    asks |= Q(control_state=ControlState.LOST_CONTACT)
    followed = cases.open().filter(asks, control_state__in=FOLLOWED)
    return [row for row in standings(followed, today) if row.status]


def cases_in(cases, statuses, today):
    """Those of the files that stand so, asked row by row."""
    searched = LostStatus.SUSPECTED not in statuses
    shown = cases.select_related(None).order_by().only(*COLUMNS)
    found = asking(shown, today, searched=searched)
    return cases.filter(pk__in=[row.case.pk for row in found if row.status in statuses])


def search_of(case, since):
    """What was tried after a day, in Chinese words, as the papers have it."""
    tried = case.contactattempts.in_vain().filter(tried_on__gt=since)
    with override("zh-hans"):
        return "；".join(row.words for row in tried)[:TOLD]
