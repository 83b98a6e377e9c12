"""Two-level binding: who answers for a village and a person, and what is empty."""

from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from jurisdiction.models import AccessEvent
from jurisdiction.terms import Capacity
from responsibility.actions import issue_letters
from responsibility.terms import LetterLevel
from tests.test_letters import signed
from tests.test_lists import exported, queries

PAGE = "/bindings/"


@pytest.fixture
def bound(make_case, appoint, heping, liushu, heping_cadre):
    """Heping has a head, a cadre and a resident cadre; Liushu nobody."""
    appoint("head", "赵永福", Capacity.VILLAGE_HEAD, heping)
    appoint("resident", "陈敏", Capacity.RESIDENT_CADRE, heping)
    full = make_case(heping, name="张伟", control_contact="甲", help_contact="乙")
    alone = make_case(heping, name="李静", control_contact="甲")
    bare = make_case(liushu, name="王芳", control_contact="甲", help_contact="乙")
    return full, alone, bare


def shown(client, query=""):
    page = client.get(PAGE + query)
    return {case.name: len(gaps) for case, _group, gaps in page.context["rows"]}


def test_every_gap_of_a_person_and_of_the_village_is_listed(signed_in, officer, bound):
    client = signed_in(officer)
    assert shown(client) == {"张伟": 0, "李静": 1, "王芳": 3}
    villages = client.get(PAGE).context["villages"]
    assert [(name, cells, len(gaps)) for name, cells, gaps, _groups in villages] == [
        ("和平村", ["赵永福", "何平安", "陈敏"], 0), ("柳树村", ["", "", ""], 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query, names",
    [
        ("?gap=any", {"李静", "王芳"}), ("?gap=help_contact", {"李静"}), ("?q=张伟", {"张伟"}),
        ("?gap=resident_cadre", {"王芳"}), ("?gap=x", set()), ("?gap=control_contact", set()),
    ],
)  # fmt: skip
def test_the_list_narrows(signed_in, officer, bound, query, names):
    assert set(shown(signed_in(officer), query)) == names


def test_a_cadre_sees_the_own_village_and_leaves_a_trace(signed_in, heping_cadre, bound):
    assert set(shown(signed_in(heping_cadre))) == {"张伟", "李静"}
    assert sorted(AccessEvent.objects.latest("pk").files) == sorted(c.pk for c in bound[:2])


def test_the_sheet_holds_what_the_list_shows(signed_in, officer, bound):
    client, address = signed_in(officer), f"{PAGE}export/?gap=any"
    form = client.get(address).context["form"]
    columns = [value for value, _label in form.fields["columns"].choices]
    answer = client.post(
        address, {"key": form["key"].value(), "purpose": "office", "columns": columns}
    )
    sheet = load_workbook(BytesIO(answer.content)).active
    lines = list(sheet.iter_rows(min_row=5, values_only=True))
    nobody = "村级第一责任人、包保村干部、驻村干部"
    assert [(line[1], line[4], line[-1]) for line in lines] == [
        ("柳树村", None, nobody), ("和平村", "李静", "帮扶人"), ("柳树村", "王芳", nobody),
    ]  # fmt: skip


def test_the_sheet_names_a_village_and_a_group_in_which_nobody_lives(
    signed_in, officer, liushu, liushu_group_1
):
    _told, rows = exported(signed_in(officer), f"{PAGE}export/")
    assert [row[1:3] for row in rows] == [("柳树村", None), ("柳树村", "一组")]
    assert rows[1][-1] == "组责任人"


def test_the_list_asks_as_often_for_three_persons_as_for_one(signed_in, officer, heping, make_case):
    client = signed_in(officer)
    make_case(heping)
    one = queries(client, PAGE)
    make_case(heping)
    make_case(heping)
    assert queries(client, PAGE) == one


def test_the_head_of_a_group_is_who_signed_its_letter_and_a_gap_until_then(
    signed_in, officer, township, bound, heping, heping_group_1, heping_group_2, make_case
):
    make_case(heping, name="赵六", group=heping_group_1, control_contact="甲", help_contact="乙")
    client = signed_in(officer)
    assert shown(client, "?gap=group_head") == {"赵六": 1}
    today = timezone.localdate()
    first, _second = issue_letters(
        township=township, year=today.year, level=LetterLevel.VILLAGE_GROUP, by=officer,
        today=today, sign_by=today, signer_a="何村长",
    )  # fmt: skip
    signed(first, officer, signer_b="孙组长", signed_on=today)
    assert shown(client, "?gap=group_head") == {}
    (_name, _cells, _gaps, groups), _other = client.get(PAGE).context["villages"]
    assert [(group.name, group.head) for group in groups] == [("一组", "孙组长"), ("二组", "")]
    _told, rows = exported(client, f"{PAGE}export/?q=赵六")
    assert (rows[0][2], rows[0][8], rows[0][-1]) == ("一组", "孙组长", None)
