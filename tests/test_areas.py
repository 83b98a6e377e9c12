"""Areas: loading a national list, and what is seen of them."""

import tracemalloc
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from jurisdiction.actions import BadDivisions, load_divisions
from jurisdiction.models import Area, FormerName
from jurisdiction.sheets import read_divisions

LIST = """code,name
53,云南省
539901,云岭县
539901101,清溪镇
539901101201,和平村
539901101202,柳树村
539901102,石桥镇
539901102201,上石桥村
"""
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)

pytestmark = pytest.mark.django_db


def load(text, on=NOVEMBER):
    cells = [line.split(",") for line in text.splitlines()[1:]]
    return load_divisions(rows=[(n, *row) for n, row in enumerate(cells, 2)], on=on)


def without(text, *codes):
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if line.split(",")[0] not in codes)


def everything():
    return list(Area.objects.values_list("code", "name", "valid_from", "valid_to"))


@pytest.fixture
def file(tmp_path):
    def write(content, encoding="utf-8"):
        path = tmp_path / "divisions.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def test_a_first_list_makes_every_area_without_claiming_when_it_began():
    assert load(LIST).new == 7
    assert Area.objects.get(pk="539901101201").level == 12
    assert not Area.objects.filter(valid_from__isnull=False).exists()


def test_the_same_list_again_changes_nothing():
    load(LIST)
    before = everything()
    report = load(LIST, on=DECEMBER)
    assert (report.new, report.renamed, report.vanished, report.unchanged) == (0, [], [], 7)
    assert everything() == before
    assert not FormerName.objects.exists()


def test_a_renamed_area_keeps_its_former_name():
    load(LIST)
    report = load(LIST.replace("柳树村", "柳林村"), on=DECEMBER)
    assert report.renamed == [("539901101202", "柳树村", "柳林村")]
    assert Area.objects.get(pk="539901101202").name == "柳林村"
    former = FormerName.objects.get()
    assert (former.area_id, former.name, former.valid_to) == ("539901101202", "柳树村", DECEMBER)


def test_a_vanished_area_is_dated_and_never_deleted():
    load(LIST)
    report = load(without(LIST, "539901101202"), on=DECEMBER)
    assert report.vanished == [("539901101202", "柳树村")]
    assert Area.objects.get(pk="539901101202").valid_to == DECEMBER
    assert Area.objects.count() == 7
    again = load(without(LIST, "539901101202"), on=date(2027, 1, 1))
    assert (again.vanished, again.unchanged) == ([], 6)


def test_the_groups_of_a_vanished_village_end_with_it():
    load(LIST)
    Area.objects.create(code="53990110120201", name="一组")
    Area.objects.create(code="53990110120101", name="一组")
    report = load(without(LIST, "539901101202"), on=DECEMBER)
    assert sorted(code for code, _ in report.vanished) == ["539901101202", "53990110120201"]


def test_an_area_listed_again_is_open_again():
    load(LIST)
    load(without(LIST, "539901101202"), on=DECEMBER)
    report = load(LIST, on=date(2027, 1, 1))
    assert report.reopened == [("539901101202", "柳树村")]
    assert Area.objects.get(pk="539901101202").valid_to is None


def test_an_end_announced_for_later_is_left_alone():
    load(LIST)
    Area.objects.filter(pk="539901101202").update(valid_to=date(2027, 1, 1))
    assert load(LIST, on=DECEMBER).reopened == []
    assert Area.objects.get(pk="539901101202").valid_to == date(2027, 1, 1)


def test_the_list_of_one_county_does_not_close_another():
    load(LIST)
    other = "code,name\n539902,南坪县\n539902101,大寨乡\n539902101201,大寨村\n"
    assert load(other, on=DECEMBER).vanished == []
    assert not Area.objects.filter(valid_to__isnull=False).exists()


def test_a_list_down_to_the_townships_closes_no_village():
    load(LIST)
    down_to_townships = without(LIST, "539901101201", "539901101202", "539901102201")
    assert load(down_to_townships, on=DECEMBER).vanished == []


def test_an_area_new_in_a_known_county_begins_on_that_day():
    load(LIST)
    load(LIST + "539901101203,新建村\n", on=DECEMBER)
    assert Area.objects.get(pk="539901101203").valid_from == DECEMBER


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "5399011,半个镇",
            "Line 9: “5399011” is no division code: it has 2, 4, 6, 9, 12 or 14 digits.",
        ),
        (
            "53990110x,清溪",
            "Line 9: “53990110x” is no division code: it has 2, 4, 6, 9, 12 or 14 digits.",
        ),
        (
            "５３９９０２,南坪县",
            "Line 9: “５３９９０２” is no division code: it has 2, 4, 6, 9, 12 or 14 digits.",
        ),
        ("539901101000,清溪镇", "Line 9: “539901101000” is filled up with zeros; leave them out."),
        ("539901101203,", "Line 9: the name is empty or holds characters that cannot be printed."),
        (
            "539901101203,新\u202e建村",
            "Line 9: the name is empty or holds characters that cannot be printed.",
        ),
        (
            "539901101203,新\x00建村",
            "Line 9: the name is empty or holds characters that cannot be printed.",
        ),
        ("539901101203," + "村" * 81, "Line 9: the name is longer than 80 characters."),
        ("539901101201,和平村", "539901101201: listed more than once"),
        ("539903101201,大寨村", "539903101201: the area above it is neither listed nor known"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_loaded(row, message):
    with pytest.raises(BadDivisions) as refusal:
        load(LIST + row + "\n")
    assert str(refusal.value) == message
    assert everything() == []


def test_a_list_of_villages_whose_townships_are_known_already_is_enough():
    load(LIST)
    assert load("code,name\n539901102202,下石桥村\n539901102201,上石桥村\n").new == 1


def test_the_command_says_what_changed(file, capsys):
    call_command("import_divisions", file(LIST))
    changed = without(LIST, "539901101202").replace("和平村", "太平村") + "539901101203,新建村\n"
    call_command("import_divisions", file(changed))
    assert capsys.readouterr().out.splitlines() == [
        "7 new, 0 renamed, 0 vanished, 0 listed again, 0 unchanged",
        "renamed  539901101201  和平村 → 太平村",
        "vanished  539901101202  柳树村",
        "1 new, 1 renamed, 1 vanished, 0 listed again, 5 unchanged",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_list_saved_by_excel_is_read_in_its_encoding(file, encoding):
    names = [name for _line, _code, name in read_divisions(file(LIST, encoding))]
    assert names[0] == "云南省"
    assert len(names) == 7


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The first line must be “code,name”."),
        ("区划,名称\n53,云南省\n".encode(), "The first line must be “code,name”."),
        (b"code,name\n", "The list holds no area."),
        ("code,name\n53,云南省,\n".encode(), "Line 2: expected a code and a name."),
        (
            b"\xff\xfec\x00o\x00",
            "The file is neither UTF-8 nor GBK. Save it as UTF-8 and try again.",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(file, content, message):
    with pytest.raises(CommandError) as refusal:
        call_command("import_divisions", file(content))
    assert str(refusal.value) == f"{message}\nNothing was loaded."
    assert everything() == []


def test_a_missing_file_is_refused_with_the_reason(tmp_path):
    with pytest.raises(CommandError) as refusal:
        call_command("import_divisions", tmp_path / "none.csv")
    assert "cannot be read: No such file or directory" in str(refusal.value)


def test_a_long_list_is_never_held_in_memory():
    """30,000 rows in a list would take some 7 MB; the stream takes a page at a time."""
    rows = ((n, str(n), f"第{n}县") for n in range(100_000, 130_000))
    tracemalloc.start()
    try:
        report = load_divisions(rows=rows, on=NOVEMBER)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert report.new == 30_000
    assert peak < 4_000_000


def test_what_is_no_division_code_cannot_be_stored():
    with pytest.raises(IntegrityError):
        Area.objects.create(code="5399011", name="半个镇")


def test_an_area_knows_the_code_above_it():
    above = {"53": "", "5399": "53", "539901": "5399", "539901101": "539901"}
    above |= {"539901101201": "539901101", "53990110120101": "539901101201"}
    assert {code: Area(code=code).parent_code for code in above} == above
