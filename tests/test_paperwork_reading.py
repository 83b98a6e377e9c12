"""A list is found in a workbook as an office draws it."""

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from paperwork.extent import column_letters, column_number
from paperwork.reading import Unreadable, read_sheet

KEYS = {
    "姓名": "name", "名字": "name", "身份证号": "id_number", "电话": "phone", "出生日期": "born",
    "监护人电话": "guardian_phone", "备注": "remarks", "姓名(本人)": "name",
}  # fmt: skip
LABELS = {"name": "姓名", "id_number": "身份证号", "phone": "电话"}
PEOPLE = [["张三", "110", "138"], ["李四", "220", "139"]]
HEADER = ["姓名", "身份证号", "电话"]


def saved(book):
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def book_of(rows, *merges, title="花名册"):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for merge in merges:
        book.active.merge_cells(merge)
    return book


def read(book, **options):
    options.setdefault("labels", LABELS)
    return read_sheet(saved(book), recognise=KEYS.get, **options)


def names(book, **options):
    return [(row.number, row.cells["name"]) for row in read(book, **options).rows]


def test_a_plain_list_is_read_with_its_letters_and_row_numbers():
    sheet = read(book_of([HEADER, *PEOPLE]))
    assert (sheet.name, sheet.header_row, sheet.ignored, sheet.unread) == ("花名册", 1, [], [])
    assert sheet.columns == {
        "name": ("A", "姓名"), "id_number": ("B", "身份证号"), "phone": ("C", "电话"),
    }  # fmt: skip
    assert [(row.number, list(row.cells.values())) for row in sheet.rows] == [
        (2, PEOPLE[0]), (3, PEOPLE[1]),
    ]  # fmt: skip


def test_bytes_are_read_as_well_as_files():
    data = saved(book_of([HEADER, *PEOPLE])).getvalue()
    assert len(read_sheet(data, recognise=KEYS.get).rows) == 2


def test_titles_over_merged_cells_stand_above_the_header():
    rows = [["和平镇涉毒人员花名册"], ["填报单位：和平镇", None, "2026年5月"], [], HEADER, *PEOPLE]
    sheet = read(book_of(rows, "A1:C1", "A2:B2"))
    assert sheet.header_row == 4
    assert [row.number for row in sheet.rows] == [5, 6]


def test_headers_stand_in_any_order_with_spaces_breaks_and_stars():
    sheet = read(book_of([["电 话", "序号", "＊姓\n名：", "身份证号"], ["138", 1, "张三", "110"]]))
    assert sheet.columns["name"] == ("C", "姓名")
    assert sheet.ignored == ["序号"]
    assert sheet.rows[0].cells == {"phone": "138", "name": "张三", "id_number": "110"}


def test_a_header_over_two_rows_is_read_at_its_lower_row():
    rows = [
        ["花名册"],
        ["序号", "姓名", "身份证号", "监护人", None],
        [None, None, None, "姓名", "电话"],
        [1, "张三", "110", "张父", "137"],
    ]  # fmt: skip
    sheet = read(book_of(rows, "A1:E1", "A2:A3", "B2:B3", "C2:C3", "D2:E2"), required={"name"})
    assert sheet.header_row == 3
    assert sheet.columns["name"] == ("B", "姓名")
    assert sheet.columns["guardian_phone"] == ("E", "电话")
    assert sheet.ignored == ["序号", "监护人姓名"]
    assert sheet.rows[0].cells["guardian_phone"] == "137"


def test_empty_rows_totals_notes_and_repeated_headers_are_left_out():
    rows = [
        HEADER, PEOPLE[0], [], ["小计", 1], HEADER, PEOPLE[1], ["合  计：2人"], ["总计", "=1+1"],
        ["备注：以上人员"], ["填表人：王五", None, "审核人：赵六"], ["制表"], [None, None, " "],
    ]  # fmt: skip
    assert names(book_of(rows)) == [(2, "张三"), (6, "李四")]


def test_people_whose_names_resemble_notes_stay():
    rows = [HEADER, ["合欢", "1"], ["注一", "2"], ["总长", "3"], ["制一", "4"]]
    assert [name for _row, name in names(book_of(rows))] == ["合欢", "注一", "总长", "制一"]


def test_values_come_as_excel_holds_them():
    rows = [["姓名", "出生日期", "电话", "备注"],
            ["张三", date(1990, 5, 1), 13800000000, True],
            ["李四", datetime(1990, 5, 1, 8), 1.5, "\u202e好\x09"]]  # fmt: skip
    cells = [list(row.cells.values()) for row in read(book_of(rows)).rows]
    assert cells == [
        ["张三", date(1990, 5, 1), 13800000000, True],
        ["李四", datetime(1990, 5, 1, 8), 1.5, "\u202e好\t"],
    ]
    assert [type(row[2]) for row in cells] == [int, float]


def test_days_of_a_workbook_that_counts_from_1904_are_right():
    book = book_of([["姓名", "出生日期"], ["张三", None]])
    book.epoch = datetime(1904, 1, 1)
    book.active["B2"] = date(1990, 5, 1)
    assert read(book).rows[0].cells["born"] == date(1990, 5, 1)


def test_a_missing_required_column_is_named_by_its_label():
    with pytest.raises(Unreadable) as caught:
        read(book_of([["姓名", "出生日期"], ["张三"]]), required={"name", "id_number", "phone"})
    assert (caught.value.code, caught.value.details) == (
        "missing_columns", {"sheet": "花名册", "row": 1, "labels": "身份证号、电话"},
    )  # fmt: skip


def test_a_required_column_that_stands_twice_is_ambiguous():
    with pytest.raises(Unreadable) as caught:
        read(book_of([["姓名", "电话", "名字"], ["张三"]]), required={"name"})
    assert (caught.value.code, caught.value.details["letters"]) == ("ambiguous_column", "A, C")


def test_of_other_columns_that_stand_twice_the_first_counts():
    sheet = read(book_of([["姓名", "电话", "电话"], ["张三", "138", "139"]]), required={"name"})
    assert (sheet.rows[0].cells["phone"], sheet.ignored) == ("138", ["电话"])


def test_the_best_headed_visible_sheet_is_read_and_the_others_are_named():
    book = book_of([["说明"], ["请填写"]], title="填表说明")
    for title, header in (
        ("甲村", ["姓名", "电话"]),
        ("乙村", HEADER),
        ("码表", HEADER + ["备注"]),
    ):
        book.create_sheet(title).append(header)
        book[title].append(["张三", "1", "2", "3"])
    book["码表"].sheet_state = "hidden"
    sheet = read(book)
    assert (sheet.name, sheet.unread) == ("乙村", ["甲村"])


def test_a_list_that_begins_in_another_corner_keeps_its_letters():
    book = Workbook()
    book.active["D7"], book.active["E7"], book.active["D9"] = "姓名", "电话", "张三"
    sheet = read(book)
    assert sheet.columns == {"name": ("D", "姓名"), "phone": ("E", "电话")}
    assert [(row.number, row.cells) for row in sheet.rows] == [(9, {"name": "张三", "phone": None})]


@pytest.mark.parametrize(("above", "is_found"), [(19, True), (20, False)])
def test_the_header_is_looked_for_in_twenty_rows(above, is_found):
    book = book_of([*[["说明"]] * above, HEADER, *PEOPLE])
    if is_found:
        assert read(book).header_row == 20
    else:
        with pytest.raises(Unreadable) as caught:
            read(book)
        assert caught.value.code == "no_header"


def test_a_header_without_rows_gives_an_empty_list():
    assert read(book_of([HEADER])).rows == []


def test_five_thousand_rows_of_thirty_columns_are_read():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([*HEADER, *(f"列{number}" for number in range(27))])
    for number in range(5000):
        sheet.append([f"姓名{number}", str(number), 1] * 10)
    data = saved(book).getvalue()
    assert len(read_sheet(data, recognise=KEYS.get).rows) == 5000


@pytest.mark.parametrize("number", [1, 26, 27, 52, 702, 703, 18278])
def test_columns_are_named_as_the_spreadsheet_names_them(number):
    assert column_letters(number) == get_column_letter(number)
    assert column_number(column_letters(number)) == number
