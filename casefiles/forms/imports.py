from django import forms
from django.utils.translation import gettext_lazy as _

from paperwork.reading import Limits, Unreadable

LARGEST = Limits().file_bytes


class RosterUploadForm(forms.Form):
    file = forms.FileField(
        label=_("Roster (.xlsx)"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Choose the roster file first.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            refusal = Unreadable(
                "too_long", size=f"{file.size / 1_000_000:.1f}", limit=LARGEST // 1_000_000
            )
            raise forms.ValidationError(refusal.message, code="too_long")
        return file
