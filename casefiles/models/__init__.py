from casefiles.models.breaches import Admonition, BreachDecision
from casefiles.models.corrections import CorrectionRequest, SpecialDay
from casefiles.models.enrolments import Enrolment
from casefiles.models.entries import EntryAnswer
from casefiles.models.files import BagDocument, CaseFile, StateChange
from casefiles.models.handovers import Handover
from casefiles.models.help_letters import HelpLetter, HelpLetterSignature
from casefiles.models.helping import HelpRecord
from casefiles.models.imports import RosterImport
from casefiles.models.leave import Leave
from casefiles.models.losing import ContactAttempt, FoundAgain, LostDecision
from casefiles.models.merging import DifferentPersons, Merge
from casefiles.models.monthly import MonthlyReport, MonthlyReportLine
from casefiles.models.orders import Agreement, OrderStep, RehabOrder
from casefiles.models.photos import VisitPhoto
from casefiles.models.plans import HelpMeasure, HelpPlan, Lack, PlanReview, ProgressNote
from casefiles.models.records import DrugTest, Visit
from casefiles.models.reopenings import Reopening
from casefiles.models.residence import HouseholdPerson, ResidenceNotice
from casefiles.models.risk import RiskAssessment, RiskFactor, RiskStandard
from casefiles.models.rules import DrugItem, OfficeRules
from casefiles.models.scans import BagScan
from casefiles.models.schedules import OwnSchedule, Schedule, ScheduleStep
from casefiles.models.sealing import Sealing, SealOpening
from casefiles.models.seats import TeamSeat
from casefiles.models.slots import DueSlot
from casefiles.models.tasks import Task, TaskStep
from casefiles.models.team import TeamMember
from casefiles.models.tracking import InfoExchange, TenDayCheck, VillageDuty
from casefiles.models.transfers import Transfer

__all__ = [
    "EntryAnswer",
    "DifferentPersons",
    "Merge",
    "HelpLetter",
    "HelpLetterSignature",
    "HelpRecord",
    "Admonition",
    "Agreement",
    "BreachDecision",
    "ProgressNote",
    "PlanReview",
    "Lack",
    "Leave",
    "HelpPlan",
    "HelpMeasure",
    "BagDocument",
    "BagScan",
    "CaseFile",
    "ContactAttempt",
    "CorrectionRequest",
    "DrugItem",
    "DrugTest",
    "DueSlot",
    "Enrolment",
    "FoundAgain",
    "Handover",
    "HouseholdPerson",
    "InfoExchange",
    "LostDecision",
    "MonthlyReport",
    "MonthlyReportLine",
    "OfficeRules",
    "OwnSchedule",
    "OrderStep",
    "RehabOrder",
    "Reopening",
    "ResidenceNotice",
    "RiskAssessment",
    "RiskFactor",
    "RiskStandard",
    "RosterImport",
    "Schedule",
    "ScheduleStep",
    "SealOpening",
    "Sealing",
    "SpecialDay",
    "StateChange",
    "Task",
    "TaskStep",
    "TeamMember",
    "TeamSeat",
    "TenDayCheck",
    "Transfer",
    "VillageDuty",
    "Visit",
    "VisitPhoto",
]
