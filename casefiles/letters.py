"""The papers of a person that are signed by hand, in Chinese: the agreement (form F7)."""

from casefiles.terms import Measure
from jurisdiction.models import Area

TITLES = {
    Measure.COMMUNITY_DETOX: "社区戒毒协议书",
    Measure.COMMUNITY_RECOVERY: "社区康复协议书",
}
NAMES = {Measure.COMMUNITY_DETOX: "社区戒毒", Measure.COMMUNITY_RECOVERY: "社区康复"}
# 戒毒条例 18, and the years of tests that most offices keep; each office changes the text.
USUAL = {
    "measures": (
        "戒毒知识辅导；教育、劝诫；职业技能培训，职业指导，就学、就业、就医援助；"
        "帮助戒毒康复人员戒除毒瘾的其他措施。"
    ),
    "test_plan": "第一年每月一次，第二年每两个月一次，第三年每三个月一次，并接受不定期检测",
    "interview_plan": "每月至少面谈或者家访一次",
    "leave_rule": (
        "离开本县（市、区）三日以上的，须书面报告；外出期间接受异地检测，返回后及时销假。"
    ),
    "copies": 3,
}
# 戒毒条例 19, 20; 禁毒法 38.
DUTIES = (
    "履行本协议；",
    "根据公安机关的要求，定期接受检测；",
    "离开社区戒毒（康复）执行地所在县（市、区）三日以上的，须书面报告。",
)
BREACHES = (
    "违反本协议的，由乙方所在村（社区）和甲方进行批评、教育。",
    "逃避或者拒绝接受检测三次以上，擅自离开执行地所在县（市、区）三次以上或者累计超过三十日的，"
    "属于严重违反本协议，由甲方及时向当地公安机关报告。",
    "拒绝接受社区戒毒，在社区戒毒期间吸毒，或者严重违反本协议的，由公安机关依法处理。",
)
# 戒毒条例 7; 禁毒法 52, 70; 个人信息保护法 45, 46.
RIGHTS = (
    "乙方戒毒的个人信息依法予以保密；",
    "乙方在入学、就业、享受社会保障等方面不受歧视，并可以获得指导和帮助；",
    "乙方可以查阅、复制本人的记录，认为有误的可以要求更正，对处理不服的可以申诉、控告。",
)


def usual_terms(case):
    """What a new agreement of this person begins with: the township, the guardian, the usual."""
    return {"party_a": f"{township_of(case)}人民政府", "guardian": case.guardian} | USUAL


def township_of(case):
    """The name of the township whose office keeps the file."""
    return Area.objects.get(pk=case.village.township_code).name


def agreement_title(order):
    return TITLES[order.measure]


def agreement_sections(agreement, order):
    """What the agreement says under each heading: (heading, lines)."""
    name = NAMES[order.measure]
    basis = f"{order.organ}{chinese_day(order.decided_on)}作出的决定（{order.document_no}）。"
    term = f"自{chinese_day(order.term_from)}起至{chinese_day(order.ends_on)}止。"
    return [
        ("一、依据", [basis]),
        ("二、期限", [f"{name}期限{term}"]),
        ("三、甲方的措施", [agreement.measures]),
        ("四、乙方的义务", [*DUTIES, *filter(None, [agreement.duties])]),
        (
            "五、检测、访谈和请假",
            [
                f"检测：{agreement.test_plan}。",
                f"访谈：{agreement.interview_plan}。",
                f"请假：{agreement.leave_rule}",
            ],
        ),
        ("六、违反协议的责任", list(BREACHES)),
        ("七、乙方的权利", list(RIGHTS)),
        ("八、联系方式", [agreement.contacts]),
        ("九、其他", [f"本协议一式{agreement.copies}份，自双方签字之日起生效。"]),
    ]


def agreement_page(agreement):
    """What the printed agreement (form F7) draws, by the names of the template."""
    order = agreement.step.order
    return {
        "agreement": agreement,
        "case": agreement.case,
        "order": order,
        "title": agreement_title(order),
        "sections": agreement_sections(agreement, order),
        "day": chinese_day(agreement.step.happened_on),
    }


def chinese_day(day):
    return f"{day.year}年{day.month}月{day.day}日"


def usual_help_letter():
    """The usual words of a responsibility letter of assistance (form F6), to be changed at will.

    Returns the columns by name: duties of each party, targets, reward and penalty, confidentiality.
    """
    return {
        "family_duties": "关心、监督其日常生活，发现外出、情绪异常或复吸迹象，及时告知村和派出所。",
        "village_duties": "每月至少走访一次，了解思想、生活和交往情况并做好记录；协助落实帮扶。",
        "township_duties": "制定帮教措施，落实就业、救助等，建好一人一档，检查督促各方履责。",
        "police_duties": "依法开展检测，接到报告后及时依法处置，提供法律指导。",
        "targets": "不复吸、不失控；走访、检测按期完成。",
        "rewards": "责任落实情况纳入年度考核；因失职造成失控、复吸的，依规追究责任。",
        "confidentiality": "各方对戒毒人员的个人信息保密，不得向无关人员透露，不得歧视。",
        "copies": 4,
    }
