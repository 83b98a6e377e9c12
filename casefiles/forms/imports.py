from django import forms
from django.utils.translation import gettext_lazy as _

from jurisdiction.forms.fields import WorkbookField


class RosterUploadForm(forms.Form):
    file = WorkbookField(
        label=_("Roster (.xlsx)"),
        error_messages={"required": _("Choose the roster file first.")},
    )
