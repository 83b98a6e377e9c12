"""Leave and return of persons under an order: one for each thing that can become of it."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger

from casefiles import actions
from casefiles.models import Leave, RehabOrder
from casefiles.terms import OrderState
from jurisdiction.scoping import within

DAY = timedelta(days=1)
TRIPS = (
    ("外出务工", "示例市龙山县", "城关镇建设路12号", "工友王建", "长途客车"),
    ("探亲", "示例市凤山县", "白云乡三组", "姑母", "自驾"),
    ("就医", "示例市", "市第一人民医院", "胞兄", "火车"),
    ("跑运输", "邻省红河县", "货运站", "货主刘师傅", "货车"),
    ("参加技能培训", "示例市龙山县", "职业学校", "学校", "长途客车"),
)
# Of each story: days from today to the first day and to the last; what became of it, with the days
# from today to the return.
STORIES = (
    ("waiting", 3, 12, None),
    ("waiting, two days", 2, 3, None),
    ("waiting, no report", 5, 40, None),
    ("approved", 4, 9, None),
    ("approved", -5, 20, None),
    ("tests there", -12, 45, None),
    ("approved", -25, -6, None),
    ("approved", -40, -30, -30),
    ("approved", -70, -60, -55),
    ("inside", -15, -11, -11),
    ("refused", -8, 10, None),
    ("withdrawn", -20, -10, None),
    ("absent", -9, None, None),
    ("absent", -50, None, -45),
)


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_leave(township, officer, *, seed, today):
    """A leave for one person after another of those whose order is carried out."""
    rng = Random(f"{seed}:leave:{township.code}")
    carried_out = RehabOrder.objects.running().filter(
        within("case__village__code", [township.code]), state=OrderState.EXECUTING,
        ends_on__gt=today + 60 * DAY, term_from__lt=today - 120 * DAY,
    )  # fmt: skip
    orders = carried_out.select_related("case__village").order_by("-pk")
    for order, story in zip(orders, STORIES, strict=False):
        tell(rng, order.case, officer, today, *story)


def tell(rng, case, by, today, what, first, last, back):
    from_on = today + first * DAY
    to_on = today + last * DAY if last is not None else None
    if what == "absent":
        leave = absent(rng, case, by, from_on)
    else:
        leave = asked(rng, case, by, what, from_on, to_on)
        become(leave, what, by, min(from_on, today) - DAY)
    if back is not None:
        leave.refresh_from_db()
        actions.note_return(
            leave=leave, version=leave.version, returned_on=today + back * DAY,
            return_note="本人到镇禁毒办销假", by=by,
        )  # fmt: skip


def absent(rng, case, by, from_on):
    return actions.note_absence(
        Leave, case=case, key=new_key(rng), by=by, from_on=from_on, leaves_county=True,
        reason="村干部上门走访未见本人，家属称已外出", county="邻省红河县",
    )[0]  # fmt: skip


def asked(rng, case, by, what, from_on, to_on):
    reason, county, address, host, transport = rng.choice(TRIPS)
    is_inside = what == "inside"
    more = {"county": "云溪县", "address": "青龙镇"} if is_inside else {}
    if what not in ("inside", "waiting, no report", "waiting, two days"):
        more |= {"report_on": from_on - 2 * DAY, "report_note": "书面报告存档"}
    if what == "tests there":
        more |= {"away_office": f"{county}禁毒办", "away_test_plan": "每月尿检一次"}
    more["report_on"] = min(more["report_on"], from_on) if "report_on" in more else None
    return actions.ask_leave(
        Leave, case=case, key=new_key(rng), by=by, from_on=from_on, to_on=to_on,
        leaves_county=not is_inside, family="家属", village_opinion="情况属实",
        **{"reason": reason, "county": county, "address": address, "host": host,
           "transport": transport} | more,
    )[0]  # fmt: skip


def become(leave, what, by, on):
    if what in ("approved", "inside", "tests there", "refused"):
        is_approved = what != "refused"
        comment = "同意，按时销假" if is_approved else "检测期内，不同意外出"
        actions.decide_leave(
            leave=leave, version=1, is_approved=is_approved, approver=by.name, on=on,
            comment=comment, by=by, slots=slots_inside(leave),
        )  # fmt: skip
    elif what == "withdrawn":
        actions.withdraw_leave(leave=leave, version=1, reason="本人不再外出", by=by)


def slots_inside(leave):
    """The open test slots that end in the leave: the other office tests there."""
    slots = leave.case.slots.open().of_kind("test")
    return list(slots.filter(closes_on__range=(leave.from_on, leave.to_on)))


def new_key(rng):
    return uuid.UUID(int=rng.getrandbits(128), version=4)
