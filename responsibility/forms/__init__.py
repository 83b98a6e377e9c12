from responsibility.forms.assessment import BonusForm, ReasonForm, ScoreForm, StandardForm, VetoForm
from responsibility.forms.letters import (
    ChooseForm,
    IssueForm,
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
