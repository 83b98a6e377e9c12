from responsibility.forms.assessment import BonusForm, ReasonForm, ScoreForm, StandardForm, VetoForm
from responsibility.forms.letters import (
    ChooseForm,
    IssueForm,
    LetterScansForm,
    OwedForm,
    RefuseForm,
    ReplaceForm,
    SignForm,
    TemplateForm,
    TextForm,
    WithdrawForm,
)

__all__ = [
    "BonusForm",
    "ChooseForm",
    "IssueForm",
    "LetterScansForm",
    "OwedForm",
    "ReasonForm",
    "RefuseForm",
    "ReplaceForm",
    "ScoreForm",
    "SignForm",
    "StandardForm",
    "TemplateForm",
    "TextForm",
    "VetoForm",
    "WithdrawForm",
]
