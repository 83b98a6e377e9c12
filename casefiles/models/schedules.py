"""How often persons are visited and tested: the house's defaults, an office's, a person's own.

Neither law nor regulation sets a number: each schedule is data that an office may change, from a
day on. A version that was written is never edited, and slots that were opened keep theirs.
"""

from collections import defaultdict

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casefiles.models.papers import Paper, once_per_key
from casefiles.schedule.plans import Rule, Situation, Step, effective
from casefiles.scoping import HangingQuerySet
from casefiles.terms import Every, Measure, OwnMode, RiskLevel, ScheduleBasis, SlotKind
from jurisdiction.access import Permission, area_codes
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.models.labels import Labelled
from jurisdiction.scoping import ScopedQuerySet, within
from jurisdiction.terms import AreaLevel


def township_of(code):
    """The code of the township in which a village lies; a township's or wider one as it is."""
    return code[: AreaLevel.TOWNSHIP]


class OfficeQuerySet(ScopedQuerySet):
    """Data of offices: the house's defaults have no area and are everybody's to read."""

    area_path = "area__code"
    read_permission = Permission.FILE_READ

    def visible_to(self, officer, permission=None):
        """The defaults, and what the office above or at the officer's posting has written."""
        codes = area_codes(officer, permission or self.read_permission)
        if not codes:
            return self.none()
        above = {township_of(code) for code in codes}
        return self.filter(Q(area=None) | Q(area__in=above) | within("area__code", codes))


class ScheduleQuerySet(OfficeQuerySet):
    def of_office(self, township):
        """The house's, and those of this township."""
        return self.filter(Q(area=None) | Q(area=township))

    def begun(self, day):
        """Versions that hold from this day or an earlier one."""
        return self.filter(valid_from__lte=day)


@tracked()
class Schedule(Labelled):
    """One version of one schedule (走访检测频次): what is asked, of whom, from which day on."""

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("township")
    )
    code = models.CharField(_("code"), max_length=40)
    version = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=60)
    origin = models.CharField(_("where it comes from"), max_length=200)
    basis = models.CharField(_("asked of"), max_length=20, choices=ScheduleBasis)
    measures = ArrayField(
        models.CharField(max_length=30, choices=Measure), default=list, blank=True
    )
    risk_level = models.CharField(_("risk level"), max_length=10, choices=RiskLevel, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    valid_from = models.DateField(_("holds from"))
    written_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    CONTENT = ("name", "origin", "basis", "measures", "risk_level", "is_active")

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "code", "version"],
                name="schedule_version_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=(
                    Q(basis=ScheduleBasis.EVERYBODY, measures=[], risk_level="")
                    | (Q(basis=ScheduleBasis.MEASURE, risk_level="") & ~Q(measures=[]))
                    | (Q(basis=ScheduleBasis.RISK_LEVEL, measures=[]) & ~Q(risk_level=""))
                ),
                name="schedule_says_of_whom_it_asks",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def rule_name(self):
        return self.name

    def rule(self):
        """What `schedule.plans` reckons with. Wants `steps` loaded."""
        steps = tuple(Step(step.kind, step.every, step.from_month) for step in self.steps.all())
        return Rule(self, steps, frozenset(self.measures), self.risk_level)

    def step_columns(self):
        """[(kind, from_month, every)] in their order."""
        return sorted((step.kind, step.from_month, step.every) for step in self.steps.all())

    def asked_of(self):
        """Of whom it asks, in words."""
        if self.basis == ScheduleBasis.MEASURE:
            return [Measure(value).label for value in self.measures]
        if self.basis == ScheduleBasis.RISK_LEVEL:
            return [self.get_risk_level_display()]
        return [self.get_basis_display()]


class ScheduleStepQuerySet(ScopedQuerySet):
    read_permission = Permission.FILE_READ

    def visible_to(self, officer, permission=None):
        return self.filter(schedule__in=Schedule.objects.visible_to(officer, permission))


@tracked()
class ScheduleStep(models.Model):
    """One line of a schedule: from so many months after the measure began, one so often."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="steps")
    kind = models.CharField(_("kind"), max_length=10, choices=SlotKind)
    from_month = models.PositiveSmallIntegerField(_("from month"), default=0)
    every = models.CharField(_("how often"), max_length=12, choices=Every)

    objects = ScheduleStepQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "from_month"]
        verbose_name = _("step of a schedule")
        verbose_name_plural = _("steps of a schedule")
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "kind", "from_month"], name="step_once_in_a_schedule"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.get_every_display()}"


class OwnScheduleQuerySet(HangingQuerySet):
    def in_force(self, day):
        """Those that hold on this day; the last day counts."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


@tracked()
class OwnSchedule(Paper):
    """A schedule for one person (个人频次), with its reason; looser only with a document."""

    mode = models.CharField(_("how it counts"), max_length=10, choices=OwnMode)
    visit_every = models.CharField(_("visits"), max_length=12, choices=Every, blank=True)
    test_every = models.CharField(_("tests"), max_length=12, choices=Every, blank=True)
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    document_no = models.CharField(
        _("document no."),
        max_length=80,
        blank=True,
        help_text=_("The paper that allows it. In the place of the office's schedules: required."),
    )

    objects = OwnScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        verbose_name = _("schedule of one person")
        verbose_name_plural = _("schedules of single persons")
        constraints = [
            once_per_key("ownschedule"),
            models.CheckConstraint(
                condition=~Q(visit_every="", test_every=""), name="ownschedule_asks_for_something"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="ownschedule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(mode=OwnMode.BESIDE) | ~Q(document_no=""),
                name="ownschedule_replaces_others_only_with_a_document",
            ),
        ]

    def __str__(self):
        return f"{self.valid_from:%Y-%m-%d}"

    @property
    def rule_name(self):
        return _now("The person's own schedule")

    def holds_on(self, day):
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)

    def every_labels(self):
        """[(kind, how often)] of what it asks for."""
        asked = ((SlotKind.VISIT, self.visit_every), (SlotKind.TEST, self.test_every))
        return [(kind.label, Every(every).label) for kind, every in asked if every]

    def rule(self):
        """What `schedule.plans` reckons with."""
        asked = ((SlotKind.VISIT, self.visit_every), (SlotKind.TEST, self.test_every))
        steps = tuple(Step(str(kind), every) for kind, every in asked if every)
        return Rule(self, steps, is_instead=self.mode == OwnMode.INSTEAD)


class RuleBook:
    """The rules that hold on one day, by township, and those of single persons."""

    def __init__(self, day, cases):
        self.day = day
        self.own = defaultdict(list)
        for row in OwnSchedule.objects.in_force(day).filter(case__in=cases).order_by("pk"):
            self.own[row.case_id].append(row.rule())
        self.versions = list(Schedule.objects.begun(day).prefetch_related("steps"))
        self.townships = {}
        self.asked = {}  # what a township's rules ask of persons in one situation

    def of_township(self, code):
        """The rules of a township, base first: its own version of each, else the house's."""
        if code not in self.townships:
            present = in_force(self.versions, code)
            self.townships[code] = [row.rule() for row in present if row.is_active]
        return self.townships[code]

    def of(self, case, village):
        """All rules that might meet this person; `case` and `village` are keys."""
        return [*self.of_township(township_of(village)), *self.own.get(case, ())]

    def demand(self, kind, row):
        """The strictest demand on a file given by its columns, or None."""
        person = Situation(row["measure"], row["measure_from"], row["risk_level"])
        if row["pk"] in self.own:
            return effective(self.of(row["pk"], row["village"]), kind, person, self.day)
        asked = (township_of(row["village"]), kind, person)
        if asked not in self.asked:
            rules = self.of_township(asked[0])
            self.asked[asked] = effective(rules, kind, person, self.day)
        return self.asked[asked]


BASES = [basis.value for basis in ScheduleBasis]


def in_force(versions, township):
    """Of each code the version that a township goes by: its own newest one, else the house's.

    Those that ask of everybody come first, so that a tie is told as the plainest rule.
    """
    present = {}
    for row in versions:
        if row.area_id in (None, township):
            before = present.get(row.code)
            if before is None or newer(row, before):
                present[row.code] = row
    return sorted(present.values(), key=lambda row: (BASES.index(row.basis), row.code))


def newer(row, other):
    return (row.area_id is not None, row.version) > (other.area_id is not None, other.version)
