"""What the dashboard prints, reckoned before the template: counts with their links, and bars."""

from collections import Counter
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles import schedule
from casefiles.terms import NOT_ENTERED, Abstinence, ControlState, Measure, SlotKind

PERSONS = [("persons",), *(("control_state", state.value) for state in ControlState)]
FILES = [*PERSONS, ("lost_proposed",), ("incomplete",), ("kept",)]
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
OWED = "responsibility:letter-owed"
BAR_WIDTH = 200
CASES, SLOTS, EXITS = "casefiles:case-list", "casefiles:slot-list", "casefiles:exit-list"
LOST = "casefiles:lost-list"
PLAIN = '<td class="number">%d</td>'
LINKED = '<td class="number"><a href="%s">%d</a></td>'
BAR = """\
<svg class="bar w-100" viewBox="0 0 200 12" height="12" preserveAspectRatio="none" role="img" aria-label="%s">
  <rect x="0.5" y="0.5" width="199" height="11" fill="#fff" stroke="#55626b" />
  <rect x="0" y="0" width="%d" height="12" fill="#0b5c6b" />
  <rect x="%d" y="0" width="%d" height="12" fill="url(#hatched)" stroke="#8f1d13" />
</svg>
"""  # noqa: E501 - printed as it stands


class Board:
    """The figures of a township as rows of cells, a cell being a count and its link."""

    def __init__(self, villages, figures, month, today, links_totals):
        self.figures, self.links_totals = figures, links_totals
        self.month = month
        self.paths = {page: reverse(page) for page in (CASES, SLOTS, EXITS, LOST)}
        self.lists = {figure: self.list_of(figure) for figure in (*FILES, *WORK, *state_figures())}
        self.totals = Counter()
        for (_village, figure), n in figures.counts.items():
            self.totals[figure] += n
        self.closed = {figure for _village, figure in figures.closed}
        counted = {village for village, _ in figures.counts}
        self.villages = [
            v for v in villages if v.code in counted or v.valid_to is None or v.valid_to > today
        ]

    @property
    def persons(self):
        return self.totals["persons",]

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
        return self.total_cells(FILES)

    @property
    def work_total(self):
        return self.total_cells(WORK)

    def rows(self, columns):
        return [(village.name, self.cells(village.code, columns)) for village in self.villages]

    def cells(self, village, columns):
        """The cells of a village. No link where nothing is counted, or not all may be opened."""
        counts, closed = self.figures.counts, self.figures.closed
        here, row = further(village=village), []
        for figure in columns:
            n, address = counts.get((village, figure), 0), self.lists[figure]
            if n and (village, figure) not in closed:
                row.append(LINKED % (address + here, n))
            else:
                row.append(PLAIN % n)
        return html(row)

    def total_cells(self, columns):
        return html(cell(*self.total(figure)) for figure in columns)

    def total(self, figure):
        """(count, link) for the township."""
        n, address = self.totals[figure], self.lists[figure]
        return n, address if n and self.links_totals and figure not in self.closed else ""

    def list_of(self, figure):
        """The address of the list with the rows of this figure, as HTML."""
        name, *rest = figure
        if name in SlotKind:
            span, status = rest
            first, last = self.span(name, span)
            days = {"closes_from": first, "closes_to": last}
            return address(self.paths[SLOTS], {"kind": name, "status": status} | days)
        if name == "overdue":
            return address(self.paths[SLOTS], {"status": "overdue"})
        if name == "kept":
            return address(self.paths[EXITS], {"status": "kept"})
        if name == "lost_proposed":
            return address(self.paths[LOST], {"status": "proposed"})
        if name == "incomplete":
            return address(self.paths[CASES], {"status": "open", "lacking": "any"})
        return address(
            self.paths[CASES], {"status": "open"} | ({name: rest[0] or NOT_ENTERED} if rest else {})
        )

    def span(self, kind, span):
        if span == "year":
            return date(self.month.year, 1, 1), date(self.month.year, 12, 31)
        window = schedule.period_of(kind, self.month)
        return window.opens_on, window.closes_on

    @property
    def half_year(self):
        if self.month.month <= 6:
            return _("Tests, first half of %(year)s") % {"year": self.month.year}
        return _("Tests, second half of %(year)s") % {"year": self.month.year}

    @property
    def bars(self):
        """Of what is due, visits and tests, now and in the year: (title, bar, "done / owed", %)."""
        return [
            (title, *self.bar(kind, span))
            for kind, span, title in (
                ("visit", "now", _("Visits, this month")),
                ("test", "now", _("Tests, this half-year")),
                ("visit", "year", _("Visits, this year")),
                ("test", "year", _("Tests, this year")),
            )
        ]

    def bar(self, kind, span):
        owed, done, missed = (self.total((kind, span, name)) for name in ("owed", "done", "missed"))
        share = percent(done[0], owed[0])
        numbers = html((number(*done), " / ", number(*owed)))
        return bar(owed[0], done[0], missed[0]), numbers, share

    @property
    def states(self):
        """By measure and by abstinence: (title, [(label, cell, bar)])."""
        titles = (_("By measure"), _("By abstinence"))
        return [
            (title, [self.state(aspect, *choice) for choice in choices])
            for title, (aspect, choices) in zip(titles, STATES, strict=True)
        ]

    def state(self, aspect, value, label):
        n, link = self.total((aspect, value))
        return label, html([cell(n, link)]), bar(self.persons, n, 0)


def address(path, filters):
    return SafeString(escape(f"{path}?{urlencode(filters)}"))


def further(**filters):
    """What stands behind an address to narrow its list further."""
    return SafeString(escape(f"&{urlencode(filters)}"))


def html(cells):
    """Some five hundred cells on a page are too many for template tags, or to escape one by one:
    they hold numbers, division codes and addresses that are escaped already.
    """
    return SafeString("".join(cells))


def cell(n, link):
    return LINKED % (link, n) if link else PLAIN % n


def number(n, link):
    return f'<a href="{link}">{n}</a>' if link else str(n)


def bar(whole, done, missed):
    """A drawing: a solid part for what is done, a hatched one for what is missed."""
    solid, hatched = (round(BAR_WIDTH * part / whole) if whole else 0 for part in (done, missed))
    return SafeString(BAR % (percent(done, whole) or "—", solid, solid, hatched))


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else ""


def state_figures():
    return [(aspect, value) for aspect, choices in STATES for value, _label in choices]


LETTER_COLUMNS = ("all", "issued", "signed", "due", "refused", "none")


def letter_rows(figures, year, opened):
    """By level: (label, cells); links only where the list shows what was counted."""
    rows, owed_in_year = [], address(reverse(OWED), {"year": year})
    for level, counts in figures.items():
        owed = sum(counts.values())
        numbers = [owed, owed - counts["none"], *(counts[state] for state in LETTER_COLUMNS[2:])]
        listed = owed_in_year + further(level=level.value) if level in opened else ""
        if owed:
            cells = (
                cell(n, listed and n and listed + further(status=status))
                for n, status in zip(numbers, LETTER_COLUMNS, strict=True)
            )
            rows.append((level.label, html(cells)))
    return rows
