"""What is asked before a list leaves the house."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from jurisdiction.forms.fields import TextField
from jurisdiction.sheets.tables import identifies
from jurisdiction.terms import ExportPurpose

KEY_REUSED = _(
    "This form has handed out a sheet before, with another content or for another purpose. Nothing "
    "was handed out now: look at what you ask for, and send it again for a serial of its own."
)


class ExportForm(forms.Form):
    """Purpose, document and columns; numbers that identify are off until ticked."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    purpose = forms.ChoiceField(label=_("Purpose"), choices=[("", "—"), *ExportPurpose.choices])
    document_no = TextField(
        label=_("Document no."),
        max_length=80,
        required=False,
        help_text=_("The letter or notice that asks for it; may stay empty for own office work."),
    )
    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, headers, **options):
        super().__init__(*args, **options)
        self.is_reused = False
        if headers:
            self.fields["columns"].choices = [(header, header) for header in headers]
            self.initial.setdefault("columns", [h for h in headers if not identifies(h)])
        else:
            del self.fields["columns"]

    def clean(self):
        data = super().clean()
        own = data.get("purpose") in ("", None, ExportPurpose.OFFICE)
        if not own and not data.get("document_no"):
            self.add_error("document_no", _("Say which document asks for it."))
        data.setdefault("columns", [])
        return data

    def begin_anew(self):
        """Nothing was handed out, since the key holds another sheet: the next one has a new key."""
        self.is_reused = True
        self.add_error(None, KEY_REUSED)
        self.data = self.data.copy()
        self.data["key"] = uuid.uuid4()
