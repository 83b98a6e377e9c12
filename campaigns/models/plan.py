"""The plan of a year: what each village owes for publicity, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.activities import Activity
from campaigns.terms import PlanItem
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.schedule.windows import state_of
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import SlotState


class PlanSlotQuerySet(ScopedQuerySet):
    area_path = "area__code"
    read_permission = Permission.CAMPAIGN_READ

    def done(self):
        return self.filter(activity__isnull=False)

    def excused(self):
        return self.exclude(excused_reason="")

    def owing(self):
        """Neither done nor excused."""
        return self.filter(activity__isnull=True, excused_reason="")

    def missed(self, today):
        return self.owing().filter(closes_on__lt=today)

    def actionable(self, today):
        return self.owing().filter(opens_on__lte=today, closes_on__gte=today)


@tracked()
class PlanSlot(models.Model):
    """One thing that a village owes in a year's plan, with its window.

    A slot whose window has ended is missed; only an activity of a day inside it can close it, or
    the office, which excuses it with a reason: a village that joined during the year, say.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    item = models.CharField(_("item"), max_length=20, choices=PlanItem)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    # One activity may close several: that of 26 June is the quarter's campaign too.
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="slots", null=True, blank=True
    )
    excused_reason = models.CharField(_("reason for excusing"), max_length=200, blank=True)
    excused_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True, blank=True)

    objects = PlanSlotQuerySet.as_manager()

    class Meta:
        ordering = ["opens_on", "closes_on", "area", "item"]
        verbose_name = _("planned item")
        verbose_name_plural = _("planned items")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "item", "opens_on"], name="plan_slot_once_in_a_window"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")), name="plan_slot_ends_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(activity__isnull=True) | Q(excused_reason=""),
                name="plan_slot_is_done_or_excused",
            ),
            models.CheckConstraint(
                condition=Q(excused_reason="") ^ Q(excused_by__isnull=False),
                name="plan_slot_excused_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.get_item_display()} {self.opens_on:%Y-%m-%d}"

    def holds(self, day):
        return self.opens_on <= day <= self.closes_on

    @property
    def state(self):
        if self.excused_reason:
            return SlotState.EXCUSED
        return SlotState.DONE if self.activity_id else SlotState.OPEN

    def badge(self, today):
        """The word that the badge partial shows."""
        return state_of(
            self.state,
            due_on=self.closes_on,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            today=today,
        )
