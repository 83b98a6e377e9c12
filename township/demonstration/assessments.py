"""The standards of the years told: the past ones scored and frozen, this one still open."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from jurisdiction.models import Area, Unit
from jurisdiction.terms import UnitKind
from responsibility import actions
from responsibility.models import Item, ManualScore, Standard
from responsibility.terms import BonusKind, Computation
from township.demonstration.places import VETOED

FULL = ("查阅台账，资料齐全。", "现场查看，符合要求。", "抽查记录，落实到位。")
WANTING = {
    "D2": "踏查少一次。",
    "D3": "一次踏查结果上报迟延。",
}
WANTING_ELSE = "资料不全，酌情扣分。"
PLANTING_HIDDEN = "2"  # of the default scheme
NO_SCHOOL, NO_PERSON, NO_ENTERPRISE = "本村无学校。", "本村无涉毒人员。", "辖区无涉及企业。"


def tell_assessments(township, officer, *, seed, today, years):
    """Set up a standard for each year; enter and freeze the past ones, with one veto."""
    area = Area.objects.get(pk=township.code)
    for year in range(today.year - years + 1, today.year + 1):
        standard = actions.set_up_standard(township=area, year=year, by=officer)
        rng = Random(f"{seed}:{township.code}:{year}")
        if year < today.year:
            enter_scores(rng, standard, township, officer, share=1)
            if year == today.year - 1:
                record_praise_and_veto(rng, standard, township, officer)
            actions.freeze_standard(standard=standard, today=today, by=officer)
            date_back(standard)
        else:
            enter_scores(rng, standard, township, officer, share=0.3)


def enter_scores(rng, standard, township, officer, *, share):
    """Points by hand for that share of the items, village by village."""
    items = Item.objects.filter(section__standard=standard, computation=Computation.MANUAL)
    areas = Area.objects.in_bulk([village.code for village in township.villages])
    kinds = kinds_of_units(township)
    chosen = [item for item in items.select_related("section") if rng.random() < share]
    ManualScore.objects.bulk_create(
        entered(rng, item, village, areas[village.code], kinds[village.code], officer)
        for item in chosen
        for village in township.villages
    )


def entered(rng, item, village, area, kinds, officer):
    reason = why_not_applicable(item, village, kinds)
    points, remark = (None, reason) if reason else scored(rng, item, village)
    return ManualScore(
        item=item,
        village=area,
        points=points,
        is_not_applicable=bool(reason),
        reason=remark,
        entered_by=officer,
    )


def kinds_of_units(township):
    kinds = {village.code: set() for village in township.villages}
    for unit in Unit.objects.filter(area__in=kinds):
        kinds[unit.area_id].add(unit.kind)
    return kinds


def why_not_applicable(item, village, kinds):
    if item.code == "B5" and UnitKind.SCHOOL not in kinds:
        return NO_SCHOOL
    if item.section.code == "C" and not village.share:
        return NO_PERSON
    if item.section.code == "E" and not kinds & {UnitKind.ENTERPRISE, UnitKind.COOPERATIVE}:
        return NO_ENTERPRISE
    return ""


def scored(rng, item, village):
    """Full points in a diligent village; otherwise now and then a point less, and why."""
    if rng.random() < village.diligence**2:
        return item.points, rng.choice(FULL)
    less = Decimal(rng.choice(("0.5", "1", "1")))
    return max(item.points - less, Decimal(0)), WANTING.get(item.code, WANTING_ELSE)


def record_praise_and_veto(rng, standard, township, officer):
    """Praise for the most diligent village; planting that a village hid, found by others."""
    areas = {village.name: Area.objects.get(pk=village.code) for village in township.villages}
    best = max(township.inhabited, key=lambda village: village.diligence)
    actions.grant_bonus(
        standard=standard,
        village=areas[best.name],
        key=new_key(rng),
        kind=BonusKind.COUNTY_PRAISE,
        points=Decimal(2),
        reason="帮教工作受县禁毒委通报表扬。",
        document_no=f"云溪禁毒委〔{standard.year}〕12号",
        by=officer,
    )
    if VETOED in areas:
        record_hidden_planting(rng, standard, areas[VETOED], officer)


def record_hidden_planting(rng, standard, village, officer):
    standard = actions.revise_standard(
        standard=standard,
        version=standard.version,
        items={},
        grades={},
        is_veto_enabled=True,
        veto_document_no=f"清溪委发〔{standard.year}〕3号",
        by=officer,
    )
    actions.record_veto(
        standard=standard,
        village=village,
        key=new_key(rng),
        veto_case=standard.veto_cases.get(code=PLANTING_HIDDEN),
        fact="村内发现非法种植罂粟 37 株，村里知情未报，由县踏查组发现。",
        evidence="县踏查记录、现场照片、派出所铲除记录。",
        document_no=f"清溪委纪〔{standard.year}〕5号",
        decided_on=date(standard.year, 5, 18),
        by=officer,
    )


def new_key(rng):
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def date_back(standard):
    """A past year was scored in its December and frozen in the January after it."""
    frozen_at = timezone.make_aware(datetime(standard.year + 1, 1, 12, 15, 30))
    Standard.objects.filter(pk=standard.pk).update(frozen_at=frozen_at)
    ManualScore.objects.filter(item__section__standard=standard).update(
        entered_at=frozen_at - timedelta(days=20)
    )
