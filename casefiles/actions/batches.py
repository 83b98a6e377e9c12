"""Thousands of rows at once, each thousand from one JSON text.

A literal for each value, as the ORM writes them, takes it and the data base several times as long.
"""

import json
from itertools import islice

from django.db import connection

BATCH = 1000
INSERT = """
    INSERT INTO {table} ({columns})
    SELECT {values} FROM json_populate_recordset(NULL::{table}, %s)
    {otherwise} RETURNING id
"""
BLANK = (None, "", False)


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
    blank = blank_columns(rows)
    sql = INSERT.format(
        table=model._meta.db_table, otherwise=otherwise, columns=", ".join(rows[0]),
        values=", ".join("%s" if column in blank else column for column in rows[0]),
    )  # fmt: skip
    told = [{name: value for name, value in row.items() if name not in blank} for row in rows]
    content = json.dumps(told, default=in_words, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*blank.values(), content])
        return [pk for (pk,) in cursor.fetchall()]


def blank_columns(rows):
    """{column: value} of those that are equally blank in all rows: said once for all of them."""
    first = rows[0]
    blank = {name for name, value in first.items() if value in BLANK}
    for row in rows:
        blank = {name for name in blank if row[name] == first[name]}
    return {name: value for name, value in first.items() if name in blank}


def in_words(value):
    """As PostgreSQL reads a value that JSON does not know: bytes, a day, an instant, a UUID."""
    return "\\x" + value.hex() if isinstance(value, bytes) else str(value)
