"""Sealed files (封存) and their openings: registers with a number and a village, never a name."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import CaseFile
from casefiles.terms import CloseReason, OpeningGround, OpeningState
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.scoping import ScopedQuerySet

OPEN_FOR = timedelta(hours=24)


class SealingQuerySet(ScopedQuerySet):
    read_permission = Permission.FILE_SEAL


@tracked()
class Sealing(models.Model):
    """That a file was sealed, by whom, and why it had been closed: what is left to be listed."""

    case = models.OneToOneField(CaseFile, models.PROTECT, related_name="sealing")
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    closed_on = models.DateField(_("closed on"))
    close_reason = models.CharField(_("reason for closing"), max_length=30, choices=CloseReason)
    sealed_on = models.DateField(_("sealed on"))
    sealed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("sealed by")
    )

    objects = SealingQuerySet.as_manager()

    class Meta:
        ordering = ["-sealed_on", "-pk"]
        verbose_name = _("sealing")
        verbose_name_plural = _("sealings")

    def __str__(self):
        return self.file_no

    @property
    def file_no(self):
        return f"{self.case_id:06d}"


class SealOpeningQuerySet(ScopedQuerySet):
    read_permission = Permission.OPENING_DECIDE

    def in_state(self, state, now):
        conditions = {
            OpeningState.ASKED: Q(decided_by__isnull=True),
            OpeningState.REFUSED: ~Q(refusal=""),
            OpeningState.OPEN: Q(expires_at__gt=now),
            OpeningState.ENDED: Q(expires_at__lte=now),
        }
        return self.filter(conditions[state])


@tracked()
class SealOpening(models.Model):
    """One sealed file opened for a day: one officer asks, another one lets it be, or refuses."""

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="openings")
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    ground = models.CharField(_("legal ground"), max_length=20, choices=OpeningGround)
    document_no = models.CharField(_("document no."), max_length=80)
    asked_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    decided_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    refusal = models.CharField(_("why not"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("opened at"), null=True)
    expires_at = models.DateTimeField(_("opened until"), null=True)

    objects = SealOpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("opening of a sealed file")
        verbose_name_plural = _("openings of sealed files")
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "idempotency_key"], name="sealopening_once_per_key"
            ),
            models.CheckConstraint(
                condition=~Q(document_no=""), name="sealopening_has_its_document"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="sealopening_takes_two_officers",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, expires_at__isnull=True)
                | Q(
                    decided_by__isnull=False,
                    refusal="",
                    expires_at__isnull=False,
                    expires_at__lte=F("opened_at") + OPEN_FOR,
                ),
                name="sealopening_is_let_be_and_ends_in_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.file_no} {self.document_no}"

    @property
    def file_no(self):
        return f"{self.case_id:06d}"

    def state(self, now):
        if self.decided_by_id is None:
            return OpeningState.ASKED
        if self.refusal:
            return OpeningState.REFUSED
        return OpeningState.OPEN if self.expires_at > now else OpeningState.ENDED
