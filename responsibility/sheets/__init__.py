from responsibility.sheets.assessment import GRADES, AssessmentBook
from responsibility.sheets.handovers import handover_sheet
from responsibility.sheets.letters import (
    binding_sheet,
    letter_paper,
    letter_sheet,
    owed_sheet,
)

__all__ = [
    "GRADES",
    "AssessmentBook",
    "binding_sheet",
    "handover_sheet",
    "letter_paper",
    "letter_sheet",
    "owed_sheet",
]
