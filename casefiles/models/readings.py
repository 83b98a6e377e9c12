"""Readings that raise a question: at night, or of somebody outside the reader's own caseload."""

from datetime import timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import TruncDate

from casefiles.models.records import DrugTest, Visit
from casefiles.models.team import TeamMember
from jurisdiction.schedule import NIGHT_BEGINS, NIGHT_ENDS, is_unusual, usual
from jurisdiction.terms import AccessKind, Capacity

SINGLE = (AccessKind.FILE, AccessKind.NUMBER, AccessKind.LOOK_UP, AccessKind.PICTURE)
# The village's own people read in their village, and all of a township is its officer's work.
AT_HOME = (
    Capacity.VILLAGE_CADRE,
    Capacity.VILLAGE_HEAD,
    Capacity.RESIDENT_CADRE,
    Capacity.DRUG_CONTROL_OFFICER,
)
USUAL_DAYS = 30


def with_questions(events):
    """Readings of one person each, with `file`, `is_night` and `is_outside`.

    Outside is whoever serves more than a village and has neither a seat in the person's helping
    team nor ever recorded a visit or a test of them.
    """
    night = Q(read_at__hour__gte=NIGHT_BEGINS) | Q(read_at__hour__lt=NIGHT_ENDS)
    own = {"case": OuterRef("file")}
    in_caseload = (
        Exists(TeamMember.objects.filter(officer=OuterRef("officer"), **own))
        | Exists(Visit.objects.filter(recorded_by=OuterRef("officer"), **own))
        | Exists(DrugTest.objects.filter(recorded_by=OuterRef("officer"), **own))
    )
    outside = ~Q(capacity__in=AT_HOME) & ~Q(in_caseload)
    single = events.filter(kind__in=SINGLE, files__len=1).annotate(file=F("files__0"))
    return single.annotate(is_night=truth(night), is_outside=truth(outside))


def truth(condition):
    return ExpressionWrapper(condition, output_field=BooleanField())


def unusual_counts(events, day):
    """Whose files opened on that day are far more than on their own days of the last month.

    Returns [(officer's key, files on the day, median of the earlier days)].
    """
    since = day - timedelta(days=USUAL_DAYS)
    found = (
        events.filter(kind=AccessKind.FILE, read_at__date__range=(since, day))
        .values_list("officer", TruncDate("read_at"))
        .annotate(n=Count("files", distinct=True))
        .order_by("officer")
    )
    counts = {}
    for officer, on, n in found:
        counts.setdefault(officer, {})[on] = n
    unusual = []
    for officer, days in counts.items():
        today, earlier = days.pop(day, 0), list(days.values())
        if is_unusual(today, earlier):
            unusual.append((officer, today, usual(earlier)))
    return unusual
