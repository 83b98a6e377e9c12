from casefiles.forms.cases import CaseForm
from casefiles.forms.deeds import (
    CloseForm,
    DocumentForm,
    ExcuseForm,
    StateForm,
    WithdrawForm,
)
from casefiles.forms.photos import BagScansForm, VisitPhotosForm
from casefiles.forms.tests import TestForm
from casefiles.forms.tracking import record_form
from casefiles.forms.visits import VisitForm

__all__ = [
    "BagScansForm",
    "CaseForm",
    "CloseForm",
    "DocumentForm",
    "ExcuseForm",
    "StateForm",
    "TestForm",
    "VisitForm",
    "VisitPhotosForm",
    "WithdrawForm",
    "record_form",
]
