"""Losing contact: a rule asks for a search, a search proposes, an officer decides; found again."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casefiles import actions
from casefiles.models import ContactAttempt, DueSlot, FoundAgain, LostDecision, OfficeRules
from casefiles.models.losing import cases_in, standings
from casefiles.schedule.losing import Rule, Traces, status_of
from casefiles.terms.losing import LostStatus as S
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)
RULE = Rule(missed=2, days=30, attempts=2)
SINCE = date(2026, 3, 1)
LATER = date(2026, 5, 1)


def asked(today=LATER, **known):
    return status_of(Traces(since=SINCE, **known), RULE, today)


# The rule (domain document, section 2g)


@pytest.mark.parametrize(
    ("known", "status"),
    [
        ({"missed": 1}, None),
        ({"missed": 2}, S.SUSPECTED),
        ({"missed": 2, "attempts": 1}, S.SUSPECTED),
        ({"missed": 2, "attempts": 2}, S.PROPOSED),
        ({"attempts": 5}, None),
        ({"attempts": 2, "nobody_knows": True}, S.PROPOSED),
        ({"missed": 2, "attempts": 2, "rejected": 2}, S.REJECTED),
        ({"missed": 2, "attempts": 3, "rejected": 2}, S.PROPOSED),
    ],
)
def test_two_missed_contacts_ask_for_a_search_and_the_search_in_vain_proposes(known, status):
    assert asked(**known) == status


@pytest.mark.parametrize(("days", "status"), [(29, None), (30, S.PROPOSED)])
def test_thirty_days_of_silence_count_only_where_the_family_does_not_know(days, status):
    today = SINCE + days * DAY
    assert asked(today, attempts=2, nobody_knows=True) == status
    assert asked(today, attempts=2) is None


@pytest.mark.parametrize(
    ("met_on", "status"), [(None, S.LOST), (SINCE - DAY, S.LOST), (LATER, S.REACHED)]
)
def test_who_is_lost_stays_lost_until_somebody_decides_also_when_reached(met_on, status):
    assert asked(lost_on=SINCE + DAY, met_on=met_on) == status


# On the file


@pytest.fixture
def case(heping, make_case):
    """Enrolled half a year ago, two visits missed since, nobody searched."""
    case = make_case(heping, name="张伟明", enrolled_on=TODAY - 200 * DAY)
    miss(case, 100)
    miss(case, 60)
    return case


def miss(case, days_ago):
    day = TODAY - days_ago * DAY
    return DueSlot.objects.create(
        case=case, village=case.village, kind="visit", every="month", period_on=day, opens_on=day,
        due_on=day, closes_on=day + 20 * DAY, state="missed",
    )  # fmt: skip


def try_to_reach(case, by, days_ago=3, outcome="no_answer", key=None, **content):
    return actions.add_paper(
        ContactAttempt, case=case, key=key or uuid.uuid4(), by=by, tried_at=time(19, 30),
        tried_on=TODAY - days_ago * DAY, **{"way": "phone", "outcome": outcome, "whom": "",
        "note": ""} | content,
    )[0]  # fmt: skip


def now(case):
    return standings(type(case).objects.filter(pk=case.pk), TODAY)[0]


def decide(case, by, *, is_lost=True, counted=2, key=None, **content):
    words = {"village_word": "何平安", "police_word": "景明", "document_no": "",
             "reason": "查找未果", "decided_on": TODAY}  # fmt: skip
    return actions.decide_lost(
        LostDecision, case=case, key=key or uuid.uuid4(), by=by, today=TODAY, is_lost=is_lost,
        counted=counted, **words | content,
    )  # fmt: skip


def find(case, by, **content):
    return actions.find_again(
        FoundAgain, case=case, key=uuid.uuid4(), by=by, today=TODAY,
        **{"found_on": TODAY, "how": "family", "state": "in_control", "place": "", "note": "",
           "document_no": ""} | content,
    )  # fmt: skip


@pytest.fixture
def searched(case, heping_cadre):
    """Looked for twice in vain: proposed."""
    try_to_reach(case, heping_cadre, 5)
    try_to_reach(case, heping_cadre, 3, "nobody_knows", way="family", whom="张母")
    return case


def test_missed_visits_ask_for_a_search_and_nothing_changes_by_itself(case, heping_cadre):
    assert now(case).status == S.SUSPECTED
    try_to_reach(case, heping_cadre, 5)
    try_to_reach(case, heping_cadre, 3)
    assert now(case).status == S.PROPOSED
    case.refresh_from_db()
    assert (case.control_state, case.lost_count) == ("in_control", 0)


@pytest.mark.parametrize("contact", ["phone", "attempt", "refused_test"])
def test_any_contact_ends_the_suspicion(searched, officer, contact):
    if contact == "phone":
        actions.record_visit(case=searched, key=uuid.uuid4(), by=officer, visited_on=TODAY,
                             mode="phone", outcome="found")  # fmt: skip
    elif contact == "attempt":
        try_to_reach(searched, officer, 0, "reached")
    else:
        actions.record_test(case=searched, key=uuid.uuid4(), by=officer, tested_on=TODAY,
                            result="refused", tester_1="甲", tester_2="乙")  # fmt: skip
    assert (now(searched).status, now(searched).traces.attempts) == (None, 0)


def test_a_withdrawn_attempt_counts_for_nothing_and_stays(searched, officer):
    attempt = searched.contactattempts.first()
    actions.withdraw_attempt(attempt=attempt, reason="误录", by=officer)
    assert now(searched).status == S.SUSPECTED
    assert searched.contactattempts.count() == 2


def test_an_office_sets_its_own_numbers(case, officer, township):
    numbers = {name: OfficeRules._meta.get_field(name).default for name in OfficeRules.NUMBERS}
    actions.set_rules(township=township, version=0, by=officer, **numbers | {"lost_missed": 3})
    assert now(case).status is None


def test_the_officers_decision_makes_somebody_lost_and_keeps_the_search(searched, officer):
    made, _new = decide(searched, officer)
    searched.refresh_from_db()
    assert (searched.control_state, searched.lost_count) == ("lost_contact", 1)
    assert made.told.count("；") == 1
    assert "家属不知去向 · 张母" in made.told
    assert (made.missed, made.lost_since) == (2, searched.enrolled_on)
    assert now(searched).status == S.LOST


def test_not_found_lost_changes_nothing_and_is_proposed_again_after_another_attempt(
    searched, officer
):
    decide(searched, officer, is_lost=False, village_word="", police_word="")
    searched.refresh_from_db()
    assert (searched.control_state, now(searched).status) == ("in_control", S.REJECTED)
    try_to_reach(searched, officer, 0)
    assert now(searched).status == S.PROPOSED


def test_without_a_proposal_only_a_document_of_the_police_makes_somebody_lost(case, officer):
    with pytest.raises(actions.NotSearched):
        decide(case, officer, counted=0)
    decide(case, officer, counted=0, document_no="清公禁〔2026〕8号")
    case.refresh_from_db()
    assert case.control_state == "lost_contact"


def test_what_was_tried_meanwhile_is_read_before_it_is_decided(searched, officer):
    try_to_reach(searched, officer, 1)
    with pytest.raises(actions.Stale):
        decide(searched, officer, counted=2)
    assert not LostDecision.objects.exists()


def test_the_data_base_keeps_nobody_lost_whom_village_and_police_do_not_confirm(case, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        decide(case, officer, counted=0, document_no="1号", police_word="")


def test_a_missed_visit_of_a_lost_person_stays_missed_and_slots_go_on(searched, officer):
    decide(searched, officer)
    states = set(searched.slots.values_list("state", flat=True))
    assert states <= {"open", "missed"}
    assert searched.slots.filter(state="missed").count() == 2
    searched.slots.filter(state="open").delete()
    actions.open_due_slots(on=TODAY)
    assert searched.slots.filter(state="open").exists()


def test_a_lost_person_who_is_reached_is_noted_as_found_with_day_and_how(searched, officer):
    decide(searched, officer, decided_on=TODAY - DAY)
    try_to_reach(searched, officer, 0, "reached")
    assert now(searched).status == S.REACHED
    find(searched, officer)
    searched.refresh_from_db()
    assert (searched.control_state, searched.lost_count) == ("in_control", 1)
    assert now(searched).status is None
    assert searched.state_changes.first().reason == "经家属找到"


def test_who_is_lost_a_second_time_is_counted_twice(searched, officer):
    for _ in range(2):
        decide(searched, officer, counted=now(searched).traces.attempts, document_no="1号")
        find(searched, officer)
    searched.refresh_from_db()
    assert searched.lost_count == 2
    with pytest.raises(actions.NotLost):
        find(searched, officer)


def test_one_key_decides_once(searched, officer):
    key = uuid.uuid4()
    first, second = (decide(searched, officer, key=key) for _ in range(2))
    assert (first[0], first[1], second) == (second[0], True, (first[0], False))
    with pytest.raises(actions.KeyReused):
        decide(searched, officer, key=key, reason="另一理由")


# Pages


ANSWER = {
    "is_lost": "True", "village_word": "何平安", "police_word": "景明", "document_no": "",
    "reason": "查找未果", "decided_on": TODAY.isoformat(),
}  # fmt: skip


def post(client, address, **typed):
    form = client.get(address).context["form"]
    hidden = {name: form.initial[name] for name in ("key", "counted") if name in form.initial}
    return client.post(address, hidden | typed)


def test_a_cadre_notes_attempts_and_the_officer_decides_and_finds_by_the_pages(
    case, heping_cadre, officer, signed_in
):
    cadre, office = signed_in(heping_cadre), signed_in(officer)
    for way in ("visit", "phone"):
        typed = {"tried_on": TODAY.isoformat(), "tried_at": "19:30", "way": way,
                 "outcome": "no_answer", "whom": "", "note": ""}  # fmt: skip
        assert post(cadre, f"/files/{case.pk}/attempts/new/", **typed).status_code == 302
    assert cadre.get(f"/files/{case.pk}/lost/decide/").status_code == 403
    assert post(office, f"/files/{case.pk}/lost/decide/", **ANSWER).status_code == 302
    page = cadre.get(f"/files/{case.pk}/whereabouts/").content.decode()
    assert "查找未果" in page
    typed = {"found_on": TODAY.isoformat(), "how": "returned", "state": "in_control"}
    assert post(office, f"/files/{case.pk}/found/", **typed).status_code == 302
    case.refresh_from_db()
    assert (case.control_state, case.lost_count) == ("in_control", 1)


def test_lost_without_village_and_police_is_asked_beside_the_fields(searched, officer, signed_in):
    typed = ANSWER | {"village_word": "", "police_word": ""}
    answer = post(signed_in(officer), f"/files/{searched.pk}/lost/decide/", **typed)
    assert set(answer.context["form"].errors) == {"village_word", "police_word"}


def test_the_page_of_a_state_neither_loses_nor_finds_anybody(searched, officer, signed_in):
    client, address = signed_in(officer), f"/files/{searched.pk}/state/control_state/"
    choices = [
        value for value, _word in client.get(address).context["form"].fields["value"].choices
    ]
    assert "lost_contact" not in choices
    decide(searched, officer)
    assert client.get(address).url == f"/files/{searched.pk}/found/"


def test_correcting_a_file_makes_nobody_lost(searched, officer, signed_in):
    client, address = signed_in(officer), f"/files/{searched.pk}/edit/"
    form = client.get(address).context["form"]
    typed = {name: value for name, value in form.initial.items() if value not in (None, False)}
    answer = client.post(address, typed | {"control_state": "lost_contact"})
    assert "control_state" in answer.context["form"].errors


def test_the_list_shows_whoever_asks_something_and_its_sheet_the_same(
    searched, officer, signed_in, make_case, heping
):
    make_case(heping, name="李小红")
    client = signed_in(officer)
    rows = client.get("/lost/").context["rows"]
    assert [(row.case.name, row.status) for row in rows] == [("张伟明", S.PROPOSED)]
    assert client.get("/lost/", {"status": "lost"}).context["rows"] == []
    assert [row.case.name for row in client.get("/lost/", {"q": "zwm"}).context["rows"]] == [
        "张伟明"
    ]
    sheet = sheet_of(export_of(client, "/lost/export/"))
    assert [row[4] for row in sheet.iter_rows(min_row=5, values_only=True)] == ["拟认定失联"]
    assert "拟认定失联" in client.get("/lost/print/").content.decode()


def test_ever_lost_is_a_choice_of_the_list(searched, officer, signed_in):
    client = signed_in(officer)
    assert client.get("/lost/", {"status": "once"}).context["rows"] == []
    decide(searched, officer)
    find(searched, officer)
    rows = client.get("/lost/", {"status": "once"}).context["rows"]
    assert [(row.case.lost_count, row.status) for row in rows] == [(1, None)]


def test_the_list_asks_as_many_queries_for_three_persons_as_for_one(
    searched, officer, signed_in, make_case, heping
):
    client = signed_in(officer)
    one = queries(client, "/lost/")
    for _ in range(2):
        other = make_case(heping, enrolled_on=TODAY - 200 * DAY)
        miss(other, 100)
        miss(other, 60)
        try_to_reach(other, officer)
    assert queries(client, "/lost/") == one


def test_what_is_known_of_contact_is_what_the_rows_own_windows_say(case, officer):
    """The statement is written out; the windows of the models say what counts."""
    for days_ago, is_withdrawn in ((150, False), (30, True)):
        day = TODAY - days_ago * DAY
        visit, _new = actions.record_visit(case=case, key=uuid.uuid4(), by=officer, visited_on=day,
                                           mode="face", outcome="found")  # fmt: skip
        test, _new = actions.record_test(
            case=case, key=uuid.uuid4(), by=officer, tested_on=day, result="negative",
            tester_1="甲", tester_2="乙",
        )  # fmt: skip
        if is_withdrawn:
            actions.withdraw_visit(visit=visit, by=officer, reason="误录")
            actions.withdraw_test(test=test, by=officer, reason="误录")
    DueSlot.objects.filter(pk=miss(case, 40).pk).update(state="open")
    try_to_reach(case, officer)
    withdrawn = try_to_reach(case, officer, days_ago=5)
    actions.withdraw_attempt(attempt=withdrawn, by=officer, reason="误录")
    known, since = now(case).traces, TODAY - 150 * DAY
    assert (known.since, known.met_on) == (since, since)
    assert known.missed == case.slots.missed(TODAY).filter(opens_on__gt=since).count() == 3
    assert known.attempts == case.contactattempts.in_vain().filter(tried_on__gt=since).count() == 1


def test_what_waits_asks_the_cadre_to_search_and_the_officer_to_decide(
    case, heping_cadre, officer, signed_in
):
    def asked_of(who, page="/waiting/"):
        return [to for _said, to in signed_in(who).get(page).context["questions"]
                if to.startswith("/lost/")]  # fmt: skip

    assert asked_of(heping_cadre, "/due/") == ["/lost/?status=suspected"]

    assert asked_of(heping_cadre) == ["/lost/?status=suspected"]
    assert asked_of(officer) == []
    try_to_reach(case, heping_cadre, 5)
    try_to_reach(case, heping_cadre, 3)
    assert asked_of(heping_cadre) == []
    assert asked_of(officer) == ["/lost/?status=proposed"]


def test_the_dashboard_counts_the_proposed_and_links_to_their_rows(searched, officer, signed_in):
    page = signed_in(officer).get("/dashboard/").content.decode()
    assert f"/lost/?status=proposed&amp;village={searched.village_id}" in page


def test_another_village_neither_sees_nor_withdraws_an_attempt(
    searched, liushu_cadre, signed_in, police
):
    attempt = searched.contactattempts.first()
    address = f"/attempts/{attempt.pk}/withdraw/"
    assert signed_in(liushu_cadre).get(address).status_code == 404
    assert signed_in(police).get(address).status_code == 403
    assert list(signed_in(liushu_cadre).get("/lost/").context["rows"]) == []


def test_attempts_decisions_and_findings_stand_on_the_timeline(searched, officer, signed_in):
    decide(searched, officer)
    find(searched, officer)
    page = signed_in(officer).get(f"/files/{searched.pk}/records/", {"kind": "contact"})
    assert len(page.context["timeline"]) == 4


def test_a_closed_file_asks_nothing(searched, officer):
    actions.close_case(case=searched, reason="deceased", on=TODAY, by=officer)
    rows = cases_in(type(searched).objects.all(), set(S), TODAY)
    assert not rows.exists()
