"""Out of the house: what for, by which document, which columns, and a serial on every page."""

import uuid
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from openpyxl import load_workbook

from casefiles.models import CaseFile
from jurisdiction.audit import note_export
from jurisdiction.models import Export
from tests.test_lists import export_of, queries


def sheet_of(answer):
    return load_workbook(BytesIO(answer.getvalue())).active


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟", phone="13800000001")


def test_numbers_that_identify_are_off_until_ticked(case, officer, signed_in):
    form = signed_in(officer).get("/files/export/").context["form"]
    on = form.initial["columns"]
    headers = [value for value, _label in form.fields["columns"].choices]
    assert {h for h in headers if h not in on} == {
        "身份证号码", "无身份证号原因", "联系电话", "管控人电话", "帮扶人电话",
    } & set(headers) | {h for h in headers if "身份证" in h or "电话" in h}  # fmt: skip
    assert len(on) > 20


def test_a_sheet_holds_the_columns_chosen_and_says_who_took_it_out(case, officer, signed_in):
    answer = export_of(signed_in(officer), "/files/export/", columns=["序号", "姓名"])
    sheet, export = sheet_of(answer), Export.objects.get()
    assert [cell.value for cell in sheet[4]][:2] == ["序号", "姓名"]
    assert [cell.value for cell in sheet[5]][:2] == [1, "张伟"]
    assert sheet["A3"].value == export.stamp
    assert f"编号：{export.serial}　导出人：郑安" in sheet.oddFooter.center.text
    assert (export.rows, export.files, export.columns) == (1, [case.pk], ["序号", "姓名"])


def test_an_export_for_others_names_the_document_that_asks_for_it(case, officer, signed_in):
    client = signed_in(officer)
    answer = export_of(client, "/files/export/", purpose="report", document_no=" ")
    assert list(answer.context["form"].errors) == ["document_no"]
    assert answer.context["form"]["purpose"].value() == "report"
    assert not Export.objects.exists()
    export_of(client, "/files/export/", purpose="report", document_no="县禁毒办〔2026〕7号")
    assert "依据：县禁毒办〔2026〕7号" in Export.objects.get().stamp


@pytest.mark.parametrize(
    "wrong, field",
    [({"purpose": ""}, "purpose"), ({"columns": ["血型"]}, "columns"), ({"columns": []}, "columns"),
     ({"key": "\x00"}, "key")],
)  # fmt: skip
def test_what_is_not_said_is_asked_beside_its_field(case, officer, signed_in, wrong, field):
    answer = export_of(signed_in(officer), "/files/export/", **wrong)
    assert field in answer.context["form"].errors
    assert not Export.objects.exists()


def test_a_double_tap_is_one_export(case, officer, signed_in):
    client, key = signed_in(officer), uuid.uuid4()
    first, second = (export_of(client, "/files/export/", key=key) for _ in range(2))
    assert sheet_of(first)["A3"].value == sheet_of(second)["A3"].value
    assert Export.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"purpose": "inspection", "document_no": "7"}, {"columns": ["姓名", "性别"]}]
)
def test_one_key_never_hands_out_two_contents(case, officer, signed_in, other):
    client, key = signed_in(officer), uuid.uuid4()
    export_of(client, "/files/export/", key=key, columns=["姓名"])
    answer = export_of(client, "/files/export/", **{"key": key, "columns": ["姓名"]} | other)
    assert answer.status_code == 409
    form = answer.context["form"]
    assert form.non_field_errors()
    assert form["columns"].value() == other.get("columns", ["姓名"])
    assert Export.objects.count() == 1
    again = export_of(client, "/files/export/", key=form["key"].value(), columns=["姓名"])
    assert sheet_of(again)["A3"].value == Export.objects.first().stamp
    assert Export.objects.count() == 2


def test_a_list_that_grew_or_was_edited_meanwhile_gets_a_serial_of_its_own(
    case, heping, make_case, officer, signed_in
):
    client, key = signed_in(officer), uuid.uuid4()
    export_of(client, "/files/export/", key=key)
    CaseFile.objects.filter(pk=case.pk).update(name="张伟国")
    assert export_of(client, "/files/export/", key=key).status_code == 409
    CaseFile.objects.filter(pk=case.pk).update(name="张伟")
    assert export_of(client, "/files/export/", key=key).status_code == 200
    make_case(heping)
    assert export_of(client, "/files/export/", key=key).status_code == 409
    assert Export.objects.count() == 1


def test_the_key_of_another_officer_tells_nothing(case, officer, police, administrator, signed_in):
    key = uuid.uuid4()
    export_of(signed_in(officer), "/files/export/", key=key)
    mine = note_export(
        by=police, key=key, content=[], files=[], name="x", purpose="office", document_no="",
        columns=[], rows=0,
    )  # fmt: skip
    assert mine.officer == police
    assert Export.objects.count() == 2


def test_the_export_takes_exactly_what_the_list_was_narrowed_to(case, heping, make_case, officer,
                                                                signed_in):  # fmt: skip
    make_case(heping, name="李近")
    sheet = sheet_of(export_of(signed_in(officer), "/files/export/?q=李近"))
    names = [row[2] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert "李近" in str(names)
    assert "张伟" not in str(list(sheet.iter_rows(values_only=True)))


def test_what_looks_like_a_formula_leaves_as_text(heping, make_case, officer, signed_in):
    make_case(heping, name="=1+1")
    sheet = sheet_of(export_of(signed_in(officer), "/files/export/", columns=["姓名"]))
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=1+1", "s")


def test_the_office_sees_the_register_and_takes_it_out_too(case, officer, police, signed_in):
    client = signed_in(officer)
    export_of(client, "/files/export/")
    shown = client.get("/account/exports/").context["rows"]
    assert [(export.name, export.rows) for export in shown] == [("花名册", 1)]
    sheet = sheet_of(export_of(client, "/account/exports/export/"))
    assert sheet["B5"].value == shown[0].serial
    assert signed_in(police).get("/account/exports/").status_code == 403


def test_the_register_asks_as_many_queries_for_three_rows_as_for_one(case, officer, signed_in):
    client = signed_in(officer)
    export_of(client, "/files/export/")
    one = queries(client, "/account/exports/")
    for _ in range(2):
        export_of(client, "/files/export/")
    assert queries(client, "/account/exports/") == one


def test_an_export_for_others_without_a_document_is_refused_by_the_data_base(officer):
    with pytest.raises(IntegrityError, match="names_a_document"), transaction.atomic():
        Export.objects.create(
            officer=officer, name="x", purpose="report", columns=[], rows=0, files=[],
            villages=[], key=uuid.uuid4(),
        )  # fmt: skip


def test_nobody_under_18_is_counted_traced_or_taken_out(
    case, heping, make_case, officer, signed_in
):
    young = timezone.localdate().replace(day=1, year=timezone.localdate().year - 16)
    make_case(heping, name="小何", birth_date=young)
    client = signed_in(officer)
    assert client.get("/files/export/").context["n"] == 1
    sheet = sheet_of(export_of(client, "/files/export/"))
    assert "小何" not in str(list(sheet.iter_rows(values_only=True)))
    export = Export.objects.get()
    assert (export.files, export.minors_left_out) == ([case.pk], 1)
