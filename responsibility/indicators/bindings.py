"""Two-level binding (两级捆绑): who answers for a village, and through it for each person in it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casefiles.models.handovers import responsible_meanwhile
from jurisdiction.models import Area, Posting
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel, Capacity
from responsibility.models import Letter
from responsibility.terms import LetterLevel, LetterState

# Seats of a village, of a group, and of a person, in the order of the list.
OF_VILLAGE = (Capacity.VILLAGE_HEAD, Capacity.VILLAGE_CADRE, Capacity.RESIDENT_CADRE)
OF_GROUP = {"group_head": _("head of the group")}
OF_PERSON = {"control_contact": _("control contact"), "help_contact": _("help contact")}
SEATS = {capacity.value: capacity.label for capacity in OF_VILLAGE} | OF_GROUP | OF_PERSON


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
    """{village code: Binding} by the postings in force on that day. Two or three queries.

    While a handover waits, the township's officer stands where its two cadres would.
    """
    kept = Posting.objects.in_force(today).filter(capacity__in=OF_VILLAGE)
    postings = list(kept.values_list("area", "capacity", "officer__name"))
    meanwhile = responsible_meanwhile(villages, today)
    return {village: binding_of(village, postings, meanwhile.get(village)) for village in villages}


def binding_of(village, postings, meanwhile=None):
    names = {capacity: [] for capacity in OF_VILLAGE}
    for area, capacity, name in postings:
        if village.startswith(area):
            names[capacity].append(name)
    if meanwhile:
        sides, offices = meanwhile
        stay = [name for name in names[Capacity.VILLAGE_CADRE] if name not in sides]
        answer = [_now("%(name)s (until the handover)") % {"name": name} for name in offices]
        names[Capacity.VILLAGE_CADRE] = [*stay, *answer]
    return Binding(names)


@dataclass(frozen=True)
class Group:
    """A villager group and its head: who signed its letter of the year, or nobody."""

    name: str
    head: str


def village_groups(villages, today):
    """{code: Group} of the groups of these villages, in the order of their codes. Two queries.

    No posting names the head of a group: the signed letter of the year does.
    """
    areas = Area.objects.in_force(today).of_level(AreaLevel.GROUP).order_by("code")
    groups = list(areas.filter(within("code", sorted(villages))).values_list("code", "name"))
    letters = Letter.objects.of_year(today.year).filter(
        level=LetterLevel.VILLAGE_GROUP, state=LetterState.SIGNED,
        area__in=[code for code, _name in groups],
    )  # fmt: skip
    heads = dict(letters.values_list("area", "signer_b"))
    return {code: Group(name, heads.get(code, "")) for code, name in groups}


def group_gaps(group):
    return [] if group is None or group.head else [*OF_GROUP]


def person_gaps(case, binding, groups):
    """What is empty for this person: seats of the village, the group's, the person's contacts."""
    return [
        *binding.gaps,
        *group_gaps(groups.get(case.group_id)),
        *(name for name in OF_PERSON if not getattr(case, name)),
    ]
