"""The standard of a year: copied from the scheme, edited until frozen, always 100 points."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from responsibility import actions
from responsibility.models import Item, Section, Standard


@pytest.fixture
def standard(township, officer):
    return actions.set_up_standard(township=township, year=2026, by=officer)


def revise(standard, officer, **changes):
    content = {
        "version": standard.version,
        "items": {},
        "grades": {},
        "is_veto_enabled": False,
        "veto_document_no": "",
    }
    return actions.revise_standard(standard=standard, by=officer, **content | changes)


def item(standard, code):
    return Item.objects.get(section__standard=standard, code=code)


def test_a_new_standard_holds_the_whole_scheme_in_100_points(standard):
    sections = Section.objects.filter(standard=standard)
    points = {section.code: sum(row.points for row in section.items.all()) for section in sections}
    assert points == {"A": 15, "B": 20, "C": 35, "D": 12, "E": 6, "F": 7, "G": 5}
    assert list(standard.grade_limits.values_list("word", "at_least")) == [
        ("excellent", 90),
        ("qualified", 80),
        ("basically_qualified", 60),
        ("unqualified", 0),
    ]
    assert (standard.veto_cases.count(), standard.is_veto_enabled) == (5, False)


def test_setting_up_twice_makes_one_standard(standard, township, officer):
    again = actions.set_up_standard(township=township, year=2026, by=officer)
    assert (again, Item.objects.count()) == (standard, 27)


def test_points_may_move_between_items_as_long_as_they_make_100(standard, officer):
    revise(
        standard,
        officer,
        items={
            item(standard, "C4").pk: {"points": Decimal("8")},
            item(standard, "C5").pk: {"points": Decimal("6")},
        },
    )
    assert (item(standard, "C4").points, item(standard, "C5").points) == (8, 6)


def test_points_that_make_101_are_refused_and_nothing_is_written(standard, officer):
    with pytest.raises(actions.WrongPoints):
        revise(standard, officer, items={item(standard, "C4").pk: {"points": Decimal("8")}})
    assert item(standard, "C4").points == 7


def test_an_item_keeps_at_least_the_points_that_a_village_was_given(standard, officer, heping):
    actions.enter_score(
        item=item(standard, "B5"),
        village=heping,
        version=0,
        points=Decimal("4"),
        is_not_applicable=False,
        reason="四次会议",
        by=officer,
    )
    with pytest.raises(actions.WrongPoints):
        revise(
            standard,
            officer,
            items={
                item(standard, "B5").pk: {"points": Decimal("3")},
                item(standard, "A1").pk: {"points": Decimal("4")},
            },
        )


def test_an_edit_over_a_colleagues_edit_is_refused(standard, officer):
    revise(standard, officer)
    with pytest.raises(actions.Stale):
        revise(standard, officer)


def test_the_veto_needs_the_document_that_authorises_it(standard, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        revise(standard, officer, is_veto_enabled=True)
    revise(standard, officer, is_veto_enabled=True, veto_document_no="清政发〔2026〕3号")
    assert Standard.objects.get().is_veto_enabled


def test_a_frozen_standard_is_not_edited(standard, officer):
    actions.freeze_standard(standard=standard, today=date(2027, 1, 5), by=officer)
    standard.refresh_from_db()
    with pytest.raises(actions.Frozen):
        revise(standard, officer)


def test_the_standard_is_read_by_its_villages_and_by_the_county(
    standard, officer, leader, county, heping_cadre, administrator, appoint, liushu, other_township
):
    head = appoint("head", "村长", "village_head", liushu)
    stranger = appoint("stranger", "邻镇", "drug_control_officer", other_township)
    readers = {
        who.username
        for who in (officer, leader, county, heping_cadre, administrator, head, stranger)
        if Standard.objects.visible_to(who).exists()
    }
    assert readers == {"officer", "leader", "county", "head"}


def test_every_edit_of_a_standard_leaves_its_event(standard, officer):
    events = apps.get_model("responsibility", "ItemEvent").objects.order_by("pgh_id")
    c4, c5 = item(standard, "C4"), item(standard, "C5")
    revise(
        standard,
        officer,
        items={
            c4.pk: {"points": Decimal("8")},
            c5.pk: {"points": Decimal("6")},
        },
    )
    assert [event.points for event in events.filter(pgh_obj=c4)] == [7, 8]
