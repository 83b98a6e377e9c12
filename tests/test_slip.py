"""The person's slip: capacities and days, no officer's name, and its own trace."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from casefiles import actions
from casefiles.models import CorrectionRequest
from casefiles.views.slip import DAYS_SHOWN
from jurisdiction.models import AccessEvent
from tests.test_lists import queries


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, living_address="和平村1号", measure="community_detox")


def slip(client, case):
    return client.get(f"/files/{case.pk}/slip/").content.decode()


def main(page):
    """The page without its masthead, where the officer's own name stands on the screen."""
    return page[page.index("<main") :]


def test_the_slip_says_who_read_by_capacity_and_day_and_names_nobody(
    case, heping_cadre, officer, signed_in
):
    signed_in(heping_cadre).get(case.get_absolute_url())
    shown = main(slip(signed_in(officer), case))
    assert "村干部" in shown
    assert [name for name in (heping_cadre.name, officer.name) if name in shown] == []


def test_the_slip_shows_what_is_recorded_and_what_is_due_and_no_clear_number(
    case, officer, signed_in
):
    shown = main(slip(signed_in(officer), case))
    for text in (
        "和平村1号",
        case.name,
        case.id_number_masked,
        "社区戒毒",
        "1990年5月1日",
        "15 个工作日",
    ):
        assert text in shown, text
    with override("zh-hans"):
        assert case.slots.first().get_kind_display() in shown
    assert case.id_number not in shown


def test_the_slip_is_chinese_and_the_page_around_it_speaks_the_officers_language(
    case, officer, signed_in
):
    page = signed_in(officer).get(f"/files/{case.pk}/slip/", HTTP_ACCEPT_LANGUAGE="en")
    before, _start, paper = page.content.decode().partition('<div lang="zh-Hans">')
    assert "Print it and hand it over in person" in before
    for text in ("查阅记录", "What is recorded", "Who read it", "Village cadre"):
        assert (text in paper) is (text == "查阅记录"), text


def test_a_disputed_fact_says_so_on_the_slip(case, officer, signed_in):
    actions.receive_request(
        CorrectionRequest, case=case, key=uuid.uuid4(), by=officer, column="living_address",
        received_on=timezone.localdate(), asked_by="person", asker="张", wrong="错", asked="改",
    )  # fmt: skip
    assert "有异议" in main(slip(signed_in(officer), case))


def test_printing_the_slip_is_a_reading_of_its_own(case, officer, signed_in):
    slip(signed_in(officer), case)
    event = AccessEvent.objects.of_file(case.pk).get()
    assert (event.page, event.files) == ("casefiles:person-slip", [case.pk])


def test_many_days_of_reading_stay_on_the_page_as_a_count(case, officer, signed_in):
    client = signed_in(officer)
    for day in range(1, DAYS_SHOWN + 3):
        AccessEvent.objects.create(
            officer=officer, capacity="village_cadre", kind="file", files=[case.pk],
            villages=[case.village_id], page="x", request_id=uuid.uuid4(),
            read_at=timezone.now() - timedelta(days=day),
        )  # fmt: skip
    assert "另有更早的 3 天" in slip(client, case)  # today's own reading is one more


def test_the_slip_asks_as_many_queries_whatever_was_read(case, officer, signed_in):
    client = signed_in(officer)
    one = queries(client, f"/files/{case.pk}/slip/")
    assert queries(client, f"/files/{case.pk}/slip/") == one
