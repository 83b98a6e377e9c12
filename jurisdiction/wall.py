"""The second wall: which rows of persons PostgreSQL itself lets through, whatever the code asks.

Policies on every person-bound table (`township/wall.py` lays them) read settings of the
transaction. Here they are set: for the officer of a request, for figures without names, or for the
house itself, which says aloud what it is about. Without a scope there are no rows.
"""

from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.utils import timezone
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from jurisdiction.access import PERMISSIONS, Permission

OPENS_FILES = (
    Permission.FILE_READ,
    Permission.FILE_EDIT,
    Permission.VISIT_RECORD,
    Permission.TEST_RECORD,
)
KEEPS_SEALS = (Permission.FILE_SEAL, Permission.OPENING_DECIDE)
# What the policies read: the role, the scope in words, who acts, and the villages (codes between
# commas) whose files, files of people under 18, and sealed files are open, and whose registers of
# sealings and openings; at last the posting, where another system acts in that one only.
SETTINGS = (
    "role",
    "tongxin.scope",
    "tongxin.officer",
    "tongxin.villages",
    "tongxin.minor_villages",
    "tongxin.sealed_villages",
    "tongxin.register_villages",
    "tongxin.posting",
)
CLOSED = ("none", "", "", "", "", "", "", "")
LONGEST = "99999999"  # what may follow a code: eight digits below a county, compared as text

VILLAGES = f"""
    SELECT coalesce(string_agg(DISTINCT area.code, ','), '')
    FROM jurisdiction_officer officer
    JOIN jurisdiction_posting posting ON posting.officer_id = officer.id
    JOIN jurisdiction_area area
        ON area.code BETWEEN posting.area_id AND posting.area_id || '{LONGEST}' AND area.level = 12
    WHERE officer.id = %s AND officer.is_active AND posting.capacity = ANY(%s)
        AND posting.valid_from <= %s AND (posting.valid_to IS NULL OR posting.valid_to > %s)
        AND posting.id = coalesce(%s, posting.id)
"""  # noqa: S608 - a constant


def holders(*permissions):
    """The capacities that hold one of these permissions."""
    return [str(capacity) for capacity, held in PERMISSIONS.items() if held & set(permissions)]


@contextmanager
def officer_scope(officer, *, posting=None, until_commit=False):
    """Rows of the villages where the officer may open files today; none for nobody.

    With the number of a `posting` only those that this one opens, whatever else the officer holds.
    With `until_commit` the end of the transaction, which the caller began, ends the scope too.
    """
    values = CLOSED
    if officer.is_authenticated:
        files = villages_of(officer.pk, posting, *OPENS_FILES)
        minors = villages_of(officer.pk, posting, Permission.MINOR_READ)
        registers = villages_of(officer.pk, posting, *KEEPS_SEALS)
        acting = str(posting or "")
        values = ("none", "officer", str(officer.pk), files, minors, "", registers, acting)
    with scope(values, until_commit=until_commit):
        yield


@contextmanager
def figures_scope():
    """Inside an officer's scope: rows to be counted where the officer may read figures.

    People under 18 and sealed files count too; rows that show a person must not leave the block.
    In the house's own scope nothing changes, nor inside another such block, and without a scope
    there is nothing to count.
    """
    known = dict(zip(SETTINGS, present(), strict=True))
    officer, posting = known["tongxin.officer"], known["tongxin.posting"]
    if not officer or known["tongxin.scope"] == "figures":
        yield
        return
    counted = villages_of(officer, posting, Permission.FIGURES_READ)
    with scope(("none", "figures", officer, counted, counted, counted, "", posting)):
        yield


@contextmanager
def house_scope(what):
    """Every row, for work that no officer's window covers: it says aloud `what` it does."""
    with scope((house_role(), f"house: {what}", *CLOSED[2:])):
        yield


def villages_of(officer, posting, *permissions):
    """A setting's value as SQL with its parameters: read from the postings in force today.

    `posting` is the number of the only one that counts, or empty: all of the officer's count.
    """
    today, only = timezone.localdate(), int(posting) if posting else None
    return f"({VILLAGES})", (int(officer), holders(*permissions), today, today, only)


@contextmanager
def scope(values, *, until_commit=False):
    """These settings inside the block, and what was before afterwards.

    Inside a transaction they last no longer than it; outside one, as long as the block.
    """
    before, is_local = present(), connection.in_atomic_block
    connection.wall = put(values, is_local)
    try:
        yield
    finally:
        connection.wall = before
        if not (until_commit or is_rolling_back()):
            put(before, is_local)


def put(values, is_local):
    """Write the settings; a pair is an expression with its parameters. Returns what was set."""
    calls, sent = [], []
    for name, value in zip(SETTINGS, values, strict=True):
        expression, parameters = value if isinstance(value, tuple) else ("%s", (value,))
        calls.append(f"set_config(%s, {expression}, %s)")
        sent += [name, *parameters, is_local]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(calls)}", sent)
        return cursor.fetchone()


def present():
    return getattr(connection, "wall", None) or CLOSED


def is_rolling_back():
    """Whether what was set goes with the transaction, which takes no more statements."""
    failed = connection.connection is None or connection.connection.closed
    return failed or connection.needs_rollback or in_error()


def in_error():
    return connection.connection.info.transaction_status == TRANSACTION_STATUS_INERROR


def house_role():
    """The role that sees every row. The web's own role is a member of it but inherits nothing."""
    return f"{settings.WEB_ROLE}_house"
