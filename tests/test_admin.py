"""The office's desk: each manages their own subtree and appoints within their own reach."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from jurisdiction.models import Area, FormerName, Officer, Posting, Unit
from jurisdiction.terms import Capacity
from tests.cast import PASSWORD, WALL

CHANGELISTS = ("area", "unit", "officer", "posting")
SINCE = "2026-01-01"
READ = {"read_version": "1"}
FORMER_NAMES = READ | {"former_names-TOTAL_FORMS": "0", "former_names-INITIAL_FORMS": "0"}
POSTINGS = READ | {"postings-TOTAL_FORMS": "0", "postings-INITIAL_FORMS": "0"}


def page(model, *rest):
    return f"/admin/jurisdiction/{model}/" + "".join(f"{part}/" for part in rest)


def posted_posting(officer, area, capacity, **changes):
    return {
        "officer": officer.pk,
        "area": area.pk,
        "capacity": capacity,
        "valid_from": SINCE,
        "valid_to": "",
        "read_version": "1",
    } | changes


def posted_account(**changes):
    return {
        "username": "newcomer",
        "name": "新来",
        "password1": "quiet-harbour-town",
        "password2": "quiet-harbour-town",
    } | changes


def errors_of(answer):
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


@pytest.fixture
def desk(signed_in, officer):
    return signed_in(officer)


@pytest.fixture
def other_office(appoint, other_township):
    return appoint("other", "石安", Capacity.DRUG_CONTROL_OFFICER, other_township)


# Who comes in


@pytest.mark.parametrize("who", ["heping_cadre", "leader", "police", "county"])
def test_who_appoints_nobody_does_not_come_in(request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    for model in CHANGELISTS:
        answer = client.get(page(model))
        assert (answer.status_code, answer.url) == (302, f"/admin/login/?next={page(model)}")


def test_only_areas_units_officers_and_postings_are_managed(desk):
    models = [
        model["object_name"]
        for app in desk.get("/admin/").context["app_list"]
        for model in app["models"]
    ]
    assert sorted(models) == ["Area", "Officer", "Posting", "Unit"]


# What is seen


def test_each_sees_only_their_own_subtree(
    desk, officer, other_office, heping, other_village, other_township
):
    for area in (heping, other_village):
        Unit.objects.create(name="小学", kind="school", area=area)
    for model, expected in {
        "area": {officer.office_id, heping.code},
        "unit": set(Unit.objects.filter(area=heping).values_list("pk", flat=True)),
        "officer": {officer.pk},
        "posting": {officer.postings.get().pk},
    }.items():
        rows = desk.get(page(model)).context["cl"].queryset
        assert {row.pk for row in rows} == expected


def test_a_row_of_another_township_is_unknown(desk, other_office, other_village):
    unit = Unit.objects.create(name="小学", kind="school", area=other_village)
    for model, pk in (
        ("area", other_village.pk),
        ("unit", unit.pk),
        ("officer", other_office.pk),
        ("posting", other_office.postings.get().pk),
    ):
        for rest in ((pk, "change"), (pk, "history"), (pk, "delete")):
            stranger, unknown = (
                desk.get(page(model, *rest)),
                desk.get(page(model, 987654, *rest[1:])),
            )
            assert stranger.status_code == unknown.status_code
            assert stranger.status_code in (302, 403)
            assert stranger.get("Location") == unknown.get("Location")


def test_choices_offer_only_the_own_subtree(desk, officer, heping, other_office, other_village):
    def offered(model, field, term):
        source = {"app_label": "jurisdiction", "model_name": model, "field_name": field}
        answer = desk.get("/admin/autocomplete/", source | {"term": term})
        return [row["id"] for row in answer.json()["results"]]

    assert offered("posting", "area", "5399") == [officer.office_id, heping.code]
    assert offered("unit", "area", "村") == [heping.code]
    assert offered("officer", "office", other_village.code) == []
    assert offered("posting", "officer", "安") == [str(officer.pk)]


def test_the_area_filter_never_builds_the_tree(desk, heping):
    Area.objects.bulk_create(
        Area(code=f"{heping.code}{n:02d}", name=f"{n}组") for n in range(1, 90)
    )
    answer = desk.get(page("posting"))
    assert "组" not in answer.content.decode()


@pytest.mark.parametrize("model", CHANGELISTS)
def test_a_list_asks_as_many_queries_for_three_rows_as_for_one(
    model, desk, appoint, township, heping, liushu, django_assert_num_queries
):
    def fill(area, name):
        appoint(name, "某人", Capacity.VILLAGE_CADRE, area)
        Unit.objects.create(name=name, kind="school", area=area)

    fill(heping, "one")
    desk.get(page(model))
    with django_assert_num_queries(QUERIES):
        desk.get(page(model))
    fill(liushu, "two")
    fill(township, "three")
    with django_assert_num_queries(QUERIES):
        desk.get(page(model))


QUERIES = 5 + WALL  # session, officer, postings, count, rows


# Postings


def test_the_office_appoints_a_cadre_to_a_village(desk, appoint, heping):
    newcomer = appoint("newcomer", "新来", None, heping)
    answer = desk.post(page("posting", "add"), posted_posting(newcomer, heping, "village_cadre"))
    assert answer.status_code == 302
    made = newcomer.postings.get()
    assert (made.area, made.capacity) == (heping, Capacity.VILLAGE_CADRE)
    assert (
        made.events.get().pgh_context.metadata["user"] == Officer.objects.get(username="officer").pk
    )
    assert LogEntry.objects.get().object_id == str(made.pk)


@pytest.mark.parametrize(
    "capacity", ["drug_control_officer", "leader", "county_office", "administrator"]
)
def test_the_office_cannot_appoint_beyond_its_reach(desk, appoint, heping, capacity):
    newcomer = appoint("newcomer", "新来", None, heping)
    answer = desk.post(page("posting", "add"), posted_posting(newcomer, heping, capacity))
    assert set(errors_of(answer)) == {"capacity"}
    assert not newcomer.postings.exists()


def test_nobody_appoints_themselves(desk, officer, heping):
    answer = desk.post(page("posting", "add"), posted_posting(officer, heping, "village_cadre"))
    assert errors_of(answer) == {"officer": ["Nobody appoints themselves."]}
    assert officer.postings.count() == 1


def test_an_administrator_does_not_appoint_themselves_either(signed_in, administrator, heping):
    answer = signed_in(administrator).post(
        page("posting", "add"), posted_posting(administrator, heping, "drug_control_officer")
    )
    assert errors_of(answer) == {"officer": ["Nobody appoints themselves."]}


def test_nobody_appoints_outside_their_own_subtree(
    desk, appoint, heping, other_village, county_area
):
    newcomer = appoint("newcomer", "新来", None, heping)
    for area in (other_village, county_area):
        answer = desk.post(page("posting", "add"), posted_posting(newcomer, area, "village_cadre"))
        assert set(errors_of(answer)) == {"area"}
    assert not newcomer.postings.exists()


def test_nobody_appoints_an_officer_of_another_office(desk, other_office, heping):
    answer = desk.post(
        page("posting", "add"), posted_posting(other_office, heping, "village_cadre")
    )
    assert set(errors_of(answer)) == {"officer"}


def test_a_capacity_in_one_area_does_not_appoint_in_another(
    signed_in, officer, other_village, other_township
):
    """Office here and village head there: the head appoints nobody there."""
    Posting.objects.create(
        officer=officer, area=other_village, capacity="village_head", valid_from=date(2020, 1, 1)
    )
    colleague = Officer.objects.create(username="x", name="同事", office=officer.office)
    answer = signed_in(officer).post(
        page("posting", "add"), posted_posting(colleague, other_village, "village_cadre")
    )
    assert set(errors_of(answer)) == {"area"}


def test_a_posting_cannot_be_turned_into_one_beyond_reach(desk, heping_cadre, heping, county_area):
    held = heping_cadre.postings.get()
    change = page("posting", held.pk, "change")
    raised = desk.post(change, posted_posting(heping_cadre, heping, "drug_control_officer"))
    assert set(errors_of(raised)) == {"capacity"}
    moved = desk.post(change, posted_posting(heping_cadre, county_area, "village_cadre"))
    assert set(errors_of(moved)) == {"area"}
    held.refresh_from_db()
    assert (held.capacity, held.area_id) == ("village_cadre", heping.code)


@pytest.mark.parametrize("who", ["leader", "officer"])
def test_a_posting_beyond_reach_or_of_ones_own_is_seen_and_not_changed(request, desk, who):
    holder = request.getfixturevalue(who)
    held = holder.postings.get()
    change = page("posting", held.pk, "change")
    assert desk.get(change).status_code == 200
    forged = posted_posting(holder, held.area, "village_cadre", valid_to="2026-02-01")
    assert desk.post(change, forged).status_code == 403
    held.refresh_from_db()
    assert held.valid_to is None


def test_ending_a_posting_takes_the_village_away(desk, signed_in, heping_cadre, heping):
    change = page("posting", heping_cadre.postings.get().pk, "change")
    today = timezone.localdate().isoformat()
    ended = posted_posting(heping_cadre, heping, "village_cadre", valid_to=today)
    assert desk.post(change, ended).status_code == 302
    assert signed_in(heping_cadre).get("/").status_code == 403


@pytest.mark.parametrize("model", CHANGELISTS)
def test_nothing_is_deleted(model, signed_in, administrator, heping_cadre, heping):
    Unit.objects.create(name="小学", kind="school", area=heping)
    rows = {
        "area": heping,
        "unit": Unit.objects.get(),
        "officer": heping_cadre,
        "posting": heping_cadre.postings.get(),
    }
    client = signed_in(administrator)
    assert client.post(page(model, rows[model].pk, "delete"), {"post": "yes"}).status_code == 403
    forged = {"action": "delete_selected", "_selected_action": rows[model].pk, "post": "yes"}
    client.post(page(model), forged)
    assert type(rows[model]).objects.filter(pk=rows[model].pk).exists()


# Accounts


def test_the_office_makes_an_account_that_can_sign_in(desk, client, heping):
    answer = desk.post(
        page("officer", "add"), posted_account(username="NewComer", office=heping.pk)
    )
    assert answer.status_code == 302
    made = Officer.objects.get(username="newcomer")
    assert (made.office, made.is_active, made.postings.count()) == (heping, True, 0)
    signing_in = {"login": "newcomer", "password": "quiet-harbour-town"}
    assert client.post("/account/login/", signing_in).status_code == 302


@pytest.mark.parametrize(
    ("passwords", "field"),
    [
        (("quiet-harbour-town", "quiet-harbour-tower"), "password2"),
        (("short", "short"), "password2"),
        (("password", "password"), "password2"),
        (("19491001", "19491001"), "password2"),
        (("newcomer", "newcomer"), "password2"),
        (("", ""), "password1"),
    ],
)
def test_a_weak_first_password_is_refused(desk, heping, passwords, field):
    data = posted_account(office=heping.pk, password1=passwords[0], password2=passwords[1])
    assert field in errors_of(desk.post(page("officer", "add"), data))
    assert not Officer.objects.filter(username="newcomer").exists()


def test_an_account_belongs_to_an_office_of_the_own_subtree(desk, other_village):
    answer = desk.post(page("officer", "add"), posted_account(office=other_village.pk))
    assert set(errors_of(answer)) == {"office"}


def test_a_sign_in_name_is_taken_once_whatever_its_case(desk, heping_cadre, heping):
    answer = desk.post(page("officer", "add"), posted_account(username="HEPING", office=heping.pk))
    assert set(errors_of(answer)) == {"username"}


def test_the_office_renames_and_disables_a_cadre(desk, signed_in, heping_cadre, heping):
    out = signed_in(heping_cadre)
    changed = {"username": "heping", "name": "何长安", "office": heping.pk} | POSTINGS
    assert desk.post(page("officer", heping_cadre.pk, "change"), changed).status_code == 302
    heping_cadre.refresh_from_db()
    assert (heping_cadre.name, heping_cadre.is_active) == ("何长安", False)
    assert out.get("/").url == "/account/login/?next=/"


def test_a_new_password_by_the_office_ends_the_old_sessions(desk, signed_in, client, heping_cadre):
    out = signed_in(heping_cadre)
    passwords = {"password1": "another-quiet-town", "password2": "another-quiet-town"}
    answer = desk.post(page("officer", heping_cadre.pk, "password"), passwords)
    assert answer.status_code == 302
    assert out.get("/").url == "/account/login/?next=/"
    signing_in = {"login": "heping", "password": "another-quiet-town"}
    assert client.post("/account/login/", signing_in).status_code == 302


@pytest.mark.parametrize("who", ["leader", "officer"])
def test_an_account_beyond_reach_or_ones_own_is_not_touched(request, desk, who):
    account = request.getfixturevalue(who)
    refuse_every_change(desk, account)


def test_an_account_with_a_posting_outside_the_subtree_is_not_touched(
    desk, heping_cadre, other_village
):
    Posting.objects.create(
        officer=heping_cadre,
        area=other_village,
        capacity=Capacity.VILLAGE_CADRE,
        valid_from=date(2020, 1, 1),
    )
    refuse_every_change(desk, heping_cadre)


def test_an_account_whose_higher_posting_begins_tomorrow_is_not_touched(desk, appoint, township):
    tomorrow = timezone.localdate() + timedelta(days=1)
    refuse_every_change(
        desk, appoint("coming", "将来", Capacity.LEADER, township, valid_from=tomorrow)
    )


def test_an_account_whose_higher_posting_has_ended_is_within_reach(desk, appoint, township):
    yesterday = timezone.localdate() - timedelta(days=1)
    former = appoint("former", "前任", Capacity.LEADER, township, valid_to=yesterday)
    changed = {"username": "former", "name": "前任", "office": township.pk} | POSTINGS
    assert desk.post(page("officer", former.pk, "change"), changed).status_code == 302


def refuse_every_change(client, account):
    forged = {"username": "mine-now", "name": "改名", "office": account.office_id} | POSTINGS
    assert client.post(page("officer", account.pk, "change"), forged).status_code == 403
    passwords = {"password1": "another-quiet-town", "password2": "another-quiet-town"}
    assert client.post(page("officer", account.pk, "password"), passwords).status_code == 403
    now = Officer.objects.get(pk=account.pk)
    assert (now.username, now.name, now.is_active) == (account.username, account.name, True)
    assert now.check_password(PASSWORD)


def test_the_password_of_another_office_is_an_unknown_page(desk, other_office):
    passwords = {"password1": "another-quiet-town", "password2": "another-quiet-town"}
    answers = [
        desk.post(page("officer", pk, "password"), passwords) for pk in (other_office.pk, 987654)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]


# Areas and units


def test_the_office_adds_a_villager_group(desk, heping):
    posted = {"code": f"{heping.code}09", "name": "九组", "valid_from": "", "valid_to": ""}
    assert desk.post(page("area", "add"), posted).status_code == 302
    assert Area.objects.get(pk=f"{heping.code}09").name == "九组"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("539901102201", "This code lies outside the areas that you manage."),
        ("5399", "This code lies outside the areas that you manage."),
        ("53990110130101", "The area above it, 539901101301, is not known."),
    ],
)
def test_an_area_is_added_only_in_the_own_subtree(desk, code, message):
    posted = {"code": code, "name": "某处", "valid_from": "", "valid_to": ""}
    assert errors_of(desk.post(page("area", "add"), posted)) == {"code": [message]}


def test_a_renamed_area_keeps_its_former_name(desk, heping):
    posted = {"name": "太平村", "valid_from": "", "valid_to": ""} | FORMER_NAMES
    assert desk.post(page("area", heping.pk, "change"), posted).status_code == 302
    heping.refresh_from_db()
    assert heping.name == "太平村"
    assert FormerName.objects.get().name == "和平村"


def test_the_code_of_an_area_never_changes(desk, heping):
    posted = {"code": "539901101999", "name": "和平村", "valid_from": "", "valid_to": ""}
    desk.post(page("area", heping.pk, "change"), posted | FORMER_NAMES)
    assert not Area.objects.filter(pk="539901101999").exists()


def test_a_successor_elsewhere_survives_an_edit_by_the_township(desk, heping, other_village):
    heping.successors.add(other_village)
    posted = {"name": "和平村", "valid_from": "", "valid_to": "2026-12-01"} | FORMER_NAMES
    assert desk.post(page("area", heping.pk, "change"), posted).status_code == 302
    assert list(heping.successors.all()) == [other_village]


def test_a_unit_lies_in_the_own_subtree(desk, heping, other_village):
    posted = {"name": "小学", "kind": "school", "first_responsible_person": "校长"}
    refused = desk.post(page("unit", "add"), posted | {"area": other_village.pk})
    assert set(errors_of(refused)) == {"area"}
    assert desk.post(page("unit", "add"), posted | {"area": heping.pk}).status_code == 302
    assert Unit.objects.get().area == heping


# The pages themselves


@pytest.mark.parametrize("model", CHANGELISTS)
def test_the_pages_speak_chinese_and_keep_the_strict_policy(model, desk):
    for rest in ((), ("add",)):
        answer = desk.get(page(model, *rest), headers={"Accept-Language": "zh-hans"})
        assert 'lang="zh-hans"' in answer.content.decode()
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_the_index_and_a_history_show_what_was_done(desk, appoint, heping):
    newcomer = appoint("newcomer", "新来", None, heping)
    desk.post(page("posting", "add"), posted_posting(newcomer, heping, "village_cadre"))
    assert "新来" in desk.get("/admin/").content.decode()
    history = desk.get(page("posting", newcomer.postings.get().pk, "history"))
    assert [entry.user.username for entry in history.context["action_list"]] == ["officer"]
