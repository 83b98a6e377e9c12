"""The balance of a month (月报): beginning + ways in − ways out = end (domain document, section 8).

Who came and who went is read from what happened; who stands on a day, from the files as they are.
The two need not agree, and neither need the beginning and the end that was submitted before.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from casefiles.schedule import Window
from casefiles.terms.balance import WAYS_IN, WAYS_OUT, Figure, Unreported

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Move:
    """A file that another village took on a day (流转)."""

    on: date
    came_from: str
    went_to: str


@dataclass(frozen=True)
class Gap:
    """A closing that was undone: off the roster from the one day until before the other."""

    village: str
    closed_on: date
    reason: str
    reopened_on: date


@dataclass(frozen=True)
class Stay:
    """What the balance looks at of one file: its village now, its days, its moves and gaps."""

    number: int
    village: str
    enrolled_on: date
    closed_on: date | None = None
    close_reason: str = ""
    moves: tuple = ()
    gaps: tuple = ()


@dataclass
class Line:
    """The numbers of the files that each figure counts, of a village or of all."""

    numbers: dict = field(default_factory=lambda: defaultdict(list))

    def count(self, figure):
        return len(self.numbers.get(figure, ()))

    @property
    def expected(self):
        """Who should stand at the end: beginning + ways in − ways out."""
        came, went = (sum(map(self.count, ways)) for ways in (WAYS_IN, WAYS_OUT))
        return self.count(Figure.OPENING) + came - went

    @property
    def difference(self):
        """How many more stand at the end than should; 0 where the sum closes."""
        return self.count(Figure.CLOSING) - self.expected

    def unreported(self, carried):
        """{Unreported: numbers} against the line of last month's report."""
        here, before = set(self.numbers.get(Figure.OPENING, ())), set(carried.ended_with)
        return {
            Unreported.EXTRA: sorted(here - before),
            Unreported.LACKING: sorted(before - here),
        }

    @property
    def ended_with(self):
        return self.numbers.get(Figure.CLOSING, ())


@dataclass
class Balance:
    """The lines of a township's villages, and its own: a move inside it is none of the township."""

    lines: dict = field(default_factory=lambda: defaultdict(Line))
    total: Line = field(default_factory=Line)

    def line(self, village):
        """The line of a village; of the township where it is empty. Nothing stands in a new one."""
        return self.lines.get(village, Line()) if village else self.total

    def among(self, codes, township):
        """The same for whoever reads these areas of the township only: the sum of their lines."""
        if any(township.startswith(code) for code in codes):
            return self
        inside = {
            village: line for village, line in self.lines.items()
            if any(village.startswith(code) for code in codes)
        }  # fmt: skip
        total = Line()
        for line in inside.values():
            for figure, numbers in line.numbers.items():
                total.numbers[figure] += numbers
        return Balance(inside, total)


@dataclass(frozen=True)
class Problem:
    """What does not balance, in a village or (empty) in the township.

    The sum does not close, or (`is_carried`) the beginning is not the end reported before.
    """

    village: str
    is_carried: bool
    expected: int
    found: int


def village_on(stay, day):
    """The village on whose roster the file stands at the end of that day, or None."""
    is_gone = stay.closed_on is not None and stay.closed_on <= day
    if stay.enrolled_on > day or is_gone:
        return None
    if any(gap.closed_on <= day < gap.reopened_on for gap in stay.gaps):
        return None
    return next((move.came_from for move in stay.moves if move.on > day), stay.village)


def changes(stay):
    """(day, Figure, village, the other village of a move) for each way onto the roster or off it.

    `stay.moves` are in the order of their days.
    """
    first = stay.moves[0].came_from if stay.moves else stay.village
    yield stay.enrolled_on, Figure.ENROLLED, first, ""
    for move in stay.moves:
        yield move.on, Figure.MOVED_OUT, move.came_from, move.went_to
        yield move.on, Figure.MOVED_IN, move.went_to, move.came_from
    for gap in stay.gaps:
        yield gap.closed_on, Figure(gap.reason), gap.village, ""
        yield gap.reopened_on, Figure.REOPENED, gap.village, ""
    if stay.closed_on:
        yield stay.closed_on, Figure(stay.close_reason), stay.village, ""


def reckon(stays, month: Window, township) -> Balance:
    """The Balance of a township (its code) in a month: who stood, came and went, by village."""
    found, is_here = Balance(), lambda village: village.startswith(township)
    for stay in stays:
        for figure, day in (
            (Figure.OPENING, month.opens_on - DAY), (Figure.CLOSING, month.closes_on),
        ):  # fmt: skip
            village = village_on(stay, day)
            if village and is_here(village):
                add(found, figure, village, "", stay.number)
        for day, figure, village, other in changes(stay):
            if month.holds(day) and is_here(village):
                add(found, figure, village, other if is_here(other) else "", stay.number)
    return found


def add(found, figure, village, inside, number):
    found.lines[village].numbers[figure].append(number)
    if not inside:
        found.total.numbers[figure].append(number)


def problems(found, carried):
    """What keeps a Balance from being submitted: a list of Problem, the township's last.

    `carried` is the Balance that was submitted for the month before, or None.
    """
    villages = sorted({*found.lines, *(carried.lines if carried else ())})
    wrong = []
    for village in (*villages, ""):
        line = found.line(village)
        if carried:
            before, now = carried.line(village).count(Figure.CLOSING), line.count(Figure.OPENING)
            wrong += [Problem(village, True, before, now)] if before != now else []
        if line.difference:
            end = line.count(Figure.CLOSING)
            wrong.append(Problem(village, False, line.expected, end))
    return wrong
