"""Numbers that identify a person: sealed with AES-GCM, found by a keyed index, never in clear.

A sealed value is `version byte | 12 bytes nonce | ciphertext and tag`. The associated data binds it
to table, column and row, so a value copied into another row does not open there.
"""

import hashlib
import hmac
import os
import re
from base64 import b64decode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12
TAG_BYTES = 16
TEXT_FROM = 1 + NONCE_BYTES
KEY_BYTES = 32
LAST_VERSION = 255  # one byte says which key sealed


class CannotOpen(Exception):
    """The sealed value was damaged, moved from another row, or its key is gone."""


def seal(clear, *, place):
    """Encrypt a text. `place` names table, column and row, such as "casefile.phone.<uuid>"."""
    return seal_bytes(clear.encode(), place=place)


def unseal(sealed, *, place):
    """Decrypt what `seal` made for the same place; raises CannotOpen otherwise."""
    return unseal_bytes(sealed, place=place).decode()


def seal_bytes(clear, *, place):
    """Encrypt a file's content, such as an uploaded sheet."""
    version = newest_version()
    nonce = os.urandom(NONCE_BYTES)
    return bytes([version]) + nonce + key_ring()[version].encrypt(nonce, clear, place.encode())


def unseal_bytes(sealed, *, place):
    """Decrypt what `seal_bytes` made for the same place; raises CannotOpen otherwise."""
    sealed = bytes(sealed)
    version, nonce, rest = version_of(sealed), sealed[1:TEXT_FROM], sealed[TEXT_FROM:]
    if len(rest) < TAG_BYTES:
        raise CannotOpen(f"sealed value of {place} was cut short")
    if version not in key_ring():
        raise CannotOpen(f"key version {version} is not in the key ring")
    try:
        return key_ring()[version].decrypt(nonce, rest, place.encode())
    except InvalidTag:
        raise CannotOpen(f"sealed value of {place} does not open") from None


def reseal(sealed, *, place):
    """The same clear content under the newest key; raises CannotOpen."""
    return seal_bytes(unseal_bytes(sealed, place=place), place=place)


def version_of(sealed):
    """Which key of the ring sealed this value; None when it is empty."""
    return bytes(sealed)[0] if sealed else None


def newest_version():
    return max(key_ring())


def blind_index(clear, *, purpose):
    """A keyed hash by which an equal value is found without being readable; hex, 64 characters."""
    return hmac.digest(index_key(), f"{purpose}:{clear}".encode(), "sha256").hex()


def blind_index_of_all(pieces, *, purpose):
    """The `blind_index` of the text that these pieces are, which need not be held as a whole."""
    keyed = hmac.new(index_key(), f"{purpose}:".encode(), hashlib.sha256)
    for piece in pieces:
        keyed.update(piece.encode())
    return keyed.hexdigest()


def check_keys():
    """Raises ImproperlyConfigured for keys that nothing could be sealed with."""
    key_ring()
    index_key()


@cache
def key_ring():
    """Keys by version from "1:base64,2:base64"; the highest version seals, all of them open."""
    entries = settings.VAULT_KEYS.split(",")
    ring = dict(map(versioned_key, entries))
    if len(ring) < len(entries):
        raise ImproperlyConfigured("TONGXIN_KEYS: a version stands there twice")
    return ring


def versioned_key(entry):
    version, _, key = entry.strip().partition(":")
    if not re.fullmatch("[0-9]{1,3}", version) or int(version) > LAST_VERSION:
        raise ImproperlyConfigured(
            f"TONGXIN_KEYS: each key is written as 1:base64, its version 0 to {LAST_VERSION}"
        )
    return int(version), AESGCM(decode_key(key, "TONGXIN_KEYS"))


@cache
def index_key():
    return decode_key(settings.VAULT_INDEX_KEY, "TONGXIN_INDEX_KEY")


def decode_key(text, name):
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name}: a key has {KEY_BYTES} bytes, base64-encoded")
    return key
