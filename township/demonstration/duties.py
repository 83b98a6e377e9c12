"""What the villages owed besides their persons: ten-day checks and exchanges, done and missed."""

import uuid
from datetime import date, datetime, time, timedelta
from random import Random

import pgtrigger
from django.utils import timezone

from casefiles import schedule
from casefiles.models import CaseFile, InfoExchange, TenDayCheck, VillageDuty
from casefiles.models.survey import survey_figures
from casefiles.terms import Attendee, DutyKind
from jurisdiction.models import Posting
from jurisdiction.terms import Capacity, SlotState

LATE = 0.1  # of what is recorded, after its window
FINDS = 0.12  # of the checks
SITUATIONS = (
    "本月毒情平稳，无新发现人员。",
    "有外出务工人员返乡，已逐一见面。",
    "出租屋流动人口增加，已走访登记。",
)
DECISIONS = (
    "村委会负责节前走访一遍，月底前完成。",
    "派出所与村委会联合巡查娱乐场所，十日内完成。",
)
COUNTED = (
    "households_total", "households_entered", "persons_seen", "persons_phoned",
    "persons_not_seen", "persons_away", "persons_returned", "away_province", "away_prefecture",
    "entertainment_places",
)  # fmt: skip
DAY = timedelta(days=1)
RECORDS = {DutyKind.TEN_DAY_CHECK: TenDayCheck, DutyKind.INFO_EXCHANGE: InfoExchange}


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_duties(township, officer, *, seed, today, years):
    """Each village's checks and exchanges since the first year told, until the present window.

    The resident cadres' checks are there already and close the ten days in which they were made.
    """
    rng = Random(f"{seed}:duties:{township.code}")
    cadres, figures = cadres_of(township, officer), figures_of(township)
    first = date(today.year - years + 1, 1, 1)
    for village in township.villages:
        households, cadre = rng.randint(160, 420), cadres[village.code]
        for kind in DutyKind:
            windows = schedule.periods_between(kind, first, today)
            duties = [owed(village, kind, each, figures[village.code], today) for each in windows]
            there = made_already(village, kind, duties)
            done = [
                place for place, duty in enumerate(duties)
                if place in there or is_done(rng, village, duty, today)
            ]  # fmt: skip
            for place in done:
                duties[place].state = SlotState.DONE
            VillageDuty.objects.bulk_create(duties)
            for place, check in there.items():
                check.duty = duties[place]
                for name, n in counted(rng, households).items():
                    setattr(check, name, n)
            TenDayCheck.objects.bulk_update(there.values(), ["duty", *COUNTED])
            RECORDS[kind].objects.bulk_create(
                record(rng, duties[place], households, cadre, today)
                for place in done if place not in there
            )  # fmt: skip


def cadres_of(township, officer):
    """{village: the key of its cadre}, of the office where it has none."""
    posted = Posting.objects.filter(
        capacity=Capacity.VILLAGE_CADRE, area__code__startswith=township.code
    )
    found = dict(posted.values_list("area", "officer"))
    return {village.code: found.get(village.code, officer.pk) for village in township.villages}


def figures_of(township):
    codes = [village.code for village in township.villages]
    return survey_figures(CaseFile.objects.filter(village__in=codes))


def owed(village, kind, window, figures, today):
    is_over = window.closes_on < today
    return VillageDuty(
        village_id=village.code, kind=kind, opens_on=window.opens_on, closes_on=window.closes_on,
        state=SlotState.MISSED if is_over else SlotState.OPEN,
        figures=figures if is_over and kind == DutyKind.TEN_DAY_CHECK else None,
    )  # fmt: skip


def made_already(village, kind, duties):
    """{place among the duties: the resident cadre's check of those days}."""
    if kind != DutyKind.TEN_DAY_CHECK:
        return {}
    places = {duty.opens_on: place for place, duty in enumerate(duties)}
    found = {}
    for check in TenDayCheck.objects.filter(village=village.code, duty=None):
        opens_on = schedule.ten_day_window(check.happened_on).opens_on
        if opens_on in places:
            found.setdefault(places[opens_on], check)
    return found


def is_done(rng, village, duty, today):
    """The diligent do most of what is over; of the present days every other village did it."""
    is_done = rng.random() < village.diligence
    return is_done if duty.closes_on < today else int(village.code) % 2 == 0


def record(rng, duty, households, cadre, today):
    """What was recorded for a duty: on one of its days, entered then or some days after its end."""
    last = min(duty.closes_on, today)
    day = duty.opens_on + rng.randint(0, (last - duty.opens_on).days) * DAY
    late = duty.closes_on < today - 8 * DAY and rng.random() < LATE
    entered = duty.closes_on + rng.randint(1, 8) * DAY if late else day
    common = {
        "village_id": duty.village_id, "duty": duty, "happened_on": day, "recorded_by_id": cadre,
        "recorded_at": timezone.make_aware(datetime.combine(entered, time(19, rng.randint(0, 59)))),
        "idempotency_key": uuid.UUID(int=rng.getrandbits(128), version=4),
    }  # fmt: skip
    if duty.kind == DutyKind.INFO_EXCHANGE:
        return exchange(rng, common)
    return check(rng, households, common)


def check(rng, households, common):
    finds, counts = rng.random() < FINDS, counted(rng, households)
    return TenDayCheck(
        is_nil=not finds, checker="村治保主任",
        strangers=rng.randint(1, 4) if finds else 0,
        suspected_users=int(finds and counts["persons_seen"] > 7),
        clues=int(finds and counts["persons_seen"] > 8),
        **counts, **common,
    )  # fmt: skip


def counted(rng, households):
    """What every check counts, whether it finds something or not."""
    seen, away = rng.randint(3, 9), rng.randint(0, 12)
    numbers = (
        households, rng.randint(households // 8, households // 2), seen, rng.randint(0, 4),
        rng.randint(0, 1), away, rng.randint(0, 2), away // 2, away // 4, rng.randint(0, 2),
    )  # fmt: skip
    return dict(zip(COUNTED, numbers, strict=True))


def exchange(rng, common):
    return InfoExchange(
        host="村党支部书记", situation=rng.choice(SITUATIONS), decisions=rng.choice(DECISIONS),
        attendees=[Attendee.VILLAGE, rng.choice([Attendee.TOWNSHIP, Attendee.POLICE])],
        left=rng.randint(0, 2), returned=rng.randint(0, 2), **common,
    )  # fmt: skip
