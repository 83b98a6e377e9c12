"""The file of one drug-related person (涉毒人员一人一档), with the columns of roster form F1."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles import identity, names, schedule
from casefiles.schedule.plans import Situation
from casefiles.scoping import HangingQuerySet, PersonQuerySet
from casefiles.terms import (
    Abstinence,
    BagPart,
    CloseReason,
    ControlState,
    Education,
    IdMissingReason,
    MaritalStatus,
    Measure,
    PersonCategory,
    ReasonCode,
    RiskLevel,
    Sex,
    StateAspect,
    WayOfUse,
)
from casefiles.terms.bag import BagPaper
from jurisdiction import vault
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.models.addresses import address
from jurisdiction.models.labels import Labelled

# A roster row is complete when none of these is empty (form F1, the columns every return asks for).
ROSTER_REQUIRED = (
    "name",
    "sex",
    "birth_date",
    "living_address",
    "household_address",
    "category",
    "measure",
    "control_contact",
    "help_contact",
)


def sealed(name, *, index=None):
    """A property over the column `<name>_sealed`; `index` keeps its blind indexes."""

    def read(row):
        column = getattr(row, f"{name}_sealed")
        return vault.unseal(column, place=row.place_of(name)) if column else ""

    def write(row, clear):
        if clear != read(row):
            value = vault.seal(clear, place=row.place_of(name)) if clear else None
            setattr(row, f"{name}_sealed", value)
        if index:
            index(row, clear)

    return property(read, write)


def index_id_number(row, clear):
    # A card of 15 digits and its form of 18 are one number.
    whole = identity.to_18(clear) if clear else ""
    row.id_number_index = vault.blind_index(whole, purpose="id_number") if whole else None
    tail = identity.last_four(clear) if clear else ""
    row.id_tail_index = vault.blind_index(tail, purpose="id_tail") if tail else ""


class CaseFileQuerySet(PersonQuerySet):
    def open(self):
        """Files not closed."""
        return self.filter(closed_on__isnull=True)

    def due_for_sealing(self, today):
        """Closed files whose day of sealing (`schedule.sealing_due_on`) has come."""
        due = Q(pk__in=[])
        for reason, wait in schedule.SEALED_AFTER.items():
            due |= Q(close_reason=reason, closed_on__lte=today - wait)
        unconfirmed = Q(close_reason=CloseReason.RELEASED_AND_ABSTINENT) & ~Q(
            abstinence=Abstinence.ABSTINENT_3Y
        )
        return self.filter(due, sealed_on__isnull=True).exclude(unconfirmed)

    def opened_by(self, opening):
        """The sealed file that two officers opened; PostgreSQL shows it until the opening ends."""
        return self.filter(pk=opening.case_id, sealed_on__isnull=False)

    def search(self, text):
        """Whole name, any one or two characters of it, pinyin, initials."""
        tokens = names.query_tokens(text)
        return self.filter(search_tokens__contains=tokens) if tokens else self.none()

    def with_id_number(self, id_number):
        whole = identity.to_18(id_number)
        return self.filter(id_number_index=vault.blind_index(whole, purpose="id_number"))

    def with_id_tail(self, last_four):
        """The last four characters of the ID number; for whoever holds ID_NUMBER_FIND."""
        return self.filter(id_tail_index=vault.blind_index(last_four.upper(), purpose="id_tail"))

    def doubled(self, among):
        """Open files whose ID number also stands in another of the open files `among`."""
        others = among.open().filter(id_number_index=OuterRef("id_number_index"))
        return self.open().filter(Exists(others.exclude(pk=OuterRef("pk"))))

    def roster_incomplete(self):
        """Files whose roster row lacks a required column, or an ID number without a reason."""
        return self.filter(roster_gaps())

    def lacking(self, part):
        """Files whose bag lacks this part. The roster page is printed from the file itself."""
        from casefiles.models.bag import is_there  # the index builds on files

        if part == BagPart.ROSTER_PAGE:
            return self.roster_incomplete()
        return self.filter(~is_there(part, timezone.localdate()))

    def with_was_met(self):
        """Says of each file whether the person was ever met face to face (`was_met`)."""
        return self.annotate(was_met=Exists(met_visits()))

    def with_order(self):
        """Says of each file whether an order leads its measure (`is_under_order`)."""
        from casefiles.models.orders import under_order  # orders build on files

        return self.annotate(is_under_order=under_order())

    def bag_incomplete(self):
        """Files that lack at least one of the four parts."""
        from casefiles.models.bag import bag_gaps  # the index builds on files

        return self.filter(bag_gaps(timezone.localdate()))


def roster_gaps():
    """A condition: a required column of the roster is empty. A birth date never is."""
    gaps = Q(id_number_sealed__isnull=True, id_missing_reason="")
    for column in ROSTER_REQUIRED:
        if column != "birth_date":
            gaps |= Q(**{column: ""})
    return gaps


def met_visits():
    from casefiles.models.records import Visit  # records build on files

    return Visit.objects.met().filter(case=OuterRef("pk"))


@tracked(exclude=["search_tokens"])
class CaseFile(Labelled):
    # Where
    village = models.ForeignKey(
        Area, models.PROTECT, related_name="cases", verbose_name=_("village")
    )
    group = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="group_cases",
        null=True,
        blank=True,
        verbose_name=_("villager group"),
    )
    household_village = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="household_cases",
        null=True,
        blank=True,
        verbose_name=_("household village"),
        help_text=_("Where it is another one than the village of the living place."),
    )
    # Who
    name = models.CharField(_("name"), max_length=40)
    alias = models.CharField(_("alias"), max_length=40, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex)
    ethnicity = models.CharField(_("ethnicity"), max_length=20, blank=True)
    birth_date = models.DateField(_("birth date"))
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.CharField(max_length=64, null=True, db_index=True)  # noqa: DJ001 - absent is not empty: two files without a number are not duplicates
    id_tail_index = models.CharField(max_length=64, blank=True, db_index=True)
    id_missing_reason = models.CharField(
        _("why there is no ID number"), max_length=30, choices=IdMissingReason, blank=True
    )
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    household_address = models.CharField(_("household address"), max_length=200, blank=True)
    living_address = models.CharField(_("living address"), max_length=200, blank=True)
    household_police_station = models.CharField(
        _("household police station"), max_length=80, blank=True
    )
    living_police_station = models.CharField(_("living police station"), max_length=80, blank=True)
    education = models.CharField(_("education"), max_length=20, choices=Education, blank=True)
    marital_status = models.CharField(
        _("marital status"), max_length=20, choices=MaritalStatus, blank=True
    )
    employment = models.CharField(_("employment"), max_length=120, blank=True)
    has_low_income = models.BooleanField(_("minimum living allowance"), default=False)
    # What is known from the police
    category = models.CharField(_("category"), max_length=20, choices=PersonCategory, blank=True)
    first_found_on = models.DateField(_("first found on"), null=True, blank=True)
    drug_kinds = models.CharField(_("drug kinds"), max_length=120, blank=True)
    way_of_use = models.CharField(_("way of use"), max_length=20, choices=WayOfUse, blank=True)
    reason_code = models.CharField(
        _("reason of first use"), max_length=20, choices=ReasonCode, blank=True
    )
    consequence = models.CharField(_("consequence"), max_length=120, blank=True)
    times_treated = models.PositiveSmallIntegerField(_("times treated"), null=True, blank=True)
    has_crime_history = models.BooleanField(_("crime history"), default=False)
    crime_note = models.CharField(_("crime note"), max_length=200, blank=True)
    source_document_no = models.CharField(
        _("police document no."),
        max_length=80,
        blank=True,
        help_text=_("The document by which the police passed this person on."),
    )
    # Three independent states
    measure = models.CharField(_("measure"), max_length=30, choices=Measure, blank=True)
    measure_from = models.DateField(_("measure from"), null=True, blank=True)
    measure_to = models.DateField(_("measure to"), null=True, blank=True)
    control_state = models.CharField(
        _("control state"), max_length=20, choices=ControlState, default=ControlState.IN_CONTROL
    )
    abstinence = models.CharField(
        _("abstinence"), max_length=20, choices=Abstinence, default=Abstinence.UNDER_3Y
    )
    # How the person is followed
    risk_level = models.CharField(
        _("risk level"), max_length=10, choices=RiskLevel, default=RiskLevel.UNRATED
    )
    is_three_nos = models.BooleanField(_("three noes"), default=False)
    is_away = models.BooleanField(_("away"), default=False)
    away_to = models.CharField(_("away to"), max_length=120, blank=True)
    control_contact = models.CharField(_("control contact"), max_length=40, blank=True)
    control_contact_phone_sealed = models.BinaryField(null=True)
    help_contact = models.CharField(_("help contact"), max_length=40, blank=True)
    help_contact_phone_sealed = models.BinaryField(null=True)
    # Who answers for somebody under 18
    guardian = models.CharField(_("guardian"), max_length=40, blank=True)
    guardian_relation = models.CharField(_("guardian's relation"), max_length=20, blank=True)
    guardian_phone_sealed = models.BinaryField(null=True)
    lost_count = models.PositiveSmallIntegerField(_("times lost"), default=0)
    remarks = models.TextField(_("remarks"), max_length=1000, blank=True)
    # The file itself
    enrolled_on = models.DateField(_("enrolled on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    close_reason = models.CharField(
        _("reason for closing"), max_length=30, choices=CloseReason, blank=True
    )
    sealed_on = models.DateField(_("sealed on"), null=True, editable=False)
    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    search_tokens = ArrayField(models.CharField(max_length=80), default=list, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    id_number = sealed("id_number", index=index_id_number)
    phone = sealed(
        "phone",
        index=lambda row, clear: setattr(
            row, "phone_index", vault.blind_index(clear, purpose="phone") if clear else ""
        ),
    )
    control_contact_phone = sealed("control_contact_phone")
    help_contact_phone = sealed("help_contact_phone")
    guardian_phone = sealed("guardian_phone")

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["village", "group", "pk"]
        verbose_name = _("case file")
        verbose_name_plural = _("case files")
        indexes = [
            GinIndex(fields=["search_tokens"], name="casefile_search_tokens"),
            models.Index(fields=["village", "group", "id"], name="casefile_by_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=True)
                | Q(
                    Func(
                        F("group"),
                        F("village"),
                        function="starts_with",
                        output_field=BooleanField(),
                    )
                ),
                name="casefile_group_lies_in_its_village",
                violation_error_message=_("The villager group belongs to another village."),
            ),
            models.CheckConstraint(
                condition=Q(id_number_sealed__isnull=False) | ~Q(id_missing_reason=""),
                name="casefile_has_id_number_or_reason",
                violation_error_message=_("Say why there is no ID number."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, close_reason="")
                | (Q(closed_on__isnull=False) & ~Q(close_reason="")),
                name="casefile_closed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(sealed_on__isnull=True) | Q(sealed_on__gte=F("closed_on")),
                name="casefile_sealed_after_its_closing",
            ),
            # The same person twice in one village is an error; in two villages it asks for a merge.
            models.UniqueConstraint(
                fields=["village", "id_number_index"],
                condition=Q(closed_on__isnull=True),
                name="casefile_id_number_once_in_a_village",
                violation_error_message=_("A file with this ID number is open in this village."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address("casefiles:case-detail", self.pk)

    def place_of(self, column):
        """What binds a sealed value to this row: table, column, row."""
        return f"casefile.{column}.{self.seal_id}"

    @property
    def file_no(self):
        return f"{self.pk:06d}"

    @property
    def is_closed(self):
        return self.closed_on is not None

    @property
    def sealing_due_on(self):
        """From when a closed file is proposed for sealing, or None."""
        is_confirmed = self.abstinence == Abstinence.ABSTINENT_3Y
        return schedule.sealing_due_on(self.close_reason, self.closed_on, is_confirmed)

    @property
    def id_number_masked(self):
        return identity.mask_id(self.id_number) if self.id_number_sealed else ""

    @property
    def phone_masked(self):
        return identity.mask_phone(self.phone) if self.phone_sealed else ""

    @property
    def control_contact_phone_masked(self):
        clear = self.control_contact_phone
        return identity.mask_phone(clear) if clear else ""

    @property
    def help_contact_phone_masked(self):
        clear = self.help_contact_phone
        return identity.mask_phone(clear) if clear else ""

    @property
    def guardian_phone_masked(self):
        clear = self.guardian_phone
        return identity.mask_phone(clear) if clear else ""

    @property
    def situation(self):
        """What schedules look at."""
        return Situation(self.measure, self.measure_from, self.risk_level)

    def age_on(self, day):
        return schedule.age_on(self.birth_date, day)

    def missing_columns(self):
        """Names of the required roster columns that are empty."""
        missing = [name for name in ROSTER_REQUIRED if not getattr(self, name)]
        if not self.id_number_sealed and not self.id_missing_reason:
            missing.append("id_number")
        return missing


@tracked()
class StateChange(Labelled):
    """One change of measure, control state or abstinence: the history of the three fields."""

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="state_changes")
    aspect = models.CharField(_("aspect"), max_length=20, choices=StateAspect)
    old_value = models.CharField(_("from"), max_length=30, blank=True)
    new_value = models.CharField(_("to"), max_length=30)
    changed_on = models.DateField(_("changed on"))
    document_no = models.CharField(_("document no."), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = HangingQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_on", "-pk"]
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")

    VALUES = {
        StateAspect.MEASURE: Measure,
        StateAspect.CONTROL_STATE: ControlState,
        StateAspect.ABSTINENCE: Abstinence,
    }

    def __str__(self):
        return f"{self.get_aspect_display()}: {self.old_label} → {self.new_label}"

    @property
    def old_label(self):
        return self.label(self.old_value)

    @property
    def new_label(self):
        return self.label(self.new_value)

    def label(self, value):
        return self.VALUES[self.aspect](value).label if value else "—"


class BagDocumentQuerySet(HangingQuerySet):
    def with_scan_count(self):
        """Says of each paper how many of its pages are scanned (`scan_count`)."""
        standing = Q(scans__withdrawn_at__isnull=True)
        return self.annotate(scan_count=Count("scans", filter=standing))


@tracked()
class BagDocument(Labelled):
    """A paper that lies in the bag: which part it is, its date and its pages."""

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="documents")
    part = models.CharField(_("part"), max_length=30, choices=BagPaper)
    dated_on = models.DateField(_("dated"))
    pages = models.PositiveSmallIntegerField(_("pages"), default=1)
    remark = models.CharField(_("remark"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)

    objects = BagDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["part", "dated_on"]
        verbose_name = _("document in the bag")
        verbose_name_plural = _("documents in the bag")
        constraints = [
            models.CheckConstraint(condition=Q(pages__gte=1), name="document_has_a_page"),
            models.UniqueConstraint(
                fields=["recorded_by", "idempotency_key"], name="document_once_per_key"
            ),
        ]

    def __str__(self):
        return self.get_part_display()

    def get_absolute_url(self):
        return address("casefiles:document-detail", self.pk)
