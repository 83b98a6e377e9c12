"""Drafting a plan of help (form F3), deciding about it, carrying it out, looking at it again."""

from django.db import transaction

from casefiles import schedule
from casefiles.actions.files import Stale
from casefiles.actions.papers import add_paper, correct_paper
from casefiles.actions.records import lock_file
from casefiles.models import HelpMeasure, HelpPlan
from casefiles.terms.bag import RUNNING, PlanState
from jurisdiction.history import content_hash, insert_once, same_record


class Undecided(Exception):
    """An edition of this plan waits for its decision: no other can be drafted beside it."""


class DecidedPlan(Exception):
    """The plan was decided: it is not edited any more, a change is its next edition."""


class NotInForce(Exception):
    """Only a plan in force is reviewed and carried out."""


class OwnPlan(Exception):
    """Whoever drafted a plan does not approve it."""


class Ended(Exception):
    """This measure has ended."""


@transaction.atomic
def draft_plan(model, *, case, key, by, **content):
    """Draft a person's plan, or the next edition of it, with the reason for the change.

    Returns (plan, is_new). Raises KeyReused, and Undecided where an edition waits already.
    """
    lock_file(case.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    latest = model.objects.filter(case=case).order_by("-edition").first()
    if latest and latest.is_undecided:
        raise Undecided
    edition = latest.edition + 1 if latest else 1
    return insert_once(model, signed, digest, case=case, edition=edition, **content)


@transaction.atomic
def correct_plan(*, paper, version, by, **content):
    """Change a plan that is not approved yet; a returned one waits again.

    Returns the names of the changed columns. Raises Stale, DecidedPlan.
    """
    plan = HelpPlan.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if not plan.is_undecided:
        raise DecidedPlan
    changed = correct_paper(paper=plan, version=version, by=by, **content)
    if changed:
        HelpPlan.objects.filter(pk=plan.pk).update(state=PlanState.WAITING)
    return changed


@transaction.atomic
def decide_plan(*, plan, version, is_approved, approver, on, comment, by):
    """Approve a plan for the township, or return it; never silently, never by its drafter.

    An approved plan takes the place of the one in force, and its review is due six months after it
    begins. Returns the plan. Raises Stale where it is not as it was read or not waiting, OwnPlan.
    """
    lock_file(plan.case_id)
    plan = HelpPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.version != version or plan.state != PlanState.WAITING:
        raise Stale
    if is_approved and approver == plan.drafter:
        raise OwnPlan
    if is_approved:
        replaced = HelpPlan.objects.approved().filter(case=plan.case_id)
        replaced.update(state=PlanState.REPLACED)
        plan.review_due_on = schedule.review_due_on(max(plan.valid_from, on))
    plan.state = PlanState.APPROVED if is_approved else PlanState.RETURNED
    plan.approver, plan.decided_on, plan.comment = approver, on, comment
    plan.decision_by = by
    plan.version += 1
    plan.save(
        update_fields=[
            "state", "approver", "decided_on", "comment", "decision_by", "review_due_on", "version"
        ]
    )  # fmt: skip
    return plan


@transaction.atomic
def review_plan(model, *, case, key, by, plan, **content):
    """Write down that the plan in force was looked at again; the next time is in six months.

    Returns (review, is_new). Raises KeyReused, NotInForce.
    """
    lock_file(case.pk)
    plan = HelpPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, plan=plan, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    if plan.state != PlanState.APPROVED:
        raise NotInForce
    review, is_new = insert_once(
        model, signed, digest, case=case, plan=plan, due_on=plan.review_due_on, **content
    )
    plan.review_due_on = schedule.review_due_on(content["held_on"])
    plan.save(update_fields=["review_due_on"])
    return review, is_new


@transaction.atomic
def add_measure(model, *, case, key, by, plan, **content):
    """Put a measure into a plan that is not approved yet.

    Returns (measure, is_new). Raises KeyReused, DecidedPlan.
    """
    refuse_decided(plan)
    return add_paper(model, case=case, key=key, by=by, plan=plan, **content)


@transaction.atomic
def correct_measure(*, paper, version, by, **content):
    """Change a measure of a plan that is not approved yet. Raises Stale, DecidedPlan."""
    refuse_decided(paper.plan)
    return correct_paper(paper=paper, version=version, by=by, **content)


def refuse_decided(plan):
    plan = HelpPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not plan.is_undecided:
        raise DecidedPlan


@transaction.atomic
def note_progress(model, *, case, key, by, measure, happened_on, done, state, outcome):
    """Note what was done for a measure of a plan in force, and how it stands since.

    Carried out, not achieved or dropped ends the measure with its outcome. Returns (note, is_new).
    Raises KeyReused, NotInForce, Ended.
    """
    lock_file(case.pk)
    measure = HelpMeasure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    content = {
        "measure": measure, "happened_on": happened_on, "done": done, "state": state,
        "outcome": outcome,
    }  # fmt: skip
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    if measure.plan.is_undecided:
        raise NotInForce
    if not measure.is_running:
        raise Ended
    note, is_new = insert_once(model, signed, digest, case=case, **content)
    measure.state, measure.outcome = state, outcome
    measure.ended_on = None if state in RUNNING else happened_on
    measure.version += 1
    measure.save(update_fields=["state", "outcome", "ended_on", "version"])
    return note, is_new
