"""What offices type for the words of campaigns, and which value each means."""

from campaigns.terms import (
    ActivityKind,
    Audience,
    Lasting,
    MaterialKind,
    MaterialUnit,
    Occasion,
    PlanItem,
    TitleKind,
    TitleState,
)
from jurisdiction.synonyms import by_word, plain

K, M, U = ActivityKind, MaterialKind, MaterialUnit

# The first word is the one that our own sheets print. A word that could mean two values stands
# under neither: 会议 may be any of three, 培训 any of two.
WORDS = {
    ActivityKind: {
        K.LEADERSHIP_MEETING: "班子会议 领导班子会议 班子会 党委会 党政联席会议 领导小组会议",
        K.MOBILISATION_MEETING: "动员会 动员大会 部署会 动员部署会 推进会",
        K.VILLAGE_MEETING: "村级会议 村民会议 村民大会 村两委会议 村干部会议 党员大会 社员会议",
        K.PUBLICITY: "集中宣传 宣传活动 集中宣传活动 现场宣传 设点宣传 赶集宣传 大型宣传 宣传",
        K.TRAINING_CLASS: "法制培训班 法治培训班 禁毒法制培训班 禁毒法治培训班 禁毒培训班 培训班",
        K.BUSINESS_CLASS: "个体私营业主培训班 业主培训班 企业培训班 个体工商户培训班 企业主培训班",
        K.LECTURE: "讲座 法制讲座 法治讲座 禁毒讲座 宣讲 报告会",
        K.LESSON: "课堂教育 禁毒课 专题课 毒品预防教育课 课程 主题班会",
        K.ESSAY: "征文比赛 征文 征文活动 作文比赛",
        K.SPEECH: "演讲比赛 演讲 演讲活动",
        K.HAND_POSTER: "手抄报比赛 手抄报 手抄报评比 手抄报制作",
        K.HOUSE_TO_HOUSE: "入户宣传 进村入户宣传 入户 走访宣传 上门宣传",
    },
    Occasion: {
        Occasion.ANTI_DRUG_DAY: (
            "“6·26”国际禁毒日 国际禁毒日 6·26国际禁毒日 6.26国际禁毒日 626国际禁毒日 "
            "“6.26”国际禁毒日 6·26 6.26 626 禁毒日"
        ),
        Occasion.PUBLICITY_MONTH: "全民禁毒宣传月 禁毒宣传月 宣传月 6月宣传月 六月宣传月",
    },
    Audience: {
        Audience.YOUTH: "青少年 学生 中小学生 师生 青年",
        Audience.CADRES: "党政干部 干部 机关干部 村干部 党员干部 党员 镇村干部",
        Audience.DRUG_RELATED: "涉毒人员 吸毒人员 戒毒人员 社区戒毒康复人员",
        Audience.MIGRANTS: "流动人口 外来人员 务工人员 外来务工人员 外出务工人员",
        Audience.VILLAGERS: "村民群众 村民 群众 居民 广大群众 家长",
        Audience.BUSINESS_OWNERS: "个体私营业主 个体业主 个体户 个体工商户 企业主 业主 企业负责人",
        Audience.DRIVERS: "驾驶员 司机 驾驶人",
        Audience.ENTERTAINMENT: "娱乐场所从业人员 从业人员 娱乐场所人员 娱乐场所",
    },
    MaterialKind: {
        M.WALL_CHART: "挂图 宣传画 海报 宣传海报 宣传挂图 禁毒挂图 图片",
        M.NOTICE: "通告 公告 禁毒通告 宣传通告",
        M.SLOGAN: "标语 宣传标语 禁毒标语 墙体标语",
        M.BOARD: "宣传栏 展板 宣传板 橱窗 宣传橱窗 宣传展板",
        M.BANNER: "横幅 条幅 布标 宣传横幅",
        M.LEAFLET: "宣传单(册) 宣传单 宣传册 传单 折页 宣传折页 手册 宣传手册 宣传资料 资料",
    },
    MaterialUnit: {
        U.SHEET: "张",
        U.COPY: "份 册 本",
        U.STRIP: "条",
        U.PIECE: "个 块",
        U.BANNER: "幅",
        U.SET: "套",
    },
    Lasting: {
        Lasting.TEMPORARY: "临时 临时性",
        Lasting.PERMANENT: "永久性 永久 固定 固定性 长期",
    },
    PlanItem: {
        PlanItem.MEETING: "季度会议",
        PlanItem.CAMPAIGN: "季度宣传",
        PlanItem.ANTI_DRUG_DAY: "“6·26”活动",
        PlanItem.PUBLICITY_MONTH: "宣传月活动",
    },
    TitleKind: {
        TitleKind.VILLAGE: "无毒村(社)",
        TitleKind.UNIT: "无毒单位",
        TitleKind.SCHOOL: "无毒校园",
        TitleKind.FAMILY: "无毒家庭",
    },
    TitleState: {
        TitleState.APPLIED: "已申报",
        TitleState.CHECKED: "已考察",
        TitleState.GRANTED: "已命名",
        TitleState.REFUSED: "未通过",
        TitleState.REVOKED: "已撤销",
    },
}
SYNONYMS = {choices: by_word(words) for choices, words in WORDS.items()}


def recognise(choices, text):
    """The value of a choices class that a word means, or None: a word not listed is no guess."""
    return SYNONYMS[choices].get(plain(text))


def printed(choices):
    """{value: the word that our own sheets print}, in the order of the terms."""
    return {value: words.split()[0] for value, words in WORDS[choices].items()}
