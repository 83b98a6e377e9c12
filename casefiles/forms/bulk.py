"""What is asked before one deed is done on many files."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.cases import PhoneField
from casefiles.forms.fields import TextField


class ReassignForm(forms.Form):
    """Another control contact, another help contact, or both; a phone goes with its person."""

    control_contact = TextField(label=_("New control contact"), max_length=40, required=False)
    control_contact_phone = PhoneField(
        label=_("Control contact's phone"), required=False, max_length=40
    )
    help_contact = TextField(label=_("New help contact"), max_length=40, required=False)
    help_contact_phone = PhoneField(
        label=_("Help contact's phone"),
        required=False,
        max_length=40,
        help_text=_("Left empty, the number of the contact before is taken out."),
    )

    PAIRS = (("control_contact", "control_contact_phone"), ("help_contact", "help_contact_phone"))

    def clean(self):
        data = super().clean()
        control, helper = data.get("control_contact"), data.get("help_contact")
        if not control and not helper and not self.errors:
            self.add_error(
                "control_contact", _("Say who the new contact is, of one kind at least.")
            )
        if control and control == helper:
            self.add_error("help_contact", _("Two separate persons control and help."))
        for name, phone in self.PAIRS:
            if data.get(phone) and not data.get(name):
                self.add_error(name, _("Whose number is this?"))
        return data

    def columns(self):
        """The columns for `reassign_files`: only of the contacts that are named."""
        return {
            column: self.cleaned_data[column].strip("-")
            for name, phone in self.PAIRS
            if self.cleaned_data[name]
            for column in (name, phone)
        }


def answers(form):
    """What a valid form was answered, for the eye: the label and the words of each answer."""
    for field in form.visible_fields():
        value = form.cleaned_data[field.name]
        words = dict(getattr(field.field, "choices", ())).get(value, field.value())
        if value not in ("", None):
            yield field.label, value if isinstance(value, date) else words
