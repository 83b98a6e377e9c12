"""Messages on the way to the next page."""

from base64 import b64decode, b64encode

from django.contrib.messages.storage.cookie import CookieStorage

from jurisdiction import vault


class SealedMessages(CookieStorage):
    """Messages name persons: sealed, and only for the session in which they were said.

    The stock cookie can be read by whoever holds the phone, and outlives signing out; keeping
    messages in the session costs three queries for each.
    """

    @property
    def place(self):
        return f"messages.{self.request.session.session_key}"

    def _encode_parts(self, messages, encode_empty=False):
        signed = super()._encode_parts(messages, encode_empty)
        return signed and b64encode(vault.seal(signed, place=self.place)).decode()

    def _decode(self, data):
        try:
            return super()._decode(data and vault.unseal(b64decode(data), place=self.place))
        except (vault.CannotOpen, ValueError, IndexError):
            self.used = True  # said in another session, or no message at all: the cookie goes
            return None
