"""What is written stays what it was: text stays text, formulas give our results."""

import csv
import io
import shutil
import subprocess
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from paperwork.reading import read_sheet
from paperwork.text import safe_text
from paperwork.writing import Book, Column, Formula

HOSTILE = [
    "=1+1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "+86 138", "-1", "@SUM(A1)",
    "＝1+1",
    "－1", "＋1", "＠A1", "\t=1", " =1", "\n=1", "#N/A", "#REF!", "TRUE", "1E5", "0012", "1/2",
    "110105199003071234", "13800000000", "_x0041_", "_x005F_x0041_", "'=1", "a,b\"c';d",
    "<&>", "]]>",
    "多行\n文字", "好" * 400, "\U0002000b", "1990-05-01", "%d{}", "=" * 300,
]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


def one_column(texts, title="文字"):
    book = Book()
    sheet = book.sheet("表", columns=[Column("序号", kind="integer"), Column(title)])
    sheet.rows([number, text] for number, text in enumerate(texts))
    return book.to_bytes()


def read_back(data):
    sheet = read_sheet(data, recognise={"序号": "number", "文字": "text"}.get)
    return [row.cells["text"] for row in sheet.rows]


def opened(data, **options):
    return load_workbook(io.BytesIO(data), **options)


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """Converts a workbook to the rows of its first sheet, as LibreOffice reckons and shows them."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")

    def rows(data):
        folder = tmp_path_factory.mktemp("office")
        (folder / "a.xlsx").write_bytes(data)
        subprocess.run(
            [program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false",
             "--outdir", str(folder), str(folder / "a.xlsx")],
            check=True, capture_output=True, timeout=90,
        )  # fmt: skip
        text = (folder / "a.csv").read_text("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))

    return rows


def test_hostile_text_reads_back_as_the_same_text():
    assert read_back(one_column(HOSTILE)) == HOSTILE


def test_hostile_text_stays_text_in_libreoffice(office):
    texts = [text for text in HOSTILE if text.strip() == text]
    assert [row[1] for row in office(one_column(texts))[1:]] == texts


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_any_text_reads_back(texts):
    # The first column holds the number, so no row is taken for a total or a note.
    written = [safe_text(text) for text in texts]
    read = read_back(one_column(texts))
    # A cell of nothing but spaces may be read as an empty one.
    pairs = [(got, text) for got, text in zip(read, written, strict=True) if text.strip()]
    assert [got for got, _ in pairs] == [text for _, text in pairs]


def test_no_text_cell_is_a_formula_and_suspicious_ones_carry_the_prefix():
    cells = [row[1] for row in opened(one_column(HOSTILE))["表"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    prefixed = [safe_text(text) for text, cell in zip(HOSTILE, cells, strict=True)
                if cell.quotePrefix]  # fmt: skip
    expected = [text for text in HOSTILE if text.lstrip()[0] in "=+-@＝＋－＠"]
    assert prefixed == expected


def test_control_characters_are_left_out():
    assert read_back(one_column(["a\x00\x0b\x1fb\ud800\ufffe"])) == ["ab"]


def test_an_id_number_is_text_even_when_it_comes_as_a_number():
    cell = opened(one_column([110105199003071234]))["表"]["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("110105199003071234", "s", "@")


def totals(result=Decimal("37.50")):
    book = Book("年度考核")
    columns = [Column("村"), Column("得分", kind="decimal"), Column("等次"),
               Column("完成率", kind="percent"), Column("日期", kind="date")]  # fmt: skip
    sheet = book.sheet("汇总", columns=columns, title_rows=["2026年度禁毒工作考核", "和平镇"])
    first, last = sheet.rows(
        ["和平村", Decimal("12.5"), "优秀", 0.5, date(2026, 12, 31)] for _number in range(3)
    )
    total = sheet.row(
        ["合计", Formula(f"=SUM(B{first}:B{last})", result),
         Formula(f'=IF(B{last + 1}>30,"优","良")&"<"', "优<")],
        style="total",
    )  # fmt: skip
    sheet.row(["备注：按分值计算"], style="note")
    assert (first, last, total) == (4, 6, 7)
    return book.to_bytes()


def test_formulas_are_native_and_their_results_are_stored_beside_them():
    data = totals()
    sheet, stored = opened(data)["汇总"], opened(data, data_only=True)["汇总"]
    assert [sheet["B7"].value, sheet["C7"].value] == ["=SUM(B4:B6)", '=IF(B7>30,"优","良")&"<"']
    assert [stored["B7"].value, stored["C7"].value] == [37.5, "优<"]


def test_libreoffice_reckons_the_formulas_itself(office):
    shown = office(totals(result=None))
    assert [shown[3][0], float(shown[3][1]), shown[3][4]] == ["和平村", 12.5, "2026-12-31"]
    assert [shown[6][0], float(shown[6][1]), shown[6][2]] == ["合计", 37.5, "优<"]


def test_a_sheet_is_ready_to_print():
    sheet = opened(totals())["汇总"]
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$1:$3"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:E1", "A2:E2", "A8:E8"]


def test_columns_are_wide_enough_for_chinese_and_never_wider_than_a_page_bears():
    book = Book()
    columns = [Column("村"), Column("姓名"), Column("说明"), Column("定宽", width=9)]
    book.sheet("表", columns=columns).row(["和平村民委员会", "a", "好" * 99, "好" * 99])
    widths = opened(book.to_bytes())["表"].column_dimensions
    assert [widths[letter].width for letter in "ABCD"] == [16, 6, 44, 9]


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["和平村", "和平村", "和平村"], ["和平村", "和平村 (2)", "和平村 (3)"]),
        (["a[b]:*?/\\c"], ["a b      c"]), ([""], ["Sheet"]), (["'"], ["Sheet"]),
        (["A", "a"], ["A", "a (2)"]), (["History"], ["History (2)"]),
        (["好" * 40, "好" * 40], ["好" * 31, "好" * 27 + " (2)"]),
    ],
)  # fmt: skip
def test_titles_of_sheets_are_legal_and_different(titles, expected):
    book = Book()
    assert [book.sheet(title, columns=[Column("a")]).title for title in titles] == expected
    assert opened(book.to_bytes()).sheetnames == expected


def test_the_same_rows_give_the_same_bytes_and_name_no_machine():
    assert totals() == totals()
    properties = opened(totals()).properties
    assert (properties.creator, properties.lastModifiedBy) == ("Tongxin", None)


def test_a_formula_must_say_that_it_is_one():
    with pytest.raises(ValueError, match="begins with '='"):
        Formula("SUM(A1)")


def test_a_row_longer_than_its_sheet_is_refused():
    with pytest.raises(ValueError, match="more values"):
        Book().sheet("表", columns=[Column("a")]).row([1, 2])


def test_a_workbook_of_twenty_villages_is_written_in_half_a_second():
    began = time.process_time()
    book = Book()
    for _village in range(20):
        sheet = book.sheet("和平村", columns=[Column(f"第{n}列") for n in range(10)])
        sheet.rows([["村级禁毒工作", "1", "2", "3"] * 2 for _row in range(30)])
    book.to_bytes()
    assert time.process_time() - began < 0.5
