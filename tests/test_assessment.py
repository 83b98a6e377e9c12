"""The annual assessment: points by hand, bonus, veto, freezing and reopening."""

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from casefiles.models import CaseFile, DueSlot
from jurisdiction.models import Area
from responsibility import actions, indicators
from responsibility.models import Bonus, FrozenMeasure, Item, ManualScore
from tests.cast import FIGURES, WALL
from tests.test_activities import publicise
from tests.test_promises import keep_promises

TODAY = date(2027, 1, 5)


@pytest.fixture
def standard(township, heping, liushu, officer):
    for village in (heping, liushu):
        publicise(village, officer, 2026)
        keep_promises(village, officer)
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
    enter_all(heping)
    reckoning = assessed(standard).sheets[0].reckoning
    assert (reckoning.total, reckoning.grade) == (100, "excellent")
    assert {s.code: s.full == 0 for s in reckoning.sections}["C"] is True


def test_no_grade_before_every_item_is_entered(standard, enter, heping):
    enter(heping, "D1", Decimal("3"))
    sheet = assessed(standard).sheets[0]
    assert (sheet.reckoning.grade, sheet.reckoning.is_final) == (None, False)


def test_points_outside_the_item_are_refused(standard, enter, heping):
    with pytest.raises(ValueError, match="item D1"):
        enter(heping, "D1", Decimal("3.5"))
    with pytest.raises(ValueError, match="item C4"):
        enter(heping, "C4", Decimal("3"))


def test_the_same_entry_again_changes_nothing_and_a_stale_one_is_refused(enter, heping):
    first = enter(heping, "D1", Decimal("3"))
    assert enter(heping, "D1", Decimal("3")).version == first.version
    enter(heping, "D1", Decimal("2"), version=1)
    with pytest.raises(actions.Stale):
        enter(heping, "D1", Decimal("1"), version=1)
    assert ManualScore.objects.get().points == 2


def test_a_veto_forces_the_lowest_grade_and_the_score_stays(standard, enter_all, heping, officer):
    enter_all(heping, B5=Decimal("1"))
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


def test_a_bonus_key_used_with_another_content_is_refused(standard, heping, officer):
    grant = partial(
        actions.grant_bonus,
        standard=standard,
        village=heping,
        key=uuid4(),
        kind="media",
        points=Decimal(1),
        document_no="",
        by=officer,
    )
    grant(reason="市报刊登")
    with pytest.raises(actions.KeyReused):
        grant(reason="另一件事")
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
    assert len(rows) == 6
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
        enter(heping, "D1", Decimal("1"), version=1)
    actions.reopen_standard(standard=standard, reason="复核有误", by=officer)
    assert enter(heping, "D1", Decimal("1"), version=1).points == 1
    standard.refresh_from_db()
    assert (standard.is_frozen, standard.reopened_reason) == (False, "复核有误")


def test_freezing_twice_freezes_once(standard, enter_all, heping, liushu, officer):
    enter_all(heping, liushu)
    first = freeze(standard, officer).frozen_at
    assert (freeze(standard, officer).frozen_at, FrozenMeasure.objects.count()) == (first, 32)


def test_assessing_asks_as_many_queries_for_two_villages_as_for_one(
    standard, enter_all, heping, liushu, make_case, django_assert_num_queries
):
    enter_all(heping, liushu)
    for village in (heping, liushu, liushu):
        make_case(village)
    for villages in ([heping], [heping, liushu]):
        with django_assert_num_queries(19):
            indicators.assess(standard=standard, villages=villages, today=TODAY)


# The pages


@pytest.fixture
def office(signed_in, officer):
    return signed_in(officer)


def text(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_a_year_without_standard_offers_the_office_to_set_it_up(
    office, signed_in, leader, heping, township
):
    assert "Set up the standard of 2026" in text(office.get("/assessment/2026/"))
    assert "Set up the standard of 2026" not in text(signed_in(leader).get("/assessment/2026/"))
    assert office.get("/assessment/2026/set-up/").status_code == 405
    made = office.post("/assessment/2026/set-up/", follow=True)
    assert "All points together" not in text(made)
    assert "Standard of 2026" in text(made)


def test_points_are_entered_on_a_page_and_stand_on_the_sheet(standard, office, heping, make_case):
    make_case(heping)
    item = Item.objects.get(code="B5")
    address = f"/assessment/2026/villages/{heping.code}/items/{item.pk}/"
    assert "Lessons at the village school" in text(office.get(address))
    office.post(address, {"version": "0", "points": "3.5", "reason": "三次会议"})
    sheet = text(office.get(f"/assessment/2026/villages/{heping.code}/"))
    assert ("三次会议" in sheet, ">3.50<" in sheet) == (True, True)


def test_saving_leads_on_to_the_next_item_that_waits_for_points(
    standard, office, heping, make_case
):
    make_case(heping)
    sheet = f"/assessment/2026/villages/{heping.code}/"
    first, second = Item.objects.by_hand()[:2]
    sent = {"version": "0", "points": "1", "reason": "已查", "onward": "on"}
    answer = office.post(f"{sheet}items/{first.pk}/", sent)
    assert answer.url == f"{sheet}items/{second.pk}/"
    while "items" in answer.url:
        last = answer.url
        answer = office.post(last, sent)
    assert answer.url == sheet
    assert ManualScore.objects.count() == len(set(ManualScore.objects.values_list("item")))
    assert office.post(last, sent | {"version": "1"}).url == sheet


@pytest.mark.parametrize(
    "sent",
    [
        {"points": "4.5", "reason": "多"},
        {"points": "-1", "reason": "少"},
        {"points": "1", "reason": ""},
        {"points": "", "reason": "空"},
        {"points": "1", "is_not_applicable": "on", "reason": "两样"},
        {"points": "NaN", "reason": "非数"},
        {"points": "1e9", "reason": "大"},
    ],
)
def test_wrong_points_are_explained_and_not_written(standard, office, heping, sent):
    item = Item.objects.get(code="B5")
    address = f"/assessment/2026/villages/{heping.code}/items/{item.pk}/"
    assert "invalid-feedback" in text(office.post(address, {"version": "0"} | sent))
    assert not ManualScore.objects.exists()


def test_a_measured_item_takes_no_points_by_hand(standard, office, heping):
    item = Item.objects.get(code="C4")
    address = f"/assessment/2026/villages/{heping.code}/items/{item.pk}/"
    assert office.get(address).status_code == 404


def test_a_village_elsewhere_has_no_sheet_here(standard, office, other_village):
    address = f"/assessment/2026/villages/{other_village.code}/"
    assert office.get(address).status_code == 404


def test_the_village_head_reads_one_village_and_edits_nothing(
    standard, signed_in, appoint, heping, liushu
):
    head = signed_in(appoint("head", "村长", "village_head", heping))
    page = text(head.get("/assessment/2026/"))
    assert ("和平村" in page, "柳树村" in page) == (True, False)
    assert head.get(f"/assessment/2026/villages/{liushu.code}/").status_code == 404
    assert head.get("/assessment/2026/freeze/").status_code == 403


def standard_content(office):
    """What a browser would send back: an empty box and an unticked one send nothing."""
    form = office.get("/assessment/2026/standard/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if str(value) not in ("None", "False")}


def test_the_standard_is_edited_and_101_points_are_refused_beside_the_field(standard, office):
    item = Item.objects.get(code="C4")
    content = standard_content(office)
    refused = office.post("/assessment/2026/standard/", content | {f"points_{item.pk}": "8"})
    assert refused.context["form"].errors == {
        f"points_{item.pk}": ["All points together make 101.00; they must make 100."]
    }
    other = Item.objects.get(code="C5")
    content |= {f"points_{item.pk}": "8", f"points_{other.pk}": "6"}
    assert office.post("/assessment/2026/standard/", content).status_code == 302
    item.refresh_from_db()
    assert item.points == 8


def test_the_veto_is_put_in_force_with_a_document_and_recorded_on_a_page(standard, office, heping):
    assert office.get("/assessment/2026/veto/").status_code == 302
    content = standard_content(office) | {"is_veto_enabled": "on"}
    refused = office.post("/assessment/2026/standard/", content)
    assert list(refused.context["form"].errors) == ["veto_document_no"]
    office.post("/assessment/2026/standard/", content | {"veto_document_no": "清政发3号"})
    form = office.get("/assessment/2026/veto/").context["form"]
    sent = {
        "key": form["key"].value(), "village": heping.code, "fact": "外部查获",
        "veto_case": standard.veto_cases.first().pk, "evidence": "通报",
        "document_no": "清委9号", "decided_on": "2026-08-01",
    }  # fmt: skip
    for _twice in range(2):
        assert office.post("/assessment/2026/veto/", sent).status_code == 302
    sheet = text(office.get(f"/assessment/2026/villages/{heping.code}/"))
    assert sheet.count("清委9号") == 1


def test_the_page_of_freezing_names_what_is_awaited_and_freezes_when_nothing_is(
    standard, office, enter_all, heping, liushu
):
    enter_all(heping)
    page = text(office.get("/assessment/2026/freeze/"))
    assert (">柳树村</a>" in page, ">和平村</a>" in page) == (True, False)
    text(office.post("/assessment/2026/freeze/"))
    enter_all(liushu)
    assert office.post("/assessment/2026/freeze/").status_code == 302
    assert office.get("/assessment/2026/standard/").context.get("form") is None
    assert office.post("/assessment/2026/reopen/", {"reason": ""}).status_code == 200
    office.post("/assessment/2026/reopen/", {"reason": "复核"})
    standard.refresh_from_db()
    assert standard.is_frozen is False


def test_every_page_of_the_assessment_reads_in_chinese(standard, office, heping):
    for address in ("", "standard/", "freeze/", "bonus/", f"villages/{heping.code}/"):
        page = text(office.get(f"/assessment/2026/{address}", headers={"accept-language": "zh"}))
        assert 'lang="zh-hans"' in page


def test_the_assessment_page_asks_as_many_queries_for_two_villages_as_for_one(
    township, heping, officer, office, make_case, django_assert_num_queries
):
    actions.set_up_standard(township=township, year=2026, by=officer)
    make_case(heping)
    office.get("/assessment/2026/")
    with django_assert_num_queries(24 + WALL + FIGURES) as first:
        office.get("/assessment/2026/")
    Area.objects.create(code=f"{township.code}299", name="新村")
    with django_assert_num_queries(len(first)):
        office.get("/assessment/2026/")


def test_a_township_without_villages_has_nothing_to_assess(township, officer, office):
    actions.set_up_standard(township=township, year=2026, by=officer)
    assert "No village to assess" in text(office.get("/assessment/2026/"))
