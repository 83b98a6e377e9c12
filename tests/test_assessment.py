"""The annual assessment: points by hand, bonus, veto, freezing and reopening."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from casefiles.models import CaseFile, DueSlot
from responsibility import actions, indicators
from responsibility.models import Bonus, FrozenMeasure, Item, ManualScore

TODAY = date(2027, 1, 5)


@pytest.fixture
def standard(township, heping, liushu, officer):
    return actions.set_up_standard(township=township, year=2026, by=officer)


@pytest.fixture
def enter(standard, officer):
    def enter(village, code, points, *, version=0, reason="已核实"):
        return actions.enter_score(
            item=Item.objects.get(section__standard=standard, code=code),
            village=village,
            version=version,
            points=points,
            is_not_applicable=points is None,
            reason=reason,
            by=officer,
        )

    return enter


@pytest.fixture
def enter_all(standard, enter):
    def enter_all(*villages, **points):
        for village in villages:
            for item in Item.objects.filter(section__standard=standard, computation="manual"):
                enter(village, item.code, points.get(item.code, item.points))

    return enter_all


def assessed(standard):
    standard.refresh_from_db()
    villages = indicators.assessed_villages(standard=standard, today=TODAY)
    return indicators.assess(standard=standard, villages=villages, today=TODAY)


def totals(standard):
    return {
        sheet.name: (sheet.reckoning.total, sheet.reckoning.grade)
        for sheet in assessed(standard).sheets
    }


def freeze(standard, officer):
    return actions.freeze_standard(standard=standard, today=TODAY, by=officer)


def test_villages_stand_in_the_order_of_their_codes(standard):
    assert [sheet.name for sheet in assessed(standard).sheets] == ["和平村", "柳树村"]


def test_a_village_without_persons_has_its_points_spread_over_the_rest(standard, enter_all, heping):
    enter_all(heping, C3=None, C6=None)
    reckoning = assessed(standard).sheets[0].reckoning
    assert (reckoning.total, reckoning.grade) == (100, "excellent")
    assert {s.code: s.full == 0 for s in reckoning.sections}["C"] is True


def test_no_grade_before_every_item_is_entered(standard, enter, heping):
    enter(heping, "A1", Decimal("3"))
    sheet = assessed(standard).sheets[0]
    assert (sheet.reckoning.grade, sheet.reckoning.is_final) == (None, False)


def test_points_outside_the_item_are_refused(standard, enter, heping):
    with pytest.raises(ValueError, match="item A1"):
        enter(heping, "A1", Decimal("3.5"))
    with pytest.raises(ValueError, match="item C4"):
        enter(heping, "C4", Decimal("3"))


def test_the_same_entry_again_changes_nothing_and_a_stale_one_is_refused(enter, heping):
    first = enter(heping, "A1", Decimal("3"))
    assert enter(heping, "A1", Decimal("3")).version == first.version
    enter(heping, "A1", Decimal("2"), version=1)
    with pytest.raises(actions.Stale):
        enter(heping, "A1", Decimal("1"), version=1)
    assert ManualScore.objects.get().points == 2


def test_a_veto_forces_the_lowest_grade_and_the_score_stays(standard, enter_all, heping, officer):
    enter_all(heping, C3=None, C6=None, A2=Decimal("1"))
    actions.revise_standard(
        standard=standard,
        version=standard.version,
        items={},
        grades={},
        is_veto_enabled=True,
        veto_document_no="清政发〔2026〕3号",
        by=officer,
    )
    veto = actions.record_veto(
        standard=standard,
        village=heping,
        key=uuid4(),
        veto_case=standard.veto_cases.first(),
        fact="外部查获种植",
        evidence="通报",
        document_no="清委〔2026〕9号",
        decided_on=date(2026, 8, 1),
        by=officer,
    )
    total, grade = totals(standard)["和平村"]
    assert (total > 90, grade) == (True, "unqualified")
    actions.withdraw(row=veto, reason="查证不实", by=officer)
    assert totals(standard)["和平村"] == (total, "excellent")


def test_a_veto_is_off_by_default(standard, heping, officer):
    with pytest.raises(actions.VetoNotInForce):
        actions.record_veto(
            standard=standard,
            village=heping,
            key=uuid4(),
            veto_case=standard.veto_cases.first(),
            fact="甲",
            evidence="乙",
            document_no="丙",
            decided_on=date(2026, 8, 1),
            by=officer,
        )


def test_a_bonus_form_sent_twice_grants_once(standard, heping, officer):
    content = {
        "standard": standard,
        "village": heping,
        "key": uuid4(),
        "kind": "media",
        "points": Decimal("1"),
        "reason": "县电视台报道",
        "document_no": "",
        "by": officer,
    }
    assert actions.grant_bonus(**content) == actions.grant_bonus(**content)
    assert Bonus.objects.count() == 1


def test_a_year_with_awaited_items_is_not_frozen_and_the_awaited_are_named(
    standard, enter_all, heping, officer
):
    enter_all(heping)
    with pytest.raises(actions.Awaited) as refusal:
        freeze(standard, officer)
    assert {sheet.name for sheet, _ in refusal.value.rows} == {"柳树村"}
    assert not FrozenMeasure.objects.exists()


def test_a_frozen_year_does_not_move_when_files_and_slots_do(
    standard, enter_all, heping, liushu, officer, make_case
):
    make_case(heping, enrolled_on=date(2026, 1, 1))
    DueSlot.objects.all().update(
        period_on=date(2026, 7, 1),
        opens_on=date(2026, 7, 1),
        due_on=date(2026, 7, 31),
        closes_on=date(2026, 7, 31),
    )
    enter_all(heping, liushu)
    before, rows = totals(standard), evidence(standard)
    freeze(standard, officer)
    assert len(rows) == 4
    DueSlot.objects.update(state="done")
    CaseFile.objects.update(control_state="lost_contact", name="改名")
    heping.name = "新名村"
    heping.save()
    assert (totals(standard), evidence(standard)) == (before, rows)


def evidence(standard):
    rows = indicators.evidence(assessed(standard), today=TODAY)
    return [(m.village, m.key, m.case, m.name, m.what, m.period) for m in rows]


def test_nothing_is_entered_into_a_frozen_year_until_it_is_reopened_with_a_reason(
    standard, enter, enter_all, heping, liushu, officer
):
    enter_all(heping, liushu)
    freeze(standard, officer)
    with pytest.raises(actions.Frozen):
        enter(heping, "A1", Decimal("1"), version=1)
    actions.reopen_standard(standard=standard, reason="复核有误", by=officer)
    assert enter(heping, "A1", Decimal("1"), version=1).points == 1
    standard.refresh_from_db()
    assert (standard.is_frozen, standard.reopened_reason) == (False, "复核有误")


def test_freezing_twice_freezes_once(standard, enter_all, heping, liushu, officer):
    enter_all(heping, liushu)
    first = freeze(standard, officer).frozen_at
    assert (freeze(standard, officer).frozen_at, FrozenMeasure.objects.count()) == (first, 10)


def test_assessing_asks_as_many_queries_for_two_villages_as_for_one(
    standard, enter_all, heping, liushu, make_case, django_assert_num_queries
):
    enter_all(heping, liushu)
    for village in (heping, liushu, liushu):
        make_case(village)
    for villages in ([heping], [heping, liushu]):
        with django_assert_num_queries(11):
            indicators.assess(standard=standard, villages=villages, today=TODAY)
