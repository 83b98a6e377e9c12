"""The assessment of risk (form F10): a scale proposes, a person decides, the plan follows."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import risk, schedule
from casefiles.models import DueSlot, RiskAssessment, RiskStandard
from casefiles.models.risk import standard_of
from casefiles.risk import Factor, Scale
from casefiles.terms import RiskLevel, SlotKind
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)
SCALE = Scale(20, 50, {"high": 3, "medium": 6, "low": 12})


# The rule


@pytest.mark.parametrize(
    ("points", "level"), [(0, "low"), (19, "low"), (20, "medium"), (49, "medium"), (50, "high")]
)
def test_a_level_begins_with_its_points(points, level):
    assert risk.level_of([Factor(points)], SCALE) == level


def test_one_trigger_makes_the_level_high_whatever_the_points():
    assert risk.level_of([Factor(0, is_trigger=True)], SCALE) == RiskLevel.HIGH
    assert risk.score([Factor(0, is_trigger=True), Factor(15)]) == 15


@pytest.mark.parametrize(
    ("level", "day"),
    [("high", date(2026, 5, 31)), ("medium", date(2026, 8, 28)), ("low", date(2027, 2, 28))],
)
def test_who_is_at_higher_risk_is_assessed_anew_sooner(level, day):
    assert risk.next_on(date(2026, 2, 28), level, SCALE) == schedule.add_months(
        date(2026, 2, 28), SCALE.months[level]
    )
    assert risk.next_on(date(2026, 2, 28), level, SCALE) <= day


@given(st.lists(st.builds(Factor, st.integers(0, 100))), st.integers(0, 100))
def test_one_factor_more_never_lowers_the_level(factors, points):
    order = [RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH]
    before, after = (
        order.index(risk.level_of(ticked, SCALE))
        for ticked in (factors, [*factors, Factor(points)])
    )
    assert after >= before


# Assessing


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明")


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


@pytest.fixture
def scale(case):
    return standard_of(case.village_id)


def factor(scale, words):
    return next(f for f in scale.factors.all() if words in f.label)


@pytest.fixture
def page(scale):
    return {
        "key": str(uuid.uuid4()), "standard": scale.pk, "assessed_on": str(TODAY),
        "points": [factor(scale, "戒断不满一年").pk, factor(scale, "与吸毒人员来往").pk],
        "assessor": "郑安", "reviewer": "梁镇", "level": "", "reason": "",
    }  # fmt: skip


def assess(office, case, page, **more):
    return office.post(f"/files/{case.pk}/risk/new/", page | more)


def test_an_assessment_keeps_points_levels_and_the_next_day(case, office, page):
    assert assess(office, case, page).status_code == 302
    made = RiskAssessment.objects.get()
    assert (made.score, made.computed_level, made.level, made.last_level) == (
        35, "medium", "medium", "unrated",
    )  # fmt: skip
    assert made.next_on == schedule.add_months(TODAY, 6)
    case.refresh_from_db()
    assert case.risk_level == RiskLevel.MEDIUM


def test_it_is_made_once_however_often_the_form_is_sent(case, office, page):
    answers = [assess(office, case, page).status_code for _ in range(2)]
    assert (answers, RiskAssessment.objects.count()) == ([302, 302], 1)
    again = assess(office, case, page, reviewer="另一人")
    assert again.status_code == 409


def test_another_level_than_the_reckoned_one_needs_a_reason(case, office, page):
    silent = assess(office, case, page, level="high")
    assert list(silent.context["form"].errors) == ["reason"]
    assert assess(office, case, page, level="high", reason="近期情绪波动").status_code == 302
    made = RiskAssessment.objects.get()
    assert (made.computed_level, made.level, made.differs) == ("medium", "high", True)
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskAssessment.objects.create(
            case=case, standard=made.standard, assessed_on=TODAY, score=0, computed_level="low",
            last_level="low", level="high", assessor="甲", reviewer="乙", next_on=TODAY + DAY,
            recorded_by=made.recorded_by, idempotency_key=uuid.uuid4(),
        )  # fmt: skip


def test_whoever_assessed_does_not_review(case, office, page):
    answer = assess(office, case, page, reviewer="郑安")
    assert list(answer.context["form"].errors) == ["reviewer"]


@pytest.mark.parametrize("days", [0, -1, 400])
def test_the_next_time_is_neither_before_this_one_nor_later_than_the_scale(
    case, office, page, days
):
    answer = assess(office, case, page, next_on=str(TODAY + days * DAY))
    assert list(answer.context["form"].errors) == ["next_on"]


def test_a_higher_level_opens_what_its_schedule_asks_for_today(case, office, page):
    before = set(DueSlot.objects.filter(case=case).values_list("pk", flat=True))
    assess(office, case, page, level="high", reason="近期情绪波动")
    new = DueSlot.objects.filter(case=case).exclude(pk__in=before)
    every = set(DueSlot.objects.filter(case=case).values_list("kind", "every"))
    assert (SlotKind.TEST, "month") in every
    assert new.exists()


def test_earlier_assessments_stay_and_the_file_tells_the_last_first(case, office, page):
    assess(office, case, page, assessed_on=str(TODAY - 9 * DAY))
    assess(office, case, page, key=str(uuid.uuid4()), points=[])
    told = list(case.riskassessments.values_list("level", "last_level"))
    assert told == [("low", "medium"), ("medium", "unrated")]


def test_what_was_ticked_lies_sealed_and_only_office_and_police_read_it(
    case, office, page, officer, police, heping_cadre, signed_in
):
    assess(office, case, page)
    made = RiskAssessment.objects.get()
    event = RiskAssessment.pgh_event_model.objects.get()
    for row in (made, event):
        assert "与吸毒人员来往".encode() not in bytes(row.factors_sealed)
    shown = {
        who.username: "与吸毒人员来往"
        in signed_in(who).get(made.get_absolute_url()).content.decode()
        for who in (officer, police, heping_cadre)
    }
    assert shown == {"officer": True, "police": True, "heping": False}


# The office's scale


def scaled(scale, version=0, **more):
    data = {name: getattr(scale, name) for name in RiskStandard.CONTENT} | {"version": version}
    for n, (label, points, is_trigger) in enumerate(scale.factor_columns()):
        data |= {f"label_{n}": label, f"points_{n}": points}
        data |= {f"trigger_{n}": "on"} if is_trigger else {}
    return data | more


def test_an_office_writes_its_own_scale_and_the_houses_stays_for_the_others(
    case, scale, office, township, other_village
):
    n = len(scale.factor_columns())
    typed = scaled(scale, high_from=40, **{f"label_{n}": "独居", f"points_{n}": 5})
    assert office.post("/risk/scale/edit/", typed).status_code == 302
    own = standard_of(case.village_id)
    assert (own.area, own.version, own.high_from) == (township, 1, 40)
    assert "独居" in {f.label for f in own.factors.all()}
    assert standard_of(other_village.code) == scale


def test_an_emptied_line_falls_away_and_the_same_again_changes_nothing(case, scale, office):
    for _ in range(2):
        office.post("/risk/scale/edit/", scaled(scale, label_0=""))
    assert RiskStandard.objects.exclude(area=None).count() == 1
    own = standard_of(case.village_id)
    assert len(own.factor_columns()) == len(scale.factor_columns()) - 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"high_from": 20}, "high_from"),
        ({"points_0": 5}, "points_0"),
        ({"label_1": "拒绝接受社区戒毒（康复）"}, "label_1"),
    ],
)
def test_a_scale_that_contradicts_itself_is_refused(case, scale, office, more, field):
    answer = office.post("/risk/scale/edit/", scaled(scale, **more))
    assert field in answer.context["form"].errors


def test_a_scale_changed_by_somebody_else_shows_both_texts(case, scale, office):
    office.post("/risk/scale/edit/", scaled(scale, high_from=40))
    answer = office.post("/risk/scale/edit/", scaled(scale, high_from=60))
    assert answer.status_code == 409
    assert "Now stored: 40" in answer.content.decode()


def test_an_assessment_drawn_by_an_older_scale_is_not_made(case, scale, office, page):
    office.post("/risk/scale/edit/", scaled(scale, high_from=40))
    answer = assess(office, case, page)
    assert (answer.status_code, RiskAssessment.objects.count()) in [(200, 0), (409, 0)]


# The list


def test_the_list_is_narrowed_to_what_waits(case, office, page, heping, make_case, officer):
    never = make_case(heping)
    long_ago = str(TODAY - 200 * DAY)
    assess(office, case, page, level="high", reason="近期情绪波动", assessed_on=long_ago)

    def found(**query):
        return {row["case"] for row in office.get("/risk/", query).context["rows"]}

    assert found() == {case, never}
    assert found(work="never") == {never}
    assert found(work="overdue") == found(work="differs") == found(risk_level="high") == {case}
    assert found(q="zwm") == {case}
    told = [address for _s, address in office.get("/waiting/").context["questions"]]
    assert "/risk/?work=overdue" in told


def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(
    case, office, page, heping, make_case
):
    assess(office, case, page)
    one = queries(office, "/risk/")
    for _ in range(2):
        assess(office, make_case(heping), page, key=str(uuid.uuid4()))
    assert queries(office, "/risk/") == one


def test_the_list_leaves_as_a_sheet_without_any_factor(case, office, page):
    assess(office, case, page)
    sheet = sheet_of(export_of(office, "/risk/export/"))
    text = "\n".join(str(line) for line in sheet.values)
    assert ("风险评估清单" in text, "中风险" in text) == (True, True)
    assert "与吸毒人员来往" not in text


def test_form_f10_is_printed_in_chinese_with_its_boxes(case, office, page):
    assess(office, case, page)
    made = RiskAssessment.objects.get()
    shown = office.get(f"/risk/{made.pk}/print/").content.decode()
    for words in ("风险评估表", "评估人", "复核人", "下次评估期限", "戒断不满一年"):
        assert words in shown
