"""What the dashboard prints, reckoned before the template: counts with their links, and bars."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles import schedule
from casefiles.terms import Abstinence, ControlState, Measure, SlotKind
from responsibility.indicators import Figure

PERSONS = [("persons",), *(("control_state", state.value) for state in ControlState)]
FILES = [*PERSONS, ("incomplete",)]
WORK = [
    *(
        (kind.value, span, name)
        for kind in SlotKind
        for span in ("now", "year")
        for name in ("owed", "done", "missed")
    ),
    ("overdue",),
]
STATES = (
    ("measure", [*Measure.choices, ("", gettext_lazy("Not entered"))]),
    ("abstinence", Abstinence.choices),
)
NOTHING = Figure()
BAR_WIDTH = 200
CELL = '<td class="number">{}</td>'
LINK = '<a href="{}">{}</a>'


class Board:
    """The figures of a township as rows of cells, a cell being a count and its link."""

    def __init__(self, villages, figures, month, today, links_totals):
        self.figures, self.links_totals = figures, links_totals
        self.month = month
        self.tails = {figure: self.tail(figure) for figure in (*FILES, *WORK, *state_figures())}
        self.totals = total_figures(figures)
        counted = {village for village, _ in figures}
        self.villages = [
            v for v in villages if v.code in counted or v.valid_to is None or v.valid_to > today
        ]

    @property
    def persons(self):
        return self.totals[("persons",)].n if ("persons",) in self.totals else 0

    @property
    def control_states(self):
        return ControlState.labels

    @property
    def files_rows(self):
        return self.rows(FILES)

    @property
    def work_rows(self):
        return self.rows(WORK)

    @property
    def files_total(self):
        return cells(self.total(figure) for figure in FILES)

    @property
    def work_total(self):
        return cells(self.total(figure) for figure in WORK)

    def rows(self, columns):
        return [
            (village.name, cells(self.cell(village.code, figure) for figure in columns))
            for village in self.villages
        ]

    def cell(self, village, figure):
        """(count, link): no link where nothing is counted, or not all of it may be opened."""
        found = self.figures.get((village, figure))
        if found is None:
            return 0, ""
        if found.closed_to_reader or not self.tails[figure]:
            return found.n, ""
        page, tail = self.tails[figure]
        return found.n, f"{page}?village={village}&{tail}"

    def total(self, figure):
        found = self.totals.get(figure, NOTHING)
        is_link = found.n and self.links_totals and not found.closed_to_reader
        if not is_link or not self.tails[figure]:
            return found.n, ""
        page, tail = self.tails[figure]
        return found.n, f"{page}?{tail}"

    def tail(self, figure):
        """The list that shows the rows of this figure, and its filters; None for no such list."""
        name, *rest = figure
        if name in SlotKind:
            span, status = rest
            period = self.span(name, span)
            filters = {
                "kind": name,
                "status": status,
                "closes_from": period[0],
                "closes_to": period[1],
            }
            return reverse("casefiles:slot-list"), urlencode(filters)
        if name == "overdue":
            return reverse("casefiles:slot-list"), urlencode({"status": "overdue"})
        if rest == [""]:  # no filter finds what was not entered
            return None
        filters = {"lacking": "any"} if name == "incomplete" else {}
        if rest:
            filters = {name: rest[0]}
        return reverse("casefiles:case-list"), urlencode({"status": "open"} | filters)

    def span(self, kind, span):
        if span == "year":
            return date(self.month.year, 1, 1), date(self.month.year, 12, 31)
        window = schedule.period_of(kind, self.month)
        return window.closes_on, window.closes_on

    @property
    def half_year(self):
        if self.month.month <= 6:
            return _("Tests, first half of %(year)s") % {"year": self.month.year}
        return _("Tests, second half of %(year)s") % {"year": self.month.year}

    @property
    def bars(self):
        """Done, missed and open of what is due: visits and tests, now and in the year."""
        return [
            {
                "title": title,
                "owed": self.total((kind, span, "owed")),
                "done": self.total((kind, span, "done")),
                "missed": self.total((kind, span, "missed")),
                "bar": shares(
                    *(self.total((kind, span, name))[0] for name in ("owed", "done", "missed"))
                ),
            }
            for kind, span, title in (
                ("visit", "now", _("Visits, this month")),
                ("test", "now", _("Tests, this half-year")),
                ("visit", "year", _("Visits, this year")),
                ("test", "year", _("Tests, this year")),
            )
        ]

    @property
    def states(self):
        """By measure and by abstinence: (title, [(label, (count, link), bar)])."""
        titles = (_("By measure"), _("By abstinence"))
        return [
            (title, [self.state(aspect, *choice) for choice in choices])
            for title, (aspect, choices) in zip(titles, STATES, strict=True)
        ]

    def state(self, aspect, value, label):
        cell = self.total((aspect, value))
        return label, cell, shares(self.persons, cell[0], 0)


def cells(counts):
    """The cells of a row as HTML: some five hundred on a page, too many for template tags."""
    return format_html_join("", CELL, ((linked(*count),) for count in counts))


def linked(n, link):
    return format_html(LINK, link, n) if link else n


def shares(whole, done, missed):
    """Widths of a bar: a solid part for what is done, a hatched one for what is missed."""
    if not whole:
        return {"done": 0, "missed": 0, "percent": ""}
    solid, hatched = (round(BAR_WIDTH * part / whole) for part in (done, missed))
    return {"done": solid, "missed": hatched, "percent": f"{100 * done / whole:.1f} %"}


def state_figures():
    return [(aspect, value) for aspect, choices in STATES for value, _label in choices]


def total_figures(figures):
    totals = {}
    for (_village, figure), found in figures.items():
        totals.setdefault(figure, Figure()).add(found.n, False)
        totals[figure].closed_to_reader += found.closed_to_reader
    return totals
