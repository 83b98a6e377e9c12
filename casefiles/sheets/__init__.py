from casefiles.sheets.bags import bag_sheet
from casefiles.sheets.breaches import breach_sheet
from casefiles.sheets.duplicates import merge_sheet, pair_sheet
from casefiles.sheets.entries import entry_question_sheet
from casefiles.sheets.exits import exit_sheet
from casefiles.sheets.exports import (
    case_sheet,
    days_of,
    duty_sheet,
    problem_sheet,
    roster_lines,
    slot_sheet,
    visit_sheet,
)
from casefiles.sheets.help_letters import help_letter_sheet
from casefiles.sheets.helping import help_record_sheet
from casefiles.sheets.leave import leave_sheet
from casefiles.sheets.losing import lost_sheet
from casefiles.sheets.orders import order_sheet
from casefiles.sheets.papers import correction_sheet, team_sheet
from casefiles.sheets.planning import plan_roster, read_roster
from casefiles.sheets.plans import plan_sheet
from casefiles.sheets.readings import question_sheet
from casefiles.sheets.residence import apart_sheet, household_sheet, notice_sheet
from casefiles.sheets.returns import plan_return
from casefiles.sheets.risk import risk_sheet
from casefiles.sheets.sealing import opening_sheet, seal_sheet, sealed_sheet
from casefiles.sheets.shapes import LeaveReturn, TestMonthReturn, VisitReturn
from casefiles.sheets.survey import SurveyReturn, survey_sheet
from casefiles.sheets.tasks import task_sheet
from casefiles.sheets.tests import test_month_sheet, test_sheet
from casefiles.sheets.transfers import transfer_sheet

__all__ = [
    "entry_question_sheet",
    "SurveyReturn",
    "survey_sheet",
    "merge_sheet",
    "pair_sheet",
    "transfer_sheet",
    "apart_sheet",
    "household_sheet",
    "notice_sheet",
    "help_letter_sheet",
    "help_record_sheet",
    "bag_sheet",
    "breach_sheet",
    "case_sheet",
    "exit_sheet",
    "correction_sheet",
    "days_of",
    "duty_sheet",
    "leave_sheet",
    "lost_sheet",
    "opening_sheet",
    "order_sheet",
    "plan_roster",
    "read_roster",
    "plan_sheet",
    "plan_return",
    "LeaveReturn",
    "TestMonthReturn",
    "VisitReturn",
    "problem_sheet",
    "roster_lines",
    "question_sheet",
    "risk_sheet",
    "seal_sheet",
    "sealed_sheet",
    "slot_sheet",
    "task_sheet",
    "team_sheet",
    "test_month_sheet",
    "test_sheet",
    "visit_sheet",
]
