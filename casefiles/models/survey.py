"""What the files of a village say for its survey (毒情排查汇总表, form F12).

While its ten days run they are counted; once these have ended they are kept with the duty, so that
an earlier survey says what was so then.
"""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from casefiles import schedule
from casefiles.models.files import CaseFile
from casefiles.models.tracking import VillageDuty
from casefiles.terms import Abstinence, ControlState, DutyKind, Measure

OPEN = Q(closed_on=None)
FIGURES = {
    "compulsory_isolation": OPEN & Q(measure=Measure.COMPULSORY_ISOLATION),
    "maintenance_treatment": OPEN & Q(measure=Measure.MAINTENANCE_TREATMENT),
    "abstinent_3y": Q(abstinence=Abstinence.ABSTINENT_3Y),
    "community_detox": OPEN & Q(measure=Measure.COMMUNITY_DETOX),
    "community_recovery": OPEN & Q(measure=Measure.COMMUNITY_RECOVERY),
    "lost_contact": OPEN & Q(control_state=ControlState.LOST_CONTACT),
    "deceased": Q(control_state=ControlState.DECEASED),
}


def survey_figures(files):
    """{village: {figure: how many}} of these files, without people under 18 and without sealed
    files; one query."""
    counts = {f"n_{name}": Count("pk", filter=condition) for name, condition in FIGURES.items()}
    rows = files.leaving().filter(files.unsealed()).order_by().values("village").annotate(**counts)
    found = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    for row in rows:
        found[row["village"]] = {name: row[f"n_{name}"] for name in FIGURES}
    return found


def with_figures(duties, officer, today):
    """The duties as a list, each with `told`: its kept figures, or those of today's files.

    Nothing is told where the days ended longer ago and nothing was kept. One query at most.
    """
    duties = list(duties)
    last = schedule.ten_day_window(today).opens_on - timedelta(days=1)
    running = {
        duty.village_id for duty in duties if duty.figures is None and duty.closes_on >= last
    }
    found = survey_figures(CaseFile.objects.visible_to(officer).filter(village__in=running))
    for duty in duties:
        is_kept = duty.figures is not None or duty.closes_on < last
        duty.told = (duty.figures or {}) if is_kept else found[duty.village_id]
    return duties


def keep_figures(on):
    """Keep with the duties of the ten days before `on` what the files say; only on the day itself,
    since the files say what is so now. Two queries and one for each five hundred villages."""
    if on != timezone.localdate():
        return
    last = schedule.ten_day_window(on).opens_on - timedelta(days=1)
    ended = VillageDuty.objects.filter(
        kind=DutyKind.TEN_DAY_CHECK, closes_on=last, figures__isnull=True
    )
    duties = list(ended.order_by("pk"))
    if not duties:
        return
    files = CaseFile.objects.filter(village__in={duty.village_id for duty in duties})
    found = survey_figures(files)
    for duty in duties:
        duty.figures = found[duty.village_id]
    VillageDuty.objects.bulk_update(duties, ["figures"], batch_size=500)
