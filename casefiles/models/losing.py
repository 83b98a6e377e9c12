"""Losing contact with a person: each attempt to reach, what an officer decided, finding again."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, DateField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from casefiles.models.files import CaseFile, StateChange
from casefiles.models.papers import Paper, once_per_key
from casefiles.models.records import DrugTest, Visit
from casefiles.models.rules import OfficeRules, township_of
from casefiles.models.slots import DueSlot
from casefiles.schedule import losing
from casefiles.scoping import HangingQuerySet
from casefiles.terms import ControlState, StateAspect, TestResult, VisitOutcome
from casefiles.terms.losing import IN_VAIN, AttemptOutcome, AttemptWay, FoundHow, LostStatus
from jurisdiction.history import tracked
from jurisdiction.models import Officer

TOLD = 2000  # characters
# Whoever refused, or was ill, was there.
MET = (VisitOutcome.FOUND, VisitOutcome.REFUSED, VisitOutcome.ILL)
TESTED = (TestResult.NEGATIVE, TestResult.POSITIVE, TestResult.INVALID, TestResult.REFUSED)
# Where a person may turn up again.
FOUND_IN = [state for state in ControlState if state != ControlState.LOST_CONTACT]
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


def latest(rows, column):
    rows = rows.filter(case=OuterRef("pk")).order_by(f"-{column}")
    return Subquery(rows.values(column)[:1])


def number(rows):
    counted = rows.order_by().values("case").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def with_traces(cases, today):
    """The files with what tells of contact and silence (`traces_of` reads it)."""
    states = StateChange.objects.filter(aspect=StateAspect.CONTROL_STATE)
    attempts = ContactAttempt.objects
    since = {"case": OuterRef("pk"), "tried_on__gt": OuterRef("silent_since")}
    vain = attempts.in_vain().filter(**since)
    slots = DueSlot.objects.filter(case=OuterRef("pk"), opens_on__gt=OuterRef("silent_since"))
    rejected = LostDecision.objects.filter(
        case=OuterRef("pk"), is_lost=False, decided_on__gte=OuterRef("silent_since")
    )
    nothing = Value(None, DateField())
    return cases.annotate(
        met_on=Greatest(
            nothing,
            latest(Visit.objects.standing().filter(outcome__in=MET), "visited_on"),
            latest(DrugTest.objects.standing().filter(result__in=TESTED), "tested_on"),
            latest(attempts.standing().filter(outcome=AttemptOutcome.REACHED), "tried_on"),
        ),
        silent_since=Greatest(
            "enrolled_on", "met_on",
            latest(states.exclude(new_value=ControlState.LOST_CONTACT), "changed_on"),
        ),
        lost_on=latest(states.filter(new_value=ControlState.LOST_CONTACT), "changed_on"),
        contacts_missed=number(slots.missed(today)),
        tried_in_vain=number(vain),
        nobody_knows=Exists(vain.filter(outcome=AttemptOutcome.NOBODY_KNOWS)),
        rejected_at=Subquery(rejected.order_by("-pk").values("counted")[:1]),
    )  # fmt: skip


def traces_of(case):
    """The Traces of a file that was loaded `with_traces`."""
    is_lost = case.control_state == ControlState.LOST_CONTACT
    return losing.Traces(
        since=case.silent_since,
        missed=case.contacts_missed,
        attempts=case.tried_in_vain,
        nobody_knows=case.nobody_knows,
        rejected=case.rejected_at,
        lost_on=(case.lost_on or case.enrolled_on) if is_lost else None,
        met_on=case.met_on,
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
    """The Standing of each of these files, loaded `with_traces`. One query more, if any."""
    cases = list(cases)
    rule_of = rules_of_lost() if cases else None
    return [standing(case, rule_of(case.village_id), today) for case in cases]


def standing(case, rule, today):
    traces, status = traces_of(case), None
    if case.control_state in (ControlState.IN_CONTROL, ControlState.LOST_CONTACT):
        status = losing.status_of(traces, rule, today)
    return Standing(case, traces, status, traces.days(today))


def standing_of(case, today):
    """The Standing of one file. Two queries."""
    rows = with_traces(CaseFile.objects.filter(pk=case.pk), today)
    return standings(rows, today)[0]


def rules_of_lost():
    """The rule of every township: a function from the code of a village. One query."""
    columns = ("lost_missed", "lost_days", "lost_attempts")
    usual = losing.Rule(*(OfficeRules._meta.get_field(name).default for name in columns))
    stored = {row[0]: losing.Rule(*row[1:])
              for row in OfficeRules.objects.values_list("area", *columns)}  # fmt: skip
    return lambda code: stored.get(township_of(code), usual)


def asking(cases, today, *, searched=False):
    """The Standings that ask something, of open files. `searched`: only where somebody searched."""
    sought = Exists(ContactAttempt.objects.standing().filter(case=OuterRef("pk")))
    silent = sought if searched else Q(contacts_missed__gte=1) | Q(nobody_knows=True)
    rows = with_traces(cases.open(), today).filter(
        Q(control_state=ControlState.LOST_CONTACT)
        | (Q(control_state=ControlState.IN_CONTROL) & silent)
    )
    return [row for row in standings(rows, today) if row.status]


def cases_in(cases, statuses, today):
    """Those of the files that stand so, asked row by row."""
    searched = LostStatus.SUSPECTED not in statuses
    found = asking(cases.select_related(None).order_by(), today, searched=searched)
    return cases.filter(pk__in=[row.case.pk for row in found if row.status in statuses])


def search_of(case, since):
    """What was tried after a day, in Chinese words, as the papers have it."""
    tried = case.contactattempts.in_vain().filter(tried_on__gt=since)
    with override("zh-hans"):
        return "；".join(row.words for row in tried)[:TOLD]
