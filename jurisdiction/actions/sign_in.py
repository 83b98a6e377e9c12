"""What an office does about how its officers sign in: second factors, sessions."""

from base64 import b64decode, b64encode
from collections import Counter

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils.translation import gettext as _

from jurisdiction import vault

SECRETS = "mfa_authenticator.data"  # where the vault binds secrets of the second factor


@transaction.atomic
def reseal_second_factors():
    """Seal the secrets of second factors anew under the newest key.

    Returns (how many rows, places that do not open); a value that does not open stays as it is.
    """
    stuck, done = [], 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        old = {name: sealed for name, sealed in sealed_secrets(row) if is_waiting(sealed)}
        try:
            anew = {name: vault.reseal(sealed, place=SECRETS) for name, sealed in old.items()}
        except vault.CannotOpen:
            stuck.append(place_of_secret(row))
            continue
        row.data |= {name: b64encode(sealed).decode() for name, sealed in anew.items()}
        row.save(update_fields=["data"])
        done += bool(anew)
    return done, stuck


def check_second_factors():
    """Open every secret. Returns (counts by key version, places that do not open)."""
    versions, stuck = Counter(), []
    for row in Authenticator.objects.order_by("pk"):
        for _name, sealed in sealed_secrets(row):
            versions[vault.version_of(sealed)] += 1
            try:
                vault.unseal_bytes(sealed, place=SECRETS)
            except vault.CannotOpen as error:
                stuck.append(f"{place_of_secret(row)}: {error}")
    return versions, stuck


def sealed_secrets(row):
    """What allauth keeps in this row through our adapter: the app's secret or the codes' seed."""
    return [(name, b64decode(row.data[name])) for name in ("secret", "seed") if name in row.data]


def is_waiting(sealed):
    return vault.version_of(sealed) != vault.newest_version()


def place_of_secret(row):
    return f"mfa_authenticator {row.pk}"


@transaction.atomic
def enrol_second_factor(*, officer, secret):
    """Ask the officer for a code of this secret (base32) from now on, without a page."""
    TOTP.activate(officer, secret)


@transaction.atomic
def remove_second_factor(*, officer, by):
    """Forget the officer's second factor and recovery codes, and end all sessions.

    For a lost phone: whoever must have one is led to enrol anew at the next sign-in. `by` is None
    when the server's own operator does it, and then no page shows who it was.
    """
    officer.authenticator_set.all().delete()
    end_sessions(officer=officer, by=by)
    note_deed(officer, by, _("Removed the second factor."))


@transaction.atomic
def end_sessions(*, officer, by, but=None):
    """End the officer's sessions, except the one with the session key `but`. Returns how many."""
    sessions = list(officer.usersession_set.exclude(session_key=but))
    for session in sessions:
        session.end()
    note_deed(officer, by, _("Ended the sessions."))
    return len(sessions)


def note_deed(officer, by, words):
    """In the account's history; what officers do to their own account is not the office's."""
    if by and by != officer:
        LogEntry.objects.log_actions(by.pk, [officer], CHANGE, words, single_object=True)
