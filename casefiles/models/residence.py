"""Household and living place apart: who sees the state only, and the notice to another township."""

from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import CaseFile
from casefiles.models.papers import Paper, once_per_key
from casefiles.scoping import HangingQuerySet, majority_line
from casefiles.terms import ControlState
from casefiles.terms.residence import NoticeStatus, SentHow
from jurisdiction.access import Permission, area_codes
from jurisdiction.history import tracked
from jurisdiction.models import Area
from jurisdiction.models.addresses import address
from jurisdiction.scoping import ScopedQuerySet, within

SHAPES = {
    NoticeStatus.DRAWN: "upcoming", NoticeStatus.SENT: "due", NoticeStatus.ACKNOWLEDGED: "done",
    NoticeStatus.WITHDRAWN: "cancelled",
}  # fmt: skip


def living_apart(cases):
    """The files whose household lies in another village than the one that keeps them."""
    return cases.filter(household_village__isnull=False).exclude(household_village=F("village"))


class HouseholdPersonQuerySet(ScopedQuerySet):
    """What the household's village sees of a person: nothing that hangs on the file."""

    area_path = "household_village__code"

    def visible_to(self, officer, permission=None):
        rows = super().visible_to(officer, permission)
        if not officer.is_authenticated:
            return rows
        minors = within(self.area_path, area_codes(officer, Permission.MINOR_READ))
        return rows.filter(Q(birth_date__lte=majority_line(timezone.localdate())) | minors)

    def leaving(self):
        """Nobody under 18 is in any export."""
        return self.filter(birth_date__lte=majority_line(timezone.localdate()))

    def files(self):
        return self.order_by().values_list("pk", "living_village")

    @staticmethod
    def files_of(rows):
        return [(row.pk, row.living_village_id) for row in rows]


class HouseholdPerson(models.Model):
    """A view of the data base (`township/wall.py`): name, state and where the person lives.

    The file itself and all that hangs on it stay behind the wall of the living place's village.
    """

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    birth_date = models.DateField(_("birth date"))
    control_state = models.CharField(_("control state"), max_length=20, choices=ControlState)
    household_village = models.ForeignKey(
        Area, models.DO_NOTHING, related_name="+", verbose_name=_("household village")
    )
    living_village = models.ForeignKey(
        Area, models.DO_NOTHING, related_name="+", verbose_name=_("village of the living place")
    )

    objects = HouseholdPersonQuerySet.as_manager()

    class Meta:
        managed = False
        ordering = ["household_village", "id"]
        verbose_name = _("person living elsewhere")
        verbose_name_plural = _("persons living elsewhere")

    def __str__(self):
        return self.name


class ResidenceNoticeQuerySet(HangingQuerySet):
    def in_status(self, status):
        gone = Q(withdrawn_reason="")
        conditions = {
            NoticeStatus.DRAWN: gone & Q(sent_on=None),
            NoticeStatus.SENT: gone & Q(sent_on__isnull=False, acknowledged_on=None),
            NoticeStatus.ACKNOWLEDGED: gone & Q(acknowledged_on__isnull=False),
            NoticeStatus.WITHDRAWN: ~gone,
        }
        return self.filter(conditions[status])


@tracked()
class ResidenceNotice(Paper):
    """The numbered sheet by which another township learns that somebody of ours lives there."""

    township = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("township"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"))
    to_office = models.CharField(_("to which township"), max_length=80)
    address = models.CharField(_("address there"), max_length=120)
    since = models.DateField(_("living there since"), null=True, blank=True)
    asks = models.TextField(_("what is asked"), max_length=500)
    issued_on = models.DateField(_("issued on"))
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    sent_how = models.CharField(_("how it was sent"), max_length=20, choices=SentHow, blank=True)
    acknowledged_on = models.DateField(_("acknowledged on"), null=True, blank=True)
    acknowledged_by = models.CharField(_("acknowledged by"), max_length=80, blank=True)
    acknowledged_no = models.CharField(_("document no."), max_length=80, blank=True)
    withdrawn_reason = models.CharField(_("reason for withdrawing"), max_length=200, blank=True)

    objects = ResidenceNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number", "-pk"]
        verbose_name = _("notice of a living place")
        verbose_name_plural = _("notices of living places")
        constraints = [
            once_per_key("residencenotice"),
            models.UniqueConstraint(
                fields=["township", "year", "number"], name="residencenotice_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(sent_on=None, sent_how="") | (Q(sent_on__gte=F("issued_on"))
                & ~Q(sent_how="")),
                name="residencenotice_is_sent_after_it_was_issued",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_on=None, acknowledged_by="", acknowledged_no="")
                | (Q(acknowledged_on__gte=F("sent_on")) & ~Q(acknowledged_by="")
                & ~Q(acknowledged_no="")),
                name="residencenotice_is_acknowledged_by_a_document",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"〔{self.year}〕{self.number}号"

    def get_absolute_url(self):
        return address("casefiles:notice-detail", self.pk)

    @property
    def status(self):
        if self.withdrawn_reason:
            return NoticeStatus.WITHDRAWN
        if self.acknowledged_on:
            return NoticeStatus.ACKNOWLEDGED
        return NoticeStatus.SENT if self.sent_on else NoticeStatus.DRAWN

    @property
    def shape(self):
        return SHAPES[self.status]

    def days_waiting(self, today):
        """How long the other township has not answered; None where nothing is waited for."""
        return (today - self.sent_on).days if self.status == NoticeStatus.SENT else None


def next_number(township, year):
    """The next number of a township's notices; its area is locked by the caller."""
    numbered = ResidenceNotice.objects.filter(township=township, year=year)
    return (numbered.aggregate(n=Max("number"))["n"] or 0) + 1


def household_of(case: CaseFile):
    """The household's village where it is another one, or None."""
    apart = case.household_village_id not in (None, case.village_id)
    return case.household_village if apart else None
