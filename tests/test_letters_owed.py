"""Who owes a letter and has not signed it, and the village's reminder on paper."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jurisdiction.models import AccessEvent, Export, Unit
from responsibility import actions
from responsibility.terms import LetterLevel
from tests.test_letters import signed
from tests.test_lists import exported, queries

TODAY = timezone.localdate()
YEAR = TODAY.year
PAGE = "/letters/owed/"


@pytest.fixture
def issue(township, officer):
    def make(level):
        return actions.issue_letters(
            township=township, year=YEAR, level=level, by=officer, today=TODAY,
            sign_by=date(YEAR, 12, 31), signer_a="梁镇",
        )  # fmt: skip

    return make


def shown(client, query=""):
    page = client.get(PAGE + query)
    assert page.status_code == 200
    return [(recipient.name, bool(letter)) for _v, _l, recipient, letter in page.context["rows"]]


def test_whoever_has_signed_leaves_the_list_and_whoever_was_issued_none_stands_on_it(
    signed_in, officer, heping_group_1, liushu, issue
):
    first, _second = issue(LetterLevel.TOWNSHIP_VILLAGE)
    signed(first, officer)
    client, level = signed_in(officer), "?level=township_village"
    assert shown(client, level) == [("柳树村", True)]
    assert shown(client, level + "&status=signed") == [("和平村", True)]
    assert shown(client, level + "&status=all") == [("和平村", True), ("柳树村", True)]
    assert shown(client, "?level=village_group") == [("一组", False)]
    assert shown(client, "?level=village_group&status=due") == []
    assert shown(client, "?q=柳树") == [("柳树村", True)]


def test_the_list_of_a_village_holds_its_own_groups_units_and_households(
    signed_in, officer, heping_group_1, liushu_group_1, make_case, heping
):
    Unit.objects.create(name="小学", kind="school", area=heping)
    case = make_case(heping)
    rows = shown(signed_in(officer), f"?village={heping.pk}&level=down")
    assert rows == [("一组", False), ("小学", False), (case.name, False)]
    assert AccessEvent.objects.latest("pk").files == [case.pk]


def test_who_may_open_no_file_sees_no_household(signed_in, leader, heping, make_case):
    make_case(heping)
    assert shown(signed_in(leader), "?level=village_household") == []


def test_the_reminder_lists_what_the_village_owes(signed_in, officer, heping, liushu, issue):
    first, _second = issue(LetterLevel.TOWNSHIP_VILLAGE)
    client, address = signed_in(officer), f"{PAGE}{heping.pk}/"
    (line,) = client.get(address).context["lines"]
    assert line[1:4] == ("和平村", first.title, "待签")
    signed(first, officer)
    assert client.get(address).context["lines"] == []


def test_the_reminder_on_paper_names_no_person(signed_in, officer, heping, make_case):
    case = make_case(heping, name="欧阳藏名")
    page = signed_in(officer).get(f"{PAGE}{heping.pk}/")
    assert f"档案{case.file_no}" in page.content.decode()
    assert "欧阳藏名" not in page.content.decode()


@pytest.mark.parametrize(
    "query", ["?year=x", "?level=x&status=y", "?village=000000000000", "?page=x"]
)
def test_a_nonsensical_address_is_no_error(signed_in, officer, heping, query):
    client = signed_in(officer)
    assert client.get(PAGE + query).status_code == 200
    assert client.get(f"{PAGE}{heping.pk}/{query}").status_code == 200


def test_the_list_asks_as_often_for_three_households_as_for_one(
    signed_in, officer, heping, make_case, issue
):
    client = signed_in(officer)
    make_case(heping)
    issue(LetterLevel.VILLAGE_HOUSEHOLD)
    one = queries(client, PAGE)
    make_case(heping)
    make_case(heping)
    issue(LetterLevel.VILLAGE_HOUSEHOLD)
    assert queries(client, PAGE) == one


def test_the_next_years_letters_begin_with_this_years_targets(signed_in, officer, issue, heping):
    (letter,) = issue(LetterLevel.TOWNSHIP_VILLAGE)
    page = signed_in(officer).get(f"/letters/issue/?level=township_village&year={YEAR + 1}")
    assert page.context["text"] == letter.text


def test_the_sheet_holds_exactly_what_the_list_shows_and_nobody_under_18(
    signed_in, officer, heping, liushu, heping_group_1, make_case, issue
):
    case = make_case(heping, name="欧阳藏名")
    make_case(heping, birth_date=TODAY - timedelta(days=15 * 365), name="小明")
    first, second = issue(LetterLevel.TOWNSHIP_VILLAGE)
    actions.refuse_letter(letter=second, refused_on=TODAY, reason="村班子换届", by=officer)
    signed(first, officer)
    client = signed_in(officer)
    told, rows = exported(client, f"{PAGE}export/?year={YEAR}&status=unsigned")
    assert told.endswith(f"共4行　不含未成年人　筛选：{YEAR}年；未签")
    assert [row[1:6] + row[7:] for row in rows] == [
        (None, "县与乡镇", "清溪镇", "尚未下发", None, None),
        ("柳树村", "乡镇与村（社区）", "柳树村", second.title, "拒签", "村班子换届"),
        ("和平村", "村与村民小组", "一组", "尚未下发", None, None),
        ("和平村", "村与家庭户", "欧阳藏名", "尚未下发", None, None),
    ]  # fmt: skip
    export = Export.objects.get()
    assert (export.rows, export.files, export.minors_left_out) == (4, [case.pk], 1)
    _told, rows = exported(client, f"{PAGE}export/?village={heping.pk}&level=village_group")
    assert [row[3] for row in rows] == ["一组"]


def test_on_paper_the_lists_name_no_person(signed_in, officer, heping, make_case, issue):
    case = make_case(heping, name="欧阳藏名")
    (letter,) = issue(LetterLevel.VILLAGE_HOUSEHOLD)
    signed(letter, officer, signer_b="欧阳家人")
    for address in ("/letters/print/", f"{PAGE}print/?status=all"):
        html = signed_in(officer).get(address).content.decode()
        assert f"档案{case.file_no}" in html
        assert "欧阳" not in html
        assert AccessEvent.objects.latest("pk").files == [case.pk]


@pytest.mark.parametrize("address", ["/letters/", PAGE])
def test_the_printed_list_shows_as_many_rows_as_the_list(
    address, signed_in, officer, heping, liushu, issue
):
    first, _second = issue(LetterLevel.TOWNSHIP_VILLAGE)
    client = signed_in(officer)
    for query in ("", f"?village={heping.pk}", "?status=signed", "?level=nonsense"):
        shown = client.get(address + query).context["page"].paginator.count
        printed = client.get(f"{address}print/{query}").context["lines"]
        assert (query, len(printed)) == (query, shown)


def test_whoever_has_one_village_is_offered_its_reminder_unasked(
    signed_in, officer, heping_cadre, heping, liushu
):
    assert signed_in(heping_cadre).get(PAGE).context["village"] == heping.pk
    assert signed_in(officer).get(PAGE).context["village"] == ""
