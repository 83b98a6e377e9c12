"""A roster as offices send it: what each row would do, and all of it or nothing."""

import uuid
import zipfile
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from casefiles import actions, identity, sheets
from casefiles.actions import imports
from casefiles.forms import CaseForm
from casefiles.models import CaseFile, DueSlot, RosterImport, StateChange
from jurisdiction import vault
from jurisdiction.models import Area, Export
from jurisdiction.terms import Capacity
from paperwork.reading import read_sheet
from tests.test_lists import export_of

BORN = date(1990, 5, 1)
HEADERS = ("姓名", "身份证号码", "所属村", "组")


def number(sequence, sex="male", born=BORN):
    return identity.make_id("530102", born, sequence, sex)


def workbook(*rows, headers=HEADERS, titles=("清溪镇涉毒人员花名册",)):
    book = Workbook()
    sheet = book.active
    for title in titles:
        sheet.append([title])
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def plan_of(content, officer):
    return sheets.plan_roster(BytesIO(content), officer, CaseForm)


def only(proposals):
    [proposal] = proposals
    return proposal


def reasons(proposal):
    return {header: reason for _letter, header, reason in proposal.reasons}


@pytest.fixture
def villages(heping, liushu, heping_group_1, heping_group_2, liushu_group_1):
    return heping, liushu


@pytest.fixture
def load(load_as, officer, villages):
    """load(content) writes a sheet as its preview showed it."""
    return load_as(officer)


@pytest.fixture
def load_as():
    return loader


def loader(officer):
    def confirm(content, *, without_problems=False, stored=None, shown=None):
        plan = plan_of(content, officer)
        stored = stored or imports.store_roster(content=content, file_name="名册.xlsx", by=officer)
        return imports.confirm_roster(
            stored=stored,
            shown=shown or plan.digest(),
            plan_again=lambda: sheets.plan_roster(
                BytesIO(imports.sheet_content(stored)), officer, CaseForm, lock=True
            ),
            without_problems=without_problems,
            by=officer,
            today=timezone.localdate(),
        )

    return confirm


# What a row is recognised as


def test_headers_in_any_order_below_a_title_with_their_usual_synonyms(officer, villages):
    content = workbook(
        ("3组", "和平", number(1), "初中", "张伟", "强戒", "2019年3月5日", "×"),
        headers=("村民小组", "村居", "公民身份号码", "文化程度", "名字", "管控措施", "发现时间",
                 "低保"),
    )  # fmt: skip
    problem = only(plan_of(content, officer).problems)
    assert reasons(problem) == {
        "村民小组": "和平村 has no group “3组”. Correct it, or leave it empty."
    }


@pytest.mark.parametrize(
    "written", ["和平村", "和平", "和平社区", "和平村村委会", "清溪镇和平村", "539901101201"]
)
def test_a_village_is_known_by_its_name_with_or_without_suffix_or_by_its_code(
    officer, villages, written
):
    row = only(plan_of(workbook(("张伟", number(1), written, "")), officer).new)
    assert row.columns["village"] == villages[0]


@pytest.mark.parametrize("written", ["2组", "二组", "第二村民小组", "第2组", "2", 2, "二社"])
def test_a_group_is_known_by_its_number_however_it_is_written(
    officer, villages, heping_group_2, written
):
    row = only(plan_of(workbook(("张伟", number(1), "和平村", written)), officer).new)
    assert row.columns["group"] == heping_group_2


def test_a_group_written_behind_the_village_is_read(officer, villages, heping_group_2):
    row = only(plan_of(workbook(("张伟", number(1), "和平村二组", None)), officer).new)
    assert row.columns["group"] == heping_group_2


@pytest.mark.parametrize("written", ["向阳村", "上石桥村", "539901102201"])
def test_a_village_that_does_not_exist_and_one_outside_the_area_read_alike(
    officer, villages, other_village, written
):
    row = only(plan_of(workbook(("张伟", number(1), written, "")), officer).problems)
    assert row.reasons == [
        (
            "C",
            "所属村",
            f"“{written}” is no village of your area. Write its name as in the list of areas, "
            "or its 12-digit code.",
        )
    ]


def test_two_villages_of_one_name_ask_for_the_code(officer, villages, township):
    Area.objects.create(code=township.code + "299", name="和平社区")
    row = only(plan_of(workbook(("张伟", number(1), "和平", "")), officer).problems)
    assert reasons(row) == {
        "所属村": "Several villages are called “和平”. Write the 12-digit code instead."
    }


@pytest.mark.parametrize(
    "written", ["1990.5.1", "1990-05-01", "1990年5月1日", date(1990, 5, 1), 32994, "1990-05"]
)
def test_days_are_read_as_offices_write_them(officer, villages, written):
    content = workbook(
        ("张伟", written, "男", "和平村", "未登记户口"),
        headers=("姓名", "出生年月", "性别", "村", "身份证号"),
    )
    row = only(plan_of(content, officer).new)
    assert row.columns["birth_date"] == BORN
    assert row.columns["id_missing_reason"] == "not_registered"


def test_a_month_of_birth_does_not_contradict_the_number(officer, villages):
    content = workbook(
        ("张伟", number(1, born=date(1990, 5, 20)), "1990.05", "和平村"),
        headers=("姓名", "身份证号", "出生年月", "村"),
    )
    assert only(plan_of(content, officer).new).columns["birth_date"] == date(1990, 5, 20)


def test_numbers_as_numeric_cells_are_read_and_rounded_ones_are_not(officer, villages):
    content = workbook(
        ("张伟", number(1), "和平村", 13812345678),
        ("张敏", int(number(2)[:17] + "0"), "和平村", None),
        headers=("姓名", "身份证号", "村", "手机"),
    )
    plan = plan_of(content, officer)
    assert only(plan.new).columns["phone"] == "13812345678"
    assert "Excel has rounded this number" in reasons(only(plan.problems))["身份证号"]


def test_full_width_characters_and_lower_case_x_are_one_number(officer, villages, load):
    ends_in_x = next(n for n in map(number, range(100)) if n.endswith("X"))
    wide = ends_in_x.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})
    load(workbook(("张伟", ends_in_x, "和平村", "")))
    again = plan_of(workbook(("张伟", wide.replace("X", "x"), "和平村", "")), officer)
    assert len(again.unchanged) == 1


def test_empty_rows_totals_and_notes_are_no_persons(officer, villages):
    content = workbook(
        ("张伟", number(1), "和平村", ""),
        (None, None, None, None),
        ("合计", "1人", None, None),
        ("备注：本表由镇禁毒办填写", None, None, None),
    )
    assert len(plan_of(content, officer).proposals) == 1


def test_a_word_that_is_no_term_is_a_problem_that_names_the_choices(officer, villages):
    content = workbook(
        ("张伟", number(1), "和平村", "特高"), headers=("姓名", "身份证号", "村", "风险等级")
    )
    assert reasons(only(plan_of(content, officer).problems)) == {
        "风险等级": "“特高” is not known here. Write one of: 高风险、中风险、低风险、未评估."
    }


# Bad rows: a reason, the row number and the column


def test_every_bad_row_says_its_number_its_column_and_what_to_do(officer, villages):
    tomorrow = timezone.localdate() + timedelta(days=1)
    wrong = number(2)[:17] + ("1" if number(2)[17] != "1" else "2")
    content = workbook(
        ("张伟", wrong, "和平村", None, None),
        ("张芳", number(3), "和平村", tomorrow, None),
        ("张敏", number(4), "和平村", "1990年2月31日", None),
        ("张静", None, "和平村", None, None),
        ("张丽", number(5), "和平村", None, "12345"),
        headers=("姓名", "身份证号", "村", "首次查获日期", "电话"),
    )
    found = [(row.number, row.reasons) for row in plan_of(content, officer).problems]
    assert found == [
        (3, [("B", "身份证号",
              "The check digit of the ID number is wrong. Check all digits on the card.")]),
        (4, [("D", "首次查获日期",
              "This day lies in the future. Enter the day on which it happened.")]),
        (5, [("D", "首次查获日期", "There is no such day. Check the month and the day.")]),
        (6, [("", "无身份证号原因", "Without an ID number, say why there is none."),
             ("", "出生日期", "This field is required."),
             ("", "性别", "This field is required.")]),
        (7, [("E", "电话",
              "This is no telephone number: 11 digits, or a landline with its area code.")]),
    ]  # fmt: skip


def test_a_formula_without_result_is_a_problem_of_its_cell(officer, villages):
    plan = plan_of(workbook(("张伟", number(1), "=B1", "")), officer)
    assert list(reasons(only(plan.problems))) == ["所属村"]


def test_direction_marks_and_control_characters_do_not_arrive(officer, villages):
    row = only(plan_of(workbook(("张\u202e\u200b伟", number(1), "和平村", "")), officer).new)
    assert row.columns["name"] == "张伟"


def test_the_same_person_twice_in_one_sheet_is_a_problem_of_the_second_row(officer, villages):
    content = workbook(("张伟", number(1), "和平村", ""), ("张伟", number(1), "柳树村", ""))
    plan = plan_of(content, officer)
    assert only(plan.new).number == 3
    assert only(plan.problems).reasons == [
        ("B", "身份证号码", "This person stands in row 3 already. Leave one of the two.")
    ]


def test_minors_are_read_like_everybody(officer, villages):
    content = workbook(("张小", number(1, born=date(2014, 5, 1)), "和平村", ""))
    assert len(plan_of(content, officer).new) == 1


# What a row is compared with


def test_the_same_file_twice_changes_nothing(load, officer):
    content = workbook(("张伟", number(1), "和平村", "1组"), ("张敏", number(2), "柳树村", "一组"))
    assert load(content).new_count == 2
    second = load(content)
    assert (second.new_count, second.changed_count, second.unchanged_count) == (0, 0, 2)
    assert set(CaseFile.objects.values_list("version", flat=True)) == {1}


def test_a_change_says_which_columns_from_what_to_what_with_numbers_masked(
    officer, villages, make_case
):
    make_case(villages[0], name="张伟", id_number=number(1), phone="13812345678")
    content = workbook(
        ("张大伟", number(1), "13987654321", "社区戒毒"),
        headers=("姓名", "身份证号", "电话", "戒毒措施"),
    )
    assert only(plan_of(content, officer).changed).changes == [
        ("Name", "张伟", "张大伟"),
        ("Phone", "138******78", "139******21"),
        ("Measure", "empty", "Community detox"),
    ]


def test_an_empty_cell_never_erases(officer, villages, make_case):
    make_case(villages[0], name="张伟", id_number=number(1), employment="务农", alias="阿伟")
    content = workbook(
        ("张伟", number(1), None, "/"), headers=("姓名", "身份证号", "就业情况", "别名")
    )
    assert len(plan_of(content, officer).unchanged) == 1


def test_a_person_of_another_village_of_the_township_moves(
    load, make_case, villages, heping_group_1
):
    heping, liushu = villages
    case = make_case(heping, name="张伟", id_number=number(1), group=heping_group_1)
    load(workbook(("张伟", number(1), "柳树村", "")))
    case.refresh_from_db()
    assert (case.village, case.group, case.version) == (liushu, None, 2)
    assert set(DueSlot.objects.filter(case=case).values_list("village", flat=True)) == {liushu.code}


def test_a_person_known_only_outside_the_area_is_new_and_nothing_is_told(
    load, make_case, other_village
):
    elsewhere = make_case(other_village, name="张伟", id_number=number(1))
    result = load(workbook(("张伟", number(1), "和平村", "")))
    elsewhere.refresh_from_db()
    assert (result.new_count, elsewhere.version) == (1, 1)


def test_a_closed_file_is_not_written_over(officer, villages, make_case):
    case = make_case(villages[0], name="张伟", id_number=number(1))
    actions.close_case(case=case, reason="moved_out", on=timezone.localdate(), by=officer)
    row = only(plan_of(workbook(("张伟", number(1), "和平村", "")), officer).problems)
    assert reasons(row) == {
        "姓名": f"The file {case.file_no} is closed. Reopen it first, then load the row."
    }


NO_NUMBER = ("姓名", "出生日期", "性别", "村", "身份证号", "别名")


def test_without_a_number_name_birth_date_and_village_decide(officer, villages, make_case):
    case = make_case(villages[0], name="张伟", id_number="", id_missing_reason="not_provided")
    content = workbook(("张伟", BORN, "男", "和平村", None, "阿伟"), headers=NO_NUMBER)
    assert only(plan_of(content, officer).changed).case == case


def test_two_files_of_one_name_birth_date_and_village_ask_for_the_number(
    officer, villages, make_case
):
    make_case(villages[0], name="张伟")
    make_case(villages[0], name="张伟")
    content = workbook(("张伟", BORN, "男", "和平村", None, "阿伟"), headers=NO_NUMBER)
    assert reasons(only(plan_of(content, officer).problems)) == {
        "姓名": "Several files have this name, birth date and village. Write the ID number."
    }


def test_a_stored_nought_stays_where_the_sheet_says_nothing(officer, villages, make_case):
    make_case(villages[0], name="张伟", id_number=number(1), times_treated=0)
    row = only(plan_of(workbook(("张伟", number(1), "和平村", "")), officer).proposals)
    assert (row.kind, row.columns) == ("unchanged", {})


def test_a_number_found_later_joins_the_file_that_lacked_it(load, make_case, villages):
    case = make_case(villages[0], name="张伟", id_number="", id_missing_reason="not_provided")
    load(workbook(("张伟", number(1), "和平村", "")))
    case.refresh_from_db()
    assert (case.id_number, case.id_missing_reason) == (number(1), "")


def test_another_number_for_the_same_name_birth_date_and_village_is_asked_about(
    officer, villages, make_case
):
    make_case(villages[0], name="张伟", id_number=number(1))
    row = only(plan_of(workbook(("张伟", number(2), "和平村", "")), officer).problems)
    assert list(reasons(row)) == ["身份证号码"]


# Writing


def test_new_persons_come_with_states_slots_and_search_words(load, officer):
    content = workbook(
        ("曾伟", number(1), "和平村", "社区戒毒"), headers=("姓名", "身份证号", "村", "戒毒措施")
    )
    load(content)
    case = CaseFile.objects.get()
    assert list(CaseFile.objects.search("zw")) == [case]
    assert list(CaseFile.objects.with_id_number(number(1))) == [case]
    assert set(StateChange.objects.values_list("aspect", "old_value", "new_value")) == {
        ("measure", "", "community_detox"),
        ("control_state", "", "in_control"),
        ("abstinence", "", "under_3y"),
    }
    assert set(DueSlot.objects.values_list("kind", flat=True)) == {"visit", "test"}


def test_a_new_file_holds_exactly_what_its_row_said(load, officer):
    row = {
        "姓名": "买买提·艾力", "别名": "O'Neil", "身份证号": number(1), "村": "和平村", "组": "1组",
        "手机": "13812345678", "现住址": 'C:\\N "旧" {a,b} %s', "就业情况": "{}", "低保": "是",
        "首次查获日期": "2019-03-05", "戒毒次数": 2, "管控人": "何平安",
        "管控人电话": "13912345678", "建档日期": "2024-02-29",
        "备注": "第一行\n\\.\t第二行\U00020000",
    }  # fmt: skip
    content = workbook(list(row.values()), headers=list(row))
    columns = only(plan_of(content, officer).new).columns
    load(content)
    case = CaseFile.objects.get()
    assert {name: getattr(case, name) for name in columns} == columns
    assert (case.version, case.closed_on, case.help_contact_phone_sealed) == (1, None, None)
    assert abs(timezone.now() - case.created_at) < timedelta(minutes=1)
    event = CaseFile.pgh_event_model.objects.get(pgh_obj=case, pgh_label="insert")
    assert (event.remarks, event.seal_id) == (case.remarks, case.seal_id)


def test_a_change_of_state_is_noted_and_custody_excuses_what_was_open(load, make_case, villages):
    case = make_case(villages[0], name="张伟", id_number=number(1), enrolled_on=date(2026, 1, 5))
    content = workbook(("张伟", number(1), "在押"), headers=("姓名", "身份证号", "管控现状"))
    load(content)
    change = StateChange.objects.get(case=case, old_value="in_control")
    assert (change.new_value, change.changed_on) == ("in_custody", timezone.localdate())
    assert set(DueSlot.objects.filter(case=case).values_list("state", "reason_code")) == {
        ("excused", "custody")
    }


def test_a_sheet_that_says_a_person_is_back_brings_back_what_can_still_be_done(
    load, make_case, villages
):
    case = make_case(villages[0], name="张伟", id_number=number(1), enrolled_on=date(2026, 1, 5))
    before = set(DueSlot.objects.filter(case=case).values_list("kind", "due_on", "state"))
    for word, state in (("出国", "cancelled"), ("在控", "open")):
        load(workbook(("张伟", number(1), word), headers=("姓名", "身份证号", "管控现状")))
        assert {slot.state for slot in DueSlot.objects.filter(case=case)} == {state}
    assert set(DueSlot.objects.filter(case=case).values_list("kind", "due_on", "state")) == before


def test_with_problems_present_nothing_is_written_until_they_are_left_out(load):
    content = workbook(("张伟", number(1), "和平村", ""), ("张敏", number(2), "火星村", ""))
    with pytest.raises(imports.HasProblems):
        load(content)
    assert CaseFile.objects.count() == 0
    assert load(content, without_problems=True).new_count == 1


def test_a_roster_changed_since_the_preview_refuses_the_confirmation(load, officer, make_case,
                                                                     villages):  # fmt: skip
    content = workbook(("张伟", number(1), "和平村", ""))
    shown = plan_of(content, officer).digest()
    make_case(villages[0], name="张伟", id_number=number(1))
    with pytest.raises(imports.PlanChanged):
        load(content, shown=shown)
    assert CaseFile.objects.count() == 1


def test_confirming_twice_makes_one_import(load, officer):
    content = workbook(("张伟", number(1), "和平村", ""))
    stored = load(content)
    again = imports.confirm_roster(
        stored=stored, shown="", plan_again=None, without_problems=False, by=officer,
        today=timezone.localdate(),
    )  # fmt: skip
    assert again.new_count == 1
    assert CaseFile.objects.count() == 1


def test_an_error_in_the_middle_leaves_nothing_half_written(load, monkeypatch):
    content = workbook(("张伟", number(1), "和平村", ""), ("张敏", number(2), "和平村", ""))
    monkeypatch.setattr(imports, "open_due_slots", lambda **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(content)
    assert (CaseFile.objects.count(), StateChange.objects.count()) == (0, 0)
    assert RosterImport.objects.get().confirmed_at is None


def test_the_sheet_lies_sealed_until_it_is_confirmed_and_is_erased_then(load, officer):
    content = workbook(("张伟", number(1), "和平村", ""))
    stored = imports.store_roster(content=content, file_name="a.xlsx", by=officer)
    stored.refresh_from_db()
    assert content not in bytes(stored.content_sealed)
    assert imports.sheet_content(stored) == content
    assert load(content, stored=stored).content_sealed is None


def test_a_sheet_sealed_for_one_import_does_not_open_in_another(load, officer):
    content = workbook(("张伟", number(1), "和平村", ""))
    one, other = (
        imports.store_roster(content=content, file_name="a.xlsx", by=officer) for _ in range(2)
    )
    one.content_sealed = other.content_sealed
    with pytest.raises(vault.CannotOpen):
        imports.sheet_content(one)


def test_a_sheet_that_nobody_confirms_is_erased_after_a_day(load, officer):
    content = workbook(("张伟", number(1), "和平村", ""))
    late = imports.store_roster(content=content, file_name="a.xlsx", by=officer)
    RosterImport.objects.update(uploaded_at=timezone.now() - timedelta(days=1, minutes=1))
    late.refresh_from_db()
    assert imports.sheet_content(late) is None
    imports.store_roster(content=content, file_name="b.xlsx", by=officer)
    late.refresh_from_db()
    assert late.content_sealed is None


def test_planning_takes_as_many_queries_for_one_row_as_for_three(officer, villages, make_case):
    def queries(rows):
        content = workbook(*[(f"张{'伟敏丽'[n]}", number(n), "和平村", "1组") for n in rows])
        with CaptureQueriesContext(connection) as captured:
            plan_of(content, officer)
        return len(captured)

    make_case(villages[0], id_number=number(0))
    queries(range(1))  # the officer's postings are looked up once
    assert queries(range(1)) == queries(range(3))


# The pages


@pytest.fixture
def office(signed_in, officer, villages):
    return signed_in(officer)


def upload(office, content, name="名册.xlsx"):
    file = BytesIO(content)
    file.name = name
    return office.post(reverse("casefiles:roster-import"), {"file": file})


def address(view, stored):
    return reverse(f"casefiles:roster-{view}", args=[stored.key])


def test_from_the_upload_by_the_preview_to_the_files(office, officer):
    answer = upload(office, workbook(("张伟", number(1), "和平村", "1组")))
    stored = RosterImport.objects.get()
    assert answer.headers["Location"] == address("preview", stored)
    preview = office.get(address("preview", stored))
    assert CaseFile.objects.count() == 0
    assert number(1) not in preview.content.decode()
    answer = office.post(address("confirm", stored), {"digest": preview.context["digest"]})
    assert answer.headers["Location"] == address("preview", stored)
    assert "Roster loaded" in office.get(address("preview", stored)).content.decode()
    assert CaseFile.objects.get().name == "张伟"
    event = CaseFile.pgh_event_model.objects.get()
    assert event.pgh_context.metadata == {
        "user": officer.pk,
        "url": address("confirm", stored),
        "request": answer["X-Request-Id"],
    }


def test_a_stale_confirmation_shows_the_fresh_preview(office, make_case, villages):
    upload(office, workbook(("张伟", number(1), "和平村", "1组")))
    stored = RosterImport.objects.get()
    digest = office.get(address("preview", stored)).context["digest"]
    make_case(villages[0], name="张伟", id_number=number(1))
    answer = office.post(address("confirm", stored), {"digest": digest}, follow=True)
    assert "the roster has changed since this preview" in answer.content.decode()
    assert CaseFile.objects.count() == 1


def test_problem_rows_come_back_as_a_sheet_with_chinese_reasons(office):
    upload(office, workbook(("张伟", number(1), "火星村", "1组")))
    stored = RosterImport.objects.get()
    answer = export_of(office, address("problems", stored))
    sheet = read_sheet(
        BytesIO(answer.content),
        recognise={"原行号": "number", "问题": "reason", "所属村": "village"}.get,
    )
    [row] = sheet.rows
    assert (row.cells["number"], row.cells["village"]) == (3, "火星村")
    assert row.cells["reason"].startswith("C 所属村：")
    assert Export.objects.get().name == "有问题的行"


def test_nobody_under_18_comes_back_in_the_sheet_of_problems(office):
    child = identity.make_id("530102", timezone.localdate() - timedelta(days=15 * 365), 1, "male")
    upload(office, workbook(("张小", child, "火星村", "1组"), ("张伟", number(1), "火星村", "1组")))
    answer = export_of(office, address("problems", RosterImport.objects.get()))
    sheet = read_sheet(BytesIO(answer.content), recognise={"问题": "reason", "姓名": "name"}.get)
    assert [row.cells["name"] for row in sheet.rows] == ["张伟"]
    assert Export.objects.get().minors_left_out == 1


def test_only_the_uploader_sees_the_preview(office, signed_in, appoint, township):
    upload(office, workbook(("张伟", number(1), "和平村", "1组")))
    stored = RosterImport.objects.get()
    colleague = signed_in(appoint("colleague", "赵敏", Capacity.DRUG_CONTROL_OFFICER, township))
    for view in ("preview", "problems"):
        assert colleague.get(address(view, stored)).status_code == 404
    assert colleague.post(address("confirm", stored)).status_code == 404


def test_a_preview_that_was_erased_leads_back_to_the_upload(office):
    upload(office, workbook(("张伟", number(1), "和平村", "1组")))
    RosterImport.objects.update(content_sealed=None)
    stored = RosterImport.objects.get()
    for answer in (
        office.get(address("preview", stored)),
        office.get(address("problems", stored)),
        office.post(address("confirm", stored)),
    ):
        assert answer.headers["Location"] == reverse("casefiles:roster-import")


ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The submitted file is empty."),
        ("姓名,身份证号\n张伟,1".encode(), "not an Excel workbook"),
        (b"%PDF-1.7 ...", "not an Excel workbook"),
        (ENCRYPTED, "protected by a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format .xls"),
        (b"PK\x03\x04 broken", "damaged"),
        (workbook(("张伟", "x"), headers=("甲", "乙")), "No header row was found"),
        (workbook(("和平村", "1"), headers=("村", "组")), "these columns are missing: 姓名"),
    ],
    ids=["empty", "csv", "pdf", "encrypted", "xls", "damaged", "no header", "no name"],
)
def test_a_file_that_is_no_roster_says_what_to_do_and_writes_nothing(office, content, told):
    answer = upload(office, content)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert RosterImport.objects.count() == 0


def test_a_zip_bomb_is_refused_before_it_unpacks(office):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 120_000_000)
    answer = upload(office, file.getvalue())
    assert "unpacks to more than" in answer.content.decode()


def test_fifty_thousand_rows_are_refused_with_the_limit(office):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADERS)
    for _ in range(50_000):
        sheet.append(["张伟", "1"])
    file = BytesIO()
    book.save(file)
    answer = upload(office, file.getvalue())
    assert "rows can be read at once" in answer.content.decode()
    assert RosterImport.objects.count() == 0


def test_without_a_file_the_page_says_so(office):
    answer = office.post(reverse("casefiles:roster-import"))
    assert "Choose the roster file first." in answer.content.decode()


def test_whoever_may_not_import_is_turned_away(signed_in, heping_cadre):
    assert signed_in(heping_cadre).get(reverse("casefiles:roster-import")).status_code == 403


# The command


def run(tmp_path, content, *arguments):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(content)
    out = StringIO()
    call_command("import_roster", str(file), "--officer", "officer", "--language", "en",
                 *arguments, stdout=out)  # fmt: skip
    return out.getvalue()


def test_the_command_shows_the_preview_and_writes_only_when_told(officer, villages, tmp_path):
    content = workbook(("张伟", number(1), "和平村", "1组"))
    said = run(tmp_path, content)
    assert said.splitlines() == [
        "3\tnew\t张伟\t和平村 Male",
        "New 1, changed 0, unchanged 0, problems 0.",
    ]
    assert CaseFile.objects.count() == 0
    run(tmp_path, content, "--confirm")
    assert CaseFile.objects.count() == 1


def test_the_command_needs_to_be_told_to_leave_problems_out(officer, villages, tmp_path):
    content = workbook(("张伟", number(1), "和平村", ""), ("张敏", number(2), "火星村", ""))
    with pytest.raises(CommandError, match="Nothing was written"):
        run(tmp_path, content, "--confirm")
    run(tmp_path, content, "--confirm", "--without-problems")
    assert CaseFile.objects.count() == 1


def test_the_command_refuses_who_may_not_import(heping_cadre, tmp_path):
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("import_roster", str(file), "--officer", "heping")


# Out and in again


def test_an_exported_roster_reads_back_without_a_change(office, officer, make_case, villages,
                                                        heping_group_1):  # fmt: skip
    heping, liushu = villages
    make_case(
        heping, name="张伟", alias="阿伟", group=heping_group_1, phone="13812345678",
        ethnicity="汉族", living_address="和平村1组12号", education="junior_middle",
        marital_status="married", employment="=务农", has_low_income=True,
        category="drug_user", first_found_on=date(2019, 3, 5), drug_kinds="冰毒",
        way_of_use="foil", reason_code="curiosity", times_treated=2, measure="community_detox",
        measure_from=date(2025, 1, 1), measure_to=date(2027, 12, 31), risk_level="high",
        is_three_nos=True, is_away=True, away_to="广东", control_contact="何平安",
        control_contact_phone="13912345678", help_contact="柳青", has_crime_history=True,
        crime_note="2015年盗窃", lost_count=1, remarks="第一行\n第二行",
    )  # fmt: skip
    make_case(liushu, name="无名", id_number="", id_missing_reason="not_registered")
    make_case(liushu, name="张小", birth_date=date(2014, 5, 1))
    answer = export_of(office, reverse("casefiles:case-export"))
    plan = plan_of(answer.content, officer)
    assert [(row.name, row.kind) for row in plan.proposals] == [
        ("张伟", "unchanged"),
        ("无名", "unchanged"),
    ]


def test_exports_mask_numbers_and_leave_formulas_as_text(office, make_case, villages):
    make_case(villages[0], name="张伟", id_number=number(1), employment="=1+1")
    answer = export_of(office, reverse("casefiles:case-export"))
    sheet = load_workbook(BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert number(1) not in {cell.value for cell in cells}
    [text] = [cell for cell in cells if cell.value == "=1+1"]
    assert text.data_type == "s"


@pytest.mark.parametrize("listed", ["slot-export", "visit-export", "test-export"])
def test_the_other_lists_export_without_minors(office, make_case, villages, officer, listed):
    for name, born in (("张伟", BORN), ("张小", date(2014, 5, 1))):
        case = make_case(villages[0], name=name, birth_date=born)
        on = timezone.localdate()
        actions.record_visit(
            case=case, key=uuid.uuid4(), by=officer, visited_on=on, mode="face",
            outcome="found", place="home", companion="李明", is_unchanged=False, family="好",
        )  # fmt: skip
        actions.record_test(
            case=case, key=uuid.uuid4(), by=officer, tested_on=on, sample_kind="urine",
            result="negative", tester_1="甲", tester_2="乙", note="",
        )  # fmt: skip
    answer = export_of(office, reverse(f"casefiles:{listed}"))
    rows = read_sheet(BytesIO(answer.content), recognise={"姓名": "name", "村": "village"}.get)
    assert {row.cells["name"] for row in rows.rows} == {"张伟"}


# The sample that a new office tries

SAMPLE = settings.BASE_DIR / "docs" / "samples" / "roster.xlsx"
SAMPLE_VILLAGES = [
    "和平村", "柳树村", "大塘村", "石桥村", "新民村", "双河村", "青龙村", "白果村", "高坪村",
    "三汇村", "茶园村", "向阳村",
]  # fmt: skip


@pytest.fixture
def qingxi(county_area, appoint):
    """The villages and groups of the demonstration, and the officer of its office."""
    town = Area.objects.create(code=county_area.code + "109", name="清溪镇")
    for place, name in enumerate(SAMPLE_VILLAGES, 201):
        village = Area.objects.create(code=f"{town.code}{place}", name=name)
        for group in (1, 2, 3):
            Area.objects.create(code=f"{village.code}{group:02}", name=f"第{group}组")
    return appoint("qingxi", "郑安", Capacity.DRUG_CONTROL_OFFICER, town)


def test_the_sample_is_what_its_command_writes(tmp_path):
    call_command("sample_roster", str(tmp_path / "roster.xlsx"), stdout=StringIO())
    assert (tmp_path / "roster.xlsx").read_bytes() == SAMPLE.read_bytes()


def test_the_sample_holds_three_wrong_numbers_and_one_person_twice(qingxi):
    plan = plan_of(SAMPLE.read_bytes(), qingxi)
    assert len(plan.new) == 37
    assert [(row.number, [reason for _, _, reason in row.reasons]) for row in plan.problems] == [
        (14, ["The check digit of the ID number is wrong. Check all digits on the card."]),
        (23, ["The ID number has 18 characters (15 if old). Count them on the card."]),
        (32, ["Excel has rounded this number: its last digits are lost. Format the column as "
              "text and type the number anew."]),
        (45, ["This person stands in row 8 already. Leave one of the two."]),
    ]  # fmt: skip


def test_the_sample_loads_and_loads_again_without_a_change(qingxi, load_as):
    content = SAMPLE.read_bytes()
    first = load_as(qingxi)(content, without_problems=True)
    second = load_as(qingxi)(content, without_problems=True)
    assert (first.new_count, second.new_count) == (37, 0)
    assert (second.changed_count, second.unchanged_count) == (0, 37)
