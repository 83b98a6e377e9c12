"""Statements that PostgreSQL plans once in a connection, and not for each question anew.

Each table of persons stands behind its policy, so to plan a statement over a dozen of them takes
several times as long as to answer it. The policies hold as ever: they are part of the plan, which
is made anew when the role changes, and read the scope when the statement is run.
"""

from dataclasses import dataclass
from itertools import count

from django.db import connection

# What failed between planning and answering leaves its name behind: no name is used twice.
NUMBERS = count()


@dataclass(frozen=True)
class Planned:
    """A statement with $1, $2, ... and the types of what stands there, e.g. ("bigint", "date")."""

    name: str
    types: tuple
    sql: str

    def rows(self, *values):
        """The rows for these values, one for each type. One query."""
        places = ", ".join(["%s"] * len(values))
        with connection.cursor() as cursor:
            plans = plans_here()
            if plan := plans.get(self.name):
                cursor.execute(f"EXECUTE {plan} ({places})", values)
            else:
                plan = f"{self.name}_{next(NUMBERS)}"
                prepare = f"PREPARE {plan} ({', '.join(self.types)}) AS {self.sql}"
                cursor.execute(f"{prepare}; EXECUTE {plan} ({places})", values)
                plans[self.name] = plan
            return cursor.fetchall()


def plans_here():
    """{statement: its plan} of this connection; a new connection has none."""
    session, plans = getattr(connection, "planned", (None, {}))
    if session is not connection.connection:
        plans = {}
        connection.planned = connection.connection, plans
    return plans
