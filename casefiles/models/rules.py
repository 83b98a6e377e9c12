"""What an office sets for itself: its terms, and what its kits test for. All have a default."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Subquery
from django.db.models.functions import JSONObject, Left
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.schedules import OfficeQuerySet, township_of
from casefiles.schedule import breaches
from casefiles.terms.breaches import BreachGround
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.terms import AreaLevel


def between(least, most):
    return [MinValueValidator(least), MaxValueValidator(most)]


@tracked()
class OfficeRules(models.Model):
    """The numbers of one township; without a row the defaults below hold."""

    area = models.OneToOneField(Area, models.PROTECT, related_name="+", verbose_name=_("township"))
    objection_days = models.PositiveSmallIntegerField(
        _("days to object to a result"),
        default=3,
        validators=between(1, 60),
        help_text=_("Counted from the day after the person was told. The rules of testing say 3."),
    )
    sample_months = models.PositiveSmallIntegerField(
        _("months for which samples A and B are kept"),
        default=6,
        validators=between(6, 60),
        help_text=_("The rules of testing say at least 6."),
    )
    escalation_days = models.PositiveSmallIntegerField(
        _("days until an unanswered task reaches the next level"),
        default=3,
        validators=between(1, 60),
        help_text=_("One level up on the day after its day, and one more for every so many days."),
    )
    visit_yellow = models.PositiveSmallIntegerField(
        _("visits: yellow from so many days before the due day"),
        default=3,
        validators=between(0, 90),
    )
    visit_red = models.PositiveSmallIntegerField(
        _("visits: red from so many days past the due day"), default=1, validators=between(1, 90)
    )
    test_yellow = models.PositiveSmallIntegerField(
        _("tests: yellow from so many days before the due day"),
        default=14,
        validators=between(0, 90),
    )
    test_red = models.PositiveSmallIntegerField(
        _("tests: red from so many days past the due day"), default=7, validators=between(1, 90)
    )
    warn_tests = models.PositiveSmallIntegerField(
        _("breaches: warn from so many tests refused or evaded"),
        default=breaches.WARNINGS[BreachGround.TESTS],
        validators=between(1, breaches.LIMITS[BreachGround.TESTS] - 1),
        help_text=_("Article 20 speaks of a serious breach from the third on."),
    )
    warn_leaves = models.PositiveSmallIntegerField(
        _("breaches: warn from so many times away without leave"),
        default=breaches.WARNINGS[BreachGround.LEAVES],
        validators=between(1, breaches.LIMITS[BreachGround.LEAVES] - 1),
    )
    warn_days = models.PositiveSmallIntegerField(
        _("breaches: warn from so many days away without leave"),
        default=breaches.WARNINGS[BreachGround.DAYS],
        validators=between(1, breaches.LIMITS[BreachGround.DAYS] - 1),
    )
    lost_missed = models.PositiveSmallIntegerField(
        _("lost contact: suspected from so many due contacts missed in a row"),
        default=2,
        validators=between(1, 12),
    )
    lost_days = models.PositiveSmallIntegerField(
        _("lost contact: suspected after so many days of silence, where the family knows nothing"),
        default=30,
        validators=between(1, 365),
    )
    lost_attempts = models.PositiveSmallIntegerField(
        _("lost contact: proposed after so many attempts in vain"),
        default=2,
        validators=between(1, 20),
        help_text=_("No law names a number. An officer decides about each proposal."),
    )
    exchanges = models.PositiveSmallIntegerField(
        _("information exchanges a month"),
        default=1,
        validators=between(1, 2),
        help_text=_("One or two; two are owed by halves, from the next month on."),
    )
    same_texts = models.PositiveSmallIntegerField(
        _("entries: ask from so many visits of the same text on"),
        default=5,
        validators=between(2, 50),
        help_text=_("A question to whoever entered them, never a penalty."),
    )
    fast_visits = models.PositiveSmallIntegerField(
        _("entries: ask from so many visits entered at once on"),
        default=20,
        validators=between(2, 200),
    )
    fast_minutes = models.PositiveSmallIntegerField(
        _("entries: at once is within so many minutes"), default=10, validators=between(1, 240)
    )
    late_days = models.PositiveSmallIntegerField(
        _("entries: ask when entered so many days after the visit, or more"),
        default=20,
        validators=between(1, 365),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    NUMBERS = (
        "objection_days", "sample_months", "escalation_days", "visit_yellow", "visit_red",
        "test_yellow", "test_red", "warn_tests", "warn_leaves", "warn_days", "lost_missed",
        "lost_days", "lost_attempts", "exchanges", "same_texts", "fast_visits", "fast_minutes",
        "late_days",
    )  # fmt: skip

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of an office")
        verbose_name_plural = _("rules of offices")

    def __str__(self):
        return f"{self._meta.verbose_name} {self.area_id}"


def rules_of(code):
    """The rules of the township in which this area lies; the defaults where it set none."""
    township = township_of(code)
    return OfficeRules.objects.filter(area=township).first() or OfficeRules(area_id=township)


def numbers(name):
    """One number of every township: a function from the code of a village. One query."""
    default = OfficeRules._meta.get_field(name).default
    stored = dict(OfficeRules.objects.values_list("area", name))
    return lambda code: stored.get(township_of(code), default)


LIMITS = ("visit_yellow", "visit_red", "test_yellow", "test_red")


WARNINGS = tuple(f"warn_{ground}" for ground in BreachGround)


def limits_of(village, names=LIMITS):
    """An expression: these numbers of the township of this village, or nothing: the defaults."""
    rules = OfficeRules.objects.filter(area=Left(village, AreaLevel.TOWNSHIP.value))
    return Subquery(rules.values(limits=JSONObject(**{name: name for name in names})))


def warnings_of(limits):
    """{ground: the number from which the office warns}, from what `limits_of` found."""
    if not limits:
        return breaches.WARNINGS
    return {ground: limits[f"warn_{ground}"] for ground in BreachGround}


def own_limits():
    """{township: its limits}, of those that set their own. One query."""
    rows = OfficeRules.objects.values("area", *LIMITS)
    return {row.pop("area"): row for row in rows}


def limits_for(kind, limits):
    """Yellow and red for one kind of slot, from what `limits_of` found."""
    default = {name: OfficeRules._meta.get_field(name).default for name in LIMITS}
    return {colour: (limits or default)[f"{kind}_{colour}"] for colour in ("yellow", "red")}


@tracked()
class DrugItem(models.Model):
    """One item that kits test for (检测项目). A test repeats its name and outlives its end."""

    name = models.CharField(_("item"), max_length=40, unique=True)
    is_in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("item tested")
        verbose_name_plural = _("items tested")

    def __str__(self):
        return self.name


def drug_items():
    """Every item, in use or not: what the office's page of them lists."""
    return DrugItem.objects.order_by("-is_in_use", "pk")
