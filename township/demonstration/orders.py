"""Orders of detox and recovery: whoever is under one, and one person for each state of the law."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger

from casefiles import actions, letters
from casefiles.models import CaseFile, RehabOrder
from casefiles.schedule import add_months, orders
from casefiles.terms import ORDERED_MEASURES, ControlState, OrderMove
from jurisdiction.scoping import within

ORGAN = "云溪县公安局"
M = OrderMove
YEARS = 36  # months of a term
NONE, DAY = timedelta(0), timedelta(days=1)


def days(n):
    return timedelta(days=n)


def term_ending(n):
    """How long ago somebody reported in whose term ends in `n` days."""
    return lambda today: (today - add_months(today + days(n) + DAY, -YEARS)).days


# For each state: how many days ago the order was received, then its steps, each with days ago.
BEGUN = ((M.REPORT_IN, 0), (M.AGREEMENT, 3))  # days after the receipt
STORIES = (
    ("to report in", 6, ()),
    ("report-in overdue", 21, ()),
    ("late with a reason", 24, ((M.LATE_REASON, 20),)),
    ("refusal found", 60, ((M.REFUSAL, 30),)),
    ("no agreement yet", 12, ((M.REPORT_IN, 5),)),
    ("place being changed", 300, (*BEGUN, (M.TRANSFER, 292))),
    ("transfer overdue", 400, (*BEGUN, (M.TRANSFER, 370))),
    ("suspended", 500, (*BEGUN, (M.SUSPENSION, 495))),
    ("resumed", 700, (*BEGUN, (M.SUSPENSION, 300), (M.RESUMPTION, 330))),
    ("released", term_ending(-20), (*BEGUN, (M.RELEASE, -10))),
    ("terminated", 600, (*BEGUN, (M.TERMINATION, 450))),
    ("isolated", 450, (*BEGUN, (M.ISOLATION, 440))),
    ("taken over elsewhere", 350, (*BEGUN, (M.TRANSFER, 300), (M.HANDOVER, 309))),
    ("kept too long", term_ending(-35), BEGUN),
    ("past the end with a ground", term_ending(-12), (*BEGUN, (M.STAY, -5))),
    ("ends today", term_ending(0), BEGUN),
    ("ends within 30 days", term_ending(21), BEGUN),
    ("ends within 90 days", term_ending(70), BEGUN),
    ("entered in error", 40, ((M.REPORT_IN, 8), (M.ERROR, 9))),
)
IN_CUSTODY = ("suspended", "isolated")


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_orders(township, officer, *, seed, today):
    """An order for everybody under community detox or recovery; the first ones show every state."""
    rng = Random(f"{seed}:orders:{township.code}")
    cases = CaseFile.objects.open().filter(
        within("village__code", [township.code]), measure__in=ORDERED_MEASURES,
        control_state=ControlState.IN_CONTROL,
    )  # fmt: skip
    for number, case in enumerate(cases.select_related("village").order_by("pk")):
        name, ago, steps = STORIES[number] if number < len(STORIES) else usual(case, today)
        teller = Teller(rng, case, officer, today)
        teller.tell(ago(today) if callable(ago) else ago, steps)
        if name in IN_CUSTODY:
            teller.take_into_custody()


def usual(case, today):
    return "usual", (today - case.measure_from).days, BEGUN


class Teller:
    """Writes the order of one person and its steps, by the deeds themselves."""

    def __init__(self, rng, case, by, today):
        self.rng, self.case, self.by, self.today = rng, case, by, today

    def tell(self, ago, steps):
        received_on = self.today - days(ago)
        self.order, _new = actions.register_order(
            RehabOrder, case=self.case, key=self.key(), by=self.by, measure=self.case.measure,
            document_no=self.document("戒决"), organ=ORGAN, decided_on=received_on - 2 * DAY,
            received_on=received_on,
        )  # fmt: skip
        step = None
        for move, after in steps:
            # Negative days count from the end of the term.
            base = received_on if after >= 0 else self.today
            step = self.take(move, base + days(after), step)

    def take(self, move, on, before):
        if move == M.ERROR:
            return actions.take_back(
                step=before, key=self.key(), reason="误将他人的报到记入", by=self.by, today=on
            )[0]
        more = {} if move in orders.WITHOUT_DOCUMENT else {"document_no": self.document("戒通")}
        more |= {"organ": ORGAN} if more else {}
        more |= EXTRAS.get(move, {})
        if move == M.STAY:
            more["until"] = self.today + days(20)
        if move == M.AGREEMENT:
            more["agreement"] = self.agreement()
        return actions.take_step(
            order=self.order, key=self.key(), by=self.by, move=move, happened_on=on, **more
        )[0]

    def agreement(self):
        terms = letters.usual_terms(self.case)
        return terms | {"signer_a": self.by.name, "contacts": f"{self.by.name}，镇禁毒办"}

    def take_into_custody(self):
        self.case.refresh_from_db()
        actions.change_state(
            case=self.case, version=self.case.version, aspect="control_state",
            value=ControlState.IN_CUSTODY, on=self.today - DAY, document_no=self.document("拘通"),
            reason="据派出所通报变更", by=self.by, today=self.today,
        )  # fmt: skip

    def document(self, kind):
        return f"云公禁{kind}字〔{self.today.year}〕{self.rng.randint(1, 300)}号"

    def key(self):
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)


EXTRAS = {
    M.LATE_REASON: {"reason": "住院治疗，有出院证明"},
    M.REFUSAL: {"reason": "经两次书面通知仍不报到"},
    M.TRANSFER: {"place": "示例市云溪县龙泉镇"},
    M.SUSPENSION: {"reason": "被行政拘留"},
    M.RESUMPTION: {"reason": "拘留期满"},
    M.STAY: {"ground": "release_pending"},
    M.TERMINATION: {"reason": "被判处刑罚"},
    M.ISOLATION: {"reason": "社区戒毒期间吸毒"},
}
