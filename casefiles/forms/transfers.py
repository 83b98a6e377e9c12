"""Forms of moving a file: the offer, and the answer of the receiving side."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.cases import AreaField
from casefiles.forms.papers import PaperForm
from casefiles.models import Transfer
from jurisdiction.forms.fields import TextField
from jurisdiction.forms.versions import VersionedForm


class OfferForm(PaperForm):
    """The places offered are the other villages of the township, and other townships."""

    MODEL = Transfer
    COLUMNS = ("reason", "address", "keeps_household", "document_no", "offered_on")

    to_area = AreaField(
        label=_("To village or township"),
        help_text=_("Another township chooses the village itself."),
    )

    def __init__(self, *args, places=(), **options):
        super().__init__(*args, **options)
        self.fields["to_area"].offer(places, [(place.code, place.name) for place in places])
        self.order_fields(["key", "to_area", *self.COLUMNS])


class AnswerForm(VersionedForm):
    """Take the file into a village of the receiving side, or refuse it with the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_accepted = forms.ChoiceField(
        label=_("Answer"),
        choices=[("", "—"), ("True", _("Take the file")), ("False", _("Refuse it"))],
    )
    to_village = AreaField(label=_("Taken by the village"), required=False)
    reason = TextField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Needed to refuse.")
    )

    def __init__(self, *args, transfer, villages, **options):
        super().__init__(*args, **options)
        self.fields["to_village"].offer(villages, [(v.code, v.name) for v in villages])
        only = villages[0].code if len(villages) == 1 else ""
        self.initial = {"version": transfer.version, "to_village": only} | self.initial

    def clean_is_accepted(self):
        return self.cleaned_data["is_accepted"] == "True"

    def clean(self):
        data = super().clean()
        if "is_accepted" in data:
            asked = "to_village" if data["is_accepted"] else "reason"
            if not data.get(asked) and asked not in self.errors:
                self.add_error(asked, self.fields[asked].error_messages["required"])
        return data
