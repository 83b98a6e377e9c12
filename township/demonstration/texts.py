"""What cadres write after a visit: invented, varied, in the office's Chinese."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from casefiles.schedule import kept_until, objection_until

FAMILY = (
    "本人身体状况良好，{relative}在家，家庭关系和睦。",
    "与{relative}同住，{relative}愿意协助监督，家中气氛正常。",
    "{relative}近日外出务工，本人独自在家照看老人。",
    "{relative}因病住院后已出院，本人在家照料，情绪稳定。",
    "夫妻关系较前缓和，{child}在{school}上学，成绩一般。",
    "本人血压偏高，坚持服药，{relative}督促其按时复诊。",
    "家中刚修缮房屋，欠亲友少量借款，{relative}帮助偿还。",
    "{child}放假在家，本人表示要给孩子做好榜样。",
    "本人精神面貌较好，谈话配合，{relative}反映其作息规律。",
    "老人上月去世，本人情绪一度低落，现已逐步恢复。",
    "{relative}反映本人近期较少出门，与原来的朋友无往来。",
    "家中新添孙辈，本人心情愉快，主动谈及今后打算。",
)
WORK = (
    "种植{crop}{area}亩，长势正常。",
    "在{place}做零工，每月收入约{income}元。",
    "家中养{animal}，预计年底出栏，增收有望。",
    "目前没有固定工作，农闲时在家帮忙。",
    "已报名参加镇上的{skill}培训，下月开课。",
    "在本村合作社务工，负责{crop}采收，收入稳定。",
    "{crop}已收完，正准备下一季的种子和肥料。",
    "在{place}上班已满{months}个月，老板评价较好。",
    "因天气原因工地停工，暂时在家，计划下月返岗。",
    "经营小卖部，生意平稳，能够维持家庭开支。",
)
VIEWS = (
    "对村里的工作表示支持，愿意继续配合走访和检测。",
    "认为走访有帮助，希望多介绍就业信息。",
    "对上次反映的事项办理结果表示满意。",
    "希望检测时间能提前通知，便于安排农活。",
    "无意见，愿意参加村里组织的活动。",
    "希望走访时注意方式，避免邻居议论。",
    "建议村里组织技能培训，多联系务工岗位。",
    "表示村干部常来看望，心里踏实。",
)
DIFFICULTY = (
    "暂无突出困难。",
    "{child}上学费用有压力。",
    "缺少启动资金，想扩大{animal}养殖规模。",
    "{relative}长期服药，医药费负担较重。",
    "住房漏雨，盼望列入危房改造。",
    "没有技术，找工作不容易。",
    "{crop}价格偏低，销路不畅。",
    "身份证即将到期，需要协助办理换证。",
)
OTHER = (
    "已当面宣讲禁毒知识，发放宣传单一份。",
    "提醒其外出三日以上须提前书面报告。",
    "告知下次检测的大致时间，本人表示知晓。",
    "查看居住环境，未发现异常。",
    "与{relative}单独交谈，未反映异常情况。",
    "提醒冬季用火用电安全。",
    "询问社会交往情况，本人称主要与家人和邻居来往。",
)
HELP = (
    "联系镇劳务站推荐岗位",
    "协助申请临时救助",
    "帮助联系农技员上门指导",
    "协助办理医保报销",
    "送去米、油各一份",
    "协助联系{school}，申请助学补助",
    "帮助联系合作社代销{crop}",
)
FOLLOW_UP = (
    "下次走访核实就业情况",
    "联系民政办了解低保申请进度",
    "请驻村干部协调危房改造事宜",
    "向派出所核对外出去向",
    "下月回访家庭矛盾化解情况",
)
WORDS = {
    "relative": ("母亲", "父亲", "妻子", "哥哥", "姐姐", "岳母", "叔叔", "弟弟"),
    "child": ("儿子", "女儿", "大儿子", "小女儿"),
    "school": ("村小学", "镇初级中学", "县职业中学"),
    "crop": ("玉米", "水稻", "油菜", "柑橘", "茶叶", "辣椒", "魔芋", "黄精"),
    "area": ("2", "3", "4.5", "6", "8"),
    "animal": ("生猪 6 头", "土鸡 80 只", "山羊 12 只", "黄牛 3 头", "蜜蜂 15 箱"),
    "place": ("镇上建材店", "县城工地", "邻村砖厂", "镇农贸市场", "公路养护队"),
    "income": ("1800", "2200", "2600", "3000", "3500"),
    "skill": ("电焊", "养殖", "厨师", "果树修剪", "农机驾驶"),
    "months": ("2", "3", "5", "8"),
}
BLOCKS = {
    "family": FAMILY,
    "work": WORK,
    "views": VIEWS,
    "difficulty": DIFFICULTY,
    "other": OTHER,
}
REASONS_NOT_FOUND = {
    "nobody_home": ("敲门无人应答，邻居称其赶集未归。", "家中上锁，电话联系后约定改日再访。"),
    "road_closed": ("连日降雨，进组道路塌方，未能到达。", "道路施工封闭，车辆无法通行。"),
    "ill": ("本人发热卧床，未便打扰，约定病愈后再访。", "本人在卫生院输液，未当面谈话。"),
    "refused": ("本人称有事，不愿接待，经劝说仍未配合。", "本人情绪激动，拒绝交谈，已告知派出所。"),
}


def sentence(rng, templates):
    words = {name: rng.choice(choices) for name, choices in WORDS.items()}
    return rng.choice(templates).format(**words)


def findings(rng, in_full):
    """The text columns of a meeting: all five blocks in full, otherwise often 'no change'."""
    if not in_full and rng.random() < 0.62:
        return {"is_unchanged": True}
    names = list(BLOCKS) if in_full else rng.sample(list(BLOCKS), rng.randint(1, 4))
    columns = {name: sentence(rng, BLOCKS[name]) for name in BLOCKS if name in names}
    if rng.random() < 0.15:
        columns["help_given"] = sentence(rng, HELP)
    if rng.random() < 0.08:
        columns |= {"needs_follow_up": True, "follow_up": sentence(rng, FOLLOW_UP)}
    return columns


def not_found(rng):
    """An honest reason why nobody was met, and what the cadre noted."""
    outcome = rng.choices(tuple(REASONS_NOT_FOUND), (70, 10, 12, 8))[0]
    return {"outcome": outcome, "other": rng.choice(REASONS_NOT_FOUND[outcome])}


def phone_call(rng):
    away = rng.choice(
        ("电话联系，本人称在外务工，过几日返回。", "电话联系，本人情况正常，约定见面时间。")
    )
    return {"other": away}


def lag(rng):
    """How long after the visit it was typed in: mostly the same evening, sometimes a paper form."""
    return timedelta(days=rng.randint(2, 12) if rng.random() < 0.09 else 0)


ITEMS = ("吗啡", "甲基苯丙胺（冰毒）", "氯胺酮")


def kit(day, result):
    """The kit of a test, and what it showed: no chance in it, so that a seed keeps its township."""
    shown = dict.fromkeys(ITEMS, "negative")
    if result != "negative":
        shown[ITEMS[1]] = result
    return {
        "place": "镇禁毒工作站",
        "kit_brand": "艾康",
        "kit_batch": f"AK{day:%y%m}",
        "kit_expires_on": day + timedelta(days=300),
        "items": shown,
        "signing": "signed",
    }


def kept_samples(day, by):
    """What follows a positive test: told at once, both bottles kept, the police told."""
    at = timezone.make_aware(datetime.combine(day, time(10, 20)))
    return {
        "told_at": at,
        "objection_until": objection_until(day, 3),
        "sample_a_no": f"{day:%Y%m%d}A",
        "sample_b_no": f"{day:%Y%m%d}B",
        "kept_until": kept_until(day, 6),
        "police_told_at": at + timedelta(minutes=25),
        "police_told_by": by,
    }
