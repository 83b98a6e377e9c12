"""Statements that are planned once in a connection: the same rows, and the same wall."""

import pytest
from django.db import DataError, connection, transaction

from casefiles.models.timeline import THERE
from jurisdiction.models.planned import Planned
from jurisdiction.wall import officer_scope
from tests.test_losing import try_to_reach

pytestmark = pytest.mark.django_db
HALVES = Planned("halves", ("integer", "text"), "SELECT $1 / 2, $2")
GENERIC = 7  # after five answers PostgreSQL may keep one plan for all values


def names():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name ~ '^halves_'")
        return [name for (name,) in cursor.fetchall()]


def test_a_statement_is_planned_once_and_answers_each_question():
    before = names()
    assert [HALVES.rows(n, "甲'%s") for n in (2, 4, 6)] == [[(n, "甲'%s")] for n in (1, 2, 3)]
    assert len(names()) <= len(before) + 1


def test_what_failed_is_planned_again():
    with pytest.raises(DataError), transaction.atomic():
        Planned("parts", ("integer",), "SELECT 8 / $1").rows(0)
    assert Planned("parts", ("integer",), "SELECT 8 / $1").rows(2) == [(4,)]


def test_a_new_connection_has_no_plans(monkeypatch):
    HALVES.rows(2, "")
    monkeypatch.setattr(connection, "planned", (object(), {"halves": "of_another_connection"}))
    assert HALVES.rows(8, "") == [(4, "")]


def test_a_plan_lets_through_what_the_scope_of_the_moment_lets_through(
    make_case, heping, officer, heping_cadre, liushu_cadre
):
    case = make_case(heping)
    try_to_reach(case, officer)
    for _ in range(GENERIC):
        assert THERE.rows(case.pk) == [("contact",)]
    for who, seen in ((liushu_cadre, []), (heping_cadre, [("contact",)]), (liushu_cadre, [])):
        with officer_scope(who):
            assert [THERE.rows(case.pk) for _ in range(GENERIC)] == [seen] * GENERIC
    assert THERE.rows(case.pk) == [("contact",)]
