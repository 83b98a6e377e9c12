"""The annual workbook, opened and reckoned anew by another program."""

import os
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from casefiles import actions as casefile_actions
from casefiles.models import CaseFile, DueSlot
from jurisdiction.models import Export
from responsibility import actions, indicators, sheets
from responsibility.models import Item
from responsibility.sheets import GRADES
from tests.test_activities import publicise
from tests.test_promises import keep_promises

TODAY = date(2027, 1, 5)
STAMP = "内部资料　编号：2026-000001"
A4 = 9  # as Excel numbers the sizes of paper
ENTERED = ("3", "4", "3.33", "2.67", "4", "3.9", "2.25")


@pytest.fixture
def standard(township, heping, liushu, officer, make_case):
    """Two villages with visits done and missed, points by hand, a bonus and a veto."""
    standard = actions.set_up_standard(township=township, year=2026, by=officer)
    standard = actions.revise_standard(
        standard=standard, version=1, items={}, grades={}, is_veto_enabled=True,
        veto_document_no="清政发〔2026〕3号", by=officer,
    )  # fmt: skip
    for village in (heping, liushu):
        publicise(village, officer, 2026)
        keep_promises(village, officer)
    cases = [make_case(heping) for _ in range(3)]
    make_case(heping, birth_date=date(2012, 5, 1), name="龚明")
    DueSlot.objects.all().delete()
    for month in (1, 2, 3):
        casefile_actions.open_due_slots(
            on=date(2026, month, 1), cases=CaseFile.objects.filter(village=heping)
        )
    slots = DueSlot.objects.filter(case__in=cases).order_by("pk")
    slots.filter(pk__in=list(slots.values_list("pk", flat=True)[::2])).update(state="done")
    enter_points(standard, heping, officer)
    enter_points(standard, liushu, officer, B5=None)
    actions.grant_bonus(
        standard=standard, village=heping, key=uuid4(), kind="county_praise", points=Decimal("2"),
        reason="=HYPERLINK(\"http://x\")", document_no="云禁〔2026〕1号", by=officer,
    )  # fmt: skip
    actions.record_veto(
        standard=standard, village=liushu, key=uuid4(), veto_case=standard.veto_cases.first(),
        fact="外部查获", evidence="通报", document_no="清委〔2026〕9号",
        decided_on=date(2026, 8, 1), by=officer,
    )  # fmt: skip
    return standard


def enter_points(standard, village, officer, **given):
    items = Item.objects.filter(section__standard=standard, computation="manual")
    for place, item in enumerate(items):
        points = given.get(item.code, min(item.points, Decimal(ENTERED[place % len(ENTERED)])))
        actions.enter_score(
            item=item, village=village, version=0, points=points,
            is_not_applicable=points is None, reason="已核实", by=officer,
        )  # fmt: skip


def assessed(standard):
    villages = indicators.assessed_villages(standard=standard, today=TODAY)
    return indicators.assess(standard=standard, villages=villages, today=TODAY)


def drawn(standard, *, with_names=True):
    assessment = assessed(standard)
    misses = indicators.evidence(assessment, today=TODAY)
    book = sheets.AssessmentBook(assessment, misses, with_names)
    return assessment, book.to_bytes([], STAMP), book.file_name


@pytest.fixture
def soffice():
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is missing: apt-get install libreoffice-calc")
        pytest.skip("LibreOffice is not installed: the workbook is not reckoned anew")
    return program


def reckoned_anew(soffice, content, folder):
    """The workbook as LibreOffice saves it after reckoning every formula itself."""
    bare = load_workbook(BytesIO(content))  # without the stored results
    bare.save(folder / "bare.xlsx")
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(folder / "bare.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return load_workbook(folder / "out" / "bare.xlsx", data_only=True)


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_every_total_and_grade_reckoned_by_libreoffice_equals_ours(standard, soffice, tmp_path):
    assessment, content, _name = drawn(standard)
    book = reckoned_anew(soffice, content, tmp_path)
    summary = {row[1]: row for row in rows(book["汇总表"])[3:5]}
    for sheet in assessment.sheets:
        reckoning, row = sheet.reckoning, summary[sheet.name]
        assert Decimal(str(row[10])) == reckoning.total
        assert row[11] == GRADES[reckoning.grade]
        for found, section in zip(row[2:9], reckoning.sections, strict=True):
            assert found == ("—" if not section.full else pytest.approx(float(section.got)))
        lines = {line[1]: line for line in rows(book[sheet.name]) if line[1]}
        for score in reckoning.items:
            if score.state != "not_applicable":
                assert lines[score.item.code][12] == pytest.approx(float(score.got))
    counted = {row[1]: row[11] for row in rows(book["汇总表"])[5:9]}
    assert counted == {"优秀村数": 0, "合格村数": 0, "基本合格村数": 1, "不合格村数": 1}


def test_the_stored_results_are_those_that_libreoffice_reckons(standard, soffice, tmp_path):
    _assessment, content, _name = drawn(standard)
    stored = load_workbook(BytesIO(content), data_only=True)
    anew = reckoned_anew(soffice, content, tmp_path)
    for sheet in stored:
        for ours, theirs in zip(rows(sheet), rows(anew[sheet.title]), strict=True):
            for mine, other in zip(ours, theirs, strict=True):
                same = pytest.approx(mine) if isinstance(mine, float | int) else mine or None
                assert other == same


def test_the_sheets_stand_in_order_ready_to_print(standard):
    _assessment, content, name = drawn(standard)
    book = load_workbook(BytesIO(content))
    assert name == "2026年清溪镇禁毒工作考核表.xlsx"
    assert book.sheetnames == ["汇总表", "和平村", "柳树村", "依据明细"]
    for sheet in book:
        assert (int(sheet.page_setup.paperSize), bool(sheet.freeze_panes)) == (A4, True)
        assert sheet["A2"].value == STAMP
        assert STAMP in sheet.oddFooter.center.text


def test_text_that_looks_like_a_formula_stays_text(standard):
    _assessment, content, _name = drawn(standard)
    book = load_workbook(BytesIO(content))
    cell = next(
        cell for row in book["和平村"].iter_rows() for cell in row
        if "HYPERLINK" in str(cell.value)
    )  # fmt: skip
    assert cell.data_type == "s"


def test_the_evidence_masks_names_and_leaves_minors_without_one(standard):
    assessment, content, _name = drawn(standard)
    found = rows(load_workbook(BytesIO(content))["依据明细"])[3:-1]
    misses = indicators.evidence(assessment, today=TODAY)
    assert len(found) == len(misses)
    assert {row[3] for row in found} == {"张*", "—"}
    assert {row[2] for row in found if row[3] == "—"} == {"—"}
    assert "龚" not in "".join(str(row) for row in found)


def test_the_workbook_without_names_holds_neither_name_nor_file_number(standard):
    _assessment, content, _name = drawn(standard, with_names=False)
    header, *found = rows(load_workbook(BytesIO(content))["依据明细"])[2:-1]
    assert header == ["村（社区）", "指标", "缺漏内容", "时间"]
    assert found[0][0] == "和平村"


def test_the_leader_downloads_it_without_names_and_the_office_with_masked_ones(
    standard, signed_in, officer, leader, county
):
    found = {}
    for who in (officer, leader, county):
        response = taken_out(signed_in(who))
        assert response.status_code == 200
        sheet = load_workbook(BytesIO(response.content))["依据明细"]
        found[who.username] = sheet.max_column
    assert found == {"officer": 6, "leader": 4, "county": 4}


def taken_out(client, **asked):
    address = "/assessment/2026/workbook/"
    key = client.get(address).context["form"]["key"].value()
    return client.post(address, {"key": key, "purpose": "office"} | asked)


def test_the_workbook_enters_the_register_with_its_places_persons_and_minors(
    standard, signed_in, officer, leader, heping, liushu
):
    assert taken_out(signed_in(leader), purpose="report").context["form"].errors["document_no"]
    assert not Export.objects.exists()
    taken_out(signed_in(leader), purpose="report", document_no="县禁毒办〔2026〕7号")
    response = taken_out(signed_in(officer))
    told = Export.objects.get(officer=officer)
    stamps = {sheet["A2"].value for sheet in load_workbook(BytesIO(response.content))}
    assert stamps == {told.stamp}
    minors = CaseFile.objects.filter(name="龚明").values_list("pk", flat=True)
    assert (told.minors_left_out, set(told.files) & set(minors)) == (1, set())
    assert len(told.files) == 3
    seen = {export.officer: export.villages for export in Export.objects.visible_to(officer)}
    assert seen == {officer: [heping.pk, liushu.pk], leader: [heping.pk, liushu.pk]}


def test_an_unfinished_sheet_has_a_score_so_far_and_no_grade(township, heping, officer):
    standard = actions.set_up_standard(township=township, year=2026, by=officer)
    _assessment, content, _name = drawn(standard)
    row = rows(load_workbook(BytesIO(content), data_only=True)["汇总表"])[3]
    assert (row[10], row[11], row[13]) == (0, "待定", 11)
