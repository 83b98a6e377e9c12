"""Questions about entries: what raises one, who answers and closes it, and that no score knows."""

import uuid
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from casefiles import actions
from casefiles.models import EntryAnswer, OfficeRules, Visit
from casefiles.models.entries import doubts_waiting_for, questions_for
from casefiles.schedule.entries import Entry, Limits, doubts, status_of
from casefiles.terms.entries import DoubtStatus, DoubtStep, EntryDoubt
from jurisdiction.models import AccessEvent
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NOON, MADE_ON = datetime(2026, 3, 20, 12), date(2026, 3, 20)


# The rules


def entry(key, *, text="", minutes=0, author=1, made_on=MADE_ON, limits=None):
    at = NOON + timedelta(minutes=minutes)
    return Entry(key, author, made_on, NOON.date(), at, text, limits or Limits())


def asked(entries):
    return [(doubt.kind, doubt.keys) for doubt in doubts(entries)]


def test_the_same_text_is_asked_about_from_the_fifth_visit_on():
    rows = [entry(n, text="一切正常。", minutes=60 * n) for n in range(5)]
    assert asked(rows[:4]) == []
    assert asked(rows) == [(EntryDoubt.SAME_TEXT, (0, 1, 2, 3, 4))]


def test_spaces_and_marks_make_no_other_text_and_another_author_does():
    rows = [entry(n, text="一切 正常，" if n % 2 else "一切正常", minutes=60 * n) for n in range(5)]
    assert len(asked(rows)) == 1
    assert asked([entry(n, text="一切正常", minutes=60 * n, author=n) for n in range(5)]) == []


def test_visits_without_a_text_say_nothing_the_same():
    assert asked([entry(n, text=" 。", minutes=60 * n) for n in range(9)]) == []


def test_twenty_visits_in_ten_minutes_are_asked_about_and_nineteen_are_not():
    quick = [entry(n, minutes=n / 2) for n in range(20)]
    assert asked(quick[:19]) == []
    assert asked(quick) == [(EntryDoubt.FAST, tuple(range(20)))]
    assert asked([entry(n, minutes=n) for n in range(40)]) == []


def test_a_longer_burst_is_one_question_and_two_bursts_are_two():
    one = [entry(n, minutes=n / 2) for n in range(25)]
    two = [entry(100 + n, minutes=300 + n / 2) for n in range(20)]
    assert asked(one + two) == [
        (EntryDoubt.FAST, tuple(range(25))), (EntryDoubt.FAST, tuple(range(100, 120)))
    ]  # fmt: skip


def test_a_visit_entered_twenty_days_late_is_asked_about_and_nineteen_is_not():
    assert asked([entry(1, made_on=date(2026, 2, 28))]) == [(EntryDoubt.LATE, (1,))]
    assert asked([entry(1, made_on=date(2026, 3, 1))]) == []


def test_the_office_sets_from_where_on_it_asks():
    strict = Limits(same_texts=2, late_days=1)
    rows = [entry(n, text="好", limits=strict, minutes=60 * n, made_on=date(2026, 3, 19))
            for n in range(2)]  # fmt: skip
    assert [kind for kind, _keys in asked(rows)] == ["late", "same_text", "late"]


@pytest.mark.parametrize(
    ("entered", "steps", "status"),
    [
        (5, [], DoubtStatus.OPEN), (5, [("answer", 6)], DoubtStatus.ANSWERED),
        (7, [("answer", 6)], DoubtStatus.OPEN), (5, [("close", 6)], DoubtStatus.CLOSED),
        (7, [("close", 6)], DoubtStatus.OPEN),
        (7, [("close", 6), ("answer", 8)], DoubtStatus.ANSWERED),
    ],
)  # fmt: skip
def test_what_was_answered_or_closed_asks_again_only_after_another_entry(entered, steps, status):
    said = [(DoubtStep(step), NOON + minute * MINUTE) for step, minute in steps]
    assert status_of(NOON + entered * MINUTE, said) == status


def test_nothing_that_scores_knows_of_questions():
    read = [path.read_text() for path in Path("responsibility").rglob("*.py")]
    assert read
    assert not [text for text in read if "entries" in text and "EntryAnswer" in text]


# The pages


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明")


def late(case, by, days=30):
    return actions.record_visit(
        case=case, key=uuid.uuid4(), by=by, visited_on=TODAY - days * DAY, mode="face",
        outcome="found", family="在家",
    )[0]  # fmt: skip


def address(visit, deed=""):
    return f"/entry-questions/late/{visit.pk}/{deed}"


def post(client, visit, deed, **content):
    form = {"key": str(uuid.uuid4()), "counted": 1, "text": "山里没有信号"} | content
    return client.post(address(visit, deed), form)


def test_a_cadre_answers_and_the_office_closes(
    case, heping_cadre, officer, signed_in, django_assert_max_num_queries
):
    visit = late(case, heping_cadre)
    cadre, office = signed_in(heping_cadre), signed_in(officer)
    assert "/entry-questions/?status=open" in cadre.get("/waiting/").content.decode()
    assert "/entry-questions/" in office.get("/entry-questions/").content.decode()
    assert post(cadre, visit, "answer/", text="").status_code == 200
    assert post(cadre, visit, "answer/").status_code == 302
    assert "山里没有信号" in office.get("/entry-questions/?status=answered").content.decode()
    assert "/entry-questions/?status=answered" in office.get("/waiting/").content.decode()
    assert post(cadre, visit, "close/", text="行").status_code == 403
    assert post(office, visit, "close/", text="已核实").status_code == 302
    assert post(office, visit, "close/", text="再办").status_code == 404
    assert post(cadre, visit, "answer/").status_code == 404
    page = cadre.get(address(visit)).content.decode()
    assert "已核实" in page
    assert "/entry-questions/?status=open" not in cadre.get("/waiting/").content.decode()


def test_a_cadre_sees_questions_about_the_own_entries_only(
    case, heping_cadre, officer, signed_in, appoint, heping
):
    other = appoint("other-cadre", "何另", heping_cadre.postings.get().capacity, heping)
    visit = late(case, other)
    assert list(questions_for(heping_cadre)) == []
    assert len(questions_for(officer)) == 1
    assert signed_in(heping_cadre).get(address(visit)).status_code == 404
    assert post(signed_in(officer), visit, "answer/").status_code == 404


def test_a_question_that_grew_meanwhile_is_read_again(case, heping_cadre, signed_in):
    visit = late(case, heping_cadre)
    answer = post(signed_in(heping_cadre), visit, "answer/", counted=7)
    assert answer.status_code == 409
    assert "山里没有信号" in answer.content.decode()
    assert not EntryAnswer.objects.exists()


def test_one_key_answers_once_and_other_words_are_refused(case, heping_cadre, signed_in):
    visit, key = late(case, heping_cadre), str(uuid.uuid4())
    client = signed_in(heping_cadre)
    for _again in range(2):
        assert post(client, visit, "answer/", key=key).status_code == 302
    assert post(client, visit, "answer/", key=key, text="别的").status_code == 409
    assert EntryAnswer.objects.count() == 1


def test_what_was_said_is_only_added_to(case, heping_cadre, signed_in):
    post(signed_in(heping_cadre), late(case, heping_cadre), "answer/")
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        EntryAnswer.objects.update(text="x")


def same_text(case, by, days):
    """A visit of the one text, entered so many days ago on its own day."""
    visit = late(case, by, days)
    Visit.objects.filter(pk=visit.pk).update(recorded_at=timezone.now() - days * DAY)
    return visit


def test_a_closed_question_stays_closed_when_its_first_visit_is_too_old(
    case, heping_cadre, officer, signed_in
):
    visits = [same_text(case, heping_cadre, days) for days in (80, 60, 40, 30, 20, 10)]
    [question] = questions_for(officer)
    actions.close_question(
        question=question, text="确实无变化", counted=6, key=uuid.uuid4(), by=officer
    )
    Visit.objects.filter(pk=visits[0].pk).update(recorded_at=timezone.now() - 91 * DAY)
    [question] = questions_for(officer)
    assert (question.first, question.status) == (visits[1], DoubtStatus.CLOSED)
    same_text(case, heping_cadre, 0)
    assert [asked.status for asked in questions_for(officer)] == [DoubtStatus.OPEN]


def test_the_limits_are_the_offices(case, heping_cadre, officer, township):
    late(case, heping_cadre, days=10)
    assert not questions_for(officer).count()
    OfficeRules.objects.create(area=township, late_days=10)
    assert questions_for(officer).count() == 1


def test_withdrawn_and_old_entries_ask_nothing(case, heping_cadre, officer):
    actions.withdraw_visit(visit=late(case, heping_cadre), reason="错", by=heping_cadre)
    old = late(case, heping_cadre)
    Visit.objects.filter(pk=old.pk).update(recorded_at=timezone.now() - 91 * DAY)
    assert not questions_for(officer).count()


def test_the_list_is_narrowed_traced_and_exported(case, heping_cadre, officer, signed_in):
    late(case, heping_cadre)
    office = signed_in(officer)
    text = office.get("/entry-questions/").content.decode()
    assert heping_cadre.name in text
    assert AccessEvent.objects.filter(officer=officer).last().files == [case.pk]
    for query, n in (("?kind=late", 1), ("?kind=fast", 0), ("?status=closed", 0),
                     (f"?village={case.village_id}", 1), ("?officer=无此人", 0)):  # fmt: skip
        sheet = sheet_of(export_of(office, f"/entry-questions/export/{query}"))
        assert ("张伟明" in str(list(sheet.values))) == bool(n), query


def test_the_list_asks_as_many_queries_for_three_questions_as_for_one(
    case, heping_cadre, officer, signed_in
):
    office = signed_in(officer)
    late(case, heping_cadre)
    one = queries(office, "/entry-questions/")
    for _n in range(2):
        late(case, heping_cadre)
    assert queries(office, "/entry-questions/") == one


def test_what_hangs_on_a_sealed_file_asks_nothing(case, heping_cadre, officer):
    late(case, heping_cadre)
    closed = actions.close_case(case=case, reason="wrong_registration", on=TODAY - 400 * DAY,
                                by=officer)  # fmt: skip
    actions.seal_file(case=closed, version=closed.version, by=officer, today=TODAY)
    assert list(questions_for(officer)) == []


def test_what_presses_stands_above_the_due_work_of_cadres_and_all_that_waits_on_its_own_page(
    case, officer, heping_cadre, signed_in
):
    office, cadre = signed_in(officer).get("/due/"), signed_in(heping_cadre).get("/due/")
    assert ("questions" in office.context, "/waiting/" in office.content.decode()) == (False, True)
    assert (cadre.context["questions"], "doubled" in cadre.context) == ([], False)
    client = signed_in(heping_cadre)
    assert (
        client.get("/waiting/").context["nothing_waits"],
        late(case, heping_cadre) and client.get("/waiting/").context["nothing_waits"],
    ) == (True, False)
    assert "Nothing waits" not in client.get("/waiting/").content.decode()


def test_what_waits_and_the_list_say_the_same_of_each_question(case, heping_cadre, officer):
    answered, _open = late(case, heping_cadre), late(case, heping_cadre, days=40)
    (question,) = [q for q in questions_for(heping_cadre) if q.first == answered]
    actions.answer_question(
        question=question, by=heping_cadre, key=uuid.uuid4(), counted=1, text="没有信号"
    )
    for who in (heping_cadre, officer):
        listed = {(q.kind, q.first.pk, q.status) for q in questions_for(who)}
        told = {(doubt.kind, doubt.first, status) for doubt, status in doubts_waiting_for(who)}
        assert (told, len(told)) == (listed, 2)
