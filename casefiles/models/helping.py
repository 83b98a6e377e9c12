"""What was done with a person (帮教活动记录, form F5), and by which of the four in one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.models.papers import Paper, once_per_key
from casefiles.models.seats import seat_label
from casefiles.scoping import HangingQuerySet
from casefiles.terms.bag import HelpRecordKind
from jurisdiction.history import tracked
from jurisdiction.models import Officer
from jurisdiction.models.addresses import address


class HelpRecordQuerySet(HangingQuerySet):
    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


@tracked()
class HelpRecord(Paper):
    """One activity: a talk, a study, a training... with who took part and what came of it."""

    kind = models.CharField(_("kind"), max_length=20, choices=HelpRecordKind)
    happened_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=80, blank=True)
    parties = ArrayField(models.CharField(max_length=20), verbose_name=_("who took part"))
    names = models.CharField(_("their names"), max_length=120, blank=True)
    content = models.TextField(_("what was done"), max_length=500)
    attitude = models.CharField(_("the person's attitude"), max_length=200, blank=True)
    problems = models.CharField(_("problems"), max_length=300, blank=True)
    decision = models.CharField(_("decision"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, editable=False
    )
    withdrawn_reason = models.CharField(
        _("reason for withdrawing"), max_length=200, blank=True, editable=False
    )

    objects = HelpRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = _("help record")
        verbose_name_plural = _("help records")
        indexes = [models.Index(fields=["case", "-happened_on"], name="helprecord_of_case")]
        constraints = [
            once_per_key("helprecord"),
            models.CheckConstraint(
                condition=Q(parties__len__gte=1), name="helprecord_says_who_took_part"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="helprecord_withdrawn_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.happened_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return address("casefiles:help-record-detail", self.pk)

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    @property
    def party_labels(self):
        return [seat_label(party) for party in self.parties]
