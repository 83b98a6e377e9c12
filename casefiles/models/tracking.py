"""What a village owes besides its persons: ten-day checks (form F12), exchanges (form F11).

Counts only. Who was meant stands in the persons' own files.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casefiles import schedule
from casefiles.models.records import Recorded
from casefiles.terms import Attendee, DutyKind
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Area
from jurisdiction.models.addresses import address
from jurisdiction.models.labels import Labelled
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import SlotState


class VillageDutyQuerySet(ScopedQuerySet):
    read_permission = Permission.FILE_READ

    def open(self):
        return self.filter(state=SlotState.OPEN)

    def actionable(self, today):
        """Open, and the window is open today."""
        return self.open().filter(opens_on__lte=today, closes_on__gte=today)

    def missed(self, today):
        """Ended undone; also where the nightly command has not yet said so."""
        return self.filter(Q(state=SlotState.MISSED) | Q(state=SlotState.OPEN, closes_on__lt=today))


@tracked()
class VillageDuty(Labelled):
    """One check or exchange that a village owes, with its window. A missed one stays missed."""

    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    kind = models.CharField(_("kind"), max_length=20, choices=DutyKind)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    state = models.CharField(_("state"), max_length=10, choices=SlotState, default=SlotState.OPEN)
    # What the village's files said when these ten days ended, for the survey (`models.survey`).
    figures = models.JSONField(_("figures of the files"), null=True, editable=False)

    objects = VillageDutyQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_on", "village", "kind"]
        verbose_name = _("village duty")
        verbose_name_plural = _("village duties")
        indexes = [
            models.Index(fields=["village", "kind", "closes_on", "state"], name="duty_for_figures")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "kind", "opens_on"], name="duty_once_in_a_window"
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")), name="duty_ends_after_it_opens"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.opens_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return address("casefiles:duty-detail", self.pk)

    def badge(self, today):
        """The word that the badge partial shows (`schedule.state_of`)."""
        return schedule.state_of(
            self.state,
            due_on=self.closes_on,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            today=today,
        )


class VillageRecord(Recorded):
    """What a village did for a duty: it closes the one whose window holds its day."""

    SURVEY = ()  # counts that only the village survey asks for

    duty = models.OneToOneField(VillageDuty, models.PROTECT, null=True, blank=True)
    happened_on = models.DateField(_("day"))

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.happened_on:%Y-%m-%d}"

    @property
    def is_late(self):
        """Typed in after the window of its day had ended."""
        window = self.duty or schedule.period_of(self.KIND, self.happened_on)
        return self.recorded_on > window.closes_on


class StandingQuerySet(ScopedQuerySet):
    read_permission = Permission.FILE_READ

    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


def count(label):
    return models.PositiveIntegerField(label, default=0)


@tracked()
class TenDayCheck(VillageRecord):
    """毒情排查 (form F12): what was looked at and found in ten days; nothing found is a report."""

    KIND = DutyKind.TEN_DAY_CHECK

    is_nil = models.BooleanField(_("nothing found"), default=False)
    households_total = count(_("households"))
    households_entered = count(_("households entered"))
    persons_seen = count(_("persons seen"))
    persons_phoned = count(_("persons phoned"))
    persons_not_seen = count(_("persons not seen"))
    persons_away = count(_("persons away"))
    persons_returned = count(_("persons returned"))
    # What the village survey asks besides
    away_province = count(_("away outside the province"))
    away_prefecture = count(_("away in the province, outside the prefecture"))
    serving_sentence = count(_("serving a sentence"))
    released_prisoners = count(_("released from prison"))
    in_detention = count(_("held in detention"))
    suspected_users = count(_("suspected users"))
    suspected_traffickers = count(_("suspected traffickers"))
    strangers = count(_("strangers, rented houses"))
    entertainment_places = count(_("entertainment places"))
    suspicious_plots = count(_("suspicious plots or smells"))
    clues = count(_("clues handed to the police"))
    checker = models.CharField(_("checked by"), max_length=40, blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    COUNTS = (
        "households_total", "households_entered", "persons_seen", "persons_phoned",
        "persons_not_seen", "persons_away", "persons_returned", "suspected_users",
        "suspected_traffickers", "strangers", "entertainment_places", "suspicious_plots", "clues",
    )  # fmt: skip
    SURVEY = (
        "away_province", "away_prefecture", "serving_sentence", "released_prisoners",
        "in_detention",
    )  # fmt: skip
    # What a nil report says is not there.
    FINDINGS = (
        "suspected_users", "suspected_traffickers", "strangers", "suspicious_plots", "clues",
    )  # fmt: skip

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = _("ten-day check")
        verbose_name_plural = _("ten-day checks")
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "idempotency_key"], name="check_once_per_key"
            ),
            models.CheckConstraint(
                condition=Q(households_entered__lte=F("households_total")),
                name="check_enters_no_more_households_than_there_are",
            ),
            models.CheckConstraint(
                condition=Q(is_nil=False)
                | Q(
                    suspected_users=0,
                    suspected_traffickers=0,
                    strangers=0,
                    suspicious_plots=0,
                    clues=0,
                ),
                name="check_is_nil_only_without_findings",
            ),
            models.CheckConstraint(
                condition=Q(duty__isnull=True) | Q(withdrawn_at__isnull=True),
                name="check_withdrawn_closes_nothing",
            ),
        ]


@tracked()
class InfoExchange(VillageRecord):
    """信息交流 (form F11): who sat together, what changed, what was decided."""

    KIND = DutyKind.INFO_EXCHANGE

    host = models.CharField(_("host"), max_length=40)
    attendees = ArrayField(
        models.CharField(max_length=10, choices=Attendee), verbose_name=_("attendees")
    )
    newly_found = count(_("newly found"))
    left = count(_("left"))
    returned = count(_("returned"))
    lost = count(_("lost contact"))
    released = count(_("released"))
    situation = models.TextField(_("drug situation"), max_length=1000, blank=True)
    decisions = models.TextField(_("decisions, with owner and day"), max_length=1000, blank=True)
    next_on = models.DateField(_("next exchange"), null=True, blank=True)

    COUNTS = ("newly_found", "left", "returned", "lost", "released")

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = _("information exchange")
        verbose_name_plural = _("information exchanges")
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "idempotency_key"], name="exchange_once_per_key"
            ),
            models.CheckConstraint(
                condition=Q(duty__isnull=True) | Q(withdrawn_at__isnull=True),
                name="exchange_withdrawn_closes_nothing",
            ),
        ]

    def attendee_words(self):
        return [Attendee(value).label for value in self.attendees]
