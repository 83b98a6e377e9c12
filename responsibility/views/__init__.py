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
from responsibility.views.bindings import binding_export, binding_list
from responsibility.views.dashboard import dashboard
from responsibility.views.letters import (
    letter_archive,
    letter_detail,
    letter_document,
    letter_export,
    letter_issue,
    letter_list,
    letter_print,
    letter_refuse,
    letter_replace,
    letter_sign,
    letter_withdraw,
)
from responsibility.views.owed import letter_owed, letter_reminder
from responsibility.views.scans import letter_scan, letter_scan_create, letter_scan_withdraw
from responsibility.views.standards import set_up, standard
from responsibility.views.texts import (
    letter_template,
    letter_template_file,
    letter_text,
    letter_texts,
)

__all__ = [
    "assessment",
    "binding_export",
    "binding_list",
    "bonus",
    "bonus_withdraw",
    "dashboard",
    "freeze",
    "letter_archive",
    "letter_detail",
    "letter_document",
    "letter_export",
    "letter_issue",
    "letter_list",
    "letter_owed",
    "letter_print",
    "letter_refuse",
    "letter_replace",
    "letter_reminder",
    "letter_scan",
    "letter_scan_create",
    "letter_scan_withdraw",
    "letter_sign",
    "letter_template",
    "letter_template_file",
    "letter_text",
    "letter_texts",
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
