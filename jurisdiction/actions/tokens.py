"""Making, ending and finding the tokens by which other systems speak to the API."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from jurisdiction import vault
from jurisdiction.history import content_hash, insert_once
from jurisdiction.models import ApiToken, Posting
from jurisdiction.schedule.sessions import LONGEST_IDLE


def index_of(secret):
    """By what a token is found: whoever has the data base cannot make one from it."""
    return vault.blind_index(secret, purpose="api_token")


@transaction.atomic
def make_token(*, posting, system, scope, expires_on, key, by):
    """Make a token for a named system, which acts in this posting until the day `expires_on`.

    Returns (token, its secret): the secret is shown once and stored nowhere. The same key again
    returns the first with no secret. Raises KeyReused.
    """
    secret = f"tx_{secrets.token_urlsafe(32)}"
    signed = {"made_by": by, "idempotency_key": key}
    content = {"posting": posting, "system": system, "scope": sorted(scope),
               "expires_on": expires_on}  # fmt: skip
    token, is_new = insert_once(
        ApiToken, signed, content_hash(**content), secret_index=index_of(secret), **content
    )
    return token, secret if is_new else ""


@transaction.atomic
def end_token(*, token, by):
    """End a token at once. Returns it."""
    token = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.ended_at is None:
        token.ended_at, token.ended_by = timezone.now(), by
        token.save(update_fields=["ended_at", "ended_by"])
    return token


def note_use(*, token, now, place):
    """Note that a token was used from `place` (`sign_ins.place_of_address`), once in a minute at
    most. Returns whether the system has come anew: for the first time, after as long as ends an
    idle session, or from elsewhere."""
    before = token.last_used_at
    if before and now - before < timedelta(minutes=1):
        return False
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=now, last_used_from=place)
    return before is None or token.last_used_from != place or now - before >= LONGEST_IDLE


def officer_of(secret):
    """(officer, system) of the token with this secret, in force or not; (None, "") for none."""
    tokens = ApiToken.objects.filter(secret_index=index_of(secret))
    token = tokens.select_related("posting__officer").first()
    return (token.posting.officer, token.system) if token else (None, "")


def token_of(secret, now):
    """The token in force with this secret, with `officer` as it acts, or None.

    Its officer holds the token's posting and no other; an account that is disabled, has no second
    factor where one is needed, or no longer holds the posting, lets the token open nothing.
    """
    today = timezone.localdate(now)
    tokens = ApiToken.objects.open(today).filter(
        secret_index=index_of(secret), posting__in=Posting.objects.in_force(today)
    )
    token = tokens.select_related("posting__area", "posting__officer").first()
    if token is None or not token.posting.officer.is_active:
        return None
    token.officer = token.posting.officer
    token.officer.postings_in_force = [token.posting]
    return None if token.officer.must_enrol else token
