"""Who signs in to the demonstration: one officer per capacity, all with one password."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from jurisdiction.access import NEEDS_SECOND_FACTOR
from jurisdiction.actions import enrol_second_factor
from jurisdiction.models import Officer, Posting
from jurisdiction.terms import Capacity
from township.demonstration.passwords import PASSWORD, SECOND_FACTOR_SECRET
from township.demonstration.places import COUNTY

LONG_BEFORE = timedelta(days=400)
# Sign-in name, name, capacity, where: "county", "township", or numbers of villages.
CAST = (
    ("heping_cadre", "王秀兰", Capacity.VILLAGE_CADRE, (0,)),
    ("liushu_cadre", "刘志刚", Capacity.VILLAGE_CADRE, (1,)),
    ("resident", "陈敏", Capacity.RESIDENT_CADRE, (0, 1, 2)),
    ("head", "赵永福", Capacity.VILLAGE_HEAD, (0,)),
    ("officer", "李卫东", Capacity.DRUG_CONTROL_OFFICER, "township"),
    ("leader", "周国栋", Capacity.LEADER, "township"),
    ("police", "高翔", Capacity.COMMUNITY_POLICE, "township"),
    ("county", "孙文静", Capacity.COUNTY_OFFICE, "county"),
    ("administrator", "吴磊", Capacity.ADMINISTRATOR, "county"),
)
CADRE_NAMES = [
    "杨桂芳",
    "徐建平",
    "何春梅",
    "马德明",
    "罗永红",
    "梁清泉",
    "宋玉珍",
    "郑学军",
    "谢丽华",
    "唐志明",
    "冯秀云",
    "董国强",
    "萧雪梅",
    "程光荣",
    "袁小琴",
    "邓明亮",
    "许文彬",
    "傅家兴",
    "沈月娥",
    "曾凡林",
]


def appoint_cast(township, first_day):
    """The officers of the demonstration township. Returns them by sign-in name."""
    password = make_password(PASSWORD)
    return {
        username: appoint(username, name, capacity, codes_of(township, where), first_day, password)
        for username, name, capacity, where in CAST
    }


def codes_of(township, where):
    if where == "county":
        return [COUNTY]
    if where == "township":
        return [township.code]
    return [township.villages[number].code for number in where if number < len(township.villages)]


def appoint(username, name, capacity, codes, first_day, password):
    """An officer with a posting in each of these areas, since long before the first day."""
    officer = Officer.objects.create(
        username=username, name=name, office_id=codes[0][:9], password=password
    )
    since = first_day - LONG_BEFORE
    Posting.objects.bulk_create(
        Posting(officer=officer, area_id=code, capacity=capacity, valid_from=since)
        for code in codes
    )
    if capacity in NEEDS_SECOND_FACTOR:
        enrol_second_factor(officer=officer, secret=SECOND_FACTOR_SECRET)
    return officer


def appoint_others(township, first_day, appointed):
    """Whoever the cast lacks: an officer for the township and a cadre for each village.

    Returns (officer, cadres by village code). Those of a generated township sign in with the
    demonstration's password too, and the officer with its codes: officer_<code>, cadre_<code>.
    """
    password = make_password(PASSWORD)
    posted = {
        (posting.area_id, posting.capacity): posting.officer
        for posting in Posting.objects.filter(officer__in=appointed).select_related("officer")
    }
    officer = posted.get((township.code, Capacity.DRUG_CONTROL_OFFICER)) or appoint(
        f"officer_{township.code}",
        "李明",
        Capacity.DRUG_CONTROL_OFFICER,
        [township.code],
        first_day,
        password,
    )
    cadres = {}
    for number, village in enumerate(township.villages):
        cadres[village.code] = posted.get((village.code, Capacity.VILLAGE_CADRE)) or appoint(
            f"cadre_{village.code}",
            CADRE_NAMES[number % len(CADRE_NAMES)],
            Capacity.VILLAGE_CADRE,
            [village.code],
            first_day,
            password,
        )
    return officer, cadres


def retire_predecessor(township, first_day, today):
    """A cadre who served before the present one and lost the village on the day."""
    village = township.villages[0].code
    officer = Officer.objects.create(
        username="former_cadre", name="周明", office_id=township.code, password=make_password(None)
    )
    Posting.objects.create(
        officer=officer,
        area_id=village,
        capacity=Capacity.VILLAGE_CADRE,
        valid_from=first_day - 2 * LONG_BEFORE,
        valid_to=first_day - LONG_BEFORE,
    )
    return officer
