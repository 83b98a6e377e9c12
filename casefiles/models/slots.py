"""Due work is rows: one for each thing owed, with its window. A missed slot stays missed."""

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casefiles import schedule
from casefiles.models.files import CaseFile
from casefiles.models.rules import limits_for, limits_of, own_limits
from casefiles.models.schedules import OwnSchedule, Schedule
from casefiles.scoping import HangingQuerySet
from casefiles.terms import Every, SlotKind, SlotReason, SlotState
from jurisdiction.history import tracked
from jurisdiction.models import Area
from jurisdiction.models.labels import Labelled
from jurisdiction.scoping import within


class DueSlotQuerySet(HangingQuerySet):
    def of_kind(self, kind):
        return self.filter(kind=kind)

    def open(self):
        return self.filter(state=SlotState.OPEN)

    def actionable(self, today):
        """Open, and the window is open today."""
        return self.open().filter(opens_on__lte=today, closes_on__gte=today)

    def overdue(self, today):
        """Past its due date while its window is still open."""
        return self.actionable(today).filter(due_on__lt=today)

    def missed(self, today):
        """Ended undone; also where the nightly command has not yet said so."""
        return self.filter(Q(state=SlotState.MISSED) | Q(state=SlotState.OPEN, closes_on__lt=today))

    def done(self):
        return self.filter(state=SlotState.DONE)

    def owed(self):
        """What counts in a rate's denominator: everything but excused and cancelled."""
        return self.exclude(state__in=[SlotState.EXCUSED, SlotState.CANCELLED])

    def closing_between(self, first, last):
        return self.filter(closes_on__range=(first, last))

    def with_limits(self):
        """Says of each slot when its office wants it yellow and red (`limits`)."""
        return self.annotate(limits=limits_of(OuterRef("village_id")))

    def in_colour(self, colour, today):
        """What stands yellow or red today, by the limits of its office (`DueSlot.alarm`)."""
        own = own_limits()
        found = stands_in(colour, today, None) & ~within("village__code", sorted(own))
        for township, limits in own.items():
            found |= stands_in(colour, today, limits) & within("village__code", [township])
        return self.actionable(today).filter(found)

    def covering(self, day):
        """Slots whose window holds this day, those that end first before the others."""
        return self.filter(opens_on__lte=day, closes_on__gte=day).order_by("closes_on", "pk")


def stands_in(colour, today, limits):
    """A condition: the due day lies where these limits, or the defaults, give this colour."""
    found = Q()
    for kind in SlotKind:
        days = schedule.days_in(colour, today, **limits_for(kind, limits))
        found |= Q(kind=kind, due_on__range=days)
    return found


@tracked()
class DueSlot(Labelled):
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="slots")
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="+",
        verbose_name=_("village"),
        help_text=_("The village that owed it, whatever becomes of the person later."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=SlotKind)
    every = models.CharField(_("how often"), max_length=12, choices=Every)
    # Which rule made it: a version of a schedule, or the person's own.
    schedule = models.ForeignKey(
        Schedule, models.PROTECT, related_name="+", null=True, verbose_name=_("schedule")
    )
    own_schedule = models.ForeignKey(
        OwnSchedule,
        models.PROTECT,
        related_name="slots",
        null=True,
        verbose_name=_("schedule of one person"),
    )
    period_on = models.DateField(_("period"))  # first day of the window, whoever was enrolled when
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("due on"))
    closes_on = models.DateField(_("closes on"))
    state = models.CharField(_("state"), max_length=10, choices=SlotState, default=SlotState.OPEN)
    reason_code = models.CharField(_("reason"), max_length=30, choices=SlotReason, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = DueSlotQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("due slot")
        verbose_name_plural = _("due slots")
        indexes = [
            models.Index(fields=["village", "kind", "closes_on", "state"], name="slot_for_figures"),
            models.Index(
                fields=["village", "due_on"],
                name="slot_open_by_village",
                condition=Q(state=SlotState.OPEN),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "period_on", "closes_on"], name="slot_once_in_a_period"
            ),
            models.CheckConstraint(
                condition=Q(schedule__isnull=True) | Q(own_schedule__isnull=True),
                name="slot_is_made_by_one_rule",
            ),
            models.CheckConstraint(
                condition=Q(
                    period_on__lte=F("opens_on"),
                    opens_on__lte=F("due_on"),
                    due_on__lte=F("closes_on"),
                ),
                name="slot_is_due_inside_its_window",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[SlotState.EXCUSED, SlotState.CANCELLED]) ^ Q(reason_code=""),
                name="slot_is_excused_or_cancelled_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.period_on:%Y-%m}"

    @property
    def rule_label(self):
        """Which rule made it, in the office's words. Wants `schedule` loaded."""
        if self.own_schedule_id:
            return _now("The person's own schedule")
        return self.schedule.rule_name if self.schedule_id else ""

    @property
    def counts(self):
        """Whether it stands in a rate's denominator."""
        return self.state not in (SlotState.EXCUSED, SlotState.CANCELLED)

    @property
    def closing_test(self):
        """The test that closed it, or None. Wants `test` loaded."""
        return getattr(self, "test", None)

    @property
    def month(self):
        """In which month a year's sheet shows it: of its test, else of its end."""
        test = self.closing_test
        return (test.tested_on if test else self.closes_on).month

    def days_late(self, today):
        return schedule.days_late(self.due_on, today)

    def alarm(self, today):
        """Yellow, red or nothing, by the limits of its office. Wants `with_limits`."""
        if self.badge(today) not in ("due", "overdue"):
            return ""
        return schedule.alarm(self.due_on, today, **limits_for(self.kind, self.limits))

    def badge(self, today):
        """The word that the badge partial shows (`schedule.state_of`)."""
        return schedule.state_of(
            self.state,
            due_on=self.due_on,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            today=today,
        )
