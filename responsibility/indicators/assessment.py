"""The assessment of a year: what was counted and entered, handed to the reckoning of `scoring`."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from casefiles.models import CaseFile
from jurisdiction.models import Area
from jurisdiction.terms import AreaLevel
from responsibility import scoring
from responsibility.indicators.measures import Measured, measure, year_period
from responsibility.indicators.misses import Miss, misses
from responsibility.models import Bonus, FrozenMeasure, Item, ManualScore, Veto


@dataclass
class Sheet:
    """The score sheet of one village: what is behind each item, and its reckoning."""

    village: str
    name: str
    measured: dict = field(default_factory=dict)
    entered: dict = field(default_factory=dict)
    bonuses: list = field(default_factory=list)
    vetoes: list = field(default_factory=list)
    reckoning: scoring.Reckoning | None = None


@dataclass
class Assessment:
    """A year of a township: items and grades of its standard, one sheet per village.

    Sheets stand in the order of division codes; `counted_until` is the last day counted.
    """

    standard: object
    items: list
    grades: list
    sheets: list
    counted_until: date

    @property
    def spec(self):
        return spec_of(self.items, self.grades)

    @property
    def awaited(self):
        """(sheet, item) for every item that is still to be entered by hand."""
        return [
            (sheet, self.items[place])
            for sheet in self.sheets
            for place, score in enumerate(sheet.reckoning.items)
            if score.state == scoring.AWAITED
        ]


def assess(*, standard, villages, today):
    """Reckon the assessment of a standard's year (form F14) for these villages.

    `villages` are areas, from `assessed_villages`. A frozen year is reckoned from what was frozen,
    an open one from what stands today, both by the same function. At most twelve queries.
    """
    items = list(Item.objects.filter(section__standard=standard).select_related("section"))
    grades = list(standard.grade_limits.all())
    codes = [village.code for village in villages]
    measured = (
        frozen_measures(standard, codes)
        if standard.is_frozen
        else measure(year=standard.year, villages=codes, today=today)
    )
    entries = entries_by_village(standard, codes)
    spec = spec_of(items, grades)
    sheets = [
        reckoned(
            Sheet(village.code, village.name, measured[village.code], *entries[village.code]),
            spec,
        )
        for village in villages
    ]
    until = standard.counted_until or year_period(standard.year, today).last
    return Assessment(standard, items, grades, sheets, until)


def assessed_villages(*, standard, today, among=None):
    """The villages that a standard assesses, by division code, `among` a queryset of areas.

    Of an open year those in force on its last day so far; of a frozen one those that were frozen,
    under the names they had then.
    """
    areas = (Area.objects.all() if among is None else among).of_level(AreaLevel.VILLAGE)
    areas = areas.below(standard.township_id).order_by("code")
    if not standard.is_frozen:
        return list(areas.in_force(min(today, date(standard.year, 12, 31))))
    names = dict(standard.frozen_measures.values_list("village", "village_name"))
    villages = list(areas.filter(code__in=names))
    for village in villages:
        village.name = names[village.code]
    return villages


def frozen_measures(standard, codes):
    found = {code: {} for code in codes}
    for row in FrozenMeasure.objects.filter(standard=standard, village__in=codes):
        found[row.village_id][row.key] = Measured(
            row.key, row.village_id, row.numerator, row.denominator, row.parts
        )
    return found


def entries_by_village(standard, codes):
    """{village: (points by hand by item code, bonuses, vetoes)}; what was withdrawn is left out."""
    entries = defaultdict(lambda: ({}, [], []))
    scores = ManualScore.objects.filter(item__section__standard=standard, village__in=codes)
    for row in scores.select_related("item"):
        entries[row.village_id][0][row.item.code] = row
    rows = {"standard": standard, "village__in": codes}
    for row in Bonus.objects.standing().filter(**rows):
        entries[row.village_id][1].append(row)
    for row in Veto.objects.standing().filter(**rows).select_related("veto_case"):
        entries[row.village_id][2].append(row)
    return entries


def spec_of(items, grades):
    return scoring.StandardSpec(
        items=tuple(item_spec(item) for item in items),
        grades=tuple((grade.word, grade.at_least) for grade in grades),
    )


def item_spec(item):
    return scoring.ItemSpec(
        code=item.code,
        section=item.section.code,
        points=item.points,
        computation=item.computation,
        measure=item.measure,
        deductions=tuple((each["part"], Decimal(each["points"])) for each in item.deductions),
        floor=item.floor,
    )


def reckoned(sheet, spec):
    sheet.reckoning = scoring.reckon(
        spec,
        {item.code: result for item in spec.items if (result := result_of(item, sheet))},
        bonus=sum((bonus.points for bonus in sheet.bonuses), Decimal(0)),
        veto=bool(sheet.vetoes),
    )
    return sheet


def result_of(item, sheet):
    """What `scoring` takes for one item, or None while it is awaited."""
    if item.computation != scoring.MANUAL:
        row = sheet.measured[item.measure]
        return scoring.Measured(row.numerator, row.denominator, row.parts)
    row = sheet.entered.get(item.code)
    return scoring.Entered(None if row.is_not_applicable else row.points) if row else None


def evidence(assessment, *, today):
    """The rows behind every deduction, as `Miss`: of a frozen year those that were frozen."""
    standard = assessment.standard
    codes = [sheet.village for sheet in assessment.sheets]
    if not standard.is_frozen:
        return misses(year=standard.year, villages=codes, today=today)
    rows = FrozenMeasure.objects.filter(standard=standard, village__in=codes)
    frozen = [Miss(row.village_id, row.key, **miss) for row in rows for miss in row.evidence]
    return naming_the_seen(frozen)


def naming_the_seen(rows):
    """What was frozen goes on counting, and names nobody whose file is sealed or out of sight.

    The data base says which files those are: it shows no others to the officer who asks.
    """
    asked = {row.case for row in rows if row.case}
    cases = CaseFile.objects.filter(pk__in=asked, sealed_on=None)
    seen = set(cases.values_list("pk", flat=True))
    return [
        replace(row, case=0, name="") if row.case and row.case not in seen else row for row in rows
    ]
