from responsibility.forms.assessment import BonusForm, ReasonForm, ScoreForm, StandardForm, VetoForm
from responsibility.forms.letters import (
    ChooseForm,
    IssueForm,
    LetterScansForm,
    RefuseForm,
    ReplaceForm,
    SignForm,
    TemplateForm,
    TextForm,
)

__all__ = [
    "BonusForm",
    "ChooseForm",
    "IssueForm",
    "LetterScansForm",
    "ReasonForm",
    "RefuseForm",
    "ReplaceForm",
    "ScoreForm",
    "SignForm",
    "StandardForm",
    "TemplateForm",
    "TextForm",
    "VetoForm",
]
