"""Giving a task, taking it on step by step, and the report to the police that a test asks for."""

import uuid

from django.db import transaction
from django.utils import timezone

from casefiles.models import Task, TaskStep
from casefiles.schedule import tasks as rules
from casefiles.terms.tasks import REPORTED, Seat, TaskKind, TaskMove, TestResult
from jurisdiction.history import content_hash, insert_once, same_record

WORDS = {
    TestResult.POSITIVE: "检测阳性，立即报告派出所",
    TestResult.REFUSED: "拒绝检测，立即报告派出所",
    TestResult.EVADED: "逃避检测，立即报告派出所",
}


class SamePerson(Exception):
    """The task is given to this person already."""


@transaction.atomic
def give_task(*, village, key, by, case=None, **content):
    """Give a task about a person (`case`) or a village. `content` are the columns of the form.

    Returns (task, is_new). Raises KeyReused.
    """
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(village=village, case=case, **content)
    return insert_once(Task, signed, digest, village=village, case=case, **content)


def report_test(*, test, by):
    """Open the task to tell the police of a positive, refused or evaded test, due at once.

    The next edition of a record takes the task of the one before along. Nothing of the person
    changes (禁毒法 32, 35). Returns the task, or None where the test asks for none.
    """
    if test.corrects_id:
        taken = Task.objects.filter(test=test.corrects_id)
        if taken.update(test=test):
            return Task.objects.get(test=test)
    if test.result not in REPORTED:
        return None
    return give_task(
        village=test.village, case=test.case, key=uuid.uuid4(), by=by, test=test,
        kind=TaskKind.REPORT, what=WORDS[test.result], seat=Seat.POLICE,
        due_on=timezone.localdate(test.recorded_at),
    )[0]  # fmt: skip


@transaction.atomic
def step_task(*, task, move, key, by, text="", document_no="", assignee=""):
    """Take one step of a task. A confirmation names the document of the police, and ends a report.

    `assignee` is who is named from now on, where the task is given to somebody else; the step keeps
    both names. Returns (step, is_new). Raises KeyReused, SamePerson, and IllegalMove from where
    the task stands now.
    """
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    content = {"move": move, "text": text, "document_no": document_no}
    named = {"assignee": assignee} if move == TaskMove.REASSIGN else {}
    digest = content_hash(task=task, **content, **named)
    earlier = same_record(TaskStep, signed, digest)
    if earlier:
        return earlier, False
    task.state = rules.moved(task.state, move, is_report=task.is_report)
    task.outcome = rules.OUTCOMES.get(move, "")
    task.version += 1
    if named:
        if task.assignee == assignee:
            raise SamePerson
        content["text"] = f"{task.assignee or '—'} → {assignee} {text}".strip()
        task.assignee = assignee
    task.save(update_fields=["state", "outcome", "version", *named])
    return insert_once(TaskStep, signed, digest, task=task, case_id=task.case_id, **content)
