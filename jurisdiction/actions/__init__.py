"""Every deed of the house itself: areas, sign-in, pictures, retention, uploaded sheets."""

from jurisdiction.actions.areas import BadDivisions, DivisionReport, load_divisions, rename_area
from jurisdiction.actions.pictures import QuotaReached, keep_picture, withdraw_picture
from jurisdiction.actions.retention import decide_retention
from jurisdiction.actions.sheets import (
    HasProblems,
    PlanChanged,
    confirm_sheet,
    erase_left_behind,
    sheet_content,
    store_sheet,
)
from jurisdiction.actions.sign_in import (
    SECRETS,
    check_second_factors,
    end_sessions,
    enrol_second_factor,
    remove_second_factor,
    reseal_second_factors,
)
from jurisdiction.actions.tokens import end_token, make_token, note_use, officer_of, token_of

__all__ = [
    "end_token",
    "make_token",
    "note_use",
    "officer_of",
    "token_of",
    "BadDivisions",
    "DivisionReport",
    "HasProblems",
    "PlanChanged",
    "QuotaReached",
    "SECRETS",
    "check_second_factors",
    "confirm_sheet",
    "decide_retention",
    "end_sessions",
    "enrol_second_factor",
    "erase_left_behind",
    "keep_picture",
    "load_divisions",
    "remove_second_factor",
    "rename_area",
    "reseal_second_factors",
    "sheet_content",
    "store_sheet",
    "withdraw_picture",
]
