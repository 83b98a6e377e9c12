"""Forms of household and living place apart: the household's village, and the notice's steps."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.cases import AreaField
from casefiles.forms.papers import PaperForm
from casefiles.models import ResidenceNotice
from jurisdiction.forms.versions import VersionedForm

USUAL = "请将该人员纳入当地管控，按期走访，并将管控情况函告我办。"


class HouseholdForm(VersionedForm):
    """The household's village; empty where the household lies in the file's own village."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    household_village = AreaField(
        label=_("Household village"),
        required=False,
        help_text=_(
            "It sees name, state and living place only. The village of the living place keeps the "
            "file and owes the visits."
        ),
    )

    def __init__(self, *args, case, villages, **options):
        super().__init__(*args, **options)
        self.fields["household_village"].offer(villages, [(v.code, v.name) for v in villages])
        self.initial = {
            "version": case.version, "household_village": case.household_village_id or ""
        } | self.initial  # fmt: skip


class NoticeForm(PaperForm):
    MODEL = ResidenceNotice
    COLUMNS = ("to_office", "address", "since", "asks", "issued_on")


class SendForm(PaperForm):
    MODEL = ResidenceNotice
    COLUMNS = ("sent_on", "sent_how")
    OPTIONS = dict.fromkeys(COLUMNS, {"required": True})

    def clean_sent_on(self):
        day = self.cleaned_data["sent_on"]
        if day < self.paper.issued_on:
            raise forms.ValidationError(_("It was sent before it was issued."), code="order")
        return day


class AcknowledgeForm(PaperForm):
    MODEL = ResidenceNotice
    COLUMNS = ("acknowledged_on", "acknowledged_by", "acknowledged_no")
    OPTIONS = dict.fromkeys(COLUMNS, {"required": True})

    def clean_acknowledged_on(self):
        day = self.cleaned_data["acknowledged_on"]
        if self.paper.sent_on and day < self.paper.sent_on:
            said = _("It was acknowledged before it was sent.")
            raise forms.ValidationError(said, code="order")
        return day


class WithdrawNoticeForm(PaperForm):
    MODEL = ResidenceNotice
    COLUMNS = ("withdrawn_reason",)
    OPTIONS = {"withdrawn_reason": {"required": True}}
