"""Registering orders of community detox and recovery, and taking the legal steps one by one.

Where an order stands is reckoned by `schedule.orders`; the person's measure follows it, with the
document of the step in the history of the three states.
"""

from django.db import transaction

from casefiles.actions.files import note_state, save_columns
from casefiles.actions.papers import correct_paper
from casefiles.actions.records import lock_file
from casefiles.models import Agreement, CaseFile, OrderStep, RehabOrder
from casefiles.models.orders import chinese_move, measure_of
from casefiles.schedule import orders
from casefiles.terms import OrderMove, StateAspect
from jurisdiction.history import content_hash, insert_once, same_record

RECKONED = (
    "state", "term_from", "ends_on", "latest_end_on", "report_by", "is_late_excused",
    "stays_until",
)  # fmt: skip


class AnotherRuns(Exception):
    """Another order of this person has not ended yet."""


class NotLast(Exception):
    """Only the last standing step is taken back; the ones after it rest on it."""


@transaction.atomic
def register_order(model, *, case, key, by, **content):
    """Enter a decision of community detox or recovery (戒毒条例 14, 37); the measure follows.

    `content` are the columns of the paper. Returns (order, is_new). Raises KeyReused, AnotherRuns.
    """
    lock_file(case.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    earlier = same_record(model, signed, digest)
    if earlier:
        return earlier, False
    if model.objects.filter(case=case, state__in=orders.RUNNING).exists():
        raise AnotherRuns
    reckoned = reckon(model(**content), [])
    order, is_new = insert_once(model, signed, digest, case=case, **content, **reckoned)
    follow(order, on=order.decided_on, by=by, document_no=order.document_no, reason="责令决定")
    return order, is_new


@transaction.atomic
def correct_order(*, paper, version, by, **content):
    """Correct what was copied wrongly from the paper; where the order stands is reckoned anew.

    Returns the names of the changed columns. Raises Stale, and IllegalMove where a step that was
    entered does not fit the corrected paper.
    """
    changed = correct_paper(paper=paper, version=version, by=by, **content)
    if changed:
        lock_file(paper.case_id)
        order = RehabOrder.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        settle(
            order, on=order.decided_on, by=by, document_no=order.document_no, reason="更正决定书"
        )
    return changed


@transaction.atomic
def take_step(*, order, key, by, agreement=None, **content):
    """Take one legal step of an order. `agreement` holds the columns of form F7, where it is one.

    `content` are the columns of the step. Returns (step, is_new). Raises KeyReused, and IllegalMove
    where the law knows no such step now.
    """
    lock_file(order.case_id)
    order = RehabOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(order=order, **content, **(agreement or {}))
    earlier = same_record(OrderStep, signed, digest)
    if earlier:
        return earlier, False
    planned = OrderStep(**content)
    orders.walk(order.paper, [*(step.rule for step in standing_steps(order)), planned.rule])
    step, is_new = insert_once(
        OrderStep, signed, digest, case_id=order.case_id, order=order, **content
    )
    if agreement:
        Agreement.objects.create(case_id=order.case_id, step=step, **agreement)
    settle_by(order, step, by)
    return step, is_new


@transaction.atomic
def take_back(*, step, key, reason, by, today):
    """Take back the last standing step, which was entered in error, by a counter-entry.

    Returns (counter-entry, is_new). Raises KeyReused, NotLast.
    """
    lock_file(step.case_id)
    order = RehabOrder.objects.select_for_update(of=("self",)).get(pk=step.order_id)
    content = {"move": OrderMove.ERROR, "happened_on": today, "reason": reason, "corrects": step}
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(order=order, reason=reason, corrects=step)
    earlier = same_record(OrderStep, signed, digest)
    if earlier:
        return earlier, False
    if standing_steps(order)[-1:] != [step]:
        raise NotLast
    entry, is_new = insert_once(
        OrderStep, signed, digest, case_id=order.case_id, order=order, **content
    )
    settle_by(order, entry, by)
    return entry, is_new


def standing_steps(order):
    return orders.standing_steps(list(order.steps.all()))


def reckon(order, steps):
    """The reckoned columns of an order after these steps. Raises IllegalMove."""
    standing = orders.walk(order.paper, [step.rule for step in steps])
    return {
        "state": standing.state,
        "term_from": standing.began_on,
        "ends_on": standing.ends_on,
        "latest_end_on": standing.latest_end_on,
        "report_by": standing.report_by,
        "is_late_excused": standing.is_late_excused,
        "stays_until": standing.stays_until,
    }


def settle_by(order, step, by):
    """Whoever has the paper open to correct it is told that a step came in between."""
    order.version += 1
    settle(
        order, on=step.happened_on, by=by, document_no=step.document_no,
        reason=chinese_move(step.move),
    )  # fmt: skip


def settle(order, **entry):
    """Write where the order stands now, and let the measure follow it."""
    for name, value in reckon(order, standing_steps(order)).items():
        setattr(order, name, value)
    order.save(update_fields=["version", *RECKONED])
    follow(order, **entry)


def follow(order, *, on, by, document_no, reason):
    """The person's measure and its days are what the order says (the first of the three states)."""
    case = CaseFile.objects.select_for_update().get(pk=order.case_id)
    old = case.measure
    now = measure_of(order)
    changed = [name for name, value in now.items() if getattr(case, name) != value]
    for name in changed:
        setattr(case, name, now[name])
    if changed:
        save_columns(case, changed)
    if "measure" in changed:
        note_state(
            case, StateAspect.MEASURE, old=old, on=on, by=by, document_no=document_no,
            reason=reason,
        )  # fmt: skip
