"""What was owed for a person and what was done about it, period by period."""

from dataclasses import dataclass, field
from datetime import timedelta

from casefiles import schedule
from casefiles.actions.files import ENDED_BY
from casefiles.actions.slots import NOT_OWED
from casefiles.schedule.plans import windows_of
from casefiles.terms import (
    ControlState,
    SampleKind,
    SlotKind,
    SlotState,
    TestResult,
    VisitMode,
    VisitOutcome,
    VisitPlace,
)
from casefiles.terms.testing import TAKEN, NoticeWay
from township.demonstration import texts

DAY = timedelta(days=1)
SPRING_FESTIVAL_MONTHS = (1, 2)
OUTCOMES_OF_A_PACE = {"overdue": -3, "today": 0, "soon": 4}  # days from today to the due day


@dataclass
class Owed:
    """One slot, and the records of its period; `closing` is the record that closes it, if any."""

    columns: dict
    is_first: bool
    records: list = field(default_factory=list)
    closing: dict | None = None


def owed_visits(rng, person, rules, diligence, first_day, today):
    """The visit slots of a person from the first day until today, each with its visits."""
    return owed(rng, person, rules, SlotKind.VISIT, diligence, first_day, today, visit_window)


def owed_tests(rng, person, rules, diligence, first_day, today):
    diligence = min(diligence + 0.04, 0.99)
    return owed(rng, person, rules, SlotKind.TEST, diligence, first_day, today, test_window)


def owed(rng, person, rules, kind, diligence, first_day, today, act):
    begin = max(first_day, person.enrolled_on)
    last_on, rows = None, []
    for demand, period in windows_of(rules, kind, person.situation, begin, today):
        if person.closed_on and person.closed_on <= max(period.opens_on, begin):
            break
        since = demand.anchor or period.opens_on
        window = schedule.clip(period, max(period.opens_on, person.enrolled_on, since))
        slot = new_slot(person, kind, demand, period, window, last_on)
        rows.append(slot)
        if slot.columns["state"] == SlotState.OPEN:
            act(rng, person, slot, window, diligence, today)
        if slot.closing:
            last_on = slot.closing["day"]
        settle(slot, person, window, today)
    return rows


def new_slot(person, kind, demand, period, window, last_on):
    state, reason = NOT_OWED.get(person.state_on(window.opens_on), (SlotState.OPEN, ""))
    return Owed(
        {
            "kind": kind,
            "every": demand.every,
            "schedule": demand.source,
            "village_id": person.home_on(window.opens_on)[1],
            "period_on": period.opens_on,
            "opens_on": window.opens_on,
            "due_on": schedule.due_on(window, last_on, demand.every),
            "closes_on": window.closes_on,
            "state": state,
            "reason_code": reason,
        },
        is_first=last_on is None,
    )


def settle(slot, person, window, today):
    """What became of a slot by today: done, released by a change of state, missed, or open."""
    columns = slot.columns
    if columns["state"] != SlotState.OPEN:
        return
    change = person.next_change(window.opens_on)
    if slot.closing:
        columns["state"] = SlotState.DONE
    elif change <= min(window.closes_on, today) and release(person, change):
        columns["state"], columns["reason_code"] = release(person, change)
    elif window.closes_on < today:
        columns["state"] = SlotState.MISSED
    if columns["state"] == SlotState.OPEN:  # an open slot goes where the person goes
        columns["village_id"] = person.home_on(today)[1]


def release(person, day):
    if person.closed_on == day:
        return SlotState.CANCELLED, ENDED_BY[person.close_reason]
    return NOT_OWED.get(person.state_on(day))


def last_chance(person, window, today):
    """The last day on which the person can have been met in this window."""
    return min(window.closes_on, today - DAY, person.next_change(window.opens_on) - DAY)


def visit_window(rng, person, slot, window, diligence, today):
    limit = last_chance(person, window, today)
    if limit < window.opens_on or is_kept_open(person, window, today):
        return
    if is_silent(person, window.closes_on):
        return
    lost = person.state_on(window.opens_on) == ControlState.LOST_CONTACT
    day = usual_day(rng, person, window, today)
    keeps_up = rng.random() < diligence - 0.06 * (window.opens_on.month in SPRING_FESTIVAL_MONTHS)
    if lost:
        gone = texts.not_found(rng) | {"outcome": VisitOutcome.NOBODY_HOME}
        slot.records.append(visit(rng, limit, **gone))
        return
    if not (keeps_up or is_planned(person, window, today)):
        attempt(rng, slot, window.opens_on, limit)
        return
    if day <= limit:
        meet(rng, slot, window, day)
        add_extras(rng, slot, limit)


def is_silent(person, day):
    return bool(person.silent_since) and day >= person.silent_since


def is_kept_open(person, window, today):
    """This month of a person whose slot shows what a work list can show."""
    return bool(person.pace) and window.holds(today)


def is_planned(person, window, today):
    return bool(person.pace) and window.holds(schedule.add_months(today, -1))


def usual_day(rng, person, window, today):
    if is_planned(person, window, today):
        target = today + timedelta(days=OUTCOMES_OF_A_PACE[person.pace])
        day = schedule.add_months(target, -1)
    else:
        day = window.opens_on.replace(day=person.habit) + timedelta(days=rng.randint(-3, 3))
    return min(max(day, window.opens_on), window.closes_on)


def meet(rng, slot, window, day):
    if rng.random() < 0.1 and day - window.opens_on > 3 * DAY:
        before = day - timedelta(days=rng.randint(1, 3))
        slot.records.append(visit(rng, before, **texts.not_found(rng)))
    in_full = slot.is_first or not rng.randrange(12)
    slot.closing = visit(rng, day, **texts.findings(rng, in_full))
    slot.records.append(slot.closing)


def add_extras(rng, slot, limit):
    """A second visit or a phone contact in the same month: neither closes anything."""
    if rng.random() < 0.03 and slot.closing["day"] + 3 * DAY <= limit:
        slot.records.append(visit(rng, slot.closing["day"] + 3 * DAY, is_unchanged=True))
    if rng.random() < 0.04:
        slot.records.append(visit(rng, limit, mode=VisitMode.PHONE, **texts.phone_call(rng)))


def attempt(rng, slot, first, last):
    """Nobody was met: an attempt or a phone contact at most, and the slot stays open."""
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    if rng.random() < 0.45:
        slot.records.append(visit(rng, day, **texts.not_found(rng)))
    if rng.random() < 0.3:
        slot.records.append(visit(rng, day, mode=VisitMode.PHONE, **texts.phone_call(rng)))


def visit(rng, day, **columns):
    by_phone = columns.get("mode") == VisitMode.PHONE
    place = VisitPlace.ELSEWHERE if by_phone else rng.choices(VisitPlace.values, (80, 8, 9, 3))[0]
    return {
        "day": day,
        "lag": texts.lag(rng),
        "content": {
            "visited_on": day,
            "mode": VisitMode.FACE,
            "outcome": VisitOutcome.FOUND,
            "place": place,
            "companion": "" if by_phone else rng.choice(COMPANIONS),
            "is_unchanged": False,
        }
        | dict.fromkeys((*texts.BLOCKS, "help_given", "follow_up"), "")
        | {"needs_follow_up": False}
        | columns,
    }


COMPANIONS = ("驻村干部陈敏", "组长", "社区民警高翔", "村医", "村妇联主席", "网格员")
TESTERS = ("高翔", "李卫东", "周倩", "冯玉华")


def test_window(rng, person, slot, window, diligence, today):
    limit = last_chance(person, window, today)
    if limit < window.opens_on or person.state_on(window.opens_on) == ControlState.LOST_CONTACT:
        return
    sex = person.columns["sex"]
    days = (window.closes_on - window.opens_on).days + 1
    day = window.opens_on + timedelta(days=(person.test_habit + rng.randint(-9, 9)) * days // 184)
    if is_silent(person, day):
        return
    if rng.random() > diligence:
        if rng.random() < 0.3:
            result = rng.choice((TestResult.REFUSED, TestResult.EVADED))
            slot.records.append(drug_test(rng, min(max(day, window.opens_on), limit), result, sex))
    elif day <= limit:
        take_test(rng, person, slot, max(day, window.opens_on))


def take_test(rng, person, slot, day):
    sex = person.columns["sex"]
    if rng.random() < 0.01 and day > slot.columns["opens_on"]:
        slot.records.append(drug_test(rng, day - DAY, TestResult.INVALID, sex))
    clean = person.columns["abstinence"] != "under_3y" or rng.random() > 0.015
    slot.closing = drug_test(rng, day, TestResult.NEGATIVE if clean else TestResult.POSITIVE, sex)
    slot.records.append(slot.closing)


def drug_test(rng, day, result, sex):
    first, second = rng.sample(TESTERS, 2)
    sample = SampleKind.HAIR if rng.random() < 0.12 else SampleKind.URINE
    is_taken = result in TAKEN
    content = {
        "tested_on": day,
        "sample_kind": sample,
        "result": result,
        "tester_1": first,
        "tester_2": second,
        "sampler": sex if is_taken and sample == SampleKind.URINE else "",
        "notified_on": day - DAY,
        "notified_how": NoticeWay.PHONE,
        "note": "已书面告知派出所" if result == TestResult.POSITIVE else "",
    }
    if is_taken:
        content |= texts.kit(day, result)
    if result == TestResult.POSITIVE:
        content |= texts.kept_samples(day, first)
    return {"day": day, "lag": texts.lag(rng), "content": content}
