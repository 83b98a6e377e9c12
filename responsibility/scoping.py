"""The standard of a township is read by its villages and by the county above it."""

from jurisdiction.access import area_codes
from jurisdiction.scoping import ScopedQuerySet, within
from jurisdiction.terms import AreaLevel


class StandardQuerySet(ScopedQuerySet):
    """Rows of a standard. Reading reaches up to the township; anything else stays below."""

    def visible_to(self, officer, permission=None):
        if permission or not officer.is_authenticated:
            return super().visible_to(officer, permission)
        codes = {code[: AreaLevel.TOWNSHIP] for code in area_codes(officer, self.read_permission)}
        return self.filter(within(self.area_path, sorted(codes)))
