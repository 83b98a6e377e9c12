"""Thousands of rows at once, each thousand from one JSON text.

A literal for each value, as the ORM writes them, takes it and the data base several times as long.
"""

import json

from django.db import connection

BATCH = 1000
INSERT = """
    INSERT INTO {table} ({columns})
    SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s)
    {otherwise} RETURNING id
"""


def insert_rows(model, rows, *, skip_existing=False):
    """Insert dicts of stored columns, all but the key. Returns the keys of the new rows.

    With `skip_existing`, rows that a unique constraint forbids are left out; else they raise
    IntegrityError.
    """
    if not rows:
        return []
    sql = INSERT.format(
        table=model._meta.db_table,
        columns=", ".join(rows[0]),
        otherwise="ON CONFLICT DO NOTHING" if skip_existing else "",
    )
    starts = range(0, len(rows), BATCH)
    return [pk for start in starts for pk in insert_batch(sql, rows[start : start + BATCH])]


def insert_batch(sql, rows):
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(rows, default=in_words, ensure_ascii=False)])
        return [pk for (pk,) in cursor.fetchall()]


def in_words(value):
    """As PostgreSQL reads a value that JSON does not know: bytes, a day, an instant, a UUID."""
    return "\\x" + value.hex() if isinstance(value, bytes) else str(value)
