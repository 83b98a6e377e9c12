"""The two heavy deeds: a roster of 5,000 rows loaded as a page, and the annual workbook."""

import io
import re
from datetime import date, timedelta
from random import Random
from time import perf_counter
from uuid import uuid4

from django.urls import reverse
from openpyxl import Workbook

from casefiles import identity
from casefiles.models import CaseFile, DueSlot, StateChange
from tests.bench.drive import TOKEN
from tests.bench.house import FIRST_TOWNSHIP
from tests.bench.pages import OFFICER, PASSWORD, last_year
from township.demonstration.places import village_code

ROWS = 5000
ADDRESS = "测试地址"
IMPORT_AIM, WORKBOOK_AIM = 3, 2  # seconds
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def report(doorkeeper):
    browser = doorkeeper.browser(OFFICER, PASSWORD)
    print("\nheavy deeds")
    preview, confirm = load_roster(browser)
    tell(f"roster of {ROWS:,}: preview", preview, IMPORT_AIM)
    tell(f"roster of {ROWS:,}: write", confirm, IMPORT_AIM)
    tell("annual workbook", annual_workbook(browser), WORKBOOK_AIM)


def tell(name, seconds, aim):
    mark = " over" if seconds > aim else ""
    print(f"{name:<24}{seconds:8.2f} s    aim {aim} s{mark}")


def load_roster(browser):
    """Seconds for the upload with its preview, and for the confirmation that writes."""
    path = reverse("casefiles:roster-import")
    token = browser.token(path)
    body, content_type = upload(token, roster(seed=uuid4().int))
    begun = perf_counter()
    stored = browser.ask("POST", path, body, content_type)
    require(stored.status == 302, f"the roster was refused: {stored.status}")
    shown = browser.get(stored.location)
    preview = perf_counter() - begun
    fields = dict(FIELD.findall(shown.body)) | {"csrfmiddlewaretoken": TOKEN.search(shown.body)[1]}
    begun = perf_counter()
    written = browser.post(f"{stored.location}confirm/", **fields)
    confirm = perf_counter() - begun
    require(written.status == 302, f"the roster was refused: {written.status}")
    require('name="digest"' not in browser.get(stored.location).body, "the roster was not written")
    return preview, confirm


def forget_roster():
    """Take the loaded persons out again, so that every run sees the same township."""
    cases = CaseFile.objects.filter(living_address=ADDRESS)
    for model in (DueSlot, StateChange):
        model.objects.filter(case__in=cases).delete()
    cases.delete()


def annual_workbook(browser):
    path = reverse("responsibility:workbook", args=[last_year()])
    begun = perf_counter()
    answer = browser.get(path)
    require(answer.status == 200, f"no workbook: {answer.status}")
    return perf_counter() - begun


def require(condition, problem):
    if not condition:
        raise RuntimeError(problem)


def roster(seed):
    """A sheet of new persons, a village after the other, as an office would send it."""
    rng = Random(seed)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(("姓名", "性别", "出生日期", "身份证号", "村", "现住址", "人员类别", "戒毒措施"))
    for number in range(ROWS):
        born_on = date(1960, 1, 1) + timedelta(days=rng.randrange(15000))
        village = village_code(FIRST_TOWNSHIP, number % 20)
        sheet.append(
            (
                f"测{chr(0x4E00 + rng.randrange(2000))}{chr(0x4E00 + rng.randrange(2000))}",
                "男",
                born_on.isoformat(),
                identity.make_id(f"{rng.randrange(110101, 659999)}", born_on, number % 500, "male"),
                village,
                ADDRESS,
                "吸毒人员",
                "无",
            )
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(token, content):
    boundary = uuid4().hex
    parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
        f"{token}\r\n--{boundary}\r\n"
        'Content-Disposition: form-data; name="file"; filename="roster.xlsx"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = parts.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
