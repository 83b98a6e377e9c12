"""The balance of a month: what it counts, when it may be submitted, what was submitted stays."""

import uuid
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from casefiles import actions
from casefiles.models import CaseFile, MonthlyReport, Transfer
from casefiles.models.balance import months_of
from casefiles.schedule import Window, add_months
from casefiles.schedule.balance import Balance, Gap, Line, Move, Problem, Stay, problems, reckon
from casefiles.terms import CloseReason
from casefiles.terms.balance import WAYS_OUT, Figure, ReportStatus, Unreported
from jurisdiction.models import Area, Export
from jurisdiction.wall import officer_scope
from tests.test_lists import export_of, exported, queries

TODAY = timezone.localdate()
THIS = TODAY.replace(day=1)
LAST, BEFORE = add_months(THIS, -1), add_months(THIS, -2)
OCTOBER = Window(date(2026, 10, 1), date(2026, 10, 31))
TOWN, HERE, THERE, FAR = "530101", "530101201", "530101202", "530102201"


def counts(line):
    """The figures that are not 0."""
    return {figure.value: line.count(figure) for figure in Figure if line.count(figure)}


def in_october(*stays):
    return reckon(stays, OCTOBER, TOWN)


# The arithmetic


def test_beginning_ways_in_and_ways_out_make_the_end():
    long_ago, in_the_month = date(2020, 1, 1), date(2026, 10, 12)
    found = in_october(
        Stay(1, HERE, long_ago),
        Stay(2, HERE, in_the_month),
        *(
            Stay(number, HERE, long_ago, in_the_month, reason)
            for number, reason in enumerate(CloseReason, 3)
        ),
    )
    assert counts(found.total) == {
        "opening": 7, "enrolled": 1, "closing": 2, **dict.fromkeys(map(str, WAYS_OUT), 1),
    }  # fmt: skip
    assert (found.total.expected, found.total.difference) == (2, 0)
    assert problems(found, None) == []


def test_every_reason_for_closing_is_a_way_off_the_roster():
    assert {reason.value for reason in CloseReason} == {way.value for way in WAYS_OUT}


@pytest.mark.parametrize(
    ("closed_on", "figures"),
    [
        (date(2026, 9, 30), {}),
        (date(2026, 10, 1), {"opening": 1, "deceased": 1}),
        (date(2026, 10, 31), {"opening": 1, "deceased": 1}),
        (date(2026, 11, 1), {"opening": 1, "closing": 1}),
    ],
)
def test_the_days_at_both_ends_of_a_month_belong_to_it(closed_on, figures):
    found = in_october(Stay(1, HERE, date(2020, 1, 1), closed_on, "deceased"))
    assert counts(found.total) == figures


def test_a_move_inside_the_township_counts_in_both_villages_and_not_in_the_township():
    move = Move(date(2026, 10, 5), HERE, THERE)
    found = in_october(Stay(1, THERE, date(2020, 1, 1), moves=(move,)))
    assert counts(found.line(HERE)) == {"opening": 1, "moved_out": 1}
    assert counts(found.line(THERE)) == {"moved_in": 1, "closing": 1}
    assert counts(found.total) == {"opening": 1, "closing": 1}
    assert problems(found, None) == []


def test_a_move_to_another_township_leaves_the_one_and_enters_the_other():
    stay = Stay(1, FAR, date(2020, 1, 1), moves=(Move(date(2026, 10, 5), HERE, FAR),))
    assert counts(reckon([stay], OCTOBER, TOWN).total) == {"opening": 1, "moved_out": 1}
    assert counts(reckon([stay], OCTOBER, "530102").total) == {"moved_in": 1, "closing": 1}


def test_who_moved_later_stood_in_the_old_village():
    move = Move(date(2026, 11, 3), HERE, THERE)
    found = in_october(Stay(1, THERE, date(2026, 10, 3), moves=(move,)))
    assert counts(found.line(HERE)) == {"enrolled": 1, "closing": 1}
    assert THERE not in found.lines


def test_a_closing_that_was_undone_is_a_way_off_and_a_way_on():
    gap = Gap(HERE, date(2026, 9, 20), "released_and_abstinent", date(2026, 10, 7))
    stay = Stay(1, HERE, date(2020, 1, 1), gaps=(gap,))
    september = reckon([stay], Window(date(2026, 9, 1), date(2026, 9, 30)), TOWN)
    assert counts(september.total) == {"opening": 1, "released_and_abstinent": 1}
    assert counts(in_october(stay).total) == {"reopened": 1, "closing": 1}


def test_a_file_closed_before_it_was_enrolled_keeps_the_sum_from_closing():
    found = in_october(Stay(1, HERE, date(2026, 11, 2), date(2026, 10, 2), "duplicate"))
    assert problems(found, None) == [
        Problem(HERE, False, expected=-1, found=0), Problem("", False, expected=-1, found=0),
    ]  # fmt: skip


def test_the_beginning_is_compared_with_the_end_that_was_submitted():
    found = in_october(Stay(1, HERE, date(2020, 1, 1)), Stay(2, HERE, date(2020, 1, 1)))
    line = Line({"closing": [1, 9]})
    carried = Balance({THERE: line}, line)
    assert problems(found, carried) == [
        Problem(HERE, True, expected=0, found=2), Problem(THERE, True, expected=2, found=0),
    ]  # fmt: skip
    assert found.total.unreported(line) == {Unreported.EXTRA: [2], Unreported.LACKING: [9]}


# From the files


@pytest.fixture
def office(signed_in, officer):
    return signed_in(officer)


def month(township, first=LAST):
    [found] = months_of(township, [first], TODAY)
    return found


def submit(township, by, first=LAST, note="", **options):
    found = month(township, first)
    return actions.submit_monthly_report(
        township=township, month=first, by=by, today=TODAY,
        **{"seen": found.digest(), "note": note, "key": uuid.uuid4()} | options,
    )  # fmt: skip


def page(client, first=LAST, part=""):
    return client.get(f"/monthly-reports/{first:%Y-%m}/{part}")


def send(client, first=LAST, **typed):
    address = f"/monthly-reports/{first:%Y-%m}/submit/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, values | typed)


def test_a_file_typed_in_late_keeps_the_month_from_being_submitted_until_a_note_says_why(
    township, heping, officer, make_case, office
):
    """The named case of the domain document, section 8."""
    make_case(heping)
    submit(township, officer, BEFORE)
    late = make_case(heping, enrolled_on=add_months(BEFORE, -2), by=officer)
    found = month(township)
    assert found.status == ReportStatus.UNBALANCED
    assert found.problems == [Problem(heping.pk, True, 1, 2), Problem("", True, 1, 2)]
    with pytest.raises(actions.DoesNotBalance):
        submit(township, officer)
    answer = send(office)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["note"])
    assert not MonthlyReport.objects.filter(month=LAST).exists()
    rows = office.get(f"/monthly-reports/{LAST:%Y-%m}/rows/?figure=extra").context["rows"]
    assert list(rows) == [late]
    assert send(office, note="上月漏报一人").status_code == 302
    report = MonthlyReport.objects.get(month=LAST)
    assert (report.note, report.recorded_by) == ("上月漏报一人", officer)
    assert report.pgh_event_model.objects.filter(note="上月漏报一人").count() == 1
    assert "上月漏报一人" in page(office).content.decode()
    assert month(township, THIS).problems == []


def test_what_was_submitted_stays_when_a_file_is_typed_in_late(
    township, heping, officer, make_case, office
):
    make_case(heping)
    submit(township, officer)
    make_case(heping, enrolled_on=add_months(LAST, -2))
    found = month(township)
    assert (found.shown.total.count(Figure.CLOSING), found.live.total.count(Figure.CLOSING)) == (
        1, 2,
    )  # fmt: skip
    assert found.changed_since() == [(Figure.OPENING, 1, 2), (Figure.CLOSING, 1, 2)]
    assert page(office).context["changed"] == found.changed_since()


def test_a_closing_entered_late_shows_in_the_next_month_with_its_file(
    township, heping, officer, make_case
):
    case = make_case(heping)
    submit(township, officer, BEFORE)
    actions.close_case(case=case, reason="deceased", on=BEFORE, by=officer)
    found = month(township).among([township.pk], township.pk)
    assert found.numbers(Unreported.LACKING, heping.pk) == [case.pk]
    assert found.problems == [Problem(heping.pk, True, 1, 0), Problem("", True, 1, 0)]


def test_a_move_is_counted_on_the_day_on_which_it_was_taken(
    township, heping, liushu, officer, heping_cadre, liushu_cadre, make_case
):
    move_to(liushu, make_case(heping), officer, liushu_cadre, LAST + timedelta(days=4))
    found = month(township).live
    assert counts(found.line(heping.pk)) == {"opening": 1, "moved_out": 1}
    assert counts(found.line(liushu.pk)) == {"moved_in": 1, "closing": 1}
    assert counts(found.total) == {"opening": 1, "closing": 1}


def move_to(area, case, by, taker, day):
    made, _new = actions.offer_transfer(
        Transfer, case=case, key=uuid.uuid4(), by=by, to_area=area, reason="迁居", offered_on=day
    )
    actions.accept_transfer(
        transfer=made, version=1, to_village=area, reason="", by=taker, today=day
    )


def test_a_file_that_another_township_holds_by_now_still_counts_where_it_stood(
    township, heping, other_township, other_village, officer, make_case, appoint, office, signed_in
):
    taker = appoint("taker", "石专干", "drug_control_officer", other_township)
    move_to(other_village, make_case(heping, name="何远行"), officer, taker, LAST)
    with officer_scope(officer):
        assert counts(month(township).live.total) == {"opening": 1, "moved_out": 1}
    assert counts(month(other_township).live.total) == {"moved_in": 1, "closing": 1}
    answer = page(office, part="rows/?figure=moved_out")
    assert (list(answer.context["rows"]), answer.context["hidden"]) == ([], 1)
    assert "何远行" not in answer.content.decode()
    theirs = page(signed_in(taker), part="rows/?figure=moved_in")
    assert [case.name for case in theirs.context["rows"]] == ["何远行"]


def test_a_reopened_file_leaves_and_comes_back(township, heping, officer, make_case):
    case = make_case(heping)
    actions.close_case(case=case, reason="released_and_abstinent", on=BEFORE, by=officer)
    actions.reopen_case(case=case, by=officer, today=LAST)
    assert counts(month(township, BEFORE).live.total) == {
        "opening": 1, "released_and_abstinent": 1,
    }  # fmt: skip
    assert counts(month(township).live.total) == {"reopened": 1, "closing": 1}


def test_a_merge_that_was_undone_leaves_and_comes_back(township, heping, officer, make_case):
    kept, gone = make_case(heping, name="张维民"), make_case(heping, name="张为民")
    merge, _new = actions.merge_files(
        kept=kept, gone=gone, versions=(1, 1), chosen=[], reason="同一人", key=uuid.uuid4(),
        by=officer, today=LAST - timedelta(days=2),
    )  # fmt: skip
    actions.undo_merge(merge=merge, reason="不是同一人", by=officer, today=LAST)
    assert counts(month(township, BEFORE).live.total) == {
        "opening": 2, "duplicate": 1, "closing": 1,
    }  # fmt: skip
    assert counts(month(township).live.total) == {"opening": 1, "reopened": 1, "closing": 2}


def test_household_and_living_place_apart_count_once_where_the_person_lives(
    township, heping, liushu, make_case
):
    make_case(heping, household_village=liushu)
    found = month(township).live
    assert counts(found.total) == {"opening": 1, "closing": 1}
    assert list(found.lines) == [heping.pk]


def test_sealed_files_and_people_under_18_count_and_no_list_shows_the_sealed(
    township, heping, officer, make_case, office, signed_in, appoint
):
    make_case(heping, birth_date=TODAY.replace(year=TODAY.year - 15, day=1))
    case = make_case(heping)
    actions.close_case(case=case, reason="wrong_registration", on=LAST, by=officer)
    case.refresh_from_db()
    actions.seal_file(case=case, version=case.version, by=officer, today=TODAY)
    with officer_scope(officer):
        assert counts(month(township).live.total) == {
            "opening": 2, "wrong_registration": 1, "closing": 1,
        }  # fmt: skip
    answer = page(office, part="rows/?figure=opening")
    assert (len(answer.context["rows"]), answer.context["hidden"]) == (1, 1)
    head = signed_in(appoint("head", "何主任", "village_head", heping))
    assert page(head, part="rows/?figure=closing").context["hidden"] == 1


# Submitting, withdrawing


def test_the_same_form_twice_submits_once(township, heping, officer, make_case):
    make_case(heping)
    again = {"key": uuid.uuid4(), "seen": month(township).digest()}
    report, is_new = submit(township, officer, **again)
    assert (is_new, submit(township, officer, **again)) == (True, (report, False))
    with pytest.raises(actions.KeyReused):
        submit(township, officer, note="另", **again)
    assert report.lines.count() == 1


def test_figures_that_changed_while_the_page_was_open_are_shown_before_they_are_submitted(
    township, heping, officer, make_case, office
):
    make_case(heping)
    address = f"/monthly-reports/{LAST:%Y-%m}/submit/"
    form = office.get(address).context["form"]
    read = {name: form[name].value() for name in form.fields}
    make_case(heping)
    answer = office.post(address, read)
    assert (answer.status_code, MonthlyReport.objects.count()) == (409, 0)
    form = answer.context["form"]
    assert office.post(address, {n: form[n].value() for n in form.fields}).status_code == 302
    assert MonthlyReport.objects.get().numbers["closing"] == list(
        CaseFile.objects.order_by("pk").values_list("pk", flat=True)
    )


def test_a_month_is_submitted_once_and_after_it_is_over(township, heping, officer, make_case):
    make_case(heping)
    submit(township, officer)
    with pytest.raises(actions.Stale):
        submit(township, officer)
    with pytest.raises(actions.MonthNotOver):
        submit(township, officer, THIS)


def test_no_month_is_left_out(township, heping, officer, make_case, office):
    make_case(heping)
    submit(township, officer, add_months(BEFORE, -1))
    with pytest.raises(actions.EarlierMonthMissing):
        submit(township, officer)
    answer = page(office, part="submit/")
    assert (answer.status_code, answer.url) == (302, f"/monthly-reports/{LAST:%Y-%m}/")
    assert month(township).waits_for == BEFORE


def test_no_month_is_slipped_in_before_a_submitted_one(township, heping, officer, make_case):
    make_case(heping)
    submit(township, officer)
    with pytest.raises(actions.LaterMonthStands):
        submit(township, officer, BEFORE)


def test_the_last_report_is_withdrawn_with_a_reason_and_stays(
    township, heping, officer, make_case, office
):
    make_case(heping)
    first, _new = submit(township, officer, BEFORE)
    last, _new = submit(township, officer)
    answer = office.post(f"/monthly-reports/{first.pk}/withdraw/", {"version": 1, "reason": "误"})
    assert answer.status_code == 409
    with pytest.raises(actions.Stale):
        actions.withdraw_monthly_report(report=last, version=2, reason="误", by=officer)
    answer = office.post(f"/monthly-reports/{last.pk}/withdraw/", {"version": 1, "reason": "误报"})
    assert answer.status_code == 302
    assert "误报" in page(office).content.decode()
    again, _new = submit(township, officer)
    assert (month(township).report, again.pk == last.pk) == (again, False)
    assert office.get(f"/monthly-reports/{last.pk}/withdraw/").status_code == 404


# Pages


@pytest.fixture
def busy(township, heping, liushu, officer, liushu_cadre, make_case):
    """A month in which something of everything happened."""
    make_case(heping)
    make_case(heping, enrolled_on=LAST)
    for reason in CloseReason:
        case = make_case(heping)
        actions.close_case(case=case, reason=reason, on=LAST + timedelta(days=1), by=officer)
    again = make_case(liushu)
    actions.close_case(case=again, reason="moved_out", on=BEFORE, by=officer)
    actions.reopen_case(case=again, by=officer, today=LAST)
    move_to(liushu, make_case(heping), officer, liushu_cadre, LAST)


def test_each_figure_of_each_village_opens_exactly_the_files_that_it_counts(busy, office):
    opened = 0
    for _row, cells in page(office).context["rows"]:
        for figure, n, address in cells:
            rows = office.get(address).context["rows"] if n else ()
            assert len(rows) == n, (figure, address)
            opened += n
    assert opened > 20


def test_the_rows_of_a_figure_are_searched_and_exported_as_shown(busy, office, make_case, heping):
    make_case(heping, name="欧阳娜", enrolled_on=LAST)
    where = f"/monthly-reports/{LAST:%Y-%m}/rows/"
    rows = office.get(f"{where}?figure=enrolled&q=欧阳").context["rows"]
    assert [case.name for case in rows] == ["欧阳娜"]
    told, lines = exported(office, f"{where}export/?figure=enrolled")
    assert told.endswith("筛选：栏目：新增")
    assert len(lines) == 2


@pytest.mark.parametrize("query", ["figure=x", "village=x", "figure=%00", "q=%00", "area=x"])
def test_a_figure_that_is_none_shows_nothing(busy, office, query):
    answer = page(office, part=f"rows/?{query}")
    assert answer.status_code == (404 if query == "area=x" else 200)


def test_the_workbook_has_the_rows_of_the_page_and_is_in_the_register(busy, office, township):
    answer = export_of(office, f"/monthly-reports/{LAST:%Y-%m}/export/")
    title, _told, _stamp, head, *rows = load_workbook(
        BytesIO(answer.getvalue())
    ).active.iter_rows(values_only=True)  # fmt: skip
    assert title[0] == f"清溪镇{LAST:%Y年%-m月}涉毒人员增减变动月报表"
    assert head == (
        "村", "上月上报期末数", "期初数", "新增", "迁入", "恢复建档", "迁出", "死亡",
        "解除且戒断三年", "出国(境)定居", "重复建档", "误登", "期末数", "差额",
    )  # fmt: skip
    assert rows == [
        ("和平村", None, 8, 1, 0, 0, 2, 1, 1, 1, 1, 1, 2, 0),
        ("柳树村", None, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 2, 0),
        ("合计", None, 8, 1, 0, 1, 1, 1, 1, 1, 1, 1, 4, 0),
    ]
    export = Export.objects.get()
    assert (export.rows, export.files, export.villages) == (3, [], [township.pk])


def test_the_year_says_how_each_month_stands(busy, office, township, officer):
    submit(township, officer)
    rows = office.get("/monthly-reports/", {"year": LAST.year}).context["rows"]
    statuses = {row["month"].first: row["status"] for row in rows}
    assert statuses[LAST] == ReportStatus.SUBMITTED
    assert LAST.year != TODAY.year or statuses[THIS] == ReportStatus.RUNNING
    assert BEFORE.year != LAST.year or statuses[BEFORE] == ReportStatus.EARLIER
    _told, lines = exported(office, f"/monthly-reports/export/?year={LAST.year}")
    assert [line[0] for line in lines] == [f"{row['month'].first.month}月" for row in rows]


def test_the_print_has_the_total_the_note_and_boxes_to_sign(busy, office, township, officer):
    submit(township, officer, note="有一人漏报")
    text = page(office, part="print/").content.decode()
    assert text.count('class="day"') == 4
    assert "不平衡原因：有一人漏报" in text
    assert "合计" in text


def test_a_death_whose_file_stays_open_is_told(heping, make_case, office):
    make_case(heping, control_state="deceased")
    assert page(office).context["deceased"] == 1


@pytest.mark.parametrize("who", ["county", "leader"])
def test_who_reads_figures_sees_no_way_to_the_files(who, busy, request, signed_in):
    answer = page(signed_in(request.getfixturevalue(who)))
    cells = [cell for _row, cells in answer.context["rows"] for cell in cells]
    assert {address for _figure, _n, address in cells} == {""}
    assert not answer.context["submits"]
    assert "张" not in answer.content.decode()


def test_a_village_head_sees_the_line_of_the_own_village(busy, heping, signed_in, appoint):
    head = signed_in(appoint("head", "何主任", "village_head", heping))
    rows = [row for row, _cells in page(head).context["rows"]]
    assert [(row.name, dict(row.counts)[Figure.CLOSING]) for row in rows] == [
        ("和平村", 2), ("合计", 2),
    ]  # fmt: skip


def test_what_a_village_head_prints_says_that_it_is_a_part_and_has_no_seal(
    busy, heping, signed_in, appoint
):
    head = signed_in(appoint("head", "何主任", "village_head", heping))
    text = page(head, part="print/").content.decode()
    assert ("（部分村）" in text, text.count('class="day"'), "盖章" in text) == (True, 2, False)


def test_a_month_that_has_not_begun_is_not_there(office, township):
    assert page(office, add_months(THIS, 1)).status_code == 404
    assert office.get("/monthly-reports/2026-13/").status_code == 404


@pytest.mark.parametrize("address", ["", f"{LAST:%Y-%m}/", f"{LAST:%Y-%m}/rows/"])
def test_more_villages_and_files_ask_no_more_queries(
    address, busy, office, township, officer, make_case
):
    submit(township, officer)
    before = queries(office, f"/monthly-reports/{address}")
    for number in range(3, 6):
        village = Area.objects.create(code=f"{township.pk}20{number}", name=f"第{number}村")
        make_case(village)
    assert queries(office, f"/monthly-reports/{address}") == before
