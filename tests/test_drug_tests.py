"""Form F8: a test in six fields, what makes it count, its next edition, twelve months a sheet."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions, schedule
from casefiles.models import CaseFile, DrugItem, DrugTest, DueSlot, OfficeRules
from casefiles.terms.testing import TAKEN
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)
HERE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明", sex="male")


@pytest.fixture
def woman(heping, make_case):
    return make_case(heping, name="李秀英", sex="female")


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def taken(case, by, **columns):
    words = {"tested_on": TODAY, "result": "negative", "tester_1": "甲", "tester_2": "乙"}
    return actions.record_test(case=case, key=uuid.uuid4(), by=by, **words | columns)[0]


def typed(**fields):
    return {
        "key": str(uuid.uuid4()), "tested_on": TODAY.isoformat(), "sample_kind": "urine",
        "result": "negative", "tester_1": "高翔", "tester_2": "周倩",
    } | fields  # fmt: skip


def office_numbers(**numbers):
    rules = OfficeRules()
    return {"version": 0} | {name: getattr(rules, name) for name in rules.NUMBERS} | numbers


def slots_of_year(case, *windows):
    """Test slots with these (first, last) days instead of the ones that were opened."""
    DueSlot.objects.filter(case=case, kind="test").delete()
    return [
        DueSlot.objects.create(
            case=case, village=case.village, kind="test", every="month", period_on=first,
            opens_on=first, due_on=last, closes_on=last,
        )
        for first, last in windows
    ]  # fmt: skip


# Days


@pytest.mark.parametrize(
    ("told", "days", "last"),
    [(date(2026, 3, 1), 3, date(2026, 3, 4)), (date(2026, 12, 30), 3, date(2027, 1, 2))],
)
def test_an_objection_is_open_three_days_and_the_day_of_telling_does_not_count(told, days, last):
    assert schedule.objection_until(told, days) == last


def test_samples_are_kept_six_months_to_the_day():
    assert schedule.kept_until(date(2026, 8, 31), 6) == date(2027, 2, 28)


@given(st.dictionaries(st.sampled_from("甲乙丙"), st.sampled_from(TAKEN), min_size=1))
def test_a_positive_item_never_stands_below_a_negative_result(items):
    wrong = schedule.contradiction("negative", items)
    assert (wrong == "positive") == ("positive" in items.values())
    assert (wrong is None) == (set(items.values()) == {"negative"})


def test_an_invalid_test_may_have_shown_anything():
    assert schedule.contradiction("invalid", {"吗啡": "positive"}) is None


# Recording


def test_a_routine_test_takes_five_fields_of_a_man_and_six_of_a_woman(case, woman, office):
    of = {}
    for person in (case, woman):
        form = office.get(f"/files/{person.pk}/tests/new/").context["form"]
        of[person.sex] = [field.name for field in form.routine_fields()]
        assert not form.details_open()
    assert of["male"] == ["tested_on", "sample_kind", "result", "tester_1", "tester_2"]
    assert of["female"] == [*of["male"], "sampler"]


def test_all_of_form_f8_is_kept(case, office):
    items = {item.name: item.pk for item in DrugItem.objects.all()}
    answer = office.post(
        f"/files/{case.pk}/tests/new/",
        typed(
            result="positive", notified_on=(TODAY - DAY).isoformat(), notified_how="phone",
            taken_at="09:30", place="镇禁毒工作站", kit_brand="艾康", kit_batch="AK2611",
            kit_expires_on=(TODAY + DAY).isoformat(), signing="thumbprint", photo_no="12",
            told_at=f"{TODAY - DAY}T10:05", sample_a_no="1A", sample_b_no="1B",
            admonition_no="告诫3号", police_told_at=f"{TODAY - DAY}T10:30", police_told_by="郑安",
            **{f"item_{items['吗啡']}": "positive", f"item_{items['氯胺酮']}": "negative"},
        ),
    )  # fmt: skip
    test = DrugTest.objects.get()
    assert answer.status_code == 302
    assert test.items == {"吗啡": "positive", "氯胺酮": "negative"}
    assert test.told_at == datetime.combine(TODAY - DAY, datetime.min.time(), HERE).replace(
        hour=10, minute=5
    )
    assert test.objection_until == TODAY + 2 * DAY
    assert test.kept_until == schedule.add_months(TODAY, 6)
    assert (test.kit_batch, test.signing, test.police_told_by) == ("AK2611", "thumbprint", "郑安")
    assert test.slot.state == "done"


@pytest.mark.parametrize("result", ["invalid", "refused", "evaded", "ill", "on_leave", "lost"])
def test_what_is_no_result_leaves_the_slot_due(case, officer, result):
    test = taken(case, officer, result=result)
    slot = DueSlot.objects.get(case=case, kind="test")
    assert (test.slot, slot.state) == (None, "open")
    assert slot in DueSlot.objects.owed()


def test_an_expired_kit_makes_no_result_but_an_invalid_test(case, office):
    address, expired = f"/files/{case.pk}/tests/new/", (TODAY - DAY).isoformat()
    answer = office.post(address, typed(kit_expires_on=expired))
    assert "kit_expires_on" in answer.context["form"].errors
    assert office.post(address, typed(result="invalid", kit_expires_on=expired)).status_code == 302
    assert DrugTest.objects.get().slot is None


def test_the_data_base_too_refuses_a_result_of_an_expired_kit(case, officer):
    with pytest.raises(IntegrityError, match="kit_in_date"), transaction.atomic():
        taken(case, officer, kit_expires_on=TODAY - DAY)


def test_urine_of_a_woman_taken_by_a_man_asks_for_the_reason(woman, office):
    address = f"/files/{woman.pk}/tests/new/"
    form = office.post(address, typed(sampler="male")).context["form"]
    assert [*form.errors] == ["sampler_reason"]
    assert "sampler_reason" in [field.name for field in form.routine_fields()]
    reasoned = typed(sampler="male", sampler_reason="女工作人员请假，由女家属陪同")
    assert office.post(address, reasoned).status_code == 302
    assert DrugTest.objects.get().sampler_reason == "女工作人员请假，由女家属陪同"


@pytest.mark.parametrize("fields", [{"sampler": "female"}, {"sample_kind": "hair"}])
def test_a_woman_sampler_and_hair_ask_for_nothing_more(woman, office, fields):
    assert office.post(f"/files/{woman.pk}/tests/new/", typed(**fields)).status_code == 302


def test_who_took_the_urine_of_a_woman_must_be_said(woman, office):
    form = office.post(f"/files/{woman.pk}/tests/new/", typed()).context["form"]
    assert [*form.errors] == ["sampler"]


def test_two_persons_test_but_one_may_find_out_that_somebody_is_ill(case, office):
    address = f"/files/{case.pk}/tests/new/"
    assert "tester_2" in office.post(address, typed(tester_2="")).context["form"].errors
    assert office.post(address, typed(tester_2="", result="ill")).status_code == 302


def test_items_that_contradict_the_result_are_said(case, office):
    item = DrugItem.objects.first()
    form = office.post(
        f"/files/{case.pk}/tests/new/", typed(**{f"item_{item.pk}": "positive"})
    ).context["form"]
    assert [*form.errors] == ["result"]


def test_an_item_out_of_use_leaves_the_form_and_stays_on_its_tests(case, office, officer):
    test = taken(case, officer, items={"吗啡": "negative"})
    office.post("/tests/items/", {"name": "吗啡", "is_in_use": "False"})
    labels = [f.label for f in office.get(f"/files/{case.pk}/tests/new/").context["form"]]
    again = [f.label for f in office.get(f"/tests/{test.pk}/correct/").context["form"]]
    assert ("吗啡" in labels, "吗啡" in again) == (False, True)
    assert "吗啡" in office.get(f"/tests/{test.pk}/").content.decode()


def test_the_office_sets_the_days_of_objection_and_old_tests_keep_theirs(case, office, officer):
    told = timezone.now()
    before = taken(case, officer, told_at=told)
    answer = office.post("/office-rules/", office_numbers(objection_days=5, sample_months=12))
    after = taken(case, officer, told_at=told, result="positive")
    before.refresh_from_db()
    assert answer.status_code == 302
    assert (before.objection_until, after.objection_until) == (TODAY + 3 * DAY, TODAY + 5 * DAY)
    assert after.kept_until == schedule.add_months(TODAY, 12)


def test_samples_are_kept_six_months_at_least(office):
    answer = office.post("/office-rules/", office_numbers(sample_months=5))
    assert "sample_months" in answer.context["form"].errors
    assert not OfficeRules.objects.exists()


# Correcting


def test_a_correction_is_the_next_edition_and_the_one_before_stays(case, office, officer):
    test = taken(case, officer, result="invalid")
    fields = typed(result="negative", reason="抄错结果")
    answers = [office.post(f"/tests/{test.pk}/correct/", fields).status_code for _ in range(2)]
    second, first = DrugTest.objects.order_by("-edition")
    assert answers == [302, 302]
    assert (second.result, second.edition, second.corrects) == ("negative", 2, test)
    assert second.correction_reason == "抄错结果"
    assert (first.result, first.is_withdrawn) == ("invalid", True)
    assert second.slot == DueSlot.objects.get(case=case, kind="test", state="done")


def test_a_corrected_result_hands_the_slot_on_or_owes_it_again(case, office, officer):
    test = taken(case, officer)
    slot = test.slot
    office.post(f"/tests/{test.pk}/correct/", typed(result="invalid", reason="试剂失效"))
    slot.refresh_from_db()
    assert (slot.state, DrugTest.objects.standing().get().slot) == ("open", None)


def test_a_correction_begins_with_what_stands(case, office, officer):
    test = taken(case, officer, kit_brand="艾康", items={"吗啡": "negative"})
    form = office.get(f"/tests/{test.pk}/correct/").context["form"]
    item = DrugItem.objects.get(name="吗啡")
    assert (form["kit_brand"].value(), form[f"item_{item.pk}"].value()) == ("艾康", "negative")
    assert form.details_open()


def test_of_two_corrections_the_second_is_told_to_look_again(case, office, officer):
    test = taken(case, officer)
    address = f"/tests/{test.pk}/correct/"
    assert office.post(address, typed(reason="一")).status_code == 302
    assert office.post(address, typed(reason="二")).status_code == 409
    assert DrugTest.objects.count() == 2


def test_negative_retest_keeps_both_records(case, officer):
    taken(case, officer, result="positive", tested_on=TODAY - DAY)
    taken(case, officer, result="negative")
    assert DrugTest.objects.standing().count() == 2


# Reading and printing


def test_form_f8_prints_with_its_signature_boxes(case, office, officer):
    test = taken(case, officer, kit_batch="AK2611", items={"吗啡": "negative"})
    page = office.get(f"/tests/{test.pk}/print/").content.decode()
    for word in ("检测记录表", "AK2611", "吗啡：阴性", "签字或捺印"):
        assert word in page


def test_a_cadre_opens_no_record_of_a_test(case, officer, heping_cadre, signed_in):
    test = taken(case, officer)
    assert signed_in(heping_cadre).get(f"/tests/{test.pk}/").status_code == 403


# Twelve months


YEAR = TODAY.year


@pytest.fixture
def year_of(case, officer):
    """January done, and what became of the other windows of last year."""
    last = YEAR - 1
    CaseFile.objects.filter(pk=case.pk).update(enrolled_on=date(last, 1, 1))
    case.refresh_from_db()
    _done, missed, excused = slots_of_year(
        case,
        (date(last, 1, 1), date(last, 3, 31)),
        (date(last, 4, 1), date(last, 6, 30)),
        (date(last, 7, 1), date(last, 9, 30)),
    )
    taken(case, officer, result="positive", tested_on=date(last, 2, 3))
    actions.excuse_slot(slot=excused, reason_code="hospital", note="住院证明", by=officer)
    actions.mark_missed(on=TODAY)
    assert missed.pk
    return last


def cells_of(client, year):
    row = client.get(f"/tests/months/?year={year}").context["rows"][0]
    filled = {
        month: [(mark["badge"], str(mark["word"])) for mark in cell]
        for month, cell in enumerate(row["cells"], 1)
        if cell
    }
    return filled, row["owed"], row["done"]


def test_the_sheet_of_months_follows_the_slots(year_of, office):
    filled, owed, done = cells_of(office, year_of)
    assert filled == {
        2: [("done", "Positive")], 6: [("missed", "")], 9: [("excused", "In hospital")],
    }  # fmt: skip
    assert (owed, done) == (2, 1)


def test_a_cadre_sees_done_or_not_done_and_no_reason(year_of, heping_cadre, signed_in):
    client = signed_in(heping_cadre)
    filled, owed, done = cells_of(client, year_of)
    assert filled == {2: [("done", "")], 6: [("missed", "")]}
    assert (owed, done) == (2, 1)
    page = client.get(f"/tests/months/?year={year_of}").content.decode()
    assert "Positive" not in page.split("<table")[1]


def test_the_exported_sheet_of_months_says_what_the_page_says(year_of, office):
    answer = export_of(office, f"/tests/months/export/?year={year_of}")
    row = list(sheet_of(answer).iter_rows(values_only=True))[4]
    assert row[2:4] == ("张伟明", "和平村")
    assert (row[5], row[9], row[12], row[16:18]) == (
        "已完成（阳性）", "逾期未办", "免办（住院）", (2, 1),
    )  # fmt: skip


def test_the_exported_records_hold_the_whole_form(case, office, officer):
    taken(case, officer, kit_batch="AK2611", items={"吗啡": "negative"})
    row = list(sheet_of(export_of(office, "/tests/export/")).iter_rows(values_only=True))[4]
    assert {"AK2611", "吗啡：阴性", "阴性"} <= set(row)


def test_somebody_under_18_is_on_no_cadres_sheet_of_months(
    heping, make_case, heping_cadre, signed_in
):
    make_case(heping, birth_date=TODAY - timedelta(days=16 * 365))
    assert list(signed_in(heping_cadre).get("/tests/months/").context["rows"]) == []


def test_the_sheet_of_months_asks_the_same_queries_for_many_slots(
    year_of, case, heping, make_case, officer, signed_in
):
    client, address = signed_in(officer), f"/tests/months/?year={year_of}"
    one = queries(client, address)
    for _ in range(2):
        other = make_case(heping, enrolled_on=date(year_of, 1, 1))
        slots_of_year(other, (date(year_of, 1, 1), date(year_of, 1, 31)))
        taken(other, officer, tested_on=date(year_of, 1, 4))
    assert queries(client, address) == one
