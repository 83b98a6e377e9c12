"""The columns of the two lists that are loaded, and what offices head them with."""

import re
from dataclasses import dataclass
from functools import cached_property

from jurisdiction.synonyms import plain

NOTE = re.compile(r"\([^()]*\)$")
TWO_FIGURES = ("人数", "人次")


@dataclass(frozen=True)
class Columns:
    """`headers`: the first word of a column heads our own sheets; all of them are recognised."""

    headers: dict
    required: tuple

    @cached_property
    def by_header(self):
        return {key(word): name for name, words in self.headers.items() for word in words.split()}

    def recognise(self, text):
        """The column that a header means, or None; a note in brackets such as (是/否) is left out.

        A header that asks for people and for attendances at once says of no figure which it is.
        """
        header = key(text)
        known = self.by_header.get(header)
        if known or all(word in header for word in TWO_FIGURES):
            return known
        return self.by_header.get(NOTE.sub("", header))

    def header(self, name):
        """The word that heads this column in our own sheets."""
        return self.headers[name].split()[0]

    @property
    def labels(self):
        return {name: self.header(name) for name in self.required}


def key(header):
    """Half width, without spaces, asterisks and colons, so that headers compare equal."""
    return re.sub(r"[*:★※]", "", plain(header))


AREA = (
    "村（镇） 村 村居 村(居) 村(社区) 村/社区 社区 所属村 行政村 村名 所在村 开展村 村社区 "
    "村(镇、街道) 地区 辖区"
)
DAY = "日期 时间 年月日 活动日期 活动时间 开展时间 开展日期 举办时间 举办日期 会议时间 宣传时间"

ACTIVITY = Columns(
    {
        "happened_on": f"{DAY} 培训时间 召开时间",
        "area": AREA,
        "began_at": "钟点 开始时间 几点",
        "kind": "形式 活动形式 活动类型 活动类别 类别 类型 活动种类 宣传形式 活动方式 会议类型",
        "occasion": "节点 活动节点 宣传节点 时间节点",
        "theme": "主题 活动主题 活动名称 名称 会议名称 会议主题 培训主题 宣传主题 题目 活动题目",
        "place": "地点 活动地点 举办地点 会议地点 宣传地点 开展地点 培训地点",
        "unit": "学校或单位 学校 学校(单位) 所在学校 学校名称",
        "organiser": "组织单位 主办单位 组织者 承办单位 举办单位 主办 牵头单位",
        "partners": "协办单位 参与单位 配合单位 协办 联合单位 参加单位",
        "is_leader_present": (
            "领导参加 有无领导参加 是否有领导参加 领导是否参加 参加领导 出席领导 到场领导"
        ),
        "audiences": "对象 宣传对象 受众 受教育对象 培训对象 参加对象 参加人员 受众人群 人群",
        "sessions": "场次 期数 场次(期) 次数 期次 场次(期数) 场数",
        "people": "人数 参加人数 受教育人数 参与人数 到会人数 受众人数 宣传人数 培训人数",
        "attendances": "人次 参加人次 受教育人次 参与人次 宣传人次 培训人次 覆盖人次",
        "materials": "宣传品 宣传资料 宣传品发放 发放宣传品 发放资料 发放宣传资料 宣传品情况",
        "speaker": "主讲人 授课人 讲课人 主讲 宣讲人",
        "content": "内容 活动内容 主要内容 活动情况 会议内容 活动简介 活动简况",
        "media": "媒体报道 报道媒体 媒体 宣传报道",
        "cost": "经费(元) 经费 活动经费 费用 花费 支出 经费支出",
        "withdrawn": "已撤回",
    },
    required=("happened_on", "kind", "theme", "people"),
)
MATERIAL = Columns(
    {
        "happened_on": f"{DAY} 发放日期 发放时间 张贴日期 张贴时间 制作日期 制作时间",
        "area": AREA,
        "theme": "活动主题 主题 活动 活动名称 所属活动 对应活动",
        "kind": "宣传品 宣传品名称 品名 名称 种类 宣传品种类 宣传品类别 类别 宣传资料 资料名称",
        "lasting": "期限 使用期限 性质 临时或永久 临时/永久",
        "quantity": "数量 发放数量 张贴数量 制作数量 份数 总数",
        "unit": "单位 计量单位 量词",
        "issues": "期数 期 宣传栏期数",
        "places": "处数 张贴处数 张贴处 地点数 处",
        "households": "户数 发放户数 入户户数 入户数 户",
    },
    required=("happened_on", "kind", "quantity"),
)
