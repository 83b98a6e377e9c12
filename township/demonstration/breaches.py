"""The counters of article 20: one person for each thing that a counter can ask, and what came."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger

from casefiles import actions
from casefiles.models import Admonition, BreachDecision, Leave, RehabOrder
from casefiles.models.breaches import counters_of, with_counted
from casefiles.terms import OrderState
from casefiles.terms.breaches import BreachGround as G
from jurisdiction.scoping import within

DAY = timedelta(days=1)
TESTERS = ("高翔", "李卫东")
# Days ago on which tests were refused or evaded, or absences as (begun, back); what was done then.
STORIES = (
    (G.TESTS, (100, 70, 30), "proposed"),
    (G.TESTS, (90, 40), "admonished"),
    (G.TESTS, (110, 80, 50), "dismissed"),
    (G.TESTS, (105, 75, 45), "confirmed"),
    (G.LEAVES, ((100, 97), (70, 66), (30, 27)), "proposed"),
    (G.DAYS, ((80, 61), (40, 33)), "admonished"),
    (G.DAYS, ((110, 91), (50, 38)), "proposed"),
)


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_breaches(township, officer, *, seed, today):
    """Refusals and absences of persons whose order is carried out, who asked for no leave."""
    rng = Random(f"{seed}:breaches:{township.code}")
    orders = RehabOrder.objects.running().filter(
        within("case__village__code", [township.code]), state=OrderState.EXECUTING,
        term_from__lt=today - 120 * DAY, ends_on__gt=today + 30 * DAY,
    ).exclude(case__in=Leave.objects.values("case"))  # fmt: skip
    for order, story in zip(orders.select_related("case").order_by("pk"), STORIES, strict=False):
        tell(rng, order, officer, today, *story)


def tell(rng, order, by, today, ground, days, then):
    case = order.case
    for day in days:
        if ground == G.TESTS:
            refuse(rng, case, by, today - day * DAY)
        else:
            be_absent(rng, case, by, *(today - n * DAY for n in day))
    if then == "admonished":
        actions.add_paper(
            Admonition, case=case, key=new_key(rng), by=by, order=order, ground=ground,
            number=f"劝诫〔{today.year}〕{rng.randint(1, 60)}号", given_on=today - 9 * DAY,
            content="当面劝诫，告知严重违反协议的后果", signed_on=today - 9 * DAY,
        )  # fmt: skip
    elif then != "proposed":
        decide(rng, order, by, today, ground, is_serious=then == "confirmed")


def refuse(rng, case, by, on):
    actions.record_test(
        case=case, key=new_key(rng), by=by, tested_on=on, sample_kind="urine",
        result=rng.choice(("refused", "evaded")), tester_1=TESTERS[0], tester_2=TESTERS[1],
        note="经通知未接受检测",
    )  # fmt: skip


def be_absent(rng, case, by, from_on, back):
    leave, _new = actions.note_absence(
        Leave, case=case, key=new_key(rng), by=by, from_on=from_on, county="邻省红河县",
        reason="走访未见本人，家属称已外出",
    )  # fmt: skip
    actions.note_return(
        leave=leave, version=1, returned_on=back, return_note="本人到镇禁毒办说明情况", by=by
    )


def decide(rng, order, by, today, ground, *, is_serious):
    loaded = with_counted(RehabOrder.objects.select_related("case")).get(pk=order.pk)
    counter = next(c for c in counters_of(loaded, today) if c.ground == ground)
    actions.decide_breach(
        BreachDecision, case=order.case, key=new_key(rng), by=by, order=order, ground=ground,
        counted=counter.number, today=today, is_serious=is_serious, decided_on=today - 5 * DAY,
        reason="均无正当理由，劝诫后再犯" if is_serious else "一次因住院，有出院证明，不予认定",
        document_no=f"清禁报〔{today.year}〕{rng.randint(1, 60)}号" if is_serious else "",
    )  # fmt: skip


def new_key(rng):
    return uuid.UUID(int=rng.getrandbits(128), version=4)
