"""What somebody would try who wants names, another's account, or the house to fall over."""

import uuid
from base64 import b64decode
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from casefiles import actions
from jurisdiction.models import Posting
from jurisdiction.terms import Capacity
from responsibility import actions as assessing
from responsibility import indicators
from responsibility.actions.assessment import frozen_rows
from responsibility.models import FrozenMeasure, Standard
from tests.cast import PASSWORD, SINCE
from tests.test_lists import export_of
from township import postgres

MARKUP = '<meta http-equiv="refresh">'


@pytest.fixture(autouse=True)
def nobody_has_tried(db):
    cache.clear()


# What an officer may do in one place does not follow to another


@pytest.fixture
def of_two_places(appoint, township, other_village):
    """The office in one township, and a cadre in a village of another."""
    officer = appoint("two", "两任", Capacity.DRUG_CONTROL_OFFICER, township)
    Posting.objects.create(
        officer=officer, area=other_village, capacity=Capacity.VILLAGE_CADRE, valid_from=SINCE
    )
    return officer


@pytest.fixture
def far_case(make_case, other_village):
    return make_case(other_village, name="王远")


@pytest.mark.parametrize("page", ["files", "slots", "visits"])
def test_a_list_is_exported_only_where_the_officer_may_export(
    page, of_two_places, signed_in, far_case, make_case, heping
):
    case = make_case(heping, name="李近")
    for person in (case, far_case):
        visited(person, of_two_places)
    answer = export_of(signed_in(of_two_places), f"/{page}/export/")
    rows = load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=5, values_only=True)
    assert {name for row in rows for name in row if name in ("李近", "王远")} == {"李近"}


def visited(case, by):
    visit, _is_new = actions.record_visit(
        case=case, key=uuid.uuid4(), by=by, visited_on=timezone.localdate(),
        mode="face", outcome="found",
    )  # fmt: skip
    return visit


def test_the_last_four_find_nobody_where_the_officer_may_not_find_by_them(
    of_two_places, signed_in, far_case
):
    browser = signed_in(of_two_places)
    assert list(browser.get("/files/?q=王远").context["page"].object_list) == [far_case]
    found = browser.get("/files/", {"q": far_case.id_number[-4:]})
    assert list(found.context["page"].object_list) == []


def test_a_test_result_is_shown_only_where_the_officer_may_read_results(
    of_two_places, signed_in, far_case, officer
):
    actions.record_test(
        case=far_case, key=uuid.uuid4(), by=officer, tested_on=timezone.localdate(),
        result="positive", tester_1="甲", tester_2="乙",
    )  # fmt: skip
    events = signed_in(of_two_places).get(f"/files/{far_case.pk}/records/").context["timeline"]
    assert [event.words for event in events if event.kind == "test"] == [[]]


def test_anothers_visit_is_withdrawn_only_where_the_officer_is_the_office(
    of_two_places, signed_in, far_case, officer
):
    visit = visited(far_case, officer)
    browser = signed_in(of_two_places)
    answer = browser.post(f"/visits/{visit.pk}/withdraw/", {"reason": "错录"})
    visit.refresh_from_db()
    assert (answer.status_code, visit.is_withdrawn) == (403, False)


def test_the_evidence_of_another_township_comes_without_names(
    appoint, township, other_township, far_case, signed_in, officer
):
    reader = appoint("reader", "两任", Capacity.DRUG_CONTROL_OFFICER, township)
    Posting.objects.create(
        officer=reader, area=other_township, capacity=Capacity.LEADER, valid_from=SINCE
    )
    year = timezone.localdate().year
    frozen(assessing.set_up_standard(township=other_township, year=year, by=officer), officer)
    browser, place = signed_in(reader), f"?area={other_township.code}"
    asked = {"key": uuid.uuid4(), "purpose": "office"}
    book = browser.post(f"/assessment/{year}/workbook/{place}", asked)
    sheet = browser.get(f"/assessment/{year}/villages/{far_case.village_id}/{place}")
    assert (book.status_code, sheet.status_code) == (200, 200)
    assert "王" not in sheet.content.decode()
    evidence = load_workbook(BytesIO(book.content)).worksheets[-1]
    assert [c.value for row in evidence.iter_rows() for c in row if "王" in str(c.value)] == []


def frozen(standard, by):
    """As `freeze_standard` leaves it, without the points that are entered by hand."""
    today = timezone.localdate()
    villages = indicators.assessed_villages(standard=standard, today=today)
    found = indicators.assess(standard=standard, villages=villages, today=today)
    FrozenMeasure.objects.bulk_create(frozen_rows(found, today))
    Standard.objects.filter(pk=standard.pk).update(
        frozen_at=timezone.now(), frozen_by=by, counted_until=today
    )


# What stays on the phone, on the way, and in the log


@pytest.mark.parametrize(
    "page", ["/files/", "/files/export/", "/due/", "/dashboard/", "/", "/nowhere/"]
)
def test_no_page_is_kept_for_the_back_button_of_whoever_comes_next(page, signed_in, officer):
    assert signed_in(officer).get(page).headers["Cache-Control"] == "no-store, private"


def test_the_name_in_a_message_is_sealed_in_its_cookie_and_does_not_outlive_the_session(
    signed_in, heping_cadre, make_case, heping
):
    browser, case = signed_in(heping_cadre), make_case(heping, name="张伟")
    saved = browser.post(
        f"/files/{case.pk}/visits/new/",
        {"key": uuid.uuid4(), "visited_on": timezone.localdate(), "mode": "face",
         "outcome": "found", "place": "home", "companion": "李", "family": "好"},
    )  # fmt: skip
    assert saved.status_code == 302
    sealed = saved.cookies["messages"].value
    assert b"u5f20" not in b64decode(sealed)
    assert "张伟 is done" in browser.get("/due/").content.decode()
    browser.post("/account/logout/")
    browser.cookies["messages"] = sealed
    assert "is done" not in browser.get("/account/login/").content.decode()


@pytest.mark.parametrize("cookie", ["", "x", "AAAA", "W1siX19qc29uX21lc3NhZ2UiXV0:1xVhJ2:fmHWP"])
def test_a_cookie_that_is_no_message_says_nothing(cookie, signed_in, heping_cadre):
    browser = signed_in(heping_cadre)
    browser.cookies["messages"] = cookie
    answer = browser.get("/due/")
    assert (answer.status_code, list(answer.context["messages"])) == (200, [])


@pytest.mark.parametrize("page", ["edit", "close", "visits/new", "tests/new", "documents/new"])
def test_no_title_puts_a_name_into_the_history_of_a_browser(
    page, signed_in, officer, make_case, heping
):
    case = make_case(heping, name="张伟")
    title = signed_in(officer).get(f"/files/{case.pk}/{page}/").content.decode()
    assert "张伟" not in title.partition("</title>")[0]


def test_the_data_base_does_not_log_the_rows_that_it_refuses(tmp_path, monkeypatch):
    asked = []
    server = postgres.Server(tmp_path, tmp_path / "home")
    server.data.mkdir(parents=True)
    monkeypatch.setattr(server, "control", lambda *arguments: asked.append(arguments) or True)
    server.start()
    assert "--log_error_verbosity=terse --log_min_error_statement=panic" in asked[0][-1]


# What is stored does not act


def test_stored_text_beside_a_stale_field_is_text_and_no_markup(
    signed_in, officer, make_case, heping
):
    case = make_case(heping, remarks=MARKUP, alias=MARKUP)
    answer = signed_in(officer).post(
        f"/files/{case.pk}/edit/", {"version": 0, "village": heping.pk}
    )
    assert MARKUP not in answer.content.decode()
    stale = signed_in(officer).post(
        f"/files/{case.pk}/edit/", {"version": 0, "village": heping.pk, "name": "张伟"}
    )
    assert (stale.status_code, MARKUP in stale.content.decode()) == (409, False)
    assert "&lt;meta http-equiv=" in stale.content.decode()


# The desk of the administration


def test_a_stolen_session_does_not_guess_the_old_password_uncounted(signed_in, officer):
    browser, new = signed_in(officer), "another-quiet-town"
    tried = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    answer = browser.post("/admin/password_change/", tried)
    officer.refresh_from_db()
    assert (answer.url, officer.check_password(PASSWORD)) == ("/account/password/change/", True)
    guess = {"oldpassword": "wrong", "password1": new, "password2": new}
    guesses = [browser.post("/account/password/change/", guess).status_code for _ in range(6)]
    assert guesses == [200] * 5 + [429]


@pytest.mark.parametrize(
    "query",
    [
        "area/?cases__name=张伟",
        "area/?cases=1",
        "area/?cases__id=1",
        "unit/?area__cases=1",
        "posting/?officer__password__startswith=argon2",
        "officer/?password__startswith=argon2",
        "officer/?username__regex=(((",
        "officer/?last_login__gte=x",
    ],
)
def test_the_lists_of_the_administration_answer_no_question_of_ones_own(
    query, signed_in, administrator, make_case, heping
):
    make_case(heping, name="张伟")
    assert signed_in(administrator).get(f"/admin/jurisdiction/{query}").status_code == 400


def test_the_filters_beside_the_lists_of_the_administration_work(signed_in, administrator):
    browser = signed_in(administrator)
    for query in (
        "area/?level__exact=12",
        "area/?valid_to__isempty=1",
        "unit/?kind__exact=school",
        "officer/?is_active__exact=1",
        "posting/?capacity__exact=leader&valid_to__isempty=1",
    ):
        assert browser.get(f"/admin/jurisdiction/{query}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "jurisdiction/officer/?office=%00",
        "jurisdiction/area/53%00/change/",
        "jurisdiction/posting/?capacity__exact=%00",
        "autocomplete/?term=%00&app_label=jurisdiction&model_name=posting&field_name=officer",
    ],
)
def test_a_nul_in_an_address_of_the_administration_is_an_unknown_page(
    path, signed_in, administrator
):
    assert signed_in(administrator).get(f"/admin/{path}").status_code == 404


def test_a_nul_in_a_form_of_the_administration_is_an_unknown_page(signed_in, administrator):
    posted = {"code": "539901101333", "name": "新村", "successors": "\0"}
    answer = signed_in(administrator).post("/admin/jurisdiction/area/add/", posted)
    assert answer.status_code == 404


@pytest.mark.parametrize("chosen", ["nobody", "9" * 5000, "-1", "<i>"])
def test_a_choice_that_is_no_row_is_an_error_of_its_field(chosen, signed_in, administrator):
    browser = signed_in(administrator)
    assert browser.get(f"/admin/jurisdiction/posting/add/?officer={chosen[:99]}").status_code == 200
    posted = {"officer": chosen, "area": chosen, "capacity": "leader", "valid_from": "2026-01-01"}
    form = browser.post("/admin/jurisdiction/posting/add/", posted).context["adminform"].form
    assert {"officer", "area"} <= set(form.errors)


def test_a_posting_that_ends_before_it_begins_is_an_error_of_its_field(
    signed_in, administrator, heping_cadre, heping
):
    posted = {
        "officer": heping_cadre.pk, "area": heping.pk, "capacity": "village_head",
        "valid_from": "2026-02-01", "valid_to": "2026-01-01",
    }  # fmt: skip
    answer = signed_in(administrator).post("/admin/jurisdiction/posting/add/", posted)
    assert set(answer.context["adminform"].form.errors) == {"valid_to"}


# What breaks the house


def test_a_session_key_that_cannot_be_one_is_no_session(client):
    answer = client.get("/account/login/", headers={"Cookie": 'sessionid="\\000aaaaaaaaaa"'})
    assert answer.status_code == 200


@pytest.mark.parametrize("header", ["档案号", "组", "戒毒次数", "出生日期", "身份证号", "联系电话"])
def test_a_number_of_thousands_of_digits_in_a_sheet_breaks_nothing(
    header, signed_in, officer, heping
):
    book, file = Workbook(), BytesIO()
    book.active.append(["姓名", "村", header])
    book.active.append(["张伟", "和平村", "9" * 5000])
    book.save(file)
    file.seek(0)
    file.name = "名册.xlsx"
    browser = signed_in(officer)
    preview = browser.get(browser.post("/roster/import/", {"file": file}).url)
    assert (preview.status_code, len(preview.context["plan"].problems)) == (200, 1)


def test_every_post_needs_the_token_of_its_form(officer, make_case, heping):
    case = make_case(heping)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)
    addresses = [
        "/account/login/", "/account/logout/", "/account/password/change/", "/language/",
        "/files/new/", f"/files/{case.pk}/edit/", f"/files/{case.pk}/close/",
        f"/files/{case.pk}/visits/new/", "/roster/import/", "/admin/jurisdiction/officer/add/",
    ]  # fmt: skip
    assert {browser.post(address).status_code for address in addresses} == {403}


def test_signing_in_takes_a_new_session_and_signing_out_ends_it(client, heping_cadre):
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    client.post("/account/login/", {"login": "heping", "password": PASSWORD})
    signed_in_key = client.cookies["sessionid"].value
    assert signed_in_key != planted.session_key
    client.post("/account/logout/")
    client.cookies["sessionid"] = signed_in_key
    assert client.get("/due/").url == "/account/login/?next=/due/"


@pytest.mark.parametrize("page", ["/account/login/", "/files/", "/nowhere/", "/admin/"])
def test_every_answer_carries_the_same_guards(page, signed_in, officer):
    guards = signed_in(officer).get(page).headers
    assert "default-src 'none'" in guards["Content-Security-Policy"]
    assert {name: guards[name] for name in GUARDS} == GUARDS


GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
