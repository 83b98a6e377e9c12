"""Forms of the monthly report: submit what was looked at, or take it back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import ParagraphField, TextField


class SubmitReportForm(forms.Form):
    """`seen` is the digest of the figures; the note is asked for only where they do not balance."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = ParagraphField(
        label=_("Why it does not balance"),
        max_length=500,
        help_text=_("It is kept with the report and printed below it. Name no person."),
    )

    def __init__(self, *args, needs_note, **options):
        super().__init__(*args, **options)
        if not needs_note:
            del self.fields["note"]

    def content(self):
        return {"note": ""} | self.cleaned_data

    def see(self, digest):
        """Sent again, the form knows of the figures as they are by now."""
        self.data = self.data.copy()
        self.data["seen"] = digest


class WithdrawReportForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label=_("Reason for withdrawing"), max_length=200)
