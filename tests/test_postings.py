"""Postings: what each capacity may do, where, and until when."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from jurisdiction import access
from jurisdiction.access import Permission, appointable, area_codes, can
from jurisdiction.models import Area, Officer, Posting, Unit
from jurisdiction.terms import Capacity

PERSON = {
    Permission.FILE_READ,
    Permission.FILE_EDIT,
    Permission.FILE_IMPORT,
    Permission.FILE_EXPORT,
    Permission.MINOR_READ,
    Permission.ID_NUMBER_FIND,
    Permission.VISIT_RECORD,
    Permission.VISIT_WITHDRAW,
    Permission.TEST_READ,
    Permission.TEST_RECORD,
    Permission.SLOT_EXCUSE,
}


def posting(officer, area, capacity, valid_from, valid_to=None):
    return Posting(
        officer=officer, area=area, capacity=capacity, valid_from=valid_from, valid_to=valid_to
    )


def afresh(officer):
    """The officer as the next request sees them."""
    return Officer.objects.get(pk=officer.pk)


def test_every_capacity_has_its_list_of_permissions():
    assert set(access.PERMISSIONS) == set(Capacity)


@pytest.mark.parametrize(
    "capacity", [Capacity.LEADER, Capacity.COUNTY_OFFICE, Capacity.ADMINISTRATOR]
)
def test_who_works_with_figures_or_accounts_sees_no_person(capacity):
    assert access.PERMISSIONS[capacity] & PERSON == set()


@pytest.mark.parametrize("capacity", [Capacity.COMMUNITY_DOCTOR, Capacity.SOCIAL_WORKER])
def test_who_sees_only_persons_assigned_sees_none_without_an_assignment(capacity):
    assert access.PERMISSIONS[capacity] == set()


def test_only_the_office_and_the_administrator_appoint():
    assert set(access.APPOINTS) == {Capacity.DRUG_CONTROL_OFFICER, Capacity.ADMINISTRATOR}


def test_the_office_appoints_nobody_above_the_villages():
    assert access.APPOINTS[Capacity.DRUG_CONTROL_OFFICER] == {
        Capacity.VILLAGE_CADRE,
        Capacity.RESIDENT_CADRE,
        Capacity.VILLAGE_HEAD,
        Capacity.COMMUNITY_DOCTOR,
        Capacity.SOCIAL_WORKER,
    }


def test_nobody_appoints_outside_their_own_subtree(officer, heping, other_village, county_area):
    assert Capacity.VILLAGE_CADRE in appointable(officer, heping.code)
    assert appointable(officer, other_village.code) == set()
    assert appointable(officer, county_area.code) == set()


def test_a_cadre_appoints_nobody(heping_cadre, heping):
    assert appointable(heping_cadre, heping.code) == set()


def test_a_posting_reaches_the_areas_below_and_no_neighbour(
    officer, heping, liushu, other_village, heping_group_1
):
    seen = Area.objects.visible_to(officer).values_list("code", flat=True)
    assert sorted(seen) == [
        officer.office_id,
        heping.code,
        heping_group_1.code,
        liushu.code,
    ]


def test_postings_within_each_other_count_once(officer, township, heping):
    posting(officer, heping, Capacity.VILLAGE_CADRE, date(2020, 1, 1)).save()
    assert area_codes(officer, Permission.FILE_READ) == [township.code]


def test_permissions_of_one_area_do_not_spill_into_another(officer, other_village):
    posting(officer, other_village, Capacity.VILLAGE_HEAD, date(2020, 1, 1)).save()
    assert area_codes(officer, Permission.FILE_EDIT) == [officer.office_id]
    assert area_codes(officer, Permission.FILE_READ) == [officer.office_id, other_village.code]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Area, Unit, Officer, Posting])
def test_who_is_not_signed_in_sees_nothing(model, officer):
    assert not model.objects.visible_to(AnonymousUser()).exists()


def test_a_disabled_account_sees_nothing(officer):
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    assert not Area.objects.visible_to(afresh(officer)).exists()
    assert not any(can(afresh(officer), permission) for permission in Permission)


def test_a_transferred_cadre_loses_the_village_on_the_day(heping_cadre, heping):
    today = timezone.localdate()
    held = heping_cadre.postings.get()
    held.valid_to = today + timedelta(days=1)
    held.save()
    assert can(afresh(heping_cadre), Permission.FILE_READ)
    held.valid_to = today
    held.save()
    assert not can(afresh(heping_cadre), Permission.FILE_READ)


def test_a_posting_that_has_not_begun_opens_nothing(appoint, heping):
    tomorrow = timezone.localdate() + timedelta(days=1)
    cadre = appoint("later", "未来", Capacity.VILLAGE_CADRE, heping, valid_from=tomorrow)
    assert not can(cadre, Permission.FILE_READ)
    assert list(cadre.postings.not_ended(timezone.localdate())) == list(cadre.postings.all())


OVERLAPS = [
    (date(2020, 1, 1), None),
    (date(2019, 1, 1), date(2020, 1, 2)),
    (date(2026, 1, 1), date(2026, 2, 1)),
]


@pytest.mark.parametrize(("valid_from", "valid_to"), OVERLAPS)
def test_the_same_capacity_in_the_same_area_is_never_held_twice_at_once(
    heping_cadre, heping, valid_from, valid_to
):
    again = posting(heping_cadre, heping, Capacity.VILLAGE_CADRE, valid_from, valid_to)
    with pytest.raises(ValidationError) as refusal:
        again.full_clean()
    assert refusal.value.messages == [
        "This officer already holds this capacity in this area at that time."
    ]
    with pytest.raises(IntegrityError, match="posting_never_twice_at_once"), transaction.atomic():
        again.save()


def test_another_time_area_capacity_or_officer_is_no_overlap(
    heping_cadre, liushu_cadre, heping, liushu
):
    since = date(2020, 1, 1)
    for fine in (
        posting(heping_cadre, heping, Capacity.VILLAGE_CADRE, date(2019, 1, 1), since),
        posting(heping_cadre, liushu, Capacity.VILLAGE_CADRE, since),
        posting(heping_cadre, heping, Capacity.SOCIAL_WORKER, since),
        posting(liushu_cadre, heping, Capacity.VILLAGE_CADRE, since),
    ):
        fine.full_clean()
        fine.save()


def test_every_two_capacities_can_be_held_together(appoint, heping):
    """The constraint compares capacities by a hash; no two of them share one."""
    busy = appoint("busy", "多职", None, heping)
    for capacity in Capacity:
        posting(busy, heping, capacity, date(2020, 1, 1)).save()
    assert busy.postings.count() == len(Capacity)


def test_a_posting_ends_after_it_begins(heping_cadre, heping):
    backwards = posting(
        heping_cadre, heping, Capacity.SOCIAL_WORKER, date(2026, 1, 2), date(2026, 1, 2)
    )
    with pytest.raises(IntegrityError, match="posting_ends_after_it_begins"):
        backwards.save()


def test_every_change_of_a_posting_leaves_its_history(heping_cadre):
    held = heping_cadre.postings.get()
    Posting.objects.filter(pk=held.pk).update(valid_to=date(2026, 12, 1))  # no save(), no signal
    events = list(held.events.order_by("pgh_id").values_list("pgh_label", "valid_to"))
    assert events == [("insert", None), ("update", date(2026, 12, 1))]


def test_the_history_of_an_account_holds_no_password(heping_cadre):
    event = heping_cadre.events.get()
    assert {field.name for field in event._meta.fields}.isdisjoint({"password", "last_login"})


def test_a_sign_in_name_is_stored_in_lower_case_only(heping):
    with pytest.raises(IntegrityError, match="officer_username_is_lower_case"):
        Officer.objects.create(username="Heping", name="何平安", office=heping)


def test_what_an_officer_may_is_asked_once_per_request(officer, django_assert_num_queries):
    once = afresh(officer)
    with django_assert_num_queries(1):
        for permission in Permission:
            can(once, permission)
            area_codes(once, permission)
