"""The township's work summary: its facts, told as records, come out as its totals everywhere."""

from datetime import date

import pytest

from campaigns import actions
from campaigns.models import Activity, Material
from tests.test_activities import handed_out, record
from tests.test_lists import exported
from township.demonstration.summary import tell_summary

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


@pytest.fixture
def told(township, heping, officer):
    """Two years of the township, and beside them a village's own event and a withdrawn one."""
    for year in (2025, 2026):
        tell_summary(area=township, by=officer, year=year, until=date(2026, 12, 31))
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


def test_two_years_held_28_training_classes(told, township, officer, signed_in):
    page = signed_in(officer).get(f"/activities/figures/?area={township.pk}")
    found = {row.kind: row.sessions for row, _label, _link in page.context["kinds"]}
    assert found["training_class"] == 28


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
