"""Forms of leave and return (F9): asking, deciding, coming back, withdrawing; absence found."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import DayField, TextField
from casefiles.forms.papers import NumberMixin, PaperForm, field_of
from casefiles.models import Leave
from jurisdiction.terms import ReadingReason


class LeaveForm(NumberMixin, PaperForm):
    """Form F9 as far as the person, the family, the village and the police fill it in."""

    MODEL = Leave
    COLUMNS = (
        "reason", "county", "address", "from_on", "to_on", "leaves_county", "host", "transport",
        "report_on", "report_note", "tested_on", "away_office", "away_test_plan", "family",
        "village_opinion", "police_opinion",
    )  # fmt: skip
    OPEN_ENDED = ("from_on", "to_on")
    OPTIONS = {
        "county": {"required": True},
        "to_on": {"required": True, "help_text": _("The day of the return at the latest.")},
        "leaves_county": {"initial": True},
        "report_on": {
            "help_text": _(
                "Three days or more outside the county are approved only with a written report; "
                "two days, or a stay inside the county, need none."
            )
        },
        "report_note": {"help_text": _("Number of the paper, or its page in the bag.")},
        "away_office": {
            "help_text": _("Then the test slots of these days can be excused with the approval.")
        },
    }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.add_phone()
        self.fields["phone"].label = _("Phone there")
        order = ["key", "version", *self.COLUMNS]
        order.insert(order.index("transport"), "phone")
        self.order_fields(order)

    def clean(self):
        data = super().clean()
        self.ask_order("from_on", "to_on", _("The last day lies before the first."))
        office, plan = data.get("away_office"), data.get("away_test_plan")
        if bool(office) != bool(plan):
            name = "away_test_plan" if office else "away_office"
            self.add_error(name, _("Say both: which office tests there, and how often."))
        return data


class AbsenceForm(PaperForm):
    """Somebody found absent without leave: since when, where, and who found it out how."""

    MODEL = Leave
    COLUMNS = ("reason", "from_on", "leaves_county", "county", "address", "host")
    OPTIONS = {
        "reason": {"label": _("How it was found out, and by whom")},
        "from_on": {"label": _("Absent since")},
        "leaves_county": {
            "label": _("Has left the county"),
            "initial": True,
            "help_text": _("Only absence outside the county counts for article 20."),
        },
    }


class SlotsField(forms.MultipleChoiceField):
    """Test slots by their number, each offered with its window."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, slots, **options):
        self.by_key = {str(slot.pk): slot for slot in slots}
        choices = [(key, self.told(slot)) for key, slot in self.by_key.items()]
        super().__init__(choices=choices, required=False, **options)

    @staticmethod
    def told(slot):
        return f"{date_format(slot.opens_on)} – {date_format(slot.closes_on)}"

    def clean(self, value):
        return [self.by_key[key] for key in super().clean(value)]


class DecideLeaveForm(forms.Form):
    """Approve or refuse, with a comment; and which test slots are excused with it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_approved = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", "—"), ("True", _("Approve")), ("False", _("Refuse"))],
    )
    approver = TextField(
        label=_("Decided by"), max_length=40, help_text=_("As on the paper, for the township.")
    )
    on = DayField(label=_("Decided on"))
    comment = TextField(
        label=_("Comment"), max_length=200, help_text=_("No decision without a comment.")
    )

    def __init__(self, *args, slots=(), **options):
        super().__init__(*args, **options)
        if slots:
            self.fields["slots"] = SlotsField(
                slots,
                label=_("Excuse these tests: another office tests there"),
                help_text=_("Ticked are those whose whole window lies in the leave."),
            )

    def clean_is_approved(self):
        return self.cleaned_data["is_approved"] == "True"


class ReturnForm(forms.Form):
    """The return (销假)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    returned_on = DayField(label=_("Returned on"))
    return_note = field_of(
        Leave, "return_note", help_text=_("Who reported back to whom; why later than allowed.")
    )

    def __init__(self, *args, leave, **options):
        super().__init__(*args, **options)
        self.leave = leave

    def clean_returned_on(self):
        day = self.cleaned_data["returned_on"]
        if day < self.leave.from_on:
            raise forms.ValidationError(_("The return lies before the departure."))
        return day


class WithdrawLeaveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label=_("Reason for withdrawing"), max_length=200)


class RevealPhoneForm(forms.Form):
    reason = forms.ChoiceField(label=_("What for"), choices=[("", "—"), *ReadingReason.choices])
