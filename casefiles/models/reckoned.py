"""Rows that are reckoned and stored nowhere, as lists, filters and sheets take rows."""

import copy
from abc import ABC, abstractmethod

from casefiles.models.files import CaseFile


class Reckoned(ABC):
    """What is found among the rows `source`, which Django's window has narrowed already."""

    model = CaseFile

    def __init__(self, source, keep=lambda row: True):
        self.source, self.keep, self.found = source, keep, None

    @abstractmethod
    def reckon(self):
        """Every row that is found among `source`, in the order of the list."""

    @staticmethod
    @abstractmethod
    def files_of(rows):
        """Pairs (file, village) of each file that these rows show, for the trace of a reading."""

    def among(self, source, keep=None):
        """The same reckoned among other rows, or narrowed by another condition."""
        other = copy.copy(self)
        other.source, other.keep, other.found = source, keep or self.keep, None
        return other

    def all(self):
        return self

    def none(self):
        return self.among(self.source.none())

    def visible_to(self, officer, permission=None):
        return self.among(self.source.visible_to(officer, permission))

    def leaving(self):
        return self.among(self.source.leaving())

    def narrowed(self, condition):
        return self.among(self.source, lambda row: self.keep(row) and condition(row))

    def files(self):
        return self.files_of(self)

    def count(self):
        return len(self.rows())

    __len__ = count

    def __getitem__(self, part):
        return self.rows()[part]

    def __iter__(self):
        return iter(self.rows())

    def rows(self):
        """The rows, reckoned once."""
        if self.found is None:
            self.found = list(filter(self.keep, self.reckon()))
        return self.found
