"""What is sent is bounded before it is read, and the answer says what to do."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from tests.test_photos import send, sent, visit_to
from tests.test_pictures import drawn
from township.uploads import FILE_BYTES, FILES, REQUEST_BYTES


@pytest.fixture
def visit(heping, make_case, heping_cadre):
    return visit_to(make_case(heping), heping_cadre)


@pytest.fixture
def phone(signed_in, heping_cadre):
    return signed_in(heping_cadre)


def received(files, officer):
    """The files of a request as a page finds them."""
    request = RequestFactory().post("/", files)
    request.user = officer
    return request.FILES


def test_a_file_stays_in_memory_and_no_more_of_it_than_any_field_takes(heping_cadre):
    file = received(sent(bytes(12_000_000)), heping_cadre)["photos"]
    assert not hasattr(file, "temporary_file_path")
    assert (file.size, len(file.read())) == (12_000_000, FILE_BYTES)


def test_of_many_files_the_first_ten_are_kept(heping_cadre):
    files = received(sent(*[b"x"] * (FILES + 5)), heping_cadre)
    assert len(files.getlist("photos")) == FILES


def test_of_a_stranger_nothing_is_kept():
    assert not received(sent(b"x"), AnonymousUser())


def test_a_photo_that_is_too_long_is_said_beside_its_field(visit, phone):
    answer = send(phone, visit, drawn() + bytes(12_000_000))
    said = answer.context["form"].errors["photos"][0]
    assert said.startswith("IMG_0.jpg: The picture has 12.0 MB; at most 10 MB can be kept.")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Send fewer or smaller files"), ("zh-hans", "文件")]
)
def test_a_request_beyond_all_bounds_is_answered_without_being_read(
    visit,
    phone,
    language,
    said,
):
    address = f"/visits/{visit.pk}/photos/new/"
    answer = phone.post(
        address, sent(drawn()), CONTENT_LENGTH=REQUEST_BYTES + 1,
        headers={"accept-language": language},
    )  # fmt: skip
    assert answer.status_code == 413
    assert said in answer.content.decode()


def test_a_form_with_megabytes_of_text_is_answered_and_breaks_nothing(visit, phone):
    address = f"/visits/{visit.pk}/withdraw/"
    for content in ({"reason": "长" * 2_000_000}, dict.fromkeys(map(str, range(3_000)), "x")):
        assert phone.post(address, content).status_code == 413
    assert phone.get("/", headers={"host": "elsewhere.example"}).status_code == 400
