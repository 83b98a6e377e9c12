"""What a data base holds: rows and a hash of every table. Plain Python over psycopg2, no Django.

Two data bases with the same inventory hold the same rows, whatever order they lie in.
"""

import hashlib
from contextlib import contextmanager

import psycopg2

# How values read as text must not depend on the server or the role.
PLAIN_TEXT = """
    SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
    SET bytea_output = 'hex'; SET extra_float_digits = 1; SET row_security = off;
"""
USER_TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
SEQUENCES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), coalesce(last_value, 0)
    FROM pg_sequences ORDER BY 1
"""
# Whoever is named in a grant or a policy must exist before they can be restored.
ROLES = """
    SELECT DISTINCT rolname FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid
    WHERE refclassid = 'pg_authid'::regclass AND deptype IN ('a', 'r')
      AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 1
"""


@contextmanager
def snapshot(address):
    """A cursor that sees one moment of the data base, and the name under which pg_dump sees it."""
    connection = psycopg2.connect(address)
    try:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            cursor.execute(PLAIN_TEXT)
            yield cursor, ask(cursor, "SELECT pg_export_snapshot()")[0][0]
    finally:
        connection.close()


def ask(cursor, sql):
    cursor.execute(sql)
    return cursor.fetchall()


def take_inventory(cursor):
    """Tables with rows and hash, and how far each sequence had come."""
    names = [name for (name,) in ask(cursor, USER_TABLES)]
    return {
        "tables": {name: table_hash(cursor, name) for name in names},
        "sequences": dict(ask(cursor, SEQUENCES)),
    }


def table_hash(cursor, name):
    counted = Counted()
    cursor.copy_expert(
        f'COPY (SELECT t::text FROM ONLY {name} t ORDER BY t::text COLLATE "C") TO STDOUT',  # noqa: S608 - quoted by PostgreSQL
        counted,
    )
    return {"rows": counted.rows, "sha256": counted.digest.hexdigest()}


class Counted:
    """A file that keeps the number of lines and their hash. COPY writes no newline in a line."""

    def __init__(self):
        self.rows, self.digest = 0, hashlib.sha256()

    def write(self, block):
        block = block.encode() if isinstance(block, str) else block
        self.rows += block.count(b"\n")
        self.digest.update(block)


def differences(told, found):
    """One line for each table or sequence that is not as the inventory `told` tells."""
    lines = []
    for name in sorted(told["tables"].keys() | found["tables"].keys()):
        before, after = told["tables"].get(name), found["tables"].get(name)
        if before is None or after is None:
            lines.append(f"{name}: {'only in the copy' if before else 'not in the copy'}")
        elif before["rows"] != after["rows"]:
            lines.append(f"{name}: {after['rows']} rows instead of {before['rows']}")
        elif before != after:
            lines.append(f"{name}: the rows are not the same")
    # A sequence runs on while the copy is made; one that fell back would give a number twice.
    for name, value in told["sequences"].items():
        if found["sequences"].get(name, -1) < value:
            lines.append(f"{name}: the sequence stands before {value}")
    return lines
