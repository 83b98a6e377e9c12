from responsibility.views.assessment import (
    assessment,
    bonus,
    bonus_withdraw,
    freeze,
    manual_score,
    reopen,
    score_sheet,
    veto,
    veto_withdraw,
    workbook,
)
from responsibility.views.dashboard import dashboard
from responsibility.views.letters import (
    letter_detail,
    letter_export,
    letter_issue,
    letter_list,
    letter_refuse,
    letter_replace,
    letter_sign,
    letter_withdraw,
)
from responsibility.views.standards import set_up, standard

__all__ = [
    "assessment",
    "bonus",
    "bonus_withdraw",
    "dashboard",
    "freeze",
    "letter_detail",
    "letter_export",
    "letter_issue",
    "letter_list",
    "letter_refuse",
    "letter_replace",
    "letter_sign",
    "letter_withdraw",
    "manual_score",
    "reopen",
    "score_sheet",
    "set_up",
    "standard",
    "veto",
    "veto_withdraw",
    "workbook",
]
