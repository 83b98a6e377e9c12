"""Handover between cadres: a package that the next one accepts; the officer answers in between."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from casefiles import actions
from casefiles.models import CaseFile, Handover
from casefiles.terms.moves import HandoverState
from jurisdiction.terms import Capacity
from responsibility.indicators.bindings import village_bindings
from tests.test_doors import household_letter
from tests.test_lists import export_of, exported, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def next_cadre(appoint, heping):
    return appoint("next", "何新", Capacity.VILLAGE_CADRE, heping)


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明")


def drawn(village, by, leaving, coming, key=None, **content):
    return actions.draw_handover(
        village=village, key=key or uuid.uuid4(), by=by, from_officer=leaving, to_officer=coming,
        **{"reason": "换届", "drawn_on": TODAY} | content,
    )[0]  # fmt: skip


@pytest.fixture
def handover(heping, officer, heping_cadre, next_cadre):
    return drawn(heping, officer, heping_cadre, next_cadre)


def given_task(case, by, assignee=""):
    return actions.give_task(
        village=case.village, case=case, key=uuid.uuid4(), by=by, kind="check", what="核实去向",
        seat="village", due_on=TODAY, assignee=assignee,
    )[0]  # fmt: skip


def accept(client, handover, **typed):
    """Fill in the form as it is drawn, where it is drawn for this client."""
    address = f"{handover.get_absolute_url()}accept/"
    drawn = client.get(address)
    shown = drawn.context["form"]["given"].value() if drawn.status_code == 200 else ""
    return client.post(address, {"version": 1, "remark": "", "given": shown} | typed)


def test_the_package_holds_persons_open_slots_tasks_and_unfinished_letters(
    case, handover, officer, signed_in
):
    task, letter = given_task(case, officer), household_letter(case, officer)
    page = signed_in(officer).get(handover.get_absolute_url()).context
    assert page["cases"] == [case]
    assert page["tasks"] == [task]
    assert page["letters"] == [letter]
    assert {slot.state for slot in page["slots"]} == {"open"}


def test_until_it_is_accepted_the_townships_officer_stands_where_the_cadre_stood(
    case, handover, heping, liushu, officer, next_cadre, signed_in
):
    def cadre_of(village):
        with override("zh-hans"):
            bindings = village_bindings([village.code], TODAY)
        return bindings[village.code].names["village_cadre"]

    assert cadre_of(heping) == ["郑安（移交期间）"]
    client = signed_in(officer)
    assert "郑安 (until the handover)" in client.get("/bindings/").content.decode()
    assert "郑安" in client.get(case.get_absolute_url()).context["meanwhile"]
    accept(signed_in(next_cadre), handover)
    assert "何新" in cadre_of(heping)
    assert client.get(case.get_absolute_url()).context["meanwhile"] == ""


def test_another_cadre_of_the_village_stays_named(handover, heping, appoint):
    appoint("third", "何三", Capacity.VILLAGE_CADRE, heping)
    names = village_bindings([heping.code], TODAY)[heping.code].names["village_cadre"]
    assert sorted(names) == ["何三", "郑安 (until the handover)"]


def test_only_the_next_cadre_accepts(
    handover, heping_cadre, officer, liushu_cadre, next_cadre, signed_in
):
    assert accept(signed_in(heping_cadre), handover).status_code == 403
    assert accept(signed_in(officer), handover).status_code == 403
    assert accept(signed_in(liushu_cadre), handover).status_code == 404
    assert accept(signed_in(next_cadre), handover, remark="缺一份责任书").status_code == 302
    handover.refresh_from_db()
    assert (handover.state, handover.accepted_on, handover.remark) == (
        HandoverState.ACCEPTED, TODAY, "缺一份责任书",
    )  # fmt: skip


def test_what_was_accepted_is_kept_and_what_comes_later_is_not_in_it(
    case, handover, heping, make_case, officer, next_cadre, signed_in
):
    client = signed_in(next_cadre)
    accept(client, handover)
    make_case(heping)
    handover.refresh_from_db()
    assert handover.cases == [case.pk]
    assert client.get(handover.get_absolute_url()).context["cases"] == [case]


def test_nobody_under_18_is_handed_from_cadre_to_cadre(
    handover, heping, make_case, officer, signed_in
):
    make_case(heping, birth_date=TODAY - 3650 * DAY)
    assert signed_in(officer).get(handover.get_absolute_url()).context["cases"] == []


def test_the_paper_has_the_package_and_both_signatures(case, handover, officer, signed_in):
    client = signed_in(officer)
    client.cookies["django_language"] = "en"
    page = client.get(f"{handover.get_absolute_url()}print/").content.decode()
    for words in ("工作移交清单", "移交人签字", "接收人签字", "张伟明", "何新", "郑安"):
        assert words in page


def test_one_key_draws_one_and_a_cadre_hands_over_once_at_a_time(
    heping, officer, heping_cadre, next_cadre
):
    key = uuid.uuid4()
    first = drawn(heping, officer, heping_cadre, next_cadre, key)
    assert drawn(heping, officer, heping_cadre, next_cadre, key) == first
    with pytest.raises(actions.KeyReused):
        drawn(heping, officer, heping_cadre, next_cadre, key, reason="别的")
    with pytest.raises(actions.AlreadyOpen):
        drawn(heping, officer, heping_cadre, next_cadre)


def test_what_was_taken_back_is_not_accepted(handover, officer, next_cadre, signed_in):
    address = f"{handover.get_absolute_url()}withdraw/"
    signed_in(officer).post(address, {"version": handover.version})
    answer = accept(signed_in(next_cadre), handover, remark="缺一份责任书")
    assert answer.status_code == 409
    assert "缺一份责任书" in answer.content.decode()  # nothing typed is lost
    handover.refresh_from_db()
    assert (handover.state, handover.accepted_on) == (HandoverState.WITHDRAWN, None)
    client = signed_in(next_cadre)
    assert client.get(f"{handover.get_absolute_url()}accept/").status_code == 302


def test_the_data_base_keeps_no_handover_from_somebody_to_the_same(heping, officer, heping_cadre):
    with pytest.raises(IntegrityError), transaction.atomic():
        drawn(heping, officer, heping_cadre, heping_cadre)


def test_the_office_draws_one_up_by_the_page_also_for_who_has_left(
    heping, officer, heping_cadre, next_cadre, liushu_cadre, signed_in
):
    heping_cadre.postings.update(valid_to=TODAY - DAY)
    client = signed_in(officer)
    form = client.get("/handovers/new/").context["form"]
    typed = {"key": form.initial["key"], "leaving": heping_cadre.postings.get().pk,
             "coming": next_cadre.postings.get().pk, "reason": "换届",
             "drawn_on": str(TODAY)}  # fmt: skip
    wrong = client.post("/handovers/new/", typed | {"coming": liushu_cadre.postings.get().pk})
    assert "coming" in wrong.context["form"].errors
    assert client.post("/handovers/new/", typed).status_code == 302
    assert client.post("/handovers/new/", typed).status_code == 302
    assert Handover.objects.count() == 1
    rows = client.get("/handovers/", {"state": "offered"}).context["rows"]
    assert [row.from_officer for row in rows] == [heping_cadre]


def test_a_package_asks_as_many_queries_for_three_persons_as_for_one(
    case, handover, heping, make_case, officer, signed_in
):
    client, address = signed_in(officer), handover.get_absolute_url()
    household_letter(case, officer)
    one = queries(client, address)
    for _ in range(2):
        given_task(make_case(heping), officer)
    assert queries(client, address) == one


def test_the_next_cadre_is_told_on_the_page_of_due_work(
    handover, officer, heping_cadre, next_cadre, signed_in
):
    waits = ("1 handover waits for you to take over", handover.get_absolute_url())
    client = signed_in(next_cadre)
    assert client.get("/due/").context["questions"] == [waits]
    for who in (officer, heping_cadre):
        assert waits not in signed_in(who).get("/waiting/").context["questions"]
    accept(client, handover)
    assert client.get("/due/").context["questions"] == []


def test_of_several_handovers_the_page_of_due_work_leads_to_their_list(
    handover, officer, heping, next_cadre, appoint, signed_in
):
    third = appoint("third", "何三", Capacity.VILLAGE_CADRE, heping)
    drawn(heping, officer, third, next_cadre)
    told = signed_in(next_cadre).get("/due/").context["questions"]
    assert told == [("2 handovers wait for you to take over", "/handovers/?state=offered")]


def test_tasks_that_name_the_former_cadre_are_shown_and_then_name_the_next_one(
    case, handover, officer, next_cadre, signed_in
):
    named, other = given_task(case, officer, "何平安"), given_task(case, officer, "张三")
    client = signed_in(next_cadre)
    page = client.get(f"{handover.get_absolute_url()}accept/")
    assert page.context["given"] == [named]
    for _time in range(2):  # a double tap is one acceptance
        assert accept(client, handover, given=str(named.pk)).status_code == 302
    for task, assignee, steps in (
        (named, "何新", [("reassign", "何平安 → 何新", next_cadre)]),
        (other, "张三", []),
    ):
        task.refresh_from_db()
        told = [(step.move, step.text, step.recorded_by) for step in task.steps.all()]
        assert (task.assignee, task.state, told) == (assignee, "open", steps)


def test_a_cadre_takes_over_from_one_of_the_same_name(
    case, heping, officer, heping_cadre, appoint, signed_in
):
    namesake = appoint("namesake", heping_cadre.name, Capacity.VILLAGE_CADRE, heping)
    task, handover = (
        given_task(case, officer, "何平安"),
        drawn(heping, officer, heping_cadre, namesake),
    )
    client = signed_in(namesake)
    assert accept(client, handover).status_code == 302
    task.refresh_from_db()
    assert (task.assignee, task.steps.count()) == ("何平安", 0)
    assert client.get(handover.get_absolute_url()).context["leftovers"] == []


def test_a_task_that_was_not_shown_is_shown_before_anything_is_written(
    case, handover, officer, next_cadre, signed_in
):
    task, client = given_task(case, officer, "何平安"), signed_in(next_cadre)
    answer = accept(client, handover, given="", remark="缺一份责任书")
    form = answer.context["form"]
    assert (answer.status_code, form["given"].value()) == (409, str(task.pk))
    assert form["remark"].value() == "缺一份责任书"
    assert Handover.objects.open().get() == handover
    assert accept(client, handover).status_code == 302


def test_what_still_names_the_former_cadre_is_told_with_exactly_these_files(
    handover, heping, make_case, officer, next_cadre, signed_in
):
    mine = [make_case(heping, control_contact="何平安") for _n in range(2)]
    make_case(heping, control_contact="张三", help_contact="何平安")
    accept(signed_in(next_cadre), handover)
    later = make_case(heping, control_contact="何平安")
    given_task(later, officer, "何平安")
    office = signed_in(officer)
    told = dict(office.get(handover.get_absolute_url()).context["leftovers"])
    assert list(told) == [
        "2 files still name 何平安 as control contact",
        "1 file still names 何平安 as help contact",
        "1 open task is still given to 何平安 by name",
    ]
    files, _helped, tasks = told.values()
    chosen = office.get(files).context["chosen"]
    assert [file for file, _version in chosen] == mine
    assert [row["task"].case for row in office.get(tasks).context["rows"]] == [later]
    assert "何平安" not in tasks
    CaseFile.objects.update(control_contact="何新", help_contact="张三")
    assert len(office.get(handover.get_absolute_url()).context["leftovers"]) == 1


def test_the_next_cadre_is_told_what_the_office_has_to_mend(
    handover, heping, make_case, next_cadre, signed_in
):
    make_case(heping, control_contact="何平安")
    client = signed_in(next_cadre)
    accept(client, handover)
    told = client.get(handover.get_absolute_url()).context["leftovers"]
    assert told == [("1 file still names 何平安 as control contact", "")]


def test_the_register_is_searched_exported_and_printed_as_it_is_shown(
    handover, heping, officer, heping_cadre, appoint, signed_in
):
    third = appoint("third", "何三", Capacity.VILLAGE_CADRE, heping)
    drawn(heping, officer, third, heping_cadre, reason="退休")
    client = signed_in(officer)
    for asked, reasons in (("何三", ["退休"]), ("换届", ["换届"]), ("何", ["退休", "换届"])):
        rows = client.get("/handovers/", {"q": asked}).context["rows"]
        assert [row.reason for row in rows] == reasons
    told, rows = exported(client, "/handovers/export/?q=退休&state=offered")
    day = rows[0][5].date()
    assert [row[1:5] for row in rows] == [("和平村", "何三", "何平安", "退休")]
    assert (day, rows[0][6]) == (TODAY, "待接任人签收")
    assert told.endswith("不列人员姓名　筛选：检索：退休；状态：待接任人签收")
    page = client.get("/handovers/print/?q=退休").content.decode()
    assert ("退休" in page, "换届" in page) == (True, False)


def test_the_register_of_handovers_leaves_by_its_serial(handover, officer, signed_in):
    client = signed_in(officer)
    assert export_of(client, "/handovers/export/").status_code == 200
    assert "工作移交登记表" in client.get("/account/exports/").content.decode()
