from django import forms
from django.utils.translation import gettext_lazy as _

from jurisdiction.forms.fields import TextField, WorkbookField


class RosterUploadForm(forms.Form):
    file = WorkbookField(
        label=_("Roster (.xlsx)"),
        error_messages={"required": _("Choose the roster file first.")},
    )


class ReturnUploadForm(forms.Form):
    """One of our own sheets that comes back; why records are corrected, where they are."""

    file = WorkbookField(
        label=_("The changed sheet (.xlsx)"),
        error_messages={"required": _("Choose the file first.")},
    )
    reason = TextField(label=_("Reason for the corrections"), max_length=150)

    def __init__(self, *args, corrects, **options):
        super().__init__(*args, **options)
        if not corrects:
            del self.fields["reason"]
