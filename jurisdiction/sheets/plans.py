"""What an uploaded sheet would do: its rows by kind, and a digest by which two plans are equal."""

import json
from dataclasses import dataclass
from typing import ClassVar

from jurisdiction import vault

NEW, UNCHANGED, PROBLEM = "new", "unchanged", "problem"


class RowProblem(Exception):
    """A row that cannot be written: the column to look at, and what to do."""

    def __init__(self, column, reason):
        super().__init__(reason)
        self.column, self.reason = column, reason


@dataclass
class Plan:
    """The proposals of a sheet. A proposal has a `kind`, a `number` and a `fingerprint()`."""

    KINDS: ClassVar = (NEW, UNCHANGED)  # what is counted once the plan is written

    purpose: str  # of the digest
    proposals: list
    columns: dict  # column -> (letter, header)
    ignored: list  # headers that mean no column
    unread: list  # other sheets of the workbook that hold a list too

    def of_kind(self, kind):
        return [proposal for proposal in self.proposals if proposal.kind == kind]

    @property
    def new(self):
        return self.of_kind(NEW)

    @property
    def unchanged(self):
        return self.of_kind(UNCHANGED)

    @property
    def problems(self):
        return self.of_kind(PROBLEM)

    def counts(self):
        """The columns of the import that tell what was written."""
        return {f"{kind}_count": len(self.of_kind(kind)) for kind in self.KINDS}

    def digest(self):
        """Equal for equal plans; keyed, because it is stored and made from what a sheet holds."""
        told = (json.dumps(proposal.fingerprint()) for proposal in self.proposals)
        return vault.blind_index_of_all(told, purpose=self.purpose)
