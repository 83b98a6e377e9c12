"""Yellow and red: two numbers of the office, shown by word and shape, deciding nothing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from casefiles import actions, schedule
from casefiles.models import DueSlot
from tests.test_exports import sheet_of
from tests.test_lists import export_of, exported

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def case(heping, make_case):
    return make_case(heping)


def due_in(case, days, kind="visit"):
    """The one slot of this kind, due in so many days, its window open for a long time yet."""
    rows = DueSlot.objects.filter(case=case, kind=kind)
    rows.update(
        period_on=TODAY - 99 * DAY, opens_on=TODAY - 99 * DAY, due_on=TODAY + days * DAY,
        closes_on=TODAY + 99 * DAY,
    )  # fmt: skip
    return rows.get()


def alarms_of(client, kind="visit"):
    return [alarm for slot, _badge, alarm in client.get(f"/slots/?kind={kind}").context["rows"]]


@pytest.mark.parametrize(
    ("late", "colour"), [(-4, ""), (-3, "yellow"), (0, "yellow"), (1, "red"), (40, "red")]
)
def test_yellow_begins_before_the_due_day_and_red_after_it(late, colour):
    due = date(2026, 11, 10)
    assert schedule.alarm(due, due + late * DAY, yellow=3, red=1) == colour


@given(st.integers(-200, 200), st.integers(0, 90), st.integers(1, 90))
def test_an_alarm_never_grows_milder_as_days_go_by(late, yellow, red):
    order = ["", "yellow", "red"]
    today, tomorrow = (
        order.index(schedule.alarm(TODAY, TODAY + days * DAY, yellow=yellow, red=red))
        for days in (late, late + 1)
    )
    assert tomorrow >= today


def test_the_office_sets_its_limits_and_the_lists_follow(case, township, officer, signed_in):
    client = signed_in(officer)
    due_in(case, -2)
    assert alarms_of(client) == ["red"]
    actions.set_rules(township=township, version=0, by=officer, visit_yellow=5, visit_red=4)
    assert alarms_of(client) == ["yellow"]
    assert client.get("/due/").context["rows"][0]["alarm"] == "yellow"


def test_tests_have_limits_of_their_own(case, officer, signed_in):
    due_in(case, -2, "test")
    assert alarms_of(signed_in(officer), "test") == ["yellow"]


def test_what_has_ended_raises_no_alarm(case, officer, signed_in):
    slot = due_in(case, -2)
    actions.excuse_slot(slot=slot, reason_code="hospital", note="住院证明", by=officer)
    assert alarms_of(signed_in(officer)) == [""]


def test_an_alarm_is_a_word_and_a_shape(case, heping_cadre, signed_in):
    due_in(case, -2)
    page = signed_in(heping_cadre).get("/due/").content.decode()
    assert '<span class="state state-red">red</span>' in page


def test_the_exported_slots_tell_the_alarm(case, officer, signed_in):
    due_in(case, -2)
    answer = export_of(signed_in(officer), "/slots/export/?kind=visit")
    assert list(sheet_of(answer).iter_rows(values_only=True))[4][9] == "红色"


# The lists are narrowed to a colour


@given(st.integers(-200, 200), st.integers(0, 90), st.integers(1, 90))
def test_the_days_of_a_colour_are_those_on_which_it_is_shown(late, yellow, red):
    due, limits = TODAY - late * DAY, {"yellow": yellow, "red": red}
    shown = schedule.alarm(due, TODAY, **limits)
    for colour in ("yellow", "red"):
        first, last = schedule.days_in(colour, TODAY, **limits)
        assert (first <= due <= last) == (shown == colour)


def narrowed(client, address, colour):
    return client.get(address, {"alarm": colour}).context["rows"]


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("kind", ["visit", "test"])
def test_a_list_shows_the_slots_of_a_colour_by_the_numbers_of_the_office(
    own, kind, heping, make_case, township, officer, signed_in
):
    client = signed_in(officer)
    if own:
        actions.set_rules(
            township=township, version=0, by=officer, visit_yellow=5, visit_red=4, test_yellow=2,
            test_red=3,
        )  # fmt: skip
    for days in (-20, -7, -4, -3, -1, 0, 2, 3, 5, 14, 15):
        due_in(make_case(heping), days, kind)
    DueSlot.objects.exclude(kind=kind).delete()
    rows = client.get("/slots/").context["rows"]
    for colour in ("yellow", "red"):
        expected = {slot.pk for slot, _badge, alarm in rows if alarm == colour}
        assert {slot.pk for slot, *_more in narrowed(client, "/slots/", colour)} == expected
        assert expected


def test_the_roster_is_narrowed_to_a_colour_and_leaves_so(heping, make_case, officer, signed_in):
    late, near, far = (make_case(heping, name=name) for name in ("张伟", "李强", "王芳"))
    DueSlot.objects.filter(kind="test").delete()
    for case, days in ((late, -2), (near, 2), (far, 30)):
        due_in(case, days)
    client = signed_in(officer)
    for colour, wanted in (("red", [late]), ("yellow", [near])):
        assert [case for case, _age in narrowed(client, "/files/", colour)] == wanted
    told, rows = exported(client, "/files/export/?alarm=red")
    assert told.endswith("筛选：预警：红色")
    assert ["张伟" in row for row in rows] == [True]
    actions.excuse_slot(slot=late.slots.get(), reason_code="hospital", note="证明", by=officer)
    assert list(narrowed(client, "/files/", "red")) == []


# Endings (domain document, section 8, "Counting")


@pytest.mark.parametrize("reason", ["custody", "hospital", "away_with_test"])
def test_custody_hospital_and_leave_with_a_test_elsewhere_remove_the_slot(case, officer, reason):
    slot = DueSlot.objects.get(case=case, kind="test")
    actions.excuse_slot(slot=slot, reason_code=reason, note="证明", by=officer)
    slot.refresh_from_db()
    assert (slot.state, slot.reason_code) == ("excused", reason)
    assert slot not in DueSlot.objects.owed()


@pytest.mark.parametrize(("kind", "offered"), [("test", True), ("visit", False)])
def test_a_test_elsewhere_excuses_a_test_and_never_a_visit(case, officer, signed_in, kind, offered):
    slot = DueSlot.objects.get(case=case, kind=kind)
    form = signed_in(officer).get(f"/slots/{slot.pk}/excuse/").context["form"]
    assert ("away_with_test" in dict(form.fields["reason_code"].choices)) == offered


@pytest.mark.parametrize(
    ("closing", "reason"), [("moved_out", "moved_out"), ("deceased", "deceased")]
)
def test_moving_out_and_death_cancel_what_is_open_with_their_reason(case, officer, closing, reason):
    actions.close_case(case=case, reason=closing, on=TODAY, by=officer)
    ends = set(DueSlot.objects.filter(case=case).values_list("state", "reason_code"))
    assert ends == {("cancelled", reason)}
