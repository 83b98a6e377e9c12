"""A roster that was exported, changed in a spreadsheet program, and loaded back."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from casefiles import actions, sheets
from casefiles.forms import CaseForm
from casefiles.models import CaseFile, RosterImport, StateChange
from jurisdiction.sheets.cells import Unclear
from jurisdiction.sheets.marks import HEADER, read_mark, write_mark
from jurisdiction.terms import Capacity
from tests.test_lists import export_of
from tests.test_roster_import import address, number, reasons, upload

HEAD = 4  # the row of the headers, below title, place and serial


@pytest.fixture
def office(signed_in, officer, heping, liushu, heping_group_1, heping_group_2):
    return signed_in(officer)


@pytest.fixture
def zhang(make_case, heping, heping_group_1):
    return make_case(
        heping, name="张伟", alias="阿伟", group=heping_group_1, id_number=number(1),
        birth_date=date(1990, 5, 1), phone="13812345678", employment="务农",
        first_found_on=date(2019, 3, 5), times_treated=2, control_contact="何平安",
        remarks="第一行\n第二行",
    )  # fmt: skip


@pytest.fixture
def li(make_case, liushu):
    return make_case(liushu, name="李强", id_number=number(3), birth_date=date(1990, 5, 1))


def exported(client, query="", **asked):
    return load_workbook(BytesIO(export_of(client, f"/files/export/{query}", **asked).content))


def places(sheet):
    return {cell.value: cell.column for cell in sheet[HEAD]}


def write(book, row, **cells):
    """Change cells of the `row`-th person by their headers."""
    sheet = book.active
    for header, value in cells.items():
        sheet.cell(HEAD + row, places(sheet)[header]).value = value
    return book


def content_of(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def plan_of(book, officer):
    return sheets.plan_roster(BytesIO(content_of(book)), officer, CaseForm)


def kinds(plan):
    return {row.name: row.kind for row in plan.proposals}


def test_an_untouched_export_loads_as_nothing_changed(office, officer, zhang, li):
    plan = plan_of(exported(office), officer)
    assert kinds(plan) == {"张伟": "unchanged", "李强": "unchanged"}


def test_the_mark_stands_in_a_hidden_column_whatever_columns_were_ticked(office, zhang):
    sheet = exported(office, columns=["序号", "姓名"]).active
    assert [cell.value for cell in sheet[HEAD]] == ["序号", "姓名", HEADER]
    assert sheet.column_dimensions["C"].hidden
    assert sheet.cell(HEAD + 1, 3).value.startswith(f"{zhang.pk}.{zhang.version}.")


def test_only_the_changed_cells_are_proposed_and_written(office, officer, zhang, li):
    book = write(exported(office), 1, 就业情况="电工", 帮扶人="柳青")
    answer = upload(office, content_of(book))
    preview = office.get(answer.url)
    [row] = preview.context["plan"].changed
    assert sorted(row.changes) == [
        ("Employment", "务农", "电工"),
        ("Help contact", "empty", "柳青"),
    ]
    stored = RosterImport.objects.get()
    for _time in range(2):
        office.post(address("confirm", stored), {"digest": preview.context["digest"]})
    zhang.refresh_from_db()
    assert (zhang.employment, zhang.help_contact, zhang.version) == ("电工", "柳青", 2)
    assert zhang.id_number == number(1)
    events = CaseFile.pgh_event_model.objects.filter(pgh_obj_id=zhang.pk, pgh_label="update")
    assert [event.pgh_context.metadata["user"] for event in events] == [officer.pk]
    li.refresh_from_db()
    assert li.version == 1
    stored.refresh_from_db()
    assert (stored.changed_count, stored.unchanged_count, stored.stale_count) == (1, 1, 0)


def test_a_state_changed_in_the_sheet_is_noted_in_its_history(office, officer, zhang):
    upload(office, content_of(write(exported(office), 1, 管控情况="在押")))
    stored = RosterImport.objects.get()
    digest = office.get(address("preview", stored)).context["digest"]
    office.post(address("confirm", stored), {"digest": digest})
    entry = StateChange.objects.get(case=zhang, aspect="control_state", new_value="in_custody")
    assert (entry.old_value, entry.recorded_by) == ("in_control", officer)


def test_no_sheet_makes_somebody_lost(office, officer, zhang):
    [row] = plan_of(write(exported(office), 1, 管控情况="失控"), officer).problems
    assert list(reasons(row)) == ["管控情况"]


def test_an_emptied_cell_is_emptied_and_some_cells_cannot_be(office, officer, zhang):
    [row] = plan_of(write(exported(office), 1, 别名=None), officer).changed
    assert row.columns == {"alias": ""}
    [row] = plan_of(write(exported(office), 1, 是否外出=None), officer).problems
    assert reasons(row) == {
        "是否外出": "This cell cannot be emptied by a sheet. Do it on the page."
    }


def test_a_row_that_somebody_changed_meanwhile_is_told_and_not_written(office, officer, zhang, li):
    book = write(exported(office), 1, 就业情况="电工")
    change = {"by": officer, "today": timezone.localdate()}
    actions.correct_case(case=zhang, version=1, living_address="和平村9号", **change)
    actions.correct_case(case=li, version=1, living_address="柳树村1号", **change)
    plan = plan_of(book, officer)
    assert kinds(plan) == {"张伟": "stale", "李强": "unchanged"}
    upload(office, content_of(book))
    stored = RosterImport.objects.get()
    page = office.get(address("preview", stored))
    assert "Somebody changed these files" in page.content.decode()
    office.post(address("confirm", stored), {"digest": page.context["digest"]})
    zhang.refresh_from_db()
    assert (zhang.employment, zhang.living_address, zhang.version) == ("务农", "和平村9号", 2)


def test_a_mark_is_good_for_its_own_row_only(office, officer, zhang, li):
    book = exported(office)
    sheet = book.active
    at = places(sheet)[HEADER]
    one, other = sheet.cell(HEAD + 1, at).value, sheet.cell(HEAD + 2, at).value
    sheet.cell(HEAD + 1, at).value, sheet.cell(HEAD + 2, at).value = other, one
    assert ["档案号" in reasons(row) for row in plan_of(book, officer).problems] == [True, True]
    sheet.cell(HEAD + 1, at).value = one.replace(f"{zhang.pk}.1", f"{zhang.pk}.2", 1)
    sheet.cell(HEAD + 2, at).value = other
    [row] = plan_of(book, officer).problems
    assert list(reasons(row)) == [HEADER]


def test_a_row_written_over_with_another_person_is_refused(office, officer, zhang):
    for columns, other in (
        (["姓名", "就业情况"], {}),
        (["姓名", "出生日期"], {"出生日期": date(1970, 1, 1)}),
    ):
        book = write(exported(office, columns=columns), 1, 姓名="王五", **other)
        [row] = plan_of(book, officer).problems
        assert "Nothing here is of 张伟 any more" in reasons(row)["姓名"]


def test_a_number_that_another_open_file_holds_is_refused(office, officer, zhang, li):
    [row] = plan_of(write(exported(office), 1, 身份证号=number(3)), officer).problems
    assert reasons(row) == {"身份证号": "Another open file has this ID number."}


def test_a_mask_with_other_digits_asks_for_the_whole_number(office, officer, zhang):
    [row] = plan_of(write(exported(office), 1, 联系电话="139****0000"), officer).problems
    assert list(reasons(row)) == ["联系电话"]
    [row] = plan_of(write(exported(office), 1, 联系电话="13900000000"), officer).changed
    assert row.columns == {"phone": "13900000000"}


def test_a_cell_that_means_nothing_is_refused_beside_its_row(office, officer, zhang, li):
    book = write(write(exported(office), 1, 风险等级="很高"), 2, 就业情况="务工")
    plan = plan_of(book, officer)
    assert kinds(plan) == {"张伟": "problem", "李强": "changed"}
    assert list(reasons(plan.problems[0])) == ["风险等级"]


def test_sealed_and_moved_files_are_unknown(office, officer, zhang, li, other_village):
    book = write(write(exported(office), 1, 就业情况="电工"), 2, 就业情况="务工")
    today = timezone.localdate()
    CaseFile.objects.filter(pk=zhang.pk).update(
        closed_on=today, close_reason="deceased", sealed_on=today
    )
    CaseFile.objects.filter(pk=li.pk).update(village=other_village, group=None)
    plan = plan_of(book, officer)
    assert {told for row in plan.problems for told in reasons(row).values()} == {
        "This file is not among those that you may change any more: it has left your area or was "
        "sealed."
    }
    assert len(plan.problems) == 2


def test_a_row_that_lost_its_mark_changes_no_file_and_a_new_person_comes_in(office, officer, zhang):
    book = write(exported(office), 1, 就业情况="电工", **{HEADER: None})
    [row] = plan_of(book, officer).problems
    assert list(reasons(row)) == [HEADER]
    new = number(7, "female", date(1988, 2, 3))
    book = write(exported(office), 2, 姓名="赵敏", 身份证号=new, 村="和平村")
    assert kinds(plan_of(book, officer)) == {"张伟": "unchanged", "赵敏": "new"}


def test_the_rows_of_another_office_are_unknown(office, officer, zhang, appoint, other_village):
    stranger = appoint("elsewhere", "外乡", Capacity.DRUG_CONTROL_OFFICER, other_village)
    [row] = plan_of(write(exported(office), 1, 就业情况="电工"), stranger).problems
    assert list(reasons(row)) == [HEADER]


def test_a_mark_reads_as_it_was_written_and_no_other_sheet_takes_it():
    cells = {"name": "张伟", "birth_date": date(1990, 5, 1), "alias": None, "times_treated": 2}
    text = write_mark("roster", 12, 3, cells)
    mark = read_mark("roster", text, cells | {"alias": "", "times_treated": "2"})
    assert (mark.row, mark.version, mark.is_untouched) == ("12", "3", True)
    assert not read_mark("roster", text, cells | {"alias": "阿伟"}).is_untouched
    for kind, written in (
        ("visits", text),
        ("roster", text[:-1]),
        ("roster", "1.2.3"),
        ("roster", ""),
    ):
        with pytest.raises(Unclear):
            read_mark(kind, written, cells)


def test_the_address_of_the_sheet_stands_on_the_list(office, zhang):
    assert reverse("casefiles:roster-import") in office.get("/files/").content.decode()
