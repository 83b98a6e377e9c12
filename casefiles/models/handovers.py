"""Handing a village's work from one cadre to the next; who is responsible in between."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.papers import once_per_key
from casefiles.terms.moves import HandoverState
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer, Posting
from jurisdiction.models.addresses import address
from jurisdiction.scoping import ScopedQuerySet, within
from jurisdiction.terms import Capacity

SHAPES = {
    HandoverState.OFFERED: "due", HandoverState.ACCEPTED: "done",
    HandoverState.WITHDRAWN: "cancelled",
}  # fmt: skip
PARTS = ("cases", "slots", "tasks", "letters")


def numbers_of(label):
    return ArrayField(models.BigIntegerField(), default=list, editable=False, verbose_name=label)


class HandoverQuerySet(ScopedQuerySet):
    def open(self):
        """Not accepted yet: the township's officer is responsible."""
        return self.filter(state=HandoverState.OFFERED)

    def acceptable_by(self, officer):
        """Those that wait for this officer to take over."""
        rows = self.visible_to(officer, Permission.VISIT_RECORD).open()
        return rows.filter(to_officer=officer)


@tracked()
class Handover(models.Model):
    """What one cadre of a village hands to the next. Names nobody: of each thing its number.

    The numbers are those of the day on which it is accepted; before, the package is as it stands.
    """

    village = models.ForeignKey(
        Area, models.PROTECT, related_name="handovers", verbose_name=_("village")
    )
    from_officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("who hands over")
    )
    to_officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("who takes over")
    )
    reason = models.CharField(_("reason"), max_length=200)
    drawn_on = models.DateField(_("drawn up on"))
    state = models.CharField(
        _("state"), max_length=10, choices=HandoverState, default=HandoverState.OFFERED
    )
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    remark = models.CharField(_("remark of the next cadre"), max_length=300, blank=True)
    cases = numbers_of(_("persons"))
    slots = numbers_of(_("open slots"))
    tasks = numbers_of(_("tasks"))
    letters = numbers_of(_("unfinished letters"))
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-drawn_on", "-pk"]
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            once_per_key("handover"),
            models.UniqueConstraint(
                fields=["village", "from_officer"], condition=Q(state=HandoverState.OFFERED),
                name="handover_open_once_for_a_cadre",
            ),
            models.CheckConstraint(
                condition=~Q(from_officer=F("to_officer")), name="handover_has_two_sides"
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.ACCEPTED) ^ Q(accepted_on=None),
                name="handover_is_accepted_on_a_day",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.village}: {self.from_officer} → {self.to_officer}"

    def get_absolute_url(self):
        return address("responsibility:handover-detail", self.pk)

    @property
    def is_open(self):
        return self.state == HandoverState.OFFERED

    @property
    def shape(self):
        return SHAPES[self.state]


def responsible_meanwhile(villages, today):
    """{village: (cadres of an open handover, names of the township's officers)}. Two queries."""
    open_ones = {}
    rows = Handover.objects.open().filter(village__in=villages)
    for village, *sides in rows.values_list("village", "from_officer__name", "to_officer__name"):
        open_ones.setdefault(village, set()).update(sides)
    if not open_ones:
        return {}
    offices = Posting.objects.in_force(today).filter(capacity=Capacity.DRUG_CONTROL_OFFICER)
    posted = list(offices.values_list("area", "officer__name"))
    return {
        village: (sides, [name for area, name in posted if village.startswith(area)])
        for village, sides in open_ones.items()
    }


def cadre_postings(officer_codes, since):
    """Postings as village cadre in these areas that have not ended before a day."""
    rows = Posting.objects.not_ended(since).filter(
        within("area__code", officer_codes), capacity=Capacity.VILLAGE_CADRE
    )
    return rows.select_related("officer", "area").order_by("area", "valid_from")
