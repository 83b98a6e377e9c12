"""The main job in a real browser, at phone size and at a desk, and axe on every main page."""

import uuid
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from openpyxl import load_workbook

from campaigns import actions as campaigning
from casefiles import actions as casework
from casefiles.letters import usual_terms
from casefiles.models import DueSlot, Leave, RehabOrder, VillageDuty, Visit
from jurisdiction.sign_in import present_code
from paperwork.pictures import clean_picture
from responsibility import actions as assessments
from responsibility.models import Item
from tests.cast import DESK, PASSWORD, PHONE
from tests.test_campaign_import import row, workbook
from tests.test_doors import assessed_risk, household_letter
from tests.test_pictures import drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def due_today(case):
    DueSlot.objects.filter(case=case, kind="visit").update(due_on=timezone.localdate())


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def problems_of(page):
    """What axe finds, and whether the page is wider than its screen."""
    problems = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(page).response["violations"]
    ]
    return problems if fits(page) else [*problems, "wider than the screen"]


def test_a_visit_goes_from_the_phone_to_the_workbook(
    visitor, heping_cadre, officer, township, heping, heping_group_1, make_case
):
    case = make_case(heping, group=heping_group_1, name="张伟明", living_address="和平村一组")
    due_today(case)
    year = timezone.localdate().year
    assessments.set_up_standard(township=township, year=year, by=officer)

    phone = visitor(heping_cadre, PHONE)
    assert phone.title() == "待办 · Tongxin"
    assert fits(phone)
    phone.click(".due-card a.btn")
    phone.fill("input[name=companion]", "刘志刚")
    phone.fill("textarea[name=family]", "一切平安")
    assert fits(phone)
    phone.dblclick(".save-bar button")
    phone.wait_for_url("**/due/")
    assert "张伟明" in phone.inner_text(".alert")
    assert phone.locator(".due-card").count() == 0
    assert Visit.objects.get().companion == "刘志刚"

    desk = visitor(officer, DESK)
    assert desk.url.endswith("/dashboard/")
    desk.goto(f"/files/{case.pk}/records/")
    assert desk.locator("text=找到本人").count() >= 1
    desk.goto(f"/assessment/{year}/")
    desk.click("a[href$='/workbook/']")
    desk.select_option("[name=purpose]", "office")
    with desk.expect_download() as download:
        desk.click(".save-bar button")
    with open(download.value.path(), "rb") as file:
        assert "和平村" in load_workbook(file).sheetnames
    assert desk.complaints == phone.complaints == []


def visit_with_photo(case, by):
    visit, _new = casework.record_visit(
        case=case, key=uuid.uuid4(), by=by, visited_on=timezone.localdate(), mode="phone",
        outcome="found",
    )  # fmt: skip
    casework.add_photos(visit=visit, pictures=[clean_picture(drawn())], by=by)
    return visit


def document_with_scan(case, by):
    document, _new = casework.add_document(
        case=case, key=uuid.uuid4(), by=by,
        part="help_measures", dated_on=timezone.localdate(), pages=1, remark="",
    )  # fmt: skip
    casework.add_scans(document=document, pictures=[clean_picture(drawn())], by=by)
    return document


def signed_agreement(case, by):
    today = timezone.localdate()
    order, _new = casework.register_order(
        RehabOrder, case=case, key=uuid.uuid4(), by=by, measure="community_detox",
        document_no="3号", organ="云岭县公安局", decided_on=today, received_on=today,
    )  # fmt: skip
    done = {"order": order, "by": by, "happened_on": today}
    casework.take_step(key=uuid.uuid4(), move="report_in", **done)
    terms = usual_terms(case) | {"signer_a": "郑安", "contacts": "镇禁毒办"}
    step, _new = casework.take_step(key=uuid.uuid4(), move="agreement", agreement=terms, **done)
    for _ in range(3):
        casework.record_test(
            case=case, key=uuid.uuid4(), by=by, tested_on=today, result="refused",
            tester_1="甲", tester_2="乙",
        )  # fmt: skip
    return step.agreement


def two_leaves(case, by):
    """One that waits, with a test elsewhere, and one that is taken."""
    today = timezone.localdate()
    asked = {"case": case, "by": by, "reason": "务工", "county": "龙山县", "leaves_county": True}
    made = []
    for first, last in ((-9, -8), (1, 2)):
        days = {"from_on": today + timedelta(first), "to_on": today + timedelta(last)}
        there = {"away_office": "龙山县禁毒办", "away_test_plan": "每月一次"}
        made.append(casework.ask_leave(Leave, key=uuid.uuid4(), **asked, **days, **there)[0])
    casework.decide_leave(
        leave=made[0], version=1, is_approved=True, approver="郑安", on=today, comment="同意",
        by=by,
    )  # fmt: skip
    return made


def activity_with_photo(village, by):
    made, _new = campaigning.record_activity(
        area=village, key=uuid.uuid4(), by=by, kind="lecture", theme="识毒防毒",
        happened_on=timezone.localdate(),
        materials=[{"kind": "leaflet", "quantity": 20, "unit": "copy"}],
    )  # fmt: skip
    campaigning.add_photos(activity=made, pictures=[clean_picture(drawn())], caption="会场", by=by)
    campaigning.set_up_plan(villages=[village], year=timezone.localdate().year, by=by)
    return made


def sheet_waiting(by):
    content = workbook(row("一"), row("二", people="多"))
    return campaigning.store_import(
        content=content, file_name="台账.xlsx", kind="activities", by=by
    )


PAGES = [
    "/bindings/",
    "/letters/",
    "/letters/print/",
    "/letters/issue/",
    "/letters/{letter}/",
    "/letters/{letter}/print/",
    "/letters/{letter}/sign/",
    "/letters/{letter}/replace/",
    "/letters/{letter}/scans/new/",
    "/activities/new/",
    "/letters/owed/",
    "/letters/owed/print/",
    "/letters/texts/",
    "/letters/texts/township_village/template/",
    "/due/",
    "/waiting/",
    "/files/",
    "/files/new/",
    "/files/{case}/",
    "/files/{case}/whereabouts/",
    "/files/{case}/help/",
    "/files/{case}/records/",
    "/files/{case}/visits/new/",
    "/files/{case}/readers/",
    "/files/{case}/number/",
    "/files/{case}/slip/",
    "/files/{case}/close/",
    "/files/{case}/team/new/",
    "/files/{case}/corrections/new/",
    "/files/{case}/schedule/",
    "/files/{case}/schedule/new/",
    "/schedules/",
    "/schedules/new/",
    "/files/{case}/leave/new/",
    "/files/{case}/absences/new/",
    "/leave/",
    "/files/{case}/risk/new/",
    "/risk/",
    "/risk/{risk}/",
    "/risk/{risk}/print/",
    "/risk/scale/",
    "/risk/scale/edit/",
    "/leave/{leave}/",
    "/leave/{leave}/decide/",
    "/leave/{away}/return/",
    "/leave/{leave}/print/",
    "/files/{case}/tests/new/",
    "/tests/months/",
    "/tests/items/",
    "/office-rules/",
    "/files/{case}/tasks/new/",
    "/tasks/",
    "/tasks/new/",
    "/files/{case}/plans/new/",
    "/files/{case}/noes/new/",
    "/plans/",
    "/files/{case}/help-letters/new/",
    "/help-letters/",
    "/files/{case}/help/new/",
    "/help/",
    "/files/{case}/bag/",
    "/files/{case}/bag/print/",
    "/bags/",
    "/files/{case}/orders/new/",
    "/orders/",
    "/orders/{order}/",
    "/orders/{order}/steps/agreement/",
    "/orders/{order}/breaches/tests/decide/",
    "/orders/{order}/admonitions/new/",
    "/breaches/?status=all",
    "/exits/",
    "/handovers/",
    "/handovers/new/",
    "/handovers/print/",
    "/files/{case}/moves/new/",
    "/moves/",
    "/moves/print/",
    "/files/{case}/household/",
    "/files/{case}/notices/new/",
    "/apart/",
    "/apart/household/",
    "/apart/household/print/",
    "/notices/",
    "/notices/print/",
    "/files/{case}/attempts/new/",
    "/files/{case}/lost/decide/",
    "/lost/",
    "/lost/print/",
    "/agreements/{agreement}/",
    "/corrections/",
    "/corrections/days/",
    "/retention/",
    "/retention/casefiles.CaseFile/decide/",
    "/readings/",
    "/sealing/",
    "/sealed/",
    "/openings/",
    "/openings/new/",
    "/team/",
    "/titles/",
    "/titles/new/",
    "/titles/print/",
    "/activities/figures/",
    "/files/look-up/",
    "/files/export/",
    "/visits/",
    "/visits/{visit}/",
    "/visits/{visit}/photos/new/",
    "/documents/{document}/",
    "/documents/{document}/scans/new/",
    "/tests/",
    "/slots/",
    "/village-checks/",
    "/village-checks/{duty}/",
    "/village-checks/{duty}/record/",
    "/dashboard/",
    "/assessment/{year}/",
    "/assessment/{year}/villages/{village}/",
    "/assessment/{year}/villages/{village}/items/{item}/rows/",
    "/assessment/{year}/standard/",
    "/roster/import/",
    "/activities/",
    "/activities/calendar/",
    "/activities/import/",
    "/activities/import/{sheet}/",
    "/activities/plan/",
    "/activities/plan/print/",
    "/activities/print/",
    "/activities/{activity}/",
    "/activities/{activity}/print/",
    "/activities/{activity}/photos/new/",
    "/account/",
    "/account/exports/",
    "/account/password/change/",
    "/account/code/remove/",
    "/account/code/recovery/new/",
]


@pytest.mark.parametrize(("language", "size"), [("zh-CN", PHONE), ("en-US", DESK)])
def test_axe_finds_nothing_and_every_page_fits(
    visitor, officer, township, heping, make_case, language, size
):
    case = make_case(heping, name="张伟明")
    due_today(case)
    year = timezone.localdate().year
    standard = assessments.set_up_standard(township=township, year=year, by=officer)
    binding = Item.objects.get(section__standard=standard, code="A4")
    casework.open_village_duties(on=timezone.localdate())
    duty = VillageDuty.objects.get(village=heping, kind="ten_day_check")
    visit = visit_with_photo(case, officer)
    document = document_with_scan(case, officer)
    activity = activity_with_photo(heping, officer)
    agreement = signed_agreement(case, officer)
    away, leave = two_leaves(case, officer)
    risk = assessed_risk(case, officer, timezone.localdate())
    sheet = sheet_waiting(officer)
    letter = household_letter(case, officer)
    page = visitor(officer, size, language)
    found = {}
    for address in PAGES:
        address = address.format(
            case=case.pk,
            year=year,
            village=heping.code,
            item=binding.pk,
            duty=duty.pk,
            visit=visit.pk,
            document=document.pk,
            activity=activity.pk,
            order=agreement.step.order_id,
            agreement=agreement.pk,
            away=away.pk,
            leave=leave.pk,
            risk=risk.pk,
            sheet=sheet.key,
            letter=letter.pk,
        )
        page.goto(address)
        if problems := problems_of(page):
            found[address] = problems
    assert found == {}
    assert page.complaints == []


def test_a_new_officer_sets_up_the_second_factor_on_a_phone(visitor, officer):
    officer.authenticator_set.all().delete()
    page = visitor(officer, PHONE)
    page.goto("/dashboard/")
    assert page.url.endswith("/account/code/enrol/")
    assert page.evaluate("document.querySelector('.code-picture img').naturalWidth") > 0
    found = [problems_of(page)]
    new_code, _seconds = present_code(page.inner_text(".code-picture code"))
    page.fill("input[name=code]", new_code)
    page.click("main button.btn-primary")
    page.wait_for_url("**/account/code/recovery/")
    recovery = page.locator(".recovery-codes code").all_inner_texts()
    assert len(recovery) == 10
    found.append(problems_of(page))
    page.click("main a.btn-primary")
    page.wait_for_url("**/dashboard/")
    page.click(".account summary")
    page.click(".account button")
    page.goto("/")
    page.fill("input[name=login]", officer.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/account/code/ask/")
    found.append(problems_of(page))
    page.fill("input[name=code]", recovery[0])
    page.click("main button.btn-primary")
    page.wait_for_url("**/dashboard/")
    assert found == [[], [], []]
    assert page.complaints == []
