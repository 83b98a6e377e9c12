"""One encrypted file that holds named entries: what a copy of everything is kept in.

`magic | kind of key | salt | key check`, then chunks of AES-GCM. Each file has a key of its own,
derived from the salt; the associated data of a chunk is the head, its number and whether it is the
last, so a chunk that was changed, moved, repeated or left out does not open, nor does a file that
was cut short. Plain Python, no Django.
"""

import hashlib
import hmac
import os
from base64 import b64decode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"TONGXIN-COPY-1\n"
SALT_BYTES = 32
CHECK_BYTES = 16
HEAD_BYTES = len(MAGIC) + 1 + SALT_BYTES + CHECK_BYTES
CHUNK_BYTES = 1 << 20
TAG_BYTES = 16
KEY_BYTES = 32
SHORTEST_PASSPHRASE = 16
SCRYPT = {"n": 1 << 17, "r": 8, "p": 1, "maxmem": 1 << 28, "dklen": KEY_BYTES}
LONGEST_NAME = 4096


class CannotOpen(Exception):
    """The file is damaged, cut short or no copy at all, or the key is another one."""


class WeakKey(Exception):
    """The text is neither a key nor a passphrase of some length."""


class MasterKey:
    """32 bytes in base64, or else a passphrase."""

    def __init__(self, text):
        self.secret = decoded(text)
        self.kind = b"K" if self.secret else b"P"
        if not self.secret:
            if len(text) < SHORTEST_PASSPHRASE:
                raise WeakKey(
                    f"A key is {KEY_BYTES} bytes in base64 (openssl rand -base64 {KEY_BYTES}); "
                    f"a passphrase has at least {SHORTEST_PASSPHRASE} characters."
                )
            self.secret = text.encode()

    def for_file(self, salt):
        if self.kind == b"P":
            return hashlib.scrypt(self.secret, salt=salt, **SCRYPT)
        return hmac.digest(self.secret, b"file" + salt, "sha256")


def decoded(text):
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def key_check(key):
    """Tells a wrong key from a damaged file, and tells nothing else."""
    return hmac.digest(key, b"check", "sha256")[:CHECK_BYTES]


class Seal:
    """How the chunks of one file are sealed."""

    def __init__(self, key, head):
        self.cipher, self.head, self.number = AESGCM(key), head, 0

    def binding(self, is_last):
        nonce = self.number.to_bytes(11, "big") + bytes([is_last])
        self.number += 1
        return nonce, self.head + nonce

    def close(self, clear, is_last):
        nonce, bound_to = self.binding(is_last)
        return self.cipher.encrypt(nonce, clear, bound_to)

    def open(self, sealed, is_last):
        number = self.number
        nonce, bound_to = self.binding(is_last)
        try:
            return self.cipher.decrypt(nonce, sealed, bound_to)
        except InvalidTag:
            raise CannotOpen(
                f"This copy is damaged or was cut short: block {number + 1} does not open."
            ) from None


class Writer:
    """Writes entries into an open binary file; only `finish` makes it a whole one."""

    def __init__(self, file, master):
        salt = os.urandom(SALT_BYTES)
        key = master.for_file(salt)
        head = MAGIC + master.kind + salt + key_check(key)
        self.file, self.seal, self.waiting = file, Seal(key, head), bytearray()
        file.write(head)

    def entry(self, name, blocks):
        """Write one entry; returns its size and SHA-256."""
        self.put(len(name.encode()).to_bytes(4, "big") + name.encode())
        digest, size = hashlib.sha256(), 0
        for block in blocks:
            if block:
                self.put(len(block).to_bytes(4, "big") + block)
                digest.update(block)
                size += len(block)
        self.put(bytes(4))
        return {"bytes": size, "sha256": digest.hexdigest()}

    def put(self, clear):
        self.waiting += clear
        while len(self.waiting) > CHUNK_BYTES:
            self.file.write(self.seal.close(bytes(self.waiting[:CHUNK_BYTES]), is_last=False))
            del self.waiting[:CHUNK_BYTES]

    def finish(self):
        self.file.write(self.seal.close(bytes(self.waiting), is_last=True))


class Reader:
    """Reads the entries of an open binary file in their order; raises CannotOpen."""

    def __init__(self, file, master):
        head = file.read(HEAD_BYTES)
        if len(head) < HEAD_BYTES or not head.startswith(MAGIC):
            raise CannotOpen("This is no copy made by bin/backup, or its beginning is damaged.")
        kind, salt = head[len(MAGIC) : len(MAGIC) + 1], head[len(MAGIC) + 1 : -CHECK_BYTES]
        if kind != master.kind:
            made_with = {b"K": "a key", b"P": "a passphrase"}.get(kind, "something unknown")
            raise CannotOpen(f"Wrong key: this copy was made with {made_with}.")
        key = master.for_file(salt)
        if not hmac.compare_digest(key_check(key), head[-CHECK_BYTES:]):
            raise CannotOpen("Wrong key, or the beginning of this copy is damaged.")
        self.seal, self.clear = Seal(key, head), bytearray()
        self.chunks = self.opened_chunks(file)

    def opened_chunks(self, file):
        sealed = file.read(CHUNK_BYTES + TAG_BYTES)
        while True:
            following = file.read(CHUNK_BYTES + TAG_BYTES)
            yield self.seal.open(sealed, is_last=not following)
            if not following:
                return
            sealed = following

    def take(self, size):
        """Exactly so many bytes; fewer only at the very end."""
        while len(self.clear) < size and (chunk := next(self.chunks, None)) is not None:
            self.clear += chunk
        taken = bytes(self.clear[:size])
        del self.clear[:size]
        return taken

    def entries(self):
        """(name, blocks) of each entry. Blocks that nobody read are read before the next entry."""
        while length := self.take(4):
            blocks = self.blocks()
            yield self.take(min(int.from_bytes(length, "big"), LONGEST_NAME)).decode(), blocks
            for _ in blocks:
                pass

    def blocks(self):
        while size := int.from_bytes(self.take(4), "big"):
            yield self.take(size)
