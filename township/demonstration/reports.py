"""Monthly reports: half a year is submitted, one month with a note; the last does not balance."""

from datetime import timedelta
from random import Random

import pgtrigger

from casefiles import actions
from casefiles.models import CaseFile, MonthlyReport
from casefiles.models.balance import months_of
from casefiles.schedule import add_months
from casefiles.scoping import majority_line
from jurisdiction.models import Area
from jurisdiction.scoping import within
from township.demonstration.write import evening, new_key

MONTHS = 6
NOTED = 3  # the month whose officer found out before submitting it
NOTE = "上月漏报一人：建档表迟交，已补录并与派出所核对。"


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_reports(township, officer, *, seed, today):
    """Two files were typed in late, with their day of long ago: the one in the middle of the half
    year, the other after the last report."""
    rng, area = Random(f"{seed}:reports:{township.code}"), Area.objects.get(pk=township.code)
    firsts = [add_months(today.replace(day=1), -n) for n in range(MONTHS, 0, -1)]
    late = list(late_files(township, firsts[0], today))
    not_typed_in = today + timedelta(days=1)
    CaseFile.objects.filter(pk__in=[case.pk for case in late]).update(enrolled_on=not_typed_in)
    for place, first in enumerate(firsts[:-1]):
        if place == NOTED:
            type_in(late.pop())
        submit(rng, area, officer, first, today, note=NOTE if place == NOTED else "")
    type_in(late.pop())


def late_files(township, before, today):
    """The two persons of age who came onto the roster last before a day, and are there."""
    files = CaseFile.objects.open().filter(within("village__code", [township.code]))
    files = files.filter(enrolled_on__lt=before, birth_date__lte=majority_line(today))
    return files.order_by("-enrolled_on", "pk")[:2]


def type_in(case):
    CaseFile.objects.filter(pk=case.pk).update(enrolled_on=case.enrolled_on)


def submit(rng, area, officer, first, today, note):
    [found] = months_of(area, [first], today)
    note = note or (NOTE if found.problems else "")
    report, _new = actions.submit_monthly_report(
        township=area, month=first, seen=found.digest(), note=note, key=new_key(rng), by=officer,
        today=today,
    )  # fmt: skip
    submitted_at = evening(rng, add_months(first, 1))
    MonthlyReport.objects.filter(pk=report.pk).update(recorded_at=submitted_at)
