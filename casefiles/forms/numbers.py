"""Numbers that identify: shown one at a time, and looked up, each for a reason."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.cases import IdNumberField
from casefiles.terms import Number
from jurisdiction.terms import ReadingReason
from paperwork.text import clean_text

TAIL = re.compile(r"[0-9]{3}[0-9X]")
REASONS = [("", "—"), *ReadingReason.choices]


class RevealForm(forms.Form):
    number = forms.ChoiceField(label=_("Number"), choices=Number)
    reason = forms.ChoiceField(label=_("What for"), choices=REASONS)


class WholeOrTailField(IdNumberField):
    """The whole ID number, or its last four characters."""

    def clean(self, value):
        text = clean_text(value or "").upper()
        return text if TAIL.fullmatch(text) else super().clean(value)


class LookUpForm(forms.Form):
    """The number travels in the body of the request: an address would stay in logs."""

    id_number = WholeOrTailField(
        label=_("ID number, or its last four characters"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.ChoiceField(label=_("What for"), choices=REASONS)
