"""Photos of a visit: from the phone's form into the file, shown, withdrawn."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casefiles import actions
from casefiles.models import VisitPhoto
from jurisdiction.actions import pictures
from jurisdiction.models import AccessEvent
from paperwork.pictures import clean_picture
from tests.test_lists import queries
from tests.test_pictures import drawn, exif, opened
from tests.test_visits import posted

TODAY = timezone.localdate()


def visit_to(case, by):
    made, _new = actions.record_visit(
        case=case, key=uuid.uuid4(), by=by, visited_on=TODAY, mode="face", outcome="found"
    )
    return made


@pytest.fixture
def visit(heping, make_case, heping_cadre):
    return visit_to(make_case(heping), heping_cadre)


@pytest.fixture
def phone(signed_in, heping_cadre):
    return signed_in(heping_cadre)


def picture(n=0):
    return clean_picture(drawn((60 + n, 40)))


def photo_of(visit, by, n=0):
    actions.add_photos(visit=visit, pictures=[picture(n)], by=by)
    return VisitPhoto.objects.latest("pk")


def sent(*contents):
    return {"photos": [SimpleUploadedFile(f"IMG_{n}.jpg", c) for n, c in enumerate(contents)]}


def send(client, visit, *contents):
    return client.post(f"/visits/{visit.pk}/photos/new/", sent(*contents))


def test_photos_are_kept_with_the_visit_however_often_they_are_sent(visit, phone, heping_cadre):
    contents = drawn((60, 40), exif=exif()), drawn((61, 40))
    for _ in range(2):
        answer = send(phone, visit, *contents)
        assert (answer.status_code, answer.url) == (302, visit.get_absolute_url())
    photos = VisitPhoto.objects.all()
    assert [(p.visit, p.case, p.uploaded_by) for p in photos] == [
        (visit, visit.case, heping_cadre)
    ] * 2


def test_the_visit_is_saved_first_and_leads_to_its_photos(heping, make_case, phone):
    case = make_case(heping)
    answer = phone.post(f"/files/{case.pk}/visits/new/", posted(photos="1"))
    assert answer.url == f"/visits/{case.visits.get().pk}/photos/new/"


def test_the_visit_page_shows_a_preview_and_the_file_counts_it(visit, phone, heping_cadre):
    photo = photo_of(visit, heping_cadre)
    page = phone.get(visit.get_absolute_url()).content.decode()
    assert f'src="/photos/{photo.pk}/preview/"' in page
    assert "1 photo" in phone.get(f"/files/{visit.case_id}/records/").content.decode()


@pytest.mark.parametrize(("address", "place"), [("", "attachment"), ("preview/", "inline")])
def test_a_photo_is_a_picture_and_nothing_else_and_its_showing_is_noted(
    visit, phone, heping_cadre, address, place
):
    photo = photo_of(visit, heping_cadre)
    answer = phone.get(f"/photos/{photo.pk}/{address}")
    assert opened(answer.content).size == (60, 40)
    assert {name: answer[name] for name in (
        "Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control",
    )} == {
        "Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }  # fmt: skip
    assert answer["Content-Disposition"].startswith(place)
    event = AccessEvent.objects.of_file(visit.case_id).latest("pk")
    assert (event.kind, event.officer) == ("picture", heping_cadre)


def test_a_visit_has_six_photos_and_no_more(visit, phone, heping_cadre):
    for n in range(6):
        photo_of(visit, heping_cadre, n)
    answer = send(phone, visit, drawn((99, 40)))
    assert "has 6 already" in str(answer.context["form"].errors["photos"])
    assert send(phone, visit, drawn((60, 40))).status_code == 302  # there already
    assert VisitPhoto.objects.count() == 6


def test_of_several_photos_the_wrong_one_is_named_and_none_is_kept(visit, phone):
    answer = send(phone, visit, drawn(), b"<svg/>")
    assert answer.context["form"].errors["photos"][0].startswith("IMG_1.jpg: This is")
    assert not VisitPhoto.objects.exists()


@pytest.mark.parametrize("contents", [(), (b"",), tuple(bytes([n]) for n in range(7))])
def test_a_form_without_photos_or_with_too_many_is_said_beside_the_field(visit, phone, contents):
    answer = send(phone, visit, *contents)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["photos"])


def test_the_quota_of_the_day_is_said_beside_the_field(visit, phone, monkeypatch):
    monkeypatch.setattr(pictures, "PICTURES_A_DAY", 1)
    answer = send(phone, visit, drawn(), drawn((70, 40)))
    assert "the most for one day" in str(answer.context["form"].errors["photos"])
    assert not VisitPhoto.objects.exists()


def test_a_withdrawn_photo_keeps_its_row_and_reason_and_no_page_shows_it(
    visit, phone, heping_cadre
):
    photo = photo_of(visit, heping_cadre)
    answer = phone.post(f"/photos/{photo.pk}/withdraw/", {"reason": "拍错了"})
    assert answer.url == visit.get_absolute_url()
    photo.refresh_from_db()
    assert (photo.withdrawn_by, photo.withdrawn_reason) == (heping_cadre, "拍错了")
    assert f"/photos/{photo.pk}/" not in phone.get(answer.url).content.decode()
    for address in ("", "preview/", "withdraw/"):
        assert phone.get(f"/photos/{photo.pk}/{address}").status_code == 404
    events = VisitPhoto.events.rel.related_model.objects.filter(pgh_obj=photo.pk)
    assert list(events.order_by("pgh_id").values_list("pgh_label", flat=True)) == [
        "insert", "update",
    ]  # fmt: skip


def test_another_cadre_of_the_village_sees_a_photo_and_may_not_withdraw_it(
    visit, heping, heping_cadre, appoint, signed_in
):
    photo = photo_of(visit, heping_cadre)
    other = signed_in(appoint("second", "李二", "village_cadre", heping))
    assert other.get(f"/photos/{photo.pk}/").status_code == 200
    assert other.get(f"/photos/{photo.pk}/withdraw/").status_code == 403
    assert "withdraw/" not in other.get(visit.get_absolute_url()).content.decode()


def test_a_withdrawn_visit_takes_no_photos(visit, phone, heping_cadre):
    actions.withdraw_visit(visit=visit, reason="重复", by=heping_cadre)
    assert send(phone, visit, drawn()).status_code == 404


def test_six_photos_take_the_queries_of_one(visit, phone, heping_cadre):
    addresses = visit.get_absolute_url(), f"/visits/{visit.pk}/photos/new/"
    photo_of(visit, heping_cadre)
    one = [queries(phone, address) for address in addresses]
    for n in range(1, 6):
        photo_of(visit, heping_cadre, n)
    assert [queries(phone, address) for address in addresses] == one
