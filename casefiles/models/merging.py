"""Two files of one person: what officers said of pairs, and the merging of two files into one."""

import uuid
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.likeness import Person, pairs
from casefiles.models.files import CaseFile, sealed
from casefiles.models.papers import Paper, once_per_key
from casefiles.models.reckoned import Reckoned
from casefiles.names import BETWEEN_ALIASES
from casefiles.scoping import HangingQuerySet
from casefiles.terms.duplicates import MergeStatus, PairStatus
from jurisdiction.access import Permission
from jurisdiction.history import tracked
from jurisdiction.models import Officer
from jurisdiction.models.addresses import address

UNDO_DAYS = 30
COMPARED = (
    "name", "alias", "sex", "birth_date", "id_number_index", "village__name", "enrolled_on",
)  # fmt: skip


@tracked()
class DifferentPersons(Paper):
    """An officer looked and found that two files are not of one person: the pair asks no more."""

    APPEND_ONLY = True

    other = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("two persons")
        verbose_name_plural = _("pairs of two persons")
        constraints = [
            once_per_key("differentpersons"),
            models.CheckConstraint(
                condition=Q(case__lt=F("other")), name="differentpersons_names_a_pair_one_way"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="differentpersons_says_why"),
        ]

    def __str__(self):
        return f"{self.case_id:06d} {self.other_id:06d}"


class MergeQuerySet(HangingQuerySet):
    def standing(self):
        return self.filter(undone_at=None)

    def in_status(self, status):
        return self.filter(undone_at__isnull=status == MergeStatus.STANDING)


@tracked()
class Merge(Paper):
    """One file merged into another, its `case`; the other is `gone` and stays to be read.

    `moved` are the rows that went over by table, `stayed` those that could not stand twice on one
    file; `changed` are slots and their links before and after. `columns` are the surviving file's
    columns before and after, where the merge wrote others.
    """

    gone = models.ForeignKey(CaseFile, models.PROTECT, related_name="+")
    reason = models.CharField(_("why they are of one person"), max_length=200)
    chosen = ArrayField(models.CharField(max_length=40), default=list)
    moved = models.JSONField(default=dict)
    stayed = models.JSONField(default=dict)
    changed = models.JSONField(default=list)
    counted = models.JSONField(default=dict)
    columns_sealed = models.BinaryField(null=True)
    gone_version = models.PositiveIntegerField(default=1)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("undone by"),
    )  # fmt: skip
    undo_reason = models.CharField(_("reason for undoing"), max_length=200, blank=True)
    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    columns = sealed("columns")

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            once_per_key("merge"),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at=None), name="merge_takes_a_file_once"
            ),
            models.CheckConstraint(condition=~Q(case=F("gone")), name="merge_joins_two_files"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
                name="merge_is_undone_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.gone_no} → {self.case_id:06d}"

    def get_absolute_url(self):
        return address("casefiles:merge-detail", self.pk)

    def place_of(self, column):
        """What binds a sealed value to this row: table, column, row."""
        return f"merge.{column}.{self.seal_id}"

    @property
    def gone_no(self):
        return f"{self.gone_id:06d}"

    @property
    def is_undone(self):
        return self.undone_at is not None

    @property
    def undo_until(self):
        """The last day on which it may be undone."""
        return timezone.localdate(self.recorded_at) + timedelta(UNDO_DAYS)

    def may_be_undone(self, today):
        return not self.is_undone and today <= self.undo_until


class Pair:
    """Two files side by side, why they may be of one person, and what was said of them."""

    def __init__(self, one, other, reasons, said=None):
        self.one, self.other, self.reasons, self.said = one, other, reasons, said

    @property
    def files(self):
        return (self.one, self.other)

    @property
    def labels(self):
        return [reason.label for reason in self.reasons]

    @property
    def have_two_numbers(self):
        """Whether two different ID numbers speak against it."""
        one, other = (case.id_number_index for case in self.files)
        return bool(one and other and one != other)


class Pairs(Reckoned):
    """The pairs among some open files: two queries."""

    def reckon(self):
        return pairs_among(self.source)

    @staticmethod
    def files_of(rows):
        return [(case.pk, case.village_id) for pair in rows for case in pair.files]


def pairs_among(cases):
    """The Pairs of the open files among `cases`."""
    rows = {case.pk: case for case in cases.open().select_related("village").only(*COMPARED)}
    said = {(row.case_id, row.other_id): row for row in reversed(DifferentPersons.objects.filter(
        case__in=list(rows), other__in=list(rows)).select_related("recorded_by"))}  # fmt: skip
    found = pairs([person_of(case) for case in rows.values()])
    return [Pair(rows[a], rows[b], reasons, said.get((a, b))) for a, b, reasons in found]


def person_of(case):
    """A file for the pure rules."""
    called = [case.name, *filter(None, BETWEEN_ALIASES.split(case.alias))]
    return Person(case.pk, tuple(called), case.birth_date, case.id_number_index)


def in_status(status):
    """A condition on pairs."""
    return lambda pair: (pair.said is not None) == (status == PairStatus.DIFFERENT)


def merged_into(officer, case):
    """The standing merge by which this file went into another that the officer may read."""
    return Merge.objects.visible_to(officer).standing().filter(gone=case).first()


def merged_here(case):
    """The standing merges that brought other files into this one."""
    return list(Merge.objects.standing().filter(case=case).select_related("recorded_by"))


def merging_files(officer):
    """The open files that the officer may merge: he may change both."""
    return CaseFile.objects.visible_to(officer, Permission.FILE_EDIT).open()
