"""The plan of help: drafted, approved with a comment, carried out, reviewed, never overwritten."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions, schedule
from casefiles.models import HelpMeasure, HelpPlan, Lack, PlanReview, ProgressNote, TeamMember
from casefiles.terms.bag import HelpState, PlanState, PlanWork
from jurisdiction.models import AccessEvent
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明")


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def drafted(case, by, **columns):
    words = {"goals": "不复吸、稳定就业", "drafter": "郑安", "valid_from": TODAY}
    return actions.draft_plan(HelpPlan, case=case, key=uuid.uuid4(), by=by, **words | columns)[0]


def promised(plan, by, **columns):
    words = {"kind": "job", "content": "推荐到砖厂务工", "owner_name": "何平安", "due_on": TODAY}
    return actions.add_measure(
        HelpMeasure, case=plan.case, key=uuid.uuid4(), by=by, plan=plan, **words | columns
    )[0]


def approved(plan, by, on=TODAY):
    return actions.decide_plan(
        plan=plan, version=plan.version, is_approved=True, approver="梁镇长", on=on,
        comment="同意，按期落实", by=by,
    )  # fmt: skip


def progressed(measure, by, **columns):
    words = {"happened_on": TODAY, "done": "已联系砖厂", "state": "under_way", "outcome": ""}
    return actions.note_progress(
        ProgressNote, case=measure.case, key=uuid.uuid4(), by=by, measure=measure, **words | columns
    )[0]


def reviewed(plan, by, on=TODAY):
    return actions.review_plan(
        PlanReview, case=plan.case, key=uuid.uuid4(), by=by, plan=plan, held_on=on,
        present="郑安、何平安", findings="已稳定就业", result="continue",
    )[0]  # fmt: skip


@pytest.fixture
def plan(case, officer):
    return drafted(case, officer)


@pytest.fixture
def in_force(plan, officer):
    promised(plan, officer)
    return approved(plan, officer)


@pytest.fixture
def page():
    return {
        "key": str(uuid.uuid4()), "economy": "父母务农", "associates": "旧友老李",
        "state_of_mind": "情绪稳定", "health": "肝炎治疗中", "needs": "就业",
        "risk_points": "旧友来往", "goals": "不复吸", "drafter": "郑安",
        "valid_from": TODAY.isoformat(),
    }  # fmt: skip


# The rule


@pytest.mark.parametrize(
    ("held", "due"),
    [
        (date(2026, 1, 15), date(2026, 7, 15)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
    ],
)
def test_a_plan_is_reviewed_six_months_later_at_the_latest_on_the_last_of_the_month(held, due):
    assert schedule.review_due_on(held) == due


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_review_is_never_due_before_half_a_year_less_three_days(day):
    assert 180 < (schedule.review_due_on(day) - day).days <= 184


# Drafting


def test_a_plan_is_drafted_once_however_often_the_form_is_sent(case, office, page):
    answers = [office.post(f"/files/{case.pk}/plans/new/", page).status_code for _ in range(2)]
    made = HelpPlan.objects.get()
    assert answers == [302, 302]
    assert (made.case, made.edition, made.state, made.goals) == (case, 1, "waiting", "不复吸")


def test_the_same_key_with_another_goal_is_refused_and_nothing_typed_is_lost(case, office, page):
    office.post(f"/files/{case.pk}/plans/new/", page)
    actions.decide_plan(
        plan=HelpPlan.objects.get(), version=1, is_approved=True, approver="梁镇长", on=TODAY,
        comment="同意", by=case.state_changes.first().recorded_by,
    )  # fmt: skip
    again = page | {"goals": "另一目标", "reason": "情况变化"}
    answer = office.post(f"/files/{case.pk}/plans/new/", again)
    assert (answer.status_code, HelpPlan.objects.count()) == (409, 1)
    assert "另一目标" in answer.content.decode()


def test_associates_state_of_mind_and_health_lie_sealed_in_the_row_and_in_its_history(
    case, office, page
):
    office.post(f"/files/{case.pk}/plans/new/", page)
    made = HelpPlan.objects.get()
    event = HelpPlan.pgh_event_model.objects.get()
    for name in HelpPlan.PRIVATE:
        assert getattr(made, name) == page[name]
        for row in (made, event):
            assert page[name].encode() not in bytes(getattr(row, f"{name}_sealed"))


def test_a_cadre_reads_goals_and_measures_but_not_what_is_private(
    case, office, page, officer, heping_cadre, police, signed_in
):
    office.post(f"/files/{case.pk}/plans/new/", page)
    address = HelpPlan.objects.get().get_absolute_url()
    shown = {
        who.username: signed_in(who).get(address).content.decode()
        for who in (officer, police, heping_cadre)
    }
    assert {who: "旧友老李" in text for who, text in shown.items()} == {
        "officer": True, "police": True, "heping": False,
    }  # fmt: skip
    assert "不复吸" in shown["heping"]


def test_a_stale_correction_shows_both_texts_also_of_a_sealed_one(plan, office, page):
    typed = {k: v for k, v in page.items() if k != "key"} | {"version": 1}
    office.post(f"/plans/{plan.pk}/edit/", typed | {"health": "已痊愈"})
    answer = office.post(f"/plans/{plan.pk}/edit/", typed | {"health": "住院中"})
    shown = answer.content.decode()
    assert (answer.status_code, "已痊愈" in shown, "住院中" in shown) == (409, True, True)


# The decision


def test_a_plan_is_not_decided_without_a_comment(plan, office):
    typed = {"version": 1, "is_approved": "True", "approver": "梁镇长", "on": TODAY.isoformat()}
    answer = office.post(f"/plans/{plan.pk}/decide/", typed)
    assert list(answer.context["form"].errors) == ["comment"]
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpPlan.objects.filter(pk=plan.pk).update(
            state="approved", approver="梁镇长", decided_on=TODAY, review_due_on=TODAY
        )


def test_whoever_drafted_a_plan_does_not_approve_it(plan, office):
    typed = {"version": 1, "is_approved": "True", "approver": "郑安", "on": TODAY.isoformat(),
             "comment": "同意"}  # fmt: skip
    answer = office.post(f"/plans/{plan.pk}/decide/", typed)
    plan.refresh_from_db()
    assert list(answer.context["form"].errors) == ["approver"]
    assert plan.state == PlanState.WAITING
    assert (
        office.post(f"/plans/{plan.pk}/decide/", typed | {"approver": "梁镇长"}).status_code == 302
    )
    plan.refresh_from_db()
    assert (plan.state, plan.comment, plan.review_due_on) == (
        "approved", "同意", schedule.review_due_on(TODAY),
    )  # fmt: skip


def test_what_changed_since_it_was_read_is_not_approved(plan, office):
    typed = {"version": 1, "is_approved": "True", "approver": "梁镇长", "on": TODAY.isoformat(),
             "comment": "同意"}  # fmt: skip
    HelpPlan.objects.filter(pk=plan.pk).update(version=2)
    office.post(f"/plans/{plan.pk}/decide/", typed)
    plan.refresh_from_db()
    assert plan.state == PlanState.WAITING


def test_a_returned_plan_is_corrected_and_waits_again(plan, office, officer, page):
    actions.decide_plan(
        plan=plan, version=1, is_approved=False, approver="梁镇长", on=TODAY,
        comment="补充就业措施", by=officer,
    )  # fmt: skip
    plan.refresh_from_db()
    assert plan.state == PlanState.RETURNED
    typed = {k: v for k, v in page.items() if k != "key"} | {"version": plan.version}
    assert office.post(f"/plans/{plan.pk}/edit/", typed).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.comment) == (PlanState.WAITING, "补充就业措施")


# Editions


def test_a_change_to_an_approved_plan_is_its_next_edition_with_a_reason(in_force, office, page):
    case = in_force.case
    assert office.get(f"/plans/{in_force.pk}/edit/").url == in_force.get_absolute_url()
    with pytest.raises(actions.DecidedPlan):
        actions.correct_plan(paper=in_force, version=in_force.version, by=None, goals="改写")
    silent = office.post(f"/files/{case.pk}/plans/new/", page)
    assert list(silent.context["form"].errors) == ["reason"]
    office.post(f"/files/{case.pk}/plans/new/", page | {"reason": "已就业"})
    told = HelpPlan.objects.order_by("edition").values_list("edition", "state", "goals")
    assert list(told) == [(1, "approved", "不复吸、稳定就业"), (2, "waiting", "不复吸")]


def test_the_edition_in_force_stays_in_force_until_the_next_is_approved(in_force, officer):
    second = drafted(in_force.case, officer, reason="已就业")
    in_force.refresh_from_db()
    assert in_force.state == PlanState.APPROVED
    approved(second, officer)
    in_force.refresh_from_db()
    assert in_force.state == PlanState.REPLACED


def test_no_second_edition_is_drafted_beside_one_that_waits(plan, office, officer):
    with pytest.raises(actions.Undecided):
        drafted(plan.case, officer, reason="又一版")
    answer = office.get(f"/files/{plan.case_id}/plans/new/")
    assert answer.url == plan.get_absolute_url()


def test_a_running_measure_of_an_earlier_edition_goes_on_in_the_next(in_force, office, officer):
    measure = in_force.measures.get()
    second = approved(drafted(in_force.case, officer, reason="已就业"), officer)
    assert measure.content in office.get(second.get_absolute_url()).content.decode()
    third = drafted(in_force.case, officer, reason="已办结", valid_from=TODAY + DAY)
    progressed(measure, officer, state="done", outcome="已上岗")
    assert measure.content not in office.get(third.get_absolute_url()).content.decode()


# Measures and their progress


def test_a_measure_has_one_owner_from_the_team_or_by_name(plan, office, officer):
    member, _new = actions.add_paper(
        TeamMember, case=plan.case, key=uuid.uuid4(), by=officer, role="police", name="景明",
        serves_from=TODAY,
    )  # fmt: skip
    typed = {"key": str(uuid.uuid4()), "kind": "coach", "content": "每月谈心",
             "due_on": (TODAY + DAY).isoformat()}  # fmt: skip
    address = f"/plans/{plan.pk}/measures/new/"
    both = office.post(address, typed | {"owner": member.pk, "owner_name": "他人"})
    none = office.post(address, typed)
    assert [list(a.context["form"].errors) for a in (both, none)] == [["owner"], ["owner"]]
    assert office.post(address, typed | {"owner": member.pk}).status_code == 302
    assert HelpMeasure.objects.get().owner_label == "Police station 景明"


def test_somebody_elses_team_is_not_offered_as_owner(plan, office, officer, heping, make_case):
    other, _new = actions.add_paper(
        TeamMember, case=make_case(heping), key=uuid.uuid4(), by=officer, role="police",
        name="外人", serves_from=TODAY,
    )  # fmt: skip
    typed = {"key": str(uuid.uuid4()), "kind": "coach", "content": "谈心", "owner": other.pk,
             "due_on": TODAY.isoformat()}  # fmt: skip
    answer = office.post(f"/plans/{plan.pk}/measures/new/", typed)
    assert ("owner" in answer.context["form"].errors, HelpMeasure.objects.count()) == (True, 0)


def test_an_approved_plan_takes_no_measure_more_and_changes_none(in_force, office, officer):
    measure = in_force.measures.get()
    with pytest.raises(actions.DecidedPlan):
        promised(in_force, officer)
    with pytest.raises(actions.DecidedPlan):
        actions.correct_measure(paper=measure, version=1, by=officer, content="改写")
    assert office.get(f"/measures/{measure.pk}/edit/").url == in_force.get_absolute_url()


def test_progress_is_only_added_to_and_an_end_tells_its_outcome(in_force, heping_cadre, signed_in):
    measure = in_force.measures.get()
    cadre = signed_in(heping_cadre)
    address = f"/measures/{measure.pk}/progress/"
    typed = {"happened_on": TODAY.isoformat(), "done": "已上岗", "state": "done"}
    silent = cadre.post(address, typed | {"key": str(uuid.uuid4())})
    assert list(silent.context["form"].errors) == ["outcome"]
    typed |= {"outcome": "在砖厂务工，月入三千", "key": str(uuid.uuid4())}
    assert [cadre.post(address, typed).status_code for _ in range(2)] == [302, 302]
    measure.refresh_from_db()
    assert (measure.state, measure.ended_on, measure.outcome) == (
        HelpState.DONE, TODAY, "在砖厂务工，月入三千",
    )  # fmt: skip
    assert ProgressNote.objects.count() == 1
    late = cadre.post(address, typed | {"key": str(uuid.uuid4())})
    assert late.status_code == 409


def test_nothing_is_noted_for_a_measure_that_nobody_has_approved(plan, officer):
    with pytest.raises(actions.NotInForce):
        progressed(promised(plan, officer), officer)


# Reviews


def test_a_review_moves_the_next_one_six_months_on_and_a_late_one_stays_late(in_force, officer):
    HelpPlan.objects.filter(pk=in_force.pk).update(review_due_on=TODAY - DAY)
    review = reviewed(in_force, officer)
    in_force.refresh_from_db()
    assert (review.is_late, review.due_on) == (True, TODAY - DAY)
    assert in_force.review_due_on == schedule.review_due_on(TODAY)


def test_a_plan_that_waits_cannot_be_reviewed(plan, officer):
    with pytest.raises(actions.NotInForce):
        reviewed(plan, officer)


@pytest.mark.parametrize(("late", "n"), [(DAY, 1), (timedelta(0), 0)])
def test_a_review_is_overdue_after_its_day_and_not_on_it(in_force, office, late, n):
    HelpPlan.objects.filter(pk=in_force.pk).update(review_due_on=TODAY - late)
    assert HelpPlan.objects.review_overdue(TODAY).count() == n
    assert ("1 review of a plan is overdue" in office.get("/waiting/").content.decode()) == bool(n)


# The list


def test_the_list_narrows_to_what_waits_for_the_office(heping, make_case, office, officer, case):
    words = dict(zip(PlanWork, ("甲无", "乙待", "丙评", "丁措"), strict=True))
    names = {word: make_case(heping, name=name) for word, name in words.items()}
    drafted(names[PlanWork.WAITING], officer)
    for word in (PlanWork.REVIEW_OVERDUE, PlanWork.MEASURE_OVERDUE):
        plan = drafted(names[word], officer)
        if word == PlanWork.MEASURE_OVERDUE:
            promised(plan, officer, due_on=TODAY - DAY)
        approved(plan, officer)
        if word == PlanWork.REVIEW_OVERDUE:
            HelpPlan.objects.filter(pk=plan.pk).update(review_due_on=TODAY - DAY)
    approved(drafted(case, officer), officer)
    for word in PlanWork:
        shown = {row["case"] for row in office.get(f"/plans/?work={word}").context["rows"]}
        assert shown == {names[word]}


def test_the_list_and_the_file_ask_as_many_queries_for_three_as_for_one(
    heping, make_case, office, officer, in_force
):
    progressed(in_force.measures.get(), officer)
    pages = ("/plans/", in_force.case.get_absolute_url(), in_force.get_absolute_url())
    one = [queries(office, address) for address in pages]
    for _ in range(2):
        approved(drafted(make_case(heping), officer), officer)
        measure = promised_in(in_force, officer)
        progressed(measure, officer)
        reviewed(in_force, officer)
    assert [queries(office, address) for address in pages] == one


def promised_in(plan, officer):
    """A measure in a plan in force: by its next edition."""
    second = drafted(plan.case, officer, reason="增加措施")
    measure = promised(second, officer)
    approved(second, officer)
    HelpPlan.objects.filter(pk=second.pk).update(state="replaced")
    HelpPlan.objects.filter(pk=plan.pk).update(state="approved")
    return measure


def test_the_sheet_tells_figures_and_nothing_of_what_the_plan_says(in_force, office):
    rows = sheet_of(export_of(office, "/plans/export/")).iter_rows(values_only=True)
    cells = [cell for row in rows for cell in row if cell]
    assert ("张伟明" in cells, "已批准" in cells, in_force.goals in cells) == (True, True, False)


def test_people_under_18_show_no_plan_to_a_cadre(
    heping, make_case, heping_cadre, officer, signed_in
):
    child = make_case(heping, name="欧阳小", birth_date=TODAY - timedelta(days=365 * 15))
    plan = approved(drafted(child, officer), officer)
    cadre = signed_in(heping_cadre)
    assert child.name not in cadre.get("/plans/").content.decode()
    assert cadre.get(plan.get_absolute_url()).status_code == 404


# The page for the printer


def test_the_printed_plan_is_chinese_on_an_english_screen_and_leaves_a_trace(in_force, office):
    shown = office.get(f"/plans/{in_force.pk}/print/").content.decode()
    for word in ("帮教措施", "就业安置", "推荐到砖厂务工", "同意，按期落实", "签字"):
        assert word in shown
    event = AccessEvent.objects.latest("pk")
    assert (event.files, event.page) == ([in_force.case_id], "casefiles:plan-print")


# The three noes


def test_each_of_the_three_noes_is_noted_once_until_it_has_ended(case, office):
    typed = {"key": str(uuid.uuid4()), "kind": "job", "since": TODAY.isoformat()}
    address = f"/files/{case.pk}/noes/new/"
    assert office.post(address, typed).status_code == 302
    again = office.post(address, typed | {"key": str(uuid.uuid4())})
    assert list(again.context["form"].errors) == ["kind"]
    lack = Lack.objects.get()
    ended = {"version": 1, "kind": "job", "since": TODAY.isoformat()}
    silent = office.post(f"/noes/{lack.pk}/edit/", ended | {"ended_on": TODAY.isoformat()})
    assert list(silent.context["form"].errors) == ["ended_how"]
    office.post(
        f"/noes/{lack.pk}/edit/", ended | {"ended_on": TODAY.isoformat(), "ended_how": "已就业"}
    )
    assert office.post(address, typed | {"key": str(uuid.uuid4())}).status_code == 302


def test_the_file_shows_what_was_done_about_each_of_the_three_noes(case, office, officer):
    lack, _new = actions.add_paper(
        Lack, case=case, key=uuid.uuid4(), by=officer, kind="income", since=TODAY
    )
    plan = drafted(case, officer)
    measure = promised(plan, officer, lack=lack, kind="minimum_living", content="申请低保")
    approved(plan, officer)
    progressed(measure, officer, state="done", outcome="低保已发放")
    shown = office.get(f"/files/{case.pk}/help/").content.decode()
    assert ("No income" in shown, "申请低保" in shown, "低保已发放" in shown) == (True, True, True)


def test_all_three_noted_propose_to_correct_the_roster_page_and_change_nothing(
    case, office, officer
):
    for kind in ("job", "home", "income"):
        actions.add_paper(Lack, case=case, key=uuid.uuid4(), by=officer, kind=kind, since=TODAY)
    shown = office.get(f"/files/{case.pk}/help/").content.decode()
    case.refresh_from_db()
    assert ("All three are noted" in shown, case.is_three_nos) == (True, False)
