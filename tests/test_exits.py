"""Exit on time: reminders before the end, a ground past it, and whoever is kept too long."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions
from casefiles.models import RehabOrder
from casefiles.models.exits import ending, exit_status, in_exit
from casefiles.schedule import add_months, exits
from casefiles.terms.exits import ExitStatus as S
from jurisdiction.models import AccessEvent
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)
END = date(2026, 6, 30)


# The rule


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (91, None), (90, S.WITHIN_90), (31, S.WITHIN_90), (30, S.WITHIN_30), (1, S.WITHIN_30),
        (0, S.TODAY), (-1, S.KEPT),
    ],
)  # fmt: skip
def test_an_end_is_told_ninety_thirty_and_no_days_before_and_past_it_asks_for_a_ground(
    days, status
):
    assert exits.exit_of(END, None, END - days * DAY) == status


@pytest.mark.parametrize(
    ("until", "status"), [(END + 5 * DAY, S.STAYS), (END + 4 * DAY, S.KEPT), (None, S.KEPT)]
)
def test_a_ground_holds_until_its_last_day_and_no_longer(until, status):
    assert exits.exit_of(END, until, END + 5 * DAY) == status


@given(st.integers(-100, 200))
def test_who_is_not_past_the_end_is_never_kept_too_long(days):
    status = exits.exit_of(END, None, END - days * DAY)
    assert (status == S.KEPT) == (days < 0)


# On the lists


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明")


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def ends_in(case, by, days):
    """An order of this person that is carried out and ends in so many days."""
    began_on = add_months(TODAY + (days + 1) * DAY, -36)
    order, _new = actions.register_order(
        RehabOrder, case=case, key=uuid.uuid4(), by=by, measure="community_detox",
        document_no="3号", organ="县公安局", decided_on=began_on, received_on=began_on,
        printed_end_on=TODAY + days * DAY,
    )  # fmt: skip
    actions.take_step(order=order, key=uuid.uuid4(), by=by, move="report_in", happened_on=began_on)
    order.refresh_from_db()
    return order


def stays(order, by, until):
    actions.take_step(
        order=order, key=uuid.uuid4(), by=by, move="stay", happened_on=TODAY,
        document_no="清公〔2026〕9号", organ="县公安局", ground="release_pending", until=until,
    )  # fmt: skip
    order.refresh_from_db()
    return order


@pytest.fixture
def everyone(case, officer, heping, make_case):
    """An order at each reminder and past the end, and one whose end is far."""
    kept = ends_in(case, officer, -8)
    rest = {
        status: ends_in(make_case(heping), officer, days)
        for status, days in (
            ("stays", -5), ("today", 0), ("within_30", 30), ("within_90", 90), ("far", 91),
        )
    }  # fmt: skip
    stays(rest["stays"], officer, TODAY + 5 * DAY)
    return {"kept": kept} | rest


@pytest.mark.parametrize("status", S.values)
def test_the_list_and_the_rule_agree_about_every_status(everyone, office, status):
    rows = office.get("/exits/", {"status": status}).context["rows"]
    assert [row["order"] for row in rows] == [everyone[status]]
    assert exit_status(everyone[status], TODAY) == status


def test_the_list_begins_with_the_nearest_end_and_leaves_out_what_is_far(everyone, office):
    rows = [row["order"] for row in office.get("/exits/").context["rows"]]
    assert rows == [
        everyone[s] for s in ("kept", "stays", "today", "within_30", "within_90")
    ]  # fmt: skip
    found = office.get("/exits/", {"q": "zwm", "ends_to": str(TODAY)}).context["rows"]
    assert [row["order"] for row in found] == [everyone["kept"]]


def test_who_was_released_or_whose_file_is_closed_is_kept_no_more(everyone, officer):
    order = everyone["kept"]
    actions.take_step(
        order=order, key=uuid.uuid4(), by=officer, move="release", happened_on=TODAY,
        document_no="解1号", organ="县公安局",
    )  # fmt: skip
    assert not RehabOrder.objects.filter(in_exit("kept", TODAY)).exists()
    other = everyone["today"]
    actions.close_case(case=other.case, reason="moved_out", on=TODAY, by=officer)
    assert other not in ending(RehabOrder.objects.all(), TODAY)


def test_staying_past_the_end_needs_a_ground_with_its_document(everyone, office):
    order = everyone["kept"]
    where, typed = f"/orders/{order.pk}/steps/stay/", {"happened_on": str(TODAY)}
    answer = office.post(where, typed | {"key": str(uuid.uuid4())})
    assert {"document_no", "ground", "until"} <= set(answer.context["form"].errors)


def test_the_ground_stands_in_the_list_with_its_document(everyone, office):
    text = office.get("/exits/?status=stays").content.decode()
    assert "清公〔2026〕9号" in text


def test_a_ground_that_was_taken_back_keeps_nobody(everyone, officer):
    order = everyone["stays"]
    actions.take_back(
        step=order.steps.last(), key=uuid.uuid4(), reason="误录", by=officer, today=TODAY
    )
    order.refresh_from_db()
    assert exit_status(order, TODAY) == S.KEPT


def test_what_waits_reminds_at_ninety_thirty_and_no_days(everyone, office):
    told = [address for _sentence, address in office.get("/waiting/").context["questions"]]
    for status in ("kept", "today", "within_30", "within_90"):
        assert f"/exits/?status={status}" in told


def test_the_list_asks_as_many_queries_for_three_rows_as_for_one(
    case, office, officer, heping, make_case
):
    ends_in(case, officer, -3)
    one = queries(office, "/exits/")
    for _ in range(2):
        stays(ends_in(make_case(heping), officer, -3), officer, TODAY + 9 * DAY)
    assert queries(office, "/exits/") == one


def test_the_list_leaves_as_a_sheet(everyone, office):
    sheet = sheet_of(export_of(office, "/exits/export/"))
    text = "\n".join(str(line) for line in sheet.values)
    for words in ("期满名单", "期满未解除，无依据", "解除手续办理中", "清公〔2026〕9号"):
        assert words in text


def test_the_dashboard_counts_who_is_kept_too_long_as_a_link_for_whoever_reads_files(
    everyone, office
):
    text = office.get("/dashboard/").content.decode()
    assert re.findall(r'<a href="/exits/\?status=kept[^"]*">(\d+)</a>', text) == ["1", "1"]


def test_a_leader_sees_the_list_by_file_number_and_no_way_to_a_name(everyone, leader, signed_in):
    order, client = everyone["kept"], signed_in(leader)
    page = client.get("/dashboard/")
    assert [(row["file_no"], row["village"], row["days"]) for row in page.context["kept"]] == [
        (order.case.file_no, "和平村", 8)
    ]
    text = page.content.decode()
    assert (order.case.file_no in text, "/exits/" in text, "张伟明" in text) == (True, False, False)
    assert client.get("/exits/").status_code == 403


def test_the_list_of_the_kept_is_traced_and_is_for_leaders_only(
    everyone, leader, county, appoint, heping, signed_in
):
    head = appoint("head", "村长", "village_head", heping)
    pages = [signed_in(who).get("/dashboard/") for who in (leader, county, head)]
    assert [page.context["kept"] is None for page in pages] == [False, True, True]
    read = AccessEvent.objects.get(page="responsibility:dashboard")
    assert (read.officer, read.files) == (leader, [everyone["kept"].case_id])


def test_who_is_under_18_is_counted_for_the_leader_and_has_no_row(
    everyone, leader, officer, heping, make_case, signed_in
):
    born = TODAY.replace(day=1, year=TODAY.year - 17)
    ends_in(make_case(heping, birth_date=born), officer, -3)
    page = signed_in(leader).get("/dashboard/").context
    assert (len(page["kept"]), page["kept_under_age"]) == (1, 1)


def test_whose_ground_has_run_out_is_on_the_leaders_list_with_its_last_day(
    everyone, officer, leader, signed_in
):
    RehabOrder.objects.filter(pk=everyone["stays"].pk).update(stays_until=TODAY - DAY)
    kept = signed_in(leader).get("/dashboard/").context["kept"]
    assert [(row["days"], row["row"].stays_until) for row in kept] == [(8, None), (5, TODAY - DAY)]


def test_a_cadre_sees_the_own_village_only(everyone, liushu_cadre, heping_cadre, signed_in):
    assert list(signed_in(liushu_cadre).get("/exits/").context["rows"]) == []
    assert len(signed_in(heping_cadre).get("/exits/").context["rows"]) == 5
