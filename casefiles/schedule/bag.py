"""What a person's bag owes: when its plan is reviewed, and which papers belong into it."""

from dataclasses import dataclass
from datetime import timedelta

from jurisdiction.schedule.windows import add_months

REVIEW_MONTHS = 6  # form F3: reviewed every six months


def review_due_on(day):
    """The last day on which a plan that is in force, or was reviewed, since `day` is reviewed."""
    return add_months(day, REVIEW_MONTHS)


def year_from(day):
    """The last day of a term of one year that begins on `day`: 1 January to 31 December."""
    return add_months(day, 12) - timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One paper of the index (form F2): when it is due, whether it is, whether it is there."""

    paper: str
    when: str
    is_due: bool
    is_there: bool

    @property
    def is_missing(self):
        return self.is_due and not self.is_there


def index_of(rule, facts, there):
    """The lines of a bag's index, in the order of the rule: what is due, and what is there.

    `rule` is {paper: when it is due}, `facts` what holds of this person, `there` the papers that
    lie in the bag or that the file itself holds. A paper that is neither due nor there has no line.
    """
    lines = [Line(paper, when, when in facts, paper in there) for paper, when in rule.items()]
    return [line for line in lines if line.is_due or line.is_there]


def completeness(lines):
    """(n, m): how many of the m due papers are there. What is there and not due counts in none."""
    due = [line for line in lines if line.is_due]
    return sum(line.is_there for line in due), len(due)
