"""Forms of a handover: who hands over to whom, and what the next cadre says."""

from django import forms
from django.utils.translation import gettext_lazy as _

from jurisdiction.forms.fields import DayField, ParagraphField, TextField


class PostingField(forms.ChoiceField):
    """A posting out of those handed to the form; cleans to the posting itself."""

    def offer(self, postings):
        self.postings = {str(posting.pk): posting for posting in postings}
        named = [(pk, f"{p.area.name} · {p.officer.name}") for pk, p in self.postings.items()]
        self.choices = [("", "—"), *named]

    def clean(self, value):
        return self.postings.get(super().clean(value))


class HandoverForm(forms.Form):
    """Two cadres of one village; who leaves may have left already."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    leaving = PostingField(label=_("Who hands over"))
    coming = PostingField(label=_("Who takes over"))
    reason = TextField(label=_("Reason"), max_length=200)
    drawn_on = DayField(label=_("Drawn up on"))

    def __init__(self, *args, leaving, coming, **options):
        super().__init__(*args, **options)
        self.fields["leaving"].offer(leaving)
        self.fields["coming"].offer(coming)

    def clean(self):
        data = super().clean()
        leaving, coming = data.get("leaving"), data.get("coming")
        if leaving and coming and leaving.area_id != coming.area_id:
            self.add_error("coming", _("The two serve different villages."))
        elif leaving and coming and leaving.officer_id == coming.officer_id:
            self.add_error("coming", _("Nobody hands over to himself."))
        return data

    def content(self):
        """The columns for the deed."""
        data = self.cleaned_data
        return {
            "village": data["leaving"].area, "from_officer": data["leaving"].officer,
            "to_officer": data["coming"].officer, "reason": data["reason"],
            "drawn_on": data["drawn_on"],
        }  # fmt: skip


class AcceptForm(forms.Form):
    """`given` are the tasks that will name the next cadre; None where nothing is to be accepted.

    The form says which of them were shown: others are shown before anything is written.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    given = forms.CharField(widget=forms.HiddenInput, required=False)
    remark = ParagraphField(label=_("What is missing or open"), max_length=300, required=False)

    def __init__(self, data=None, *args, given, **options):
        self.now = None if given is None else ",".join(str(task.pk) for task in given)
        super().__init__(data, *args, **options)
        self.fields["given"].initial = self.now

    def clean(self):
        data = super().clean()
        if self.now is not None and data.get("given") != self.now:
            self.data = self.data.copy()
            self.data["given"] = self.now
            raise forms.ValidationError(
                _("The tasks that will be given to you have changed meanwhile. Look at them again.")
            )
        return data
