"""The cast, known to every test by these names: two villages, their neighbours, who serves them.

    县 county_area
    ├── 镇 township
    │   ├── 村 heping    (heping_group_1, heping_group_2)
    │   └── 村 liushu    (liushu_group_1, liushu_group_2)
    └── 镇 other_township
        └── 村 other_village

Every posting of the cast began on 1 January 2020.
"""

from datetime import date
from itertools import count

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from django.utils.translation import deactivate

from jurisdiction import actions as accounts
from jurisdiction.access import NEEDS_SECOND_FACTOR
from jurisdiction.middleware import begin
from jurisdiction.models import Area, Officer, Posting
from jurisdiction.sign_in import present_code
from jurisdiction.terms import Capacity

PASSWORD = "lantern-on-the-hill"
SECRET = "LANTERNONTHEHILLLANTERNONTHEHILL"  # of the second factor, where a capacity needs one
SINCE = date(2020, 1, 1)
BORN = date(1990, 5, 1)
ID_AREA = "530102"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
# Statements of the second wall in each page: a scope in (a page that is served asks no more), and
# in tests, whose transaction goes on, a savepoint, the scope out, and the savepoint's release.
WALL = 4
TRACE = 1  # the access event of a page that shows persons
FIGURES = 2  # a scope in and out around what is counted


@pytest.fixture(autouse=True)
def language_of_the_sources():
    """Each test begins in English, whatever language a page of the one before was asked for."""
    deactivate()


@pytest.fixture
def county_area(db):
    return Area.objects.create(code="539901", name="云岭县")


def below(fixture_name, parent, suffix, name):
    """An area that brings the area above it along."""

    @pytest.fixture(name=fixture_name)
    def area(request):
        code = request.getfixturevalue(parent).code + suffix
        return Area.objects.create(code=code, name=name)

    return area


township = below("township", "county_area", "101", "清溪镇")
heping = below("heping", "township", "201", "和平村")
liushu = below("liushu", "township", "202", "柳树村")
heping_group_1 = below("heping_group_1", "heping", "01", "一组")
heping_group_2 = below("heping_group_2", "heping", "02", "二组")
liushu_group_1 = below("liushu_group_1", "liushu", "01", "一组")
liushu_group_2 = below("liushu_group_2", "liushu", "02", "二组")
other_township = below("other_township", "county_area", "102", "石桥镇")
other_village = below("other_village", "other_township", "201", "上石桥村")


@pytest.fixture(scope="session")
def password_hash():
    """Hashed once: Argon2 is slow on purpose."""
    return make_password(PASSWORD)


@pytest.fixture
def appoint(db, password_hash):
    """appoint(username, name, capacity, area) makes an officer of that area's office."""

    def make(username, name, capacity, area, *, valid_from=SINCE, valid_to=None):
        officer = Officer.objects.create(
            username=username, name=name, office=area, password=password_hash
        )
        if capacity:
            Posting.objects.create(
                officer=officer,
                area=area,
                capacity=capacity,
                valid_from=valid_from,
                valid_to=valid_to,
            )
        if capacity in NEEDS_SECOND_FACTOR:
            accounts.enrol_second_factor(officer=officer, secret=SECRET)
        return officer

    return make


@pytest.fixture
def heping_cadre(appoint, heping):
    return appoint("heping", "何平安", Capacity.VILLAGE_CADRE, heping)


@pytest.fixture
def liushu_cadre(appoint, liushu):
    return appoint("liushu", "柳青", Capacity.VILLAGE_CADRE, liushu)


@pytest.fixture
def officer(appoint, township):
    return appoint("officer", "郑安", Capacity.DRUG_CONTROL_OFFICER, township)


@pytest.fixture
def leader(appoint, township):
    return appoint("leader", "梁镇", Capacity.LEADER, township)


@pytest.fixture
def police(appoint, township):
    return appoint("police", "景明", Capacity.COMMUNITY_POLICE, township)


@pytest.fixture
def county(appoint, county_area):
    return appoint("county", "方县", Capacity.COUNTY_OFFICE, county_area)


@pytest.fixture
def administrator(appoint, county_area):
    return appoint("administrator", "管理", Capacity.ADMINISTRATOR, county_area)


def code():
    """What the cast's phones show now. Whoever signs in twice within a minute needs another."""
    return present_code(SECRET)[0]


@pytest.fixture
def signed_in():
    """signed_in(officer) is a browser in which that officer has signed in."""

    def sign_in(officer):
        client = Client()
        client.force_login(officer)
        session = client.session
        begin(session, timezone.now())
        session.save()
        return client

    return sign_in


@pytest.fixture
def make_case(db, appoint):
    """make_case(village, **columns) puts a person on the roster, with a valid ID number.

    The slots of the current periods are open, as after every enrolment.
    """
    from casefiles import actions, identity

    numbers = count()

    def make(village, *, by=None, **columns):
        number = next(numbers)
        by = by or appoint(f"clerk-{number}", "文书", None, village)
        columns = {"birth_date": BORN, "sex": "male", "enrolled_on": SINCE} | columns
        if not columns.keys() & {"id_number", "id_missing_reason"}:
            columns["id_number"] = identity.make_id(
                ID_AREA, columns["birth_date"], number, columns["sex"]
            )
        columns.setdefault("name", f"张{'伟芳敏静丽强磊军洋勇'[number % 10]}")
        return actions.enrol_case(by=by, today=timezone.localdate(), village=village, **columns)

    return make


@pytest.fixture
def visitor(chromium, settings, request):
    """visitor(officer, size, language) is a page in which that officer has signed in by hand."""
    # The test server looks static files up by their own names, not by their hashed ones.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    live_server = request.getfixturevalue("live_server")
    contexts = []

    def open_page(officer, size, language="zh-CN"):
        context = chromium.new_context(
            viewport=size, locale=language, base_url=live_server.url, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto("/")
        page.fill("input[name=login]", officer.username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url(lambda address: "/account/login/" not in address)
        if officer.has_second_factor:
            page.fill("input[name=code]", code())
            page.click("main button.btn-primary")
            page.wait_for_url(lambda address: "/account/" not in address)
        return page

    yield open_page
    for context in contexts:
        context.close()
