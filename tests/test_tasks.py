"""Tasks: a test reports itself, a seat answers, lateness is reckoned, a document confirms."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions
from casefiles.models import CaseFile, DrugTest, StateChange, Task, TaskStep
from casefiles.schedule import tasks as rules
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明", sex="male")


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def record(case, by, result="positive", **columns):
    words = {"tested_on": TODAY, "result": result, "tester_1": "甲", "tester_2": "乙"}
    return actions.record_test(case=case, key=uuid.uuid4(), by=by, **words | columns)[0]


def given_task(village, by, **columns):
    words = {"kind": "check", "what": "核实外出情况", "seat": "village", "due_on": TODAY}
    return actions.give_task(village=village, key=uuid.uuid4(), by=by, **words | columns)[0]


def step(task, move, by, **content):
    return actions.step_task(task=task, move=move, key=uuid.uuid4(), by=by, **content)[0]


@pytest.fixture
def report(case, officer):
    record(case, officer)
    return Task.objects.get()


# Rules


STATES = st.sampled_from(["open", "acknowledged", "answered", "closed"])


@given(STATES, st.booleans())
def test_every_move_that_is_offered_is_legal_and_nothing_moves_a_closed_task(state, is_report):
    offered = rules.moves_from(state, is_report=is_report)
    for move in rules.MOVES:
        if move in offered:
            rules.moved(state, move, is_report=is_report)
        else:
            with pytest.raises(rules.IllegalMove):
                rules.moved(state, move, is_report=is_report)
    assert bool(offered) == (state != "closed")


@pytest.mark.parametrize(
    ("late", "level"), [(0, "village"), (1, "office"), (3, "office"), (4, "leader"), (90, "leader")]
)
def test_an_unanswered_task_reaches_the_next_level_and_three_days_later_the_leader(late, level):
    due = date(2026, 11, 2)
    assert rules.reached("village", "open", due, due + late * DAY, 3) == level


def test_an_answered_task_reaches_nobody_else():
    assert rules.reached("police", "answered", TODAY - 90 * DAY, TODAY, 3) == "police"


# A test reports itself


@pytest.mark.parametrize("result", ["positive", "refused", "evaded"])
def test_positive_township_test_opens_the_report_to_the_police_at_once_with_its_time(
    case, officer, result
):
    before = timezone.now()
    test = record(case, officer, result)
    task = Task.objects.get()
    assert (task.test, task.case, task.village) == (test, case, case.village)
    assert (task.kind, task.seat, task.state, task.due_on) == ("report", "police", "open", TODAY)
    assert before <= task.recorded_at <= timezone.now()


@pytest.mark.parametrize("result", ["negative", "invalid", "ill"])
def test_other_tests_report_nothing(case, officer, result):
    record(case, officer, result)
    assert not Task.objects.exists()


def test_the_same_form_sent_twice_reports_once(case, office):
    form = {
        "key": str(uuid.uuid4()), "tested_on": TODAY.isoformat(), "sample_kind": "urine",
        "result": "positive", "tester_1": "甲", "tester_2": "乙",
    }  # fmt: skip
    for _ in range(2):
        assert office.post(f"/files/{case.pk}/tests/new/", form).status_code == 302
    assert Task.objects.count() == 1


def test_the_next_edition_of_a_test_takes_its_report_along(case, officer):
    test = record(case, officer)
    second, _new = actions.correct_test(
        test=test, reason="补告知时间", key=uuid.uuid4(), by=officer, tested_on=TODAY,
        result="positive", tester_1="甲", tester_2="乙",
    )  # fmt: skip
    assert Task.objects.get().test == second


def test_the_persons_state_changes_only_when_a_police_document_is_entered(report, case, officer):
    states = ("measure", "control_state", "abstinence", "risk_level")
    before = CaseFile.objects.values(*states).get(pk=case.pk)
    changes = StateChange.objects.filter(case=case).count()
    step(report, "confirm", officer, document_no="云公禁检字〔2026〕3号")
    assert CaseFile.objects.values(*states).get(pk=case.pk) == before
    assert StateChange.objects.filter(case=case).count() == changes


# Steps


def test_a_report_is_acknowledged_answered_and_confirmed_with_its_document(
    report, police, signed_in
):
    client, where = signed_in(police), f"/tasks/{report.pk}/steps"
    for move, said in (
        ("acknowledge", {}),
        ("answer", {"text": "已核实"}),
        ("confirm", {"document_no": "云公禁检字〔2026〕3号"}),
    ):
        answer = client.post(f"{where}/{move}/", {"key": str(uuid.uuid4())} | said)
        assert answer.status_code == 302
    report.refresh_from_db()
    assert (report.state, report.outcome) == ("closed", "confirmed")
    assert [row.move for row in report.steps.all()] == ["acknowledge", "answer", "confirm"]


def test_no_confirmation_without_a_document(report, officer, signed_in):
    address = f"/tasks/{report.pk}/steps/confirm/"
    answer = signed_in(officer).post(address, {"key": str(uuid.uuid4())})
    assert "document_no" in answer.context["form"].errors
    with pytest.raises(IntegrityError, match="with_a_document"), transaction.atomic():
        step(report, "confirm", officer)


def test_a_report_is_never_simply_closed(report, officer, signed_in):
    page = signed_in(officer).get(f"/tasks/{report.pk}/")
    assert "close" not in page.context["moves"]
    with pytest.raises(rules.IllegalMove):
        step(report, "close", officer, text="不用了")


def test_the_same_step_sent_twice_is_one(report, officer):
    key = uuid.uuid4()
    for _ in range(2):
        actions.step_task(task=report, move="press", key=key, by=officer, text="请签收")
    assert TaskStep.objects.count() == 1
    with pytest.raises(actions.KeyReused):
        actions.step_task(task=report, move="press", key=key, by=officer, text="再催")


def test_of_two_that_close_the_second_looks_again(report, officer, signed_in):
    step(report, "not_confirmed", officer, text="复检阴性")
    answer = signed_in(officer).post(
        f"/tasks/{report.pk}/steps/confirm/", {"key": str(uuid.uuid4()), "document_no": "3号"}
    )
    report.refresh_from_db()
    assert (answer.status_code, report.outcome) == (302, "not_confirmed")


def test_the_village_takes_on_and_answers_its_task_and_does_not_close_it(
    heping, officer, heping_cadre, signed_in
):
    task, client = given_task(heping, officer), signed_in(heping_cadre)
    moves = client.get(f"/tasks/{task.pk}/").context["moves"]
    assert moves == ["acknowledge", "answer"]
    key = {"key": str(uuid.uuid4())}
    assert client.post(f"/tasks/{task.pk}/steps/acknowledge/", key).status_code == 302
    assert client.post(f"/tasks/{task.pk}/steps/close/", key | {"text": "好"}).status_code == 403


def test_a_task_of_the_police_is_not_the_villages_to_answer(
    heping, officer, heping_cadre, signed_in
):
    task = given_task(heping, officer, seat="police")
    answer = signed_in(heping_cadre).get(f"/tasks/{task.pk}/steps/answer/")
    assert answer.status_code == 403


def test_an_open_task_is_given_to_somebody_else_and_its_step_keeps_both_names(
    heping, officer, office
):
    task = given_task(heping, officer, assignee="何平安")
    where = f"/tasks/{task.pk}/steps/reassign/"
    assert "assignee" in office.post(where, {"key": uuid.uuid4(), "assignee": ""}).context[
        "form"
    ].errors  # fmt: skip
    same = office.post(where, {"key": uuid.uuid4(), "assignee": "何平安", "text": "调整"})
    assert list(same.context["form"].errors) == ["assignee"]
    assert same.context["form"]["text"].value() == "调整"
    sent = {"key": uuid.uuid4(), "assignee": "何新", "text": "换届"}
    for _time in range(2):
        assert office.post(where, sent).status_code == 302
    task.refresh_from_db()
    assert (task.assignee, task.state) == ("何新", "open")
    assert [step.text for step in task.steps.all()] == ["何平安 → 何新 换届"]


def test_a_closed_task_is_given_to_nobody_else(heping, officer):
    task = given_task(heping, officer)
    step(task, "close", officer, text="好")
    with pytest.raises(rules.IllegalMove):
        step(task, "reassign", officer, assignee="何新")


def test_tasks_are_found_by_who_is_named(heping, officer, office):
    task = given_task(heping, officer, assignee="何平安")
    given_task(heping, officer, assignee="张三")
    rows = office.get("/tasks/", {"officer": "平安"}).context["rows"]
    assert [row["task"] for row in rows] == [task]


def test_a_task_is_printed_with_its_steps_and_boxes_for_signatures(case, officer, office):
    task = given_task(case.village, officer, case=case, assignee="何平安")
    step(task, "press", officer, text="请尽快签收")
    office.cookies["django_language"] = "en"
    assert f"/tasks/{task.pk}/print/" in office.get(f"/tasks/{task.pk}/").content.decode()
    page = office.get(f"/tasks/{task.pk}/print/").content.decode()
    for words in ("任务交办单", "张伟明", case.file_no, "何平安", "核实外出情况", "请尽快签收",
                  "承办人签收", "办结确认"):  # fmt: skip
        assert words in page


def test_a_cadre_prints_no_task_that_tells_a_result(report, heping_cadre, signed_in):
    assert signed_in(heping_cadre).get(f"/tasks/{report.pk}/print/").status_code == 404


# Giving


def test_the_office_gives_a_task_about_a_person_and_one_about_a_village(case, heping, office):
    form = {"kind": "check", "what": "核实住处", "seat": "village", "due_on": TODAY.isoformat()}
    of_case = form | {"key": str(uuid.uuid4())}
    assert office.post(f"/files/{case.pk}/tasks/new/", of_case).status_code == 302
    of_village = form | {"key": str(uuid.uuid4()), "village": heping.pk}
    assert office.post("/tasks/new/", of_village).status_code == 302
    assert set(Task.objects.values_list("case", "village")) == {
        (case.pk, heping.pk), (None, heping.pk),
    }  # fmt: skip


def test_no_form_gives_a_report_of_a_test(case, office):
    form = {"kind": "report", "what": "报告", "seat": "police", "due_on": TODAY.isoformat()}
    answer = office.post(f"/files/{case.pk}/tasks/new/", form | {"key": str(uuid.uuid4())})
    assert "kind" in answer.context["form"].errors


# Who sees what


def test_a_cadre_sees_no_task_that_tells_a_result(report, case, heping_cadre, signed_in):
    client = signed_in(heping_cadre)
    assert client.get(f"/tasks/{report.pk}/").status_code == 404
    assert list(client.get("/tasks/?status=all").context["rows"]) == []
    assert client.get(case.get_absolute_url()).context["tasks"] == []


def test_a_task_about_somebody_under_18_is_hidden_from_the_village(
    heping, make_case, officer, heping_cadre, signed_in
):
    young = make_case(heping, birth_date=TODAY - timedelta(days=16 * 365))
    task = given_task(heping, officer, case=young)
    assert signed_in(heping_cadre).get(f"/tasks/{task.pk}/").status_code == 404
    assert Task.objects.visible_to(officer).get() == task
    assert list(Task.objects.all().leaving()) == []


def test_a_sealed_file_takes_its_tasks_out_of_every_list(report, case, officer):
    CaseFile.objects.filter(pk=case.pk).update(
        closed_on=TODAY, close_reason="wrong_registration", sealed_on=TODAY
    )
    assert not Task.objects.visible_to(officer).exists()


def test_a_task_of_another_village_is_nobodys_business(liushu, officer, heping_cadre, signed_in):
    task = given_task(liushu, officer)
    assert signed_in(heping_cadre).get(f"/tasks/{task.pk}/").status_code == 404


# Lists


def test_the_list_says_whom_an_overdue_task_has_reached(heping, officer, office):
    task = given_task(heping, officer, due_on=TODAY - 5 * DAY)
    page = office.get("/tasks/?status=overdue").content.decode()
    assert "Township leader" in page.split("<table")[1]
    task.refresh_from_db()
    assert task.seat == "village"


def test_the_exported_tasks_say_what_the_page_says(report, officer, office):
    row = list(sheet_of(export_of(office, "/tasks/export/")).iter_rows(values_only=True))[4]
    assert row[2:8] == ("张伟明", "和平村", "报告公安机关", report.what, "派出所", None)
    assert row[10:12] == ("待签收", None)


def test_the_list_of_tasks_asks_as_many_queries_for_three_as_for_one(
    heping, officer, office, make_case
):
    given_task(heping, officer, case=make_case(heping))
    one = queries(office, "/tasks/")
    for _ in range(2):
        given_task(heping, officer, case=make_case(heping), due_on=TODAY - 9 * DAY)
    assert queries(office, "/tasks/") == one


def test_the_page_of_due_work_counts_what_waits_for_the_own_seat(
    heping, officer, heping_cadre, signed_in
):
    given_task(heping, officer)
    given_task(heping, officer, seat="police", due_on=TODAY - DAY)
    assert signed_in(heping_cadre).get("/due/").context["tasks"] == {"mine": 1, "overdue": 1}


# Screening


def test_a_positive_result_is_a_screening_until_the_police_confirm_it(report, officer, office):
    where = report.test.get_absolute_url()
    assert "not confirmed yet" in office.get(where).content.decode()
    step(report, "confirm", officer, document_no="3号")
    page = office.get(where).content.decode()
    assert "Confirmed by the police" in page
    assert "not confirmed yet" not in page


def test_a_leader_sees_screenings_as_figures_and_no_name(report, officer, leader, signed_in):
    client = signed_in(leader)
    found = client.get("/dashboard/").context["findings"]
    assert (found["screening"], found["confirmed"], found["not_confirmed"]) == (1, 0, 0)
    step(report, "not_confirmed", officer, text="复检阴性")
    page = client.get("/dashboard/")
    found = page.context["findings"]
    assert (found["screening"], found["confirmed"], found["not_confirmed"]) == (0, 0, 1)
    assert "张伟明" not in page.content.decode()
    assert DrugTest.objects.get().result == "positive"
