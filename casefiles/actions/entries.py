"""Answering what the office asks about entries, and closing the question with a word."""

from django.db import transaction

from casefiles.actions.files import Stale
from casefiles.actions.papers import add_paper
from casefiles.models import EntryAnswer
from casefiles.terms.entries import DoubtStatus, DoubtStep


class NotAsked(Exception):
    """Only whoever entered the visits answers, and what is closed asks nothing."""


@transaction.atomic
def answer_question(*, question, text, counted, key, by):
    """The answer of whoever entered the visits, as many as were `counted` on the page.

    Returns (answer, is_new). Raises KeyReused, NotAsked, Stale where more entries are asked about.
    """
    if question.author.pk != by.pk:
        raise NotAsked
    return add_step(question, DoubtStep.ANSWER, text, counted, key, by)


@transaction.atomic
def close_question(*, question, text, counted, key, by):
    """Close a question with a word; more entries of the kind ask anew.

    Returns (answer, is_new). Raises KeyReused, Stale, and NotAsked for the own entries.
    """
    if question.author.pk == by.pk:
        raise NotAsked
    return add_step(question, DoubtStep.CLOSE, text, counted, key, by)


def add_step(question, step, text, counted, key, by):
    visit, n = question.first, len(question.visits)
    same = EntryAnswer.objects.filter(recorded_by=by, idempotency_key=key).exists()
    if not same and question.status == DoubtStatus.CLOSED:
        raise NotAsked
    if not same and counted != n:
        raise Stale
    return add_paper(
        EntryAnswer, case=visit.case, key=key, by=by, visit=visit, kind=question.kind, step=step,
        counted=counted, text=text,
    )  # fmt: skip
