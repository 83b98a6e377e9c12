"""The short form of an activity of help (form F5)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.deeds import WithdrawForm
from casefiles.forms.fields import not_before_enrolment
from casefiles.forms.papers import PaperForm
from casefiles.models import HelpRecord
from casefiles.models.seats import seats_of


class HelpRecordForm(PaperForm):
    """Four answers make a record; the rest lies below, for whoever has more to tell."""

    MODEL = HelpRecord
    COLUMNS = (
        "kind", "happened_on", "content", "names", "place", "attitude", "problems", "decision"
    )  # fmt: skip
    ROUTINE = ("kind", "happened_on", "parties", "content")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["parties"] = forms.MultipleChoiceField(
            label=_("Who took part"), choices=self.seats(), widget=forms.CheckboxSelectMultiple
        )
        self.order_fields(["key", "version", *self.ROUTINE])

    def seats(self):
        """The seats in use, and those that the stored record names."""
        named = self.paper.parties if self.paper else ()
        return [
            (seat.name, seat.label)
            for seat in seats_of(self.case.village_id)
            if seat.is_in_use or seat.name in named
        ]

    @classmethod
    def stored_values(cls, paper):
        return super().stored_values(paper) | {"parties": paper.parties}

    def clean_happened_on(self):
        return not_before_enrolment(self.cleaned_data["happened_on"], self.case)

    def show_stored(self):
        self.show_stored_of(self.COLUMNS)
        if sorted(self.cleaned_data.get("parties", [])) != sorted(self.paper.parties):
            told = ", ".join(str(label) for label in self.paper.party_labels)
            self["parties"].help_text = _("Now stored: %(value)s") % {"value": told}

    def routine_fields(self):
        return [self[name] for name in self.ROUTINE]

    def detail_fields(self):
        return [self[name] for name in self.fields if name not in (*self.ROUTINE, "key", "version")]

    def details_open(self):
        """Whether something below the routine fields is filled in or wrong."""
        return any(field.errors or field.value() for field in self.detail_fields())


class WithdrawHelpForm(WithdrawForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
