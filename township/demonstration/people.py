"""Invented persons: who they are, where they live, and what becomes of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from casefiles import identity, schedule
from casefiles.schedule.plans import Situation
from casefiles.terms import (
    Abstinence,
    CloseReason,
    ControlState,
    Education,
    IdMissingReason,
    MaritalStatus,
    Measure,
    PersonCategory,
    ReasonCode,
    RiskLevel,
    Sex,
    WayOfUse,
)
from township.demonstration.places import COUNTY

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单查"
)
GIVEN_MALE = (
    "伟强军勇杰涛明超辉刚平鹏飞波斌宇浩凯健俊帆旭峰磊洋林建国志文德富贵成才永福兴旺清泉云龙山川"
)
GIVEN_FEMALE = "芳娜敏静丽艳娟霞秀英玲玉兰桂香春梅红燕琴莲凤珍慧洁婷雪晶莉萍华云月群素琼菊荣翠"
ETHNICITIES = ("汉族",) * 17 + ("土家族", "苗族", "回族")
JOBS = [
    "务农",
    "务农",
    "务农",
    "建筑工地零工",
    "养殖户",
    "无业",
    "无业",
    "个体经营",
    "农机驾驶员",
    "镇上餐馆帮工",
    "茶园采摘工",
    "快递分拣",
    "砖厂工人",
    "果园管护",
]
DRUG_KINDS = [
    "海洛因",
    "海洛因",
    "甲基苯丙胺（冰毒）",
    "甲基苯丙胺（冰毒）",
    "氯胺酮",
    "甲基苯丙胺片剂（麻古）",
]
FAR_PLACES = ("省城务工", "邻县工业园务工", "沿海电子厂务工", "外省建筑工地", "市区物流园")
THREE_YEARS = timedelta(days=3 * 365)

# What becomes of some: share of the township's persons. A small township has none of it.
FATES = {
    "in_custody": 0.012,
    "back_from_custody": 0.012,
    "lost_contact": 0.012,
    "found_again": 0.008,
    "deceased": 0.008,
    "deceased_and_closed": 0.008,
    "abroad": 0.004,
    "moved_out": 0.012,
    "released": 0.025,
    "transferred": 0.02,
    "minor": 0.008,
    "without_id_number": 0.02,
    "residence_split": 0.04,
    "away": 0.06,
    "silent": 0.055,
}
FEWEST_WITH_FATES = 40
# The first persons of a village show what a cadre's work list can show.
PACES = ("overdue", "today", "soon", "overdue", "today", "soon")


@dataclass
class Person:
    columns: dict
    enrolled_on: date
    homes: list  # (from day, village code, group code)
    states: list = field(default_factory=list)  # (from day, control state), in order
    closed_on: date | None = None
    close_reason: str = ""
    silent_since: date | None = None  # nobody has met or tested the person since
    pace: str = ""
    habit: int = 15  # the day of the month on which the cadre usually comes
    test_habit: int = 0  # days into the half-year

    @property
    def situation(self):
        """What schedules look at: as it is today, for all the time that is told."""
        columns = self.columns
        return Situation(columns["measure"], columns["measure_from"], columns["risk_level"])

    def home_on(self, day):
        return [home for home in self.homes if home[0] <= day][-1]

    def state_on(self, day):
        return [state for since, state in self.states if since <= day][-1]

    def next_change(self, day):
        """The first day after `day` on which the state changes or the file closes, if any."""
        days = [since for since, _ in self.states] + [self.closed_on or date.max]
        return min((d for d in days if d > day), default=date.max)


def invent_people(rng, township, count, first_day, today):
    """That many persons of the township, spread over its villages, in order of village."""
    fates = deal_fates(rng, count)
    numbers = IdNumbers()
    people = []
    for village, seat in seats(township, count):
        fate = fates[len(people)]
        person = invent_person(rng, township, village, fate, first_day, today, numbers)
        settled = not fate and person.enrolled_on < first_day
        person.pace = PACES[seat] if settled and seat < len(PACES) else ""
        if person.pace and person.columns["risk_level"] == RiskLevel.HIGH:
            person.columns["risk_level"] = RiskLevel.MEDIUM  # whose day rolls by the month
        people.append(person)
    return people


def seats(township, count):
    """(village, number within it) for each person: largest shares first served, all seated."""
    total = sum(village.share for village in township.inhabited)
    done = 0
    for number, village in enumerate(township.inhabited):
        share = sum(v.share for v in township.inhabited[: number + 1]) / total
        upto = round(count * share)
        for seat in range(upto - done):
            yield village, seat
        done = upto


def deal_fates(rng, count):
    fates = [""] * count
    if count < FEWEST_WITH_FATES:
        return fates
    places = list(range(count))
    rng.shuffle(places)
    for fate, share in FATES.items():
        for _ in range(max(1, round(share * count))):
            fates[places.pop()] = fate
    return fates


class IdNumbers:
    """Numbers that nobody has: of the invented county, each given once."""

    def __init__(self):
        self.given = {}

    def next(self, birth_date, sex):
        sequence = self.given.get((birth_date, sex), 0)
        self.given[birth_date, sex] = sequence + 1
        return identity.make_id(COUNTY, birth_date, sequence, sex)


def invent_person(rng, township, village, fate, first_day, today, numbers):
    enrolled_on = enrolment_day(rng, fate, first_day, today)
    sex = Sex.MALE if rng.random() < 0.84 else Sex.FEMALE
    birth_date = invent_birth_date(rng, fate, today)
    group = rng.choice(village.group_codes())
    address = f"{township.full_name}{village.name}第{int(group[-2:])}组{rng.randint(1, 160)}号"
    columns = {
        "name": invent_name(rng, sex),
        "alias": f"小{rng.choice(SURNAMES)}" if rng.random() < 0.06 else "",
        "sex": sex,
        "ethnicity": rng.choice(ETHNICITIES),
        "birth_date": birth_date,
        "phone": invent_phone(rng) if rng.random() < 0.93 else "",
        "household_address": address,
        "living_address": address,
        "household_police_station": f"{township.name}派出所",
        "living_police_station": f"{township.name}派出所",
        **known_from_police(rng, enrolled_on, birth_date),
        **states_now(rng, enrolled_on, today),
        **circumstances(rng, village),
    }
    person = Person(
        columns,
        enrolled_on,
        homes=[(date.min, village.code, group)],
        states=[(date.min, ControlState.IN_CONTROL)],
        habit=rng.randint(3, 26),
        test_habit=rng.randint(10, 150),
    )
    give_id_number(columns, numbers, fate, rng)
    befall(rng, person, fate, township, village, first_day, today)
    return person


def enrolment_day(rng, fate, first_day, today):
    """Most were on the roster before the first day; whoever has a fate, surely; minors lately."""
    if fate == "minor":
        return today - timedelta(days=rng.randint(60, 200))
    if fate or rng.random() < 0.82:
        return first_day - timedelta(days=rng.randint(30, 1500))
    return first_day + timedelta(days=rng.randint(0, max((today - first_day).days - 40, 1)))


def invent_birth_date(rng, fate, today):
    if fate == "minor":
        return schedule.add_months(today, -12 * 16) - timedelta(days=rng.randint(20, 500))
    age = min(max(rng.gauss(42, 10), 19), 70)
    return today - timedelta(days=int(age * 365.25))


def invent_name(rng, sex):
    given = GIVEN_MALE if sex == Sex.MALE else GIVEN_FEMALE
    length = 1 if rng.random() < 0.25 else 2
    return rng.choice(SURNAMES) + "".join(rng.sample(given, length))


def invent_phone(rng):
    return f"19900{rng.randrange(10**6):06d}"


def give_id_number(columns, numbers, fate, rng):
    if fate == "without_id_number":
        columns["id_missing_reason"] = rng.choice(IdMissingReason.values)
    else:
        columns["id_number"] = numbers.next(columns["birth_date"], columns["sex"])


def known_from_police(rng, enrolled_on, birth_date):
    found = enrolled_on - timedelta(days=rng.randint(20, 900))
    found = max(found, birth_date + timedelta(days=15 * 365))
    has_crime_history = rng.random() < 0.15
    return {
        "category": PersonCategory.BOTH if has_crime_history else PersonCategory.DRUG_USER,
        "first_found_on": min(found, enrolled_on),
        "drug_kinds": rng.choice(DRUG_KINDS),
        "way_of_use": rng.choice(WayOfUse.values),
        "reason_code": rng.choice(ReasonCode.values),
        "times_treated": rng.choice((0, 0, 1, 1, 1, 2, 3)),
        "has_crime_history": has_crime_history,
        "crime_note": "因容留他人吸毒被判刑，已刑满释放" if has_crime_history else "",
        "source_document_no": f"云公禁移字〔{enrolled_on.year}〕{rng.randint(1, 260)}号",
    }


def states_now(rng, enrolled_on, today):
    measure = rng.choices(
        (
            Measure.NONE,
            Measure.COMMUNITY_DETOX,
            Measure.COMMUNITY_RECOVERY,
            Measure.MAINTENANCE_TREATMENT,
            Measure.VOLUNTARY_DETOX,
        ),
        (42, 26, 20, 8, 4),
    )[0]
    begun = max(enrolled_on, today - timedelta(days=rng.randint(60, 1000)))
    timed = measure in (Measure.COMMUNITY_DETOX, Measure.COMMUNITY_RECOVERY)
    under = measure != Measure.NONE
    return {
        "measure": measure,
        "measure_from": begun if timed else None,
        "measure_to": begun + THREE_YEARS if timed else None,
        "abstinence": Abstinence.UNDER_3Y
        if under
        else rng.choice(
            (Abstinence.ABSTINENT_3Y,) * 4 + (Abstinence.NOT_CONFIRMED, Abstinence.UNDER_3Y)
        ),
        "risk_level": rng.choices(RiskLevel.values, (6, 40, 44, 10))[0],
    }


def circumstances(rng, village):
    return {
        "education": rng.choices(Education.values, (3, 30, 45, 12, 6, 3, 1, 0))[0],
        "marital_status": rng.choices(MaritalStatus.values, (28, 46, 4, 22))[0],
        "employment": rng.choice(JOBS),
        "has_low_income": rng.random() < 0.14,
        "is_three_nos": rng.random() < 0.03,
        # A few rows of a real roster are incomplete.
        "control_contact": invent_name(rng, Sex.MALE) if rng.random() < 0.97 else "",
        "control_contact_phone": invent_phone(rng),
        "help_contact": invent_name(rng, Sex.FEMALE) if rng.random() < 0.96 else "",
        "help_contact_phone": invent_phone(rng),
        "remarks": "",
    }


def befall(rng, person, fate, township, village, first_day, today):
    """Let the fate come true, some months into the time that is told."""
    span = (today - first_day).days
    day = first_day + timedelta(days=int(span * rng.uniform(0.35, 0.75)))
    later = day + timedelta(days=int(span * rng.uniform(0.08, 0.18)))
    if fate in STATES_OF:
        person.states += zip((day, later), STATES_OF[fate], strict=False)
    if fate in ("lost_contact", "found_again"):
        person.columns["lost_count"] = 1
    if fate in CLOSINGS:
        person.closed_on = later if fate in STATES_OF else day
        person.close_reason = CLOSINGS[fate]
    if fate == "released":
        person.columns |= AFTER_RELEASE
    if fate == "transferred":
        others = [v for v in township.inhabited if v != village]
        move(rng, person, township, rng.choice(others), day)
    if fate == "minor":
        family = person.columns["name"][0]
        person.columns |= {"guardian": f"{family}建国", "guardian_relation": "父亲"}
    if fate == "residence_split":
        person.columns |= split_residence(rng)
    if fate == "silent":
        person.silent_since = today - timedelta(days=rng.randint(95, 120))
    if fate == "away":
        person.columns |= {"is_away": True, "away_to": rng.choice(FAR_PLACES)}


STATES_OF = {
    "in_custody": (ControlState.IN_CUSTODY,),
    "back_from_custody": (ControlState.IN_CUSTODY, ControlState.IN_CONTROL),
    "lost_contact": (ControlState.LOST_CONTACT,),
    "found_again": (ControlState.LOST_CONTACT, ControlState.IN_CONTROL),
    "deceased": (ControlState.DECEASED,),
    "deceased_and_closed": (ControlState.DECEASED,),
    "abroad": (ControlState.ABROAD,),
}
CLOSINGS = {
    "deceased_and_closed": CloseReason.DECEASED,
    "moved_out": CloseReason.MOVED_OUT,
    "released": CloseReason.RELEASED_AND_ABSTINENT,
}
AFTER_RELEASE = {
    "measure": Measure.NONE,
    "measure_from": None,
    "measure_to": None,
    "abstinence": Abstinence.ABSTINENT_3Y,
}


def split_residence(rng):
    return {
        "household_address": f"示例省示例市云溪县龙泉镇泉水村第{rng.randint(1, 2)}组",
        "household_police_station": "龙泉镇派出所",
        "remarks": "人户分离，以现住地为主管控。",
    }


def move(rng, person, township, village, day):
    group = rng.choice(village.group_codes())
    person.homes.append((day, village.code, group))
    number = rng.randint(1, 160)
    person.columns["living_address"] = (
        f"{township.full_name}{village.name}第{int(group[-2:])}组{number}号"
    )
    person.columns["remarks"] = f"{day.year}年{day.month}月迁入本村。"
