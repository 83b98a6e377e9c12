"""The village survey of form F12: seventeen columns, exported in that layout and loaded back."""

import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from casefiles import actions, schedule
from casefiles.models import CaseFile, TenDayCheck
from jurisdiction.sheets.marks import HEADER
from tests.test_edit_import import HEAD, places
from tests.test_lists import export_of, queries
from tests.test_returned_sheets import confirm, load, told

TITLES = [
    "村社", "总户数", "已入户", "外出省外", "外出州外省内", "贩毒可疑", "吸毒可疑", "服刑",
    "刑满释放", "强制戒毒", "药物治疗", "看守所羁押", "戒断三年", "社区戒毒", "社区康复", "失控",
    "死亡",
]  # fmt: skip


@pytest.fixture
def office(signed_in, officer, heping, liushu):
    actions.open_village_duties(on=timezone.localdate())
    return signed_in(officer)


@pytest.fixture
def check(office, officer, heping):
    made, _new = actions.record_check(
        village=heping, key=uuid.uuid4(), by=officer, happened_on=timezone.localdate(),
        is_nil=True, households_total=300, households_entered=120, away_province=4,
        checker="何平安",
    )  # fmt: skip
    return made


@pytest.fixture
def files(office, make_case, heping):
    for columns in (
        {"measure": "community_detox"},
        {"measure": "community_detox", "control_state": "lost_contact"},
        {"measure": "compulsory_isolation"},
        {"abstinence": "abstinent_3y"},
        {"measure": "community_detox", "birth_date": timezone.localdate().replace(day=1)},
    ):
        make_case(heping, **columns)


def sheet_of(office):
    return load_workbook(BytesIO(export_of(office, "/village-checks/survey/export/").content))


def write(book, village, **cells):
    sheet = book.active
    [row] = [
        row for row in range(HEAD + 1, sheet.max_row + 1) if sheet.cell(row, 1).value == village
    ]
    for title, value in cells.items():
        sheet.cell(row, places(sheet)[title]).value = value
    return book


def test_the_sheet_has_the_seventeen_columns_in_their_order(office, check, files, heping):
    sheet = sheet_of(office).active
    assert [cell.value for cell in sheet[HEAD]] == [*TITLES, HEADER]
    rows = {row[0]: row[1:17] for row in sheet.iter_rows(min_row=HEAD + 1, values_only=True)}
    assert rows[heping.name] == (300, 120, 4, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 0, 1, 0)
    assert rows["柳树村"][:8] == (None,) * 8


def test_an_untouched_survey_loads_as_nothing_changed(office, check, files):
    page = load(office, "survey", sheet_of(office))
    assert {row.kind for row in page.context["plan"].proposals} == {"unchanged"}


def shown(office, day):
    page = office.get("/village-checks/survey/", {"period": day.isoformat()})
    return {cells[0]: cells[13] for _duty, cells in page.context["rows"]}  # 社区戒毒


def test_what_the_files_said_at_the_end_of_the_ten_days_is_kept(office, files, heping, make_case):
    today = timezone.localdate()
    window = schedule.ten_day_window(today)
    before = schedule.ten_day_window(window.opens_on - timedelta(days=1))
    actions.open_village_duties(on=before.opens_on)
    actions.open_village_duties(on=today)
    make_case(heping, measure="community_detox")
    assert shown(office, before.opens_on) == {"和平村": 2, "柳树村": 0}
    assert shown(office, window.opens_on) == {"和平村": 3, "柳树村": 0}


def test_a_sealed_file_counts_neither_while_the_days_run_nor_when_they_have_ended(
    office, files, heping
):
    today = timezone.localdate()
    before = schedule.ten_day_window(schedule.ten_day_window(today).opens_on - timedelta(days=1))
    actions.open_village_duties(on=before.opens_on)
    CaseFile.objects.filter(measure="community_detox").update(
        closed_on=today, close_reason="released_and_abstinent", sealed_on=today
    )
    actions.open_village_duties(on=today)
    assert shown(office, before.opens_on)["和平村"] == 0
    assert shown(office, schedule.ten_day_window(today).opens_on)["和平村"] == 0


def test_of_days_that_ended_long_ago_and_were_not_kept_nothing_is_told(office, files):
    long_ago = schedule.ten_day_window(timezone.localdate() - timedelta(days=40))
    actions.open_village_duties(on=long_ago.opens_on)
    assert shown(office, long_ago.opens_on) == {"和平村": None, "柳树村": None}


def test_a_changed_count_makes_the_check_anew(office, officer, check, heping):
    book = write(sheet_of(office), heping.name, 已入户=150, 吸毒可疑=1)
    page = load(office, "survey", book)
    for _time in range(2):
        confirm(office, page)
    check.refresh_from_db()
    new = TenDayCheck.objects.standing().get()
    assert check.withdrawn_reason == "更正：录入有误"
    assert (new.households_entered, new.suspected_users, new.is_nil, new.households_total) == (
        150, 1, False, 300,
    )  # fmt: skip
    assert (new.duty, new.checker, new.away_province, new.recorded_by) == (
        page.context["plan"].changed[0].row, "何平安", 4, officer,
    )  # fmt: skip


@pytest.mark.parametrize(
    "village, cells, refused",
    [
        ("和平村", {"社区戒毒": 9}, "社区戒毒"),
        ("和平村", {"已入户": 301}, "已入户"),
        ("和平村", {"服刑": "不详"}, "服刑"),
        ("和平村", {"服刑": -1}, "服刑"),
        ("柳树村", {"总户数": 100}, "总户数"),
    ],
)
def test_what_a_sheet_cannot_say_is_refused_beside_its_cell(office, check, village, cells, refused):
    page = load(office, "survey", write(sheet_of(office), village, **cells))
    assert list(told(page)[village]) == [refused]


def test_a_check_made_anew_meanwhile_is_told_and_left(office, officer, check, heping):
    book = write(sheet_of(office), heping.name, 已入户=150)
    actions.withdraw_record(record=check, reason="重复", by=officer, today=timezone.localdate())
    page = load(office, "survey", book)
    assert [row.name for row in page.context["plan"].stale] == [heping.name]


def test_the_page_shows_a_cadre_the_own_village(signed_in, heping_cadre, office, check, files):
    page = signed_in(heping_cadre).get("/village-checks/survey/")
    [(duty, cells)] = page.context["rows"]
    assert cells[:4] == ["和平村", 300, 120, 4]
    assert page.status_code == 200


@pytest.mark.parametrize("period", ["1999-01-01", "x", "\x00"])
def test_a_period_that_is_none_shows_nothing(office, period):
    assert office.get("/village-checks/survey/", {"period": period}).status_code == 200


def test_the_survey_asks_as_many_queries_for_more_files(office, check, make_case, heping):
    before = queries(office, "/village-checks/survey/")
    make_case(heping)
    assert queries(office, "/village-checks/survey/") == before
