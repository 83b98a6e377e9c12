"""The helping team around one person (帮教小组): four in one, and whoever else an office has."""

import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from casefiles import identity
from casefiles.models.files import sealed
from casefiles.models.papers import Paper, once_per_key
from casefiles.models.seats import seat_label
from casefiles.scoping import HangingQuerySet
from casefiles.terms import FOUR_IN_ONE, TeamRole
from jurisdiction.history import tracked
from jurisdiction.models import Officer


class TeamMemberQuerySet(HangingQuerySet):
    def in_force(self, day):
        """Who serves on that day; the last day of service counts."""
        return self.filter(serves_from__lte=day).filter(
            Q(serves_to__isnull=True) | Q(serves_to__gte=day)
        )


@tracked()
class TeamMember(Paper):
    """One seat of the team and who holds it; or why the family's cannot be held by anybody."""

    # A TeamRole, or a seat of the office's own (`TeamSeat`).
    role = models.CharField(_("seat"), max_length=20)
    name = models.CharField(_("name"), max_length=40, blank=True)
    relation = models.CharField(_("relation or post"), max_length=40, blank=True)
    phone_sealed = models.BinaryField(null=True)
    officer = models.ForeignKey(
        Officer,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("account"),
    )
    vacancy_reason = models.CharField(
        _("why there is no family member"), max_length=200, blank=True
    )
    serves_from = models.DateField(_("serves from"))
    serves_to = models.DateField(_("serves until"), null=True, blank=True)
    acknowledged_on = models.DateField(_("acknowledged on"), null=True, blank=True)
    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    phone = sealed("phone")

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["-serves_from", "pk"]
        verbose_name = _("member of the helping team")
        verbose_name_plural = _("members of the helping team")
        constraints = [
            once_per_key("teammember"),
            models.CheckConstraint(
                condition=Q(serves_to__isnull=True) | Q(serves_to__gte=F("serves_from")),
                name="teammember_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(name="") ^ Q(vacancy_reason=""),
                name="teammember_is_somebody_or_says_why_nobody",
            ),
            models.CheckConstraint(
                condition=Q(vacancy_reason="") | Q(role=TeamRole.FAMILY),
                name="teammember_only_the_family_may_be_nobody",
            ),
        ]

    def __str__(self):
        return f"{self.role_label} {self.name}"

    def place_of(self, column):
        """What binds a sealed value to this row: table, column, row."""
        return f"teammember.{column}.{self.seal_id}"

    @property
    def role_label(self):
        return seat_label(self.role)

    @property
    def phone_masked(self):
        return identity.mask_phone(self.phone) if self.phone_sealed else ""

    def serves_on(self, day):
        return self.serves_from <= day and (self.serves_to is None or self.serves_to >= day)


def with_empty_seat(cases, day, roles=FOUR_IN_ONE):
    """The files among `cases` in whose team one of these seats is empty on that day."""
    empty = Q(pk__in=[])
    for role in roles:
        held = TeamMember.objects.in_force(day).filter(case=OuterRef("pk"), role=role)
        empty |= ~Q(Exists(held))
    return cases.filter(empty)


def not_acknowledged(cases, day):
    """The files among `cases` in whose team somebody who serves has not acknowledged the duties."""
    serving = TeamMember.objects.in_force(day).filter(case=OuterRef("pk"), acknowledged_on=None)
    return cases.filter(Exists(serving.exclude(name="")))


def empty_seats(members, day, roles=FOUR_IN_ONE):
    """The seats that none of these members of one team holds on that day, in the order of roles."""
    held = {member.role for member in members if member.serves_on(day)}
    return [role for role in roles if role not in held]
