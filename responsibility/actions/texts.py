"""What the letters of a township say until its office writes its own (forms F13 and F6).

A synthesis of published letters; the document that authorises them is the office's to name.
"""

from responsibility.terms import LetterLevel

BASIS = "《中华人民共和国禁毒法》《禁毒人民战争实施方案》（请填写本级授权文件文号）"
REWARDS = """按年度禁毒工作考核结果兑现奖惩，责、权、利三挂钩。
责任人变动的，由继任者继续履行本责任书，并办理更换手续。"""


def text(title, duties, targets="", rewards=REWARDS):
    return {
        "title": title, "basis": BASIS, "duties": duties, "targets": targets, "rewards": rewards
    }  # fmt: skip


FIRST_TEXTS = {
    LetterLevel.COUNTY_TOWNSHIP: text(
        "禁毒工作目标管理责任书",
        """党委、政府主要负责人为禁毒工作第一责任人，每季度至少专题研究一次禁毒工作。
落实社区戒毒、社区康复措施，做到一人一档、四位一体帮教。
组织禁毒宣传、禁种铲毒、易制毒化学品管理和无毒创建。""",
        "走访完成率100%；检测完成率100%；失控人员为零；种植毒品原植物为零。",
    ),
    LetterLevel.TOWNSHIP_VILLAGE: text(
        "禁毒工作目标管理责任书",
        """成立禁毒工作小组，明确第一责任人和联系人，每季度研究一次禁毒工作。
每旬开展一次毒情排查，每月开展一次信息交流，无情况也要报告。
每月对在册人员面对面走访一次，配合做好检测和帮教。
与村民小组、家庭户逐级签订责任书，落实两级包保。
开展禁毒宣传和禁种踏查，发现线索及时上报。""",
        "走访完成率100%；检测完成率100%；失控人员为零；种植毒品原植物为零；宣传活动每季度不少于一次。",
    ),
    LetterLevel.TOWNSHIP_UNIT: text(
        "单位禁毒工作责任书",
        """单位负责人为本单位禁毒工作第一责任人，确定一名联系人。
每年对本单位人员至少开展一次禁毒宣传教育。
管好易制毒化学品和本单位场所，发现涉毒线索及时报告。""",
        "本单位人员参训率100%；本单位场所内涉毒案件为零。",
    ),
    LetterLevel.VILLAGE_GROUP: text(
        "村民小组禁毒责任书",
        """经常了解本组住户和外来人员情况，发现异常及时报告村委会。
开展禁种踏查，本组土地、房前屋后不种植毒品原植物。
向本组村民宣传禁毒知识。""",
        "种植毒品原植物为零；可疑情况当日报告。",
    ),
    LetterLevel.VILLAGE_HOUSEHOLD: text(
        "帮教责任书",
        """家庭：关心督促本人，本人外出或失去联系时及时告知村委会。
村委会：每月见面走访一次，帮助解决实际困难。
乡镇：安排帮教措施，落实帮扶政策，建好一人一档。
派出所：依法检测，依法处置。
各方对本人情况保密，不歧视。""",
        "不复吸；不脱失；按期走访；按期检测。",
        "认真履行的，优先落实就业和帮扶政策；责任人变动的，办理更换手续。",
    ),
}
