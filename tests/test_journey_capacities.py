"""One journey in a real browser for each capacity that has none elsewhere, to the end of its work.

The village cadre and the drug-control officer travel in `test_journey` and `test_journey_letters`.
"""

import uuid
from datetime import date

import pytest
from django.utils import timezone

from casefiles import actions as casework
from casefiles.models import Sealing, SealOpening, Task, TenDayCheck, VillageDuty
from jurisdiction.models import Posting
from jurisdiction.terms import Capacity
from responsibility import actions as assessments
from responsibility.models import Letter
from responsibility.terms import LetterLevel
from tests.cast import DESK, PHONE
from tests.test_doors import sealed
from tests.test_journey import fits
from tests.test_tasks import record

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TODAY = timezone.localdate()


@pytest.fixture
def person(heping, make_case):
    return make_case(heping, name="欧阳伟明")


def names(page):
    """Whether the page names the person, whom only some may see."""
    return "欧阳" in page.inner_text("body")


def test_the_resident_cadre_reports_by_one_tap_that_nothing_was_found(
    visitor, appoint, officer, heping
):
    resident = appoint("resident", "陈敏", Capacity.RESIDENT_CADRE, heping)
    casework.open_village_duties(on=TODAY)
    duty = VillageDuty.objects.get(village=heping, kind="ten_day_check")
    phone = visitor(resident, PHONE)
    phone.goto(duty.get_absolute_url())
    with phone.expect_navigation():
        phone.click(f"form[action$='/village-checks/{duty.pk}/nil/'] button")
    check = TenDayCheck.objects.get()
    assert (check.duty, check.is_nil, check.recorded_by) == (duty, True, resident)
    phone.goto(duty.get_absolute_url())
    assert "已完成" in phone.inner_text("main")
    assert fits(phone)
    assert phone.complaints == []


def test_the_village_head_signs_with_a_group_and_reads_the_villages_own_sheet(
    visitor, appoint, officer, township, heping, heping_group_1, liushu
):
    head = appoint("head", "赵永福", Capacity.VILLAGE_HEAD, heping)
    assessments.set_up_standard(township=township, year=TODAY.year, by=officer)
    assessments.issue_letters(
        township=township, year=TODAY.year, level=LetterLevel.VILLAGE_GROUP, by=officer,
        today=TODAY, sign_by=date(TODAY.year, 12, 31), signer_a="赵永福",
    )  # fmt: skip
    letter = Letter.objects.get(area=heping_group_1)
    phone = visitor(head, PHONE)
    phone.goto("/letters/owed/")
    phone.click(f"a[href='{letter.get_absolute_url()}']")
    phone.click("a[href$='/sign/']")
    phone.fill("[name=signer_b]", "钱组长")
    phone.click(".save-bar button")
    phone.wait_for_url(f"**{letter.get_absolute_url()}")
    assert "已签" in phone.inner_text("main")
    phone.goto(f"/assessment/{TODAY.year}/villages/{heping.code}/")
    assert "和平村" in phone.inner_text("main h1")
    assert fits(phone)
    elsewhere = phone.request.get(f"/assessment/{TODAY.year}/villages/{liushu.code}/")
    assert elsewhere.status == 404
    assert phone.complaints == []


def test_the_leader_reads_figures_without_names_and_lets_a_sealed_file_be_opened(
    visitor, leader, officer, person
):
    sealed(person, officer)
    opening, _new = casework.ask_opening(
        sealing=Sealing.objects.get(), key=uuid.uuid4(), by=officer, ground="audit",
        document_no="清纪〔2026〕9号",
    )  # fmt: skip
    desk = visitor(leader, DESK)
    assert desk.url.endswith("/dashboard/")
    assert not names(desk)
    desk.goto(f"/openings/{opening.pk}/")
    assert not names(desk)
    desk.click(f"a[href$='/openings/{opening.pk}/decide/']")
    desk.select_option("[name=decision]", "open")
    desk.click(".save-bar button")
    desk.wait_for_url("**/openings/**")
    opened = SealOpening.objects.get()
    assert (opened.decided_by, opened.opened_at is not None) == (leader, True)
    assert desk.request.get(f"/openings/{opening.pk}/file/").status in (403, 404)
    assert desk.complaints == []


def test_the_police_acknowledge_answer_and_confirm_a_report_with_their_document(
    visitor, police, officer, person
):
    record(person, officer)
    report = Task.objects.get()
    desk = visitor(police, DESK)
    desk.goto("/tasks/")
    desk.click(f"a[href='{report.get_absolute_url()}']")
    for move, field, words in (
        ("acknowledge", "", ""),
        ("answer", "text", "已安排确证检测"),
        ("confirm", "document_no", "云公禁检字〔2026〕3号"),
    ):
        desk.click(f"a[href$='/steps/{move}/']")
        if field:
            desk.fill(f"[name={field}]", words)
        desk.click(".save-bar button")
        desk.wait_for_url(f"**{report.get_absolute_url()}")
    report.refresh_from_db()
    assert report.is_closed
    assert "云公禁检字〔2026〕3号" in desk.inner_text("main")
    assert desk.complaints == []


def test_the_county_sees_figures_of_its_townships_and_no_name(
    visitor, county, person, other_village
):
    desk = visitor(county, DESK)
    desk.goto("/dashboard/")
    assert "清溪镇" in desk.inner_text("main")
    assert "石桥镇" in desk.inner_text("main")
    assert not names(desk)
    for address in (f"/files/{person.pk}/", "/files/", "/visits/"):
        assert desk.request.get(address).status in (403, 404)
    assert desk.complaints == []


def test_the_administrator_appoints_a_cadre_and_reads_no_file(
    visitor, administrator, appoint, heping, person
):
    newcomer = appoint("newcomer", "新来", None, heping)
    desk = visitor(administrator, DESK)
    desk.goto("/admin/jurisdiction/posting/add/")
    desk.evaluate(
        """([officer, area]) => {
            for (const [name, value] of [["officer", officer], ["area", area]]) {
                const field = document.querySelector(`[name=${name}]`);
                if (field.tagName === "SELECT" && ![...field.options].some(o => o.value === value))
                    field.add(new Option(value, value));
                field.value = value;
            }
        }""",
        [str(newcomer.pk), heping.code],
    )
    desk.select_option("[name=capacity]", Capacity.VILLAGE_CADRE.value)
    desk.fill("[name=valid_from]", TODAY.isoformat())
    desk.click("input[name=_save]")
    desk.wait_for_url("**/admin/jurisdiction/posting/")
    posting = Posting.objects.get(officer=newcomer)
    assert (posting.capacity, posting.area) == (Capacity.VILLAGE_CADRE, heping)
    assert desk.request.get(f"/files/{person.pk}/").status in (403, 404)
    phone = visitor(newcomer, PHONE)
    phone.goto(f"/files/{person.pk}/")
    assert names(phone)
