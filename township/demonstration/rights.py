"""The rights of the registered: files closed, sealed and opened; what a person says is wrong."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger
from django.utils import timezone

from casefiles import actions
from casefiles.models import CaseFile, CorrectionRequest
from casefiles.terms import CloseReason, Decision, OpeningGround
from jurisdiction.models import Officer
from jurisdiction.scoping import within

WAITED = timedelta(days=400)  # longer than a wrong registration and a death wait
DAY = timedelta(days=1)
# Closed as wrongly registered; then what becomes of each.
FATES = ("to be sealed", "sealed", "asked to open", "open now", "not to be opened")
# Column, what is said to be right, decided as, in the words of whoever decides.
REQUESTS = (
    ("living_address", "已搬到镇上居住", "", ""),
    ("employment", "在县工业园上班", Decision.GRANTED, "单位证明属实，已更正"),
    ("first_found_on", "首次查获日期应为次日", Decision.REFUSED, "与公安机关文书一致"),
)


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_rights(township, officer, *, seed, today):
    """Some files closed as wrong, with what follows; and one request of each outcome."""
    rng = Random(f"{seed}:rights:{township.code}")
    leader = Officer.objects.get(username="leader")
    police = Officer.objects.get(username="police")
    cases = CaseFile.objects.open().filter(within("village__code", [township.code]))
    cases = cases.filter(measure="none", enrolled_on__lt=today - WAITED)
    cases = list(cases.order_by("-pk")[: len(FATES) + len(REQUESTS)])
    for fate, case in zip(FATES, cases, strict=False):
        end(fate, case, rng, officer, leader, today)
    for request, case in zip(REQUESTS, cases[len(FATES) :], strict=False):
        ask(request, case, rng, officer, police, today)


def end(fate, case, rng, officer, leader, today):
    reason = CloseReason.WRONG_REGISTRATION
    case = actions.close_case(case=case, reason=reason, on=today - WAITED, by=officer)
    if fate == "to be sealed":
        return
    entry = actions.seal_file(case=case, version=case.version, by=officer, today=today - 2 * DAY)
    if fate == "sealed":
        return
    opening, _new = actions.ask_opening(
        sealing=entry, key=key(rng), by=officer, ground=OpeningGround.values[0],
        document_no=f"云公禁调字〔{today.year}〕{rng.randint(1, 90)}号",
    )  # fmt: skip
    if fate != "asked to open":
        refusal = "" if fate == "open now" else "所附文书未写明依据"
        actions.decide_opening(opening=opening, by=leader, now=timezone.now(), refusal=refusal)


def ask(request, case, rng, officer, police, today):
    column, asked, decision, reason = request
    received, _new = actions.receive_request(
        CorrectionRequest, case=case, key=key(rng), by=officer, column=column,
        received_on=today - 6 * DAY, asked_by="person", asker=case.name, wrong="与实际不符",
        asked=asked,
    )  # fmt: skip
    if decision:
        actions.decide_request(
            request=received, decision=decision, reason=reason, on=today - DAY, by=police
        )


def key(rng):
    return uuid.UUID(int=rng.getrandbits(128), version=4)
