from responsibility.sheets.assessment import GRADES, assessment_book
from responsibility.sheets.letters import letter_sheet

__all__ = ["GRADES", "assessment_book", "letter_sheet"]
