"""Tasks: something asked of a seat, about a person or a village, with its day and its steps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.models.files import CaseFile
from casefiles.models.papers import Paper, once_per_key
from casefiles.models.records import DrugTest
from casefiles.schedule import tasks as rules
from casefiles.scoping import HangingQuerySet
from casefiles.terms.tasks import Seat, TaskKind, TaskMove, TaskOutcome, TaskState
from jurisdiction.access import Permission, area_codes, can_in
from jurisdiction.history import tracked
from jurisdiction.models import Area
from jurisdiction.models.addresses import address
from jurisdiction.scoping import within


class TaskQuerySet(HangingQuerySet):
    """A task goes where its file goes; one of a village only, where the village lies."""

    birth_date_path = "case__birth_date"
    file_columns = ("case", "village")

    def visible_to(self, officer, permission=None):
        """What tells of a test is seen only by whoever reads results."""
        if not officer.is_authenticated:
            return self.none()
        codes = area_codes(officer, permission or Permission.FILE_READ)
        results = area_codes(officer, Permission.TEST_READ)
        of_person = within("case__village__code", codes) & self.unsealed()
        of_person &= self.seen_minors(officer)
        tells = Q(test=None) | within("case__village__code", results)
        of_village = Q(case=None) & within("village__code", codes)
        return self.filter(of_village | (Q(case__isnull=False) & of_person & tells))

    def on_file(self, case, officer):
        """Those of a file that is open to the officer already: all, or what tells of no test."""
        reads = can_in(officer, Permission.TEST_READ, case.village_id)
        return self.filter(Q() if reads else Q(test=None), case=case)

    def leaving(self):
        """Tasks about nobody leave too."""
        return self.filter(Q(case=None) | Q(pk__in=super().leaving().values("pk")))

    def files(self):
        return self.exclude(case=None).order_by().values_list(*self.file_columns)

    @staticmethod
    def files_of(rows):
        return [(row.case_id, row.village_id) for row in rows if row.case_id]

    def unclosed(self):
        return self.filter(state__in=rules.UNCLOSED)

    def waiting(self):
        """The seat owes an answer."""
        return self.filter(state__in=[TaskState.OPEN, TaskState.ACKNOWLEDGED])

    def overdue(self, today):
        return self.waiting().filter(due_on__lt=today)


@tracked()
class Task(Paper):
    """Moved by its steps only; whom it has reached by lateness is reckoned, not kept."""

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="tasks", null=True, blank=True)
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    kind = models.CharField(_("kind"), max_length=10, choices=TaskKind)
    test = models.ForeignKey(
        DrugTest, models.PROTECT, related_name="tasks", null=True, blank=True,
        verbose_name=_("test"),
    )  # fmt: skip
    what = models.CharField(_("what is to be done"), max_length=200)
    seat = models.CharField(_("asked of"), max_length=10, choices=Seat)
    assignee = models.CharField(_("by name"), max_length=40, blank=True)
    due_on = models.DateField(_("to be answered by"))
    state = models.CharField(
        _("state"), max_length=20, choices=TaskState, default=TaskState.OPEN, editable=False
    )
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=TaskOutcome, blank=True, editable=False
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [models.Index(fields=["village", "state", "due_on"], name="task_waiting")]
        constraints = [
            once_per_key("task"),
            models.CheckConstraint(
                condition=Q(state=TaskState.CLOSED) ^ Q(outcome=""),
                name="task_is_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(test__isnull=True) | Q(kind=TaskKind.REPORT, case__isnull=False),
                name="task_of_a_test_is_a_report",
            ),
        ]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return address("casefiles:task-detail", self.pk)

    @property
    def is_report(self):
        return self.kind == TaskKind.REPORT

    @property
    def is_closed(self):
        return self.state == TaskState.CLOSED

    def badge(self, today):
        if self.is_closed:
            return "done"
        return "overdue" if rules.is_overdue(self.state, self.due_on, today) else "due"

    def reached(self, today, days):
        """The seat that the task has reached by its lateness; its own while it is in time."""
        return Seat(rules.reached(self.seat, self.state, self.due_on, today, days))


@tracked()
class TaskStep(Paper):
    """One step of a task. Only added to."""

    APPEND_ONLY = True

    case = models.ForeignKey(
        CaseFile, models.PROTECT, related_name="task_steps", null=True, blank=True
    )
    task = models.ForeignKey(Task, models.PROTECT, related_name="steps")
    move = models.CharField(_("step"), max_length=20, choices=TaskMove)
    text = models.CharField(_("text"), max_length=300, blank=True)
    document_no = models.CharField(_("document no."), max_length=80, blank=True)

    objects = HangingQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name = _("step of a task")
        verbose_name_plural = _("steps of tasks")
        constraints = [
            once_per_key("taskstep"),
            models.CheckConstraint(
                condition=~Q(move=TaskMove.CONFIRM) | ~Q(document_no=""),
                name="taskstep_confirms_with_a_document",
            ),
        ]

    def __str__(self):
        return self.get_move_display()
