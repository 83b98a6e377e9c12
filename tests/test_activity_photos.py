"""Photos of activities: made anew, six at most, shown to who reads the activity; and printing."""

import io
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from campaigns import actions
from campaigns.models import Activity, ActivityPhoto
from paperwork.pictures import clean_picture
from tests.test_activities import handed_out, record
from tests.test_lists import queries
from tests.test_pictures import drawn, exif


def picture(side=60):
    return clean_picture(drawn((side, 40)))


def add(activity, by, side=60):
    actions.add_photos(activity=activity, pictures=[picture(side)], caption="会场", by=by)
    return activity.photos.latest("pk")


def sent(*contents):
    contents = contents or [drawn(exif=exif())]
    return {"pictures": [SimpleUploadedFile("IMG_0001.jpg", content) for content in contents]}


@pytest.fixture
def activity(heping, heping_cadre):
    return record(heping, heping_cadre, theme="集中宣传", content="发放材料",
                  materials=[handed_out("leaflet", 20, "copy")])  # fmt: skip


def test_a_cadre_adds_a_photo_and_the_page_shows_it_without_where_it_was_taken(
    activity, heping_cadre, signed_in
):
    client = signed_in(heping_cadre)
    address = f"/activities/{activity.pk}/photos/new/"
    assert client.post(address, sent() | {"caption": "会场"}).status_code == 302
    photo = ActivityPhoto.objects.get()
    assert (photo.uploaded_by, photo.taken_on) == (heping_cadre, activity.happened_on)
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert f"/activities/photos/{photo.pk}/preview/" in page
    answer = client.get(f"/activities/photos/{photo.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert dict(Image.open(io.BytesIO(answer.content)).getexif()) == {}


def test_several_photos_are_sent_at_once_and_one_bad_one_keeps_none(
    activity, heping_cadre, signed_in
):
    client, address = signed_in(heping_cadre), f"/activities/{activity.pk}/photos/new/"
    good = [drawn((side, 40)) for side in (60, 61, 62)]
    assert client.post(address, sent(*good, b"<html>")).context["form"].errors
    assert not ActivityPhoto.objects.exists()
    assert client.post(address, sent(*good)).status_code == 302
    assert client.post(address, sent(*good)).status_code == 302
    assert ActivityPhoto.objects.count() == 3


def test_what_is_no_photo_is_said_beside_its_field(activity, heping_cadre, signed_in):
    client, address = signed_in(heping_cadre), f"/activities/{activity.pk}/photos/new/"
    for content in (b"<html>", b"%PDF-1.4", b"PK\x03\x04"):
        assert list(client.post(address, sent(content)).context["form"].errors) == ["pictures"]
    assert not ActivityPhoto.objects.exists()


def test_the_same_photo_is_kept_once_and_a_seventh_is_refused(activity, heping_cadre, signed_in):
    client, address = signed_in(heping_cadre), f"/activities/{activity.pk}/photos/new/"
    for side in range(60, 66):
        add(activity, heping_cadre, side)
    add(activity, heping_cadre, 60)
    assert ActivityPhoto.objects.count() == 6
    answer = client.post(address, sent(drawn((70, 40))))
    assert list(answer.context["form"].errors) == ["pictures"]
    assert ActivityPhoto.objects.count() == 6


def test_a_withdrawn_photo_is_shown_to_nobody_and_makes_room(activity, heping_cadre, signed_in):
    client, photo = signed_in(heping_cadre), add(activity, heping_cadre)
    client.post(f"/activities/photos/{photo.pk}/withdraw/", {"reason": "拍错"})
    photo.refresh_from_db()
    assert photo.withdrawn_reason == "拍错"
    for end in ("", "preview/", "withdraw/"):
        assert client.get(f"/activities/photos/{photo.pk}/{end}").status_code == 404
    assert add(activity, heping_cadre).pk != photo.pk


def test_no_photo_hangs_on_a_withdrawn_activity(activity, heping_cadre):
    actions.withdraw_activity(activity=activity, reason="录错", by=heping_cadre)
    with pytest.raises(actions.Stale):
        add(activity, heping_cadre)


def test_the_page_and_the_record_ask_as_many_queries_for_three_photos_as_for_one(
    activity, heping_cadre, signed_in
):
    client = signed_in(heping_cadre)
    pages = (f"/activities/{activity.pk}/", f"/activities/{activity.pk}/print/")
    add(activity, heping_cadre, 60)
    before = [queries(client, page) for page in pages]
    add(activity, heping_cadre, 61)
    add(activity, heping_cadre, 62)
    assert [queries(client, page) for page in pages] == before


def test_the_record_of_one_activity_holds_what_the_form_asks_for(activity, heping_cadre, signed_in):
    photo = add(activity, heping_cadre)
    Activity.objects.update(began_at=time(19, 30), speaker="夏医生", media="县电视台")
    page = signed_in(heping_cadre).get(f"/activities/{activity.pk}/print/").content.decode()
    for word in (
        "禁毒宣传教育活动记录表", "19:30", "夏医生", "县电视台", "主讲人", "集中宣传", "发放材料",
        "和平村", "何平安", f"photos/{photo.pk}/preview/",
    ):  # fmt: skip
        assert word in page


def test_the_printed_list_holds_what_is_filtered_with_its_totals(heping, officer, signed_in):
    for day in range(1, 29):
        record(heping, officer, happened_on=date(2026, 2, day), people=2, attendances=3)
    record(heping, officer, kind="essay")
    wrong = record(heping, officer, people=900)
    actions.withdraw_activity(activity=wrong, reason="录错", by=officer)
    page = signed_in(officer).get("/activities/print/?kind=lecture")
    assert [a.happened_on.day for a in page.context["activities"]] == list(range(1, 29))
    assert page.context["totals"] == {"sessions": 28, "people": 56, "attendances": 84}


def test_the_calendar_counts_what_its_links_list(heping, liushu, officer, signed_in):
    actions.set_up_plan(villages=[heping, liushu], year=2025, by=officer)
    record(heping, officer, kind="village_meeting", happened_on=date(2025, 2, 1))
    record(liushu, officer, kind="lecture", happened_on=date(2025, 2, 3))
    client = signed_in(officer)
    page = client.get("/activities/calendar/?year=2025")
    months = page.context["months"]
    told = {first.month: [n for _label, n, _link in row] for first, row, *_rest in months}
    assert told == {month: [0, 0, 0] for month in range(1, 13)} | {
        3: [4, 2, 2], 6: [8, 0, 8], 9: [4, 0, 4], 12: [4, 0, 4],
    }  # fmt: skip
    for _first, figures, _held, (n, link) in months:
        for _label, count, address in [*figures, ("", n, link)]:
            assert client.get(address).context["page"].paginator.count == count
    assert [len(held) for _first, _row, held, _all in months] == [0, 2] + [0] * 10


def test_the_calendar_asks_as_many_queries_for_more_rows_and_narrows_to_a_village(
    heping, liushu, officer, signed_in
):
    client, address = signed_in(officer), "/activities/calendar/?year=2025"
    record(heping, officer, happened_on=date(2025, 2, 1))
    before = queries(client, address)
    actions.set_up_plan(villages=[heping, liushu], year=2025, by=officer)
    for day in (2, 3):
        record(liushu, officer, happened_on=date(2025, 2, day))
    assert queries(client, address) == before
    months = client.get(f"{address}&area={heping.pk}").context["months"]
    assert [count for *_rest, (count, _link) in months] == [0, 1] + [0] * 10


@pytest.mark.parametrize("query", ["year=x", "year=99999999999", "area=x", "year=%00", "year="])
def test_a_wrong_year_of_the_calendar_is_no_error(heping, officer, signed_in, query):
    for page in ("calendar", "print"):
        assert signed_in(officer).get(f"/activities/{page}/?{query}").status_code == 200


def test_a_stranger_neither_prints_nor_adds(activity, liushu_cadre, signed_in):
    client = signed_in(liushu_cadre)
    assert client.get(f"/activities/{activity.pk}/print/").status_code == 404
    assert client.post(f"/activities/{activity.pk}/photos/new/", sent()).status_code == 404
