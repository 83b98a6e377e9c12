"""What becomes of records that are past their years of keeping."""

from jurisdiction.history import content_hash, insert_once
from jurisdiction.models import RetentionDecision


def decide_retention(*, kind, area, choice, keep_until, reason, document_no, key, by):
    """Write down what an office decided about records past their time; nothing is erased here.

    Returns (decision, is_new). Raises KeyReused for the key of another decision.
    """
    columns = {
        "kind": kind,
        "area": area,
        "choice": choice,
        "keep_until": keep_until,
        "reason": reason,
        "document_no": document_no,
    }
    signed = {"decided_by": by, "key": key}
    return insert_once(RetentionDecision, signed, content_hash(**columns), **columns)
