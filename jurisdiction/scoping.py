"""The one window through which every row that belongs to a place is seen."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from jurisdiction.access import Permission, area_codes
from jurisdiction.wall import LONGEST


def within(path, codes):
    """A condition: the area code at `path` lies in one of the areas with these codes.

    As a range, since PostgreSQL uses an index beside a policy only for operators that cannot leak
    what they compare; LIKE is none.
    """
    if not codes:
        return Q(pk__in=[])
    return reduce(or_, (Q(**{f"{path}__range": (code, code + LONGEST)}) for code in codes))


class ScopedQuerySet(QuerySet):
    """Rows of a place. `area_path` leads to the area code, `read_permission` opens the window."""

    area_path = "village__code"
    read_permission = Permission.FILE_READ

    def leaving(self):
        """The rows that may leave the house: all, unless they are persons'."""
        return self

    def files(self):
        """The files of all these rows, asked from the data base."""
        return []

    @staticmethod
    def files_of(rows):
        """The files that these rows show, as (number, village): none, unless they are persons'."""
        return []

    def visible_to(self, officer, permission=None):
        """The rows in the areas where the officer holds the permission (reading, if none)."""
        if not officer.is_authenticated:
            return self.none()
        codes = area_codes(officer, permission or self.read_permission)
        return self.filter(within(self.area_path, codes)) if codes else self.none()
