"""Letters and campaigns in a real browser, from the batch and the phone to the workbook's items."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from campaigns.models import Activity, ActivityPhoto
from jurisdiction.models import Area
from responsibility import actions as assessments
from responsibility.models import Letter, LetterScan
from tests.cast import DESK, PHONE
from tests.test_pictures import drawn, exif

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCAN = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg"}
# Columns of a score sheet in the workbook.
CODE, DONE, DUE, MISSES = 1, 4, 5, 6


@pytest.fixture
def twelve_villages(township, heping, liushu):
    """The township has twelve villages, Heping and Liushu the first two."""
    more = [Area.objects.create(code=f"{township.pk}{n}", name=f"第{n}村") for n in range(203, 213)]
    return [heping, liushu, *more]


def test_letters_are_issued_signed_and_refused_a_campaign_is_entered_and_the_workbook_follows(
    visitor, officer, heping_cadre, township, twelve_villages
):
    day = timezone.localdate() - timedelta(days=1)  # the assessment counts until yesterday
    year = day.year
    assessments.set_up_standard(township=township, year=year, by=officer)
    desk, phone = visitor(officer, DESK), visitor(heping_cadre, PHONE)

    issue_the_years_letters(desk, year)
    sign(desk, Letter.objects.get(area=twelve_villages[0]))
    refuse(desk, Letter.objects.get(area=twelve_villages[1]))
    record_an_event(phone, day)

    assert figures_of(desk, year) == {
        "letters": ["12", "12", "1", "10", "1", "0"], "和平村": ["1", "1", "40", "40"],
    }  # fmt: skip
    desk.click("a[href*='/letters/owed/'][href*='status=refused']")
    assert desk.locator("table.list tbody tr").count() == 1
    assert "柳树村" in desk.inner_text("table.list tbody tr")

    book = workbook_of(desk, year)
    signed, refused = (items_of(book[name]) for name in ("和平村", "柳树村"))
    assert (signed["A1"], refused["A1"]) == ((3, 3, 0), (0, 3, 3))
    assert (signed["B2"][0], refused["B2"][0]) == (1, 0)
    assert (signed["B4"], refused["B4"]) == ((1, 4, 3), (0, 4, 4))
    behind = [cell for row in book["依据明细"].values if row[0] == "柳树村" for cell in row]
    assert "未明确第一责任人" in behind
    assert desk.complaints == phone.complaints == []


def issue_the_years_letters(desk, year):
    desk.goto("/letters/issue/")
    desk.select_option("[name=level]", "township_village")
    desk.click("main form[method=get] button")
    assert desk.locator("table tbody tr").count() == 12
    desk.fill("[name=sign_by]", f"{year}-12-31")
    desk.fill("[name=signer_a]", "梁镇")
    desk.click(".save-bar button")
    desk.wait_for_url("**/letters/?**")
    assert desk.locator("table.list tbody tr").count() == 12


def sign(desk, letter):
    """Its signatures are written down, and the paper is photographed."""
    desk.goto(letter.get_absolute_url())
    desk.click("a[href$='/sign/']")
    for name, value in (
        ("signer_b", "赵永福"),
        ("contact", "何平安"),
        ("members", "赵永福、何平安"),
    ):
        desk.fill(f"[name={name}]", value)
    desk.click(".save-bar button")
    desk.wait_for_url(f"**{letter.get_absolute_url()}")
    desk.click("a[href$='/scans/new/']")
    desk.set_input_files("input[type=file]", [SCAN | {"buffer": drawn(exif=exif())}])
    desk.click(".save-bar button")
    desk.wait_for_url(f"**{letter.get_absolute_url()}")
    assert desk.locator("main img").count() == LetterScan.objects.count() == 1
    letter.refresh_from_db()
    assert letter.state == "signed"


def refuse(desk, letter):
    desk.goto(letter.get_absolute_url())
    desk.click("a[href$='/refuse/']")
    desk.fill("[name=reason]", "村班子换届")
    desk.click(".save-bar button")
    desk.wait_for_url(f"**{letter.get_absolute_url()}")
    assert "村班子换届" in desk.inner_text("main")


def record_an_event(phone, day):
    """Six fields and a photo, each page no wider than the phone."""
    phone.goto("/activities/new/")
    phone.fill("[name=happened_on]", day.isoformat())
    phone.select_option("[name=kind]", "lecture")
    phone.fill("[name=theme]", "识毒防毒进校园")
    phone.fill("[name=people]", "40")
    phone.check("input[name=audiences][value=youth]")
    phone.click(".save-bar button")
    phone.wait_for_url(re.compile(r"/activities/\d+/$"))
    made = Activity.objects.get()
    assert (made.people, made.attendances, made.area.name) == (40, 40, "和平村")
    phone.click("a[href$='/photos/new/']")
    phone.set_input_files("input[type=file]", [SCAN | {"buffer": drawn((900, 600), exif=exif())}])
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.click("main button.btn-primary")
    phone.wait_for_url(f"**{made.get_absolute_url()}")
    assert ActivityPhoto.objects.get().activity == made
    photo = phone.locator("main img")
    photo.scroll_into_view_if_needed()
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def figures_of(desk, year):
    desk.goto(f"/dashboard/?month={year}-01")
    rows = {}
    for name, heading in (("letters", "乡镇与村（社区）"), ("和平村", "和平村")):
        row = desk.locator("table").filter(has_text="未下发" if name == "letters" else "人次")
        cells = row.locator("tbody tr").filter(has_text=heading).locator("td")
        rows[name] = cells.all_inner_texts()[: 6 if name == "letters" else 4]
    return rows


def workbook_of(desk, year):
    desk.goto(f"/assessment/{year}/")
    desk.click("a[href$='/workbook/']")
    desk.select_option("[name=purpose]", "office")
    with desk.expect_download() as download:
        desk.click(".save-bar button")
    with open(download.value.path(), "rb") as file:
        return load_workbook(file)


def items_of(sheet):
    """{code: (done, due, first count of misses)} of a village's score sheet."""
    return {
        row[CODE]: (row[DONE], row[DUE], row[MISSES])
        for row in sheet.values
        if row[DONE] is not None
    }
