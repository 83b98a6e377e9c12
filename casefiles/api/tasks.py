"""Tasks with whom they have reached, and their steps."""

from django.utils import timezone
from rest_framework import serializers

from casefiles.api.rows import PlaceSerializer
from casefiles.filters.tasks import TaskFilter
from casefiles.models import Task, TaskStep
from casefiles.models.rules import numbers
from casefiles.terms.tasks import Seat
from jurisdiction.access import Permission
from jurisdiction.api import TextOfToday, endpoint, row_answer, rows_answer


class TaskRow(PlaceSerializer):
    """A task; `reached` is the seat that it has reached by its lateness. Of a village: no case."""

    case_name = serializers.CharField(source="case.name", read_only=True, allow_null=True)
    reached = serializers.ChoiceField(choices=Seat.choices, source="seat_reached", read_only=True)
    badge = TextOfToday(Task.badge)
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)

    class Meta:
        model = Task
        fields = [
            "id", "case", "case_name", "village", "village_name", "kind", "test", "what", "seat",
            "assignee", "due_on", "state", "outcome", "badge", "reached", "recorded_by",
            "recorded_at",
        ]  # fmt: skip


class TaskStepRow(serializers.ModelSerializer):
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)

    class Meta:
        model = TaskStep
        fields = ["id", "move", "text", "document_no", "recorded_by", "recorded_at"]


class TaskRecord(TaskRow):
    steps = TaskStepRow(many=True, read_only=True)

    class Meta(TaskRow.Meta):
        fields = [*TaskRow.Meta.fields, "steps"]


def tasks_of(officer):
    return Task.objects.visible_to(officer).select_related("case", "village", "recorded_by")


def with_reach(tasks):
    today, days = timezone.localdate(), numbers("escalation_days")
    for task in tasks:
        task.seat_reached = task.reached(today, days(task.village_id))
    return tasks


@endpoint(Permission.FILE_READ, answers=TaskRow(many=True), filterset=TaskFilter)
def task_list(request):
    tasks = TaskFilter(request.GET, queryset=tasks_of(request.user), request=request)
    return rows_answer(request, tasks, TaskRow, with_reach)


@endpoint(Permission.FILE_READ, answers=TaskRecord)
def task_detail(request, pk):
    tasks = tasks_of(request.user).prefetch_related("steps__recorded_by")
    return row_answer(request, tasks, pk, TaskRecord, with_reach)
