"""Receiving a request for correction with its clock, and deciding it, never on one's own words."""

from django.db import transaction

from casefiles.actions.files import Stale
from casefiles.actions.papers import add_paper
from casefiles.actions.records import strike_test, strike_visit
from casefiles.models import CaseFile, SpecialDay
from casefiles.models.corrections import special_days, stored_value
from casefiles.schedule import CORRECTION_DAYS, working_day_after
from casefiles.terms import Decision

# Where the history shows that a sealed number has changed: the bytes also change with the key.
SEEN_IN = {"id_number": "id_number_index", "phone": "phone_index"}


class OwnFact(Exception):
    """Whoever wrote the disputed fact does not decide about it."""


def receive_request(model, *, case, key, by, column, received_on, **content):
    """Take a request for correction: it is due in 15 working days, and the fact is disputed.

    `content` are the columns of the form. Returns (request, is_new). Raises KeyReused.
    """
    return add_paper(
        model,
        case=case,
        key=key,
        by=by,
        column=column,
        received_on=received_on,
        due_on=working_day_after(received_on, CORRECTION_DAYS, *special_days()),
        old_value=stored_value(case, column) if column else "",
        **content,
    )


@transaction.atomic
def decide_request(*, request, decision, reason, on, by):
    """Decide a request, with the reason. A record that is found wrong is withdrawn, struck through.

    Returns the request. Raises OwnFact for the author of the fact, Stale where it is decided.
    """
    rows = type(request).objects.select_for_update(of=("self",))
    request = rows.select_related("case", "visit", "test").get(pk=request.pk)
    if not request.is_undecided:
        raise Stale
    if by.pk in authors_of(request):
        raise OwnFact
    request.decision, request.decision_reason = decision, reason
    request.decided_by, request.decided_on = by, on
    request.version += 1
    request.save(
        update_fields=["decision", "decision_reason", "decided_by", "decided_on", "version"]
    )
    if decision == Decision.GRANTED:
        withdraw_disputed(request, by)
    return request


def withdraw_disputed(request, by):
    reason = f"更正申请 {request.number}"
    if request.visit:
        strike_visit(request.visit, reason, by)
    elif request.test:
        strike_test(request.test, reason, by)


def authors_of(request):
    """The keys of the officers who wrote the fact: of a test, of each of its editions."""
    if not request.record:
        return {writer_of_column(request)}
    found, record = set(), request.record
    while record:
        found.add(record.recorded_by_id)
        record = getattr(record, "corrects", None)
    return found


def writer_of_column(request):
    """The key of the officer who last wrote the column; None where the history names nobody."""
    column = SEEN_IN.get(request.column, request.column)
    events = CaseFile.pgh_event_model.objects.filter(pgh_obj=request.case_id).order_by("pgh_id")
    author, before = None, ()
    for value, context in events.values_list(column, "pgh_context__metadata"):
        if value != before:
            author = (context or {}).get("user", author)
        before = value
    return author


def set_special_day(*, day, is_off, name, by):
    """Say of a day that it is off, or worked, whatever its place in the week. Returns it."""
    values = {"is_off": is_off, "name": name}
    return SpecialDay.objects.update_or_create(day=day, defaults=values)[0]
