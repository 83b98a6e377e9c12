"""Everything that happened with one person, latest first, of all kinds or of one."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from operator import attrgetter

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.models.corrections import marks_of_records
from casefiles.models.risk import levels_set
from casefiles.models.timeline import kinds_there, who_entered
from casefiles.terms import RiskLevel
from casefiles.terms.bag import EventKind, PlanState
from casefiles.terms.leave import LeaveState
from casefiles.views.leave import begun_leaves
from jurisdiction.access import Permission, can_in
from jurisdiction.models.addresses import address

SHOWN = 25  # lines of a timeline on one page
WHOLE = 60  # where all pages of a file are one
# The columns of the records of which a file has dozens.
TOLD_OF_RECORDS = ("case", "recorded_at", "recorded_by", "withdrawn_at")
TOLD_OF_VISITS = (*TOLD_OF_RECORDS, "visited_on", "mode", "outcome", "is_unchanged")
TOLD_OF_TESTS = (*TOLD_OF_RECORDS, "tested_on", "sample_kind", "result")


@dataclass(frozen=True)
class Event:
    """One line: its day, what it was, and the page that tells more, if there is one."""

    day: date
    at: datetime  # when it was written: of two on a day, the later one stands first
    kind: EventKind
    title: str
    row: object
    where: object = ""  # the address, or what gives it: only lines that are shown are asked
    telling: object = ()  # what more is told, or what gives it, as with the address
    is_withdrawn: bool = False
    may_be_marked: bool = False  # a visit or test whose requests for correction may be told
    marks: list = field(default_factory=list)
    by: str = ""  # the name of who entered it

    @cached_property
    def address(self):
        return self.where() if callable(self.where) else self.where

    @cached_property
    def words(self):
        return list(self.telling() if callable(self.telling) else self.telling)

    @property
    def told(self):
        return " · ".join(map(str, self.words))

    @property
    def when(self):
        """Where it stands among the others."""
        return self.day, self.at, getattr(self.row, "pk", 0)

    @cached_property
    def lateness(self):
        """How much later than its day a visit or test was entered, in words; else nothing."""
        days = getattr(self.row, "entered_days_later", 0)
        if days <= 0:
            return ""
        return ngettext("entered %(n)s day later", "entered %(n)s days later", days) % {"n": days}


def timeline(officer, case, kind=""):
    """The events of a file, latest first. One query for the kinds of which there are any, and one
    or more for each of them, however many rows."""
    wanted = [kind] if kind in EventKind else kinds_there(case)
    events = [event for name in wanted for event in TELLERS[name](officer, case)]
    return sorted(events, key=attrgetter("when"), reverse=True)


def filled(case, events):
    """These lines with what only lines that are shown need: who entered each, and the requests
    that are drawn beside visits and tests. Two queries at most."""
    names = who_entered([event.row for event in events])
    may_be_marked = any(event.may_be_marked for event in events)
    found = marks_of_records(case) if may_be_marked else {}
    return [
        replace(
            event,
            by=names.get(event.row.recorded_by_id, ""),
            marks=found.get((type(event.row), event.row.pk), []) if event.may_be_marked else [],
        )
        for event in events
    ]


def visits(officer, case):
    for row in case.visits.order_by().with_photo_count().only(*TOLD_OF_VISITS):
        yield Event(row.visited_on, row.recorded_at, EventKind.VISIT, _("Visit"), row,
                    row.get_absolute_url, partial(words_of_visit, row), row.is_withdrawn,
                    True)  # fmt: skip


def words_of_visit(row):
    words = [row.get_mode_display(), row.get_outcome_display()]
    return [*words, _("no change")] if row.is_unchanged else words


def tests(officer, case):
    """Whoever may not read results sees that a test was done."""
    reads = can_in(officer, Permission.TEST_READ, case.village_id)
    for row in case.tests.order_by().with_finding().only(*TOLD_OF_TESTS):
        yield Event(row.tested_on, row.recorded_at, EventKind.TEST, _("Test"), row,
                    row.get_absolute_url if reads else "",
                    partial(words_of_test, row) if reads else (), row.is_withdrawn,
                    reads)  # fmt: skip


def words_of_test(row):
    words = (row.get_sample_kind_display(), row.get_result_display(), row.finding_label)
    return [word for word in words if word]


def help_records(officer, case):
    for row in case.helprecords.order_by():
        yield Event(row.happened_on, row.recorded_at, EventKind.HELP, row.get_kind_display(), row,
                    row.get_absolute_url, list(row.party_labels), row.is_withdrawn)  # fmt: skip


def states(officer, case):
    for row in case.state_changes.order_by():
        title = f"{row.get_aspect_display()}: {row.old_label} → {row.new_label}"
        words = [word for word in (row.document_no, row.reason) if word]
        yield Event(row.changed_on, row.recorded_at, EventKind.STATE, title, row, "", words)


def risks(officer, case):
    """Each assessment, and each level that was set without one."""
    assessments = list(case.riskassessments.defer("factors_sealed").order_by())
    for row in assessments:
        title = level_title(row.last_level, row.level)
        words = [word for word in (row.reason, row.measures_changed) if word]
        yield Event(row.assessed_on, row.recorded_at, EventKind.RISK, title, row,
                    row.get_absolute_url, [_("Assessment of risk"), *words])  # fmt: skip
    for row in levels_set(case, assessments):
        title = level_title(row.old, row.new)
        yield Event(timezone.localdate(row.recorded_at), row.recorded_at, EventKind.RISK, title,
                    row, "", [_("set without an assessment")])  # fmt: skip


def level_title(old, new):
    levels = f"{RiskLevel(old).label} → {RiskLevel(new).label}"
    return f"{_('Risk level')}: {RiskLevel(new).label if old == new else levels}"


def steps(officer, case):
    for row in case.order_steps.standing().order_by():
        words = [word for word in (row.document_no, row.reason) if word]
        title = f"{_('Order')}: {row.get_move_display()}"
        yield Event(row.happened_on, row.recorded_at, EventKind.ORDER, title, row,
                    row.get_absolute_url, words)  # fmt: skip


def leaves(officer, case):
    for row in begun_leaves(case).order_by():
        absent = row.state == LeaveState.UNAUTHORISED
        words = [word for word in (row.county, row.reason) if word]
        yield Event(row.from_on, row.recorded_at, EventKind.LEAVE,
                    _("Absent without leave") if absent else _("Leave"), row,
                    row.get_absolute_url, words)  # fmt: skip


def contacts(officer, case):
    for row in case.contactattempts.order_by():
        words = [row.get_way_display(), row.get_outcome_display(), row.whom, row.note]
        yield Event(row.tried_on, row.recorded_at, EventKind.CONTACT, _("Attempt to reach"), row,
                    "", [word for word in words if word], row.is_withdrawn)  # fmt: skip
    for row in case.lostdecisions.order_by():
        title = _("Lost contact") if row.is_lost else _("Not found lost")
        words = [word for word in (row.reason, row.document_no) if word]
        yield Event(row.decided_on, row.recorded_at, EventKind.CONTACT, title, row, "", words)
    for row in case.foundagains.order_by():
        words = [word for word in (row.get_how_display(), row.place, row.note) if word]
        yield Event(row.found_on, row.recorded_at, EventKind.CONTACT, _("Found again"), row, "",
                    words)  # fmt: skip


def moves(officer, case):
    for row in case.residencenotices.order_by():
        title = f"{_('Notice to another township')} {row}"
        yield Event(row.issued_on, row.recorded_at, EventKind.MOVE, title, row,
                    row.get_absolute_url, [row.to_office, row.status.label])  # fmt: skip
    yield from transfers(case)


def transfers(case):
    rows = case.transfers.defer("history")
    rows = rows.select_related("from_village", "to_area", "to_village").order_by()
    for row in rows:
        title = f"{_('Move of a file')}: {row}"
        words = [row.get_state_display(), row.answer_reason or row.reason]
        yield Event(row.answered_on or row.offered_on, row.recorded_at, EventKind.MOVE, title, row,
                    row.get_absolute_url, words)  # fmt: skip


def plans(officer, case):
    rows = case.helpplans.exclude(state=PlanState.WAITING)
    for row in rows.order_by():
        title = f"{_('Plan of help')}: {row.get_state_display()}"
        yield Event(row.decided_on, row.recorded_at, EventKind.PLAN, title, row,
                    row.get_absolute_url, [row.approver])  # fmt: skip


def progress(officer, case):
    notes = case.progressnotes.select_related("measure").order_by()
    for row in notes:
        plan = address("casefiles:plan-detail", row.measure.plan_id)
        words = [row.done, row.get_state_display()]
        yield Event(row.happened_on, row.recorded_at, EventKind.PROGRESS,
                    row.measure.get_kind_display(), row, plan, words)  # fmt: skip


def reviews(officer, case):
    for row in case.planreviews.order_by():
        plan = address("casefiles:plan-detail", row.plan_id)
        yield Event(row.held_on, row.recorded_at, EventKind.REVIEW, _("Review of the plan"), row,
                    plan, [row.get_result_display()])  # fmt: skip


def signatures(officer, case):
    for row in case.helplettersignatures.order_by():
        title = f"{_('Help responsibility letter')}: {row.get_party_display()}"
        letter = address("casefiles:help-letter-detail", row.letter_id)
        yield Event(row.signed_on, row.recorded_at, EventKind.LETTER, title, row, letter,
                    [row.signer or row.absent_reason])  # fmt: skip


def papers(officer, case):
    for row in case.documents.order_by():
        title = f"{_('Paper in the bag')}: {row.get_part_display()}"
        yield Event(row.dated_on, row.recorded_at, EventKind.PAPER, title, row,
                    row.get_absolute_url, [row.remark] if row.remark else [])  # fmt: skip


def members(officer, case):
    for row in case.teammembers.order_by():
        title = f"{_('Helping team')}: {row.role_label}"
        name = [row.name or row.vacancy_reason]
        yield Event(row.serves_from, row.recorded_at, EventKind.TEAM, title, row, "",
                    [*name, _("begins")])  # fmt: skip
        if row.serves_to:
            yield Event(row.serves_to, row.recorded_at, EventKind.TEAM, title, row, "",
                        [*name, _("ends")])  # fmt: skip


TELLERS = {
    EventKind.VISIT: visits,
    EventKind.TEST: tests,
    EventKind.HELP: help_records,
    EventKind.STATE: states,
    EventKind.RISK: risks,
    EventKind.ORDER: steps,
    EventKind.LEAVE: leaves,
    EventKind.CONTACT: contacts,
    EventKind.MOVE: moves,
    EventKind.PLAN: plans,
    EventKind.PROGRESS: progress,
    EventKind.REVIEW: reviews,
    EventKind.LETTER: signatures,
    EventKind.PAPER: papers,
    EventKind.TEAM: members,
}
