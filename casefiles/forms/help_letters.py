"""Forms of the responsibility letter of assistance (form F6): its words, and one signature."""

from django.utils.translation import gettext_lazy as _

from casefiles.forms.papers import PaperForm
from casefiles.models import HelpLetter, HelpLetterSignature
from casefiles.terms import FOUR_IN_ONE, TeamRole


class HelpLetterForm(PaperForm):
    """What the four parties sign."""

    MODEL = HelpLetter
    COLUMNS = (
        "reason", "term_from", "term_to", *(f"{role.value}_duties" for role in FOUR_IN_ONE),
        "targets", "rewards", "confidentiality", "copies",
    )  # fmt: skip
    OPEN_ENDED = ("term_from", "term_to")

    def __init__(self, *args, is_change, **options):
        super().__init__(*args, **options)
        self.fields["reason"].required = is_change
        self.fields["copies"].min_value = 1
        if not is_change:
            del self.fields["reason"]

    def clean(self):
        data = super().clean()
        self.ask_order("term_from", "term_to", _("The term ends before it begins."))
        if data.get("copies") == 0:
            self.add_error("copies", _("At least one copy."))
        return data

    def show_stored(self):
        self.show_stored_of(name for name in self.COLUMNS if name in self.fields)


class SignatureForm(PaperForm):
    """One signature. `parties` are those that have not signed yet."""

    MODEL = HelpLetterSignature
    COLUMNS = ("party", "signer", "signed_on", "absent_reason")

    def __init__(self, *args, parties, **options):
        super().__init__(*args, **options)
        labels = [(party, TeamRole(party).label) for party in parties]
        self.fields["party"].choices = [("", "—"), *labels]

    def clean(self):
        data = super().clean()
        signer, reason = data.get("signer"), data.get("absent_reason")
        if reason and data.get("party") != TeamRole.FAMILY:
            self.add_error("absent_reason", _("Only the family may be without a signature."))
        elif signer and reason:
            self.add_error("absent_reason", _("Either a name, or why there is nobody."))
        elif not signer and not reason and not {"signer", "absent_reason"} & self.errors.keys():
            self.add_error("signer", _("Who signed?"))
        return data
