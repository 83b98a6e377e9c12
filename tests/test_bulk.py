"""One deed on the files that are ticked in the list, or on all that it shows."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from casefiles import actions
from casefiles.models import CaseFile, OwnSchedule
from jurisdiction.models import AccessEvent, Export
from tests.test_lists import queries

REASSIGN, PLAN, PRINT = "/files/bulk/reassign/", "/files/bulk/plan/", "/files/bulk/print/"


@pytest.fixture
def office(signed_in, officer):
    return signed_in(officer)


@pytest.fixture
def files(make_case, heping, liushu):
    return [
        make_case(village, name=name, control_contact="何平安", help_contact="柳青")
        for village, name in ((heping, "张伟"), (heping, "李强"), (liushu, "王芳"))
    ]


def ticks(files, version=""):
    return [f"{case.pk}{version}" for case in files]


def contact(**more):
    return {"control_contact": "周全", "control_contact_phone": "13800000009"} | more


def plan(**more):
    today = timezone.localdate()
    return {
        "key": uuid.uuid4(), "mode": "beside", "visit_every": "half_month", "test_every": "",
        "valid_from": today, "valid_to": "", "reason": "节日期间加密", "document_no": "",
    } | more  # fmt: skip


def names(pairs):
    return [case.name for case, _told in pairs]


def contacts():
    return list(CaseFile.objects.order_by("pk").values_list("control_contact", flat=True))


def test_the_list_offers_the_deeds_to_whoever_may_edit(office, signed_in, heping_cadre, files):
    page = office.get("/files/").content.decode()
    assert all(address in page for address in (REASSIGN, PLAN, PRINT))
    assert f'name="pick" value="{files[0].pk}"' in page
    assert 'name="pick"' not in signed_in(heping_cadre).get("/files/").content.decode()


def test_ticked_files_get_another_contact_after_a_preview(office, files):
    first = office.post(REASSIGN, {"pick": ticks(files[:2])})
    assert first.context["picks"] == ticks(files[:2], ":1")
    preview = office.post(REASSIGN, {"step": "preview", "pick": ticks(files[:2], ":1")} | contact())
    assert (names(preview.context["doable"]), preview.context["left_out"]) == (["张伟", "李强"], [])
    assert contacts() == ["何平安"] * 3
    asked = {"step": "confirm", "pick": ticks(files[:2], ":1")} | contact()
    for _time in range(2):
        done = office.post(REASSIGN, asked)
        assert [case.name for case in done.context["done"]] == ["张伟", "李强"]
    assert contacts() == ["周全", "周全", "何平安"]
    files[0].refresh_from_db()
    assert (files[0].control_contact_phone, files[0].version) == ("13800000009", 2)


def test_the_number_of_the_contact_before_is_taken_out(office, make_case, heping):
    case = make_case(heping, control_contact="何平安", control_contact_phone="13900000000")
    asked = contact(control_contact_phone="")
    office.post(REASSIGN, {"step": "confirm", "pick": ticks([case], ":1")} | asked)
    case.refresh_from_db()
    assert (case.control_contact, case.control_contact_phone) == ("周全", "")


def test_all_that_are_shown_are_those_of_the_filter_on_every_page(office, files, make_case, heping):
    for _n in range(26):
        make_case(heping)
    answer = office.post(f"{REASSIGN}?village={heping.pk}&status=open", {"all": "on"})
    assert len(answer.context["chosen"]) == 28
    answer = office.post(f"{REASSIGN}?village={files[2].village_id}", {"all": "on"})
    assert names(answer.context["chosen"]) == ["王芳"]


def test_the_preview_says_what_will_not_be_done_and_why(office, officer, files):
    zhang, li, wang = files
    actions.close_case(case=zhang, reason="moved_out", on=timezone.localdate(), by=officer)
    CaseFile.objects.filter(pk=li.pk).update(help_contact="周全")
    wang.refresh_from_db()
    picks = [f"{zhang.pk}:2", f"{li.pk}:1", f"{wang.pk}:9"]
    preview = office.post(REASSIGN, {"step": "preview", "pick": picks} | contact())
    assert [(case.name, why) for case, why in preview.context["left_out"]] == [
        ("张伟", "The file is closed."),
        ("李强", "Two separate persons control and help."),
        ("王芳", "Somebody changed this file meanwhile."),
    ]
    assert preview.context["doable"] == []
    office.post(REASSIGN, {"step": "confirm", "pick": picks} | contact())
    assert contacts() == ["何平安"] * 3


def test_a_file_changed_after_the_preview_is_left_and_named(office, officer, files):
    asked = {"step": "confirm", "pick": ticks(files, ":1")} | contact()
    today = timezone.localdate()
    actions.correct_case(case=files[1], version=1, by=officer, today=today, alias="老李")
    done = office.post(REASSIGN, asked)
    assert [case.name for case in done.context["done"]] == ["张伟", "王芳"]
    assert names(done.context["left_out"]) == ["李强"]
    assert contacts() == ["周全", "何平安", "周全"]


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"control_contact": "", "control_contact_phone": ""}, "control_contact"),
        ({"help_contact": "周全"}, "help_contact"),
        ({"help_contact_phone": "13800000001"}, "help_contact"),
        ({"control_contact_phone": "123"}, "control_contact_phone"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(office, files, wrong, field):
    answer = office.post(
        REASSIGN, {"step": "preview", "pick": ticks(files, ":1")} | contact() | wrong
    )
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["picks"] == ticks(files, ":1")


def test_many_persons_get_a_schedule_each_with_one_reason_once(office, officer, files):
    asked = {"step": "confirm", "pick": ticks(files, ":1")} | plan()
    for _time in range(2):
        done = office.post(PLAN, asked)
        assert len(done.context["done"]) == 3
    rows = OwnSchedule.objects.all()
    assert {(row.case_id, row.reason, row.recorded_by) for row in rows} == {
        (case.pk, "节日期间加密", officer) for case in files
    }
    assert rows.count() == 3
    other = office.post(PLAN, asked | {"reason": "别的理由"})
    assert other.status_code == 409
    assert OwnSchedule.objects.count() == 3


def test_whoever_has_a_schedule_of_the_own_is_left_out(office, files):
    office.post(PLAN, {"step": "confirm", "pick": ticks(files[:1], ":1")} | plan())
    preview = office.post(PLAN, {"step": "preview", "pick": ticks(files, ":1")} | plan())
    assert (names(preview.context["doable"]), names(preview.context["left_out"])) == (
        ["李强", "王芳"], ["张伟"],
    )  # fmt: skip


def test_a_schedule_without_a_reason_is_asked_for_it(office, files):
    answer = office.post(
        PLAN, {"step": "preview", "pick": ticks(files, ":1")} | plan(reason="", visit_every="")
    )
    assert sorted(answer.context["form"].errors) == ["reason", "visit_every"]


def test_bags_are_printed_under_one_serial_without_anybody_under_18(office, files, make_case,
                                                                   heping):  # fmt: skip
    child = make_case(heping, name="张小", birth_date=date(2014, 5, 1))
    picks = ticks([*files, child])
    ask = office.post(PRINT, {"pick": picks})
    assert (len(ask.context["doable"]), names(ask.context["left_out"])) == (3, ["张小"])
    asked = {"step": "confirm", "pick": picks, "key": uuid.uuid4(), "purpose": "office",
             "columns": ["封面和卷内目录", "花名册页"]}  # fmt: skip
    for _time in range(2):
        page = office.post(PRINT, asked).content.decode()
    export = Export.objects.get()
    assert (export.rows, sorted(export.files), export.minors_left_out) == (
        6, [case.pk for case in files], 1,
    )  # fmt: skip
    assert page.count(export.serial) == 6
    assert "张小" not in page
    assert AccessEvent.objects.filter(kind="export").exists()


def test_nothing_ticked_leads_back_to_the_list(office, files):
    for address in (REASSIGN, PLAN, PRINT):
        answer = office.post(f"{address}?status=open", {}, follow=True)
        assert "Tick files in the list first" in answer.content.decode()
        assert answer.redirect_chain[0][0] == "/files/?status=open"


@pytest.mark.parametrize(
    "pick", ["x", "1:x", "9" * 30, "1:2:3", "-1", "²", "1:" + "9" * 30, "\x00"]
)
def test_a_pick_that_names_no_file_is_nobody(office, files, pick):
    assert office.post(REASSIGN, {"pick": [pick]}).status_code in (200, 302)


def test_files_out_of_reach_are_not_among_the_chosen(office, files, make_case, other_village):
    stranger = make_case(other_village, name="外人")
    answer = office.post(REASSIGN, {"pick": ticks([*files, stranger])})
    assert "外人" not in names(answer.context["chosen"])
    assert len(answer.context["chosen"]) == 3


def test_too_many_files_are_refused_with_the_limit(office, files, make_case, heping, monkeypatch):
    monkeypatch.setattr("casefiles.views.bulk.MOST", 2)
    answer = office.post(REASSIGN, {"all": "on"}, follow=True)
    assert "At most 2 files at once" in answer.content.decode()


def test_the_list_asks_as_many_queries_for_three_files_as_for_one(office, files, make_case, heping):
    before = queries(office, "/files/")
    make_case(heping, enrolled_on=timezone.localdate() - timedelta(days=1))
    assert queries(office, "/files/") == before


@pytest.mark.parametrize("nonsense", ["\x00", "9" * 5000, "<b>", "-", "2026-13-45"])
@pytest.mark.parametrize("step", ["preview", "confirm", "x"])
def test_no_answer_makes_a_bulk_page_fall_over(office, files, nonsense, step):
    sent = {"step": step, "pick": ticks(files, ":1")}
    for address, asked in ((REASSIGN, contact()), (PLAN, plan()), (PRINT, {"key": "x"})):
        answer = office.post(address, sent | dict.fromkeys(asked, nonsense))
        assert answer.status_code < 500


@pytest.mark.parametrize("address", [REASSIGN, PLAN, PRINT])
def test_a_bulk_page_can_be_fetched_by_its_address(office, files, address):
    """As switching the language does, after the page was reached by a form."""
    page = office.post(f"{address}?status=open", {"pick": ticks(files[:2])})
    here = page.context["here"]
    assert here == f"{address}?pick={','.join(ticks(files[:2], ':1'))}&status=open"
    fetched = office.get(here)
    assert fetched.context["picks"] == ticks(files[:2], ":1")
    assert fetched.context["back"] == "/files/?status=open"
    said = office.post("/language/", {"language": "zh-hans", "next": here}, follow=True)
    assert f'value="{here.replace("&", "&amp;")}"' in said.content.decode()
    assert office.get(f"{address}?status=open").url == "/files/?status=open"


def test_once_it_is_done_the_language_leads_back_to_the_list(office, files):
    asked = {"step": "confirm", "pick": ticks(files, ":1")} | contact()
    assert office.post(f"{REASSIGN}?status=open", asked).context["here"] == "/files/?status=open"


def test_the_preview_says_the_answers_in_words(office, files):
    today = timezone.localdate()
    preview = office.post(PLAN, {"step": "preview", "pick": ticks(files, ":1")} | plan())
    assert [(label, str(words)) for label, words in preview.context["answers"]] == [
        ("How it counts", "Beside the office's schedules: the strictest counts"),
        ("Visits", "Twice a month"), ("Holds from", str(today)),
        ("Reason", "节日期间加密"),
    ]  # fmt: skip
    office.cookies["django_language"] = "zh-hans"
    preview = office.post(PLAN, {"step": "preview", "pick": ticks(files, ":1")} | plan())
    assert "每半月一次" in preview.content.decode()
    assert "half_month" not in preview.content.decode().split("<form method")[0]
