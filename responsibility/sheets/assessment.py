"""The annual assessment workbook (form F14): always Chinese, its sums native Excel formulas."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from string import ascii_uppercase

from paperwork.writing import Book, Column, Formula
from responsibility import scoring
from responsibility.indicators import Assessment

GRADES = {
    "excellent": "优秀",
    "qualified": "合格",
    "basically_qualified": "基本合格",
    "unqualified": "不合格",
}
BONUSES = {
    "county_praise": "受县级以上表彰",
    "media": "经验被媒体报道",
    "clue_solved": "提供线索破案",
}
MEASURES = {
    "roster_complete": "名册完整",
    "file_documents": "档案资料",
    "visits_done": "走访",
    "tests_done": "尿检",
    "teams_named": "“四位一体”帮教小组",
    "checks_done": "旬查",
    "exchanges_done": "信息交流",
    "lost_contact": "人员不失控",
    "group_named": "组织机构",
    "letters_signed": "责任书签订",
    "two_level_binding": "两级包保督查",
    "quarterly_meetings": "季度会议",
    "june_activities": "六月活动",
    "quarterly_campaigns": "季度宣传",
    "displays": "宣传阵地",
    "key_audiences": "重点人群教育",
}
MISSES = {
    "incomplete": "名册信息不全",
    "no_file": "无档案资料",
    "missing_documents": "缺少资料",
    "missed": "逾期未办",
    "no_team": "未明确“四位一体”帮教小组",
    "lost": "失控",
    "roster_page": "缺花名册页",
    "help_measures": "缺帮教措施",
    "help_records": "缺帮教活动记录",
    "responsibility_letter": "缺帮教责任书",
    "no_members": "未明确工作小组成员",
    "no_signer_b": "未明确第一责任人",
    "no_contact": "未明确联系人",
    "unsigned_village_group": "村民小组未签",
    "unsigned_township_unit": "单位未签",
    "unsigned_village_household": "家庭户未签",
    "missing_month": "本月驻村干部未督查",
    "unbound_month": "本月村级包保人空缺",
    "missing_names": "缺少的明确事项",
    "unsigned": "未签订",
    "missing_months": "缺少的月份",
    "missing_quarter": "本季度未开展",
    "no_anti_drug_day": "“6·26”活动无领导参加或未开展",
    "no_publicity_month": "宣传月活动无领导参加或未开展",
    "no_board": "无宣传栏",
    "few_slogans": "永久性标语不足2条",
    "missing_quarters": "缺少的季度",
    "missing_occasions": "缺少的六月活动",
    "missing_displays": "缺少的宣传栏、永久性标语",
    "missing_audiences": "未覆盖的重点人群",
    "households_short": "宣传资料未到户（百分点）",
    "no_youth": "青少年未开展教育",
    "no_cadres": "党政干部未开展教育",
    "no_drug_related": "涉毒人员未开展教育",
    "no_migrants": "流动人口未开展教育",
}
SCORE_COLUMNS = [
    Column("板块", 12), Column("编号", 6), Column("考核项目", 20), Column("考核标准", 42),
    Column("完成数", 8, "integer"), Column("应完成数", 9, "integer"),
    Column("缺漏一", 8, "integer"), Column("缺漏二", 8, "integer"),
    Column("分值", 7, "decimal"), Column("折算分值", 9, "decimal"),
    Column("自评分", 8, "decimal"), Column("评定分", 8, "decimal"),
    Column("得分", 8, "decimal"), Column("说明", 34),
]  # fmt: skip
DONE, DUE, MISS, POINTS, FULL, ENTERED, GOT = "E", "F", "GH", "I", "J", "L", "M"


@dataclass(frozen=True)
class AssessmentBook:
    """The workbook of a year: a summary, one score sheet per village, the evidence.

    `misses` are the rows behind the numbers; file numbers and masked names are printed only
    `with_names`, and never of people under 18. It leaves the house as a Table does.
    """

    assessment: Assessment
    misses: list
    with_names: bool
    name = "年度考核表"

    @property
    def title(self):
        standard = self.assessment.standard
        return f"{standard.year}年{standard.township.name}禁毒工作考核"

    @property
    def file_name(self):
        return f"{self.title}表.xlsx"

    @property
    def told(self):
        return status(self.assessment)

    @property
    def lines(self):
        """What it says, for the register: how each village stands, and each row of evidence."""
        names = names_of(self.assessment)
        villages = [
            [sheet.name, [str(s.got) for s in sheet.reckoning.items], sheet.reckoning.total]
            for sheet in self.assessment.sheets
        ]
        return villages + [evidence_row(miss, names, self.with_names) for miss in self.misses]

    def to_bytes(self, _chosen, stamp):
        """The workbook; `stamp` stands below each title and in each footer."""
        book = Book(self.title, stamp=stamp)
        summary = book.sheet(
            "汇总表",
            columns=summary_columns(self.assessment),
            title_rows=[f"{self.title}汇总表", stamp],
            freeze="C4",
        )
        drawn = [
            score_sheet(book, self.assessment, sheet, stamp) for sheet in self.assessment.sheets
        ]
        fill_summary(summary, self.assessment, drawn)
        evidence_sheet(book, self.assessment, self.misses, self.with_names, stamp)
        return book.to_bytes()


def sections_of(assessment):
    return list({item.section_id: item.section for item in assessment.items}.values())


def names_of(assessment):
    return {sheet.village: sheet.name for sheet in assessment.sheets}


def summary_columns(assessment):
    return [
        Column("序号", 6, "integer"), Column("村（社区）", 16),
        *(Column(f"{s.code} {s.name}", 12, "decimal") for s in sections_of(assessment)),
        Column("加分", 8, "decimal"), Column("总分", 9, "decimal"), Column("等次", 10),
        Column("一票否决", 10), Column("待评项", 8, "integer"),
    ]  # fmt: skip


def fill_summary(draft, assessment, drawn):
    rows = [
        draft.row(summary_row(place, sheet, cells))
        for place, (sheet, cells) in enumerate(zip(assessment.sheets, drawn, strict=True), 1)
    ]
    if rows:
        draft.rows(counted_grades(assessment, rows), style="total")
    draft.row([status(assessment)], style="note")
    draft.row([
        "各村（社区）按区划代码排列，不排名次；总分四舍五入保留两位小数，只在最后取一次；"
        "不适用的项目，其分值在本板块内按比例分摊，整个板块不适用的分摊到其他板块。"
    ], style="note")  # fmt: skip


def status(assessment):
    state = "已定稿" if assessment.standard.is_frozen else "未定稿"
    return (
        f"{state}；走访按自然月、尿检按自然半年统计，"
        f"统计截至{assessment.counted_until:%Y-%m-%d}办理期限已满的事项。"
    )


def summary_row(place, sheet, cells):
    reckoning = sheet.reckoning
    return [
        place,
        sheet.name,
        *(section_cell(section, cells) for section in reckoning.sections),
        Formula(f"={cells['sheet']}{cells['bonus']}", counted_bonus(sheet)),
        "—"
        if reckoning.total is None
        else Formula(f"={cells['sheet']}{cells['total']}", reckoning.total),
        Formula(f"={cells['sheet']}{cells['grade']}", grade_word(reckoning)),
        "是" if sheet.vetoes else "",
        sum(score.state == scoring.AWAITED for score in reckoning.items),
    ]


def section_cell(section, cells):
    if not section.full:
        return "—"
    first, last = cells["sections"][section.code]
    return Formula(f"=SUM({cells['sheet']}{GOT}{first}:{GOT}{last})", float(section.got))


def counted_grades(assessment, rows):
    """The last rows of the summary: how many villages have each grade."""
    before = len(sections_of(assessment)) + 2
    column = ascii_uppercase[before + 2]
    cells = f"{column}{rows[0]}:{column}{rows[-1]}"
    words = [grade_word(sheet.reckoning) for sheet in assessment.sheets]
    for word in GRADES.values():
        count = Formula(f'=COUNTIF({cells},"{word}")', words.count(word))
        yield ["", f"{word}村数", *[""] * before, count]


def score_sheet(book, assessment, sheet, stamp):
    """Draw the score sheet of one village; returns where its totals stand, for the summary."""
    standard = assessment.standard
    draft = book.sheet(
        sheet.name,
        columns=SCORE_COLUMNS,
        freeze="D4",
        title_rows=[
            f"{standard.year}年{standard.township.name}{sheet.name}禁毒工作考核评分表",
            stamp,
        ],
    )
    sections = {}
    scores = zip(assessment.items, assessment.spec.items, sheet.reckoning.items, strict=True)
    for item, spec, score in scores:
        number = draft.row(item_row(draft.next_row, item, spec, score, sheet))
        first, _last = sections.get(item.section.code, (number, number))
        sections[item.section.code] = (first, number)
    return totals(draft, assessment, sheet, sections)


def item_row(number, item, spec, score, sheet):
    measured = sheet.measured.get(item.measure)
    entry = sheet.entered.get(item.code)
    parts = [measured.parts[part] for part, _points in spec.deductions] if measured else []
    scale = score.full / Fraction(item.points)
    return [
        item.section.name, item.code, item.name, item.requirement,
        measured.numerator if measured else None,
        measured.denominator if measured else None,
        *(parts + [None, None])[:2],
        item.points,
        full_cell(number, score, scale),
        None,
        entry.points if entry else None,
        got_cell(number, spec, score),
        remark(item, score, spec, entry),
    ]  # fmt: skip


def full_cell(number, score, scale):
    if scale in (0, 1):
        return score.item.points * int(scale)
    text = f"={POINTS}{number}*{scale.numerator}/{scale.denominator}"
    return Formula(text, float(score.full))


def got_cell(number, spec, score):
    if score.state == scoring.NOT_APPLICABLE:
        return "—"
    misses = {part: f"{MISS[place]}{number}" for place, (part, _) in enumerate(spec.deductions)}
    text = scoring.excel_formula(
        spec,
        full=f"{FULL}{number}",
        numerator=f"{DONE}{number}",
        denominator=f"{DUE}{number}",
        misses=misses,
        entered=f"{ENTERED}{number}",
    )
    return Formula(text, "" if score.state == scoring.AWAITED else float(score.got))


def remark(item, score, spec, entry):
    if entry:
        return ("不适用：" if entry.is_not_applicable else "") + entry.reason
    if score.state == scoring.AWAITED:
        return "待评"
    if score.state == scoring.NOT_APPLICABLE:
        return "无统计对象，不适用"
    names = zip(("缺漏一", "缺漏二"), spec.deductions, strict=False)
    return "；".join(f"{name}：{MISSES[part]}" for name, (part, _points) in names)


def totals(draft, assessment, sheet, sections):
    """The last rows of a score sheet: bonus, veto, total, grade, signatures."""
    reckoning = sheet.reckoning
    first, last = 3, draft.next_row - 1
    given = sum((bonus.points for bonus in sheet.bonuses), Decimal(0))
    granted = draft.row(last_row("加分", given, bonus_text(sheet)), style="total")
    bonus = draft.row(
        last_row("计入加分", Formula(f"=MIN(5,{GOT}{granted})", counted_bonus(sheet)), "最高5分"),
        style="total",
    )
    veto = draft.row(
        last_row("一票否决", "是" if sheet.vetoes else "", veto_text(sheet)), style="total"
    )
    total = draft.row(
        last_row("总分", total_cell(reckoning, first, last, granted), ""), style="total"
    )
    grade = draft.row(
        last_row("等次", grade_cell(assessment, reckoning, f"{GOT}{total}", f"{GOT}{veto}"), ""),
        style="total",
    )
    draft.row([status(assessment)], style="note")
    draft.row(["考核人签字：                被考核单位意见（签字）：                "
               "审批：                日期："], style="note")  # fmt: skip
    title = draft.title.replace("'", "''")
    return {
        "sheet": f"'{title}'!",
        "sections": sections,
        "bonus": f"{GOT}{bonus}",
        "total": f"{GOT}{total}",
        "grade": f"{GOT}{grade}",
    }


def last_row(name, value, text):
    return ["", "", name, *[""] * 9, value, text]


def counted_bonus(sheet):
    return sheet.reckoning.bonus


def total_cell(reckoning, first, last, bonus):
    if reckoning.total is None:
        return "—"
    text = scoring.excel_total(f"{GOT}{first}:{GOT}{last}", f"{GOT}{bonus}")
    return Formula(text, reckoning.total)


def grade_cell(assessment, reckoning, total, veto):
    if reckoning.grade is None:
        return "待定"
    text = scoring.excel_grade(assessment.spec.grades, GRADES, total=total, veto=veto)
    return Formula(text, grade_word(reckoning))


def grade_word(reckoning):
    return GRADES.get(reckoning.grade, "待定")


def bonus_text(sheet):
    return "；".join(
        f"{BONUSES[bonus.kind]} {bonus.points.normalize():f}分：{bonus.reason}"
        + (f"（{bonus.document_no}）" if bonus.document_no else "")
        for bonus in sheet.bonuses
    )


def veto_text(sheet):
    return "；".join(
        f"{veto.veto_case.text}。事实：{veto.fact}；证据：{veto.evidence}；"
        f"依据：{veto.document_no}（{veto.decided_on:%Y-%m-%d}）"
        for veto in sheet.vetoes
    )


def evidence_sheet(book, assessment, misses, with_names, stamp):
    who = [Column("档案编号", 10), Column("姓名", 8)] if with_names else []
    standard = assessment.standard
    draft = book.sheet(
        "依据明细",
        landscape=False,
        columns=[
            Column("村（社区）", 16),
            Column("指标", 14),
            *who,
            Column("缺漏内容", 22),
            Column("时间", 12),
        ],
        title_rows=[f"{standard.year}年{standard.township.name}考核依据明细", stamp],
    )
    names = names_of(assessment)
    draft.rows(evidence_row(miss, names, with_names) for miss in misses)
    if not misses:
        draft.row(["无缺漏。"], style="note")
    draft.row([status(assessment)], style="note")


def evidence_row(miss, names, with_names):
    is_hidden = miss.is_minor or not miss.case
    who = ["—", "—"] if is_hidden else [miss.file_no, miss.name]
    return [
        names[miss.village], MEASURES[miss.key], *(who if with_names else []),
        MISSES[miss.what], period(miss.period),
    ]  # fmt: skip


def period(text):
    """2026-03 as 2026年3月, 2026-H1 as 2026年上半年, 2026-Q2 as 2026年第2季度, months from-to."""
    if not text:
        return ""
    year, part = text.split("-")
    if part in ("H1", "H2"):
        return f"{year}年{'上' if part == 'H1' else '下'}半年"
    if part.startswith("Q"):
        return f"{year}年第{part[1:]}季度"
    first, *last = map(int, part.split("/"))
    return f"{year}年{first}月" + "".join(f"至{'次年' * (n < first)}{n}月" for n in last)
