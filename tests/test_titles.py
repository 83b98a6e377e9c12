"""Drug-free titles: applied for, checked, granted, checked anew, revoked; families are a number."""

import uuid
from datetime import date

import pytest

from campaigns import actions
from campaigns.models import Title
from jurisdiction.models import Unit
from tests.test_lists import exported, queries


def apply(area, by, **content):
    content = {"kind": "village", "applied_on": date(2026, 3, 1), "facts": "四无"} | content
    return actions.apply_for_title(area=area, key=uuid.uuid4(), by=by, **content)[0]


def step(title, by, state, day=date(2026, 5, 1), **changes):
    title.refresh_from_db()
    given = {"version": title.version, "findings": "属实", "document_no": ""} | changes
    return actions.take_step(title=title, state=state, happened_on=day, by=by, **given)


def test_a_title_goes_from_application_to_revocation(heping, officer):
    title = apply(heping, officer)
    for state in ("checked", "granted", "granted", "revoked"):
        step(title, officer, state)
    assert [row.state for row in title.steps.all()] == ["checked", "granted", "granted", "revoked"]
    assert Title.objects.get().state == "revoked"


@pytest.mark.parametrize("state", ["granted", "revoked", "applied"])
def test_a_step_out_of_order_is_refused(heping, officer, state):
    with pytest.raises(actions.NotNext):
        step(apply(heping, officer), officer, state)


def test_a_check_before_the_application_is_refused(heping, officer):
    with pytest.raises(actions.NotNext):
        step(apply(heping, officer), officer, "checked", day=date(2026, 2, 1))


def test_two_officers_do_not_decide_over_each_other(heping, officer):
    title = apply(heping, officer)
    step(title, officer, "checked")
    with pytest.raises(actions.Stale):
        step(title, officer, "granted", version=1)


def test_a_withdrawn_application_takes_no_step(heping, officer):
    title = apply(heping, officer)
    actions.withdraw_title(title=title, reason="录错", by=officer)
    with pytest.raises(actions.NotNext):
        step(title, officer, "checked")


FORM = {"kind": "village", "facts": "四无", "applied_on": "2026-03-01"}


def test_a_cadre_applies_and_the_office_decides(heping, heping_cadre, officer, signed_in):
    data = FORM | {"key": uuid.uuid4(), "area": heping.pk}
    for _ in range(2):
        signed_in(heping_cadre).post("/titles/new/", data)
    title = Title.objects.get()
    again = signed_in(heping_cadre).post("/titles/new/", data | {"facts": "另写"})
    assert again.status_code == 409
    client, address = signed_in(officer), f"/titles/{title.pk}/step/"
    sent = {"version": 1, "state": "checked", "happened_on": "2026-04-01", "findings": "属实"}
    client.post(address, sent)
    assert client.post(address, sent | {"state": "granted"}).status_code == 409
    assert "属实" in client.get(f"/titles/{title.pk}/").content.decode()


@pytest.mark.parametrize(
    "sent, field",
    [
        ({"kind": "family"}, "families"),
        ({"families": 3}, "families"),
        ({"kind": "school"}, "unit"),
        ({"facts": ""}, "facts"),
    ],
)
def test_what_does_not_fit_the_kind_is_said_beside_its_field(
    heping, heping_cadre, signed_in, sent, field
):
    data = FORM | {"key": uuid.uuid4(), "area": heping.pk} | sent
    answer = signed_in(heping_cadre).post("/titles/new/", data)
    assert list(answer.context["form"].errors) == [field]
    assert not Title.objects.exists()


def test_a_unit_of_another_village_is_refused(heping, liushu, officer, signed_in):
    unit = Unit.objects.create(name="柳树小学", kind="school", area=liushu)
    data = FORM | {"key": uuid.uuid4(), "area": heping.pk, "kind": "school", "unit": unit.pk}
    answer = signed_in(officer).post("/titles/new/", data)
    assert list(answer.context["form"].errors) == ["unit"]


def test_the_list_is_filtered_exported_and_asks_as_many_queries_for_three_rows(
    heping, officer, signed_in
):
    client = signed_in(officer)
    apply(heping, officer)
    before = queries(client, "/titles/")
    apply(heping, officer, kind="family", families=40)
    apply(heping, officer)
    assert queries(client, "/titles/") == before
    told, rows = exported(client, "/titles/export/?kind=family")
    assert [(row[2], row[4], row[6]) for row in rows] == [("无毒家庭", 40, "已申报")]
    assert told.endswith("筛选：类别：无毒家庭")
    assert client.get("/titles/print/?kind=family").context["lines"] == [
        [1, "和平村", "无毒家庭", "", 40, date(2026, 3, 1), "已申报", "四无", "否"]
    ]
