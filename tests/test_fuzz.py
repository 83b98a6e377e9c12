"""Nothing that anybody can send makes the house fall over: no 500, no stack trace.

Every form that a page shows is filled in properly but for a few fields, every list is asked with
wrong filters; schemathesis makes up what its description allows and forbids for the API.
`FUZZ_EXAMPLES` is how often (bin/fuzz): a few times in bin/test.
"""

import os
import random
import uuid
from urllib.parse import urlencode

import pytest
import schemathesis
from django import forms
from django.db import transaction
from django.forms.formsets import BaseFormSet
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.throttling import SimpleRateThrottle

from tests import test_doors as doors

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES") or 2)
LONG = "x" * 10_000_000
HOSTILE = [
    "\x00", "\ud800", "\udfff张", "\u202e\u2066张", "\u200b", "", " ", "-1", "1e999", "NaN",
    "Infinity", str(2**31), str(2**63), str(-(2**63) - 1), "9" * 5000, "0001-01-01", "9999-12-31",
    "2026-02-30", "０１２３", "[]", "null", "%00", "'; --", "<script>", "../..", "x" * 5000,
]  # fmt: skip
VALUES = st.sampled_from(HOSTILE) | st.text(st.characters(), max_size=30)
STEPS = ("jurisdiction", "casefiles", "campaigns", "responsibility")
# Forms that an officer's walk through the doors does not draw; each with its reason.
NOT_ON_A_PAGE = {
    "SignInForm": "for whoever is not signed in yet",
    "CodeForm": "the same",
    "EnrolForm": "the officer has a second factor",
    "ReassignForm": "asked of ticked files, after a POST: test_bulk sends it what is wrong",
    "CheckForm": "the duty of the walk is the monthly exchange",
    "PlanForm": "a button of the plan, with its year",
    "IssueForm": "drawn once level and year are chosen",
    "FoundForm": "nobody of the walk is lost",
    "AcceptForm": "drawn for the cadre who takes over only",
}
# Routes that draw another form in another place.
FORMS_BY_PLACE = {"orders/<int:pk>/steps/<str:move>/": [{"move": "agreement"}]}
FURTHER = ("key", "version", "officer", "village", "page", "q", "s")
TRACE = b"Traceback (most recent call last)"

things, everybody = doors.things, doors.everybody


@pytest.fixture(autouse=True)
def unthrottled(monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_args: True)


@pytest.fixture
def inside(things, everybody, heping):
    """The officer's browser, and what each route of the doors' table names."""
    client = doors.signed_in_browser(everybody["officer"])
    client.raise_request_exception = False
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    addresses = [
        (route, doors.address(route, values[thing] | further))
        for route, (thing, _) in doors.ROWS.items()
        for further in ({}, *FORMS_BY_PLACE.get(route, ()))
    ]
    return client, addresses


def often(given_values):
    """Each run draws anew; what failed is said by the assertion, not made smaller for minutes."""
    return lambda test: settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES == 2,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(given(given_values)(test))


def asked(client, method, address, pairs):
    """The status, and whether a stack trace is told; what it wrote is undone."""
    body = urlencode(pairs, errors="surrogatepass")
    cookies = client.cookies.copy()
    with transaction.atomic():
        if method == "GET":
            answer = client.get(address, QUERY_STRING=body)
        else:
            answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def is_broken(answer):
    return answer.status_code >= 500 or (not answer.streaming and TRACE in answer.content)


def forms_of(answer):
    """The forms that a page was drawn with, those of a formset and of a filter included."""
    found = {}
    for layer in answer.context or ():
        for value in layer.values() if hasattr(layer, "values") else layer.flatten().values():
            value = getattr(value, "form", value)  # of a filter, of the administration
            if isinstance(value, BaseFormSet):
                found |= {id(form): form for form in (value.management_form, value.empty_form)}
            elif isinstance(value, forms.BaseForm):
                found[id(value)] = value
    return list(found.values())


def filled(form):
    """Each field with something that it takes."""
    return [
        (form.add_prefix(name).replace("__prefix__", "0"), proper(field))
        for name, field in form.fields.items()
    ]


def proper(field):
    choices = [str(key) for key, _label in getattr(field, "choices", ()) if key]
    if choices:
        return choices[0]
    if isinstance(field, forms.UUIDField):
        return str(uuid.uuid4())
    if isinstance(field, forms.DateField):
        return timezone.localdate().isoformat()
    return "1" if isinstance(field, (forms.IntegerField, forms.BooleanField)) else "张一"


def spoilt(pairs, values, chance):
    """The pairs with these hostile values in place of some, some twice, and some of no form."""
    pairs = list(pairs)
    names = [name for name, _value in pairs] + list(FURTHER)
    for value in values:
        name = chance.choice(names)
        if chance.random() < 0.7:
            pairs = [pair for pair in pairs if pair[0] != name]
        pairs.append((name, value))
    return pairs


def test_no_form_and_no_filter_falls_over(inside):
    client, addresses = inside
    pages = [(route, where, forms_of(client.get(where))) for route, where in addresses]
    assert {type(form) for _route, _where, shown in pages for form in shown} >= own_forms()

    @often(st.tuples(st.lists(VALUES, min_size=1, max_size=3), st.integers()))
    def send(drawn):
        values, seed = drawn
        chance, broken = random.Random(seed), []
        for route, where, shown in pages:
            pairs = [pair for form in shown for pair in filled(form)]
            sent = spoilt(pairs, values, chance)
            method = chance.choice(("POST", "GET"))
            if is_broken(asked(client, method, where, sent)):
                broken.append((method, route, sent))
        assert broken == []

    send()


@pytest.mark.parametrize("route", ["account/search/", "files/new/", "activities/new/"])
def test_ten_megabytes_in_every_field_are_answered(route, inside):
    client, addresses = inside
    where = dict(addresses)[route]
    names = ["q", *(name for form in forms_of(client.get(where)) for name, _ in filled(form))]
    for name in names if EXAMPLES > 2 else names[:2]:
        assert not is_broken(asked(client, "POST", where, [(name, LONG)])), name


def own_forms():
    """Every form of the apps but those of NOT_ON_A_PAGE; one that others build on is none."""
    found = {form for form in subclasses(forms.BaseForm) if not form.__subclasses__()}
    ours = {form for form in found if form.__module__.split(".")[0] in STEPS}
    return {form for form in ours if form.__name__ not in NOT_ON_A_PAGE}


def subclasses(of):
    return {each for child in of.__subclasses__() for each in ({child} | subclasses(child))}


def test_no_request_that_the_api_describes_or_forbids_falls_over(inside):
    client, _addresses = inside
    described = schemathesis.openapi.from_dict(client.get("/api/v1/schema/").json())
    for found in described.get_all_operations():
        operation = found.ok()

        @often(operation.as_strategy())
        def send(case):
            pairs = urlencode(case.query or {}, doseq=True, errors="surrogatepass")
            answer = client.generic(case.method, case.formatted_path, QUERY_STRING=pairs)
            assert not is_broken(answer), case

        send()
