"""Responsibility letters of assistance (form F6) as a sheet."""

from casefiles.sheets.exports import FILTERS, table
from casefiles.sheets.papers import ROLES
from casefiles.terms import FOUR_IN_ONE
from casefiles.terms.bag import HelpLetterState, HelpLetterWork
from jurisdiction.sheets.tables import numbered

STATES = {
    HelpLetterState.DRAFTED: "已拟定", HelpLetterState.SIGNING: "签字中",
    HelpLetterState.SIGNED: "已签订", HelpLetterState.REPLACED: "已更换",
}  # fmt: skip
WORK = {
    HelpLetterWork.NOT_IN_FORCE: "无有效责任书", HelpLetterWork.NONE: "未签责任书",
    HelpLetterWork.UNSIGNED: "未签齐", HelpLetterWork.ENDING: "三十日内到期",
    HelpLetterWork.IN_FORCE: "有效",
}  # fmt: skip


def help_letter_sheet(rows, request):
    """Each file with its latest letter: who of the four has signed it, and its term."""
    columns = numbered(
        "档案号", "姓名", "村", ("版次", "integer"), "状态", ("期限起", "date"), ("期限止", "date"),
        *(ROLES[role] for role in FOUR_IN_ONE), ("签齐日期", "date"),
    )  # fmt: skip
    lines = [
        [number, case.file_no, case.name, case.village.name, *cells_of(case)]
        for number, case in enumerate(rows, 1)
    ]
    filters = FILTERS | {"work": ("待办", WORK)}
    return table("帮教责任书签订情况", "帮教责任书", columns, lines, request, filters)


def cells_of(case):
    letters = list(case.helpletters.all())
    if not letters:
        told = "仅有纸质" if case.has_paper else WORK[HelpLetterWork.NONE]
        return [None, told, None, None, "", "", "", "", None]
    letter = letters[0]
    signed = {row.party: row.signer or "无" for row in letter.signatures.all()}
    return [
        letter.edition, STATES[letter.state], letter.term_from, letter.term_to,
        *(signed.get(role, "") for role in FOUR_IN_ONE), letter.signed_on,
    ]  # fmt: skip
