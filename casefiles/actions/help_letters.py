"""Drafting a responsibility letter of assistance (form F6) and writing down who signed it."""

from django.db import transaction

from casefiles.actions.papers import correct_paper
from casefiles.actions.records import lock_file
from casefiles.models import HelpLetter
from casefiles.terms import FOUR_IN_ONE
from casefiles.terms.bag import HelpLetterState
from jurisdiction.history import content_hash, insert_once, same_record


class LetterUnsigned(Exception):
    """An edition of this letter is not signed by all yet: no other is drafted beside it."""


class LetterSigned(Exception):
    """Somebody signed: the page is not edited any more, a change is its next edition."""


class PartySigned(Exception):
    """This party has signed this letter already."""


@transaction.atomic
def draft_help_letter(model, *, case, key, by, **content):
    """Draft a person's letter, or the next edition of it, with the reason for the change.

    Returns (letter, is_new). Raises KeyReused, and LetterUnsigned where one waits already.
    """
    lock_file(case.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    digest = content_hash(case=case, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    latest = model.objects.filter(case=case).order_by("-edition").first()
    if latest and latest.is_unsigned:
        raise LetterUnsigned
    edition = latest.edition + 1 if latest else 1
    return insert_once(model, signed, digest, case=case, edition=edition, **content)


@transaction.atomic
def correct_help_letter(*, paper, version, by, **content):
    """Change a letter that nobody has signed. Raises Stale, LetterSigned."""
    lock_file(paper.case_id)
    letter = HelpLetter.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if not letter.may_be_edited:
        raise LetterSigned
    return correct_paper(paper=letter, version=version, by=by, **content)


@transaction.atomic
def sign_help_letter(model, *, case, key, by, letter, party, **content):
    """Write down one party's signature; with the fourth one the letter is in force.

    It then takes the place of the edition before. Returns (signature, is_new). Raises KeyReused,
    PartySigned.
    """
    lock_file(case.pk)
    letter = HelpLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    signed = {"recorded_by": by, "idempotency_key": key}
    content |= {"letter": letter, "party": party}
    digest = content_hash(case=case, **content)
    if earlier := same_record(model, signed, digest):
        return earlier, False
    if letter.signatures.filter(party=party).exists():
        raise PartySigned
    signature, is_new = insert_once(model, signed, digest, case=case, **content)
    follow_signatures(letter)
    return signature, is_new


def follow_signatures(letter):
    """Let the state of the letter follow its signatures."""
    days = dict(letter.signatures.values_list("party", "signed_on"))
    letter.state = HelpLetterState.SIGNING
    if set(days) >= set(FOUR_IN_ONE):
        signed = HelpLetter.objects.filter(case=letter.case_id, state=HelpLetterState.SIGNED)
        signed.update(state=HelpLetterState.REPLACED)
        letter.state, letter.signed_on = HelpLetterState.SIGNED, max(days.values())
    letter.version += 1
    letter.save(update_fields=["state", "signed_on", "version"])
