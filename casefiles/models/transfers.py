"""Moving a file to another village or township: offered, answered, and what the sender keeps."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from casefiles.models.papers import Paper, once_per_key
from casefiles.models.records import Visit
from casefiles.scoping import majority_line
from casefiles.terms.moves import TransferState
from jurisdiction.access import Permission, area_codes
from jurisdiction.history import tracked
from jurisdiction.models import Area, Officer
from jurisdiction.models.addresses import address
from jurisdiction.scoping import ScopedQuerySet, within

SHAPES = {
    TransferState.OFFERED: "due", TransferState.ACCEPTED: "done",
    TransferState.REFUSED: "missed", TransferState.WITHDRAWN: "cancelled",
}  # fmt: skip
TOLD = 300  # characters of one line


class TransferQuerySet(ScopedQuerySet):
    """Seen by the side that sends and the side that receives, whoever holds the file by now.

    What was offered in error and withdrawn is the sender's alone.
    """

    def visible_to(self, officer, permission=None):
        if not officer.is_authenticated:
            return self.none()
        codes = area_codes(officer, permission or Permission.FILE_READ)
        of_age = Q(birth_date__lte=majority_line(timezone.localdate()))
        minors = party(area_codes(officer, Permission.MINOR_READ))
        stands = ~Q(state=TransferState.WITHDRAWN) | within("from_village__code", codes)
        return self.filter(party(codes), stands, of_age | minors, is_sealed=False)

    def leaving(self):
        """Nobody under 18 is in any export."""
        return self.filter(birth_date__lte=majority_line(timezone.localdate()))

    def answerable_by(self, officer):
        """Offers to an area for which the officer answers; never one's own."""
        codes = area_codes(officer, Permission.TRANSFER_ANSWER)
        rows = self.visible_to(officer).filter(within("to_area__code", codes))
        return rows.filter(state=TransferState.OFFERED).exclude(recorded_by=officer)

    def files(self):
        return self.order_by().values_list("case", "from_village")

    @staticmethod
    def files_of(rows):
        return [(row.case_id, row.from_village_id) for row in rows]


def party(codes):
    places = ("from_village__code", "to_area__code", "to_village__code")
    found = Q(pk__in=[])
    for place in places:
        found |= within(place, codes)
    return found


@tracked(exclude=["history"])
class Transfer(Paper):
    """One offer of a file, and its answer. Repeats the name: the receiver has no file to ask yet.

    `history` is what the sending side keeps to read: the file's story until the day of the move.
    """

    name = models.CharField(_("name"), max_length=40)
    birth_date = models.DateField(_("birth date"))
    from_village = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name=_("from the village")
    )
    to_area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name=_("to village or township")
    )
    to_village = models.ForeignKey(
        Area, models.PROTECT, related_name="+", null=True, verbose_name=_("taken by the village")
    )
    reason = models.CharField(_("reason"), max_length=200)
    address = models.CharField(_("new living address"), max_length=200, blank=True)
    keeps_household = models.BooleanField(_("the household stays where it is"), default=False)
    document_no = models.CharField(_("document no."), max_length=80, blank=True)
    offered_on = models.DateField(_("offered on"))
    state = models.CharField(
        _("state"), max_length=10, choices=TransferState, default=TransferState.OFFERED
    )
    answered_on = models.DateField(_("answered on"), null=True)
    answered_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", null=True, verbose_name=_("answered by")
    )
    answer_reason = models.CharField(_("reason of the answer"), max_length=200, blank=True)
    history = models.JSONField(_("history until the move"), default=list, editable=False)
    is_sealed = models.BooleanField(default=False, editable=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_on", "-pk"]
        verbose_name = _("move of a file")
        verbose_name_plural = _("moves of files")
        indexes = [models.Index(fields=["to_area", "state"], name="transfer_to_answer")]
        constraints = [
            once_per_key("transfer"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=TransferState.OFFERED),
                name="transfer_offered_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.REFUSED) | ~Q(answer_reason=""),
                name="transfer_is_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.ACCEPTED) ^ Q(to_village=None),
                name="transfer_is_taken_by_a_village",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[TransferState.OFFERED, TransferState.WITHDRAWN],
                            answered_by=None)
                | Q(state__in=[TransferState.ACCEPTED, TransferState.REFUSED],
                    answered_by__isnull=False, answered_on__isnull=False),
                name="transfer_is_answered_by_somebody",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.from_village} → {self.to_village or self.to_area}"

    @property
    def file_no(self):
        """The file's number as the office writes it."""
        return f"{self.case_id:06d}"

    def get_absolute_url(self):
        return address("casefiles:transfer-detail", self.pk)

    @property
    def shape(self):
        return SHAPES[self.state]

    @property
    def is_open(self):
        return self.state == TransferState.OFFERED

    def story(self, *, results):
        """The kept lines as (day, words); of tests the result only where it may be read."""
        return [
            (line["day"], line["words"] + (f" · {line['result']}" if results and line["result"]
             else "")) for line in self.history
        ]  # fmt: skip


def story_until(case, day):
    """What happened with a person until that day, latest first, in Chinese: lines for `history`."""
    with override("zh-hans"):
        lines = [line for told in (visits, tests, helped, states, steps) for line in told(case)]
    kept = [line for line in lines if line["day"] <= day.isoformat()]
    return sorted(kept, key=lambda line: line["day"], reverse=True)


def line(day, words, result=""):
    told = " · ".join(str(word) for word in words if word)
    return {"day": day.isoformat(), "words": told[:TOLD], "result": str(result)}


def visits(case):
    for row in case.visits.standing():
        blocks = [getattr(row, name) for name in Visit.BLOCKS]
        yield line(
            row.visited_on,
            ["走访", row.get_mode_display(), row.get_outcome_display(), *blocks],
        )


def tests(case):
    for row in case.tests.standing():
        yield line(row.tested_on, ["检测", row.get_sample_kind_display()], row.get_result_display())


def helped(case):
    for row in case.helprecords.standing():
        yield line(row.happened_on, ["帮教", row.get_kind_display(), row.content])


def states(case):
    for row in case.state_changes.all():
        told = [f"{row.get_aspect_display()}：{row.new_label}", row.document_no, row.reason]
        yield line(row.changed_on, told)


def steps(case):
    for row in case.order_steps.standing():
        yield line(row.happened_on, ["执行环节", row.get_move_display(), row.document_no])
