"""Leave of one person and the return (外出请假、销假, form F9); absence without leave."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from casefiles import identity
from casefiles.models.files import sealed
from casefiles.models.papers import Paper, once_per_key
from casefiles.schedule import leave
from casefiles.scoping import HangingQuerySet
from casefiles.terms.leave import LEFT, STANDING, LeaveState, LeaveStatus
from jurisdiction.history import tracked
from jurisdiction.models import Officer
from jurisdiction.models.addresses import address

SHAPES = {
    LeaveStatus.WAITING: "due", LeaveStatus.AHEAD: "upcoming", LeaveStatus.AWAY: "due",
    LeaveStatus.OVERDUE: "overdue", LeaveStatus.UNAUTHORISED: "missed",
    LeaveStatus.RETURNED: "done", LeaveStatus.REFUSED: "cancelled",
    LeaveStatus.WITHDRAWN: "cancelled",
}  # fmt: skip


def in_status(status, today):
    """A condition: the leave stands so today (`schedule.leave.status_of`)."""
    gone = Q(state=LeaveState.APPROVED, returned_on=None)
    conditions = {
        LeaveStatus.AHEAD: gone & Q(from_on__gt=today),
        LeaveStatus.AWAY: gone & Q(from_on__lte=today, to_on__gte=today),
        LeaveStatus.OVERDUE: gone & Q(to_on__lt=today),
        LeaveStatus.UNAUTHORISED: Q(state=LeaveState.UNAUTHORISED, returned_on=None),
        LeaveStatus.RETURNED: Q(state__in=LEFT, returned_on__isnull=False),
    }
    return conditions.get(status, Q(state=status))


class LeaveQuerySet(HangingQuerySet):
    def in_status(self, status, today):
        return self.filter(in_status(status, today))

    def left(self):
        """Approved, or without leave: what counts for article 20."""
        return self.filter(state__in=LEFT)

    def meeting(self, from_on, to_on):
        """What stands and holds a day from `from_on` to `to_on` (None: without an end)."""
        ends = Q(returned_on__gte=from_on) | Q(returned_on=None, to_on__gte=from_on)
        ends |= Q(returned_on=None, to_on=None)
        rows = self.filter(ends, state__in=STANDING)
        return rows if to_on is None else rows.filter(from_on__lte=to_on)

    def ending_from(self, day):
        """Not over before this day: who is still away ends on no day."""
        return self.filter(
            Q(returned_on__gte=day) | Q(returned_on=None, to_on__gte=day)
            | Q(returned_on=None, state__in=LEFT)
        )  # fmt: skip

    def questions(self, today):
        """How many wait for an answer, by what is asked. One query."""
        asked = (LeaveStatus.WAITING, LeaveStatus.OVERDUE)
        counts = {s.value: Count("pk", filter=in_status(s, today)) for s in asked}
        return self.filter(case__closed_on=None).aggregate(**counts)


@tracked()
class Leave(Paper):
    """One leave that was asked for, or one absence that was found. What is decided stays."""

    state = models.CharField(
        _("state"), max_length=20, choices=LeaveState, default=LeaveState.WAITING, editable=False
    )
    reason = models.CharField(_("reason"), max_length=200)
    county = models.CharField(_("to which county or district"), max_length=60, blank=True)
    address = models.CharField(_("address there"), max_length=120, blank=True)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("last day"), null=True, blank=True)
    leaves_county = models.BooleanField(_("leaves the county"), default=True)
    host = models.CharField(_("with whom there"), max_length=40, blank=True)
    phone_sealed = models.BinaryField(null=True)
    transport = models.CharField(_("means of travel"), max_length=40, blank=True)
    report_on = models.DateField(_("written report of"), null=True, blank=True)
    report_note = models.CharField(_("where the report lies"), max_length=120, blank=True)
    tested_on = models.DateField(_("tested before leaving on"), null=True, blank=True)
    away_office = models.CharField(
        _("office entrusted with tests there"), max_length=80, blank=True
    )
    away_test_plan = models.CharField(_("tests there, how often"), max_length=200, blank=True)
    family = models.CharField(_("family member who signs"), max_length=40, blank=True)
    village_opinion = models.CharField(_("opinion of the village"), max_length=200, blank=True)
    police_opinion = models.CharField(_("opinion of the police"), max_length=200, blank=True)
    # The decision
    approver = models.CharField(_("decided by"), max_length=40, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=200, blank=True)
    decision_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("decision entered by"),
    )  # fmt: skip
    # The return
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    return_note = models.CharField(_("note of the return"), max_length=200, blank=True)
    return_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("return entered by"),
    )  # fmt: skip
    withdrawn_reason = models.CharField(_("reason for withdrawing"), max_length=200, blank=True)
    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    phone = sealed("phone")

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-pk"]
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        indexes = [models.Index(fields=["state", "returned_on", "to_on"], name="leave_by_state")]
        constraints = [
            once_per_key("leave"),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on"))
                | Q(to_on=None, state__in=[LeaveState.UNAUTHORISED, LeaveState.WITHDRAWN]),
                name="leave_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[LeaveState.APPROVED, LeaveState.REFUSED])
                | (~Q(comment="") & ~Q(approver="") & Q(decided_on__isnull=False)),
                name="leave_is_decided_with_a_comment",
            ),
            models.CheckConstraint(
                condition=~Q(state=LeaveState.APPROVED)
                | Q(leaves_county=False)
                | Q(report_on__isnull=False)
                | Q(to_on__lt=F("from_on") + timedelta(days=leave.REPORT_FROM - 1)),
                name="leave_of_three_days_outside_has_a_report",
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None)
                | Q(returned_on__gte=F("from_on"), state__in=[*LEFT, LeaveState.WITHDRAWN]),
                name="leave_returns_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(state=LeaveState.WITHDRAWN) ^ Q(withdrawn_reason=""),
                name="leave_is_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(away_office="", away_test_plan="")
                | (~Q(away_office="") & ~Q(away_test_plan="")),
                name="leave_with_a_test_there_says_where_and_how_often",
            ),
        ]

    def __str__(self):
        return f"{self.from_on:%Y-%m-%d} {self.county}".strip()

    def get_absolute_url(self):
        return address("casefiles:leave-detail", self.pk)

    def place_of(self, column):
        """What binds a sealed value to this row: table, column, row."""
        return f"leave.{column}.{self.seal_id}"

    @property
    def phone_masked(self):
        return identity.mask_phone(self.phone) if self.phone_sealed else ""

    @property
    def absence(self):
        """This leave for the pure rules; of what was approved or found only."""
        until = self.to_on if self.state == LeaveState.APPROVED else None
        return leave.Absence(self.from_on, until, self.returned_on, self.leaves_county)

    @property
    def days(self):
        return leave.days_away(self.from_on, self.to_on) if self.to_on else None

    @property
    def needs_report(self):
        return bool(self.to_on) and leave.needs_report(self.from_on, self.to_on, self.leaves_county)

    @property
    def lacks_report(self):
        return self.needs_report and not self.report_on

    @property
    def may_return(self):
        return self.state in LEFT

    @property
    def is_withdrawn(self):
        return self.state == LeaveState.WITHDRAWN

    def status(self, today):
        return leave.status_of(self.state, self.from_on, self.to_on, self.returned_on, today)

    def shape(self, today):
        return SHAPES[self.status(today)]

    def days_late(self, today):
        """Days past the last allowed one; 0 of what nobody approved, which is another matter."""
        if self.state != LeaveState.APPROVED or today < self.from_on:
            return 0
        return leave.days_late(self.to_on, self.returned_on, today)
