"""Letters of responsibility (form F13, for households F6): the promise of one year, on paper.

A letter with a household hangs on the person's file and goes where the file goes; the others show
places, units and their heads only.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.models import CaseFile
from casefiles.scoping import majority_line
from jurisdiction.access import Permission, area_codes
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer, Picture, PictureQuerySet, Unit, kept_once
from jurisdiction.models.addresses import address
from jurisdiction.scoping import ScopedQuerySet, within
from jurisdiction.terms import AreaLevel
from responsibility.terms import LetterLevel, LetterState, Party

# Which standing letter a party has: one in a year.
STANDING = (LetterState.DUE, LetterState.SIGNED, LetterState.REFUSED)


class MaybePersonQuerySet(ScopedQuerySet):
    """Rows of a place, some of which hang on a person's file by `case`."""

    def visible_to(self, officer, permission=None):
        """Rows of persons only where the officer may open the person's file."""
        rows = super().visible_to(officer, permission)
        if not officer.is_authenticated:
            return rows
        return rows.filter(Q(case=None) | Q(case__in=CaseFile.objects.visible_to(officer)))

    def leaving(self):
        """Nobody under 18 is in any export (domain document, section 5)."""
        of_age = Q(case__birth_date__lte=majority_line(timezone.localdate()))
        return self.filter(Q(case=None) | of_age)

    def files(self):
        rows = self.filter(case__isnull=False).order_by()
        return rows.values_list("case", "case__village").distinct()

    @staticmethod
    def files_of(rows):
        return [(row.case_id, row.case.village_id) for row in rows if row.case_id]


class LetterTextQuerySet(ScopedQuerySet):
    area_path = "township__code"
    read_permission = Permission.LETTER_EDIT


@tracked()
class LetterText(models.Model):
    """What the letters of one level say. Text only: an edit makes the next version."""

    township = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("township"))
    level = models.CharField(_("level"), max_length=20, choices=LetterLevel)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=60)
    # Central rules restrict letters to listed matters: the document that authorises them.
    basis = models.CharField(_("authorising document"), max_length=200)
    duties = models.TextField(_("duties"), max_length=3000)
    targets = models.TextField(_("targets"), max_length=2000, blank=True)
    rewards = models.TextField(_("rewards and penalties"), max_length=2000, blank=True)
    written_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    CONTENT = ("title", "basis", "duties", "targets", "rewards")

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        ordering = ["level", "-version"]
        verbose_name = _("text of letters")
        verbose_name_plural = _("texts of letters")
        constraints = [
            models.UniqueConstraint(
                fields=["township", "level", "version"], name="letter_text_version_once"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="letter_text_names_its_basis"),
        ]

    def __str__(self):
        return f"{self.get_level_display()} {self.version}"


@tracked(exclude=["content"])
class LetterTemplate(models.Model):
    """The Word file into which the letters of one level are filled. A new file is a new version."""

    township = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("township"))
    level = models.CharField(_("level"), max_length=20, choices=LetterLevel)
    version = models.PositiveSmallIntegerField(_("version"))
    file_name = models.CharField(_("name of the file"), max_length=120)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("added at"), default=timezone.now)

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        ordering = ["level", "-version"]
        verbose_name = _("template of letters")
        verbose_name_plural = _("templates of letters")
        constraints = [
            models.UniqueConstraint(
                fields=["township", "level", "version"], name="letter_template_version_once"
            )
        ]

    def __str__(self):
        return f"{self.get_level_display()} {self.version}"


class RegisterQuerySet(ScopedQuerySet):
    area_path = "township__code"
    read_permission = Permission.LETTER_EDIT


@tracked()
class LetterRegister(models.Model):
    """The last number given in a township's year. Its row is locked while numbers are given."""

    township = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("township"))
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("register of letters")
        verbose_name_plural = _("registers of letters")
        constraints = [
            models.UniqueConstraint(fields=["township", "year"], name="letter_register_once")
        ]

    def __str__(self):
        return f"{self.township} {self.year}"


class LetterQuerySet(MaybePersonQuerySet):
    area_path = "area__code"
    read_permission = Permission.LETTER_READ

    def answerable_by(self, officer):
        """Letters whose answer the officer writes down: those of the own office, or issued by it.

        A village never writes down that it has itself signed.
        """
        if not officer.is_authenticated:
            return self.none()
        issued = within("issuer__code", area_codes(officer, Permission.LETTER_SIGN))
        kept = within(self.area_path, area_codes(officer, Permission.LETTER_EDIT))
        return self.visible_to(officer).filter(issued | kept)

    def standing(self):
        return self.filter(state__in=STANDING)

    def of_year(self, year):
        return self.filter(year=year)

    def states_by_party(self):
        """{`party_key`: state} of standing letters of one year. One query."""
        rows = self.order_by().values_list("level", "case", "unit", "area", "state")
        return {(level, case or unit or area): state for level, case, unit, area, state in rows}

    def with_parties(self):
        return self.select_related("township", "issuer", "area", "unit", "case", "case__village")


@tracked()
class Letter(models.Model):
    """One letter of one year. What was signed is never edited: a change is the next version."""

    township = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("township"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("no."))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replacement", null=True, blank=True
    )
    level = models.CharField(_("level"), max_length=20, choices=LetterLevel)
    text = models.ForeignKey(LetterText, models.PROTECT, related_name="letters")
    issuer = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("party A"))
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="letters", verbose_name=_("place of party B")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="letters", verbose_name=_("unit"), null=True, blank=True
    )
    case = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="letters", null=True, blank=True,
        verbose_name=_("household of"),
    )  # fmt: skip
    # Who is to sign; who did sign stands in the signatures.
    signer_a = models.CharField(_("signs for party A"), max_length=40, blank=True)
    signer_b = models.CharField(_("signs for party B"), max_length=40, blank=True)
    contact = models.CharField(_("contact"), max_length=40, blank=True)
    members = models.CharField(_("members of the group"), max_length=200, blank=True)
    # Those of the standard on the day of issue, one a line: later edits change no paper.
    vetoes = models.TextField(_("veto cases"), blank=True, editable=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"))  # the last day, as the paper says
    sign_by = models.DateField(_("to be signed by"))
    state = models.CharField(
        _("state"), max_length=10, choices=LetterState, default=LetterState.DUE
    )
    answered_on = models.DateField(_("signed or refused on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    issued_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "number", "-version"]
        verbose_name = _("letter of responsibility")
        verbose_name_plural = _("letters of responsibility")
        indexes = [models.Index(fields=["year", "level", "state"], name="letter_for_figures")]
        constraints = [
            models.UniqueConstraint(
                fields=["township", "year", "number", "version"], name="letter_number_once"
            ),
            models.UniqueConstraint(
                fields=["year", "level", "area"],
                condition=Q(state__in=STANDING, unit__isnull=True, case__isnull=True),
                name="letter_stands_once_for_a_place",
            ),
            models.UniqueConstraint(
                fields=["year", "unit"],
                condition=Q(state__in=STANDING, unit__isnull=False),
                name="letter_stands_once_for_a_unit",
            ),
            models.UniqueConstraint(
                fields=["year", "case"],
                condition=Q(state__in=STANDING, case__isnull=False),
                name="letter_stands_once_for_a_household",
            ),
            models.CheckConstraint(
                condition=Q(level=LetterLevel.VILLAGE_HOUSEHOLD, case__isnull=False)
                | (~Q(level=LetterLevel.VILLAGE_HOUSEHOLD) & Q(case__isnull=True)),
                name="letter_with_a_household_names_the_file",
            ),
            models.CheckConstraint(
                condition=Q(level=LetterLevel.TOWNSHIP_UNIT, unit__isnull=False)
                | (~Q(level=LetterLevel.TOWNSHIP_UNIT) & Q(unit__isnull=True)),
                name="letter_with_a_unit_names_it",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="letter_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "withdrawn", "replaced"]) | ~Q(reason=""),
                name="letter_refused_or_taken_back_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "refused"]) | Q(answered_on__isnull=False),
                name="letter_answered_has_a_day",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("responsibility:letter-detail", self.pk)

    @property
    def title(self):
        """清溪镇责字〔2026〕12号, as the paper is headed; later versions say which."""
        again = f"（第{self.version}版）" if self.version > 1 else ""
        return f"{self.township.name}责字〔{self.year}〕{self.number}号{again}"

    @property
    def party_key(self):
        """Of which recipient this is the letter, as `Recipient.key`."""
        return (self.level, self.case_id or self.unit_id or self.area_id)

    @property
    def party_a(self):
        return self.issuer.name

    @property
    def party_b(self):
        return (self.case or self.unit or self.area).name

    @property
    def village_code(self):
        return self.area_id[: AreaLevel.VILLAGE]

    @property
    def is_standing(self):
        return self.state in STANDING

    @property
    def may_be_answered(self):
        return self.state in (LetterState.DUE, LetterState.REFUSED)

    def is_expired(self, today):
        return self.is_standing and self.valid_to < today

    def is_late(self, today):
        """Still unsigned past the day by which it was to be signed."""
        return self.state == LetterState.DUE and self.sign_by < today


class SignatureQuerySet(MaybePersonQuerySet):
    area_path = "letter__area__code"
    read_permission = Permission.LETTER_READ


@tracked()
class Signature(models.Model):
    """One party's signature: who signed, when, before whom, and where the scan lies."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="signatures")
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="+", null=True, blank=True)
    party = models.CharField(_("party"), max_length=1, choices=Party)
    name = models.CharField(_("signed by"), max_length=40)
    signed_on = models.DateField(_("signed on"))
    witness = models.CharField(_("witness"), max_length=40, blank=True)
    scan_no = models.CharField(_("number of the scan"), max_length=40, blank=True)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["letter", "party"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(fields=["letter", "party"], name="signature_once_of_a_party")
        ]

    def __str__(self):
        return f"{self.get_party_display()} {self.name}"


class LetterScanQuerySet(PictureQuerySet, MaybePersonQuerySet):
    area_path = "letter__area__code"
    read_permission = Permission.LETTER_READ


@tracked(exclude=Picture.SEALED)
class LetterScan(Picture):
    """One page of a signed letter, photographed or scanned."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="scans")
    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="+", null=True, blank=True)

    MOST = 6  # [I] of one letter

    objects = LetterScanQuerySet.as_manager()

    class Meta(Picture.Meta):
        verbose_name = _("scan of a letter")
        verbose_name_plural = _("scans of letters")
        constraints = [kept_once("letter", name="letter_scan_kept_once")]
