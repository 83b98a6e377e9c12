"""What the dashboard prints of a year's publicity: counts by place, and materials by unit."""

from datetime import date

from django.urls import reverse

from campaigns.terms import Lasting, MaterialKind, MaterialUnit
from jurisdiction.access import Permission, area_codes, can_in
from responsibility.indicators.measures import ACTIVITIES
from responsibility.views.board import address, cell, further, html

PLAN = "campaigns:plan"
DONE = ("records", "sessions", "people", "attendances")
PLANNED = ("planned", "done", "missed")


class PublicityBoard:
    """A year's activities, plan and materials as rows, each figure a link where it may be opened.

    `places` are (code, name) of the places of the page, `inside` the codes that they lie in.
    """

    def __init__(self, figures, year, places, inside, reader):
        self.figures, self.places, self.reader = figures, places, reader
        first, last = date(year, 1, 1), date(year, 12, 31)
        days = {"date_from": first, "date_to": last, "status": "standing"}
        self.activities = address(reverse(ACTIVITIES), days)
        self.plan = address(reverse(PLAN), {"year": year})
        self.opens_all = area_codes(reader, Permission.CAMPAIGN_READ) == inside

    @property
    def rows(self):
        return [(name, self.row(code)) for code, name in self.places]

    def row(self, code):
        opens = can_in(self.reader, Permission.CAMPAIGN_READ, code)
        return self.cells(further(area=code), opens, self.numbers(code))

    def numbers(self, code):
        done, plan = self.figures.places.get(code), self.figures.plan.get(code)
        return [getattr(done, name, 0) for name in DONE] + [
            getattr(plan, name, 0) for name in PLANNED
        ]

    @property
    def total(self):
        numbers = [self.numbers(code) for code in {*self.figures.places, *self.figures.plan}]
        totals = [sum(column) for column in zip(*numbers, strict=True)]
        return self.cells("", self.opens_all, totals or [0] * len(DONE + PLANNED))

    def cells(self, place, opens, numbers):
        """The cells of a place, which is given as it stands in an address."""
        lists = [self.activities + place] * len(DONE) + [
            self.plan + place + further(status=status) for status in PLANNED
        ]
        return html(
            cell(n, link if n and opens else "") for n, link in zip(numbers, lists, strict=True)
        )

    @property
    def materials(self):
        """(label, quantity, unit, figure, link) by kind, lasting and unit, which never add up."""
        return [self.material(row) for row in self.figures.materials]

    def material(self, row):
        lasting = Lasting(row.lasting).label if row.lasting else ""
        label = f"{MaterialKind(row.kind).label} {lasting}".strip()
        narrowed = further(material=row.kind, unit=row.unit, lasting=row.lasting)
        link = self.activities + narrowed if self.opens_all else ""
        return label, row.quantity, MaterialUnit(row.unit).label, row, link
