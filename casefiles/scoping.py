"""Who sees rows that hang on a person: the area, and for people under 18 a narrower circle.

Nobody sees what hangs on a sealed file: an opening has a page of its own (`views/openings.py`).
"""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from casefiles.schedule import MAJORITY_AGE, add_months
from jurisdiction.access import Permission, area_codes
from jurisdiction.scoping import ScopedQuerySet, within


class PersonQuerySet(ScopedQuerySet):
    """Rows of a person. `birth_date_path` leads to the person's birth date."""

    birth_date_path = "birth_date"
    sealed_path = "sealed_on"
    file_columns = ("pk", "village")

    def leaving(self):
        """Nobody under 18 is in any export (domain document, section 5)."""
        line = majority_line(timezone.localdate())
        return self.filter(**{f"{self.birth_date_path}__lte": line})

    def files(self):
        """The files of all these rows, as (number, village), asked from the data base."""
        return self.order_by().values_list(*self.file_columns)

    @staticmethod
    def files_of(rows):
        """The files that these rows show, as (number, village)."""
        return [(case.pk, case.village_id) for case in rows]

    def visible_to(self, officer, permission=None):
        rows = super().visible_to(officer, permission)
        if not officer.is_authenticated:
            return rows
        return rows.filter(self.unsealed(), self.seen_minors(officer))

    def unsealed(self):
        """A condition: the file is not sealed."""
        return Q(**{f"{self.sealed_path}__isnull": True})

    def seen_minors(self, officer):
        """People under 18 only where the officer holds MINOR_READ (domain document, section 5)."""
        of_age = Q(**{f"{self.birth_date_path}__lte": majority_line(timezone.localdate())})
        return of_age | within(self.area_path, area_codes(officer, Permission.MINOR_READ))


class HangingQuerySet(PersonQuerySet):
    """Rows that hang on a person's file go where the file goes."""

    area_path = "case__village__code"
    birth_date_path = "case__birth_date"
    sealed_path = "case__sealed_on"
    file_columns = ("case", "case__village")

    def opened_by(self, opening):
        """What hangs on the sealed file that two officers opened, until the opening ends."""
        return self.filter(case=opening.case_id, case__sealed_on__isnull=False)

    @staticmethod
    def files_of(rows):
        return [(row.case_id, row.case.village_id) for row in rows]


def majority_line(today) -> date:
    """Whoever was born on or before this day is 18 today."""
    return add_months(today, -12 * MAJORITY_AGE)
