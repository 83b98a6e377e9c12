"""Scans of signed letters, and the letter of a household in the bag of the person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casefiles.models import CaseFile
from casefiles.terms import BagPart
from jurisdiction.models import AccessEvent
from responsibility import actions
from responsibility.models import LetterScan
from responsibility.terms import LetterLevel, LetterState
from tests.test_lists import queries
from tests.test_photos import picture
from tests.test_pictures import drawn

TODAY = timezone.localdate()
SIGNED = {
    "signed_on": TODAY,
    "signer_a": "何村长",
    "signer_b": "张母",
    "witness": "",
    "scan_no": "",
}


@pytest.fixture
def letter(township, heping, make_case, officer):
    make_case(heping)
    (made,) = actions.issue_letters(
        township=township, year=TODAY.year, level=LetterLevel.VILLAGE_HOUSEHOLD, by=officer,
        today=TODAY, sign_by=TODAY, signer_a="何村长",
    )  # fmt: skip
    return made


def send(client, letter, *contents):
    files = [SimpleUploadedFile(f"{n}.png", content) for n, content in enumerate(contents)]
    return client.post(f"/letters/{letter.pk}/scans/new/", {"scans": files})


def test_the_signed_letter_of_a_household_lies_in_the_bag_once(letter, heping_cadre):
    assert CaseFile.objects.lacking(BagPart.RESPONSIBILITY_LETTER).exists()
    for _ in range(2):
        actions.sign_letter(letter=letter, by=heping_cadre, **SIGNED)
    (document,) = letter.case.documents.filter(part=BagPart.RESPONSIBILITY_LETTER)
    assert (document.dated_on, document.remark) == (TODAY, letter.title)
    assert not CaseFile.objects.lacking(BagPart.RESPONSIBILITY_LETTER).exists()


def test_a_letter_that_stands_no_more_leaves_the_bag_and_takes_no_scans(
    signed_in, letter, heping_cadre, officer
):
    actions.sign_letter(letter=letter, by=heping_cadre, **SIGNED)
    actions.withdraw_letter(letter=letter, state=LetterState.SIGNED, reason="发错", by=officer)
    assert not letter.case.documents.filter(part=BagPart.RESPONSIBILITY_LETTER).exists()
    client = signed_in(heping_cadre)
    answer = send(client, letter, drawn((60, 80), mode="L", kind="PNG"))
    assert (answer.status_code, answer.url) == (302, letter.get_absolute_url())
    assert not LetterScan.objects.exists()
    said = client.get(letter.get_absolute_url()).context["messages"]
    assert "no more" in str(next(iter(said)))


def test_scans_are_kept_once_shown_with_a_trace_and_withdrawn(signed_in, heping_cadre, letter):
    client, content = signed_in(heping_cadre), drawn((60, 80), mode="L", kind="PNG")
    for _ in range(2):
        answer = send(client, letter, content)
        assert (answer.status_code, answer.url) == (302, letter.get_absolute_url())
    scan = LetterScan.objects.get()
    assert client.get(f"/letters/scans/{scan.pk}/")["Content-Type"] == "image/png"
    assert AccessEvent.objects.latest("pk").files == [letter.case_id]
    assert len(client.get(letter.get_absolute_url()).context["pictures"]) == 1
    client.post(f"/letters/scans/{scan.pk}/withdraw/", {"reason": "看不清"})
    assert client.get(f"/letters/scans/{scan.pk}/").status_code == 404
    assert client.get(letter.get_absolute_url()).context["pictures"] == []


def test_more_pages_than_a_letter_has_are_refused_whole(signed_in, officer, letter):
    actions.add_letter_scans(letter=letter, pictures=map(picture, range(6)), by=officer)
    page = send(signed_in(officer), letter, drawn((90, 80)))
    assert list(page.context["form"].errors) == ["scans"]
    assert letter.scans.count() == 6


def test_what_is_no_picture_is_refused_beside_its_field(signed_in, officer, letter):
    page = send(signed_in(officer), letter, b"%PDF-1.7")
    assert list(page.context["form"].errors) == ["scans"]


def test_the_page_of_a_letter_asks_as_often_for_three_scans_as_for_one(signed_in, officer, letter):
    client, address = signed_in(officer), letter.get_absolute_url()
    actions.add_letter_scans(letter=letter, pictures=[picture(0)], by=officer)
    one = queries(client, address)
    actions.add_letter_scans(letter=letter, pictures=[picture(1), picture(2)], by=officer)
    assert queries(client, address) == one
