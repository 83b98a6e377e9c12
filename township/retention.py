"""How long each kind of person-bound record is kept, from when, and what then (ADR 14).

Marks: L the law says so, M the law sets a floor, I our proposal until the archives office decides.
What hangs on a file is kept as long as the file, and a history as long as what it repeats.
"""

from dataclasses import dataclass

from django.apps import apps

from jurisdiction.schedule.windows import add_months
from township.wall import is_file, key_to_a_file

FILE = "casefiles.CaseFile"


@dataclass(frozen=True)
class Rule:
    """`column` holds the day on which the clock starts; empty, it has not started."""

    column: str
    years: int
    then: str
    mark: str


RULES = {
    FILE: Rule("closed_on", 10, "ask the archives office: hand over or erase", "I"),
    # The sheet itself is erased after a day or with its confirmation (erase_left_behind).
    "casefiles.RosterImport": Rule("uploaded_at", 3, "erase the row", "M"),
    # 个人信息保护法 56: records of processing, at least three years.
    "jurisdiction.AccessEvent": Rule("read_at", 3, "close the chain, then erase as owner", "M"),
    "jurisdiction.Export": Rule("exported_at", 3, "close the chain, then erase as owner", "M"),
}


def rule_of(model):
    """The rule under which a person-bound table falls, or None."""
    of = getattr(model, "pgh_tracked_model", model)
    if is_file(of) or key_to_a_file(of):
        return RULES[FILE]
    return RULES.get(of._meta.label)


def past_end(label, today):
    """The rows of a kind whose time is over: nothing is done to them, and none is prolonged."""
    rule = RULES[label]
    line = add_months(today, -12 * rule.years)
    column = rule.column if rule.column.endswith("_on") else f"{rule.column}__date"
    return apps.get_model(label)._base_manager.filter(**{f"{column}__lt": line})
