"""Every page that edits what is stored: of two who opened it, the second sees both texts."""

import uuid
from html import unescape

import pytest
from django.utils import timezone

from campaigns import actions as campaigning
from campaigns.models import Activity
from casefiles import actions, letters
from casefiles.models import (
    Admonition,
    CaseFile,
    HelpLetter,
    HelpMeasure,
    HelpPlan,
    HelpRecord,
    Lack,
    Leave,
    OfficeRules,
    OwnSchedule,
    RehabOrder,
    RiskStandard,
    Schedule,
    TeamMember,
)
from jurisdiction.models import Area, Officer, Posting, Unit
from responsibility import actions as assessing
from responsibility.models import GradeLimit, Item, LetterText, ManualScore, Standard

TODAY = timezone.localdate()
NO_ROWS = {"former_names-TOTAL_FORMS": 0, "former_names-INITIAL_FORMS": 0,
           "postings-TOTAL_FORMS": 0, "postings-INITIAL_FORMS": 0}  # fmt: skip
NO_LINES = {"material-TOTAL_FORMS": 0, "material-INITIAL_FORMS": 0}


def an_area(made):
    return f"/admin/jurisdiction/area/{made['village'].pk}/change/", "name", Area, NO_ROWS


def a_unit(made):
    unit = Unit.objects.create(name="小学", kind="school", area=made["village"])
    return f"/admin/jurisdiction/unit/{unit.pk}/change/", "name", Unit, {}


def an_officer(made):
    return f"/admin/jurisdiction/officer/{made['cadre'].pk}/change/", "name", Officer, NO_ROWS


def a_posting(made):
    posting = made["cadre"].postings.get()
    return f"/admin/jurisdiction/posting/{posting.pk}/change/", "valid_to", Posting, {}


def a_file(made):
    return f"/files/{made['case'].pk}/edit/", "alias", CaseFile, {}


def a_state(made):
    more = {"on": TODAY, "reason": "已核实"}
    return f"/files/{made['case'].pk}/state/control_state/", "value", CaseFile, more


def a_member(made):
    member, _new = actions.add_paper(
        TeamMember, case=made["case"], key=uuid.uuid4(), by=made["by"], role="family",
        name="张母", serves_from=TODAY,
    )  # fmt: skip
    return f"/team/{member.pk}/edit/", "name", TeamMember, {}


def an_order(made):
    order, _new = actions.register_order(
        RehabOrder, case=made["case"], key=uuid.uuid4(), by=made["by"],
        measure="community_detox", document_no="3号", organ="县公安局", decided_on=TODAY,
        received_on=TODAY,
    )  # fmt: skip
    return f"/orders/{order.pk}/edit/", "document_no", RehabOrder, {}


def a_plan(made):
    plan, _new = actions.draft_plan(
        HelpPlan, case=made["case"], key=uuid.uuid4(), by=made["by"], goals="不复吸",
        drafter="郑安", valid_from=TODAY,
    )  # fmt: skip
    return f"/plans/{plan.pk}/edit/", "health", HelpPlan, {}


def a_measure(made):
    a_plan(made)
    measure, _new = actions.add_measure(
        HelpMeasure, case=made["case"], key=uuid.uuid4(), by=made["by"], kind="job",
        plan=HelpPlan.objects.get(), content="务工", owner_name="何平安", due_on=TODAY,
    )  # fmt: skip
    return f"/measures/{measure.pk}/edit/", "content", HelpMeasure, {}


def a_help_record(made):
    record, _new = actions.add_paper(
        HelpRecord, case=made["case"], key=uuid.uuid4(), by=made["by"], kind="talk",
        happened_on=TODAY, parties=["village"], content="谈近况",
    )  # fmt: skip
    return f"/help/{record.pk}/edit/", "problems", HelpRecord, {}


def a_help_letter(made):
    letter, _new = actions.draft_help_letter(
        HelpLetter, case=made["case"], key=uuid.uuid4(), by=made["by"], term_from=TODAY,
        term_to=TODAY, **letters.usual_help_letter(),
    )  # fmt: skip
    return f"/help-letters/{letter.pk}/edit/", "targets", HelpLetter, {}


def a_lack(made):
    lack, _new = actions.add_paper(
        Lack, case=made["case"], key=uuid.uuid4(), by=made["by"], kind="job", since=TODAY
    )
    return f"/noes/{lack.pk}/edit/", "note", Lack, {}


def an_admonition(made):
    an_order(made)
    letter, _new = actions.add_paper(
        Admonition, case=made["case"], key=uuid.uuid4(), by=made["by"], ground="tests",
        order=RehabOrder.objects.get(), number="1号", given_on=TODAY, content="当面劝诫",
    )  # fmt: skip
    return f"/admonitions/{letter.pk}/edit/", "content", Admonition, {}


def a_leave(made):
    leave, _new = actions.ask_leave(
        Leave, case=made["case"], key=uuid.uuid4(), by=made["by"], reason="务工", county="龙山县",
        from_on=TODAY, to_on=TODAY,
    )  # fmt: skip
    return f"/leave/{leave.pk}/edit/", "host", Leave, {}


def an_activity(made):
    activity, _new = campaigning.record_activity(
        area=made["village"], key=uuid.uuid4(), by=made["by"], kind="lecture", theme="识毒",
        happened_on=TODAY,
    )  # fmt: skip
    return f"/activities/{activity.pk}/edit/", "theme", Activity, NO_LINES


def points(made):
    item = Item.objects.filter(section__standard=made["standard"], computation="manual")[0]
    address = f"/assessment/{TODAY.year}/villages/{made['village'].pk}/items/{item.pk}/"
    return address, "reason", ManualScore, {"points": "1"}


def a_standard(made):
    return f"/assessment/{TODAY.year}/standard/", "veto_document_no", Standard, {}


def a_text(made):
    return (
        "/letters/texts/township_village/",
        "title",
        LetterText,
        {"basis": "1号", "duties": "走访"},
    )


def a_schedule(made):
    baseline = Schedule.objects.get(code="baseline", area=None)
    return f"/schedules/{baseline.pk}/edit/", "origin", Schedule, {}


def a_scale(_made):
    return "/risk/scale/edit/", "origin", RiskStandard, {}


def an_own_schedule(made):
    own, _new = actions.set_own_schedule(
        OwnSchedule, case=made["case"], key=uuid.uuid4(), by=made["by"], today=TODAY,
        mode="beside", test_every="month", valid_from=TODAY, reason="家属请求",
    )  # fmt: skip
    return f"/own-schedules/{own.pk}/edit/", "reason", OwnSchedule, {}


def rules(_made):
    return "/office-rules/", "objection_days", OfficeRules, {}


PAGES = [an_area, a_unit, an_officer, a_posting, a_file, a_state, a_member, a_plan, a_measure,
         a_lack, a_help_record, a_help_letter, a_leave, an_admonition,
         a_scale, an_order, a_schedule,
         an_own_schedule, rules, an_activity, points, a_standard, a_text]  # fmt: skip
WORDS = {
    "objection_days": ("4", "5", "4"),
    "value": ("abroad", "in_custody", "Abroad"),
    "valid_to": ("2030-05-04", "2031-05-04", "2030"),
}
FIRST, SECOND = "先存的字", "后存的字"


@pytest.fixture
def made(township, heping, heping_cadre, officer, make_case):
    standard = assessing.set_up_standard(township=township, year=TODAY.year, by=officer)
    return {"village": heping, "cadre": heping_cadre, "case": make_case(heping), "by": officer,
            "standard": standard}  # fmt: skip


def drawn(answer):
    """What a browser would send back of the form that it was shown."""
    form = answer.context.get("adminform")
    form = form.form if form else answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return form, {
        name: value for name, value in values.items() if value is not None and value is not False
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_the_second_of_two_sees_both_texts_and_chooses(page, made, officer, signed_in):
    address, name, model, more = page(made)
    first, second, shown = WORDS.get(name, (FIRST, SECOND, FIRST))
    client = signed_in(officer)
    _form, read = drawn(client.get(address))
    read = more | read if name != "value" else read | more
    assert client.post(address, read | {name: first}).status_code == 302
    answer = client.post(address, read | {name: second})
    assert answer.status_code == 409
    form, sent = drawn(answer)
    assert sent[name] == second
    assert shown in unescape(str(form[name].help_text) + str(form[name].errors))
    assert stored(model, name, first)
    assert not stored(model, name, second)
    assert client.post(address, more | sent | {name: second}).status_code == 302
    assert stored(model, name, second)


def stored(model, name, value):
    column = "control_state" if name == "value" else name
    if column in HelpPlan.PRIVATE:  # sealed: no data base finds it
        return value in [getattr(row, column) for row in model.objects.all()]
    return model.objects.filter(**{column: value}).exists()


@pytest.mark.parametrize("page", [an_area, a_unit, an_officer, a_posting])
def test_a_form_that_does_not_say_what_was_read_saves_nothing(page, made, officer, signed_in):
    address, name, model, more = page(made)
    client = signed_in(officer)
    _form, read = drawn(client.get(address))
    del read["read_version"]
    first = WORDS.get(name, (FIRST,))[0]
    assert client.post(address, more | read | {name: first}).status_code == 200
    assert not stored(model, name, first)


def test_a_stale_standard_shows_a_grade_that_was_moved(made, officer, signed_in):
    client, address = signed_in(officer), f"/assessment/{TODAY.year}/standard/"
    _form, read = drawn(client.get(address))
    grade = GradeLimit.objects.filter(standard=made["standard"]).latest("at_least")
    field = f"grade_{grade.pk}"
    assert client.post(address, read | {field: "91"}).status_code == 302
    form, _sent = drawn(client.post(address, read | {field: "92"}))
    assert "91" in str(form[field].help_text)
