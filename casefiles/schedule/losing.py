"""When contact with a person counts as suspected lost: a rule of the office, no law names one.

The rule only asks for a search; the search makes a proposal; an officer decides about it.
"""

from dataclasses import dataclass
from datetime import date

from casefiles.terms.losing import LostStatus


@dataclass(frozen=True)
class Rule:
    """The office's numbers: due contacts missed, days of silence, and attempts in vain."""

    missed: int
    days: int
    attempts: int


@dataclass(frozen=True)
class Traces:
    """What is known of one person since the last contact, and when there was one.

    `lost_on` is the day since which the person counts as lost (None: does not), `met_on` the last
    contact of any kind, `since` the day from which silence counts: the last contact, or the
    enrolment. `rejected` is how many attempts an officer had read who did not find it lost.
    """

    since: date
    missed: int = 0
    attempts: int = 0
    nobody_knows: bool = False
    rejected: int | None = None
    lost_on: date | None = None
    met_on: date | None = None

    def days(self, today):
        return (today - self.since).days


def is_suspected(traces, rule, today):
    """Due contacts were missed in a row, or the family does not know and silence has lasted."""
    long_silent = traces.nobody_knows and traces.days(today) >= rule.days
    return traces.missed >= rule.missed or long_silent


def status_of(traces, rule, today):
    """A LostStatus, or None: there is contact."""
    if traces.lost_on:
        was_met = traces.met_on and traces.met_on >= traces.lost_on
        return LostStatus.REACHED if was_met else LostStatus.LOST
    if not is_suspected(traces, rule, today):
        return None
    if traces.attempts < rule.attempts:
        return LostStatus.SUSPECTED
    if traces.rejected is not None and traces.attempts <= traces.rejected:
        return LostStatus.REJECTED
    return LostStatus.PROPOSED
