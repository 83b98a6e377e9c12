"""Officers, and the postings in which they serve an area."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from jurisdiction import access
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models.places import Area, Versioned, in_force
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import AreaLevel, Capacity


class OfficerQuerySet(ScopedQuerySet):
    area_path = "office__code"
    read_permission = Permission.OFFICER_MANAGE

    def serving(self, area_code, day):
        """Whoever holds a posting in this area, or in one above it, on that day."""
        above = [area_code[:level] for level in AreaLevel if level <= len(area_code)]
        postings = Posting.objects.in_force(day).filter(area__in=above)
        return self.filter(is_active=True, pk__in=postings.values("officer"))


class OfficerManager(BaseUserManager.from_queryset(OfficerQuerySet)):
    pass


@tracked(exclude=["last_login", "password"])
class Officer(Versioned, AbstractBaseUser):
    """Whoever signs in. What an officer may do follows from the postings in force."""

    username = models.CharField(
        _("sign-in name"),
        max_length=40,
        unique=True,
        validators=[UnicodeUsernameValidator()],
    )
    name = models.CharField(_("name"), max_length=40)
    office = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="officers",
        verbose_name=_("office"),
        help_text=_("The area whose office keeps this account."),
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Untick instead of deleting the account."),
    )

    objects = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("officer")
        verbose_name_plural = _("officers")
        constraints = [
            # Signing in looks for the lower-case name only.
            models.CheckConstraint(
                condition=Q(username=Lower("username")),
                name="officer_username_is_lower_case",
                violation_error_message=_("A sign-in name has no capital letters."),
            )
        ]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    @cached_property
    def postings_in_force(self):
        """Postings that hold today, once per request."""
        if not self.is_active:
            return []
        return list(self.postings.in_force(timezone.localdate()).select_related("area"))

    @cached_property
    def has_second_factor(self):
        """Whether signing in asks for a code; whoever signs in brings the answer along."""
        return self.authenticator_set.filter(type="totp").exists()

    @property
    def needs_second_factor(self):
        return access.needs_second_factor(self)

    @property
    def must_enrol(self):
        """Whether a second factor is required and not there: nothing opens before it is."""
        return self.needs_second_factor and not self.has_second_factor

    # The admin asks Django's questions; the postings answer them.
    @property
    def is_staff(self):
        return access.can(self, Permission.OFFICER_MANAGE)

    def has_perm(self, perm, obj=None):
        return self.is_staff and perm.startswith("jurisdiction.")

    def has_module_perms(self, app_label):
        return self.is_staff and app_label == "jurisdiction"


class PostingQuerySet(ScopedQuerySet):
    area_path = "area__code"
    read_permission = Permission.OFFICER_MANAGE

    def in_force(self, day):
        return self.filter(in_force(day))

    def not_ended(self, day):
        """In force on that day or still to come."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def number_range(expression):
    """A range of one number: ranges of numbers need no extension in an exclusion constraint."""
    return Func(
        expression,
        expression,
        Value("[]"),
        function="int8range",
        output_field=BigIntegerRangeField(),
    )


@tracked()
class Posting(Versioned):
    """Binds an officer to an area in a capacity, from a day until the day it ends."""

    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="postings", verbose_name=_("officer")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="postings", verbose_name=_("area"))
    capacity = models.CharField(_("capacity"), max_length=30, choices=Capacity)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("First day without this posting; access ends that day."),
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["area", "capacity", "valid_from"]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="posting_ends_after_it_begins",
                violation_error_message=_("The end must lie after the beginning."),
            ),
            ExclusionConstraint(
                name="posting_never_twice_at_once",
                expressions=[
                    (number_range(F("officer")), RangeOperators.OVERLAPS),
                    (
                        number_range(Cast(F("area"), models.BigIntegerField())),
                        RangeOperators.OVERLAPS,
                    ),
                    # A capacity as a number, since ranges of text do not exist.
                    (
                        number_range(
                            Func(
                                F("capacity"),
                                function="hashtext",
                                output_field=models.BigIntegerField(),
                            )
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "This officer already holds this capacity in this area at that time."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.officer} · {self.area} · {self.get_capacity_display()}"
