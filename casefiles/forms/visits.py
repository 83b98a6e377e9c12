from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import DayField, ParagraphField, TextField, not_before_enrolment
from casefiles.models import Visit
from casefiles.terms import VisitMode, VisitOutcome, VisitPlace


class VisitForm(forms.Form):
    """Form F4. Six fields on a routine visit; the rest opens below when something is new."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    visited_on = DayField(label=_("Visited on"))
    mode = forms.ChoiceField(label=_("How"), choices=VisitMode, initial=VisitMode.FACE)
    outcome = forms.ChoiceField(label=_("Result"), choices=VisitOutcome, initial=VisitOutcome.FOUND)
    place = forms.ChoiceField(label=_("Place"), choices=VisitPlace, initial=VisitPlace.HOME)
    companion = TextField(
        label=_("Second visitor"),
        max_length=80,
        required=False,
        help_text=_("Who went along. Two persons visit face to face."),
    )
    is_unchanged = forms.BooleanField(label=_("No change since last visit"), required=False)

    family = ParagraphField(label=_("1. Person and family"), max_length=500, required=False)
    work = ParagraphField(label=_("2. Work and production"), max_length=500, required=False)
    views = ParagraphField(label=_("3. Views on the office"), max_length=500, required=False)
    difficulty = ParagraphField(
        label=_("4. Hardest difficulty now"), max_length=500, required=False
    )
    other = ParagraphField(label=_("5. Other"), max_length=500, required=False)
    help_given = TextField(label=_("Help given"), max_length=200, required=False)
    needs_follow_up = forms.BooleanField(label=_("Follow-up needed"), required=False)
    follow_up = TextField(label=_("What is to follow"), max_length=200, required=False)

    ROUTINE = ("visited_on", "outcome", "mode", "place", "companion", "is_unchanged")
    DETAILS = (*Visit.BLOCKS, "help_given", "needs_follow_up", "follow_up")

    def __init__(self, *args, case, **options):
        super().__init__(*args, **options)
        self.case = case
        if not case.was_met:
            del self.fields["is_unchanged"]

    def clean_visited_on(self):
        return not_before_enrolment(self.cleaned_data["visited_on"], self.case)

    def clean(self):
        data = super().clean()
        data.setdefault("is_unchanged", False)
        found = data.get("outcome") == VisitOutcome.FOUND
        if found and data.get("mode") == VisitMode.FACE and self.is_blank("companion"):
            self.add_error("companion", _("Two persons visit: who went along?"))
        if found and not data["is_unchanged"] and all(map(self.is_blank, Visit.BLOCKS)):
            self.add_error(
                "is_unchanged" if "is_unchanged" in self.fields else "family",
                _("Say what you found in one of the five questions, or tick “no change”.")
                if "is_unchanged" in self.fields
                else _("First visit: answer at least one of the five questions."),
            )
        if data.get("needs_follow_up") and self.is_blank("follow_up"):
            self.add_error("follow_up", _("Say what is to follow."))
        return data

    def is_blank(self, name):
        """Left empty; what was filled in wrongly has its own error already."""
        return name not in self.errors and not self.cleaned_data[name]

    def content(self):
        """The columns of the record, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    def routine_fields(self):
        return [self[name] for name in self.ROUTINE if name in self.fields]

    def detail_fields(self):
        return [self[name] for name in self.DETAILS]

    def details_open(self):
        """Whether something below the routine fields is filled in, wrong or asked for."""
        return not self.case.was_met or any(
            self[name].errors or self[name].value() for name in self.DETAILS
        )
