"""One key makes one row, for its officer only, in every app."""

import uuid
from decimal import Decimal

import pytest
from django.utils import timezone

from casefiles import actions
from casefiles.models import BagDocument
from jurisdiction.history import KeyReused, content_hash
from responsibility import actions as assessing
from responsibility.models import Bonus

YEAR = timezone.localdate().year


def add(case, by, key, **content):
    columns = {"part": "help_measures", "dated_on": timezone.localdate(), "pages": 1, "remark": ""}
    return actions.add_document(case=case, by=by, key=key, **columns | content)


def grant(standard, village, by, key, **content):
    columns = {"kind": "media", "points": Decimal(1), "reason": "县报", "document_no": ""}
    return assessing.grant_bonus(
        standard=standard, village=village, by=by, key=key, **columns | content
    )


@pytest.fixture
def standard(township, officer):
    return assessing.set_up_standard(township=township, year=YEAR, by=officer)


def test_rows_and_days_count_in_the_hash_by_what_identifies_them(heping, liushu):
    day = timezone.localdate()
    assert content_hash(area=heping, day=day) == content_hash(day=day, area=heping)
    assert content_hash(area=heping, day=day) != content_hash(area=liushu, day=day)


def test_a_document_is_noted_once_for_each_key(heping, make_case, officer):
    case, key = make_case(heping), uuid.uuid4()
    first, is_new = add(case, officer, key)
    again, is_new_again = add(case, officer, key)
    assert (first.pk, is_new, is_new_again) == (again.pk, True, False)
    with pytest.raises(KeyReused):
        add(case, officer, key, pages=2)
    assert BagDocument.objects.get().pages == 1


def test_the_same_document_under_another_file_is_another_content(heping, make_case, officer):
    key = uuid.uuid4()
    add(make_case(heping), officer, key)
    with pytest.raises(KeyReused):
        add(make_case(heping), officer, key)


def test_a_bonus_is_granted_once_for_each_key_of_an_officer(standard, heping, officer, leader):
    key = uuid.uuid4()
    assert grant(standard, heping, officer, key) == grant(standard, heping, officer, key)
    with pytest.raises(KeyReused):
        grant(standard, heping, officer, key, points=Decimal(2))
    grant(standard, heping, leader, key, points=Decimal(3))
    assert [bonus.points for bonus in Bonus.objects.order_by("points")] == [1, 3]


def test_a_reused_key_answers_409_with_what_was_typed(heping, make_case, officer, signed_in):
    case, key = make_case(heping), uuid.uuid4()
    client, address = signed_in(officer), f"/files/{case.pk}/documents/new/"
    typed = {"key": key, "part": "help_measures", "dated_on": "2026-05-04", "pages": 1}
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 302
    answer = client.post(address, typed | {"pages": 7})
    assert (answer.status_code, answer.context["form"]["pages"].value()) == (409, "7")
    assert BagDocument.objects.get().pages == 1
