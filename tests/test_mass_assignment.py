"""Thirty fields that no form asks for, sent along with every form: none of them arrives."""

import pytest
from django.db import models, transaction

from jurisdiction.models import Area, Officer
from jurisdiction.terms import Capacity
from tests import test_doors, test_versions
from tests.test_architecture import is_event_table, own_models
from tests.test_doors import ROWS, address
from tests.test_versions import PAGES, WORDS, drawn

DAY, NUMBER, WORD = "1999-09-09", 7777, "planted-word"
PLACES = ("area", "village", "group", "township", "issuer", "office")
PERSONS = ("officer", "recorded_by", "entered_by", "withdrawn_by", "uploaded_by", "issued_by",
           "written_by", "frozen_by")  # fmt: skip
DAYS = ("closed_on", "sealed_on", "enrolled_on", "recorded_at", "withdrawn_at", "frozen_at",
        "exported_at")  # fmt: skip
NUMBERS = ("lost_count", "year", "number", "rows")
WORDS_PLANTED = ("content_hash", "withdrawn_reason", "close_reason", "search_tokens", "username",
                 "reopened_reason", "id_number_index")  # fmt: skip
TICKS = ("is_staff", "is_superuser", "is_active", "is_frozen")


things, made = test_doors.things, test_versions.made  # their fixtures


@pytest.fixture
def planted(appoint, township, far_place):
    """What is sent along: nothing of it stands anywhere before."""
    stranger = appoint("planted", "外人", None, township)
    return {
        **dict.fromkeys(PLACES, far_place.pk),
        **dict.fromkeys(PERSONS, stranger.pk),
        **dict.fromkeys(DAYS, DAY),
        **dict.fromkeys(NUMBERS, NUMBER),
        **dict.fromkeys(WORDS_PLANTED, WORD),
        **dict.fromkeys(TICKS, "on"),
        "capacity": Capacity.ADMINISTRATOR,
    }


@pytest.fixture
def far_place(county_area):
    Area.objects.create(code="539901103", name="远乡")
    return Area.objects.create(code="539901103201", name="远村")


def carrying(planted):
    """The rows in which something that was sent along has arrived, as "model.column"."""
    found = []
    for model in own_models():
        if is_event_table(model) or model._meta.auto_created:
            continue
        for column in model._meta.concrete_fields:
            value = value_for(column, planted)
            rows = model._base_manager.filter(**{column.attname: value}) if value else None
            if rows is not None and rows.exclude(pk__in=own_rows(model, planted)).exists():
                found.append(str(column))
    return found


def own_rows(model, planted):
    return [planted["officer"]] if model is Officer else []


def value_for(column, planted):
    if column.is_relation:
        return {Officer: planted["officer"], Area: planted["area"]}.get(column.related_model)
    if isinstance(column, models.DateTimeField):
        return None  # a day is compared below
    if isinstance(column, models.DateField):
        return DAY
    if isinstance(column, (models.IntegerField, models.PositiveIntegerField)):
        return None if column.primary_key else NUMBER
    if isinstance(column, (models.CharField, models.TextField)) and not column.choices:
        return WORD
    return None


def send(client, where, planted, asked=None):
    """Post the form of a page as it was drawn, `asked` and what no field of it takes."""
    page = client.get(where)
    context = page.context or {}
    if page.status_code != 200 or not ("form" in context or "adminform" in context):
        return None
    form, read = drawn(page)
    extra = {name: value for name, value in planted.items() if name not in form.fields}
    return client.post(where, extra | (asked(read) if asked else read))


def test_thirty_fields_are_sent_along(planted):
    assert len(planted) >= 30


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_form_that_saves_takes_what_it_asks_for_and_nothing_else(
    page,
    made,
    officer,
    signed_in,
    planted,
):
    where, name, model, more = page(made)
    before = {row.pk: getattr(row, "version", 0) for row in model.objects.all()}
    first = WORDS.get(name, ("先存的字",))[0]
    answer = send(
        signed_in(officer), where, planted, lambda read: more | read | more | {name: first}
    )
    assert answer.status_code == 302
    assert carrying(planted) == []
    versions = {row.pk: row.version for row in model.objects.all()}
    assert all(versions[pk] <= version + 1 for pk, version in before.items())
    officer.refresh_from_db()
    assert [posting.capacity for posting in officer.postings.all()] == ["drug_control_officer"]


@pytest.mark.parametrize("who", ["heping_cadre", "officer", "administrator"])
def test_no_page_takes_a_field_that_it_does_not_show(
    who,
    request,
    everybody,
    things,
    heping,
    signed_in,
    planted,
):
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    client, sent = signed_in(request.getfixturevalue(who)), 0
    for route, (thing, _statuses) in ROWS.items():
        with transaction.atomic():
            answer = send(client, address(route, values[thing]), planted)
            sent += answer is not None
            if answer is not None and answer.status_code == 302:
                assert carrying(planted) == [], route
            transaction.set_rollback(True)
    assert sent > 3


@pytest.fixture
def everybody(heping_cadre, officer):
    return {"heping_cadre": heping_cadre, "officer": officer}


def test_a_planted_value_that_arrives_is_seen(planted, made, officer):
    type(made["case"]).objects.filter(pk=made["case"].pk).update(lost_count=NUMBER)
    assert carrying(planted) == ["casefiles.CaseFile.lost_count"]
