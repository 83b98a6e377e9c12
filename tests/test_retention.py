"""Every person-bound record has an end, and the report of what passed it touches nothing."""

from datetime import date
from io import StringIO

from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from casefiles.models import CaseFile
from township import wall
from township.retention import rule_of

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
