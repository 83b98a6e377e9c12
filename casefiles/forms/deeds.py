"""The small forms: excuse, withdrawal, change of state, closing, paper in the bag."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import DayField, TextField
from casefiles.models import StateChange
from casefiles.terms import (
    CloseReason,
    ControlState,
    SlotReason,
    StateAspect,
)
from casefiles.terms.bag import MADE_HERE, BagPaper
from jurisdiction.forms.versions import VersionedForm


class ExcuseForm(forms.Form):
    # Death, moving and closing excuse by themselves; these an officer decides.
    REASONS = (SlotReason.HOSPITAL, SlotReason.AWAY_WITH_TEST, SlotReason.CUSTODY)

    reason_code = forms.ChoiceField(label=_("Reason"))
    note = TextField(
        label=_("Note"), max_length=200, help_text=_("The paper that proves it, or who said so.")
    )

    def __init__(self, *args, kind, **options):
        super().__init__(*args, **options)
        # A test elsewhere takes the place of a test, never of a visit.
        reasons = [r for r in self.REASONS if kind == "test" or r != SlotReason.AWAY_WITH_TEST]
        self.fields["reason_code"].choices = [(r.value, r.label) for r in reasons]


class WithdrawForm(forms.Form):
    reason = TextField(label=_("Reason for withdrawing"), max_length=200)


class StateForm(VersionedForm):
    """One change of one of the three states, chosen by the address of the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.ChoiceField(label=_("New state"))
    on = DayField(label=_("As of"))
    document_no = TextField(label=_("Document no."), max_length=80, required=False)
    reason = TextField(label=_("Reason"), max_length=200)

    def __init__(self, *args, case, aspect, **options):
        super().__init__(*args, **options)
        self.case, self.aspect = case, aspect
        # Losing contact has a page of its own, with its search and who confirms it.
        self.fields["value"].choices = [
            (value, word) for value, word in StateChange.VALUES[aspect].choices
            if value != ControlState.LOST_CONTACT
        ]  # fmt: skip
        self.fields["value"].label = StateAspect(aspect).label
        if not self.is_bound:
            present = {"version": case.version, "value": getattr(case, aspect)}
            self.initial = {"on": timezone.localdate()} | present | self.initial

    def clean_value(self):
        value = self.cleaned_data["value"]
        if value == getattr(self.case, self.aspect):
            raise forms.ValidationError(_("This is the present state already."), code="same")
        return value


class CloseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason for closing"), choices=[("", "—"), *CloseReason.choices]
    )
    on = DayField(label=_("Closed on"))


class DocumentForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)

    PAPERS = [(paper.value, paper.label) for paper in BagPaper if paper not in MADE_HERE]

    part = forms.ChoiceField(label=_("Part of the bag"), choices=PAPERS)
    dated_on = DayField(label=_("Dated"))
    pages = forms.IntegerField(label=_("Pages"), min_value=1, max_value=999, initial=1)
    remark = TextField(label=_("Remark"), max_length=120, required=False)
