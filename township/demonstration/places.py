"""Invented places: which villages a township has, how many groups, and how well they keep up."""

from dataclasses import dataclass, field

PROVINCE, CITY, COUNTY = "99", "9901", "990101"
ABOVE = {PROVINCE: "示例省", CITY: "示例市", COUNTY: "云溪县"}
FIRST_VILLAGE = 201  # villages of a township are numbered from 201 in the national list


@dataclass(frozen=True)
class Village:
    code: str
    name: str
    groups: int
    share: float  # of the township's persons
    diligence: float  # share of what is owed that gets done in time
    has_school: bool = True

    def group_codes(self):
        return [f"{self.code}{number:02d}" for number in range(1, self.groups + 1)]


@dataclass(frozen=True)
class Township:
    code: str
    name: str
    villages: list
    units: list = field(default_factory=list)  # (area code, kind, name)

    @property
    def full_name(self):
        return "".join(ABOVE.values()) + self.name

    @property
    def inhabited(self):
        return [village for village in self.villages if village.share]


# Name, groups, share of persons, diligence, school. 高坪村 has no school, 向阳村 no person.
QINGXI = (
    ("和平村", 5, 1.2, 0.96, True),
    ("柳树村", 4, 1.1, 0.97, True),
    ("大塘村", 5, 1.3, 0.90, True),
    ("石桥村", 4, 1.0, 0.93, True),
    ("新民村", 3, 0.8, 0.88, True),
    ("双河村", 4, 1.1, 0.74, True),
    ("青龙村", 3, 0.7, 0.95, True),
    ("白果村", 3, 0.5, 0.985, True),
    ("高坪村", 3, 0.4, 0.85, False),
    ("三汇村", 5, 1.0, 0.86, True),
    ("茶园村", 4, 0.9, 0.94, True),
    ("向阳村", 3, 0, 0.95, True),
)
VETOED = "三汇村"  # planting there was hidden by the village and found by others
TOWNSHIP_NAMES = [
    "清溪镇",
    "龙泉镇",
    "白云镇",
    "石门镇",
    "永兴镇",
    "太平镇",
    "双龙镇",
    "金山镇",
    "玉河镇",
    "新桥镇",
    "东林镇",
    "南坪镇",
    "西河镇",
    "北山镇",
    "长乐镇",
    "安宁镇",
    "福田镇",
    "凤鸣镇",
    "青山镇",
    "明月镇",
]
BEFORE = "红新东西南北上下长高平清金银福"
AFTER = "星华岭坝湾坪沟庙寨桥林溪塘坡店"


def village_code(township_code, number):
    return f"{township_code}{FIRST_VILLAGE + number}"


def demonstration_township():
    code = f"{COUNTY}101"
    villages = [
        Village(village_code(code, number), *columns) for number, columns in enumerate(QINGXI)
    ]
    return Township(code, "清溪镇", villages, units_of(code, "清溪镇", villages))


def neighbour_township():
    """A second township with one village: what its officers must not see of the first."""
    code = f"{COUNTY}102"
    villages = [Village(village_code(code, 0), "泉水村", 2, 1, 0.9)]
    return Township(code, "龙泉镇", villages, units_of(code, "龙泉镇", villages))


def invent_township(rng, code, name, villages):
    """A township with that many villages, each with its own size and diligence."""
    rows = [invent_village(rng, village_code(code, number), number) for number in range(villages)]
    return Township(code, name, rows, units_of(code, name, rows))


def invent_village(rng, code, number):
    name = BEFORE[number % len(BEFORE)] + AFTER[(number // len(BEFORE) + number) % len(AFTER)]
    return Village(
        code,
        f"{name}村",
        rng.randint(3, 5),
        rng.uniform(0.5, 1.5),
        rng.uniform(0.8, 0.98),
        has_school=rng.random() < 0.9,
    )


def units_of(code, name, villages):
    """The township's offices, and each village's school, clinic, enterprise or co-operative."""
    units = [
        (code, "government", f"{name}人民政府"),
        (code, "government", f"{name}派出所"),
        (code, "government", f"{name}司法所"),
        (code, "clinic", f"{name}中心卫生院"),
        (code, "school", f"{name}初级中学"),
    ]
    for number, village in enumerate(villages):
        units += units_of_village(number, village)
    return units


def units_of_village(number, village):
    place = village.name.removesuffix("村")
    units = [(village.code, "clinic", f"{village.name}卫生室")]
    if village.has_school:
        units.append((village.code, "school", f"{place}小学"))
    if number % 3 == 0:
        units.append((village.code, "enterprise", f"{place}农产品加工有限公司"))
    if number % 3 == 1:
        units.append((village.code, "cooperative", f"{place}中药材种植专业合作社"))
    return units
