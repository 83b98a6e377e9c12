"""Files entered twice: a pair for each likeness, and what becomes of a pair."""

import uuid
from datetime import timedelta
from random import Random

import pgtrigger
from django.db.models import Exists, OuterRef

from casefiles import actions, identity
from casefiles.models import CaseFile, RehabOrder
from jurisdiction.models import Area
from jurisdiction.scoping import within
from jurisdiction.terms import AreaLevel

SOUNDS = dict(
    zip("王李张刘陈杨黄周吴徐胡朱高林何郭罗梁郑冯曹彭",
        "汪黎章柳谌阳皇洲武许湖诸皋临禾国骆良正逢槽朋", strict=True)
)  # fmt: skip
FIRST_SEQUENCE = 480  # of ID numbers, beyond those of the invented persons
DAY, YEAR = timedelta(days=1), timedelta(days=366)
# How the second file differs from the first, and what becomes of the pair.
PLACE_OF_TWINS = "临时住所"
STORIES = (
    ("id_number", "open"), ("name_and_birth", "open"), ("name", "open"), ("same_sound", "open"),
    ("one_character", "different"), ("name_and_birth", "merged"), ("same_sound", "undone"),
)  # fmt: skip


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_duplicates(township, officer, *, seed, today):
    """Enrol some persons a second time, in the next village."""
    rng = Random(f"{seed}:duplicates:{township.code}")
    cases = CaseFile.objects.open().filter(
        within("village__code", [township.code]), control_state="in_control",
        birth_date__lt=today - 20 * YEAR, id_number_sealed__isnull=False,
    ).exclude(Exists(RehabOrder.objects.filter(case=OuterRef("pk"))))  # fmt: skip
    villages = list(Area.objects.of_level(AreaLevel.VILLAGE).filter(
        within("code", [township.code])).order_by("code"))  # fmt: skip
    waiting = list(cases.order_by("pk"))
    for number, (likeness, fate) in enumerate(STORIES):
        suits = [case for case in waiting if case.name[0] in SOUNDS or likeness != "same_sound"]
        if not suits:
            return
        case = suits[0]
        waiting.remove(case)
        elsewhere = next(village for village in villages if village.pk != case.village_id)
        twin = enrol_twin(case, likeness, elsewhere, number, officer, today)
        become(fate, case, twin, officer, rng, today)


def enrol_twin(case, likeness, village, number, by, today):
    name, birth_date, id_number = case.name, case.birth_date, ""
    if likeness == "same_sound":
        name = SOUNDS[name[0]] + name[1:]
    if likeness == "one_character":
        name = name[:-1] + ("兴" if name[-1] != "兴" else "旺")
    if likeness == "name":
        birth_date = birth_date.replace(day=slip(birth_date.day))
    if likeness == "id_number":
        id_number = case.id_number
    elif likeness != "name":  # a day that is one slip off is asked about only without numbers
        sequence = FIRST_SEQUENCE + number
        id_number = identity.make_id("530102", birth_date, sequence, case.sex)
    missing = {} if id_number else {"id_missing_reason": "awaiting_police"}
    return actions.enrol_case(
        by=by, today=today, village=village, name=name, sex=case.sex, birth_date=birth_date,
        id_number=id_number, category=case.category, measure="none", enrolled_on=today - 20 * DAY,
        living_address=f"{village.name}{PLACE_OF_TWINS}", household_address=case.household_address,
        **missing,
    )  # fmt: skip


def slip(day):
    """Another day of the same month, one digit off."""
    if day == 30:
        return 20
    return day + 1 if day % 10 < 8 and day < 28 else day - 1


def become(fate, case, twin, by, rng, today):
    key = uuid.UUID(int=rng.getrandbits(128), version=4)
    if fate == "different":
        actions.tell_apart(one=case, other=twin, reason="查验两人身份证，系堂兄弟", key=key, by=by)
    if fate in ("merged", "undone"):
        actions.record_visit(
            case=twin, key=key, by=by, visited_on=today - DAY, mode="face", outcome="found"
        )
        merge = actions.merge_files(
            kept=case, gone=twin, versions=(case.version, twin.version), today=today, key=key,
            chosen=["living_address"], reason="派出所核实为同一人", by=by,
        )[0]  # fmt: skip
        if fate == "undone":
            actions.undo_merge(merge=merge, reason="户籍核对后确认是两人", by=by, today=today)
