"""What a village found in ten days (form F12), and what was exchanged (form F11)."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from casefiles.models import InfoExchange, TenDayCheck
from casefiles.terms import Attendee, DutyKind
from jurisdiction.forms.fields import DayField, ParagraphField, TextField

MOST = 100_000  # more than a village counts of anything


def count_fields(model, names, *, required=True):
    return {
        name: forms.IntegerField(
            label=model._meta.get_field(name).verbose_name,
            min_value=0,
            max_value=MOST,
            initial=0,
            required=required,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )
        for name in names
    }


class RecordForm(forms.Form):
    """The day lies inside the window of the duty: the 11th never satisfies the first ten days."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    happened_on = DayField(label=_("Day"))

    def __init__(self, *args, duty, **options):
        super().__init__(*args, **options)
        self.duty = duty

    def clean_happened_on(self):
        day, duty = self.cleaned_data["happened_on"], self.duty
        if not duty.opens_on <= day <= duty.closes_on:
            raise forms.ValidationError(
                _("This day lies outside %(first)s to %(last)s. Record it under its own window."),
                code="outside",
                params={"first": date_format(duty.opens_on), "last": date_format(duty.closes_on)},
            )
        return day

    def content(self):
        """The columns of the record, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class CheckForm(RecordForm):
    is_nil = forms.BooleanField(
        label=_("Nothing found"),
        required=False,
        help_text=_("A nil report: no suspect, stranger, plot or clue."),
    )
    checker = TextField(label=_("Checked by"), max_length=40, required=False)
    remark = TextField(
        label=_("Remark"),
        max_length=200,
        required=False,
        help_text=_("No names: who is meant stands in the person's own file."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields |= count_fields(TenDayCheck, TenDayCheck.COUNTS)
        self.fields |= count_fields(TenDayCheck, TenDayCheck.SURVEY, required=False)
        counted = (*TenDayCheck.COUNTS, *TenDayCheck.SURVEY)
        self.order_fields(["key", "happened_on", "is_nil", *counted])

    def clean(self):
        data = super().clean()
        for name in TenDayCheck.SURVEY:
            data[name] = data.get(name) or 0
        found = [name for name in TenDayCheck.FINDINGS if data.get(name)]
        if data.get("is_nil") and found:
            self.add_error("is_nil", _("Something is counted below: untick, or set it to 0."))
        if not data.get("is_nil") and not any(data.get(name) for name in TenDayCheck.COUNTS):
            self.add_error("is_nil", _("Tick “nothing found”, or count what was found."))
        if data.get("households_entered", 0) > data.get("households_total", 0):
            self.add_error("households_entered", _("More households entered than there are."))
        return data


class ExchangeForm(RecordForm):
    host = TextField(label=_("Host"), max_length=40)
    attendees = forms.MultipleChoiceField(
        label=_("Attendees"), choices=Attendee, widget=forms.CheckboxSelectMultiple
    )
    situation = ParagraphField(
        label=_("Drug situation"),
        max_length=1000,
        help_text=_("No names: who is meant stands in the person's own file."),
    )
    decisions = ParagraphField(
        label=_("Decisions, with owner and day"), max_length=1000, required=False
    )
    next_on = DayField(label=_("Next exchange"), required=False, may_be_future=True)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields |= count_fields(InfoExchange, InfoExchange.COUNTS)
        self.order_fields(["key", "happened_on", "host", "attendees", *InfoExchange.COUNTS])


FORMS = {DutyKind.TEN_DAY_CHECK: CheckForm, DutyKind.INFO_EXCHANGE: ExchangeForm}


def record_form(duty, *args, **options):
    """The form of this duty's kind."""
    return FORMS[duty.kind](*args, duty=duty, **options)
