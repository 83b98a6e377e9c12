"""What a person says is wrong in the file, who decides, and the days without working hours."""

from collections import defaultdict

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import CaseFile
from casefiles.models.papers import Paper, once_per_key
from casefiles.models.records import DrugTest, Visit
from casefiles.scoping import HangingQuerySet
from casefiles.terms import Asker, Decision
from jurisdiction.history import tracked
from jurisdiction.models import Officer
from jurisdiction.models.addresses import address

# The columns of a file that its page shows and a person may dispute.
DISPUTABLE = (
    "name", "alias", "sex", "ethnicity", "birth_date", "id_number", "phone", "living_address",
    "household_address", "employment", "has_low_income", "is_three_nos", "is_away", "away_to",
    "category", "first_found_on", "drug_kinds", "way_of_use", "times_treated",
    "has_crime_history", "crime_note", "measure", "measure_from", "measure_to", "control_state",
    "abstinence", "risk_level", "control_contact", "help_contact", "guardian", "enrolled_on",
    "remarks",
)  # fmt: skip


@tracked()
class SpecialDay(models.Model):
    """A day off that is no weekend, or a weekend on which the offices work (调休)."""

    day = models.DateField(_("day"), unique=True)
    is_off = models.BooleanField(_("day off"))
    name = models.CharField(_("occasion"), max_length=40)

    class Meta:
        ordering = ["day"]
        verbose_name = _("special day")
        verbose_name_plural = _("special days")

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.name}"


def special_days():
    """Two sets of days: off though no weekend, worked though a weekend."""
    days = list(SpecialDay.objects.all())
    return {d.day for d in days if d.is_off}, {d.day for d in days if not d.is_off}


class CorrectionRequestQuerySet(HangingQuerySet):
    def undecided(self):
        return self.filter(decision="")

    def decided(self):
        return self.exclude(decision="")

    def overdue(self, today):
        return self.undecided().filter(due_on__lt=today)

    def marking(self):
        """Those that are drawn beside the fact: undecided, or followed at least in part."""
        return self.exclude(decision=Decision.REFUSED)


def marks():
    """Loads `marks` of visits or tests: the requests that are drawn beside them."""
    return Prefetch("corrections", CorrectionRequest.objects.marking(), to_attr="marks")


def disputed(fact="case"):
    """Of a file: whether one of its facts is disputed today. Of a visit or test: whether it is."""
    return Exists(CorrectionRequest.objects.undecided().filter(**{fact: OuterRef("pk")}))


def is_disputed(record):
    """Of a visit or test loaded with its `marks`: whether a decision about it waits."""
    return any(request.is_undecided for request in record.marks)


@tracked()
class CorrectionRequest(Paper):
    """One fact that the person, or somebody for the person, says is wrong (个人信息保护法 46)."""

    column = models.CharField(_("column"), max_length=40, blank=True)
    visit = models.ForeignKey(
        Visit, models.PROTECT, related_name="corrections", null=True, blank=True
    )
    test = models.ForeignKey(
        DrugTest, models.PROTECT, related_name="corrections", null=True, blank=True
    )
    old_value = models.CharField(max_length=1000, blank=True)
    asked_by = models.CharField(_("asked by"), max_length=10, choices=Asker)
    asker = models.CharField(_("name of who asks"), max_length=40)
    wrong = models.TextField(_("what is said to be wrong"), max_length=500)
    asked = models.TextField(_("what is asked"), max_length=500)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("to be decided by"))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decision_reason = models.CharField(_("reason for the decision"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("request for correction")
        verbose_name_plural = _("requests for correction")
        constraints = [
            once_per_key("correctionrequest"),
            models.CheckConstraint(
                condition=(~Q(column="") & Q(visit=None, test=None))
                | (Q(column="", visit__isnull=False) & Q(test=None))
                | (Q(column="", test__isnull=False) & Q(visit=None)),
                name="correctionrequest_disputes_one_fact",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decision_reason="", decided_by=None, decided_on=None)
                | (
                    ~Q(decision="")
                    & ~Q(decision_reason="")
                    & Q(decided_by__isnull=False, decided_on__isnull=False)
                ),
                name="correctionrequest_is_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")),
                name="correctionrequest_is_due_after_it_came",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return address("casefiles:correction-detail", self.pk)

    @property
    def number(self):
        """On the receipt, such as 2026-000012."""
        return f"{self.received_on.year}-{self.pk:06d}"

    @property
    def is_undecided(self):
        return not self.decision

    @property
    def record(self):
        return self.visit or self.test

    @property
    def fact(self):
        """What is disputed, in words."""
        if self.column:
            return column_label(self.column)
        record = self.record
        return f"{record._meta.verbose_name} {record}"

    @property
    def old_label(self):
        return value_label(self.column, self.old_value) if self.column else ""

    @property
    def is_carried_out(self):
        """Whether the disputed value no longer stands."""
        if self.column:
            return stored_value(self.case, self.column) != self.old_value
        return self.record.is_withdrawn

    def badge(self, today):
        if self.decision:
            return "done"
        return "overdue" if self.due_on < today else "due"


def column_label(column):
    if column == "id_number":
        return _now("ID number")
    if column == "phone":
        return _now("phone")
    return CaseFile._meta.get_field(column).verbose_name


def stored_value(case, column):
    """A column's value as text; of a number that identifies, its mask."""
    value = getattr(case, f"{column}_masked" if column in ("id_number", "phone") else column)
    return "" if value is None else str(value)


def value_label(column, value):
    """The words for a value that `stored_value` gave."""
    if column in ("id_number", "phone"):
        return value or "—"
    field = CaseFile._meta.get_field(column)
    if isinstance(field, models.BooleanField):
        return _now("yes") if value == "True" else _now("no")
    return dict(field.choices or ()).get(value, value) or "—"


def marks_of_file(case):
    """({column: the requests drawn beside it}, whether one about a visit or test is undecided)."""
    found, elsewhere = {}, False
    for request in case.correctionrequests.marking():
        request.case = case
        if request.visit_id or request.test_id:
            elsewhere |= request.is_undecided
        else:
            found.setdefault(request.column, []).append(request)
    return found, elsewhere


def marks_of_records(case):
    """{(Visit or DrugTest, its number): the requests drawn beside it} of one file. One query."""
    found = defaultdict(list)
    for request in case.correctionrequests.marking().filter(column=""):
        fact = (Visit, request.visit_id) if request.visit_id else (DrugTest, request.test_id)
        found[fact].append(request)
    return found


def column_marks(case):
    """{column: the requests drawn beside it} of one file."""
    return marks_of_file(case)[0]


def calendar():
    """Every special day, latest first."""
    return SpecialDay.objects.order_by("-day")
