"""The whole bag on paper: each form on its own page, in Chinese, under a serial of the register."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from casefiles import actions
from casefiles.views.bag_print import FORMS
from jurisdiction.models import AccessEvent, Export
from tests.test_bags import approved, noted, ordered, seated, stepped, visited
from tests.test_doors import assessed_risk
from tests.test_help_letters import drafted, sign
from tests.test_help_records import recorded
from tests.test_leave import absent
from tests.test_lists import live

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def case(heping, make_case, officer):
    made = make_case(heping, name="张伟明", phone="13800000001", enrolled_on=TODAY - 400 * DAY)
    live(made, officer)
    visited(made, officer)
    approved(made, officer)
    seated(made, officer, "family")
    recorded(made, officer)
    sign(drafted(made, officer), officer)
    noted(made, officer, "rules", pages=8)
    absent(made, officer, TODAY - 2 * DAY)
    stepped(ordered(made, officer), officer, "report_in")
    assessed_risk(made, officer, TODAY)
    return made


def asked(**answers):
    page = {"key": str(uuid.uuid4()), "purpose": "office", "columns": list(FORMS)}
    return page | answers


def printed(client, case, **answers):
    return client.post(f"/files/{case.pk}/bag/print/", asked(**answers))


def test_the_bag_holds_every_form_in_chinese_whatever_the_screen_speaks(case, officer, signed_in):
    pages = printed(signed_in(officer), case).context["pages"]
    titles = [title for page in pages for title in TITLES if f"<h1>{title}</h1>" in page]
    assert titles == TITLES
    assert "应有材料" in pages[0]
    assert translation.get_language() != "zh-hans"


TITLES = [
    "一人一档", "涉毒人员花名册页", "帮教责任书", "帮教小组", "帮教措施", "走访记录",
    "帮教活动记录", "检测记录表", "风险评估表", "擅自离开登记表",
]  # fmt: skip


def test_a_single_form_is_printed_alone(case, officer, signed_in):
    (page,) = printed(signed_in(officer), case, columns=["检测记录"]).context["pages"]
    assert "<h1>检测记录表</h1>" in page


def test_every_page_carries_the_serial_and_the_register_says_who_for_what(case, officer, signed_in):
    answer = printed(
        signed_in(officer), case, purpose="inspection", document_no="县禁毒办〔2026〕7号"
    )
    export = Export.objects.get()
    assert answer.content.decode().count(export.stamp) == len(answer.context["pages"])
    assert (export.name, export.files, export.columns) == ("一人一档", [case.pk], list(FORMS))
    assert AccessEvent.objects.filter(kind="export", purpose__contains=export.serial).exists()


def test_nothing_is_printed_for_others_without_their_document(case, officer, signed_in):
    answer = printed(signed_in(officer), case, purpose="inspection")
    assert list(answer.context["form"].errors) == ["document_no"]
    assert not Export.objects.exists()


def test_the_same_form_again_has_the_same_serial_and_another_content_a_new_one(
    case, officer, signed_in
):
    client, page = signed_in(officer), asked()
    address = f"/files/{case.pk}/bag/print/"
    assert [client.post(address, page).status_code for _ in range(2)] == [200, 200]
    assert Export.objects.count() == 1
    recorded(case, officer, content="又一次")
    assert client.post(address, page).status_code == 409


def test_numbers_stay_masked_on_paper(case, officer, signed_in):
    said = printed(signed_in(officer), case).content.decode()
    assert "13800000001" not in said
    assert case.phone_masked in said


def test_withdrawn_records_are_not_printed(case, officer, signed_in):
    visit = case.visits.met().get()
    actions.withdraw_visit(visit=visit, by=officer, reason="错录")
    (page,) = printed(signed_in(officer), case, columns=["走访记录"]).context["pages"]
    assert "何平安" not in page


def test_a_bag_of_somebody_under_18_is_not_printed(heping, make_case, officer, signed_in):
    young = make_case(heping, name="少年", birth_date=TODAY - 6000 * DAY)
    client = signed_in(officer)
    assert client.get(f"/files/{young.pk}/bag/print/").status_code == 404
    assert not client.get(f"/files/{young.pk}/bag/").context["may_print"]


def test_a_cadre_prints_no_bag(case, heping_cadre, signed_in):
    client = signed_in(heping_cadre)
    assert client.get(f"/files/{case.pk}/bag/print/").status_code == 403
    assert not client.get(f"/files/{case.pk}/bag/").context["may_print"]
