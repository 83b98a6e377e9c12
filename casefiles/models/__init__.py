from casefiles.models.files import BagDocument, CaseFile, StateChange
from casefiles.models.imports import RosterImport
from casefiles.models.records import DrugTest, Visit
from casefiles.models.slots import DueSlot

__all__ = [
    "BagDocument",
    "CaseFile",
    "DrugTest",
    "DueSlot",
    "RosterImport",
    "StateChange",
    "Visit",
]
