"""Activities of help (form F5): short to write, corrected in versions, listed, printed."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casefiles import actions
from casefiles.models import CaseFile, HelpRecord
from casefiles.models.bag import is_there
from casefiles.terms.bag import BagPaper, HelpRecordKind
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明", enrolled_on=TODAY - 400 * DAY)


@pytest.fixture
def page():
    return {
        "key": str(uuid.uuid4()), "kind": "talk", "happened_on": TODAY.isoformat(),
        "parties": ["village", "police"], "content": "谈近况",
    }  # fmt: skip


def recorded(case, by, **columns):
    words = {"kind": "talk", "happened_on": TODAY, "parties": ["village"], "content": "谈近况"}
    return actions.add_paper(HelpRecord, case=case, key=uuid.uuid4(), by=by, **words | columns)[0]


def test_four_answers_make_a_record_from_the_phone(case, heping_cadre, signed_in, page):
    client = signed_in(heping_cadre)
    form = client.get(f"/files/{case.pk}/help/new/").context["form"]
    assert [field.name for field in form.routine_fields()] == [
        "kind", "happened_on", "parties", "content",
    ]  # fmt: skip
    assert not form.details_open()
    assert client.post(f"/files/{case.pk}/help/new/", page).status_code == 302
    made = HelpRecord.objects.get()
    assert (made.kind, made.parties, made.recorded_by) == (
        "talk", ["village", "police"], heping_cadre,
    )  # fmt: skip


def test_a_record_sent_twice_is_one_and_another_text_under_its_key_is_refused(
    case, officer, signed_in, page
):
    client = signed_in(officer)
    address = f"/files/{case.pk}/help/new/"
    assert [client.post(address, page).status_code for _ in range(2)] == [302, 302]
    answer = client.post(address, page | {"content": "另一次"})
    assert (answer.status_code, HelpRecord.objects.count()) == (409, 1)
    assert "另一次" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"parties": []}, "parties"), ({"parties": ["friends"]}, "parties"),
     ({"content": ""}, "content"),
     ({"happened_on": (TODAY + DAY).isoformat()}, "happened_on"),
     ({"happened_on": (TODAY - 500 * DAY).isoformat()}, "happened_on")],
)  # fmt: skip
def test_a_wrong_answer_is_said_beside_its_field(case, officer, signed_in, page, wrong, field):
    answer = signed_in(officer).post(f"/files/{case.pk}/help/new/", page | wrong)
    assert list(answer.context["form"].errors) == [field]
    assert not HelpRecord.objects.exists()


def test_nobody_records_an_activity_without_a_party(case, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        recorded(case, officer, parties=[])


def test_the_history_keeps_what_a_correction_changed(case, officer):
    record = recorded(case, officer)
    actions.correct_help_record(paper=record, version=1, by=officer, content="谈就业")
    texts = record.events.order_by("pgh_id")
    assert list(texts.values_list("content", "version")) == [("谈近况", 1), ("谈就业", 2)]


def test_a_cadre_corrects_the_own_record_and_not_anothers(case, heping_cadre, officer, signed_in):
    own, others = recorded(case, heping_cadre), recorded(case, officer)
    client = signed_in(heping_cadre)
    assert client.get(f"/help/{own.pk}/edit/").status_code == 200
    assert client.get(f"/help/{others.pk}/edit/").status_code == 403
    assert client.get(f"/help/{others.pk}/withdraw/").status_code == 403
    assert client.get(f"/help/{others.pk}/").status_code == 200


def test_a_withdrawn_record_stays_readable_with_its_reason_and_counts_nowhere(
    case, officer, signed_in
):
    record, client = recorded(case, officer), signed_in(officer)
    assert CaseFile.objects.filter(is_there(BagPaper.HELP_RECORDS, TODAY)).exists()
    answer = client.post(f"/help/{record.pk}/withdraw/", {"version": 1, "reason": "错录"})
    assert answer.status_code == 302
    assert not CaseFile.objects.filter(is_there(BagPaper.HELP_RECORDS, TODAY)).exists()
    assert "错录" in client.get(f"/help/{record.pk}/").content.decode()
    assert client.get(f"/help/{record.pk}/edit/").status_code == 302
    with pytest.raises(actions.Withdrawn):
        actions.correct_help_record(paper=record, version=2, by=officer, content="x")


def test_a_record_corrected_meanwhile_is_read_again_before_it_is_withdrawn(
    case, officer, signed_in
):
    record = recorded(case, officer)
    actions.correct_help_record(paper=record, version=1, by=officer, content="谈就业")
    signed_in(officer).post(f"/help/{record.pk}/withdraw/", {"version": 1, "reason": "错录"})
    assert not HelpRecord.objects.get().is_withdrawn


def test_the_list_is_narrowed_by_kind_party_day_and_name(
    case, heping, make_case, officer, signed_in
):
    recorded(case, officer, kind="study", parties=["family", "police"])
    recorded(make_case(heping, name="李四"), officer, happened_on=TODAY - 9 * DAY)
    client = signed_in(officer)

    def found(query):
        rows = client.get(f"/help/{query}").context["rows"]
        return sorted(row.case.name for row in rows)

    assert found("") == ["张伟明", "李四"]
    assert found("?kind=study") == found("?party=police") == found("?q=zwm") == ["张伟明"]
    assert found(f"?date_to={TODAY - DAY}") == ["李四"]


def test_the_sheet_is_in_chinese_with_kind_and_parties(case, officer, signed_in):
    recorded(case, officer, kind="festival_visit", parties=["village", "family"])
    sheet = sheet_of(export_of(signed_in(officer), "/help/export/?kind=festival_visit"))
    assert "种类：节日慰问" in sheet["A2"].value
    assert [cell.value for cell in sheet[5]][5:7] == ["节日慰问", "村、家庭"]


def test_form_f5_is_in_chinese_with_a_box_for_each_party(case, officer, signed_in):
    record = recorded(case, officer, parties=["family", "police"])
    said = signed_in(officer).get(f"/help/{record.pk}/print/").content.decode()
    assert [words in said for words in ("帮教活动记录", "家庭签字", "派出所签字", "村签字")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_the_list_asks_as_many_queries_for_three_as_for_one(case, officer, signed_in):
    client = signed_in(officer)
    recorded(case, officer)
    before = queries(client, "/help/")
    for kind in (HelpRecordKind.JOB, HelpRecordKind.RELIEF):
        recorded(case, officer, kind=kind)
    assert queries(client, "/help/") == before
