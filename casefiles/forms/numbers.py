"""Numbers that identify: shown one at a time, and looked up, each for a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.cases import IdNumberField
from casefiles.terms import Number
from jurisdiction.terms import ReadingReason

REASONS = [("", "—"), *ReadingReason.choices]


class RevealForm(forms.Form):
    number = forms.ChoiceField(label=_("Number"), choices=Number)
    reason = forms.ChoiceField(label=_("What for"), choices=REASONS)


class LookUpForm(forms.Form):
    """The number travels in the body of the request: an address would stay in logs."""

    id_number = IdNumberField(
        label=_("ID number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = forms.ChoiceField(label=_("What for"), choices=REASONS)
