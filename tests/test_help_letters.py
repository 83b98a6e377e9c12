"""The responsibility letter of assistance (form F6): four parties, a term, editions, copies."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from casefiles import actions, letters, schedule
from casefiles.models import CaseFile, HelpLetter, HelpLetterSignature
from casefiles.terms import FOUR_IN_ONE, BagPart
from casefiles.terms.bag import BagPaper, HelpLetterState, HelpLetterWork
from tests.test_bags import noted
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def case(heping, make_case):
    return make_case(heping, name="张伟明", enrolled_on=TODAY - 800 * DAY)


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def drafted(case, by, **columns):
    words = letters.usual_help_letter()
    words |= {"term_from": TODAY, "term_to": schedule.year_from(TODAY)} | columns
    return actions.draft_help_letter(HelpLetter, case=case, key=uuid.uuid4(), by=by, **words)[0]


def sign(letter, by, *parties, **columns):
    for party in parties or FOUR_IN_ONE:
        words = {"signer": "甲", "signed_on": TODAY, "absent_reason": ""} | columns
        actions.sign_help_letter(
            HelpLetterSignature, case=letter.case, key=uuid.uuid4(), by=by, letter=letter,
            party=party, **words,
        )  # fmt: skip
    letter.refresh_from_db()
    return letter


def test_a_term_of_a_year_ends_on_the_day_before_its_anniversary():
    assert schedule.year_from(date(2026, 1, 1)) == date(2026, 12, 31)
    assert schedule.year_from(date(2024, 2, 29)) == date(2025, 2, 27)


def test_a_letter_begins_with_the_usual_words_of_all_four(case, office):
    form = office.get(f"/files/{case.pk}/help-letters/new/").context["form"]
    assert all(form.initial[f"{role.value}_duties"] for role in FOUR_IN_ONE)
    assert form.initial["confidentiality"]
    page = {name: value for name, value in form.initial.items() if value is not None}
    for _ in range(2):
        assert office.post(f"/files/{case.pk}/help-letters/new/", page).status_code == 302
    assert HelpLetter.objects.get().state == HelpLetterState.DRAFTED


def test_a_term_that_ends_before_it_begins_is_refused(case, office, officer):
    form = office.get(f"/files/{case.pk}/help-letters/new/").context["form"]
    page = form.initial | {"term_to": TODAY - DAY}
    answer = office.post(f"/files/{case.pk}/help-letters/new/", page)
    assert list(answer.context["form"].errors) == ["term_to"]
    with pytest.raises(IntegrityError), transaction.atomic():
        drafted(case, officer, term_to=TODAY - DAY)


def test_it_is_in_force_when_the_fourth_party_has_signed_and_not_before(case, officer):
    letter = drafted(case, officer)
    sign(letter, officer, *FOUR_IN_ONE[:3])
    assert (letter.state, letter.signed_on) == (HelpLetterState.SIGNING, None)
    assert CaseFile.objects.lacking(BagPart.RESPONSIBILITY_LETTER).exists()
    sign(letter, officer, FOUR_IN_ONE[3], signed_on=TODAY - DAY)
    assert (letter.state, letter.signed_on) == (HelpLetterState.SIGNED, TODAY)
    assert not CaseFile.objects.lacking(BagPart.RESPONSIBILITY_LETTER).exists()


def test_a_party_signs_once(case, officer):
    letter = sign(drafted(case, officer), officer, "family")
    with pytest.raises(actions.PartySigned):
        sign(letter, officer, "family")


def test_the_page_says_that_a_party_has_signed_already(case, office, officer):
    letter = sign(drafted(case, officer), officer, "family")
    page = {"key": str(uuid.uuid4()), "party": "family", "signer": "乙",
            "signed_on": TODAY.isoformat()}  # fmt: skip
    answer = office.post(f"/help-letters/{letter.pk}/sign/", page)
    assert (answer.status_code, letter.signatures.count()) == (409, 1)


def test_no_family_member_needs_a_reason_and_only_the_family_may_be_nobody(case, office, officer):
    letter = drafted(case, officer)
    page = {"key": str(uuid.uuid4()), "party": "family", "signed_on": TODAY.isoformat()}
    address = f"/help-letters/{letter.pk}/sign/"
    assert list(office.post(address, page).context["form"].errors) == ["signer"]
    wrong = page | {"party": "police", "absent_reason": "无"}
    assert list(office.post(address, wrong).context["form"].errors) == ["absent_reason"]
    assert office.post(address, page | {"absent_reason": "父母已故，未婚"}).status_code == 302
    with pytest.raises(IntegrityError), transaction.atomic():
        sign(letter, officer, "police", signer="", absent_reason="无")


def test_signed_pages_are_never_edited(case, office, officer):
    letter = sign(drafted(case, officer), officer, "family")
    assert office.get(f"/help-letters/{letter.pk}/edit/").status_code == 302
    with pytest.raises(actions.LetterSigned):
        actions.correct_help_letter(paper=letter, version=letter.version, by=officer, targets="改")


def test_a_change_is_the_next_edition_with_its_reason_and_the_old_one_holds_until_it_is_signed(
    case, office, officer
):
    old = sign(drafted(case, officer), officer)
    page = office.get(f"/files/{case.pk}/help-letters/new/").context["form"].initial
    page = {name: value for name, value in page.items() if value is not None}
    answer = office.post(f"/files/{case.pk}/help-letters/new/", page)
    assert list(answer.context["form"].errors) == ["reason"]
    office.post(f"/files/{case.pk}/help-letters/new/", page | {"reason": "换了村干部"})
    new = HelpLetter.objects.get(edition=2)
    old.refresh_from_db()
    assert (old.state, new.state) == (HelpLetterState.SIGNED, HelpLetterState.DRAFTED)
    sign(new, officer)
    old.refresh_from_db()
    assert (old.state, new.state) == (HelpLetterState.REPLACED, HelpLetterState.SIGNED)


def test_no_second_letter_is_drafted_beside_one_that_waits_for_signatures(case, officer):
    drafted(case, officer)
    with pytest.raises(actions.LetterUnsigned):
        drafted(case, officer, reason="又一份")


def test_the_list_says_who_has_none_who_waits_and_whose_term_ends(
    heping, make_case, office, officer
):
    people = {
        name: make_case(heping, name=name) for name in ("无书", "未签", "将满", "期满", "有效")
    }
    drafted(people["未签"], officer)
    ends = {"将满": TODAY + 30 * DAY, "期满": TODAY - DAY, "有效": TODAY + 31 * DAY}
    for name, day in ends.items():
        sign(drafted(people[name], officer, term_from=TODAY - 300 * DAY, term_to=day), officer)

    def listed(work):
        rows = office.get(f"/help-letters/?work={work}").context["rows"]
        return {row["case"].name for row in rows}

    assert listed(HelpLetterWork.NONE) == {"无书"}
    assert listed(HelpLetterWork.UNSIGNED) == {"未签"}
    assert listed(HelpLetterWork.ENDING) == {"将满"}
    assert listed(HelpLetterWork.IN_FORCE) == {"将满", "有效"}
    assert listed(HelpLetterWork.NOT_IN_FORCE) == {"无书", "未签", "期满"}


def test_what_waits_tells_whoever_drafts_letters_which_terms_end(
    case, officer, office, heping_cadre, signed_in
):
    def told(client):
        found = dict(client.get("/waiting/").context["questions"])
        return found.get("1 help responsibility letter ends within 30 days")

    old = drafted(case, officer, term_from=TODAY - 300 * DAY, term_to=TODAY + 30 * DAY)
    assert told(office) is None
    sign(old, officer)
    assert told(office) == "/help-letters/?work=ending"
    assert told(signed_in(heping_cadre)) is None
    HelpLetter.objects.update(term_to=TODAY + 31 * DAY)
    assert told(office) is None


def test_a_letter_that_is_noted_as_a_paper_only_is_not_none(case, office, officer):
    noted(case, officer, BagPaper.RESPONSIBILITY_LETTER)
    assert not office.get("/help-letters/?work=none").context["rows"]
    assert "on paper only" in office.get("/help-letters/").content.decode()


def test_the_sheet_names_who_signed_for_each_party(case, office, officer):
    sign(drafted(case, officer), officer, "family", signer="", absent_reason="父母已故")
    cells = [c.value for c in sheet_of(export_of(office, "/help-letters/export/?work=unsigned"))[5]]
    assert cells[5] == "签字中"
    assert [cells[8], cells[9] or ""] == ["无", ""]


def test_a_copy_for_others_does_not_name_the_person(case, office, officer):
    letter = sign(drafted(case, officer), officer, signer="张母")
    whole = office.get(f"/help-letters/{letter.pk}/print/").content.decode()
    copy = office.get(f"/help-letters/{letter.pk}/print/?copy").content.decode()
    assert ("张伟明" in whole, "张母" in whole) == (True, True)
    assert ("张伟明" in copy, "张母" in copy, "×××" in copy) == (False, False, True)
    assert "保密" in copy


def test_a_cadre_reads_the_letter_of_the_own_village_and_signs_nothing(
    case, officer, heping_cadre, liushu_cadre, signed_in
):
    letter = drafted(case, officer)
    assert signed_in(heping_cadre).get(f"/help-letters/{letter.pk}/").status_code == 200
    assert signed_in(heping_cadre).get(f"/help-letters/{letter.pk}/sign/").status_code == 403
    assert signed_in(liushu_cadre).get(f"/help-letters/{letter.pk}/").status_code == 404


def test_the_list_asks_as_many_queries_for_three_as_for_one(heping, make_case, office, officer):
    sign(drafted(make_case(heping), officer), officer)
    before = queries(office, "/help-letters/")
    for _ in range(2):
        sign(drafted(make_case(heping), officer), officer)
    assert queries(office, "/help-letters/") == before
