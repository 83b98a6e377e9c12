"""The sheets of visits, leave and tests by month: exported, changed, loaded back."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from openpyxl import load_workbook

from casefiles import actions
from casefiles.models import DrugTest, DueSlot, Leave, RosterImport, Task, Visit
from casefiles.sheets.shapes import read_test
from jurisdiction.sheets.cells import Unclear
from jurisdiction.sheets.marks import HEADER
from tests.test_edit_import import content_of, write
from tests.test_lists import export_of, queries

TODAY = timezone.localdate
LISTS = {
    "visits": "/visits/export/",
    "leave": "/leave/export/",
    "test_months": "/tests/months/export/",
}


@pytest.fixture
def office(signed_in, officer, heping, liushu):
    return signed_in(officer)


@pytest.fixture
def zhang(make_case, heping):
    return make_case(heping, name="张伟", sex="male", enrolled_on=TODAY() - timedelta(days=400))


@pytest.fixture
def visit(zhang, heping_cadre):
    made, _new = actions.record_visit(
        case=zhang, key=uuid.uuid4(), by=heping_cadre, visited_on=TODAY(), mode="face",
        outcome="found", place="home", companion="李明", is_unchanged=False, family="好",
    )  # fmt: skip
    return made


@pytest.fixture
def leave(zhang, officer):
    made, _new = actions.ask_leave(
        Leave, case=zhang, key=uuid.uuid4(), by=officer, reason="务工", county="官渡区",
        from_on=TODAY(), to_on=TODAY() + timedelta(days=1), leaves_county=True,
    )  # fmt: skip
    return made


@pytest.fixture
def tested(zhang, officer):
    made, _new = actions.record_test(
        case=zhang, key=uuid.uuid4(), by=officer, tested_on=TODAY(), sample_kind="urine",
        result="negative", tester_1="甲", tester_2="乙",
    )  # fmt: skip
    return made


def exported(office, kind):
    return load_workbook(BytesIO(export_of(office, LISTS[kind]).content))


def load(office, kind, book):
    """The preview of this sheet."""
    file = BytesIO(content_of(book))
    file.name = "表.xlsx"
    asked = {"file": file, "reason": "录入有误"}
    answer = office.post(reverse(f"casefiles:{kind}-load"), asked)
    return office.get(answer.url)


def confirm(office, preview):
    stored = RosterImport.objects.latest("pk")
    address = reverse("casefiles:return-confirm", args=[stored.key])
    return office.post(address, {"digest": preview.context["digest"]}, follow=True)


def told(preview):
    """{row's name: {title: reason}} of the problems."""
    plan = preview.context["plan"]
    return {row.name: {title: said for _l, title, said in row.reasons} for row in plan.problems}


def month_of(on):
    return f"{on.month}月"


@pytest.mark.parametrize("kind", LISTS)
def test_an_untouched_sheet_loads_as_nothing_changed(kind, office, visit, leave, tested):
    page = load(office, kind, exported(office, kind))
    plan = page.context["plan"]
    assert {row.kind for row in plan.proposals} == {"unchanged"}
    assert "Nothing was changed in this sheet." in page.content.decode()


@pytest.mark.parametrize("kind", LISTS)
def test_a_sheet_of_another_list_has_no_mark_of_this_one(kind, office, visit, leave, tested):
    other = "leave" if kind != "leave" else "visits"
    assert [list(said) for said in told(load(office, kind, exported(office, other))).values()] == [
        [HEADER]
    ]


def test_a_changed_visit_is_withdrawn_with_the_reason_and_recorded_anew(office, officer, visit):
    page = load(office, "visits", write(exported(office, "visits"), 1, 工作生产="在建筑工地"))
    [row] = page.context["plan"].changed
    assert row.changes == [("Work and production", "empty", "在建筑工地")]
    for _time in range(2):
        confirm(office, page)
    visit.refresh_from_db()
    assert (visit.withdrawn_reason, visit.withdrawn_by) == ("更正：录入有误", officer)
    new = Visit.objects.standing().get()
    assert (new.work, new.family, new.recorded_by, new.slot_id) == (
        "在建筑工地", "好", officer, DueSlot.objects.get(kind="visit", state="done").pk,
    )  # fmt: skip


def test_the_preview_of_a_sheet_reads_in_the_language_of_the_screen(office, visit):
    asked = {"方式": "电联", "需跟进": "是", "跟进事项": "复查"}
    page = load(office, "visits", write(exported(office, "visits"), 1, **asked))
    [row] = [row for row in page.context["plan"].proposals if row.edited]
    english = [("Mode", "Face to face", "By phone"), ("Follow-up needed", "no", "yes"),
               ("What is to follow", "empty", "复查")]  # fmt: skip
    with override("en"):
        assert [tuple(map(str, cells)) for cells in row.changes] == english
    with override("zh-hans"):
        assert row.changes == [
            ("方式", "见面", "电联"), ("需跟进", "否", "是"), ("跟进事项", "空", "复查"),
        ]  # fmt: skip
    before = row.fingerprint()
    with override("zh-hans"):
        assert row.fingerprint() == before


@pytest.mark.parametrize(
    ("kind", "cells", "label"),
    [
        ("leave", {"是否离开本县": "否"}, "Leaves the county"),
        ("test_months", {}, None),
    ],
)
def test_each_list_says_its_columns_in_the_language_of_the_screen(
    kind, cells, label, office, visit, leave, tested
):
    cells = cells or {month_of(tested.tested_on): "5日 阴性 张三、李四"}
    page = load(office, kind, write(exported(office, kind), 1, **cells))
    [row] = [row for row in page.context["plan"].proposals if row.edited]
    assert row.changes[0][0] == (label or date_format(tested.tested_on, "F"))


def test_what_a_visit_needs_is_asked_beside_its_cell(office, visit):
    page = load(office, "visits", write(exported(office, "visits"), 1, 同行人=None))
    assert told(page) == {"张伟": {"同行人": "Two persons visit: who went along?"}}
    page = load(office, "visits", write(exported(office, "visits"), 1, 方式="写信"))
    assert list(told(page)["张伟"]) == ["方式"]
    page = load(office, "visits", write(exported(office, "visits"), 1, 录入人="别人"))
    assert told(page) == {"张伟": {"录入人": "This cell is not changed by a sheet."}}


def test_a_visit_withdrawn_meanwhile_is_told_and_left(office, officer, visit):
    book = write(exported(office, "visits"), 1, 工作生产="在家")
    actions.withdraw_visit(visit=visit, reason="重复", by=officer)
    page = load(office, "visits", book)
    assert [row.name for row in page.context["plan"].stale] == ["张伟"]
    confirm(office, page)
    assert Visit.objects.count() == 1


def test_a_waiting_leave_is_corrected_at_its_version(office, leave):
    page = load(office, "leave", write(exported(office, "leave"), 1, 投靠人="表兄"))
    confirm(office, page)
    leave.refresh_from_db()
    assert (leave.host, leave.version) == ("表兄", 2)
    book = write(exported(office, "leave"), 1, 投靠人="舅舅")
    Leave.objects.filter(pk=leave.pk).update(version=3)
    page = load(office, "leave", book)
    assert [row.kind for row in page.context["plan"].proposals] == ["stale"]


def test_of_an_approved_leave_only_the_return_is_noted(office, officer, leave):
    book = write(exported(office, "leave"), 1, 销假日期=TODAY())
    assert told(load(office, "leave", book)) == {
        "张伟": {"销假日期": "This leave is not approved yet."}
    }
    actions.decide_leave(
        leave=leave, version=1, is_approved=True, approver="郑安", on=TODAY(),
        comment="同意", by=officer,
    )  # fmt: skip
    page = load(office, "leave", write(exported(office, "leave"), 1, 销假日期=TODAY()))
    confirm(office, page)
    leave.refresh_from_db()
    assert (leave.returned_on, leave.return_by) == (TODAY(), officer)
    page = load(office, "leave", write(exported(office, "leave"), 1, 至=TODAY()))
    assert told(page) == {"张伟": {"至": "What was decided is not edited; it can be withdrawn."}}


def test_a_leave_that_would_overlap_another_is_refused(office, officer, zhang, leave):
    day = TODAY() + timedelta(days=10)
    actions.ask_leave(
        Leave, case=zhang, key=uuid.uuid4(), by=officer, reason="探亲", county="官渡区",
        from_on=day, to_on=day, leaves_county=True,
    )  # fmt: skip
    page = load(office, "leave", write(exported(office, "leave"), 2, 至=day))
    assert list(told(page)["张伟"]) == ["至"]


def test_a_new_cell_of_a_month_makes_a_record_that_closes_its_slot(office, officer, zhang):
    on = TODAY()
    cell = {month_of(on): f"{on.day}日 阴性 张三、李四"}
    slot = DueSlot.objects.get(case=zhang, kind="test")
    page = load(office, "test_months", write(exported(office, "test_months"), 1, **cell))
    for _time in range(2):
        confirm(office, page)
    test = DrugTest.objects.get()
    assert (test.tested_on, test.result, test.tester_1, test.tester_2, test.recorded_by) == (
        on, "negative", "张三", "李四", officer,
    )  # fmt: skip
    assert test.slot == slot


def test_a_cell_that_says_too_little_is_refused_with_what_is_missing(office, zhang, tested):
    month = month_of(TODAY())
    DrugTest.objects.update(slot=None)
    for written in ("阴性", f"{TODAY().day}日 阴性", f"{TODAY().day}日 很好", "99日 阴性 甲、乙"):
        page = load(
            office, "test_months", write(exported(office, "test_months"), 1, **{month: written})
        )
        assert list(told(page)["张伟"]) == [month], written


def test_a_changed_result_is_the_next_edition_and_reports_itself(office, tested):
    cell = {month_of(TODAY()): "已完成（阳性）"}
    page = load(office, "test_months", write(exported(office, "test_months"), 1, **cell))
    confirm(office, page)
    new = DrugTest.objects.standing().get()
    assert (new.result, new.edition, new.corrects, new.correction_reason, new.tester_1) == (
        "positive", 2, tested, "录入有误", "甲",
    )  # fmt: skip
    assert Task.objects.get().test == new


def test_a_test_recorded_meanwhile_makes_the_row_stale(office, officer, zhang):
    on = TODAY()
    book = write(
        exported(office, "test_months"), 1, **{month_of(on): f"{on.day}日 阴性 张三、李四"}
    )
    actions.record_test(
        case=zhang, key=uuid.uuid4(), by=officer, tested_on=on, sample_kind="urine",
        result="negative", tester_1="甲", tester_2="乙",
    )  # fmt: skip
    page = load(office, "test_months", book)
    assert [row.kind for row in page.context["plan"].proposals] == ["stale"]


@pytest.mark.parametrize(
    "written, says",
    [
        ("5日 阴性 张三、李四", {"result": "negative", "tester_1": "张三", "tester_2": "李四"}),
        ("3月5日 毛发 阳性 张三 李四", {"result": "positive", "sample_kind": "hair",
                                   "tester_1": "张三", "tester_2": "李四"}),
        ("2026-03-05 未检：患病 张三", {"result": "ill", "tester_1": "张三"}),
        ("已完成（阴性） 5 女采样", {"result": "negative", "sampler": "female"}),
    ],
)  # fmt: skip
def test_a_cell_of_a_month_reads_in_any_order_of_its_words(written, says):
    values = read_test(written, 2026, 3)
    assert str(values.pop("tested_on", "2026-03-05")) == "2026-03-05"
    assert values == says


@pytest.mark.parametrize("written", ["", "4月5日 阴性 甲、乙", "31日 阴性 甲、乙", "甲、乙、丙"])
def test_a_cell_of_another_month_or_of_no_meaning_is_unclear(written):
    with pytest.raises(Unclear):
        read_test(written, 2026, 2 if "31" in written else 3)


@pytest.mark.parametrize("kind", LISTS)
def test_only_the_uploader_sees_the_preview(kind, office, signed_in, appoint, township, visit,
                                            leave, tested):  # fmt: skip
    page = load(office, kind, exported(office, kind))
    other = signed_in(appoint("second", "钱一", "drug_control_officer", township))
    assert other.get(page.request["PATH_INFO"]).status_code == 404


def test_no_workbook_says_what_to_do(office):
    file = BytesIO(b"no workbook")
    file.name = "x.xlsx"
    answer = office.post(reverse("casefiles:visits-load"), {"file": file, "reason": "x"})
    assert list(answer.context["form"].errors) == ["file"]
    answer = office.post(reverse("casefiles:visits-load"), {})
    assert list(answer.context["form"].errors) == ["file", "reason"]


def test_a_preview_asks_as_many_queries_for_three_rows_as_for_one(
    office, officer, make_case, heping
):
    def asked(n):
        for _n in range(n):
            actions.record_visit(
                case=make_case(heping), key=uuid.uuid4(), by=officer, visited_on=TODAY(),
                mode="face", outcome="found", place="home", companion="李明", family="好",
            )  # fmt: skip
        page = load(office, "visits", exported(office, "visits"))
        return queries(office, page.request["PATH_INFO"])

    assert asked(1) == asked(2)


def test_a_closed_file_reads_back_unchanged_and_takes_no_test(office, officer, zhang, tested):
    actions.close_case(case=zhang, reason="moved_out", on=TODAY(), by=officer)
    book = exported(office, "test_months")
    assert [row.kind for row in load(office, "test_months", book).context["plan"].proposals] == [
        "unchanged"
    ]
    cell = {month_of(TODAY()): "已完成（阳性）"}
    page = load(office, "test_months", write(book, 1, **cell))
    assert told(page) == {"张伟": {month_of(TODAY()): "The file is closed."}}
