"""Tokens by which other systems speak to the API: for one posting, with a scope and an end."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models.officers import Officer, Posting
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import TokenScope

LONGEST = timedelta(days=366)


class ApiTokenQuerySet(ScopedQuerySet):
    area_path = "posting__officer__office__code"
    read_permission = Permission.OFFICER_MANAGE

    def visible_to(self, officer, permission=None):
        """Those of the accounts that the office keeps, and those that act for the officer."""
        return super().visible_to(officer, permission) | self.filter(posting__officer=officer.pk)

    def open(self, today):
        """Neither ended nor past the last day."""
        return self.filter(ended_at=None, expires_on__gte=today)


@tracked(exclude=["last_used_at", "last_used_from"])
class ApiToken(models.Model):
    """One token of a named system. Only its keyed hash is stored."""

    system = models.CharField(_("system"), max_length=60)
    posting = models.ForeignKey(
        Posting, models.PROTECT, related_name="tokens", verbose_name=_("acts in the posting")
    )
    scope = ArrayField(
        models.CharField(max_length=10, choices=TokenScope), verbose_name=_("may do")
    )
    secret_index = models.CharField(max_length=64, unique=True, editable=False)
    expires_on = models.DateField(_("last day"))
    made_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name=_("ended by")
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    # The rough origin of the address, as the log of sign-ins keeps it.
    last_used_from = models.CharField(
        _("last used from"), max_length=40, blank=True, editable=False
    )
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.UniqueConstraint(
                fields=["made_by", "idempotency_key"], name="apitoken_once_per_key"
            ),
            models.CheckConstraint(condition=Q(scope__len__gte=1), name="apitoken_may_something"),
            models.CheckConstraint(
                condition=Q(expires_on__lte=F("made_at__date") + LONGEST),
                name="apitoken_lasts_a_year_at_most",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="apitoken_is_ended_by_somebody",
            ),
        ]

    def __str__(self):
        return self.system

    @property
    def scope_labels(self):
        return [TokenScope(each).label for each in self.scope]

    def badge(self, today):
        if self.ended_at:
            return "cancelled"
        return "missed" if self.expires_on < today else "done"
