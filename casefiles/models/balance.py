"""The balance of each month of a township: reckoned from the files, beside what was submitted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from casefiles import schedule
from casefiles.models.files import CaseFile
from casefiles.models.monthly import MonthlyReport
from casefiles.models.reopenings import Reopening
from casefiles.models.transfers import Transfer
from casefiles.schedule.balance import Balance, Gap, Move, Stay, problems, reckon
from casefiles.terms.balance import Figure, ReportStatus, Unreported
from casefiles.terms.moves import TransferState
from jurisdiction.history import content_hash
from jurisdiction.scoping import within
from jurisdiction.wall import house_scope


@dataclass(frozen=True)
class Month:
    """One month of a township: as the files say today, as submitted, and what was carried over."""

    first: date
    is_over: bool
    live: Balance
    report: MonthlyReport | None
    carried: Balance | None
    waits_for: date | None  # an earlier month that is to be submitted first
    is_followed: bool  # a later month was submitted

    @cached_property
    def shown(self):
        """What was submitted; before that, what the files say."""
        return self.report.balance() if self.report else self.live

    @cached_property
    def problems(self):
        return problems(self.shown, self.carried)

    @property
    def status(self):
        if self.report:
            return ReportStatus.SUBMITTED
        if self.is_followed:
            return ReportStatus.EARLIER
        if not self.is_over:
            return ReportStatus.RUNNING
        return ReportStatus.UNBALANCED if self.problems else ReportStatus.BALANCED

    @property
    def may_be_submitted(self):
        return self.is_over and not (self.report or self.waits_for or self.is_followed)

    def changed_since(self):
        """[(Figure, as submitted, now)] where the township's files say something else by now."""
        if not self.report:
            return []
        submitted = self.shown.total
        return [
            (figure, submitted.count(figure), self.live.total.count(figure))
            for figure in Figure
            if submitted.count(figure) != self.live.total.count(figure)
        ]

    def among(self, codes, township):
        """The same for whoever reads the figures of these areas of the township only."""
        whole = any(township.startswith(code) for code in codes)
        carried = self.carried and self.carried.among(codes, township)
        return Seen(self, self.shown.among(codes, township), carried, is_whole=whole)

    def digest(self):
        """What two drawings of the same figures have in common."""
        lines = {village: line.numbers for village, line in self.live.lines.items()}
        carried = self.carried.total.numbers if self.carried else None
        return content_hash(first=self.first, lines=lines, carried=carried)


@dataclass(frozen=True)
class Seen:
    """A Month as one reader may see it."""

    month: Month
    shown: Balance
    carried: Balance | None
    is_whole: bool

    @property
    def problems(self):
        """Those of the places in reach; of the township only for whoever reads all of it."""
        return [
            problem for problem in self.month.problems
            if self.is_whole or problem.village in self.shown.lines
        ]  # fmt: skip

    @property
    def status(self):
        """As it concerns this reader: what does not balance elsewhere is said by `Month` alone."""
        status = self.month.status
        if status == ReportStatus.UNBALANCED and not self.problems:
            return ReportStatus.BALANCED
        return status

    @property
    def changed_since(self):
        return self.month.changed_since() if self.is_whole else []

    def numbers(self, figure, village):
        """The files behind a figure or an Unreported, of a village or (empty) of all in reach."""
        line = self.shown.line(village)
        if figure not in Unreported.values:
            return line.numbers.get(figure, [])
        return line.unreported(self.carried.line(village))[figure] if self.carried else []


def months_of(township, firsts, today):
    """The Month of each of these first days, in their order. Five queries."""
    reports = standing_reports(township)
    stays = stays_of(township, min(firsts))
    return [month_of(township, first, today, reports, stays) for first in firsts]


def month_of(township, first, today, reports, stays):
    window = schedule.month_window(first)
    before = schedule.add_months(first, -1)
    carried = reports[before].balance() if before in reports else None
    begun = any(month < first for month in reports)
    live = reckon(stays, window, township.pk)
    return Month(
        first=first, is_over=window.closes_on < today, live=live, report=reports.get(first),
        carried=carried, waits_for=before if begun and carried is None else None,
        is_followed=any(month > first for month in reports),
    )  # fmt: skip


def standing_reports(township):
    """{month: its report} of a township, with the lines."""
    reports = MonthlyReport.objects.standing().filter(township=township)
    rows = reports.select_related("recorded_by").prefetch_related("lines")
    return {report.month: report for report in rows}


def stays_of(township, first):
    """A Stay for each file that stood in the township on or after the day before `first`.

    Also of files that have moved on since: counting needs them, and no window shows them. Their
    numbers are all that leaves here. Three queries.
    """
    with house_scope("reckon the balance of a month"):
        here = within("village__code", [township.pk])
        taken = Transfer.objects.filter(state=TransferState.ACCEPTED, answered_on__gte=first)
        ours = within("from_village__code", [township.pk]) | within(
            "to_village__code", [township.pk]
        )
        moved = taken.filter(ours).values("case")
        moves = moves_by_file(taken.filter(case__in=moved))
        gaps = gaps_by_file(Reopening.objects.filter(here, reopened_on__gte=first))
        stood = Q(closed_on=None) | Q(closed_on__gte=first) | Q(enrolled_on__gte=first)
        files = CaseFile.objects.filter(stood, here | Q(pk__in=moved)).order_by("pk")
        columns = ("pk", "village", "enrolled_on", "closed_on", "close_reason")
        return [
            Stay(pk, *rest, moves=tuple(moves[pk]), gaps=tuple(gaps[pk]))
            for pk, *rest in files.values_list(*columns)
        ]


def moves_by_file(transfers):
    found = defaultdict(list)
    columns = ("case", "answered_on", "from_village", "to_village")
    for case, *move in transfers.order_by("answered_on", "pk").values_list(*columns):
        found[case].append(Move(*move))
    return found


def gaps_by_file(reopenings):
    found = defaultdict(list)
    columns = ("case", "village", "closed_on", "close_reason", "reopened_on")
    for case, *gap in reopenings.order_by("reopened_on", "pk").values_list(*columns):
        found[case].append(Gap(*gap))
    return found
