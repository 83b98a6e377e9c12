"""The timeline of a file: everything that happened, or one kind of it, with links."""

import uuid
from datetime import timedelta

import pghistory
import pytest
from django.utils import timezone

from casefiles import actions
from casefiles.models import RiskAssessment, TeamMember
from casefiles.models.risk import standard_of
from casefiles.models.timeline import TABLES, USUAL
from casefiles.terms.bag import BagPaper, EventKind
from casefiles.views.timeline import TELLERS
from tests.test_bags import approved, noted, ordered, seated, stepped
from tests.test_help_letters import drafted, sign
from tests.test_help_plans import progressed, promised, reviewed
from tests.test_help_records import recorded
from tests.test_leave import absent
from tests.test_lists import live, queries
from tests.test_losing import decide, find, try_to_reach
from tests.test_residence import notice
from tests.test_transfers import offer

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明", enrolled_on=TODAY - 400 * DAY)


def lived(case, by):
    """One event of each kind."""
    live(case, by)
    noted(case, by, BagPaper.RULES)
    stepped(ordered(case, by), by, "report_in")
    seated(case, by, "village")
    absent(case, by, TODAY - 2 * DAY)
    recorded(case, by)
    sign(drafted(case, by), by, "village")
    plan = approved(case, by)
    plan = reviewed(plan, by).plan
    draft, _new = actions.draft_plan(
        type(plan), case=case, key=uuid.uuid4(), by=by, goals="不复吸", drafter="郑安",
        valid_from=TODAY, reason="换工作",
    )  # fmt: skip
    measure = promised(draft, by)
    actions.decide_plan(
        plan=draft, version=draft.version, is_approved=True, approver="周镇长", on=TODAY,
        comment="同意", by=by,
    )  # fmt: skip
    measure.refresh_from_db()
    progressed(measure, by)
    try_to_reach(case, by)
    notice(case, by)
    assess(case, by)
    case.refresh_from_db()
    actions.change_state(
        case=case, version=case.version, aspect="control_state", value="lost_contact", on=TODAY,
        document_no="", reason="通报", by=by, today=TODAY,
    )  # fmt: skip


def assess(case, by, **content):
    standard = standard_of(case.village_id)
    decided = {"level": "", "reason": "", "next_on": None, "measures_changed": ""} | content
    return actions.assess_risk(
        RiskAssessment, case=case, key=uuid.uuid4(), by=by, today=TODAY, standard=standard.pk,
        ticked=[], assessed_on=TODAY, assessor="郑安", reviewer="周镇", **decided,
    )[0]  # fmt: skip


def told(client, case, kind=""):
    """Every line of every page."""
    address = f"/files/{case.pk}/records/?kind={kind}"
    pages = client.get(address).context["page"].paginator.page_range
    return [
        event for number in pages
        for event in client.get(f"{address}&page={number}").context["timeline"]
    ]  # fmt: skip


def test_every_kind_is_on_the_timeline_and_each_can_be_seen_alone(case, officer, signed_in):
    lived(case, officer)
    client = signed_in(officer)
    everything = told(client, case)
    assert {event.kind for event in everything} == set(EventKind)
    for kind in EventKind:
        alone = told(client, case, kind)
        assert {event.kind for event in alone} == {kind}
        assert len(alone) == sum(event.kind == kind for event in everything)


def test_the_latest_stands_first_and_an_unknown_kind_shows_everything(case, officer, signed_in):
    lived(case, officer)
    client = signed_in(officer)
    days = [event.day for event in told(client, case)]
    assert days == sorted(days, reverse=True)
    assert len(told(client, case, "weather")) == len(days)


def test_each_line_leads_to_its_page(case, officer, signed_in):
    lived(case, officer)
    client = signed_in(officer)
    leads = {event.kind for event in told(client, case) if event.address}
    assert leads == set(EventKind) - {EventKind.STATE, EventKind.TEAM, EventKind.CONTACT}
    for event in told(client, case):
        if event.address:
            assert client.get(event.address).status_code == 200


def test_the_timeline_tells_each_level_of_risk_and_how_it_came_about(case, officer, signed_in):
    with pghistory.context(user=officer.pk):
        actions.correct_case(case=case, version=1, by=officer, today=TODAY, risk_level="low")
    made = assess(case, officer, level="high", reason="近期失业")
    told_here = [
        (event.title, event.address, event.words, event.by)
        for event in told(signed_in(officer), case, EventKind.RISK)
    ]
    assert told_here == [
        (
            "Risk level: Low risk → High risk", made.get_absolute_url(),
            ["Assessment of risk", "近期失业"], officer.name,
        ),
        ("Risk level: Not rated → Low risk", "", ["set without an assessment"], officer.name),
    ]  # fmt: skip


def test_an_assessment_that_leaves_the_level_says_the_level(case, officer, signed_in):
    assess(case, officer, level="high", reason="甲")
    assess(case, officer, level="high", reason="乙")
    titles = [event.title for event in told(signed_in(officer), case, EventKind.RISK)]
    assert titles == ["Risk level: High risk", "Risk level: Not rated → High risk"]


def test_a_member_who_left_stands_there_twice(case, officer, signed_in):
    seated(case, officer, "police", serves_from=TODAY - 9 * DAY, serves_to=TODAY - DAY)
    events = told(signed_in(officer), case, EventKind.TEAM)
    assert [event.day for event in events] == [TODAY - DAY, TODAY - 9 * DAY]
    assert TeamMember.objects.count() == 1


def test_a_long_timeline_is_turned_page_by_page(case, officer, signed_in):
    for number in range(30):
        noted(case, officer, BagPaper.GUARANTEE, remark=f"第{number}份")
    client, address = signed_in(officer), f"/files/{case.pk}/records/?kind=paper"
    first = client.get(address)
    assert (len(first.context["timeline"]), first.context["page"].paginator.count) == (25, 30)
    assert "?kind=paper&amp;page=2" in first.content.decode()
    assert len(client.get(f"{address}&page=2").context["timeline"]) == 5
    assert [event.words for event in told(client, case, "paper")][0] == ["第29份"]


def test_a_cadre_reads_no_result_on_the_timeline(case, officer, heping_cadre, signed_in):
    live(case, officer)
    (event,) = told(signed_in(heping_cadre), case, EventKind.TEST)
    assert event.words == []


def test_the_timeline_asks_as_many_queries_for_three_of_each_as_for_one(case, officer, signed_in):
    client = signed_in(officer)
    live(case, officer)
    noted(case, officer, BagPaper.RULES)
    before = queries(client, f"/files/{case.pk}/records/")
    for _ in range(2):
        live(case, officer)
        noted(case, officer, BagPaper.RULES)
    assert queries(client, f"/files/{case.pk}/records/") == before


def test_each_kind_is_told_and_is_usual_or_has_its_tables():
    assert {*TABLES, *USUAL} == set(TELLERS) == set(EventKind)
    assert set(TABLES).isdisjoint(USUAL)


def test_each_table_of_a_kind_is_asked_for(case, officer, liushu, signed_in):
    decide(case, officer, counted=0, document_no="公1号")
    find(case, officer)
    lived(case, officer)
    offer(case, officer, liushu)
    rows = {(event.kind, type(event.row)) for event in told(signed_in(officer), case)}
    tables = {(kind, model) for kind, models in TABLES.items() for model in models}
    assert tables - rows == set()
