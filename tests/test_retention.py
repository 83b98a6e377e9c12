"""Every person-bound record has an end, and the report of what passed it touches nothing."""

import uuid
from datetime import date, timedelta
from io import StringIO

from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone

from casefiles.models import CaseFile, RosterImport
from jurisdiction.models import RetentionDecision
from jurisdiction.terms import RecordKind
from jurisdiction.wall import officer_scope
from township import wall
from township.retention import RULES, Standing, rule_of

ENDED = date(2016, 11, 26)


def report(on):
    out = StringIO()
    call_command("report_retention", on=on, stdout=out)
    return out.getvalue().splitlines()


def test_every_person_bound_table_has_a_rule_for_its_end():
    stones = wall.stones()
    assert stones
    assert [stone.table for stone in stones if rule_of(stone.model) is None] == []


def test_a_table_without_a_rule_would_be_found():
    with isolate_apps("casefiles"):

        class Diary(models.Model):
            text = models.TextField()

            class Meta:
                app_label = "casefiles"

            def __str__(self):
                return self.text

        assert rule_of(Diary) is None


def test_a_closed_file_is_named_once_its_ten_years_are_over_and_an_open_one_never(
    heping, make_case
):
    closed, _open = make_case(heping), make_case(heping)
    CaseFile.objects.filter(pk=closed.pk).update(
        enrolled_on=date(2010, 1, 1), closed_on=ENDED, close_reason="deceased"
    )
    assert report(date(2026, 11, 26)) == []
    before = CaseFile.objects.order_by("pk").values_list("pk", "version", "closed_on")
    kept = list(before)
    assert report(date(2026, 11, 27)) == [
        "1 casefiles.CaseFile past 10 years from closed_on [I]: "
        "ask the archives office: hand over or erase"
    ]
    assert list(before.all()) == kept


def test_a_silent_day_prolongs_nothing(heping, make_case):
    case = make_case(heping)
    CaseFile.objects.filter(pk=case.pk).update(closed_on=ENDED, close_reason="deceased")
    first = report(date(2026, 11, 27))
    assert first == report(date(2026, 11, 27)) == report(date(2027, 5, 1))


FILES = "casefiles.CaseFile"
LONG_AGO = date(2015, 3, 1)
TODAY = date(2026, 11, 27)


def test_the_page_knows_every_kind_that_has_a_rule():
    assert set(RecordKind.values) == set(RULES)


def standing(n=1, *, ordered=0, ended=ENDED, kept=None):
    decision = RetentionDecision(kind=FILES, choice="keep", keep_until=kept) if kept else None
    return Standing(FILES, n, ordered, ended, decision, TODAY)


def test_silence_turns_due_into_overdue_after_thirty_days():
    assert standing(ended=TODAY - timedelta(30)).badge == "due"
    assert standing(ended=TODAY - timedelta(31)).badge == "overdue"
    assert standing(0, ended=None).badge == "done"


def test_what_was_kept_until_a_day_is_open_again_after_it():
    assert standing(kept=TODAY).undecided == 0
    again = standing(kept=TODAY - timedelta(1))
    assert (again.undecided, again.decide_by) == (1, TODAY + timedelta(29))


def test_an_order_to_erase_holds_for_its_records_and_for_no_later_ones():
    assert (standing(2, ordered=2).undecided, standing(2, ordered=2).badge) == (0, "done")
    assert (standing(3, ordered=2).undecided, standing(3, ordered=2).badge) == (1, "overdue")


def close_long_ago(case):
    CaseFile.objects.filter(pk=case.pk).update(
        enrolled_on=date(2010, 1, 1), closed_on=LONG_AGO, close_reason="deceased"
    )


def answer(**changes):
    return {
        "key": uuid.uuid4(),
        "area": "532927101",
        "choice": "erase",
        "reason": "已移交档案馆",
        "document_no": "青禁办〔2026〕9号",
    } | changes


def count_of(page, kind=FILES):
    (_area, kinds), *more = page.context["areas"]
    assert not more
    return next(row for row in kinds if row.kind == kind)


def test_office_and_leader_see_how_many_are_past_and_the_office_decides_once(
    officer, leader, signed_in, heping, make_case
):
    as_officer, as_leader = signed_in(officer), signed_in(leader)
    close_long_ago(make_case(heping))
    assert count_of(as_leader.get("/retention/")).n == 1
    assert count_of(as_officer.get("/retention/")).badge == "overdue"
    sent = answer(area=heping.township_code)
    address = f"/retention/{FILES}/decide/"
    for _twice in range(2):
        assert as_officer.post(address, sent).status_code == 302
    assert as_officer.post(address, sent | {"reason": "另一个理由"}).status_code == 409
    assert RetentionDecision.objects.count() == 1
    ordered = count_of(as_officer.get("/retention/"))
    assert (ordered.n, ordered.ordered, ordered.undecided) == (1, 1, 0)
    assert CaseFile.objects.filter(closed_on=LONG_AGO).count() == 1


def test_what_ends_after_an_order_to_erase_waits_for_a_decision_of_its_own(
    officer, signed_in, heping, make_case
):
    earlier, later = make_case(heping), make_case(heping)
    close_long_ago(earlier)
    ended = timezone.localdate() - timedelta(days=3660)
    CaseFile.objects.filter(pk=later.pk).update(
        enrolled_on=date(2010, 1, 1), closed_on=ended, close_reason="deceased"
    )
    RetentionDecision.objects.create(
        kind=FILES, area_id=heping.township_code, choice="erase", reason="已移交",
        document_no="1号", decided_by=officer, key=uuid.uuid4(), content_hash="0" * 64,
        decided_at=timezone.now() - timedelta(days=100),
    )  # fmt: skip
    found = count_of(signed_in(officer).get("/retention/"))
    assert (found.n, found.ordered, found.undecided) == (2, 1, 1)


def test_the_leader_counts_sheets_that_others_loaded_and_no_cadre_opens_them(
    officer, leader, signed_in, heping
):
    RosterImport.objects.create(
        uploaded_by=officer, file_name="名册.xlsx",
        uploaded_at=timezone.now() - timedelta(days=1200),
        plan_digest="0" * 64, township_id=heping.township_code,
    )  # fmt: skip
    as_leader = signed_in(leader)
    assert count_of(as_leader.get("/retention/"), "casefiles.RosterImport").n == 1
    with officer_scope(leader):
        assert not RosterImport.objects.exists()


def test_keeping_needs_a_day_ahead(officer, signed_in, heping):
    as_officer = signed_in(officer)
    address = f"/retention/{FILES}/decide/"
    for day in ("", "2020-01-01", "2999-01-01", "昨天"):
        page = as_officer.post(
            address, answer(area=heping.township_code, choice="keep", keep_until=day)
        )
        assert page.status_code == 200
        assert page.context["form"].errors["keep_until"]
    assert not RetentionDecision.objects.exists()


def test_a_kind_without_a_rule_is_unknown(officer, signed_in):
    assert signed_in(officer).get("/retention/casefiles.Visit/decide/").status_code == 404
