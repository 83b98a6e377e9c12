"""Assessments of risk: levels as reckoned, another with its reason, one overdue, many never."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger

from casefiles import actions
from casefiles.models import CaseFile, RiskAssessment
from casefiles.models.risk import standard_of
from casefiles.terms import ControlState
from jurisdiction.scoping import within

DAY = timedelta(days=1)
# How many triggers and how many factors are ticked, the level decided ("": as reckoned), days ago.
STORIES = (
    (1, 2, "", 20), (0, 4, "", 35), (0, 2, "", 60), (0, 0, "", 90), (0, 3, "high", 15),
    (0, 2, "low", 40), (1, 1, "", 130), (0, 3, "", 200),
)  # fmt: skip


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_risk(township, officer, *, seed, today):
    """One assessment each for the last files of the township; most of the others have none."""
    rng = Random(f"{seed}:risk:{township.code}")
    cases = CaseFile.objects.open().filter(
        within("village__code", [township.code]), control_state=ControlState.IN_CONTROL,
        enrolled_on__lt=today - 210 * DAY,
    )  # fmt: skip
    for case, story in zip(cases.order_by("-pk"), STORIES, strict=False):
        tell(rng, case, officer, today, *story)


def tell(rng, case, by, today, triggers, factors, level, ago):
    scale = standard_of(case.village_id)
    lines = list(scale.factors.all())
    ticked = rng.sample([f.pk for f in lines if f.is_trigger], triggers)
    ticked += [f.pk for f in lines if not f.is_trigger][:factors]
    actions.assess_risk(
        RiskAssessment, case=case, key=uuid.UUID(int=rng.getrandbits(128), version=4), by=by,
        today=today, standard=scale.pk, ticked=sorted(ticked), level=level, next_on=None,
        assessed_on=today - ago * DAY, assessor=by.name, reviewer="梁镇长",
        reason="近期表现与得分不符，经复核调整" if level else "",
        measures_changed="按新等级调整走访、检测频次",
    )  # fmt: skip
