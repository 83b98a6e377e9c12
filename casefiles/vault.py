"""Numbers that identify a person: sealed with AES-GCM, found by a keyed index, never in clear.

A sealed value is `version byte | 12 bytes nonce | ciphertext and tag`. The associated data binds it
to table, column and row, so a value copied into another row does not open there.
"""

import hashlib
import hmac
import os
from base64 import b64decode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12
KEY_BYTES = 32


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
    version = max(key_ring())
    nonce = os.urandom(NONCE_BYTES)
    return bytes([version]) + nonce + key_ring()[version].encrypt(nonce, clear, place.encode())


def unseal_bytes(sealed, *, place):
    """Decrypt what `seal_bytes` made for the same place; raises CannotOpen otherwise."""
    sealed = bytes(sealed)
    version, nonce, rest = sealed[0], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if version not in key_ring():
        raise CannotOpen(f"key version {version} is not in the key ring")
    try:
        return key_ring()[version].decrypt(nonce, rest, place.encode())
    except InvalidTag:
        raise CannotOpen(f"sealed value of {place} does not open") from None


def blind_index(clear, *, purpose):
    """A keyed hash by which an equal value is found without being readable; hex, 64 characters."""
    return hmac.new(index_key(), f"{purpose}:{clear}".encode(), hashlib.sha256).hexdigest()


@cache
def key_ring():
    """Keys by version from "1:base64,2:base64"; the highest version seals, all of them open."""
    ring = {}
    for entry in settings.VAULT_KEYS.split(","):
        version, _, key = entry.strip().partition(":")
        ring[int(version)] = AESGCM(decode_key(key, "TONGXIN_KEYS"))
    return ring


@cache
def index_key():
    return decode_key(settings.VAULT_INDEX_KEY, "TONGXIN_INDEX_KEY")


def decode_key(text, name):
    key = b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"{name}: a key has {KEY_BYTES} bytes, base64-encoded")
    return key
