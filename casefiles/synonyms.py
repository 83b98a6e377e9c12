"""What offices type into a roster sheet for each choice, and the value that it means."""

from casefiles.terms import (
    Abstinence,
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
from jurisdiction.synonyms import by_word, plain

# The first word is the label that our own sheets print; numbers are the codes of the lists that
# terms.py names. A word that could mean two values of a class stands under neither.
WORDS = {
    Sex: {
        Sex.MALE: "男 男性 男士 男人 1 M male",
        Sex.FEMALE: "女 女性 女士 女人 2 F female",
    },
    PersonCategory: {
        PersonCategory.DRUG_USER: "吸毒人员 吸毒 吸毒者 吸毒史 有吸毒史 吸食毒品",
        PersonCategory.CRIME_HISTORY: (
            "涉毒犯罪前科人员 涉毒前科人员 涉毒前科 毒品犯罪前科 毒品犯罪 涉毒犯罪 贩毒 贩毒前科"
        ),
        PersonCategory.BOTH: (
            "吸毒且有涉毒前科 吸毒及涉毒前科 吸毒、涉毒前科 吸毒+前科 吸毒并贩毒 吸毒、贩毒 "
            "以贩养吸 吸贩 吸贩毒 两者 兼有"
        ),
    },
    Measure: {
        Measure.NONE: "无 无措施 无戒毒措施 没有 未采取措施 /",
        Measure.COMMUNITY_DETOX: "社区戒毒 社戒 责令社区戒毒",
        Measure.COMMUNITY_RECOVERY: "社区康复 社康 责令社区康复",
        Measure.COMPULSORY_ISOLATION: "强制隔离戒毒 强戒 强制隔离 强隔 强制戒毒",
        Measure.VOLUNTARY_DETOX: "自愿戒毒 自戒 自愿戒毒治疗",
        Measure.MAINTENANCE_TREATMENT: (
            "药物维持治疗 戒毒药物维持治疗 维持治疗 美沙酮 美沙酮维持治疗 美沙酮治疗"
        ),
    },
    ControlState: {
        # 05 and 06 say how long a person at liberty has abstained: the person is under control.
        ControlState.IN_CONTROL: (
            "在控 01 1 在管 在管控 管控中 已管控 在册在控 "
            "05 5 06 6 社会面戒断三年未复吸 社会面戒断不满三年"
        ),
        ControlState.LOST_CONTACT: "失控 02 2 脱失 失联 去向不明 下落不明",
        ControlState.IN_CUSTODY: (
            "在押 羁押 服刑 在监 收监 在所 看守所羁押 监狱服刑 在监服刑 拘留 "
            "强戒 强制隔离戒毒 强制隔离"
        ),
        ControlState.DECEASED: "死亡 03 3 已死亡 亡故 去世 已故",
        ControlState.ABROAD: "出国(境) 04 4 出国 出境 境外 国外 在境外 在国外 出国出境",
    },
    Abstinence: {
        Abstinence.UNDER_3Y: (
            "戒断不满三年 06 6 社会面戒断不满三年 未满三年 不满三年 不满3年 未满3年 戒断不满3年 "
            "戒断未满三年 戒断未满3年 三年以下"
        ),
        Abstinence.ABSTINENT_3Y: (
            "戒断三年未复吸 05 5 社会面戒断三年未复吸 戒断三年 戒断3年 戒断3年未复吸 三年未复吸 "
            "3年未复吸 戒断满三年 戒断满3年 满三年 满3年 三年以上 3年以上"
        ),
        Abstinence.NOT_CONFIRMED: "戒断情况未确认 未确认 不详 未知 不清楚 待确认 待核实",
    },
    RiskLevel: {
        RiskLevel.HIGH: "高风险 高 高级 高危 红 红色 高风险等级 高风险人员",
        RiskLevel.MEDIUM: "中风险 中 中级 中等 中等风险 黄 黄色 中风险人员",
        RiskLevel.LOW: "低风险 低 低级 绿 绿色 低风险等级 低风险人员",
        RiskLevel.UNRATED: "未评估 未评 未定级 未评定 未分级 待评估 无",
    },
    Education: {
        Education.ILLITERATE: "文盲或半文盲 文盲 半文盲 文盲、半文盲 不识字 未上学 未读书",
        Education.PRIMARY: "小学 80 81 小学毕业 小学文化 小学肄业",
        Education.JUNIOR_MIDDLE: "初中 70 71 初级中学 初中毕业 初中文化 初中肄业",
        Education.SENIOR_MIDDLE: "高中 60 61 高级中学 普通高中 高中毕业 高中文化 高中肄业",
        Education.VOCATIONAL: "中专 40 41 中等职业 中等专业学校 中技 技校 职高 职中 职业高中 中职",
        Education.COLLEGE: "大专 30 31 专科 大学专科 高职 大专毕业",
        Education.UNIVERSITY: "本科 20 21 大学本科 大学 本科毕业 学士",
        Education.POSTGRADUATE: "研究生 10 11 硕士 博士 硕士研究生 博士研究生 研究生毕业",
    },
    MaritalStatus: {
        MaritalStatus.SINGLE: "未婚 10 单身 未结婚",
        MaritalStatus.MARRIED: "已婚 20 21 22 23 有配偶 结婚 初婚 再婚 复婚",
        MaritalStatus.WIDOWED: "丧偶 30",
        MaritalStatus.DIVORCED: "离婚 40 离异 已离婚",
    },
    ReasonCode: {
        ReasonCode.FAMILY_AND_FRIENDS: "亲友影响 01 1 受亲友影响 朋友影响 家人影响 亲属影响",
        ReasonCode.CURIOSITY: "好奇 02 2 好奇心 出于好奇 因好奇",
        ReasonCode.SETBACKS: "人生受挫 03 3 受挫 生活受挫 受到挫折 感情受挫",
        ReasonCode.SEEKING_THRILLS: "寻求刺激 04 4 追求刺激 找刺激 寻刺激",
        ReasonCode.TRICKED: "被诱骗 05 5 受诱骗 诱骗 被骗 被引诱 被人引诱 受引诱",
        ReasonCode.FORCED: "被逼迫 06 6 逼迫 被强迫 被迫 受胁迫 被胁迫",
        ReasonCode.MEDICAL_TREATMENT: "治病引起 07 7 治病 因病 因治病 治疗疾病",
        ReasonCode.OTHER: "其他原因 99 其他 其它 其它原因",
    },
    WayOfUse: {
        WayOfUse.FOIL: "烫吸 锡纸烫吸 锡纸",
        WayOfUse.SMOKING: "烟吸 抽吸 香烟 掺烟吸食",
        WayOfUse.SNORTING: "鼻吸 鼻嗅 嗅吸",
        WayOfUse.INJECTION: "注射 静脉注射 肌肉注射 静注 肌注 打针 皮下注射",
        WayOfUse.ORAL: "口服 吞服 饮用",
        WayOfUse.SEVERAL: "多种方式 多种 混合 混合使用 烫吸、注射 烫吸和注射",
        WayOfUse.OTHER: "其他方式 其他 其它 其它方式",
    },
    IdMissingReason: {
        IdMissingReason.NOT_REGISTERED: "未登记户口 未上户口 未上户 无户口 黑户 未落户 无户籍",
        IdMissingReason.FOREIGN_OR_STATELESS: "外国籍或无国籍 外籍 外国籍 外国人 无国籍 境外人员",
        IdMissingReason.IDENTITY_UNCLEAR: "身份不明 身份不清 身份不详 身份未查清",
        IdMissingReason.NOT_PROVIDED: "本人未提供 未提供 拒不提供 本人不提供",
        IdMissingReason.AWAITING_POLICE: "待公安核实 待核实 核实中 公安核实中 待查",
    },
}
SYNONYMS = {choices: by_word(words) for choices, words in WORDS.items()}


def recognise_term(choices, text):
    """The value of a choices class that a cell means, or None: a word not listed is no guess."""
    return SYNONYMS[choices].get(plain(text))
