"""The township's work summary: its facts, typed or loaded, come out as its totals everywhere."""

from datetime import date
from io import BytesIO

import pytest

from campaigns import actions, sheets
from campaigns.models import Activity, Material
from tests.test_activities import handed_out, record
from tests.test_campaign_import import workbook
from tests.test_lists import exported
from township.demonstration.summary import YEAR, tell_summary

SESSIONS = {
    "leadership_meeting": 3, "mobilisation_meeting": 1, "publicity": 1, "training_class": 14,
    "business_class": 1, "lecture": 2, "lesson": 12, "essay": 1, "speech": 1, "hand_poster": 1,
}  # fmt: skip
# Kind and lasting, unit, quantity, issues, places.
MATERIALS = [
    ("wall_chart", "", "sheet", 30, 0, 0), ("notice", "", "copy", 130, 0, 30),
    ("slogan", "permanent", "strip", 60, 0, 0), ("slogan", "temporary", "strip", 300, 0, 0),
    ("board", "", "piece", 4, 14, 0),
]  # fmt: skip
SHEET = [
    ("班子会议", 3, "场(期)"), ("动员会", 1, "场(期)"), ("集中宣传", 1, "场(期)"),
    ("法制培训班", 14, "场(期)"), ("个体私营业主培训班", 1, "场(期)"), ("讲座", 2, "场(期)"),
    ("课堂教育", 12, "场(期)"), ("征文比赛", 1, "场(期)"), ("演讲比赛", 1, "场(期)"),
    ("手抄报比赛", 1, "场(期)"), ("挂图", 30, "张", 0, 0), ("通告", 130, "份", 0, 30),
    ("永久性标语", 60, "条", 0, 0), ("临时标语", 300, "条", 0, 0), ("宣传栏", 4, "个", 14, 0),
]  # fmt: skip


# The office's own two sheets, as it keeps them.
KINDS = {
    "leadership_meeting": "班子会议", "mobilisation_meeting": "动员大会",
    "training_class": "培训班",
    "business_class": "个体工商户培训班", "lecture": "法制讲座", "publicity": "宣传活动",
    "essay": "征文", "speech": "演讲", "hand_poster": "手抄报", "lesson": "禁毒课",
}  # fmt: skip
AUDIENCES = {
    "cadres": "党政干部", "drug_related": "涉毒人员", "business_owners": "个体户", "youth": "学生",
    "villagers": "群众",
}  # fmt: skip
ACTIVITIES = (
    "序号",
    "活动时间",
    "村（镇）",
    "活动类型",
    "活动主题",
    "期数",
    "参加人数",
    "受教育人次",
    "宣传对象",
)
MATERIALS_SHEET = (
    ("清溪镇", "大规模集中宣传", "挂图", 30, "张", None, None, None),
    (None, None, "通告", "130份", None, None, None, 30),
    (None, None, "标语", 300, "条", "临时", None, None),
    (None, None, "永久性标语", 60, "条", None, None, None),
    (None, None, "宣传栏", 4, "个", None, 14, None),
)  # fmt: skip


def type_in(township, officer):
    for year in (2025, 2026):
        tell_summary(area=township, by=officer, year=year, until=date(2026, 12, 31))


def load_sheets(township, officer):
    rows = [
        (n, f"{year}年{month}月{8 + n}日", "清溪镇", KINDS[kind], theme, sessions, people, people,
         AUDIENCES[audience])
        for year in (2025, 2026)
        for n, (month, kind, sessions, people, audience, theme) in enumerate(YEAR)
    ]  # fmt: skip
    load(workbook(*rows, headers=ACTIVITIES), "activities", officer)
    for year in (2025, 2026):
        first, *others = MATERIALS_SHEET
        lines = [(f"{year}.6.15", *first), *((None, *line) for line in others)]
        headers = ("时间", "村", "活动名称", "品名", "数量", "单位", "期限", "期数", "张贴处数")
        load(workbook(*lines, headers=headers), "materials", officer)


def load(content, kind, by):
    def plan_again():
        return sheets.plan_import(BytesIO(content), by, kind)

    plan = plan_again()
    assert [row.reasons for row in plan.problems] == []
    stored = actions.store_import(content=content, file_name="台账.xlsx", kind=kind,
                                  by=by)  # fmt: skip
    actions.confirm_import(
        stored=stored, shown=plan.digest(), plan_again=plan_again, without_problems=False, by=by
    )


@pytest.fixture(params=[type_in, load_sheets], ids=["typed", "loaded"])
def told(request, township, heping, officer):
    """Two years of the township, and beside them a village's own event and a withdrawn one."""
    request.param(township, officer)
    record(heping, officer, materials=[handed_out("wall_chart", 7, "sheet")])
    wrong = record(township, officer, materials=[handed_out("wall_chart", 5, "sheet")])
    actions.withdraw_activity(activity=wrong, reason="录错", by=officer)


@pytest.fixture
def one_year(told, township):
    return f"?area={township.pk}&date_from=2026-01-01&date_to=2026-12-31"


def test_the_page_shows_exactly_the_totals_of_the_summary(one_year, officer, signed_in):
    page = signed_in(officer).get("/activities/figures/" + one_year)
    assert {row.kind: row.sessions for row, _label, _link in page.context["kinds"]} == SESSIONS
    rows = [row for row, *_rest in page.context["materials"]]
    assert [(m.kind, m.lasting, m.unit, m.quantity, m.issues, m.places) for m in rows] == MATERIALS


def test_the_sheet_shows_exactly_the_totals_of_the_summary(one_year, officer, signed_in):
    _told, rows = exported(signed_in(officer), "/activities/figures/export/" + one_year)
    shown = [tuple(row[1:6]) for row in rows]
    assert [line[: len(row)] for line, row in zip(shown, SHEET, strict=True)] == SHEET


def test_the_api_tells_exactly_the_totals_of_the_summary(one_year, officer, signed_in):
    figures = signed_in(officer).get("/api/v1/activities/figures/" + one_year).json()
    assert {row["kind"]: row["sessions"] for row in figures["kinds"]} == SESSIONS
    columns = ("kind", "lasting", "unit", "quantity", "issues", "places")
    rows = [tuple(row[column] for column in columns) for row in figures["materials"]]
    assert rows == MATERIALS


def test_two_years_held_28_training_classes(told, township, officer, signed_in):
    client, query = signed_in(officer), f"?area={township.pk}"
    page = client.get("/activities/figures/" + query)
    shown = {row.kind: row.sessions for row, _label, _link in page.context["kinds"]}
    _told, lines = exported(client, "/activities/figures/export/" + query)
    figures = client.get("/api/v1/activities/figures/" + query).json()
    answered = {row["kind"]: row["sessions"] for row in figures["kinds"]}
    assert shown["training_class"] == answered["training_class"] == 28
    assert [line[2] for line in lines if line[1] == "法制培训班"] == [28]


def test_a_year_told_twice_stands_once_and_the_future_is_not_told(township, officer):
    for _ in range(2):
        tell_summary(area=township, by=officer, year=2026, until=date(2026, 5, 31))
    assert Activity.objects.count() == 7


def test_every_figure_leads_to_the_activities_that_it_counts(told, officer, signed_in):
    client = signed_in(officer)
    page = client.get("/activities/figures/")
    for row, _label, link in page.context["kinds"]:
        shown = client.get(link).context["rows"]
        assert sum(activity.sessions for activity in shown if not activity.is_withdrawn) == (
            row.sessions
        )
    for row, _label, _unit, link in page.context["materials"]:
        shown = [a.pk for a in client.get(link).context["rows"] if not a.is_withdrawn]
        lines = Material.objects.filter(activity__in=shown, kind=row.kind, unit=row.unit,
                                        lasting=row.lasting)  # fmt: skip
        assert sum(line.quantity for line in lines) == row.quantity
