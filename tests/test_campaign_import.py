"""Sheets of activities and of materials as offices send them: all of it or nothing, once."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from campaigns import actions, sheets
from campaigns.models import Activity, CampaignImport, Material, PlanSlot
from campaigns.sheets import cells
from campaigns.synonyms import WORDS, plain
from jurisdiction.models import Export, Unit
from tests.test_activities import handed_out, record
from tests.test_lists import export_of

HEADERS = ("日期", "村（镇）", "形式", "主题", "人数", "人次", "宣传品")
LINES = ("日期", "村（镇）", "活动主题", "宣传品", "数量", "单位", "期限", "处数")
DAY = date(2026, 3, 5)


def workbook(*rows, headers=HEADERS, titles=("2026年宣传教育活动台账",)):
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


def row(theme="识毒防毒", *, day="2026-03-05", village="和平村", kind="讲座", people=40,
        attendances=None, materials=None):  # fmt: skip
    return day, village, kind, theme, people, attendances, materials


def plan_of(content, officer, kind="activities"):
    return sheets.plan_import(BytesIO(content), officer, kind)


def reasons(plan):
    return [{header: said for _letter, header, said in row.reasons} for row in plan.problems]


@pytest.fixture
def load(officer, heping, liushu):
    """load(content) writes a sheet as its preview showed it."""

    def confirm(content, *, kind="activities", by=officer, shown="", **options):
        plan = plan_of(content, by, kind)
        stored = actions.store_import(content=content, file_name="台账.xlsx", kind=kind, by=by)
        return actions.confirm_import(
            stored=stored, shown=shown or plan.digest(),
            plan_again=lambda: sheets.plan_import(BytesIO(content), by, kind, lock=True),
            without_problems=options.get("without_problems", False), by=by,
        )  # fmt: skip

    return confirm


# What a row is read as


def test_headers_in_any_order_below_a_title_with_their_usual_synonyms(officer, township, heping):
    school = Unit.objects.create(name="和平小学", kind="school", area=heping)
    content = workbook(
        ("是", "和平村", "学生、村干部", "2026年6月26日", "珍爱生命", "6·26", "宣传活动", "1,200人",
         "1,500人次", "2场", "和平小学", "县禁毒办", "300元"),
        headers=("有无领导参加", "所属村", "宣传对象", "活动时间", "活动名称", "活动节点",
                 "活动类型", "参加人数", "受教育人次", "场次(期)", "学校", "协办单位", "活动经费"),
    )  # fmt: skip
    [new] = plan_of(content, officer).new
    columns = new.columns
    assert (columns["area"], columns["unit"]) == (heping, school)
    assert (columns["happened_on"], columns["kind"]) == (date(2026, 6, 26), "publicity")
    assert (columns["people"], columns["attendances"], columns["sessions"]) == (1200, 1500, 2)
    assert (columns["occasion"], columns["is_leader_present"]) == ("anti_drug_day", True)
    assert (columns["audiences"], columns["cost"]) == (["youth", "cadres"], 300)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-05",
        "2026.3.5",
        "2026/3/5",
        "2026年3月5日",
        "20260305",
        DAY,
        46086,
        "２０２６年３月５日",
    ],
)
def test_days_are_read_as_offices_write_them(officer, heping, written):
    [new] = plan_of(workbook(row(day=written)), officer).new
    assert new.columns["happened_on"] == DAY


@pytest.mark.parametrize("written", ["2026年3月", "3月5日", "上旬", "2026-02-30", "2099-01-01"])
def test_what_is_no_day_is_asked_about_beside_its_column(officer, heping, written):
    [wrong] = plan_of(workbook(row(day=written)), officer).problems
    assert [(letter, header) for letter, header, _said in wrong.reasons] == [("A", "日期")]


@pytest.mark.parametrize(
    "written", ["和平村", "和平", "清溪镇和平村", "和平村委会", "539901101201"]
)
def test_a_village_is_known_by_its_name_or_code(officer, heping, written):
    [new] = plan_of(workbook(row(village=written)), officer).new
    assert new.columns["area"] == heping


@pytest.mark.parametrize("written", ["清溪镇", "539901101"])
def test_the_township_holds_activities_of_its_own(officer, township, heping, written):
    [new] = plan_of(workbook(row(village=written)), officer).new
    assert new.columns["area"] == township


def test_a_cadre_loads_the_own_village_only_and_need_not_name_it(heping_cadre, heping, liushu):
    content = workbook(row("一"), row("二", village=None), row("三", village="柳树村"),
                       row("四", village="清溪镇"))  # fmt: skip
    plan = plan_of(content, heping_cadre)
    assert [new.columns["area"] for new in plan.new] == [heping, heping]
    assert [list(said) for said in reasons(plan)] == [["村(镇)"], ["村(镇)"]]


def test_every_bad_row_says_its_column_and_what_to_do(officer, heping):
    content = workbook(
        row(kind="联欢会", people="很多"), row(people=40, attendances=12), row(people="300人次"),
        row(people=None), row(materials="气球30只"), row(materials="通告130"), row(theme=""),
        row(day=None),
    )  # fmt: skip
    with override("zh-hans"):
        plan = plan_of(content, officer)
    assert [list(said) for said in reasons(plan)] == [
        ["形式", "人数"], ["人次"], ["人数"], ["人数"], ["宣传品"], ["宣传品"], ["主题"], ["日期"],
    ]  # fmt: skip
    assert "班子会议、动员会" in reasons(plan)[0]["形式"]
    assert plan.new == []


@pytest.mark.parametrize("header", ["人数/人次", "人数（人次）", "参加人数(人次)"])
def test_one_column_for_people_and_attendances_is_refused(officer, heping, header):
    content = workbook(row(), headers=[header if h == "人数" else h for h in HEADERS])
    with pytest.raises(Exception, match="人数"):
        plan_of(content, officer)


@pytest.mark.parametrize(
    "said, line",
    [
        ("通告130份30处", {"kind": "notice", "quantity": "130", "unit": "copy", "places": "30"}),
        ("张贴通告130份，张贴于30处", {"kind": "notice", "quantity": "130", "unit": "copy",
                                "places": "30"}),
        ("永久性标语60条", {"kind": "slogan", "lasting": "permanent", "quantity": "60",
                       "unit": "strip"}),
        ("刷写固定标语60条", {"kind": "slogan", "lasting": "permanent", "quantity": "60",
                        "unit": "strip"}),
        ("临时标语：300条", {"kind": "slogan", "lasting": "temporary", "quantity": "300",
                       "unit": "strip"}),
        ("宣传栏4个、14期", {"kind": "board", "quantity": "4", "unit": "piece", "issues": "14"}),
        ("１，２００份宣传单", {"kind": "leaflet", "quantity": "1200", "unit": "copy"}),
        ("宣传单（册） 600 份 260户", {"kind": "leaflet", "quantity": "600", "unit": "copy",
                                "households": "260"}),
    ],
)  # fmt: skip
def test_a_cell_says_each_material_with_its_unit(said, line):
    [found] = cells.read_materials(said, said)
    assert {name: value for name, value in found.items() if value} == line


@pytest.mark.parametrize(
    "said", ["标语", "标语若干", "300", "标语300", "300条", "标语300条横幅", "礼品3袋"]
)
def test_a_material_without_name_quantity_or_unit_is_no_guess(said):
    with pytest.raises(cells.Unclear):
        cells.read_materials(said, said)


@pytest.mark.parametrize("choices", WORDS, ids=lambda choices: choices.__name__)
def test_no_word_means_two_things_and_every_value_has_one(choices):
    assert set(WORDS[choices]) == set(choices)
    said = [plain(word) for words in WORDS[choices].values() for word in words.split()]
    assert sorted(said) == sorted(set(said))


# What loading does


def test_activities_and_their_materials_are_written_once(load, officer, heping):
    content = workbook(
        row("一", people=40, attendances=80, materials="宣传单600份260户；横幅2幅"),
        row("二", village="柳树村", kind="入户宣传"),
    )
    assert load(content).new_count == 2
    first = Activity.objects.get(theme="一")
    assert (first.area, first.recorded_by, first.people, first.attendances) == (
        heping, officer, 40, 80,
    )  # fmt: skip
    assert [(m.kind, m.quantity, m.unit, m.households) for m in first.materials.all()] == [
        ("leaflet", 600, "copy", 260), ("banner", 2, "banner", 0),
    ]  # fmt: skip
    again = load(content)
    assert (again.new_count, again.unchanged_count) == (0, 2)
    assert Activity.objects.count() == 2


def test_what_is_loaded_closes_what_was_planned(load, officer, heping):
    actions.set_up_plan(villages=[heping], year=2026, by=officer)
    load(workbook(row(kind="村级会议", people=20), row(kind="集中宣传", day="2026-05-02")))
    done = heping_slots(heping)
    assert done == {("meeting", 1), ("campaign", 4)}


def heping_slots(village):
    slots = PlanSlot.objects.done().filter(area=village)
    return {(slot.item, slot.opens_on.month) for slot in slots}


def test_with_problems_present_nothing_is_written_until_they_are_left_out(load):
    content = workbook(row("一"), row("二", village="火星村"))
    with pytest.raises(actions.HasProblems):
        load(content)
    assert not Activity.objects.exists()
    assert load(content, without_problems=True).new_count == 1


def test_a_second_confirmation_writes_nothing(load, officer):
    stored = load(workbook(row()))
    again = actions.confirm_import(
        stored=stored, shown="", plan_again=None, without_problems=False, by=officer
    )
    assert (again.new_count, Activity.objects.count()) == (1, 1)


def test_records_changed_since_the_preview_refuse_the_confirmation(load, officer, heping):
    content = workbook(row("一"), row("二"))
    shown = plan_of(content, officer).digest()
    record(heping, officer, theme="一", people=40)
    with pytest.raises(actions.PlanChanged):
        load(content, shown=shown)
    assert Activity.objects.count() == 1


def test_an_error_in_the_middle_leaves_nothing_half_written(load, monkeypatch):
    monkeypatch.setattr(actions, "settle_plan", lambda activities: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(workbook(row(materials="横幅2幅")))
    assert not Activity.objects.exists()
    assert not Material.objects.exists()
    assert CampaignImport.objects.get().confirmed_at is None


def test_the_same_activity_twice_in_one_sheet_is_a_problem_of_the_second_row(officer, heping):
    plan = plan_of(workbook(row(), row()), officer)
    assert len(plan.new) == 1
    assert reasons(plan) == [{"主题": "This stands in row 3 already. Leave one of the two."}]


def test_what_is_recorded_with_other_figures_is_named_and_never_overwritten(load, officer, heping):
    made = record(heping, officer, people=50, attendances=50,
                  materials=[handed_out("notice", 130, "copy", places=30)])  # fmt: skip
    content = workbook(row(people=40, materials="通告130张30处"))
    [wrong] = plan_of(content, officer).problems
    assert wrong.activity == made
    said = {header: reason for _letter, header, reason in wrong.reasons}
    assert said.keys() == {"人数", "宣传品"}
    assert "50" in said["人数"]
    assert "通告130份30处" in said["宣传品"]
    load(content, without_problems=True)
    made.refresh_from_db()
    assert (made.people, made.version) == (50, 1)


def test_a_withdrawn_record_may_be_loaded_anew_and_a_row_that_says_so_is_not(load, officer, heping):
    wrong = record(heping, officer, people=40)
    actions.withdraw_activity(activity=wrong, reason="录错", by=officer)
    content = workbook((*row(), "是"), headers=(*HEADERS, "已撤回"))
    assert load(content).unchanged_count == 1
    assert load(workbook(row())).new_count == 1
    assert Activity.objects.standing().count() == 1


def test_an_exported_list_loads_again_without_a_change(
    load, officer, township, heping, liushu, signed_in
):
    school = Unit.objects.create(name="和平小学", kind="school", area=heping)
    record(heping, officer, theme="=公式", kind="publicity", happened_on=date(2026, 6, 26),
           occasion="anti_drug_day", unit=school, place="赶集场口", organiser="村委会",
           partners="派出所、卫生院", is_leader_present=True, audiences=["youth", "migrants"],
           sessions=2, people=40, attendances=80, content="第一行\n第二行", cost="1234.50",
           materials=[handed_out("board", 4, "piece", issues=14),
                      handed_out("slogan", 60, "strip", lasting="permanent"),
                      handed_out("leaflet", 600, "copy", households=260)])  # fmt: skip
    record(township, officer, kind="leadership_meeting")
    for _ in range(2):
        record(liushu, officer)  # held twice on one day
    actions.withdraw_activity(activity=record(liushu, officer, theme="错"), reason="错", by=officer)
    content = export_of(signed_in(officer), "/activities/export/").content
    plan = plan_of(content, officer)
    assert [(r.kind, r.reasons) for r in plan.proposals] == [("unchanged", [])] * 5
    Activity.objects.update(theme="从前", happened_on=date(2025, 1, 1))
    assert load(content, without_problems=True).new_count == 3
    fresh = Activity.objects.get(theme="=公式")
    assert (fresh.content, fresh.unit, str(fresh.cost)) == ("第一行\n第二行", school, "1234.50")
    assert fresh.materials.count() == 3


def test_planning_takes_as_many_queries_for_three_rows_as_for_one(officer, heping, liushu):
    def count(*rows):
        with CaptureQueriesContext(connection) as seen:
            plan = plan_of(workbook(*rows), officer)
        assert plan.problems == []
        return len(seen)

    record(heping, officer, theme="一", people=40)
    count(row("一"))  # the officer's postings are asked for once
    one = count(row("一"))
    assert count(row("一"), row("二", village="柳树村"), row("三")) == one


# Materials on their own sheet


def lines(*rows):
    return workbook(*rows, headers=LINES, titles=("宣传品台账",))


def test_materials_hang_on_the_activity_at_which_they_were_handed_out(load, officer, heping):
    made = record(heping, officer, theme="集中宣传", kind="publicity")
    content = lines(
        (DAY, "和平村", "集中宣传", "通告", 130, "份", None, 30),
        (None, None, None, "永久性标语", "60条", None, None, None),
        (None, None, None, "标语", 300, "条", "临时", None),
        (None, None, None, "挂图", 30, "张", None, None),
    )
    assert load(content, kind="materials").new_count == 4
    told = made.materials.values_list("kind", "lasting", "quantity", "unit", "places")
    assert list(told) == [
        ("notice", "", 130, "copy", 30), ("slogan", "permanent", 60, "strip", 0),
        ("slogan", "temporary", 300, "strip", 0), ("wall_chart", "", 30, "sheet", 0),
    ]  # fmt: skip
    made.refresh_from_db()
    assert made.version == 2
    again = load(content, kind="materials")
    assert (again.new_count, again.unchanged_count, made.materials.count()) == (0, 4, 4)


def test_what_no_activity_explains_is_a_problem_of_its_row(officer, heping, liushu):
    record(heping, officer, theme="一")
    record(heping, officer, theme="二", materials=[handed_out("notice", 130, "copy")])
    content = lines(
        (DAY, "和平村", None, "通告", 10, "份", None, None),
        (DAY, "和平村", "三", "通告", 10, "份", None, None),
        (DAY, "柳树村", None, "通告", 10, "份", None, None),
        (DAY, "和平村", "二", "通告", 10, "份", None, None),
        (DAY, "和平村", "二", "通告", 10, "张", None, None),
        (DAY, "和平村", "一", "通告", 10, None, None, None),
        (DAY, "和平村", "一", "临时标语", 10, "条", "永久", None),
        (DAY, "和平村", "一", "横幅", "10条", "幅", None, None),
    )
    plan = plan_of(content, officer, "materials")
    assert [list(said) for said in reasons(plan)] == [
        ["活动主题"], ["活动主题"], ["日期"], ["数量"], ["单位"], ["期限"], ["单位"],
    ]  # fmt: skip
    [new] = plan.new
    assert (new.columns["quantity"], new.columns["unit"]) == (10, "sheet")


def test_a_cadre_adds_nothing_to_what_the_office_entered(heping_cadre, officer, heping):
    record(heping, officer, theme="镇上来的")
    own = record(heping, heping_cadre, theme="村里的")
    content = lines(
        (DAY, None, "镇上来的", "横幅", 1, "幅", None, None),
        (DAY, None, "村里的", "横幅", 1, "幅", None, None),
    )
    plan = plan_of(content, heping_cadre, "materials")
    assert [new.activity for new in plan.new] == [own]
    assert [list(said) for said in reasons(plan)] == [["活动主题"]]


def test_an_activity_takes_no_more_materials_than_its_page_shows(officer, heping):
    record(heping, officer, materials=[handed_out("notice", n, "copy") for n in range(1, 12)])
    content = lines(
        (DAY, "和平村", None, "横幅", 1, "幅", None, None),
        (DAY, "和平村", None, "挂图", 1, "张", None, None),
    )
    plan = plan_of(content, officer, "materials")
    assert (len(plan.new), [list(said) for said in reasons(plan)]) == (1, [["活动主题"]])


# The pages


@pytest.fixture
def office(officer, heping, liushu, signed_in):
    return signed_in(officer)


def sent(content, kind="activities", name="台账.xlsx"):
    return {"kind": kind, "file": SimpleUploadedFile(name, content)}


def test_from_the_upload_by_the_preview_to_the_list(office):
    answer = office.post("/activities/import/", sent(workbook(row("一"), row("二", people="多"))))
    preview = office.get(answer.url)
    assert [(name, n) for name, _label, n in preview.context["tabs"]] == [
        ("new", 1), ("unchanged", 0), ("problem", 1),
    ]  # fmt: skip
    assert preview.context["kind"] == "problem"
    digest = {"digest": preview.context["digest"]}
    refused = office.post(f"{answer.url}confirm/", digest, follow=True)
    assert "Nothing was written" in refused.content.decode()
    done = office.post(f"{answer.url}confirm/", digest | {"without_problems": "on"}, follow=True)
    assert done.context["stored"].new_count == 1
    assert [a.theme for a in office.get("/activities/").context["rows"]] == ["一"]
    assert CampaignImport.objects.get().content_sealed is None


def test_problem_rows_come_back_as_a_sheet_with_chinese_reasons(office):
    answer = office.post("/activities/import/", sent(workbook(row("一"), row("二", people="多"))))
    sheet = load_workbook(BytesIO(export_of(office, f"{answer.url}problems/").content)).active
    assert [cell.value for cell in sheet[5]][:4] == [
        4, "E 人数：“多”不是整数。", "2026-03-05", "和平村",
    ]  # fmt: skip
    assert Export.objects.get().name == "有问题的行"


def test_only_the_uploader_sees_the_preview(office, signed_in, heping_cadre):
    answer = office.post("/activities/import/", sent(workbook(row())))
    for page in ("", "problems/"):
        assert signed_in(heping_cadre).get(answer.url + page).status_code == 404
    assert signed_in(heping_cadre).post(f"{answer.url}confirm/").status_code == 404


def test_a_sheet_that_nobody_confirms_is_erased_after_a_day(office):
    answer = office.post("/activities/import/", sent(workbook(row())))
    late = timezone.now() - timedelta(days=1, minutes=1)
    CampaignImport.objects.update(uploaded_at=late)
    assert office.get(answer.url).url == "/activities/import/"
    assert office.post(f"{answer.url}confirm/").url == "/activities/import/"
    office.post("/activities/import/", sent(workbook(row())))
    assert CampaignImport.objects.filter(content_sealed__isnull=True).count() == 1


@pytest.mark.parametrize("kind", ["activities", "materials"])
def test_the_empty_sheet_is_filled_in_and_loaded(office, officer, heping, kind):
    record(heping, officer, theme="集中宣传", people=0)
    book = load_workbook(BytesIO(office.get(f"/activities/import/template/{kind}/").content))
    sheet = book.active
    headers = [cell.value for cell in list(sheet.rows)[-1]]
    filled = {"日期": DAY, "村（镇）": "和平村", "形式": "讲座", "主题": "新", "人数": 9,
              "活动主题": "集中宣传", "宣传品": "横幅", "数量": 2, "单位": "幅"}  # fmt: skip
    if kind == "activities":
        filled["宣传品"] = "横幅2幅"
    sheet.append([filled.get(header) for header in headers])
    file = BytesIO()
    book.save(file)
    plan = plan_of(file.getvalue(), officer, kind)
    assert (len(plan.new), plan.problems, plan.ignored) == (1, [], [])


def test_another_template_than_the_two_does_not_exist(office):
    assert office.get("/activities/import/template/persons/").status_code == 404


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "empty"),
        (b"not a workbook", "not an Excel workbook"),
        (workbook(row(), headers=("甲", "乙", "丙", "丁", "戊", "己", "庚")), "No header row"),
        (workbook(("2026-03-05", "和平村"), headers=("日期", "村")), "columns are missing"),
    ],
)
def test_a_file_that_is_no_such_list_says_what_to_do(office, content, told):
    answer = office.post("/activities/import/", sent(content))
    assert told in answer.context["form"].errors["file"][0]
    assert not CampaignImport.objects.exists()


def test_two_thousand_rows_are_the_most(office):
    answer = office.post("/activities/import/", sent(workbook(*[row()] * 2_001)))
    assert "at most 2000 rows" in answer.context["form"].errors["file"][0]
