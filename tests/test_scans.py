"""Scans of the papers in the bag: page by page, shown, withdrawn, and what a removal leaves."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone

from casefiles import actions
from casefiles.models import BagDocument, BagScan
from jurisdiction.actions import withdraw_picture
from jurisdiction.models import AccessEvent
from tests.test_lists import queries
from tests.test_photos import picture
from tests.test_pictures import drawn, opened

TODAY = timezone.localdate()


@pytest.fixture
def document(heping, make_case, officer):
    made, _new = actions.add_document(
        case=make_case(heping), key=uuid.uuid4(), by=officer,
        part="help_measures", dated_on=TODAY, pages=2, remark="",
    )  # fmt: skip
    return made


@pytest.fixture
def office(signed_in, officer):
    return signed_in(officer)


def scan(document, by, *numbers):
    actions.add_scans(document=document, pictures=map(picture, numbers), by=by)


def send(client, document, *contents):
    files = [SimpleUploadedFile(f"{n}.png", content) for n, content in enumerate(contents)]
    return client.post(f"/documents/{document.pk}/scans/new/", {"scans": files})


def pages(document):
    return list(document.scans.standing().values_list("page", "width"))


def test_pages_are_kept_in_their_order_however_often_they_are_sent(document, office):
    contents = [drawn((60 + n, 80), mode="L", kind="PNG") for n in range(2)]
    for _ in range(2):
        answer = send(office, document, *contents)
        assert (answer.status_code, answer.url) == (302, document.get_absolute_url())
    assert pages(document) == [(1, 60), (2, 61)]
    send(office, document, contents[0], drawn((62, 80)))
    assert pages(document) == [(1, 60), (2, 61), (3, 62)]


def test_a_page_scanned_anew_takes_the_place_of_the_withdrawn_one(document, officer, office):
    scan(document, officer, 0, 1)
    first = document.scans.get(page=1)
    answer = office.post(f"/scans/{first.pk}/withdraw/", {"reason": "看不清"})
    assert answer.url == document.get_absolute_url()
    scan(document, officer, 5)
    assert pages(document) == [(1, 65), (2, 61)]
    assert office.get(f"/scans/{first.pk}/").status_code == 404


def test_the_paper_shows_its_pages_and_the_file_counts_them(document, officer, office):
    scan(document, officer, 0, 1)
    page = office.get(document.get_absolute_url()).content.decode()
    assert [f"/scans/{s.pk}/preview/" in page for s in document.scans.all()] == [True, True]
    assert "Page 2" in page
    assert "2 scans" in office.get(f"/files/{document.case_id}/bag/").content.decode()


def test_the_showing_of_a_scan_is_noted(document, officer, office):
    scan(document, officer, 0)
    answer = office.get(f"/scans/{document.scans.get().pk}/")
    assert opened(answer.content).size == (60, 40)
    event = AccessEvent.objects.of_file(document.case_id).latest("pk")
    assert (event.kind, event.officer) == ("picture", officer)


def test_a_cadre_reads_scans_and_adds_none(document, officer, heping_cadre, signed_in):
    scan(document, officer, 0)
    cadre = signed_in(heping_cadre)
    page = cadre.get(document.get_absolute_url()).content.decode()
    assert "preview/" in page
    assert "scans/new/" not in page
    assert "withdraw/" not in page
    assert send(cadre, document, drawn()).status_code == 403


def test_a_paper_has_no_more_scans_than_it_may(document, officer, office, monkeypatch):
    monkeypatch.setattr(BagScan, "MOST", 2)
    scan(document, officer, 0, 1)
    answer = send(office, document, drawn((99, 40)))
    assert "has 2 already" in str(answer.context["form"].errors["scans"])


def test_the_note_of_a_paper_leads_to_its_scans(document, office):
    form = {
        "part": "help_measures",
        "dated_on": TODAY,
        "pages": 1,
        "scans": "1",
        "key": uuid.uuid4(),
    }
    answer = office.post(f"/files/{document.case_id}/documents/new/", form)
    assert answer.url == f"/documents/{BagDocument.objects.latest('pk').pk}/scans/new/"


def test_a_paper_with_scans_is_not_removed_before_they_are_withdrawn(document, officer, office):
    scan(document, officer, 0)
    address = f"/documents/{document.pk}/remove/"
    assert office.post(address).url == document.get_absolute_url()
    kept = document.scans.get()
    withdraw_picture(picture=kept, reason="重复", by=officer)
    assert office.post(address).url == f"/files/{document.case_id}/bag/"
    kept.refresh_from_db()
    assert (BagDocument.objects.exists(), kept.document) == (False, None)
    assert (kept.withdrawn_reason, kept.case) == ("重复", document.case)


def test_the_data_base_refuses_a_scan_without_its_paper(document, officer):
    scan(document, officer, 0)
    with pytest.raises(IntegrityError):
        document.scans.update(document=None)


def test_many_scans_take_the_queries_of_one(document, officer, office):
    addresses = document.get_absolute_url(), document.case.get_absolute_url()
    scan(document, officer, 0)
    one = [queries(office, address) for address in addresses]
    scan(document, officer, *range(1, 6))
    assert [queries(office, address) for address in addresses] == one
