"""Who signed in, or tried to: each time, by what, from about where. Kept for 180 days."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.access import Permission
from jurisdiction.models.officers import Officer
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import SignInWay

KEPT = timedelta(days=180)  # 网络安全法 21: at least six months


class SignInQuerySet(ScopedQuerySet):
    area_path = "officer__office__code"
    read_permission = Permission.OFFICER_MANAGE

    def visible_to(self, officer, permission=None):
        """Those of the accounts that the office keeps, and one's own."""
        return super().visible_to(officer, permission) | self.filter(officer=officer.pk)

    def past(self, now):
        """Those whose time is over."""
        return self.filter(at__lt=now - KEPT)


class SignIn(models.Model):
    """One sign-in, or a try that was refused: then without officer where no account has the name.

    What was typed is never kept, and of an address only its rough origin.
    """

    APPEND_ONLY = True

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name=_("officer")
    )
    way = models.CharField(_("by what"), max_length=10, choices=SignInWay)
    is_let_in = models.BooleanField(_("let in"))
    address = models.CharField(_("from about"), max_length=40)
    system = models.CharField(_("system"), max_length=60, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(fields=["officer", "-at"], name="sign_in_by_officer"),
            models.Index(fields=["at"], name="sign_in_by_day"),
        ]

    def __str__(self):
        return f"{self.get_way_display()} {self.at:%Y-%m-%d %H:%M}"
