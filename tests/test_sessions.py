"""Sessions end by themselves, are listed, and are ended by their owner and by the office."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from jurisdiction.middleware import short_sessions
from jurisdiction.models import Officer
from jurisdiction.names import browser_name
from jurisdiction.schedule import has_ended
from jurisdiction.terms import Capacity
from tests.cast import PASSWORD


@pytest.fixture
def signed_in():
    """A browser whose first page is noted."""

    def sign_in(officer):
        client = Client()
        client.force_login(officer)
        return client

    return sign_in


NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; V2231A) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/116.0.0.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("age", "idle", "ended"),
    [
        (timedelta(0), timedelta(0), False),
        (12 * HOUR - MINUTE, timedelta(0), False),
        (12 * HOUR, timedelta(0), True),
        (2 * HOUR, HOUR - MINUTE, False),
        (2 * HOUR, HOUR, True),
        (-MINUTE, -MINUTE, False),
        (-HOUR, -HOUR, True),
    ],
)
def test_a_session_lasts_twelve_hours_and_sixty_idle_minutes(age, idle, ended):
    assert has_ended(NOON - age, NOON - idle, NOON) is ended


class Day:
    """One browser and a clock that only the test moves."""

    def __init__(self, officer):
        self.now, self.officer, self.session = NOON, officer, SessionStore()
        self.session.create()
        self.answer = short_sessions(lambda request: HttpResponse(), clock=lambda: self.now)

    def visit(self, after=timedelta(0)):
        """Whether a page that is asked for so much later still finds the officer signed in."""
        self.now += after
        request = RequestFactory().get("/")
        request.user, request.session, request._messages = self.officer, self.session, Silent()
        request.token = None
        self.answer(request)
        self.session = request.session
        return request.user.is_authenticated


class Silent:
    def add(self, *words):
        pass


@pytest.fixture
def day(officer):
    return Day(officer)


def test_a_busy_session_ends_after_twelve_hours_all_the_same(day):
    assert [day.visit(30 * MINUTE) for _ in range(26)] == [True] * 24 + [False, True]


def test_an_idle_session_ends_after_sixty_minutes(day):
    assert day.visit()
    assert day.visit(59 * MINUTE)
    assert day.visit(59 * MINUTE)
    assert not day.visit(60 * MINUTE)


def test_what_has_ended_is_gone_from_the_server(day, officer):
    day.visit()
    key = day.session.session_key
    day.visit(2 * HOUR)
    assert not Session.objects.filter(pk=key).exists()
    assert not officer.usersession_set.exists()


def test_a_page_each_second_writes_once_a_minute(day, django_assert_num_queries):
    day.visit()
    with django_assert_num_queries(0):
        for _ in range(59):
            day.visit(timedelta(seconds=1))


def move_back(client, **changes):
    session = client.session
    for key, by in changes.items():
        session[key] -= by.total_seconds()
    session.save()


@pytest.mark.parametrize("changes", [{"began_at": 12 * HOUR}, {"seen_at": HOUR}])
def test_in_the_house_an_ended_session_leads_to_signing_in(signed_in, heping_cadre, changes):
    client = signed_in(heping_cadre)
    assert client.get("/due/").status_code == 200
    move_back(client, **changes)
    answer = client.get("/due/")
    assert answer.url == "/account/login/?next=/due/"
    assert "Your session has ended" in client.get(answer.url).content.decode()


def test_signing_in_starts_the_clock_before_the_first_page(client, heping_cadre):
    begun = timezone.now().timestamp()
    client.post("/account/login/", {"login": "heping", "password": PASSWORD})
    assert begun <= client.session["began_at"] <= timezone.now().timestamp()


def test_a_change_of_password_does_not_start_the_clock_anew(signed_in, heping_cadre):
    client = signed_in(heping_cadre)
    client.get("/due/")
    move_back(client, began_at=11 * HOUR)
    began_at, new = client.session["began_at"], "another-quiet-town"
    posted = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/change/", posted).status_code == 302
    assert client.session["began_at"] == began_at


def test_a_disabled_account_is_out_at_its_next_request(signed_in, heping_cadre):
    client = signed_in(heping_cadre)
    assert client.get("/due/").status_code == 200
    Officer.objects.filter(pk=heping_cadre.pk).update(is_active=False)
    assert client.get("/due/").url == "/account/login/?next=/due/"
    assert client.post("/due/").url == "/account/login/?next=/due/"


# The list


def listed(client, page="/account/"):
    return [session.session_key for session, _name in client.get(page).context["sessions"]]


def test_the_account_page_lists_where_one_is_signed_in(signed_in, heping_cadre, liushu_cadre):
    here, phone, stranger = (signed_in(o) for o in (heping_cadre, heping_cadre, liushu_cadre))
    phone.get("/due/", headers={"User-Agent": PHONE})
    stranger.get("/due/")
    answer = here.get("/account/")
    shown = {session.session_key: name for session, name in answer.context["sessions"]}
    assert shown == {
        here.session.session_key: "",
        phone.session.session_key: "Chrome · Android",
    }
    assert answer.content.decode().count("the one in use") == 1


def test_what_has_expired_is_not_listed(signed_in, heping_cadre):
    here, idle = signed_in(heping_cadre), signed_in(heping_cadre)
    idle.get("/due/")
    UserSession.objects.update(last_seen_at=timezone.now() - HOUR)
    assert listed(here) == [here.session.session_key]


def row_of(client):
    return UserSession.objects.get(session_key=client.session.session_key)


def test_the_owner_ends_another_session(signed_in, heping_cadre):
    here, there = signed_in(heping_cadre), signed_in(heping_cadre)
    for client in (here, there):
        client.get("/due/")
    assert here.post(f"/account/sessions/{row_of(there).pk}/end/").url == "/account/"
    assert there.get("/due/").status_code == 302
    assert listed(here) == [here.session.session_key]


def test_the_owner_ends_the_own_session_and_is_out(signed_in, heping_cadre):
    here = signed_in(heping_cadre)
    here.get("/due/")
    here.post(f"/account/sessions/{row_of(here).pk}/end/")
    assert here.get("/due/").url == "/account/login/?next=/due/"


def test_the_owner_ends_all_others_at_once(signed_in, heping_cadre, liushu_cadre):
    here, *others = (signed_in(heping_cadre) for _ in range(3))
    stranger = signed_in(liushu_cadre)
    for client in (here, *others, stranger):
        client.get("/due/")
    here.post("/account/sessions/end-others/")
    assert [client.get("/due/").status_code for client in (here, *others, stranger)] == [
        200, 302, 302, 200,
    ]  # fmt: skip


def test_nobody_ends_a_strangers_session(signed_in, heping_cadre, liushu_cadre):
    here, stranger = signed_in(heping_cadre), signed_in(liushu_cadre)
    stranger.get("/due/")
    key = row_of(stranger).pk
    strange, unknown = (here.post(f"/account/sessions/{pk}/end/") for pk in (key, f"0{key}9"))
    assert strange.status_code == unknown.status_code == 404
    assert len(unknown.content) - len(strange.content) == len("09")  # of the address, in the page
    assert stranger.get("/due/").status_code == 200


def test_a_new_password_ends_the_other_sessions_and_they_leave_the_list(signed_in, heping_cadre):
    here, there = signed_in(heping_cadre), signed_in(heping_cadre)
    for client in (here, there):
        client.get("/due/")
    new = "another-quiet-town"
    here.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert there.get("/due/").status_code == 302
    assert listed(here) == [here.session.session_key]


# The office


def test_the_office_sees_and_ends_the_sessions_of_those_it_keeps(signed_in, officer, heping_cadre):
    desk, phone = signed_in(officer), signed_in(heping_cadre)
    phone.get("/due/", headers={"User-Agent": PHONE})
    page = f"/account/officers/{heping_cadre.pk}/"
    account = desk.get(f"/admin/jurisdiction/officer/{heping_cadre.pk}/change/")
    assert f'href="{page}"' in account.content.decode()
    assert listed(desk, page) == [phone.session.session_key]
    assert desk.post(f"{page}sessions/end/").url == page
    assert phone.get("/due/").url == "/account/login/?next=/due/"
    note = LogEntry.objects.get(object_id=heping_cadre.pk)
    assert (note.user, note.change_message) == (officer, "Ended the sessions.")


def test_an_office_elsewhere_finds_no_such_account(
    signed_in, appoint, other_township, heping_cadre
):
    desk = signed_in(appoint("other", "石安", Capacity.DRUG_CONTROL_OFFICER, other_township))
    phone = signed_in(heping_cadre)
    for rest in ("", "sessions/end/", "code/remove/"):
        strange, unknown = (
            desk.post(f"/account/officers/{pk}/{rest}") for pk in (heping_cadre.pk, 98765432)
        )
        assert strange.status_code == unknown.status_code == (404 if rest else 405)
    assert desk.get(f"/account/officers/{heping_cadre.pk}/").status_code == 404
    assert phone.get("/due/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (PHONE, "Chrome · Android"),
        (PHONE + " MicroMessenger/8.0.42", "WeChat 微信 · Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/116 Safari/537.36 Edg/116.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20 Firefox/128.0", "Firefox · Linux"),
        ("curl/8", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_the_name_that_people_know(user_agent, name):
    assert browser_name(user_agent) == name


def test_a_session_without_a_known_browser_is_drawn_as_unknown(heping_cadre):
    client = Client()
    client.force_login(heping_cadre)
    assert "Unknown browser" in client.get("/account/").content.decode()
