"""What one cadre hands to the next: persons, open slots, tasks and unfinished letters."""

from casefiles.models import CaseFile, DueSlot, Task
from jurisdiction.scoping import within
from responsibility.models import Letter
from responsibility.terms import LetterState


def package_of(reader, handover, today):
    """The parts of a package: as they stand while it is open, as they were accepted afterwards.

    Both sides are cadres: nobody under 18 and no report of a test is in it.
    """
    village, is_open = handover.village_id, handover.is_open
    parts = {
        "cases": CaseFile.objects.open().filter(village=village).order_by("pk"),
        "slots": DueSlot.objects.open().filter(village=village, closes_on__gte=today),
        "tasks": Task.objects.unclosed().filter(village=village, test=None),
        "letters": Letter.objects.filter(within("area__code", [village]), state=LetterState.DUE),
    }
    if not is_open:
        parts = {name: rows.model.objects.filter(pk__in=getattr(handover, name))
                 for name, rows in parts.items()}  # fmt: skip
    shown = {name: rows.visible_to(reader).leaving() for name, rows in parts.items()}
    related = {
        "cases": (), "slots": ("case",), "tasks": ("case",),
        "letters": ("township", "issuer", "area", "unit", "case"),
    }  # fmt: skip
    return {name: list(rows.select_related(*related[name])) for name, rows in shown.items()}


def given_by_name(handover, package):
    """The open tasks of the package that name who hands over, and are given on by their name."""
    if handover.from_officer.name == handover.to_officer.name:
        return []
    return [task for task in package["tasks"] if task.assignee == handover.from_officer.name]


def still_named(reader, handover, cases):
    """What names who handed over: open files among `cases`, by the kind of contact, and how many
    open tasks of the village; nothing where both have one name. One query."""
    name, open_files = handover.from_officer.name, [case for case in cases if not case.is_closed]
    if name == handover.to_officer.name:
        return {"control": [], "help": [], "tasks": 0}
    tasks = Task.objects.visible_to(reader).unclosed()
    return {
        "control": [case for case in open_files if case.control_contact == name],
        "help": [case for case in open_files if case.help_contact == name],
        "tasks": tasks.filter(village=handover.village_id, assignee=name).count(),
    }
