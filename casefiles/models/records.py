"""What was done: visits (form F4) and tests. Each may close one due slot."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import CaseFile
from casefiles.models.slots import DueSlot
from casefiles.scoping import HangingQuerySet
from casefiles.terms import Sex, VisitMode, VisitOutcome, VisitPlace
from casefiles.terms.testing import (
    CLOSING,
    NOT_TAKEN,
    WITHOUT_TESTERS,
    Finding,
    NoticeWay,
    SampleKind,
    Signing,
    TestResult,
)
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.models.addresses import address
from jurisdiction.models.labels import Labelled


class Recorded(Labelled):
    """A record carries its village, who entered it, when, and under which idempotency key."""

    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_reason = models.CharField(_("reason for withdrawing"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    @property
    def recorded_on(self):
        return timezone.localdate(self.recorded_at)


class VisitQuerySet(HangingQuerySet):
    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def met(self):
        """The person was met face to face."""
        return self.standing().filter(mode=VisitMode.FACE, outcome=VisitOutcome.FOUND)

    def with_photo_count(self):
        """Says of each visit how many photos it shows (`photo_count`)."""
        standing = Q(photos__withdrawn_at__isnull=True)
        return self.annotate(photo_count=Count("photos", filter=standing))

    def with_photos_told(self):
        """Says of each visit whether it shows photos (`shows_photos`); rows can be locked."""
        from casefiles.models.photos import VisitPhoto  # photos build on records

        there = VisitPhoto.objects.filter(visit=OuterRef("pk"), withdrawn_at__isnull=True)
        return self.annotate(shows_photos=Exists(there))


@tracked()
class Visit(Recorded):
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="visits")
    slot = models.OneToOneField(
        DueSlot, models.PROTECT, related_name="visit", null=True, blank=True
    )
    visited_on = models.DateField(_("visited on"))
    mode = models.CharField(_("mode"), max_length=10, choices=VisitMode, default=VisitMode.FACE)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=VisitOutcome, default=VisitOutcome.FOUND
    )
    place = models.CharField(_("place"), max_length=20, choices=VisitPlace, default=VisitPlace.HOME)
    companion = models.CharField(_("second visitor"), max_length=80, blank=True)
    is_unchanged = models.BooleanField(_("no change since last visit"), default=False)
    family = models.TextField(_("person and family"), max_length=500, blank=True)
    work = models.TextField(_("work and production"), max_length=500, blank=True)
    views = models.TextField(_("views on the office"), max_length=500, blank=True)
    difficulty = models.TextField(_("hardest difficulty now"), max_length=500, blank=True)
    other = models.TextField(_("other"), max_length=500, blank=True)
    help_given = models.CharField(_("help given"), max_length=200, blank=True)
    needs_follow_up = models.BooleanField(_("follow-up needed"), default=False)
    follow_up = models.CharField(_("what is to follow"), max_length=200, blank=True)

    BLOCKS = ("family", "work", "views", "difficulty", "other")

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-pk"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(fields=["case", "-visited_on"], name="visit_latest_of_case"),
            models.Index(fields=["village", "visited_on"], name="visit_by_village"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "idempotency_key"], name="visit_once_per_key"
            ),
            models.CheckConstraint(
                condition=Q(slot__isnull=True)
                | Q(mode=VisitMode.FACE, outcome=VisitOutcome.FOUND, withdrawn_at__isnull=True),
                name="visit_closes_a_slot_only_face_to_face",
            ),
        ]

    def __str__(self):
        return f"{self.visited_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return address("casefiles:visit-detail", self.pk)

    @property
    def is_found(self):
        return self.outcome == VisitOutcome.FOUND

    @property
    def entered_days_later(self):
        return (self.recorded_on - self.visited_on).days


class DrugTestQuerySet(HangingQuerySet):
    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def with_finding(self):
        """Says of each test how its report to the police ended (`finding`), if it did."""
        from casefiles.models.tasks import Task  # tasks build on records

        ended = Task.objects.filter(test=OuterRef("pk")).order_by("-pk")
        return self.annotate(finding=Subquery(ended.values("outcome")[:1]))

    def conclusive(self):
        """Negative or positive."""
        return self.standing().filter(result__in=DrugTest.CLOSING)


@tracked()
class DrugTest(Recorded):
    """Form F8. What was written is never edited: a correction is the next edition."""

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="tests")
    slot = models.OneToOneField(DueSlot, models.PROTECT, related_name="test", null=True, blank=True)
    tested_on = models.DateField(_("tested on"))
    sample_kind = models.CharField(
        _("sample"), max_length=10, choices=SampleKind, default=SampleKind.URINE
    )
    result = models.CharField(_("result"), max_length=10, choices=TestResult)
    tester_1 = models.CharField(_("first tester"), max_length=40)
    tester_2 = models.CharField(_("second tester"), max_length=40)
    sampler = models.CharField(_("sample taken by"), max_length=10, choices=Sex, blank=True)
    sampler_reason = models.CharField(
        _("why not by a woman"),
        max_length=200,
        blank=True,
        help_text=_("Urine of a woman is taken by a woman. Why was it not?"),
    )
    # How the person was told of the test
    notified_on = models.DateField(_("told of the test on"), null=True, blank=True)
    notified_how = models.CharField(
        _("told of the test how"), max_length=10, choices=NoticeWay, blank=True
    )
    # The test itself
    taken_at = models.TimeField(_("time of the test"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    kit_brand = models.CharField(_("brand of the kit"), max_length=60, blank=True)
    kit_batch = models.CharField(_("batch of the kit"), max_length=40, blank=True)
    kit_expires_on = models.DateField(_("kit usable until"), null=True, blank=True)
    items = models.JSONField(_("items tested"), default=dict, blank=True)  # name of item: result
    signing = models.CharField(
        _("signed by the person"), max_length=10, choices=Signing, blank=True
    )
    photo_no = models.CharField(_("photo no."), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    # What followed
    told_at = models.DateTimeField(_("result told to the person at"), null=True, blank=True)
    objection_until = models.DateField(_("objection until"), null=True, editable=False)
    objected_on = models.DateField(_("objection made on"), null=True, blank=True)
    sample_a_no = models.CharField(_("no. of sample A"), max_length=40, blank=True)
    sample_b_no = models.CharField(_("no. of sample B"), max_length=40, blank=True)
    kept_until = models.DateField(_("samples kept until"), null=True, editable=False)
    admonition_no = models.CharField(_("no. of the admonition letter"), max_length=80, blank=True)
    police_told_at = models.DateTimeField(_("police told at"), null=True, blank=True)
    police_told_by = models.CharField(_("police told by"), max_length=40, blank=True)
    # Which edition of the record this is
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    corrects = models.OneToOneField(
        "self", models.PROTECT, related_name="corrected_by", null=True, editable=False
    )
    correction_reason = models.CharField(
        _("reason for the correction"), max_length=150, blank=True, editable=False
    )

    # Refused and evaded tests stay due; an invalid one has to be repeated.
    CLOSING = CLOSING

    objects = DrugTestQuerySet.as_manager()

    class Meta:
        ordering = ["-tested_on", "-pk"]
        verbose_name = _("test")
        verbose_name_plural = _("tests")
        indexes = [models.Index(fields=["case", "-tested_on"], name="test_latest_of_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["recorded_by", "idempotency_key"], name="test_once_per_key"
            ),
            models.CheckConstraint(
                condition=Q(slot__isnull=True) | Q(result__in=CLOSING, withdrawn_at__isnull=True),
                name="test_closes_a_slot_only_with_a_result",
            ),
            models.CheckConstraint(
                condition=~Q(tester_1=F("tester_2")),
                name="test_has_two_testers",
                violation_error_message=_("Two different persons take a test."),
            ),
            models.CheckConstraint(
                condition=Q(result__in=WITHOUT_TESTERS) | ~Q(tester_2=""),
                name="test_is_taken_by_two",
            ),
            models.CheckConstraint(
                condition=Q(kit_expires_on__isnull=True)
                | Q(kit_expires_on__gte=F("tested_on"))
                | ~Q(result__in=CLOSING),
                name="test_counts_only_with_a_kit_in_date",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, correction_reason="")
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
                name="test_corrected_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.tested_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return address("casefiles:test-detail", self.pk)

    @property
    def is_taken(self):
        return self.result not in NOT_TAKEN

    @property
    def entered_days_later(self):
        return (self.recorded_on - self.tested_on).days

    @property
    def finding_label(self):
        """What a positive result is worth by now. Wants `with_finding`."""
        return Finding.of(self.finding).label if self.result == TestResult.POSITIVE else ""

    @property
    def item_results(self):
        """What the kit showed, item by item: (name, result in words)."""
        return [(name, TestResult(result).label) for name, result in self.items.items()]
