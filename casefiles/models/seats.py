"""The seats of the helping teams of a township: the four of the law, and what it has besides."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.schedules import OfficeQuerySet, township_of
from casefiles.terms import DUTIES, FOUR_IN_ONE, TeamRole
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer


@tracked()
class TeamSeat(models.Model):
    """What an office has set about one seat. Without a row the defaults of the house hold."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("township"))
    # A TeamRole, or the office's own word for a seat that the house does not know.
    name = models.CharField(_("seat"), max_length=20)
    duty = models.CharField(_("duties"), max_length=200)
    is_asked = models.BooleanField(_("every team needs it"), default=False)
    is_in_use = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    CONTENT = ("duty", "is_asked", "is_in_use")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("seat of the helping teams")
        verbose_name_plural = _("seats of the helping teams")
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="team_seat_once_in_a_township"),
            models.CheckConstraint(
                condition=~Q(name__in=[role.value for role in FOUR_IN_ONE])
                | Q(is_asked=True, is_in_use=True),
                name="team_seat_of_the_four_is_always_asked",
            ),
        ]

    def __str__(self):
        return str(seat_label(self.name))


@dataclass(frozen=True)
class Seat:
    """One seat as it holds in a township; `version` is 0 where the office has set nothing."""

    name: str
    duty: str
    is_asked: bool
    is_in_use: bool = True
    version: int = 0

    @property
    def label(self):
        return seat_label(self.name)

    @property
    def is_of_the_four(self):
        return self.name in FOUR_IN_ONE


def seat_label(name):
    """The word for a seat: translated where the house knows it, else the office's own."""
    return TeamRole(name).label if name in TeamRole else name


def default_seats():
    return {
        role.value: Seat(role.value, str(DUTIES[role]), is_asked=role in FOUR_IN_ONE)
        for role in TeamRole
    }


def seats_of(code):
    """Every seat of the township in which this area lies, in use or not: [Seat]. One query."""
    return seats_by_township(area=township_of(code))(code)


def seats_by_township(**narrowed):
    """A function from the code of a village to its [Seat], in their order. One query."""
    found = {}
    for row in TeamSeat.objects.filter(**narrowed):
        seats = found.setdefault(row.area_id, default_seats())
        seats[row.name] = Seat(row.name, row.duty, row.is_asked, row.is_in_use, row.version)
    return lambda code: list(found.get(township_of(code), default_seats()).values())


def asked(seats):
    """The names of the seats that every team must fill."""
    return [seat.name for seat in seats if seat.is_asked and seat.is_in_use]


def asked_by(officer):
    """The names of the seats that the townships of this officer's postings ask for. One query."""
    seats = dict.fromkeys(role.value for role in FOUR_IN_ONE)
    rows = TeamSeat.objects.visible_to(officer).filter(is_asked=True, is_in_use=True)
    return list(seats | dict.fromkeys(rows.values_list("name", flat=True)))
