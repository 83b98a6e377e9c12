"""Two-level binding (两级捆绑): who answers for a village, and through it for each person in it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jurisdiction.models import Posting
from jurisdiction.terms import Capacity

# Seats of a village, and of a person, in the order of the list.
OF_VILLAGE = (Capacity.VILLAGE_HEAD, Capacity.VILLAGE_CADRE, Capacity.RESIDENT_CADRE)
OF_PERSON = {"control_contact": _("control contact"), "help_contact": _("help contact")}
SEATS = {capacity.value: capacity.label for capacity in OF_VILLAGE} | OF_PERSON


@dataclass(frozen=True)
class Binding:
    """Names by capacity of those who answer for one village, and the capacities nobody holds."""

    names: dict

    @property
    def cells(self):
        return ["、".join(self.names[capacity]) for capacity in OF_VILLAGE]

    @property
    def gaps(self):
        return [capacity.value for capacity in OF_VILLAGE if not self.names[capacity]]


def village_bindings(villages, today):
    """{village code: Binding} by the postings in force on that day. One query."""
    kept = Posting.objects.in_force(today).filter(capacity__in=OF_VILLAGE)
    postings = list(kept.values_list("area", "capacity", "officer__name"))
    return {village: binding_of(village, postings) for village in villages}


def binding_of(village, postings):
    names = {capacity: [] for capacity in OF_VILLAGE}
    for area, capacity, name in postings:
        if village.startswith(area):
            names[capacity].append(name)
    return Binding(names)


def person_gaps(case, binding):
    """What is empty for this person: seats of the village, then the person's own contacts."""
    return [*binding.gaps, *(name for name in OF_PERSON if not getattr(case, name))]
