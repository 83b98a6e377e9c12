"""Every insert, update and delete leaves its event, also in bulk and in raw SQL."""

import uuid

from django.db import connection
from django.utils import timezone

from casefiles.models import BagDocument, CaseFile, DueSlot


def events(model, label):
    return model.pgh_event_model.objects.filter(pgh_label=label)


def test_a_bulk_insert_leaves_one_event_for_each_row(heping, make_case):
    case = make_case(heping)
    before = events(DueSlot, "insert").count()
    day = timezone.localdate().replace(year=2020)
    DueSlot.objects.bulk_create(
        DueSlot(
            case=case,
            village=heping,
            kind=kind,
            period_on=day,
            opens_on=day,
            due_on=day,
            closes_on=day,
        )
        for kind in ("visit", "test")
    )
    assert events(DueSlot, "insert").count() == before + 2


def test_a_bulk_update_leaves_what_it_made_of_each_row(heping, make_case):
    first, second = make_case(heping), make_case(heping)
    CaseFile.objects.update(remarks="改")
    assert sorted(events(CaseFile, "update").values_list("pgh_obj_id", "remarks")) == [
        (first.pk, "改"),
        (second.pk, "改"),
    ]


def test_raw_sql_leaves_its_event_too(heping, make_case, officer):
    document = BagDocument.objects.create(
        case=make_case(heping),
        part="help_measures",
        dated_on=timezone.localdate(),
        recorded_by=officer,
        idempotency_key=uuid.uuid4(),
    )
    with connection.cursor() as cursor:
        cursor.execute("delete from casefiles_bagdocument")
    assert list(events(BagDocument, "delete").values_list("pgh_obj_id", flat=True)) == [document.pk]


def test_an_event_names_the_officer_and_the_address(heping, make_case, heping_cadre, signed_in):
    case = make_case(heping)
    answer = signed_in(heping_cadre).post(
        f"/files/{case.pk}/visits/new/",
        {
            "key": uuid.uuid4(),
            "visited_on": timezone.localdate(),
            "mode": "phone",
            "outcome": "found",
            "place": "home",
            "family": "平安",
        },
    )
    event = case.visits.model.pgh_event_model.objects.get(pgh_label="insert")
    assert event.pgh_context.metadata == {
        "user": heping_cadre.pk,
        "url": f"/files/{case.pk}/visits/new/",
        "request": answer["X-Request-Id"],
    }
