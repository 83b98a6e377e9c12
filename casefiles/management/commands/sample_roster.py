from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from casefiles import identity
from paperwork.writing import Book, Column

SAMPLE = Path("docs/samples/roster.xlsx")
ID_AREA = "990101"  # no county has this code
VILLAGES = [
    "和平村", "柳树村", "大塘村", "石桥村", "新民村", "双河村", "青龙村", "白果村", "高坪村",
    "三汇村", "茶园村", "向阳村",
]  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = [
    "建国", "志强", "秀英", "丽华", "春梅", "国华", "海燕", "永平", "小军", "玉兰", "德明", "文斌",
    "红梅", "卫东", "桂芳", "成林",
]  # fmt: skip
MEASURES = ["社区戒毒", "社戒", "社区康复", "无", "美沙酮", "强戒"]
STATES = ["在控", "在控", "在管", "失控", "在押", "01"]
LEVELS = ["高", "中", "低", "中风险", "未评估", "黄"]
SCHOOLING = ["初中", "小学", "文盲", "高中", "中专", "大专"]
PERSONS = 40
COLUMNS = [
    Column("序号", kind="integer"), Column("村（社区）"), Column("村民小组"), Column("名 字"),
    Column("绰号"), Column("性别"), Column("身份证号码", 22, "integer"),
    Column("出生年月", 14, "date"), Column("民族"), Column("文化程度"), Column("户口所在地", 26),
    Column("现居住地", 26), Column("手机", 14, "integer"), Column("低保（是/否）"),
    Column("发现时间", 14, "date"), Column("毒品种类"), Column("管控措施"), Column("管控现状"),
    Column("风险等级"), Column("责任人"), Column("责任人电话", 14), Column("帮教人"),
    Column("家庭成员"), Column("说明"),
]  # fmt: skip


class Command(BaseCommand):
    help = "Write the sample roster of invented persons, as an office would really send it."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?", default=settings.BASE_DIR / SAMPLE)

    def handle(self, *, file, **options):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sample())
        self.stdout.write(str(file))


def sample():
    """Always the same bytes: three wrong numbers, one person twice, an empty and a total row."""
    book = Book("清溪镇涉毒人员花名册（虚构样表）")
    sheet = book.sheet(
        "2026年花名册",
        columns=COLUMNS,
        title_rows=["清溪镇涉毒人员花名册（虚构样表）", "填报单位：清溪镇禁毒办　　2026年11月"],
    )
    rows = [person(number) for number in range(PERSONS)]
    spoil(rows)
    sheet.rows(rows[:25])
    sheet.row([])
    sheet.rows(rows[25:])
    sheet.row([PERSONS + 1, *rows[4][1:]])
    sheet.row(["合计", f"{PERSONS + 1}人"], style="total")
    sheet.row(["备注：姓名、号码均为虚构，仅供试用。"], style="note")
    return book.to_bytes()


def person(number):
    born = date(1962, 3, 5) + timedelta(days=number * 317)
    sex = "female" if number % 4 == 3 else "male"
    village = VILLAGES[number % len(VILLAGES)]
    found = date(2012, 6, 1) + timedelta(days=number * 97)
    return [
        number + 1, village_as_written(village, number), group_as_written(number),
        SURNAMES[number % 20] + GIVEN[number * 7 % 16], "老幺" if number % 9 == 4 else None,
        "女" if sex == "female" else "男", number_as_written(born, number, sex),
        day_as_written(born, number), "汉族" if number % 5 else "彝族", SCHOOLING[number % 6],
        f"清溪镇{village}", f"清溪镇{village}{number % 3 + 1}组{number + 11}号",
        phone_as_written(number), "是" if number % 6 == 0 else "否",
        day_as_written(found, number + 2), "冰毒" if number % 3 else "海洛因",
        MEASURES[number % 6], STATES[number % 6], LEVELS[number % 6], "何平安", "13900000001",
        "柳青" if number % 2 else None, "配偶" if number % 3 else "父母",
        "外出务工时须请假" if number % 8 == 5 else None,
    ]  # fmt: skip


def village_as_written(village, number):
    return (village, village.removesuffix("村"), f"{village}村委会", f"清溪镇{village}")[number % 4]


def group_as_written(number):
    group = number % 3
    return (f"{group + 1}组", f"第{'一二三'[group]}村民小组", f"{'１２３'[group]}组")[number % 3]


def number_as_written(born, number, sex):
    whole = identity.make_id(ID_AREA, born, number, sex)
    if number % 10 == 6:  # the old form, typed as a number
        return int(whole[:6] + whole[8:17])
    if number % 10 == 8:
        return "".join(chr(ord(character) + 0xFEE0) for character in whole)
    return f"{whole[:6]} {whole[6:14]} {whole[14:]}" if number % 10 == 3 else whole.lower()


def day_as_written(day, number):
    return (
        day, f"{day.year}.{day.month}.{day.day}", f"{day:%Y-%m}",
        f"{day.year}年{day.month}月{day.day}日", None, f"{day:%Y%m%d}",
    )[number % 6]  # fmt: skip


def phone_as_written(number):
    phone = 13800000000 + number * 1357
    return (phone, str(phone), None, f"{str(phone)[:3]}-{str(phone)[3:7]}-{str(phone)[7:]}")[
        number % 4
    ]


def spoil(rows):
    """Three wrong numbers: a wrong check digit, a digit missing, one that Excel has rounded."""
    place = [column.title for column in COLUMNS].index("身份证号码")
    right = rows[10][place]
    rows[10][place] = right[:17] + ("1" if right[17] != "1" else "2")
    rows[19][place] = rows[19][place][:17]
    rows[27][place] = int(rows[27][place][:15] + "000")
