"""Tests as sheets: the records (form F8), and the office's sheet of persons by twelve months."""

from django.utils import timezone

from casefiles.models.corrections import is_disputed
from casefiles.sheets.exports import BADGES, FILTERS, REASONS, day_of, table, yes_no
from casefiles.sheets.words import NOTICES, RESULTS, SAMPLES, SIGNINGS
from casefiles.terms import SlotState
from jurisdiction import vault
from jurisdiction.access import Permission, can_in
from jurisdiction.sheets.marks import Marks, recogniser
from jurisdiction.sheets.tables import numbered

MONTHS = range(1, 13)
MONTH_TITLES = ["档案号", "姓名", "村", *(f"{month}月" for month in MONTHS)]


def test_sheet(rows, request):
    """Test records, form F8 in its order."""
    columns = numbered(
        "档案号", "姓名", "村", ("通知日期", "date"), "通知方式", ("检测日期", "date"),
        "检测时间", "地点", "检材", "试剂品牌", "试剂批号", ("试剂有效期", "date"), "检测项目",
        "结果", "检测人一", "检测人二", "采样人性别", "非女性采样理由", "本人签认", "照片编号",
        "告诫书编号", "告知时间", ("异议期限", "date"), ("提出异议日期", "date"), "A样编号",
        "B样编号", ("样本保存至", "date"), "告知公安时间", "告知人", "备注", "录入人",
        ("录入日期", "date"), ("版次", "integer"), "更正理由", "已撤回",
        "有异议",
    )  # fmt: skip
    lines = [[number, *test_cells(test)] for number, test in enumerate(rows, 1)]
    return table("检测记录", "检测记录", columns, lines, request)


def test_cells(test):
    return [
        test.case.file_no, test.case.name, test.village.name, test.notified_on,
        NOTICES.get(test.notified_how, ""), test.tested_on, clock(test.taken_at), test.place,
        SAMPLES[test.sample_kind], test.kit_brand, test.kit_batch, test.kit_expires_on,
        items_in_words(test), RESULTS[test.result], test.tester_1, test.tester_2,
        {"female": "女", "male": "男"}.get(test.sampler, ""), test.sampler_reason,
        SIGNINGS.get(test.signing, ""), test.photo_no, test.admonition_no, moment(test.told_at),
        test.objection_until, test.objected_on, test.sample_a_no, test.sample_b_no,
        test.kept_until, moment(test.police_told_at), test.police_told_by, test.note,
        test.recorded_by.name, day_of(test.recorded_at), test.edition, test.correction_reason,
        yes_no(test.is_withdrawn), yes_no(is_disputed(test)),
    ]  # fmt: skip


def items_in_words(test):
    return "；".join(f"{name}：{RESULTS[result]}" for name, result in test.items.items())


def clock(time):
    return f"{time:%H:%M}" if time else ""


def moment(instant):
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}" if instant else ""


def test_month_sheet(rows, request):
    """Persons by twelve months; in each the end of what was owed, as the due slots say."""
    rows, today = list(rows), timezone.localdate()
    columns = numbered(*MONTH_TITLES, ("应检", "integer"), ("实检", "integer"))
    lines = [
        [number, case.file_no, case.name, case.village.name,
         *month_cells(case, can_in(request.user, Permission.TEST_READ, case.village_id), today)]
        for number, case in enumerate(rows, 1)
    ]  # fmt: skip
    filters = FILTERS | {"year": ("年度", {})}
    year = request.GET.get("year") or today.year
    marks = Marks(
        "test_months", recogniser(MONTH_TITLES),
        [(f"{case.pk}-{year}", year_version(case)) for case in rows],
    )  # fmt: skip
    return table("检测月度表", "检测月度表", columns, lines, request, filters, marks)


def year_version(case):
    """Changes with every slot of the year and with what closed it."""
    told = [
        (slot.pk, slot.state, slot.reason_code, slot.closing_test and slot.closing_test.pk)
        for slot in case.year_slots
    ]
    return vault.blind_index(str(told), purpose="year_of_tests")[:12]


def month_cells(case, reads, today):
    owed = [slot for slot in case.year_slots if slot.counts]
    done = [slot for slot in owed if slot.state == SlotState.DONE]
    shown = case.year_slots if reads else owed
    cells = [
        "；".join(in_words(slot, reads, today) for slot in shown if slot.month == month)
        for month in MONTHS
    ]
    return [*cells, len(owed), len(done)]


def in_words(slot, reads, today):
    word = BADGES[slot.badge(today)]
    if not reads:
        return word
    test = slot.closing_test
    more = RESULTS[test.result] if test else REASONS.get(slot.reason_code, "")
    return f"{word}（{more}）" if more else word


test_sheet.__test__ = test_month_sheet.__test__ = False  # sheets, not tests
