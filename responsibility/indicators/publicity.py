"""What the villages did for publicity, against the scheme (form F14, items A2, B1 to B4).

Only a village's own records count for it; what the office excused in the plan of the year is not
asked for. Four queries, however many villages.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, Sum

from campaigns.indicators import material_figures, place_figures, plan_figures
from campaigns.models import Activity, Material, PlanSlot
from campaigns.terms import (
    KEY_AUDIENCES,
    MEETINGS,
    Lasting,
    MaterialKind,
    MaterialUnit,
    Occasion,
    PlanItem,
)
from casefiles.models import TenDayCheck
from responsibility.indicators.recipients import below
from responsibility.terms import MeasureKey

QUARTERS = (1, 2, 3, 4)
PERMANENT_SLOGANS = 2  # [I]
WHOLE = 100  # households short are counted in hundredths of all


@dataclass
class Work:
    """What one village has to show for a year; `households` is None where nobody counted them."""

    meetings: set = field(default_factory=set)  # quarters
    campaigns: set = field(default_factory=set)
    occasions: set = field(default_factory=set)
    audiences: set = field(default_factory=set)
    excused: set = field(default_factory=set)  # (item of the plan, quarter in which it begins)
    boards: int = 0
    slogans: int = 0
    reached: int = 0
    households: int | None = None

    def quarters_excused(self, item):
        """Quarters that owe nothing of this item; what was done all the same counts."""
        done = self.meetings if item == PlanItem.MEETING else self.campaigns
        return {quarter for quarter in QUARTERS if (item, quarter) in self.excused} - done

    @property
    def occasions_excused(self):
        return {item for item, _quarter in self.excused} & set(Occasion.values) - self.occasions

    @property
    def households_short(self):
        """Hundredths of the households without a leaflet; all of them where nobody counted."""
        if not self.households:
            return WHOLE
        return WHOLE - WHOLE * min(self.reached, self.households) // self.households


def publicity_misses(year, villages, period):
    """Per village the misses as (key, what, period), in the order of the scheme."""
    work = work_of(year, villages, period)
    return {village: list(lacking(work[village], year, period)) for village in villages}


# Boards and slogans are counted one by one (item B3): a hundred sheets are no hundred boards.
COUNTED_AS_ONE = (MaterialUnit.PIECE, MaterialUnit.STRIP, MaterialUnit.BANNER, MaterialUnit.SET)


def work_of(year, villages, period):
    work = defaultdict(Work)
    days = (date(year, 1, 1), period.last)
    activities = Activity.objects.standing().between(*days).filter(area__in=villages)
    columns = ("area_id", "kind", "happened_on", "occasion", "is_leader_present", "audiences")
    for village, *row in activities.values_list(*columns):
        add_activity(work[village], *row)
    lines = Material.objects.filter(activity__in=activities.order_by().values("pk"))
    lines = lines.filter(Q(kind=MaterialKind.LEAFLET) | Q(unit__in=COUNTED_AS_ONE))
    sums = lines.order_by().values_list("activity__area_id", "kind", "lasting")
    for village, *row in sums.annotate(Sum("quantity"), Sum("households")):
        add_material(work[village], *row)
    checks = TenDayCheck.objects.standing().filter(
        village__in=villages, happened_on__range=days, households_total__gt=0
    )
    for village, total in checks.order_by("happened_on").values_list(
        "village_id", "households_total"
    ):
        work[village].households = total
    slots = PlanSlot.objects.excused().filter(area__in=villages, opens_on__year=year)
    for village, item, opens_on in slots.values_list("area_id", "item", "opens_on"):
        work[village].excused.add((item, quarter_of(opens_on)))
    return work


def add_activity(work, kind, day, occasion, is_leader_present, audiences):
    (work.meetings if kind in MEETINGS else work.campaigns).add(quarter_of(day))
    work.audiences.update(audiences)
    if occasion and is_leader_present:
        work.occasions.add(occasion)


def add_material(work, kind, lasting, quantity, households):
    if kind == MaterialKind.BOARD:
        work.boards += quantity
    if kind == MaterialKind.SLOGAN and lasting == Lasting.PERMANENT:
        work.slogans += quantity
    if kind == MaterialKind.LEAFLET:
        work.reached += households


def lacking(work, year, period):
    """(key, what, period) of each miss. What can still be done in its window is not missed."""
    for key, done in (
        (MeasureKey.QUARTERLY_MEETINGS, work.meetings | work.quarters_excused(PlanItem.MEETING)),
        (MeasureKey.QUARTERLY_CAMPAIGNS, work.campaigns | work.quarters_excused(PlanItem.CAMPAIGN)),
    ):
        for quarter in QUARTERS:
            if quarter_end(year, quarter) <= period.last and quarter not in done:
                yield key, "missing_quarter", f"{year}-Q{quarter}"
    if date(year, 6, 30) <= period.last:
        for occasion in Occasion.values:
            if occasion not in work.occasions | work.occasions_excused:
                yield MeasureKey.JUNE_ACTIVITIES, f"no_{occasion}", f"{year}-06"
    if not work.boards:
        yield MeasureKey.DISPLAYS, "no_board", ""
    if work.slogans < PERMANENT_SLOGANS:
        yield MeasureKey.DISPLAYS, "few_slogans", ""
    if work.households_short:
        yield MeasureKey.DISPLAYS, "households_short", ""
    for audience in KEY_AUDIENCES:
        if audience not in work.audiences:
            yield MeasureKey.KEY_AUDIENCES, f"no_{audience}", ""


def publicity_counts(work, year, period):
    """{key: (numerator, denominator, parts, filters of the list of what was done)}."""
    missed = [(key, what) for key, what, _period in lacking(work, year, period)]
    of = {key: [what for k, what in missed if k == key] for key in FILTERS}
    displays = of[MeasureKey.DISPLAYS]
    parts = {
        MeasureKey.QUARTERLY_MEETINGS: {"missing_quarters": len(of[MeasureKey.QUARTERLY_MEETINGS])},
        MeasureKey.QUARTERLY_CAMPAIGNS: {
            "missing_quarters": len(of[MeasureKey.QUARTERLY_CAMPAIGNS])
        },
        MeasureKey.JUNE_ACTIVITIES: {"missing_occasions": len(of[MeasureKey.JUNE_ACTIVITIES])},
        MeasureKey.DISPLAYS: {
            "missing_displays": sum(what != "households_short" for what in displays),
            "households_short": work.households_short,
        },
        MeasureKey.KEY_AUDIENCES: {"missing_audiences": len(of[MeasureKey.KEY_AUDIENCES])},
    }
    done = {
        MeasureKey.QUARTERLY_MEETINGS: (
            len(work.meetings),
            4 - len(work.quarters_excused(PlanItem.MEETING)),
        ),
        MeasureKey.QUARTERLY_CAMPAIGNS: (
            len(work.campaigns),
            4 - len(work.quarters_excused(PlanItem.CAMPAIGN)),
        ),
        MeasureKey.JUNE_ACTIVITIES: (len(work.occasions), 2 - len(work.occasions_excused)),
        MeasureKey.DISPLAYS: (3 - len(displays), 3),
        MeasureKey.KEY_AUDIENCES: (len(work.audiences & set(KEY_AUDIENCES)), 4),
    }
    return {key: (*done[key], parts[key], FILTERS[key]) for key in FILTERS}


# What the list of activities is narrowed to, beside village and year.
FILTERS = {
    MeasureKey.QUARTERLY_MEETINGS: {"kind": "meetings"},
    MeasureKey.QUARTERLY_CAMPAIGNS: {"kind": "campaigns"},
    MeasureKey.JUNE_ACTIVITIES: {"occasion": "any"},
    MeasureKey.DISPLAYS: {"material": "any"},
    MeasureKey.KEY_AUDIENCES: {"audience": "key"},
}


def quarter_of(day):
    return (day.month + 2) // 3


def quarter_end(year, quarter):
    return date(year, 3 * quarter, 31 if quarter in (1, 4) else 30)


@dataclass(frozen=True)
class CampaignFigures:
    """A year's publicity by place, the plan by village, the materials by kind and unit."""

    places: dict
    plan: dict
    materials: list


def campaign_figures(*, year, codes, today):
    """What was done for publicity below these division codes in a year: CampaignFigures.

    Three queries, however many villages.
    """
    activities = Activity.objects.standing().in_year(year).filter(below("area__code", codes))
    slots = PlanSlot.objects.filter(below("area__code", codes), opens_on__year=year)
    return CampaignFigures(
        place_figures(activities), plan_figures(slots, today), material_figures(activities)
    )
