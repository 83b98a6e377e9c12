"""What an office decides about records that are past their time."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.forms.fields import DayField, TextField
from jurisdiction.models import Area
from jurisdiction.schedule.windows import add_months
from jurisdiction.terms import RetentionChoice

LONGEST_YEARS = 10  # [I] a longer time is a new decision


class RetentionForm(forms.Form):
    """Keep until a day, or hand over or erase; always with a reason and a document."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none())
    choice = forms.ChoiceField(label=_("Decision"), choices=[("", "—"), *RetentionChoice.choices])
    keep_until = DayField(label=_("Keep until"), required=False, may_be_future=True)
    reason = TextField(label=_("Reason"), max_length=200)
    document_no = TextField(label=_("Document no."), max_length=80)

    def __init__(self, *args, areas, **options):
        super().__init__(*args, **options)
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
