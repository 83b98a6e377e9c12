from responsibility.sheets.assessment import GRADES, AssessmentBook
from responsibility.sheets.letters import letter_sheet

__all__ = ["GRADES", "AssessmentBook", "letter_sheet"]
