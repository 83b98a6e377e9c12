"""A letter as a document: the page for the printer and the Word file say the same (F13, F6)."""

from collections import defaultdict

from django.utils import timezone

from paperwork.documents import fill_template, plain_template, zip_of
from responsibility.models import LetterTemplate
from responsibility.sheets.letters import LEVELS, STATES, number_of
from responsibility.terms import LetterLevel, LetterState

NONE = "无"
BLANK = "＿＿＿＿＿＿"
# The fields of a template, in the order in which a letter has them.
FIELDS = (
    "标题", "编号", "年度", "甲方", "乙方", "甲方签字人", "乙方签字人", "联系人", "工作小组成员",
    "授权文件", "责任", "目标", "奖惩", "一票否决", "起始日期", "截止日期", "签订期限",
)  # fmt: skip
SECTIONS = (
    ("一、授权依据", "授权文件"),
    ("二、责任内容", "责任"),
    ("三、工作目标", "目标"),
    ("四、奖惩", "奖惩"),
    ("五、一票否决事项", "一票否决"),
)
# Whom a letter with a village names besides its head (form F14, item A1).
NAMES = ("联系人", "工作小组成员")
WITH_NAMES = (LetterLevel.TOWNSHIP_VILLAGE,)
CLOSING = "本责任书一式两份，双方各执一份。责任人变动的，由继任者继续履行，并办理更换手续。"


def letter_fields(letter):
    """{field: text} of a letter."""
    text = letter.text
    return {
        "标题": text.title,
        "编号": letter.title,
        "年度": str(letter.year),
        "甲方": letter.party_a,
        "乙方": letter.party_b,
        "甲方签字人": letter.signer_a or BLANK,
        "乙方签字人": letter.signer_b or BLANK,
        "联系人": letter.contact or BLANK,
        "工作小组成员": letter.members or BLANK,
        "授权文件": text.basis,
        "责任": listed(text.duties.splitlines()),
        "目标": text.targets or NONE,
        "奖惩": text.rewards or NONE,
        "一票否决": listed(letter.vetoes.splitlines()),
        "起始日期": day(letter.valid_from),
        "截止日期": day(letter.valid_to),
        "签订期限": day(letter.sign_by),
    }


def listed(lines):
    return "\n".join(f"{place}．{line}" for place, line in enumerate(lines, 1)) or NONE


def day(date):
    return f"{date:%Y}年{date.month}月{date.day}日"


def printed_letter(letter):
    """What the page for the printer shows: fields, and sections as (heading, lines)."""
    fields = letter_fields(letter)
    return {
        "fields": fields,
        "names": [(name, fields[name]) for name in names_on(letter.level)],
        "sections": [(heading, fields[name].splitlines()) for heading, name in SECTIONS],
        "closing": CLOSING,
    }


def letter_documents(letters, foot=""):
    """Pairs (file name, Word document) of these letters, each into its own level's template."""
    letters = list(letters)
    templates = templates_of(letters)
    for letter in letters:
        content = content_for(letter, templates[letter.township_id, letter.level])
        yield f"{letter.title}.docx", fill_template(content, letter_fields(letter), foot)


def templates_of(letters):
    """{(township, level): its templates, the newest first}."""
    kept = LetterTemplate.objects.filter(
        township__in={letter.township_id for letter in letters},
        level__in={letter.level for letter in letters},
    )
    templates = defaultdict(list)
    for template in kept.order_by("-version"):
        templates[template.township_id, template.level].append(template)
    return templates


def content_for(letter, templates):
    """The newest template; for a letter that was answered the newest of the day of the answer.

    A refused one may still be signed, and then on the newest paper.
    """
    is_settled = letter.answered_on and letter.state != LetterState.REFUSED
    for template in templates:
        kept_on = timezone.localdate(template.uploaded_at)
        if not is_settled or kept_on <= letter.answered_on:
            return bytes(template.content)
    return first_template(letter.level)


def names_on(level):
    return NAMES if level in WITH_NAMES else ()


def first_template(level):
    """The Word template of an office that has kept none for this level."""
    return plain_template(
        "{{标题}}",
        "{{编号}}",
        [
            "甲方：{{甲方}}",
            "乙方：{{乙方}}",
            "期限：{{起始日期}}至{{截止日期}}",
            *(f"{name}：{{{{{name}}}}}" for name in names_on(level)),
        ],
        [*((heading, f"{{{{{name}}}}}") for heading, name in SECTIONS), ("六、附则", CLOSING)],
        [
            [
                "甲方（盖章）：{{甲方}}",
                "第一责任人：{{甲方签字人}}",
                "签字：",
                "　　年　　月　　日",
            ],
            [
                "乙方（盖章）：{{乙方}}",
                "第一责任人：{{乙方签字人}}",
                "签字：",
                "　　年　　月　　日",
            ],
        ],
    )


def example_fields():
    """Each field filled with its own name, where there is no letter to show."""
    return {name: f"〔{name}〕" for name in FIELDS}


def on_paper(recipient):
    """Who owes the letter; of a household the file's number, which tells nobody on the road."""
    return number_of(recipient.case) if recipient.case else recipient.name


def reminder_words(village, year, rows, last, today):
    """The reminder of a village in the office's words; `rows` are (recipient, letter or None)."""
    return {
        "village": village.name,
        "title": f"{year}年责任书签订提醒",
        "opening": f"下列{len(rows)}份责任书尚未签订，请于{day(last)}前签订，签字原件报送禁毒办。",
        "lines": [
            (
                LEVELS[recipient.level],
                on_paper(recipient),
                letter.title if letter else "尚未下发",
                STATES[letter.state] if letter else "",
                day(letter.sign_by) if letter else "",
            )
            for recipient, letter in rows
        ],
        "day": day(today),
    }


class LetterDocument:
    """One letter as a Word file, which leaves the house as a Table does."""

    def __init__(self, letter):
        self.letter = letter
        self.name, self.told, self.lines = "责任书（文档）", letter.title, [[letter.title]]
        self.file_name = f"{letter.title}.docx"

    def to_bytes(self, chosen, stamp):
        """`stamp` stands under each page; a letter has no columns to choose."""
        ((_name, content),) = letter_documents([self.letter], stamp)
        return content


class LetterArchive:
    """The letters that a list shows, as one archive: the Word files and the sheet that lists them.

    It leaves the house as a Table does.
    """

    def __init__(self, table, letters):
        self.table, self.letters = table, letters
        self.name, self.lines = f"{table.name}（文档）", table.lines
        self.told = table.told
        self.file_name = table.file_name.replace(".xlsx", ".zip")

    def headers(self):
        return self.table.headers()

    def to_bytes(self, chosen, stamp):
        """`chosen` are the columns of the sheet, `stamp` stands on it."""
        index = (self.table.file_name, self.table.to_bytes(chosen, stamp))
        return zip_of([index, *letter_documents(self.letters, stamp)])


class LetterPages:
    """The letters that a list shows, each on a page for the printer; it leaves as a Table does."""

    def __init__(self, table, letters):
        self.letters = letters
        self.name, self.told, self.lines = f"{table.name}（打印）", table.told, table.lines

    def headers(self):
        return ()

    def printed(self):
        return [printed_letter(letter) for letter in self.letters]
