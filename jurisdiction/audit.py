"""Who was shown which files, written in the transaction of the page; and the chain of all events.

The chain takes readings and the histories of every tracked table, in the order of sealing. A hash
covers the one before and the row's columns: a sealed row that is changed, removed or moved shows.
"""

import hashlib
import json
from datetime import timedelta

from django.apps import apps
from django.db import connection, transaction
from django.db.models import BinaryField

from jurisdiction.access import capacity_in
from jurisdiction.history import content_hash, insert_once
from jurisdiction.models import AccessEvent, AuditSeal, AuditShape, Export, SignIn
from jurisdiction.names import place_of_address
from jurisdiction.terms import AccessKind

START = "0" * 64
BATCH = 2000
LOOK_UPS_AN_HOUR, LOOK_UPS_A_DAY = 10, 30  # whoever needs more asks the roster
LOCK = 20261126  # one sealing at a time


class Broken(Exception):
    """The first event that is not as it was sealed."""


def note_access(*, by, kind, files, page, request_id, purpose=""):
    """Append one access event. `files` are pairs (number of the file, code of its village).

    `page` is the name of the route, never an address: addresses can hold what was searched for.
    Without files nothing was shown and nothing is written, but a look-up that found nobody.
    Returns the event, or None.
    """
    files = sorted(set(files))
    if not files and kind != AccessKind.LOOK_UP:
        return None
    villages = sorted({village for _file, village in files})
    return AccessEvent.objects.create(
        officer=by,
        capacity=capacity_in(by, villages[0]) if villages else "",
        kind=kind,
        files=[file for file, _village in files],
        villages=villages,
        purpose=purpose,
        page=page,
        request_id=request_id,
    )


def note_sign_in(*, officer, way, is_let_in, address, system=""):
    """Append one sign-in, or one that was refused: then `officer` may be None. Returns it.

    `address` is the browser's or the system's, of which only about where it lies is kept.
    """
    return SignIn.objects.create(
        officer=officer, way=way, is_let_in=is_let_in, address=place_of_address(address),
        system=system,
    )  # fmt: skip


def erase_sign_ins(*, now):
    """Erase what is kept past its 180 days, as the owner of the table. Returns how many."""
    return SignIn.objects.past(now).delete()[0]


def look_ups_left(by, now):
    """How many persons the officer may yet look up by ID number: the lesser of hour and day."""
    since = ((timedelta(hours=1), LOOK_UPS_AN_HOUR), (timedelta(days=1), LOOK_UPS_A_DAY))
    events = AccessEvent.objects.filter(officer=by, kind=AccessKind.LOOK_UP)
    return max(0, min(most - events.filter(read_at__gt=now - span).count() for span, most in since))


def note_export(*, by, key, content, files, villages=(), **columns):
    """Enter one list that leaves the house in the register. Returns the Export, whose `stamp`
    goes on every page; the same key again returns the first.

    `content` is whatever the list holds besides its files and `columns`; `villages` are the places
    of a list that holds no person. Raises KeyReused for the same key with another content.
    """
    files = sorted(set(files))
    villages = sorted({village for _file, village in files} | set(villages))
    numbers = [file for file, _village in files]
    digest = content_hash(content=content, files=numbers, villages=villages, **columns)
    export, _is_new = insert_once(
        Export,
        {"officer": by, "key": key},
        digest,
        capacity=capacity_in(by, villages[0]) if villages else "",
        files=numbers,
        villages=villages,
        **columns,
    )
    return export


def chained_models():
    """Readings, exports and histories, by the names of their tables."""
    models = [
        AccessEvent,
        Export,
        *(m for m in apps.get_models() if hasattr(m, "pgh_tracked_model")),
    ]
    return {model._meta.db_table: model for model in models}


@transaction.atomic
def seal_events():
    """Chain every event that is not sealed yet. Returns (how many, the head of the chain)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditSeal.objects.order_by("-pk").first()
    head, sealed = last.hash if last else START, 0
    for table, model in chained_models().items():
        done = AuditSeal.objects.filter(table=table).values("row")
        waiting = model._base_manager.exclude(pk__in=done).order_by("pk")
        if not waiting.exists():
            continue
        shape, _new = AuditShape.objects.get_or_create(table=table, columns=columns_of(model))
        seals = []
        for row in canonical_rows(model, waiting):
            head = link(head, table, row)
            key = row[model._meta.pk.attname]
            seals.append(AuditSeal(table=table, row=key, hash=head, shape=shape))
        AuditSeal.objects.bulk_create(seals, batch_size=BATCH)
        sealed += len(seals)
    return sealed, head


def verify_events(head=None):
    """Reckon the chain anew. Returns (how many, the head).

    `head` is one that was printed and kept elsewhere: without it, a chain cut at its end looks
    whole. Raises Broken with the first event that is changed or missing.
    """
    found, verified, is_known = START, 0, head in (None, START)
    models = chained_models()
    seals = AuditSeal.objects.select_related("shape").order_by("pk")
    for batch in batches(seals):
        rows = rows_of(batch, models)
        for seal in batch:
            row = rows.get((seal.table, seal.row))
            if row is None:
                raise Broken(f"{seal.table} {seal.row} is missing.")
            found = link(found, seal.table, as_sealed(row, seal))
            if found != seal.hash:
                raise Broken(f"{seal.table} {seal.row} is not as it was sealed.")
            verified, is_known = verified + 1, is_known or found == head
    if not is_known:
        raise Broken("The chain does not reach this head: events at its end are missing.")
    return verified, found


def batches(seals):
    last = 0
    while batch := list(seals.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def rows_of(seals, models):
    """{(table, key): canonical row} of these seals, one query for each table."""
    wanted = {}
    for seal in seals:
        wanted.setdefault(seal.table, []).append(seal.row)
    found = {}
    for table, keys in wanted.items():
        model = models.get(table)
        rows = canonical_rows(model, model._base_manager.filter(pk__in=keys)) if model else ()
        found |= {(table, row[model._meta.pk.attname]): row for row in rows}
    return found


def canonical_rows(model, rows):
    """The columns of each row, by their names."""
    return rows.values(*columns_of(model)).iterator(chunk_size=BATCH)


def columns_of(model):
    """All columns but the sealed ones: those change with the key (rotate_keys)."""
    return sorted(f.attname for f in model._meta.concrete_fields if not isinstance(f, BinaryField))


def as_sealed(row, seal):
    """The row with the columns that it had when it was sealed. Raises Broken if one is gone."""
    gone = set(seal.shape.columns) - set(row)
    if gone:
        raise Broken(f"{seal.table} {seal.row} was sealed with {', '.join(sorted(gone))}: gone.")
    return {name: row[name] for name in seal.shape.columns}


def link(head, table, row):
    content = json.dumps([head, table, row], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
