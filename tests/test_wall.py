"""The second wall: PostgreSQL itself shows no row of another's, whatever the code asks."""

import os
import uuid
from contextlib import contextmanager

import psycopg2
import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone
from psycopg2.extensions import make_dsn

from casefiles.models import CaseFile, DueSlot
from jurisdiction.middleware import walled
from jurisdiction.models import Export
from jurisdiction.wall import CLOSED, figures_scope, house_scope, officer_scope, present, scope
from township import wall


def names():
    """Straight from the table, past every window."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM casefiles_casefile ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture
def two_persons(heping, liushu, make_case):
    return make_case(heping, name="何一"), make_case(liushu, name="柳二")


def test_tests_run_as_the_role_of_the_application(db):
    with scope(CLOSED), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def test_without_a_scope_there_are_no_rows(two_persons):
    with scope(CLOSED):
        assert names() == []
        assert DueSlot.objects.count() == 0


def test_nobody_sees_nothing(two_persons):
    with officer_scope(AnonymousUser()):
        assert names() == []


def test_an_officer_sees_the_rows_of_the_own_villages(two_persons, heping_cadre, officer):
    with officer_scope(heping_cadre):
        assert names() == ["何一"]
        assert set(DueSlot.objects.values_list("case__name", flat=True)) == {"何一"}
    with officer_scope(officer):
        assert names() == ["何一", "柳二"]


def test_one_who_moved_sees_the_new_village_only(two_persons, heping_cadre, liushu):
    today = timezone.localdate()
    old = heping_cadre.postings.get()
    heping_cadre.postings.create(area=liushu, capacity=old.capacity, valid_from=today)
    heping_cadre.postings.filter(pk=old.pk).update(valid_to=today)
    with officer_scope(heping_cadre):
        assert names() == ["柳二"]


def second_posting(officer, area):
    """The number of a posting of the officer in another village, of the capacity already held."""
    held = officer.postings.get()
    return officer.postings.create(area=area, capacity=held.capacity, valid_from=held.valid_from).pk


def test_in_one_posting_the_villages_of_the_other_are_shut(two_persons, heping_cadre, liushu):
    first = heping_cadre.postings.get().pk
    second = second_posting(heping_cadre, liushu)
    with officer_scope(heping_cadre):
        assert names() == ["何一", "柳二"]
    for posting, seen in ((first, ["何一"]), (second, ["柳二"])):
        with officer_scope(heping_cadre, posting=posting):
            assert names() == seen


def test_in_one_posting_figures_count_no_other_posting(two_persons, leader, liushu_cadre, liushu):
    only = leader.postings.create(
        area=liushu, capacity="leader", valid_from=timezone.localdate()
    ).pk
    with officer_scope(leader, posting=only), figures_scope():
        assert names() == ["柳二"]
    with officer_scope(leader), figures_scope():
        assert names() == ["何一", "柳二"]


def test_anothers_posting_opens_nothing(two_persons, heping_cadre, officer):
    with officer_scope(heping_cadre, posting=officer.postings.get().pk):
        assert names() == []


def test_a_posting_that_ended_opens_nothing(two_persons, heping_cadre):
    only = heping_cadre.postings.get()
    type(only).objects.filter(pk=only.pk).update(valid_to=timezone.localdate())
    with officer_scope(heping_cadre, posting=only.pk):
        assert names() == []


def test_what_was_taken_out_by_hand_is_not_shown_to_another_system(officer, other_village):
    told = {"name": "花名册", "purpose": "office", "columns": [], "rows": 0, "key": uuid.uuid4()}
    with officer_scope(officer):
        Export.objects.create(officer=officer, villages=[other_village.pk], files=[], **told)
        assert Export.objects.count() == 1
    with officer_scope(officer, posting=officer.postings.get().pk):
        assert Export.objects.count() == 0


def test_a_disabled_officer_sees_nothing(two_persons, officer):
    type(officer).objects.update(is_active=False)
    with officer_scope(officer):
        assert names() == []


def test_people_under_18_stay_hidden_from_cadres(heping, make_case, heping_cadre, officer):
    make_case(heping, name="小何", birth_date=timezone.localdate().replace(day=1, year=2020))
    with officer_scope(heping_cadre):
        assert names() == []
    with officer_scope(officer):
        assert names() == ["小何"]


def test_figures_count_what_no_page_shows(two_persons, leader, heping, make_case):
    make_case(heping, name="小何", birth_date=timezone.localdate().replace(day=1, year=2020))
    with officer_scope(leader):
        assert names() == []
        with figures_scope():
            assert CaseFile.objects.count() == 3
        assert names() == []


def test_what_is_counted_together_enters_the_scope_once(
    two_persons, leader, django_assert_num_queries
):
    with officer_scope(leader), figures_scope():
        with django_assert_num_queries(0), figures_scope():
            pass
        assert CaseFile.objects.count() == 2
        with figures_scope():
            assert CaseFile.objects.count() == 2
        assert CaseFile.objects.count() == 2


def test_no_row_can_be_written_into_anothers_village(two_persons, heping_cadre, liushu):
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        officer_scope(heping_cadre),
    ):
        CaseFile.objects.update(village=liushu)
    with officer_scope(heping_cadre):
        assert CaseFile.objects.update(remarks="改") == 1


def test_history_shows_no_more_than_the_files(two_persons, heping_cadre):
    events = CaseFile.pgh_event_model
    with officer_scope(heping_cadre):
        assert list(events.objects.values_list("name", flat=True).distinct()) == ["何一"]


@pytest.mark.parametrize("deed", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_happened_cannot_be_changed(two_persons, deed):
    table = CaseFile.pgh_event_model._meta.db_table
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        connection.cursor().execute(deed.format(table))


def test_the_word_alone_opens_nothing(two_persons, heping_cadre):
    """Who says "house" without being of the house sees what a stranger sees."""
    with scope(("none", "house: me", *CLOSED[2:])):
        assert names() == []
    with house_scope("count"):
        assert len(names()) == 2


def test_a_scope_ends_with_its_block_also_when_it_fails(two_persons, heping_cadre, liushu_cadre):
    with officer_scope(heping_cadre):
        before = present()
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            officer_scope(liushu_cadre),
        ):
            connection.cursor().execute("SELECT nonsense")
        assert (present(), names()) == (before, ["何一"])


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_an_error_undoes_the_whole_page(two_persons, officer):
    def page(request):
        CaseFile.objects.update(remarks="改")
        answered.process_exception(request, ValueError())
        return StreamingHttpResponse()

    answered = walled(page)
    with pytest.raises(RuntimeError, match="outside its transaction"):
        answered(request_of(officer))
    assert not CaseFile.objects.filter(remarks="改").exists()


def test_the_wall_has_no_gap(db):
    with scope(CLOSED):
        assert wall.gaps() == []


def test_every_table_that_leads_to_a_file_stands_behind_the_wall():
    behind = {stone.model for stone in wall.stones()}
    assert CaseFile in behind
    outside = [
        model._meta.label
        for model in apps.get_models()
        if model not in behind and not hasattr(model, "pgh_tracked_model")
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in behind
    ]
    assert outside == []


@pytest.mark.parametrize(
    ("breach", "told"),
    [
        ("DROP POLICY officer ON casefiles_visit", "casefiles_visit has other policies"),
        ("ALTER TABLE casefiles_visit NO FORCE ROW LEVEL SECURITY", "no forced row-level security"),
        ("ALTER TABLE casefiles_visit DISABLE TRIGGER ALL", "keeps no history"),
        ("GRANT DELETE ON casefiles_visitevent TO {web}", "may DELETE casefiles_visitevent"),
        ("CREATE POLICY more ON casefiles_visit USING (true)", "has other policies"),
        ("ALTER POLICY officer ON casefiles_visit USING (true)", "a policy that was changed"),
        ("ALTER POLICY house ON casefiles_visit TO {web}", "a policy that was changed"),
        ("REVOKE SELECT ON casefiles_visit FROM {web}", "may not read casefiles_visit"),
        ("COMMENT ON POLICY officer ON casefiles_visit IS 'x'", "a policy that was changed"),
    ],
)
def test_a_breach_is_named_and_nothing_is_served(breach, told, as_owner):
    with as_owner() as (cursor, web):
        cursor.execute(breach.format(web=web))
        with pytest.raises(CommandError, match=told):
            call_command("check_wall")


@pytest.fixture
def as_owner(transactional_db):
    """A breach by the owner, seen by the application, then undone."""

    @contextmanager
    def sign_in():
        address = make_dsn(os.environ["TONGXIN_OWNER_URL"], dbname=connection.settings_dict["NAME"])
        owner = psycopg2.connect(address)
        owner.autocommit = True
        try:
            with scope(CLOSED), owner.cursor() as cursor:
                yield cursor, connection.settings_dict["USER"]
        finally:
            owner.cursor().execute("ALTER TABLE casefiles_visit ENABLE TRIGGER ALL")
            owner.close()
            lay_again()

    return sign_in


def lay_again():
    from tests.conftest import sign_in_as

    sign_in_as("TONGXIN_OWNER_URL")
    call_command("raise_wall", verbosity=0)
    sign_in_as("DATABASE_URL")
