"""The answer to a question about entries, and the word that closes it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import TextField


class EntryAnswerForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    counted = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = TextField(
        label=_("How it came about"),
        max_length=300,
        help_text=_("Such as: no signal for two days; nothing had changed; the paper came late."),
    )


class EntryCloseForm(EntryAnswerForm):
    text = TextField(label=_("Closing word"), max_length=300)
