"""What becomes of a row: its history by data base trigger, and that one key makes it only once."""

import json

import pghistory
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac


class KeyReused(Exception):
    """The idempotency key was used before, with another content."""


class Stale(Exception):
    """Somebody else saved this since it was opened."""


def tracked(**options):
    """Keep every insert, update and delete of the model's rows as an event, with its officer.

    `exclude` names columns that no event repeats. Each model gets trackers of its own: copies of
    one set in the settings lose the operation that a trigger per statement needs.
    """
    trackers = pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
    return pghistory.track(*trackers, **options)


def content_hash(**values):
    """What two sendings of one form have in common: every column, and where it belongs.

    A row among the values counts by its key. Keyed: whoever has a copy of the data base and no
    secrets cannot try out which phone number or which text it stands for.
    """
    canonical = json.dumps(values, sort_keys=True, default=plain)
    content = canonical.encode("utf-8", "surrogatepass")
    return salted_hmac("content", content, algorithm="sha256").hexdigest()


def plain(value):
    return str(getattr(value, "pk", value))


def same_record(model, signed, digest):
    """The row that this key made before, or None. Raises KeyReused where it holds another content.

    `signed` are the columns of officer and key, over which the constraint "…once_per_key" lies: one
    officer's key says nothing about another's.
    """
    earlier = model.objects.filter(**signed).first()
    if earlier and earlier.content_hash != digest:
        raise KeyReused
    return earlier


def insert_once(model, signed, digest, **columns):
    """(row, is_new): the row that this key made before, or a new one. Raises KeyReused.

    Of two sendings at the same moment the constraint lets one in; the other finds its row.
    """
    earlier = same_record(model, signed, digest)
    if earlier:
        return earlier, False
    try:
        with transaction.atomic():
            return model.objects.create(content_hash=digest, **signed, **columns), True
    except IntegrityError as error:
        if "once_per_key" not in str(error):
            raise
    earlier = same_record(model, signed, digest)
    if earlier is None:
        raise KeyReused  # made where the officer sees no more
    return earlier, False
