"""Handing a village's work to the next cadre: drawn up, accepted, taken back."""

import uuid

from django.db import transaction

from casefiles.actions.files import Stale
from casefiles.actions.tasks import step_task
from casefiles.models import Handover, Task
from casefiles.models.handovers import PARTS
from casefiles.terms.moves import HandoverState
from casefiles.terms.tasks import TaskMove
from jurisdiction.history import content_hash, insert_once, same_record
from jurisdiction.models import Area


class AlreadyOpen(Exception):
    """This cadre's handover of the village waits already."""


class NotTheNext(Exception):
    """Only the cadre who takes over accepts."""


@transaction.atomic
def draw_handover(*, village, key, by, from_officer, **content):
    """Draw up a handover; until it is accepted the township's officer is responsible.

    Returns (handover, is_new). Raises KeyReused, AlreadyOpen.
    """
    Area.objects.select_for_update(no_key=True).get(pk=village.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    content |= {"village": village, "from_officer": from_officer}
    digest = content_hash(**content)
    if earlier := same_record(Handover, signed, digest):
        return earlier, False
    if Handover.objects.open().filter(village=village, from_officer=from_officer).exists():
        raise AlreadyOpen
    return insert_once(Handover, signed, digest, **content)


@transaction.atomic
def accept_handover(*, handover, version, by, today, remark, package):
    """Take over: from today the next cadre is responsible for what the package holds.

    `package` are the numbers of files, slots, tasks and letters, by their names in the handover.
    Tasks of it that name who hands over name the next cadre from then on, each by a step of its
    own. The same acceptance sent twice is one. Raises Stale, NotTheNext.
    """
    if handover.to_officer_id != by.pk:
        raise NotTheNext
    stored = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if stored.state == HandoverState.ACCEPTED and stored.remark == remark:
        return stored
    handover = locked(handover, version)
    handover.state, handover.accepted_on, handover.remark = HandoverState.ACCEPTED, today, remark
    for name in PARTS:
        setattr(handover, name, package[name])
    reassign_tasks(handover, by)
    return save(handover, "state", "accepted_on", "remark", *PARTS)


def reassign_tasks(handover, by):
    """The tasks of the package that name who hands over name who takes over.

    Of two cadres of one name nothing changes.
    """
    before, after = handover.from_officer.name, handover.to_officer.name
    if before == after:
        return
    tasks = Task.objects.unclosed().filter(pk__in=handover.tasks, assignee=before)
    for task in tasks.select_for_update(of=("self",)).order_by("pk"):
        key = uuid.uuid5(handover.idempotency_key, str(task.pk))
        step_task(task=task, move=TaskMove.REASSIGN, key=key, by=by, assignee=after)


@transaction.atomic
def withdraw_handover(*, handover, version, by):
    """Take back a handover that nobody has accepted. Raises Stale."""
    handover = locked(handover, version)
    handover.state = HandoverState.WITHDRAWN
    return save(handover, "state")


def locked(handover, version):
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if handover.version != version or not handover.is_open:
        raise Stale
    return handover


def save(handover, *columns):
    handover.version += 1
    handover.save(update_fields=["version", *columns])
    return handover
