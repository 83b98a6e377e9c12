"""Deciding about a proposed breach of an agreement (戒毒条例 20, 21). Nothing else follows."""

from django.db import transaction

from casefiles.actions.files import Stale
from casefiles.actions.records import lock_file
from casefiles.models import RehabOrder
from casefiles.models.breaches import counters_of, with_counted
from jurisdiction.history import content_hash, insert_once, same_record


class NotProposed(Exception):
    """The counter is not full: there is nothing to decide."""


@transaction.atomic
def decide_breach(model, *, case, key, by, order, ground, counted, today, **content):
    """Find a serious breach, with its document to the police, or not, with the reason.

    `counted` is the number that the officer read; what was behind it is kept in words. No state
    changes: what follows is for the police. Returns (decision, is_new). Raises KeyReused,
    NotProposed, and Stale where another number is counted by now.
    """
    lock_file(case.pk)
    content |= {"order": order, "ground": ground, "counted": counted}
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    loaded = with_counted(RehabOrder.objects.select_related("case")).get(pk=order.pk)
    now = next((c for c in counters_of(loaded, today) if c.ground == ground), None)
    if now is None or not now.may_be_decided:
        raise NotProposed
    if now.number != counted:
        raise Stale
    return insert_once(model, signed, digest, case=case, told=now.told, **content)
