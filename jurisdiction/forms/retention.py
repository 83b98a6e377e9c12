"""What an office decides about records that are past their time."""

import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.forms.fields import TextField
from jurisdiction.models import Area
from jurisdiction.schedule.windows import add_months
from jurisdiction.terms import RetentionChoice

KEY_REUSED = _(
    "This form has written down another decision before. Nothing was written now: look at what "
    "you decide, and send it again."
)
LONGEST_YEARS = 10  # [I] a longer time is a new decision


class RetentionForm(forms.Form):
    """Keep until a day, or hand over or erase; always with a reason and a document."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none())
    choice = forms.ChoiceField(label=_("Decision"), choices=[("", "—"), *RetentionChoice.choices])
    keep_until = forms.DateField(
        label=_("Keep until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = TextField(label=_("Reason"), max_length=200)
    document_no = TextField(label=_("Document no."), max_length=80)

    def __init__(self, *args, areas, **options):
        super().__init__(*args, **options)
        self.is_reused = False
        self.fields["area"].queryset = areas
        self.initial["area"] = areas.first()

    def clean(self):
        data = super().clean()
        day, choice = data.get("keep_until"), data.get("choice")
        if choice == RetentionChoice.KEEP and "keep_until" not in self.errors:
            self.ask_day(day, timezone.localdate())
        if choice == RetentionChoice.ERASE:
            data["keep_until"] = None
        return data

    def ask_day(self, day, today):
        if not day:
            self.add_error("keep_until", _("Say until which day."))
        elif not today < day <= add_months(today, 12 * LONGEST_YEARS):
            told = _("The day must lie after today and within %(n)s years.")
            self.add_error("keep_until", told % {"n": LONGEST_YEARS})

    def begin_anew(self):
        """Nothing was written: the key holds another decision, and the next one has a new key."""
        self.is_reused = True
        self.add_error(None, KEY_REUSED)
        self.data = self.data.copy()
        self.data["key"] = uuid.uuid4()
