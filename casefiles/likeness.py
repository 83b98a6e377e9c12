"""When two files may be of one person: by ID number, by name and birth date, by slips of the pen.

A likeness is a question for an officer and never an answer. Names alone are none: in one
township many share a name. Twins are the price of the rest, and answered once.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from casefiles import names
from casefiles.terms.duplicates import Likeness

SHORTEST = 2  # characters of a name of which one may differ


@dataclass(frozen=True)
class Person:
    """What is compared of a file. `id_index` is the keyed index of the ID number, if there is one;
    `called` are the name and the aliases."""

    key: int
    called: tuple
    birth_date: date
    id_index: str | None = None


def pairs(persons):
    """[(key, key, reasons)] of all who may be one person, the smaller key first, in their order.

    Only those are compared who share an ID number or a birth date, slips of it included.
    """
    found = {}
    for one, other in candidates(persons):
        if reasons := likeness(one, other):
            found[one.key, other.key] = reasons
    return [(*keys, found[keys]) for keys in sorted(found)]


def candidates(persons):
    """Each two persons that are worth a comparison, once."""
    heaps = defaultdict(list)
    for person in sorted(persons, key=lambda person: person.key):
        for mark in marks(person):
            heaps[mark].append(person)
    met = set()
    for heap in heaps.values():
        for one, other in combinations(heap, 2):
            if (one.key, other.key) not in met:
                met.add((one.key, other.key))
                yield one, other


def marks(person):
    """What a person shares with whoever may be the same."""
    day = f"{person.birth_date:%Y%m%d}"
    if person.id_index:
        yield person.id_index
    yield from (f"{day[:place]}?{day[place + 1 :]}" for place in range(len(day)))
    yield day[:4] + "".join(sorted((day[4:6], day[6:])))


def likeness(one, other):
    """The reasons for which two files may be of one person, the strongest first; none if not.

    A birth date one slip apart counts with the same name or sound only while no two different ID
    numbers speak against it.
    """
    found = []
    has_numbers = bool(one.id_index and other.id_index)
    if has_numbers and one.id_index == other.id_index:
        found.append(Likeness.ID_NUMBER)
    is_same_day = one.birth_date == other.birth_date
    is_near = is_same_day or is_slip(one.birth_date, other.birth_date)
    if is_near and (is_same_day or not has_numbers or found):
        found += names_alike(one.called, other.called, is_same_day)
    return tuple(found)


def names_alike(some, others, is_same_day):
    """The strongest likeness between any two names, as a list of one or none."""
    closeness = [name_likeness(a, b, is_same_day) for a in some for b in others]
    order = list(Likeness)
    return sorted(filter(None, closeness), key=order.index)[:1]


def name_likeness(one, other, is_same_day):
    """How two names are alike, or None. Written alike goes before sounding alike."""
    one, other = bare(one), bare(other)
    if one == other:
        return Likeness.NAME_AND_BIRTH if is_same_day else Likeness.NAME
    if names.sounds(one) & names.sounds(other):
        return Likeness.SAME_SOUND
    return Likeness.ONE_CHARACTER if is_one_apart(one, other) else None


def bare(name):
    """A name without dots, spaces, case and full-width letters."""
    return names.DOTS.sub("", "".join(names.plain(name).split()))


def is_one_apart(one, other):
    """Whether one character was written otherwise, left out or added."""
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST or len(long) - len(short) > 1:
        return False
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


def is_slip(one, other):
    """Whether two birth dates differ by one digit, or by month and day in each other's place."""
    digits, others = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return swapped or sum(a != b for a, b in zip(digits, others, strict=True)) == 1
