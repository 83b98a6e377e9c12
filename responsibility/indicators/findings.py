"""Positive tests of a year by what the police said of them, and tasks nobody answered: counts."""

from datetime import date

from django.db.models import Count

from casefiles.models import DrugTest, Task
from casefiles.terms.testing import Finding, TestResult
from jurisdiction.wall import figures_scope


@figures_scope()
def finding_figures(*, year, villages, today):
    """How many positive tests are a screening, confirmed, not confirmed; and overdue tasks.

    A township cannot decide use: what the police have not confirmed stays a screening. Two queries.
    """
    tests = DrugTest.objects.standing().filter(
        village__in=villages, result=TestResult.POSITIVE,
        tested_on__range=(date(year, 1, 1), date(year, 12, 31)),
    ).with_finding()  # fmt: skip
    counts = dict.fromkeys(Finding.values, 0)
    for outcome, n in tests.order_by().values_list("finding").annotate(n=Count("pk")):
        counts[Finding.of(outcome).value] += n
    tasks = Task.objects.filter(village__in=villages)
    return counts | {"overdue": tasks.overdue(today).count()}
