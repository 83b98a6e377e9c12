"""Who owes a letter of a level: the township, its villages, units, groups, households.

One list for the batch that issues, for its preview, and for the indicator that counts.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from casefiles.models import CaseFile, HelpLetter
from casefiles.terms import ControlState
from jurisdiction.models import Area, Posting, Unit, in_force
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel, Capacity
from responsibility.terms import LetterLevel, LetterState


@dataclass(frozen=True)
class Recipient:
    """Party B of a letter that is owed, under party A, the area with the code `issuer`."""

    level: str
    issuer: str
    area: str
    name: str
    unit: int | None = None
    case: int | None = None
    signer: str = ""
    birth_date: date | None = None  # of the person, where there is one
    # The household has signed the letter of assistance with all four parties (form F6), in force.
    has_help_letter: bool = False

    @property
    def key(self):
        """What makes two letters of one year letters to the same party."""
        return (self.level, self.case or self.unit or self.area)

    @property
    def village(self):
        return self.area[: AreaLevel.VILLAGE]


def recipients(*, level, codes, today, cases=None):
    """Those below these division codes who owe a letter of this level today: Recipients.

    `cases` are the files that count (all open ones, if none); nobody signs for the dead.
    """
    return FINDERS[level](codes, today, CaseFile.objects.all() if cases is None else cases)


def owed_letters(*, levels, codes, today, letters, cases=None):
    """Whoever owes a letter of these levels, each with it: pairs (Recipient, Letter or None).

    `letters` are the standing ones of the year, of these levels at least.
    """
    have = {letter.party_key: letter for letter in letters}
    for level in levels:
        for recipient in recipients(level=level, codes=codes, today=today, cases=cases):
            yield recipient, have.get(recipient.key)


def state_of(recipient, letter):
    """What became of what this recipient owes: a LetterState, or "none".

    A household with a letter of assistance in force owes no second signature for the same duties.
    """
    return outcome(recipient.has_help_letter, letter.state if letter else "none")


def outcome(has_help_letter, state):
    """The same, of a party of which no more is known."""
    return LetterState.SIGNED if has_help_letter else state


def parties(codes, today):
    """Whoever owes a letter of any level, without names: pairs (`Recipient.key`, has_help_letter).

    Three queries.
    """
    levels = {area_level: level for level, area_level in PLACES.items()}
    for area_level, code in areas(levels, codes, today).values_list("level", "code"):
        yield (levels[area_level], code), False
    for pk in owing_units(codes, today).values_list("pk", flat=True):
        yield (LetterLevel.TOWNSHIP_UNIT, pk), False
    households = owing_households(codes, today, CaseFile.objects.order_by())
    for pk, has_help_letter in households.values_list("pk", "has_help_letter"):
        yield (LetterLevel.VILLAGE_HOUSEHOLD, pk), has_help_letter


def townships(codes, today, cases):
    for code, name in named_areas(AreaLevel.TOWNSHIP, codes, today):
        yield Recipient(LetterLevel.COUNTY_TOWNSHIP, code[: AreaLevel.COUNTY], code, name)


def villages(codes, today, cases):
    heads = Posting.objects.in_force(today).filter(capacity=Capacity.VILLAGE_HEAD)
    names = dict(heads.values_list("area", "officer__name"))
    for code, name in named_areas(AreaLevel.VILLAGE, codes, today):
        township = code[: AreaLevel.TOWNSHIP]
        yield Recipient(
            LetterLevel.TOWNSHIP_VILLAGE, township, code, name, signer=names.get(code, "")
        )


def units(codes, today, cases):
    rows = owing_units(codes, today).order_by("area", "name")
    for pk, area, name, head in rows.values_list("pk", "area", "name", "first_responsible_person"):
        township = area[: AreaLevel.TOWNSHIP]
        yield Recipient(LetterLevel.TOWNSHIP_UNIT, township, area, name, unit=pk, signer=head)


def groups(codes, today, cases):
    for code, name in named_areas(AreaLevel.GROUP, codes, today):
        yield Recipient(LetterLevel.VILLAGE_GROUP, code[: AreaLevel.VILLAGE], code, name)


def households(codes, today, cases):
    rows = owing_households(codes, today, cases).order_by("village", "pk")
    columns = ("pk", "village", "name", "birth_date", "has_help_letter")
    for pk, village, name, born, has_help_letter in rows.values_list(*columns):
        yield Recipient(
            LetterLevel.VILLAGE_HOUSEHOLD, village, village, name, case=pk, birth_date=born,
            has_help_letter=has_help_letter,
        )  # fmt: skip


# Who owes: for the list of recipients, and to be counted


def areas(levels, codes, today):
    return Area.objects.in_force(today).filter(below("code", codes), level__in=list(levels))


def named_areas(level, codes, today):
    return areas([level], codes, today).order_by("code").values_list("code", "name")


def owing_units(codes, today):
    return Unit.objects.filter(in_force(today), below("area__code", codes))


def owing_households(codes, today, cases):
    return (
        cases.open()
        .exclude(control_state=ControlState.DECEASED)
        .filter(below("village__code", codes))
        .annotate(has_help_letter=with_help_letter(today))
    )


def with_help_letter(day):
    return Exists(HelpLetter.objects.in_force(day).filter(case=OuterRef("pk")))


def below(path, codes):
    return within(path, sorted(codes))


PLACES = {
    LetterLevel.COUNTY_TOWNSHIP: AreaLevel.TOWNSHIP,
    LetterLevel.TOWNSHIP_VILLAGE: AreaLevel.VILLAGE,
    LetterLevel.VILLAGE_GROUP: AreaLevel.GROUP,
}
FINDERS = {
    LetterLevel.COUNTY_TOWNSHIP: townships,
    LetterLevel.TOWNSHIP_VILLAGE: villages,
    LetterLevel.TOWNSHIP_UNIT: units,
    LetterLevel.VILLAGE_GROUP: groups,
    LetterLevel.VILLAGE_HOUSEHOLD: households,
}
