"""The level of risk that ticked factors propose (form F10). No rule publishes weights: all is data.

A high-risk trigger makes the level high whatever the points. The level is only proposed: an officer
decides another with a reason.
"""

from dataclasses import dataclass

from casefiles.terms import RiskLevel
from jurisdiction.schedule.windows import add_months


@dataclass(frozen=True)
class Factor:
    points: int
    is_trigger: bool = False


@dataclass(frozen=True)
class Scale:
    """From how many points a level begins, and after how many months each is assessed anew."""

    medium_from: int
    high_from: int
    months: dict


def score(factors):
    """The points of the ticked factors in total; a trigger has none."""
    return sum(factor.points for factor in factors if not factor.is_trigger)


def level_of(factors, scale):
    """The level that these ticked factors propose: a RiskLevel."""
    points = score(factors)
    if any(factor.is_trigger for factor in factors) or points >= scale.high_from:
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if points >= scale.medium_from else RiskLevel.LOW


def next_on(assessed_on, level, scale):
    """The last day on which somebody of this level is assessed anew."""
    return add_months(assessed_on, scale.months[level])
