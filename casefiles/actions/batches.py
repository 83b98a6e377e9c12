"""Thousands of rows at once, each thousand from one JSON text.

A literal for each value, as the ORM writes them, takes it and the data base several times as long.
"""

import json
from itertools import islice

from django.db import connection

BATCH = 1000
INSERT = """
    INSERT INTO {table} ({columns})
    SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)
    {otherwise} RETURNING id
"""


def insert_rows(model, rows, *, skip_existing=False):
    """Insert dicts of stored columns, all but the key. Returns the keys of the new rows.

    `rows` may be made on the way: no more than a thousand of them are held. With `skip_existing`,
    rows that a unique constraint forbids are left out; else they raise IntegrityError.
    """
    rows, keys = iter(rows), []
    while batch := list(islice(rows, BATCH)):
        keys += insert_batch(model, batch, "ON CONFLICT DO NOTHING" if skip_existing else "")
    return keys


def insert_batch(model, rows, otherwise):
    table, columns = model._meta.db_table, ", ".join(rows[0])
    sql = INSERT.format(table=table, columns=columns, otherwise=otherwise)
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(rows, default=in_words, ensure_ascii=False)])
        return [pk for (pk,) in cursor.fetchall()]


def in_words(value):
    """As PostgreSQL reads a value that JSON does not know: bytes, a day, an instant, a UUID."""
    return "\\x" + value.hex() if isinstance(value, bytes) else str(value)
