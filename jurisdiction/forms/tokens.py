"""A token for another system: its name, the posting in which it acts, what it may, until when."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.forms.fields import DayField, TextField
from jurisdiction.terms import TokenScope

DAYS = 365


class TokenForm(forms.Form):
    """`postings` are those in which a token may act."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    system = TextField(
        label=_("Name of the system"),
        max_length=60,
        help_text=_("Which system, of which office, and who looks after it."),
    )
    posting = forms.ChoiceField(
        label=_("Acts in the posting"),
        help_text=_("It sees and does what this officer may there, in this officer's name."),
    )
    scope = forms.MultipleChoiceField(
        label=_("May do"), choices=TokenScope, widget=forms.CheckboxSelectMultiple
    )
    expires_on = DayField(
        label=_("Last day"), may_be_future=True, help_text=_("A year from today at most.")
    )

    def __init__(self, *args, postings, **options):
        super().__init__(*args, **options)
        self.by_key = {str(posting.pk): posting for posting in postings}
        choices = [(key, told(posting)) for key, posting in self.by_key.items()]
        self.fields["posting"].choices = [("", "—"), *choices]

    def clean_posting(self):
        return self.by_key[self.cleaned_data["posting"]]

    def clean_expires_on(self):
        day, today = self.cleaned_data["expires_on"], timezone.localdate()
        if not today <= day <= today + timedelta(days=DAYS):
            raise forms.ValidationError(_("From today on, and a year from today at the latest."))
        return day


def told(posting):
    return f"{posting.officer.name} · {posting.get_capacity_display()} · {posting.area.name}"
