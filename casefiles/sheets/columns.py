"""The columns of roster form F1: how our sheets head them, and what offices write instead."""

import re
import unicodedata

from casefiles.synonyms import WORDS
from jurisdiction.sheets.marks import HEADER, MARK

# In the order of form F1. The first word heads our own sheets; all of them are recognised.
HEADERS = {
    "file_no": "档案号 档案编号 建档编号",
    "name": "姓名 名字 人员姓名 涉毒人员姓名 吸毒人员姓名 本人姓名",
    "alias": "别名 绰号 别名/绰号 曾用名 外号 化名 小名",
    "sex": "性别",
    "ethnicity": "民族",
    "birth_date": "出生日期 出生年月 出生年月日 出生时间 生日",
    "id_number": (
        "身份证号 身份证号码 公民身份号码 公民身份证号码 证件号码 证件号 身份号码 身份证 "
        "居民身份证号码 居民身份证号"
    ),
    "id_missing_reason": "无身份证号原因 无身份证原因 无证原因 无号原因",
    "village": (
        "村 村居 所属村 行政村 村(社区) 村/社区 村名 所在村 村(居) 村委会 社区 管辖村 居住村 "
        "村社区"
    ),
    "group": "组 社 村民小组 小组 村组 所属组 村民组 组别 社(组) 组(社)",
    "household_address": (
        "户籍地址 户籍地 户口所在地 户籍所在地 户籍地详址 户籍详细地址 户口地址 户籍住址"
    ),
    "living_address": (
        "现住址 居住地 现居住地 现居住地址 现住地 居住地址 实际居住地 现居地 家庭住址 住址 "
        "家庭地址 实际居住地址 现住地址 现居住地详址 现住地详址"
    ),
    "household_police_station": "户籍地派出所 户籍派出所 户籍所在地派出所 户口所在地派出所",
    "living_police_station": (
        "现住地派出所 居住地派出所 现居住地派出所 管辖派出所 所属派出所 派出所 辖区派出所 "
        "管控派出所"
    ),
    "education": "文化程度 学历 受教育程度 文化",
    "marital_status": "婚姻状况 婚姻 婚否 婚姻情况",
    "employment": (
        "就业情况 职业 工作单位 就业状况 从业情况 现职业 就业单位 职业及工作单位 工作情况 单位"
    ),
    "has_low_income": "是否低保 低保 享受低保 是否享受低保 低保户 低保情况 是否低保户",
    "phone": (
        "联系电话 手机 手机号 手机号码 电话 电话号码 联系方式 本人电话 本人联系电话 联系号码"
    ),
    "category": "人员类别 类别 人员类型 涉毒类别 涉毒类型 人员性质",
    "first_found_on": (
        "首次查获日期 发现时间 首次查获时间 初次查获日期 初次发现时间 首次发现日期 "
        "首次发现时间 查获日期 查获时间 初次查获时间 发现日期"
    ),
    "drug_kinds": "滥用毒品种类 毒品种类 吸食毒品种类 吸毒种类 滥用种类 毒品类型 吸食种类",
    "way_of_use": "吸毒方式 吸食方式 滥用方式 使用方式",
    "reason_code": "吸毒原因 吸食原因 初次吸毒原因 滥用原因 涉毒原因",
    "consequence": "危害后果 吸毒后果 后果 滥用后果",
    "times_treated": "戒毒次数 强戒次数 治疗次数 戒治次数",
    "measure": "戒毒措施 管控措施 现戒毒措施 处置措施 现处置措施 戒毒类型 措施",
    "measure_from": (
        "措施开始日期 措施起始日期 起始日期 开始日期 措施开始时间 戒毒开始日期 戒毒起始日期 "
        "执行起始日期"
    ),
    "measure_to": (
        "措施结束日期 措施截止日期 截止日期 结束日期 到期日期 措施结束时间 戒毒结束日期 "
        "戒毒截止日期 期满日期 执行截止日期"
    ),
    "control_state": "管控情况 管控现状 管控状态 现状 目前状况 人员现状 现实状况",
    "abstinence": "戒断情况 戒断状态 戒断状况 戒断",
    "risk_level": "风险等级 风险级别 等级 风险类别 风险评估等级 管控等级 风险",
    "is_three_nos": "是否三无人员 三无人员 三无 是否三无",
    "is_away": "是否外出 外出 是否外出务工 外出务工 是否在外",
    "away_to": "外出去向 外出地点 去向 外出地 务工地点 外出务工地 外出务工地点 流向",
    "control_contact": "管控人 管控责任人 管控人姓名 责任人 包保责任人 管控人员",
    "control_contact_phone": (
        "管控人电话 管控责任人电话 管控人联系电话 责任人电话 管控人手机 管控人联系方式"
    ),
    "help_contact": "帮扶人 帮教人 帮扶责任人 帮教责任人 帮扶人姓名 帮教人员 帮扶人员",
    "help_contact_phone": (
        "帮扶人电话 帮教人电话 帮扶责任人电话 帮扶人联系电话 帮教责任人电话 帮扶人手机 "
        "帮扶人联系方式"
    ),
    "has_crime_history": "有无犯罪前科 犯罪前科 有无前科 前科 是否有前科 涉毒前科 是否有犯罪前科",
    "crime_note": "前科说明 前科情况 违法犯罪记录 前科备注 犯罪记录 违法犯罪情况",
    "source_document_no": "来源文书号 公安文书号 文书号 来文文号 文书编号 决定书文号",
    "lost_count": "脱失次数 失控次数 脱管次数",
    "enrolled_on": "建档日期 入册日期 列管日期 登记日期 建档时间 列管时间 入册时间 登记时间",
    "remarks": "备注 说明 其他情况 备考",
}  # fmt: skip
REQUIRED = ("name",)
SEALED = ("id_number", "phone", "control_contact_phone", "help_contact_phone")
NOTE = re.compile(r"\([^()]*\)$")


def plain(header):
    """Half width, without spaces, asterisks and colons, so that headers compare equal."""
    text = unicodedata.normalize("NFKC", str(header))
    return re.sub(r"[\s*:★]", "", text).upper()


BY_HEADER = {plain(word): name for name, words in HEADERS.items() for word in words.split()}
BY_HEADER[HEADER] = MARK


def recognise_header(text):
    """The column that a header means, or None; a note in brackets such as (是/否) is left out."""
    header = plain(text)
    return BY_HEADER.get(header) or BY_HEADER.get(NOTE.sub("", header))


def chinese_header(name):
    """The word that heads this column in our own sheets."""
    return HEADERS[name].split()[0]


def chinese_word(choices, value):
    """The word that our own sheets print for a value of one of these classes."""
    return WORDS[choices][value].split()[0] if value else ""
