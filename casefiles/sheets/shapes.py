"""What the sheets of visits and leave, and of a year's tests, say when they come back."""

import re
import uuid
from datetime import date
from typing import ClassVar

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.models import CaseFile, DueSlot, Leave, Visit
from casefiles.models.corrections import is_disputed, marks
from casefiles.sheets import leave as leaves
from casefiles.sheets import tests
from casefiles.sheets.exports import (
    BADGES,
    MODES,
    OUTCOMES,
    PLACES,
    VISIT_COLUMNS,
    VISIT_TITLES,
    visit_cells,
    visit_version,
)
from casefiles.sheets.returns import Refused, Shape
from casefiles.sheets.words import RESULTS, SAMPLES
from casefiles.terms import SlotKind
from casefiles.terms.leave import LeaveState
from jurisdiction.access import Permission
from jurisdiction.sheets.cells import Unclear, read_day
from jurisdiction.sheets.tables import titles
from paperwork.text import clean_text


def numbers(rows):
    return [int(row) for row in rows if row.isdecimal()]


def by_number(rows):
    return {str(row.pk): row for row in rows}


class VisitReturn(Shape):
    """A changed visit is withdrawn with the reason and recorded anew: nothing is overwritten."""

    kind = "visits"
    model = Visit
    all_titles = titles(VISIT_COLUMNS)
    titles = VISIT_TITLES
    fixed = ("档案号", "姓名", "村", "录入人", "录入日期", "已撤回")
    fields: ClassVar = {
        "走访日期": "visited_on", "方式": "mode", "结果": "outcome", "地点": "place",
        "同行人": "companion", "与上次相比无变化": "is_unchanged", "本人及家庭": "family",
        "工作生产": "work", "对帮教的看法": "views", "当前最大困难": "difficulty", "其他": "other",
        "给予的帮助": "help_given", "需跟进": "needs_follow_up", "跟进事项": "follow_up",
    }  # fmt: skip
    words: ClassVar = {"mode": MODES, "outcome": OUTCOMES, "place": PLACES}
    ticks = ("is_unchanged", "needs_follow_up")
    days = ("visited_on",)

    def rows(self, officer, wanted, *, lock):
        visits = Visit.objects.visible_to(officer, Permission.VISIT_WITHDRAW).filter(
            pk__in=numbers(wanted)
        )
        if lock:
            visits = visits.select_for_update(no_key=True, of=("self",))
        visits = visits.with_photos_told().prefetch_related(
            marks(), Prefetch("case", CaseFile.objects.with_was_met())
        )
        return by_number(visits.select_related("village", "recorded_by"))

    def version(self, visit):
        return visit_version(visit)

    def cells(self, visit):
        return visit_cells(visit)

    def deeds(self, visit, edited):
        first = next(iter(edited))
        if problem := problem_of(visit):
            raise Refused({first: problem})
        stored = {name: getattr(visit, name) for name in self.fields.values()}
        data = stored | self.read(edited) | {"key": uuid.uuid4()}
        form = self.clean(self.form(data, case=visit.case), edited)
        return [("rewrite_visit", visit, form.content())]


def problem_of(visit):
    """Why this visit is not corrected by a sheet, or nothing."""
    if visit.is_withdrawn:
        return _("This visit was withdrawn.")
    if visit.case.is_closed:
        return _("The file is closed.")
    if is_disputed(visit):
        return _("A request for correction waits: whoever decides it decides about this record.")
    if visit.shows_photos:
        return _("Photos hang on this visit. Withdraw it and record it anew on the page.")
    return ""


class LeaveReturn(Shape):
    """What waits is corrected; of what was approved only the return is noted."""

    kind = "leave"
    model = Leave
    labels: ClassVar = {"phone": gettext_lazy("Phone")}
    all_titles = titles(leaves.LEAVE_COLUMNS)
    titles = leaves.LEAVE_TITLES
    fixed = ("档案号", "姓名", "村", "审批意见", "审批人", "审批日期")
    fields: ClassVar = {
        "事由": "reason", "前往县（市、区）": "county", "详细地址": "address",
        "是否离开本县": "leaves_county", "自": "from_on", "至": "to_on", "投靠人": "host",
        "联系电话": "phone", "交通方式": "transport", "书面报告日期": "report_on",
        "行前检测日期": "tested_on", "委托检测单位": "away_office",
        "异地检测安排": "away_test_plan",
        "家属签字": "family", "村意见": "village_opinion", "派出所意见": "police_opinion",
        "销假日期": "returned_on", "备注": "return_note",
    }  # fmt: skip
    ticks = ("leaves_county",)
    days = ("from_on", "to_on", "report_on", "tested_on", "returned_on")
    of_return = ("销假日期", "备注")

    def __init__(self, form, return_form):
        super().__init__(form)
        self.return_form = return_form

    def rows(self, officer, wanted, *, lock):
        rows = Leave.objects.visible_to(officer, Permission.LEAVE_DECIDE)
        rows = rows.filter(pk__in=numbers(wanted)).select_related("case__village")
        if lock:
            rows = rows.select_for_update(no_key=True, of=("self",))
        return by_number(rows)

    def version(self, row):
        return str(row.version)

    def cells(self, row):
        return leaves.cells(row, timezone.localdate())

    def deeds(self, row, edited):
        if row.case.is_closed:
            raise Refused({next(iter(edited)): _("The file is closed.")})
        if row.state == LeaveState.WAITING:
            return self.correct(row, edited)
        return self.come_back(row, edited)

    def correct(self, row, edited):
        early = {t: _("This leave is not approved yet.") for t in edited if t in self.of_return}
        if early:
            raise Refused(early)
        values = self.read(edited)
        if "phone" in values and ("*" in values["phone"] or not values["phone"]):
            said = _("Write the whole number, or leave the masked one as it was.")
            raise Refused({"联系电话": said})
        data = self.form.stored_values(row) | values
        form = self.clean(self.form(data, case=row.case, paper=row), edited)
        content = form.content()
        days = content["from_on"], content["to_on"]
        if Leave.objects.filter(case=row.case_id).meeting(*days).exclude(pk=row.pk).exists():
            said = _("Another leave or absence of this person holds some of these days.")
            raise Refused({next(iter(edited)): said})
        return [("correct_leave", row, content)]

    def come_back(self, row, edited):
        others = [title for title in edited if title not in self.of_return]
        if others or not row.may_return:
            said = _("What was decided is not edited; it can be withdrawn.")
            raise Refused(dict.fromkeys(others or edited, said))
        stored = {"returned_on": row.returned_on or "", "return_note": row.return_note}
        data = stored | self.read(edited) | {"version": row.version}
        form = self.clean(self.return_form(data, leave=row), edited)
        columns = {name: form.cleaned_data[name] for name in stored}
        return [("note_return", row, columns)]


OPEN_WORDS = {"", "未到期", "应办", "逾期", "逾期未办"}
DAY = re.compile(r"(?:(?:(\d{4})[-年/.])?(\d{1,2})[-月/.])?(\d{1,2})日?")
SAID = {word: value for value, word in RESULTS.items()}
TAKEN_FROM = {word: value for value, word in SAMPLES.items()} | {
    "尿检": "urine", "毛发检测": "hair", "唾液检测": "saliva",
}  # fmt: skip
SAMPLERS = {"女采样": "female", "男采样": "male"}


def how_to_write():
    return _(
        "Write day, result and both testers, such as “5日 阴性 张三、李四”; another sample than "
        "urine and “女采样” where they are needed."
    )


class TestMonthReturn(Shape):
    """A new cell is a test record; a changed one the next edition of the test behind it."""

    __test__ = False  # a sheet, not a test case

    kind = "test_months"
    all_titles = titles = tests.MONTH_TITLES
    fixed = ("档案号", "姓名", "村")

    def rows(self, officer, wanted, *, lock):
        """By number of the file and year; a sheet is of one year, and so are its rows."""
        pairs = [row.split("-") for row in wanted if re.fullmatch(r"\d{1,18}-\d{4}", row)]
        found = {}
        for year in sorted({year for _pk, year in pairs}):
            slots = DueSlot.objects.of_kind(SlotKind.TEST).filter(closes_on__year=year)
            slots = slots.select_related("test").order_by("closes_on", "pk")
            cases = CaseFile.objects.visible_to(officer, Permission.TEST_RECORD)
            if lock:
                cases = cases.select_for_update(no_key=True, of=("self",))
            cases = cases.filter(pk__in=[int(pk) for pk, of in pairs if of == year])
            cases = cases.select_related("village").order_by("pk")
            for case in cases.prefetch_related(Prefetch("slots", slots, to_attr="year_slots")):
                case.year = int(year)
                found[f"{case.pk}-{year}"] = case
        return found

    def name_of(self, case):
        return case.name

    def label(self, title, name):
        """The month in words; what its cells say is written in the sheet's own."""
        month = title.removesuffix("月")
        return date_format(date(2000, int(month), 1), "F") if month.isdecimal() else title

    def version(self, case):
        return tests.year_version(case)

    def cells(self, case):
        months = tests.month_cells(case, True, timezone.localdate())[: len(tests.MONTHS)]
        return [case.file_no, case.name, case.village.name, *months]

    def differs(self, title, cell, now):
        """What is owed reads otherwise from one day to the next, and nobody wrote it."""
        said, stored = clean_text(cell), clean_text(now)
        return said != stored and not {said, stored} <= OPEN_WORDS

    def deeds(self, case, edited):
        if case.is_closed:
            raise Refused(dict.fromkeys(edited, _("The file is closed.")))
        deeds, reasons = [], {}
        for title, cell in edited.items():
            month = int(title.removesuffix("月"))
            try:
                deeds += self.deeds_of(case, month, clean_text(cell))
            except Unclear as problem:
                reasons[title] = str(problem)
        if reasons:
            raise Refused(reasons)
        return deeds

    def deeds_of(self, case, month, text):
        there = [s.closing_test for s in case.year_slots if s.month == month and s.closing_test]
        if len(there) > 1:
            raise Unclear(_("Several tests stand in this month: correct each on its page."))
        values = read_test(text, case.year, month)
        if not there:
            return [("record_test", case, self.content(case, None, values))]
        [test] = there
        content = self.content(case, test, values)
        if all(getattr(test, name) == value for name, value in content.items()):
            return []
        return [("correct_test", test, content)]

    def content(self, case, test, values):
        """The columns of the form. Raises Unclear, with what the form asks for."""
        if test is None and not {"tested_on", "result"} <= values.keys():
            raise Unclear(how_to_write())
        stored = self.form.stored_values(test) if test else {"sample_kind": "urine"}
        data = stored | values | {"key": uuid.uuid4(), "reason": "—"}
        form = self.form(data, case=case, test=test)
        if not form.is_valid():
            said = " ".join(error for errors in form.errors.values() for error in errors)
            raise Unclear(f"{said} {how_to_write()}")
        return {name: value for name, value in form.content().items() if name != "reason"}


def read_test(text, year, month):
    """What a cell of a month says of a test, as the form takes it. Raises Unclear."""
    values, names = {}, []
    for word in re.split(r"[\s，,；;（）()]+", text.replace(":", "：")):
        if not word or word in BADGES.values():
            continue
        if word in SAID:
            values["result"] = SAID[word]
        elif word in TAKEN_FROM:
            values["sample_kind"] = TAKEN_FROM[word]
        elif word in SAMPLERS:
            values["sampler"] = SAMPLERS[word]
        elif found := DAY.fullmatch(word):
            values["tested_on"] = day_in(found, year, month)
        else:
            names += word.split("、")
    if len(names) > 2 or not (values or names):
        raise Unclear(how_to_write())
    return values | dict(zip(("tester_1", "tester_2"), names, strict=False))


def day_in(found, year, month):
    """The day of a month's cell; it lies in that month. Raises Unclear."""
    of_year, of_month, of_day = (int(part) if part else None for part in found.groups())
    day = read_day(f"{of_year or year}-{of_month or month:02}-{of_day:02}")
    if (day.year, day.month) != (year, month):
        raise Unclear(_("This day lies in another month. Write it into the cell of that month."))
    return day
