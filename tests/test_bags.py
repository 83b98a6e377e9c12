"""The index of a bag (form F2): what is due for this measure and state, what is there, n of m."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions, schedule
from casefiles.models import (
    BagDocument,
    CaseFile,
    HelpPlan,
    PlanReview,
    RehabOrder,
    TeamMember,
)
from casefiles.models.bag import index, index_of_file, is_there, missing, with_index
from casefiles.terms import FOUR_IN_ONE, BagPart
from casefiles.terms.bag import DUE_WHEN, MADE_HERE, BagPaper, DueWhen
from responsibility.indicators import measure
from tests.test_exports import sheet_of
from tests.test_lists import export_of, live, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)
FOUR = {BagPaper.ROSTER_PAGE, BagPaper.HELP_MEASURES, BagPaper.HELP_RECORDS,
        BagPaper.RESPONSIBILITY_LETTER}  # fmt: skip


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明", enrolled_on=TODAY - 400 * DAY)


def lines_of(case):
    """As the list reckons it and as the page of the file does, which must be the same."""
    loaded = with_index(CaseFile.objects.filter(pk=case.pk), TODAY).get()
    lines, _rows = index_of_file(loaded, list(loaded.documents.all()), TODAY)
    assert lines == index(loaded)
    return {BagPaper(line.paper): line for line in lines}


def due(case):
    return {paper for paper, line in lines_of(case).items() if line.is_due}


def there(case):
    return {paper for paper, line in lines_of(case).items() if line.is_there}


def noted(case, by, paper, **columns):
    content = {"part": paper, "dated_on": TODAY, "pages": 2, "remark": ""} | columns
    return actions.add_document(case=case, key=uuid.uuid4(), by=by, **content)[0]


def ordered(case, by, ago=10):
    on = TODAY - ago * DAY
    return actions.register_order(
        RehabOrder, case=case, key=uuid.uuid4(), by=by, measure="community_detox",
        document_no="戒决1号", organ="县公安局", decided_on=on, received_on=on,
    )[0]  # fmt: skip


def stepped(order, by, move, ago=1, **columns):
    papers = {"document_no": "戒通2号", "organ": "县公安局"} | columns
    if move == "report_in":
        papers = {}
    return actions.take_step(
        order=order, key=uuid.uuid4(), by=by, move=move, happened_on=TODAY - ago * DAY, **papers
    )[0]


def approved(case, by, on=TODAY):
    plan, _new = actions.draft_plan(
        HelpPlan, case=case, key=uuid.uuid4(), by=by, goals="不复吸", drafter="郑安", valid_from=on
    )
    return actions.decide_plan(
        plan=plan, version=1, is_approved=True, approver="周镇长", on=on, comment="同意", by=by
    )


def seated(case, by, role, **columns):
    words = {"name": "张母", "serves_from": TODAY - DAY} | columns
    return actions.add_paper(TeamMember, case=case, key=uuid.uuid4(), by=by, role=role, **words)[0]


# The rule


def test_the_rule_knows_every_paper_of_the_index():
    assert list(DUE_WHEN) == list(BagPaper)
    assert {part.value for part in BagPart} <= set(BagPaper.values)
    assert {BagPaper(part.value) for part in BagPart} == FOUR


@given(st.sets(st.sampled_from(DueWhen)), st.sets(st.sampled_from(BagPaper)))
def test_never_more_papers_are_there_than_are_due_and_no_due_one_is_left_out(facts, papers):
    facts -= {DueWhen.IF_THERE_IS_ONE}
    lines = schedule.index_of(DUE_WHEN, facts, papers)
    n, m = schedule.completeness(lines)
    assert 0 <= n <= m == sum(when in facts for when in DUE_WHEN.values())
    assert m - n == sum(line.is_missing for line in lines)
    assert papers <= {line.paper for line in lines}


def test_what_is_there_without_being_due_counts_in_neither_figure():
    rule = {"a": "everybody", "b": "never"}
    lines = schedule.index_of(rule, {"everybody"}, {"b"})
    assert [(line.paper, line.is_due, line.is_there) for line in lines] == [
        ("a", True, False), ("b", False, True),
    ]  # fmt: skip
    assert schedule.completeness(lines) == (0, 1)


# What is due


def test_of_somebody_without_a_measure_the_four_parts_and_the_team_are_due(case):
    assert due(case) == FOUR | {BagPaper.TEAM}


def test_of_whoever_is_under_14_the_consent_of_the_guardian_is_due(heping, make_case):
    birthday = schedule.add_months(TODAY, -14 * 12)
    ages = [make_case(heping, birth_date=born) for born in (birthday + DAY, birthday)]
    assert [BagPaper.GUARDIAN_CONSENT in due(case) for case in ages] == [True, False]


def test_papers_become_due_as_the_order_goes_on(case, officer):
    order = ordered(case, officer)
    assert due(case) == FOUR | {BagPaper.TEAM, BagPaper.DECISION}
    stepped(order, officer, "report_in", ago=5)
    begun = {BagPaper.AGREEMENT, BagPaper.DUTIES_NOTICE, BagPaper.RULES, BagPaper.HOME_SKETCH}
    assert due(case) - FOUR == {BagPaper.TEAM, BagPaper.DECISION} | begun
    stepped(order, officer, "suspension", ago=2, reason="被行政拘留")
    assert BagPaper.SUSPENSION in due(case) & there(case)
    assert BagPaper.RESUMPTION not in due(case)


def test_a_step_that_was_taken_back_makes_nothing_due(case, officer):
    order = ordered(case, officer)
    step = stepped(order, officer, "termination", reason="被判处刑罚")
    assert BagPaper.TERMINATION in due(case)
    actions.take_back(step=step, key=uuid.uuid4(), reason="误录", by=officer, today=TODAY)
    assert BagPaper.TERMINATION not in lines_of(case)


def test_own_reports_are_due_half_a_year_after_the_report_in(case, officer):
    order = ordered(case, officer, ago=200)
    stepped(order, officer, "report_in", ago=178)
    assert BagPaper.OWN_REPORTS not in due(case)
    RehabOrder.objects.filter(pk=order.pk).update(term_from=TODAY - 185 * DAY)
    assert BagPaper.OWN_REPORTS in due(case)


def test_the_bag_which_cadres_read_does_not_tell_of_a_refused_test(case, officer):
    before = due(case)
    live(case, officer)
    assert case.tests.get().result == "refused"
    assert BagPaper.ADMONITION not in due(case) - before


def test_records_are_due_once_a_slot_of_their_kind_has_ended(case):
    assert not {BagPaper.VISITS, BagPaper.TEST_RECORDS} & due(case)
    case.slots.filter(kind="test").update(state="missed")
    assert {BagPaper.VISITS, BagPaper.TEST_RECORDS} & due(case) == {BagPaper.TEST_RECORDS}


def test_whoever_owed_nothing_in_custody_owes_no_visit_record(case):
    case.slots.update(state="excused", reason_code="custody")
    assert not {BagPaper.VISITS, BagPaper.TEST_RECORDS} & due(case)


# What is there


def test_what_the_file_holds_is_there_without_being_typed_twice(case, officer):
    assert not there(case) - {BagPaper.ROSTER_PAGE}
    approved(case, officer, on=TODAY - 200 * DAY)
    for role in FOUR_IN_ONE:
        seated(case, officer, role)
    ordered(case, officer)
    visited(case, officer)
    assert there(case) - {BagPaper.ROSTER_PAGE} == {
        BagPaper.HELP_MEASURES, BagPaper.TEAM, BagPaper.DECISION, BagPaper.VISITS,
        BagPaper.HELP_RECORDS,
    }  # fmt: skip
    assert not BagDocument.objects.exists()
    assert lines_of(case)[BagPaper.ASSESSMENTS].is_missing


def visited(case, by):
    actions.record_visit(
        case=case, key=uuid.uuid4(), by=by, visited_on=TODAY - DAY, mode="face", outcome="found",
        family="平安", companion="何平安",
    )  # fmt: skip


def test_a_plan_that_waits_for_its_approval_is_not_there_yet(case, officer):
    actions.draft_plan(
        HelpPlan, case=case, key=uuid.uuid4(), by=officer, goals="不复吸", drafter="郑安",
        valid_from=TODAY,
    )  # fmt: skip
    assert BagPaper.HELP_MEASURES not in there(case)


def test_a_review_of_the_plan_is_an_assessment(case, officer):
    plan = approved(case, officer, on=TODAY - 200 * DAY)
    actions.review_plan(
        PlanReview, case=case, key=uuid.uuid4(), by=officer, plan=plan, held_on=TODAY,
        present="郑安", findings="稳定", result="continue",
    )  # fmt: skip
    assert not lines_of(case)[BagPaper.ASSESSMENTS].is_missing


def test_a_team_with_an_empty_seat_is_not_there(case, officer):
    for role in FOUR_IN_ONE[1:]:
        seated(case, officer, role)
    assert BagPaper.TEAM not in there(case)
    seated(case, officer, FOUR_IN_ONE[0], serves_to=TODAY - DAY)
    assert BagPaper.TEAM not in there(case)
    seated(case, officer, FOUR_IN_ONE[0])
    assert BagPaper.TEAM in there(case)


@pytest.mark.parametrize("paper", [paper for paper in BagPaper if paper not in MADE_HERE])
def test_a_paper_that_is_noted_is_there(case, officer, paper):
    noted(case, officer, paper)
    assert paper in there(case)
    assert CaseFile.objects.filter(is_there(paper, TODAY)).get() == case


def test_the_list_and_the_index_of_a_file_never_disagree(heping, make_case, officer):
    cases = [make_case(heping, name=name) for name in ("甲", "乙", "丙")]
    live(cases[0], officer)
    stepped(ordered(cases[1], officer), officer, "report_in")
    noted(cases[2], officer, BagPaper.HELP_MEASURES)
    for paper in BagPaper:
        listed = set(CaseFile.objects.filter(missing(paper, TODAY)).values_list("pk", flat=True))
        told = {
            c.pk for c in cases if (line := lines_of(c).get(paper)) is not None and line.is_missing
        }
        assert listed == told, paper


# The assessment (item C2) asks for the four parts by the same rule


def test_item_c2_counts_what_the_index_counts_of_the_four_parts(case, officer):
    def lacking():
        found = measure(year=TODAY.year, villages=[case.village_id], today=TODAY)
        return sum(found[case.village_id]["file_documents"].parts.values())

    missing_four = {p for p, line in lines_of(case).items() if line.is_missing} & FOUR
    assert missing_four >= {BagPaper.HELP_MEASURES, BagPaper.HELP_RECORDS}
    visited(case, officer)
    before = lacking()
    approved(case, officer)
    noted(case, officer, BagPaper.RESPONSIBILITY_LETTER)
    assert before - lacking() == 2
    assert not CaseFile.objects.lacking(BagPart.HELP_MEASURES).exists()


# The pages


def test_the_index_shows_numerator_denominator_pages_and_what_is_missing(case, officer, signed_in):
    noted(case, officer, BagPaper.HELP_MEASURES, pages=3)
    page = signed_in(officer).get(f"/files/{case.pk}/bag/")
    bag = page.context["bag"]
    assert (bag["n"], bag["m"]) == schedule.completeness(lines_of(case).values())
    said = page.content.decode()
    assert [words in said for words in (f"{bag['n']} of {bag['m']}", "3 pages", "no scan")] == [
        True, True, True,
    ]  # fmt: skip


def test_a_complete_bag_leaves_the_list_of_files_missing_a_part(case, officer, signed_in):
    client = signed_in(officer)
    for role in FOUR_IN_ONE:
        seated(case, officer, role)
    visited(case, officer)
    CaseFile.objects.update(
        living_address="和平村1组", household_address="和平村1组", category="drug_user",
        measure="none", control_contact="甲", help_contact="乙", id_missing_reason="not_provided",
    )  # fmt: skip
    for paper in due(case) - set(MADE_HERE):
        assert [row["case"] for row in client.get("/bags/").context["rows"]] == [case]
        noted(case, officer, paper)
    assert not client.get("/bags/").context["rows"]
    (row,) = client.get("/bags/?lacking=none").context["rows"]
    assert (row["n"], row["missing"]) == (row["m"], [])


def test_the_figures_by_village_lead_to_lists_of_as_many_files(
    heping, liushu, make_case, officer, signed_in
):
    client = signed_in(officer)
    for village in (heping, heping, liushu):
        make_case(village)
    for line in client.get("/bags/").context["villages"]:
        for lacking, name in (("any", "missing"), ("none", "whole"), ("all", "n")):
            page = client.get(f"/bags/?village={line['code']}&lacking={lacking}")
            assert page.context["page"].paginator.count == line[name]


def test_a_cadre_sees_the_bags_of_the_own_village_only(
    heping, liushu, make_case, heping_cadre, signed_in
):
    make_case(heping, name="甲")
    make_case(liushu, name="乙")
    context = signed_in(heping_cadre).get("/bags/?lacking=all").context
    assert [row["case"].name for row in context["rows"]] == ["甲"]
    assert [line["code"] for line in context["villages"]] == [heping.code]


def test_the_sheet_names_the_missing_papers_in_chinese(case, officer, signed_in):
    sheet = sheet_of(export_of(signed_in(officer), "/bags/export/?lacking=help_measures"))
    assert "缺少材料：帮教措施" in sheet["A2"].value
    cells = [cell.value for cell in sheet[5]]
    assert (cells[2], "帮教措施" in cells[-1]) == ("张伟明", True)
    assert cells[5] - cells[6] == cells[7]


def test_lists_and_index_ask_as_many_queries_for_three_as_for_one(
    heping, make_case, officer, signed_in
):
    client, case = signed_in(officer), make_case(heping)
    addresses = ("/bags/?lacking=all", f"/files/{case.pk}/bag/")
    live(case, officer)
    noted(case, officer, BagPaper.RULES)
    before = [queries(client, address) for address in addresses]
    for _ in range(2):
        live(make_case(heping), officer)
        live(case, officer)
        noted(case, officer, BagPaper.RULES)
    assert [queries(client, address) for address in addresses] == before
