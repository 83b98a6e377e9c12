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
from responsibility.views.standards import set_up, standard

__all__ = [
    "assessment",
    "bonus",
    "bonus_withdraw",
    "dashboard",
    "freeze",
    "manual_score",
    "reopen",
    "score_sheet",
    "set_up",
    "standard",
    "veto",
    "veto_withdraw",
    "workbook",
]
