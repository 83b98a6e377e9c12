"""Letters of responsibility: numbers without gaps, one for each party, nothing edited later."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from jurisdiction.models import AccessEvent, Unit
from responsibility import actions
from responsibility.letters import printed_letter
from responsibility.models import Letter, LetterRegister, LetterText, Signature, Standard
from responsibility.terms import LetterLevel, LetterState

TODAY = timezone.localdate()
YEAR = TODAY.year
LIST = reverse("responsibility:letter-list")
ISSUE = reverse("responsibility:letter-issue")


@pytest.fixture
def issue(township, officer):
    def make(level, **columns):
        asked = {
            "township": township, "year": YEAR, "level": level, "by": officer, "today": TODAY,
            "sign_by": date(YEAR, 12, 31), "signer_a": "梁镇",
        }  # fmt: skip
        return actions.issue_letters(**asked | columns)

    return make


@pytest.fixture
def letter(issue, heping):
    """The township's letter with Heping."""
    return issue(LetterLevel.TOWNSHIP_VILLAGE)[0]


def signed(letter, by, **columns):
    content = {
        "signed_on": TODAY, "signer_a": "梁镇", "signer_b": "何村长", "witness": "景明",
        "scan_no": "扫-1", "contact": "何平安", "members": "何村长、何平安",
    }  # fmt: skip
    return actions.sign_letter(letter=letter, by=by, **content | columns)


def act(page, letter):
    return reverse(f"responsibility:letter-{page}", args=[letter.pk])


def test_a_batch_gives_each_party_one_letter_and_the_next_numbers(issue, heping, liushu, township):
    Unit.objects.create(name="小学", kind="school", area=heping, first_responsible_person="夏校长")
    villages, units = issue(LetterLevel.TOWNSHIP_VILLAGE), issue(LetterLevel.TOWNSHIP_UNIT)
    assert [(row.number, row.party_b) for row in villages] == [(1, "和平村"), (2, "柳树村")]
    assert [(row.number, row.party_b, row.signer_b) for row in units] == [(3, "小学", "夏校长")]
    assert issue(LetterLevel.TOWNSHIP_VILLAGE) == []
    assert LetterRegister.objects.get().last_number == 3


def test_each_year_has_its_own_numbers(issue, heping):
    issue(LetterLevel.TOWNSHIP_VILLAGE)
    (next_year,) = issue(LetterLevel.TOWNSHIP_VILLAGE, year=YEAR + 1)
    assert (next_year.number, next_year.valid_from) == (1, date(YEAR + 1, 1, 1))


def test_households_are_those_of_open_files_and_nobody_signs_for_the_dead(issue, heping, make_case):
    living = make_case(heping)
    make_case(heping, control_state="deceased")
    assert [row.case for row in issue(LetterLevel.VILLAGE_HOUSEHOLD)] == [living]


def test_a_withdrawn_letter_keeps_its_number_and_the_party_gets_another(issue, letter, officer):
    actions.withdraw_letter(letter=letter, state=LetterState.DUE, reason="发错", by=officer)
    assert [row.number for row in issue(LetterLevel.TOWNSHIP_VILLAGE)] == [2]
    assert list(Letter.objects.values_list("number", "state")) == [(1, "withdrawn"), (2, "due")]


def test_signing_writes_one_signature_of_each_party_however_often_it_is_sent(letter, officer):
    for _ in range(2):
        signed(letter, officer)
    assert list(Signature.objects.values_list("party", "name")) == [("a", "梁镇"), ("b", "何村长")]
    letter.refresh_from_db()
    assert (letter.state, letter.answered_on) == (LetterState.SIGNED, TODAY)


def test_what_was_signed_is_not_signed_otherwise_nor_refused(letter, officer):
    signed(letter, officer)
    with pytest.raises(actions.Stale):
        signed(letter, officer, signer_b="别人")
    with pytest.raises(actions.Stale):
        actions.refuse_letter(letter=letter, refused_on=TODAY, reason="不愿意", by=officer)


def test_whoever_refused_may_still_sign(letter, officer):
    actions.refuse_letter(letter=letter, refused_on=TODAY, reason="条款不明", by=officer)
    assert signed(letter, officer).state == LetterState.SIGNED


def test_a_replaced_letter_lives_on_under_its_number_with_the_newest_text(letter, officer):
    signed(letter, officer)
    text = letter.text
    content = {name: getattr(text, name) for name in LetterText.CONTENT} | {
        "basis": "清禁〔2026〕3号"
    }
    newest = actions.write_text(
        township=letter.township, level=letter.level, version=1, by=officer, **content
    )
    change = {
        "state": LetterState.SIGNED, "signer_a": "梁镇", "signer_b": "新村长", "contact": "何平安",
        "sign_by": TODAY, "reason": "换届",
    }  # fmt: skip
    new = actions.replace_letter(letter=letter, by=officer, **change)
    assert actions.replace_letter(letter=letter, by=officer, **change) == new
    assert (new.number, new.version, new.state, new.text) == (1, 2, LetterState.DUE, newest)
    letter.refresh_from_db()
    assert (letter.state, letter.reason, letter.text) == (LetterState.REPLACED, "换届", text)
    assert (new.contact, new.members) == ("何平安", "")


@pytest.mark.parametrize("page", ["withdraw", "replace"])
def test_a_letter_signed_while_the_page_was_open_is_not_taken_back(
    signed_in, officer, letter, page
):
    client = signed_in(officer)
    form = client.get(act(page, letter)).context["form"]
    content = {name: form[name].value() for name in form.fields} | {"reason": "发错"}
    signed(letter, officer)
    answer = client.post(act(page, letter), content)
    assert answer.status_code == 409
    letter.refresh_from_db()
    assert letter.state == LetterState.SIGNED


def test_a_letter_names_the_veto_cases_of_the_day_of_its_issue(issue, township, heping, officer):
    standard = actions.set_up_standard(township=township, year=YEAR, by=officer)
    Standard.objects.filter(pk=standard.pk).update(
        is_veto_enabled=True, veto_document_no="清禁〔2026〕1号"
    )
    (letter,) = issue(LetterLevel.TOWNSHIP_VILLAGE)
    names = list(standard.veto_cases.values_list("text", flat=True))
    assert names
    assert letter.vetoes.splitlines() == names
    Standard.objects.filter(pk=standard.pk).update(is_veto_enabled=False)
    assert names[-1] in printed_letter(letter)["fields"]["一票否决"]
    new = actions.replace_letter(
        letter=letter, state=LetterState.DUE, signer_a="", signer_b="", sign_by=TODAY,
        reason="换届", by=officer,
    )  # fmt: skip
    assert new.vetoes == ""


def test_a_text_read_before_a_colleagues_edit_is_not_written_over_it(letter, officer):
    content = {name: getattr(letter.text, name) for name in LetterText.CONTENT}
    place = {"township": letter.township, "level": letter.level, "by": officer}
    actions.write_text(version=1, **place, **content | {"title": "责任状"})
    with pytest.raises(actions.Stale):
        actions.write_text(version=1, **place, **content | {"title": "承诺书"})


def test_expired_and_late_are_reckoned_from_the_day(letter):
    last = letter.valid_to
    assert [letter.is_expired(day) for day in (last, last + timedelta(days=1))] == [False, True]
    letter.sign_by = TODAY
    assert [letter.is_late(TODAY + timedelta(days=n)) for n in (0, 1)] == [False, True]


def test_the_preview_says_who_gets_one_and_the_deed_is_done_once(
    signed_in, officer, heping, liushu
):
    client, address = signed_in(officer), f"{ISSUE}?level=township_village&year={YEAR}"
    page = client.get(address)
    assert page.context["owing"] == 2
    for _ in range(2):
        answer = client.post(address, {"sign_by": f"{YEAR}-12-31", "signer_a": "梁镇"})
        assert answer.status_code == 302
    assert Letter.objects.count() == 2


def test_a_day_of_another_year_is_refused_beside_its_field(signed_in, officer, heping):
    address = f"{ISSUE}?level=township_village&year={YEAR}"
    page = signed_in(officer).post(address, {"sign_by": f"{YEAR + 1}-01-01"})
    assert list(page.context["form"].errors) == ["sign_by"]
    assert not Letter.objects.exists()


@pytest.mark.parametrize("query", ["?level=x", "?level=township_village&year=abc", "?level=&year="])
def test_a_nonsensical_choice_is_answered_with_the_form(signed_in, officer, heping, query):
    assert list(signed_in(officer).get(ISSUE + query).context["choose"].errors)


def test_signatures_are_recorded_on_the_page(signed_in, officer, letter):
    answer = signed_in(officer).post(
        act("sign", letter),
        {"signed_on": TODAY.isoformat(), "signer_a": "梁镇", "signer_b": "何村长"},
    )
    assert answer.url == letter.get_absolute_url()
    letter.refresh_from_db()
    assert letter.state == LetterState.SIGNED


def test_a_village_writes_down_only_what_it_issued_itself(
    signed_in, heping_cadre, issue, letter, heping, make_case
):
    make_case(heping)
    (household,) = issue(LetterLevel.VILLAGE_HOUSEHOLD)
    client = signed_in(heping_cadre)
    assert client.get(act("sign", household)).status_code == 200
    assert client.get(act("sign", letter)).status_code == 404


def test_who_may_open_no_file_sees_no_letter_of_a_person(
    signed_in, leader, issue, letter, heping, make_case
):
    make_case(heping)
    issue(LetterLevel.VILLAGE_HOUSEHOLD)
    page = signed_in(leader).get(LIST)
    assert [row for row, _late, _expired in page.context["rows"]] == [letter]


def test_the_list_notes_only_the_persons_it_shows(
    signed_in, officer, issue, letter, heping, make_case
):
    case = make_case(heping)
    issue(LetterLevel.VILLAGE_HOUSEHOLD)
    signed_in(officer).get(f"{LIST}?level=village_household")
    assert AccessEvent.objects.latest("pk").files == [case.pk]


@pytest.mark.parametrize(
    "asked, found",
    [("q=1", [1]), ("q=柳树", [2]), ("q=999999999", []), ("status=signed", [1]), ("year=2020", [])],
)
def test_the_list_narrows(signed_in, officer, letter, liushu, issue, asked, found):
    issue(LetterLevel.TOWNSHIP_VILLAGE)
    signed(letter, officer)
    page = signed_in(officer).get(f"{LIST}?{asked}")
    assert [row.number for row, _late, _expired in page.context["rows"]] == found


def test_the_list_asks_as_often_for_three_letters_as_for_one(
    signed_in, officer, issue, heping, make_case, django_assert_num_queries
):
    client, households = signed_in(officer), LetterLevel.VILLAGE_HOUSEHOLD
    make_case(heping)
    issue(households)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    make_case(heping)
    make_case(heping)
    issue(households)
    with django_assert_num_queries(len(queries)):
        client.get(LIST)


def test_the_sheet_holds_what_the_list_shows(signed_in, officer, letter, liushu, issue):
    issue(LetterLevel.TOWNSHIP_VILLAGE)
    signed(letter, officer)
    address = reverse("responsibility:letter-export") + "?status=signed"
    client = signed_in(officer)
    form = client.get(address).context["form"]
    columns = [value for value, _label in form.fields["columns"].choices]
    answer = client.post(
        address, {"key": form["key"].value(), "purpose": "office", "columns": columns}
    )
    lines = list(
        load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=4, values_only=True)
    )
    assert [line[1:5] for line in lines[1:]] == [
        (f"清溪镇责字〔{YEAR}〕1号", "乡镇与村（社区）", "清溪镇", "和平村")
    ]
