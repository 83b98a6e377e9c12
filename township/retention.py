"""How long each kind of person-bound record is kept, from when, and what then (ADR 14).

Marks: L the law says so, M the law sets a floor, I our proposal until the archives office decides.
What hangs on a file is kept as long as the file, and a history as long as what it repeats.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jurisdiction.models import Area, RetentionDecision
from jurisdiction.schedule.windows import add_months
from jurisdiction.scoping import within
from jurisdiction.terms import RecordKind, RetentionChoice
from township.wall import is_file, key_to_a_file

FILE = "casefiles.CaseFile"
IMPORTS = ("casefiles.RosterImport", "campaigns.CampaignImport")
DAYS_TO_DECIDE = 30  # I: after the end; silence makes it overdue and prolongs nothing


@dataclass(frozen=True)
class Rule:
    """`column` holds the day on which the clock starts; empty, it has not started."""

    column: str
    years: int
    then: str
    mark: str


RULES = {
    FILE: Rule("closed_on", 10, "ask the archives office: hand over or erase", "I"),
    # The sheet itself is erased after a day or with its confirmation (erase_left_behind).
    "casefiles.RosterImport": Rule("uploaded_at", 3, "erase the row", "M"),
    "campaigns.CampaignImport": Rule("uploaded_at", 3, "erase the row", "M"),
    # 个人信息保护法 56: records of processing, at least three years.
    "jurisdiction.AccessEvent": Rule("read_at", 3, "close the chain, then erase as owner", "M"),
    "jurisdiction.Export": Rule("exported_at", 3, "close the chain, then erase as owner", "M"),
}


def rule_of(model):
    """The rule under which a person-bound table falls, or None."""
    of = getattr(model, "pgh_tracked_model", model)
    if is_file(of) or key_to_a_file(of):
        return RULES[FILE]
    return RULES.get(of._meta.label)


def past_end(label, today):
    """The rows of a kind whose time is over: nothing is done to them, and none is prolonged."""
    rule = RULES[label]
    line = add_months(today, -12 * rule.years)
    return apps.get_model(label)._base_manager.filter(**{f"{day_of(rule)}__lt": line})


def day_of(rule):
    return rule.column if rule.column.endswith("_on") else f"{rule.column}__date"


@dataclass(frozen=True)
class Standing:
    """How one kind of record of an area stands: `n` are past their time, of which `ordered` fall
    under the decision to hand them over or erase them. `ended_on` is the first end of the others.
    """

    kind: str
    n: int
    ordered: int
    ended_on: date | None
    decision: RetentionDecision | None
    today: date

    @property
    def label(self):
        return RecordKind(self.kind).label

    @property
    def rule(self):
        return RULES[self.kind]

    @property
    def undecided(self):
        """How many wait for somebody's decision."""
        return 0 if self.is_kept else self.n - self.ordered

    @property
    def kept_until(self):
        return self.decision.keep_until if self.decision else None

    @property
    def is_kept(self):
        return self.kept_until is not None and self.kept_until >= self.today

    @property
    def decide_by(self):
        """The last day for a decision: 30 days after the first record's end, or after the day
        until which records were to be kept."""
        return max(filter(None, (self.ended_on, self.kept_until))) + timedelta(DAYS_TO_DECIDE)

    @property
    def badge(self):
        if not self.undecided:
            return "excused" if self.is_kept else "done"
        return "overdue" if self.decide_by < self.today else "due"

    @property
    def word(self):
        if not self.n:
            return _("Nothing is past its time")
        if self.is_kept:
            return _("Kept until %(day)s") % {"day": date_format(self.kept_until)}
        if not self.undecided:
            return _("To be handed over or erased; done by the operator")
        told = {"n": self.undecided, "day": date_format(self.decide_by)}
        return _("%(n)s to be decided by %(day)s") % told


def standings(code, decisions, today):
    """One Standing for each kind of record of the area with this code.

    Counted in the scope of the caller; `decisions` are `RetentionDecision.objects.latest()`.
    """
    return [standing(kind, code, decisions.get((code, kind)), today) for kind in RULES]


def standing(kind, code, decision, today):
    rule = RULES[kind]
    ordered = ordered_by(decision, rule)
    found = (
        past_end(kind, today)
        .filter(of_area(kind, code))
        .aggregate(
            n=Count("pk"),
            ordered=Count("pk", filter=ordered),
            first=Min(day_of(rule), filter=~ordered),
        )
    )
    ended = found["first"] and add_months(found["first"], 12 * rule.years)
    return Standing(kind, found["n"], found["ordered"], ended, decision, today)


def ordered_by(decision, rule):
    """A condition: the record's time was over on the day of an order to erase, which holds for
    those records and for no later ones."""
    if decision is None or decision.choice != RetentionChoice.ERASE:
        return Q(pk__in=[])
    line = add_months(timezone.localdate(decision.decided_at), -12 * rule.years)
    return Q(**{f"{day_of(rule)}__lt": line})


def of_area(kind, code):
    """A condition: the record belongs to this area."""
    if kind == FILE:
        return within("village__code", [code])
    if kind in IMPORTS:
        return within("township__code", [code])
    villages = Area.objects.filter(within("code", [code]))
    return Q(villages__overlap=list(villages.values_list("code", flat=True)))
