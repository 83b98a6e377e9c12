"""Sealing a file; asking that a sealed one be opened, and deciding about it."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.cases import IdNumberField
from casefiles.forms.fields import TextField
from casefiles.identity import normalise_id
from casefiles.terms import OpeningGround


class SealForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class AskForm(forms.Form):
    """The file by its number, or by the ID number, which travels in the body and is not kept."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    number = TextField(
        label=_("File number or ID number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ground = forms.ChoiceField(label=_("Legal ground"), choices=[("", "—"), *OpeningGround.choices])
    document_no = TextField(label=_("Document no."), max_length=80)

    def clean_number(self):
        number = normalise_id(self.cleaned_data["number"])
        if re.fullmatch(r"[0-9]{1,9}", number):
            return number
        self.is_id_number = True
        return IdNumberField().clean(number)

    is_id_number = False


class DecideForm(forms.Form):
    YES, NO = "open", "refuse"

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", "—"), (YES, _("Open for 24 hours")), (NO, _("Do not open"))],
    )
    refusal = TextField(label=_("Why not"), max_length=200, required=False)

    def clean(self):
        data = super().clean()
        refuses = data.get("decision") == self.NO
        if refuses and not data.get("refusal"):
            self.add_error("refusal", _("Say why the file is not to be opened."))
        if data.get("decision") == self.YES:
            data["refusal"] = ""
        return data
