"""The responsibility letter of assistance (帮教责任书, form F6): four parties for one person."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import BagDocument
from casefiles.models.papers import Paper, once_per_key
from casefiles.scoping import HangingQuerySet
from casefiles.terms import FOUR_IN_ONE, TeamRole
from casefiles.terms.bag import BagPaper, HelpLetterState, HelpLetterWork
from jurisdiction.history import tracked
from jurisdiction.models.addresses import address

ENDING_SOON = timedelta(days=30)  # before the end of the term: the next letter is asked for
PARTIES = [(role.value, role.label) for role in FOUR_IN_ONE]


class HelpLetterQuerySet(HangingQuerySet):
    def signed(self):
        """Signed by all four, of this or an earlier edition."""
        return self.filter(state__in=[HelpLetterState.SIGNED, HelpLetterState.REPLACED])

    def unsigned(self):
        return self.filter(state__in=[HelpLetterState.DRAFTED, HelpLetterState.SIGNING])

    def in_force(self, day):
        """Signed by all four, and its term holds that day; it runs on to its last day."""
        rows = self.filter(state=HelpLetterState.SIGNED)
        return rows.filter(term_from__lte=day, term_to__gte=day)


@tracked()
class HelpLetter(Paper):
    """One edition of the letter. Signed pages are never edited: a change is the next edition."""

    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    reason = models.CharField(_("reason for the change"), max_length=200, blank=True)
    family_duties = models.TextField(_("duties of the family"), max_length=500)
    village_duties = models.TextField(_("duties of the village"), max_length=500)
    township_duties = models.TextField(_("duties of the township"), max_length=500)
    police_duties = models.TextField(_("duties of the police station"), max_length=500)
    targets = models.TextField(_("targets"), max_length=500)
    term_from = models.DateField(_("term from"))
    term_to = models.DateField(_("term to"))
    rewards = models.TextField(_("reward and penalty"), max_length=500, blank=True)
    confidentiality = models.TextField(_("confidentiality"), max_length=500)
    copies = models.PositiveSmallIntegerField(_("copies"), default=4)
    state = models.CharField(
        _("state"), max_length=10, choices=HelpLetterState, default=HelpLetterState.DRAFTED,
        editable=False,
    )  # fmt: skip
    signed_on = models.DateField(_("signed by all on"), null=True, editable=False)

    objects = HelpLetterQuerySet.as_manager()

    class Meta:
        ordering = ["-edition"]
        verbose_name = _("help responsibility letter")
        verbose_name_plural = _("help responsibility letters")
        indexes = [models.Index(fields=["state", "term_to"], name="helpletter_by_end")]
        constraints = [
            once_per_key("helpletter"),
            models.UniqueConstraint(fields=["case", "edition"], name="helpletter_edition_once"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["drafted", "signing"]),
                name="helpletter_unsigned_is_one",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="signed"), name="helpletter_signed_is_one"
            ),
            models.CheckConstraint(
                condition=Q(term_to__gte=F("term_from")), name="helpletter_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(reason=""), name="helpletter_changed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "signing"]) ^ Q(signed_on__isnull=False),
                name="helpletter_signed_has_its_day",
            ),
            models.CheckConstraint(condition=Q(copies__gte=1), name="helpletter_has_a_copy"),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.edition}"

    def get_absolute_url(self):
        return address("casefiles:help-letter-detail", self.pk)

    @property
    def is_unsigned(self):
        return self.state in (HelpLetterState.DRAFTED, HelpLetterState.SIGNING)

    @property
    def may_be_edited(self):
        return self.state == HelpLetterState.DRAFTED

    def duties_of(self, party):
        return getattr(self, f"{party}_duties")

    def badge(self, today):
        if self.state == HelpLetterState.REPLACED:
            return "cancelled"
        if self.is_unsigned:
            return "due"
        return "overdue" if self.term_to < today else "done"


@tracked()
class HelpLetterSignature(Paper):
    """That one party signed, and who; or why the family's signature is not there. Only added."""

    APPEND_ONLY = True

    letter = models.ForeignKey(HelpLetter, models.PROTECT, related_name="signatures")
    party = models.CharField(_("party"), max_length=20, choices=PARTIES)
    signer = models.CharField(_("who signed"), max_length=40, blank=True)
    signed_on = models.DateField(_("signed on"))
    absent_reason = models.CharField(
        _("why nobody of the family signs"), max_length=200, blank=True
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signature of a help responsibility letter")
        verbose_name_plural = _("signatures of help responsibility letters")
        constraints = [
            once_per_key("helplettersignature"),
            models.UniqueConstraint(
                fields=["letter", "party"], name="helplettersignature_once_for_each_party"
            ),
            models.CheckConstraint(
                condition=Q(signer="") ^ Q(absent_reason=""),
                name="helplettersignature_is_somebodys_or_says_why_nobodys",
            ),
            models.CheckConstraint(
                condition=Q(absent_reason="") | Q(party=TeamRole.FAMILY),
                name="helplettersignature_only_the_family_may_be_nobody",
            ),
        ]

    def __str__(self):
        return f"{self.get_party_display()} {self.signer or self.absent_reason}"


def on_paper():
    """The letters of a file that are noted as a paper only."""
    part = BagPaper.RESPONSIBILITY_LETTER
    return BagDocument.objects.filter(case=OuterRef("pk"), part=part)


def with_letter_work(cases, work, today):
    """The files among `cases` whose responsibility letter waits for this work of the office."""
    letters = HelpLetter.objects.filter(case=OuterRef("pk"))
    running = letters.in_force(today)
    conditions = {
        HelpLetterWork.NONE: ~Exists(letters) & ~Exists(on_paper()),
        HelpLetterWork.NOT_IN_FORCE: ~Exists(running),
        HelpLetterWork.UNSIGNED: Exists(letters.unsigned()),
        HelpLetterWork.ENDING: Exists(running.filter(term_to__lte=today + ENDING_SOON)),
        HelpLetterWork.IN_FORCE: Exists(running),
    }
    return cases.filter(conditions[work])
