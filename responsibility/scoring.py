"""The reckoning of the 100-point scheme (form F14): from counts and entries to a total and a grade.

Thirds and sevenths arise from shares and rescaling, and no decimal holds them: inside everything
is a Fraction. Limits, entries and totals are Decimals. The total is rounded once, at the end.
"""

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

SHARE, DEDUCT, MANUAL = "share", "deduct", "manual"
MEASURED, ENTERED, AWAITED = "measured", "entered", "awaited"
NOT_APPLICABLE = "not_applicable"
UNQUALIFIED = "unqualified"

MAX_TOTAL = Decimal(100)
MAX_BONUS = Decimal(5)

# The misses that each measure counts: what a deduction of the standard may name.
PARTS = {
    "roster_complete": ("incomplete",),
    "file_documents": ("no_file", "missing_documents"),
    "visits_done": ("missed",),
    "tests_done": ("missed",),
    "teams_named": ("no_team",),
    "checks_done": ("missed",),
    "exchanges_done": ("missed",),
    "lost_contact": ("lost",),
    "group_named": ("missing_names",),
    "letters_signed": ("unsigned",),
    "two_level_binding": ("missing_months",),
    "quarterly_meetings": ("missing_quarters",),
    "june_activities": ("missing_occasions",),
    "quarterly_campaigns": ("missing_quarters",),
    "displays": ("missing_displays", "households_short"),  # the second in hundredths of all
    "key_audiences": ("missing_audiences",),
}

# Added before a workbook rounds. Its doubles lie within 1e-12 of the exact total, which may be a
# tie such as 89.995. A total p/d that is no tie lies at least 1/200d from one: further than this,
# as long as d stays under 400 million; with 3,600 visits, 600 tests, 36 checks and 24 exchanges due
# it is at most 7,200 before rescaling.
NUDGE = "1E-11"


@dataclass(frozen=True)
class ItemSpec:
    """One item of the standard. `deductions` are pairs (part, points for each miss)."""

    code: str
    section: str
    points: Decimal
    computation: str
    measure: str = ""
    deductions: tuple = ()
    floor: Decimal = Decimal(0)

    def __post_init__(self):
        if self.points <= 0 or not 0 <= self.floor <= self.points:
            raise ValueError(f"item {self.code}: its floor lies outside its points")
        if (self.computation == MANUAL) == bool(self.measure):
            raise ValueError(f"item {self.code}: measured, or entered by hand, but not both")
        if any(each < 0 for _, each in self.deductions):
            raise ValueError(f"item {self.code}: a deduction below zero gives points")


@dataclass(frozen=True)
class StandardSpec:
    """Items in the order of the sheet, and grades as pairs (word, at least)."""

    items: tuple
    grades: tuple


@dataclass(frozen=True)
class Measured:
    """What was counted for one item in one village; `misses` counts by part, for deductions."""

    numerator: int
    denominator: int
    misses: dict = field(default_factory=dict)
    applies: bool = True

    def __post_init__(self):
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is no share")
        if any(count < 0 for count in self.misses.values()):
            raise ValueError(f"misses below zero: {self.misses}")


@dataclass(frozen=True)
class Entered:
    """Points given by hand, or None for an item that does not apply to the village."""

    points: Decimal | None

    @property
    def applies(self):
        return self.points is not None


@dataclass(frozen=True)
class ItemScore:
    """`full` are the points after rescaling, `got` is not rounded, and nothing while awaited."""

    item: ItemSpec
    full: Fraction
    got: Fraction
    state: str


@dataclass(frozen=True)
class SectionScore:
    """`rescale` is what each point of an item that applies counts, 0 where nothing applies."""

    code: str
    points: Decimal
    full: Fraction
    got: Fraction
    rescale: Fraction


@dataclass(frozen=True)
class Reckoning:
    """The score sheet of one village.

    `total` is the score so far, veto or not; None where nothing applies. `grade` is None until
    every item is in, except under a veto, which forces the lowest.
    """

    items: tuple
    sections: tuple
    bonus: Decimal
    total: Decimal | None
    grade: str | None
    awaited: Fraction
    is_vetoed: bool

    @property
    def is_final(self):
        return self.total is not None and not self.awaited


def reckon(standard, results, *, bonus=0, veto=False):
    """Reckon the score sheet of one village (form F14).

    `results` maps item codes to Measured or Entered; an item without a result is awaited.
    `bonus` is the sum of bonuses in points, of which at most MAX_BONUS count. Raises ValueError
    for entered points outside the item and for a deduction that the measure does not count.
    """
    states = states_of(standard.items, results)
    scales = rescale(standard.items, states)
    items = tuple(
        score(item, results.get(item.code), states[item.code], scales[item.section])
        for item in standard.items
    )
    return summed(standard, items, scales, counted_bonus(bonus), veto)


def states_of(items, results):
    """{item code: state}; where nothing that a section measures applies, all of it does not.

    A village with no person on file has no team to name either: its section must not hang on the
    items that are entered by hand.
    """
    states = {item.code: state_of(item, results.get(item.code)) for item in items}
    measured = [item for item in items if item.computation != MANUAL]
    alive = {item.section for item in measured if states[item.code] != NOT_APPLICABLE}
    idle = {item.section for item in measured} - alive
    return states | {item.code: NOT_APPLICABLE for item in items if item.section in idle}


def state_of(item, result):
    if result is None:
        return AWAITED
    if not result.applies or (item.computation != MANUAL and not result.denominator):
        return NOT_APPLICABLE
    return ENTERED if item.computation == MANUAL else MEASURED


def rescale(items, states):
    """What a point counts in each section: first spread inside it, then over the sections left.

    Returns {section code: Fraction}, 0 for a section of which nothing applies.
    """
    points = points_by_section(items)
    applying = points_by_section(i for i in items if states[i.code] != NOT_APPLICABLE)
    if not applying:
        return dict.fromkeys(points, Fraction(0))
    spread = sum(points.values()) / sum(points[section] for section in applying)
    scales = {section: spread * points[section] / applying[section] for section in applying}
    return dict.fromkeys(points, Fraction(0)) | scales


def points_by_section(items):
    points = {}
    for item in items:
        points[item.section] = points.get(item.section, Fraction(0)) + Fraction(item.points)
    return points


def score(item, result, state, scale):
    """The ItemScore of one item whose points count `scale` each."""
    if state == NOT_APPLICABLE:
        return ItemScore(item, Fraction(0), Fraction(0), state)
    earned = Fraction(0) if state == AWAITED else EARNED[item.computation](item, result)
    return ItemScore(item, Fraction(item.points) * scale, earned * scale, state)


def share(item, measured):
    return Fraction(item.points) * Fraction(measured.numerator, measured.denominator)


def deduct(item, measured):
    unknown = [part for part, _ in item.deductions if part not in measured.misses]
    if unknown:
        raise ValueError(f"item {item.code}: nothing counts {unknown[0]}")
    cost = sum(Fraction(each) * measured.misses[part] for part, each in item.deductions)
    return max(Fraction(item.floor), Fraction(item.points) - cost)


def by_hand(item, entered):
    if not 0 <= entered.points <= item.points:
        raise ValueError(f"item {item.code}: {entered.points} of {item.points} points")
    return Fraction(entered.points)


EARNED = {SHARE: share, DEDUCT: deduct, MANUAL: by_hand}


def counted_bonus(bonus):
    """The part of a bonus that counts. Raises ValueError below zero."""
    if bonus < 0:
        raise ValueError(f"a bonus of {bonus}")
    return min(Decimal(bonus), MAX_BONUS)


def summed(standard, items, scales, bonus, veto):
    got = sum(score.got for score in items)
    awaited = sum((score.full for score in items if score.state == AWAITED), Fraction(0))
    applies = any(score.state != NOT_APPLICABLE for score in items)
    total = rounded(min(got + Fraction(bonus), Fraction(MAX_TOTAL))) if applies else None
    return Reckoning(
        items=items,
        sections=tuple(section_score(code, items, scale) for code, scale in scales.items()),
        bonus=bonus,
        total=total,
        grade=decided_grade(standard.grades, total, awaited, veto),
        awaited=awaited,
        is_vetoed=veto,
    )


def section_score(code, items, scale):
    own = [score for score in items if score.item.section == code]
    return SectionScore(
        code=code,
        points=sum(score.item.points for score in own),
        full=sum(score.full for score in own),
        got=sum(score.got for score in own),
        rescale=scale,
    )


def decided_grade(grades, total, awaited, veto):
    if veto:
        return UNQUALIFIED
    return None if total is None or awaited else grade_of(grades, total)


def grade_of(grades, total):
    """The word of the highest limit that a rounded total reaches; below them all, the lowest."""
    downwards = falling(grades)
    return next((word for word, at_least in downwards if total >= at_least), downwards[-1][0])


def falling(grades):
    return sorted(grades, key=lambda grade: grade[1], reverse=True)


def rounded(points):
    """A Fraction of points, not negative, as a Decimal with 2 places, halves up."""
    hundredths = (points * 100 + Fraction(1, 2)).__floor__()
    return Decimal(hundredths).scaleb(-2)


def excel_formula(item, *, full, numerator="", denominator="", misses=None, entered=""):
    """The formula of one item's points in the workbook (form F14).

    Every argument is a cell: `full` the points after rescaling (the double nearest to
    ItemScore.full will do), `misses` {part: cell}, the others as the computation needs them. What
    it gives is rounded by `excel_total` only; a cell may show fewer places. Leave the formula out
    for an item that does not apply: a deduction would print 0 where a dash belongs.
    """
    if item.computation == SHARE:
        return f'=IF({denominator}=0,"",{full}*{numerator}/{denominator})'
    points = literal(item.points)
    if item.computation == MANUAL:
        return f'=IF({entered}="","",{entered}*{full}/{points})'
    cost = "".join(f"-{misses[part]}*{literal(each)}" for part, each in item.deductions)
    return f"=MAX({literal(item.floor)},{points}{cost})*{full}/{points}"


def excel_total(scores, bonus):
    """The formula of the total: `scores` the range of the items' points, `bonus` a cell or range.

    The bonus is summed because MIN passes over an empty cell and would give the most that counts.
    """
    capped = f"MIN({literal(MAX_TOTAL)},SUM({scores})+MIN({literal(MAX_BONUS)},SUM({bonus})))"
    return f"=ROUND({capped}+{NUDGE},2)"


def excel_grade(grades, words, *, total, veto):
    """The formula of the grade: cells of the total and of the veto, not empty when vetoed.

    `words` are the printed grades by word. An unfinished sheet has no grade: leave the cell out.
    """
    *higher, (lowest, _) = falling(grades)
    formula = f'"{words[lowest]}"'
    for word, at_least in reversed(higher):
        formula = f'IF({total}>={literal(at_least)},"{words[word]}",{formula})'
    return f'=IF({veto}<>"","{words[UNQUALIFIED]}",{formula})'


def literal(number):
    """A Decimal as Excel reads it, without an exponent."""
    return format(Decimal(number), "f")


@dataclass(frozen=True)
class Scheme:
    """A standard with its words, as a file tells it; rows are dicts named as the stored columns."""

    sections: tuple
    items: tuple
    grades: tuple
    bonuses: tuple
    veto_cases: tuple

    @property
    def spec(self):
        return StandardSpec(
            items=tuple(item_spec(row) for row in self.items),
            grades=tuple((row["word"], row["at_least"]) for row in self.grades),
        )


def item_spec(row):
    return ItemSpec(
        code=row["code"],
        section=row["section"],
        points=row["points"],
        computation=row["computation"],
        measure=row["measure"],
        deductions=tuple((each["part"], Decimal(each["points"])) for each in row["deductions"]),
        floor=row["floor"],
    )


def load_scheme(text):
    """Read a scheme from TOML. Returns a Scheme; points are Decimals.

    Raises tomllib.TOMLDecodeError for text that is no TOML and KeyError for a missing field.
    """
    data = tomllib.loads(text, parse_float=Decimal)
    return Scheme(
        sections=tuple(section_row(order, row) for order, row in enumerate(data["sections"], 1)),
        items=tuple(
            item_row(section["code"], order, row)
            for section in data["sections"]
            for order, row in enumerate(section["items"], 1)
        ),
        grades=tuple(row | {"at_least": Decimal(row["at_least"])} for row in data["grades"]),
        bonuses=tuple(row | {"points": Decimal(row["points"])} for row in data["bonuses"]),
        veto_cases=tuple(data["veto_cases"]),
    )


def section_row(order, row):
    return {key: row[key] for key in ("code", "name", "name_en")} | {"order": order}


def item_row(section, order, row):
    return {
        **row,
        "section": section,
        "order": order,
        "points": Decimal(row["points"]),
        "measure": row.get("measure", ""),
        "deductions": row.get("deductions", []),
        "floor": Decimal(row.get("floor", 0)),
    }
