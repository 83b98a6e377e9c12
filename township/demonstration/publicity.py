"""What the villages and the township did for publicity, year by year, as diligent as they are."""

import uuid
from datetime import date, timedelta
from random import Random

from campaigns import actions as campaigns
from campaigns.models import PlanSlot
from campaigns.terms import KEY_AUDIENCES, ActivityKind, Audience, Occasion
from casefiles.actions import record_check
from jurisdiction.models import Area
from township.demonstration import summary

PLACES = ("村委会会议室", "村文化广场", "村小学", "赶集场口")
THEMES = {
    ActivityKind.VILLAGE_MEETING: "学习禁毒法，部署本季度禁毒工作",
    ActivityKind.PUBLICITY: "集中宣传禁毒知识",
    ActivityKind.LECTURE: "识毒防毒拒毒讲座",
    ActivityKind.HOUSE_TO_HOUSE: "入户发放禁毒宣传单",
}
HOUSEHOLDS = (260, 540)
MONTHS = {1: (1, 3), 2: (4, 5), 3: (7, 9), 4: (10, 11)}


def tell_publicity(township, officer, *, seed, today, years):
    """Record each year's meetings and events until the day before `today`."""
    area = Area.objects.get(pk=township.code)
    villages = Area.objects.in_bulk([village.code for village in township.villages])
    for year in range(today.year - years + 1, today.year + 1):
        rng = Random(f"{seed}:publicity:{township.code}:{year}")
        last = min(date(year, 12, 31), today - timedelta(days=1))
        summary.tell_summary(area=area, by=officer, year=year, until=last)
        told = []
        for village in township.villages:
            count_households(rng, villages[village.code], officer, year, last)
            told += village_year(rng, village, year)
        for place, day, columns in told:
            if day <= last:
                campaigns.record_activity(
                    area=villages[place], key=new_key(rng), by=officer,
                    happened_on=day, **columns,
                )  # fmt: skip
    campaigns.set_up_plan(villages=villages.values(), year=today.year, by=officer)
    excuse_the_newest(villages, officer)


def excuse_the_newest(villages, by):
    """A village that joined in spring owes nothing of the first quarter that it did not do."""
    owed = PlanSlot.objects.owing().filter(area__in=villages.values(), opens_on__month=1)
    newest = owed.order_by("-area").first()
    for slot in owed.filter(area=newest.area) if newest else ():
        campaigns.excuse_planned(slot=slot, reason="本年4月由邻镇划入", by=by)


def village_year(rng, village, year):
    """A meeting and an event in most quarters, June with a leader, leaflets to most houses."""
    for quarter, months in MONTHS.items():
        for kind in (ActivityKind.VILLAGE_MEETING, ActivityKind.PUBLICITY):
            if rng.random() < village.diligence**0.5:
                day = date(year, rng.choice(months), rng.randint(3, 26))
                yield village.code, day, event(rng, kind, displays(quarter, kind))
    for occasion, day in ((Occasion.ANTI_DRUG_DAY, 26), (Occasion.PUBLICITY_MONTH, 12)):
        columns = event(rng, ActivityKind.PUBLICITY, ())
        columns |= {"occasion": occasion, "is_leader_present": rng.random() < village.diligence}
        yield village.code, date(year, 6, day), columns
    leaflet = {"kind": "leaflet", "unit": "copy"}
    leaflet |= {"quantity": 600, "households": rng.randint(*HOUSEHOLDS)}
    yield village.code, date(year, 3, 18), event(rng, ActivityKind.HOUSE_TO_HOUSE, [leaflet])
    reached = [a for a in KEY_AUDIENCES if rng.random() < village.diligence]
    yield village.code, date(year, 4, 22), event(rng, ActivityKind.LECTURE, (), reached)


def event(rng, kind, materials, audiences=(Audience.VILLAGERS,)):
    """A lecture is given twice, and some come to both: people and attendances are two figures."""
    people, sessions = rng.randint(20, 180), 2 if kind == ActivityKind.LECTURE else 1
    return {
        "kind": kind,
        "theme": THEMES[kind],
        "place": rng.choice(PLACES),
        "sessions": sessions,
        "people": people,
        "attendances": people + people // 3 * (sessions - 1),
        "audiences": list(audiences),
        "materials": materials,
    }


def displays(quarter, kind):
    """The year's board and painted slogans go up in the first quarter."""
    if quarter != 1 or kind != ActivityKind.PUBLICITY:
        return ()
    board = {"kind": "board", "quantity": 1, "unit": "piece", "issues": 4}
    slogans = {"kind": "slogan", "quantity": 3, "unit": "strip", "lasting": "permanent"}
    return [board, slogans]


def count_households(rng, village, officer, year, last):
    day, total = date(year, 2, 8), rng.randint(*HOUSEHOLDS)
    if day <= last:
        record_check(
            village=village, key=new_key(rng), by=officer, happened_on=day, is_nil=True,
            households_total=total, households_entered=total,
        )  # fmt: skip


def new_key(rng):
    return uuid.UUID(int=rng.getrandbits(128), version=4)
