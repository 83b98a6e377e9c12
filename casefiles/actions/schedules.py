"""How often persons are visited and tested: an office's next version, and one person's own rule."""

from django.db import transaction

from casefiles.actions.files import Stale
from casefiles.actions.papers import add_paper, correct_paper
from casefiles.actions.slots import open_due_slots
from casefiles.models import CaseFile, Schedule, ScheduleStep
from jurisdiction.models import Area


@transaction.atomic
def write_schedule(*, township, code, version, steps, valid_from, by, **content):
    """Write the next version of a township's schedule, which was read at `version` (0: none yet).

    `steps` are (kind, from_month, every). It holds from `valid_from`; slots that are open keep the
    version that made them. The same again changes nothing. Returns the version. Raises Stale.
    """
    Area.objects.select_for_update(no_key=True).get(pk=township.pk)
    present = newest_version(township, code)
    if present and is_the_same(present, steps, valid_from, content):
        return present
    if version != (present.version if present else 0):
        raise Stale
    made = Schedule.objects.create(
        area=township, code=code, version=version + 1, valid_from=valid_from, written_by=by,
        **content,
    )  # fmt: skip
    for kind, from_month, every in steps:
        ScheduleStep.objects.create(schedule=made, kind=kind, from_month=from_month, every=every)
    return made


def newest_version(township, code):
    """The township's own newest version, begun or not; None while it goes by the house's."""
    return Schedule.objects.filter(area=township, code=code).first()


def is_the_same(schedule, steps, valid_from, content):
    stored = {name: getattr(schedule, name) for name in content}
    return (stored, schedule.valid_from, schedule.step_columns()) == (
        content, valid_from, sorted(steps),
    )  # fmt: skip


@transaction.atomic
def set_own_schedule(model, *, case, today, **content):
    """Give one person a schedule of the own, with the reason, and open what it asks for today.

    `content` are key, officer and columns. Returns (schedule, is_new). Raises KeyReused.
    """
    made, is_new = add_paper(model, case=case, **content)
    if is_new:
        open_due_slots(on=today, cases=CaseFile.objects.filter(pk=case.pk))
    return made, is_new


@transaction.atomic
def change_own_schedule(*, paper, today, **content):
    """Change until when a person's own schedule holds, or why; slots that are open keep it.

    Returns the names of the changed columns. Raises Stale.
    """
    changed = correct_paper(paper=paper, **content)
    if changed:
        open_due_slots(on=today, cases=CaseFile.objects.filter(pk=paper.case_id))
    return changed
