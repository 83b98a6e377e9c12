"""Search words, which are names of people: sealed for their officer before they enter an address.

A list's address comes into histories, bookmarks and logs, so it carries `s`, a sealed text, and
nobody else's account opens it. Views find the words in `request.GET` like any other filter.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.http import Http404, QueryDict

from jurisdiction import vault

SEALED = "s"
WORDS = ("q", "officer")  # the filters' fields of free text
LONGEST = 200  # characters; the sealed text has to fit into an address


def seal_words(query, officer):
    """The query string of a list for its address: its words sealed, everything else as it was."""
    query = query.copy()
    words = {name: query[name][:LONGEST] for name in WORDS if query.get(name)}
    for name in (*WORDS, SEALED):
        query.pop(name, None)
    if words:
        clear = json.dumps(words, ensure_ascii=False)
        query[SEALED] = urlsafe_b64encode(vault.seal(clear, place=place_of(officer))).decode()
    return query.urlencode()


def open_words(query, officer):
    """The query with the words that its sealed text holds. Raises Http404 for a foreign one."""
    opened = query.copy()
    opened.update(unseal_words(query[SEALED], officer))
    return as_sent(opened)


def unseal_words(text, officer):
    try:
        return json.loads(vault.unseal(urlsafe_b64decode(text), place=place_of(officer)))
    except (vault.CannotOpen, ValueError, IndexError):
        raise Http404 from None


def as_sent(query):
    """An unchangeable query, as a request has it."""
    return QueryDict(query.urlencode())


def place_of(officer):
    return f"search.{officer.pk}"
