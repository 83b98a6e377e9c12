"""Forms of breaches: the decision about a full counter, and the letter that warns."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.papers import PaperForm
from casefiles.models import Admonition, BreachDecision


class BreachForm(PaperForm):
    """Serious or not, with the reason; `counted` is the number that the officer has read."""

    MODEL = BreachDecision
    COLUMNS = ("reason", "document_no", "decided_on")
    OPTIONS = {
        "reason": {"help_text": _("What was behind each time, and what the person said to it.")},
        "document_no": {"help_text": _("Needed where a serious breach is found (article 21).")},
    }

    counted = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    is_serious = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("", "—"), ("True", _("Serious breach: report to the police")),
            ("False", _("Not a serious breach")),
        ],
    )  # fmt: skip

    def __init__(self, *args, explanation="", **options):
        super().__init__(*args, **options)
        self.explanation = explanation
        self.order_fields(["key", "counted", "is_serious", *self.COLUMNS])

    def clean_is_serious(self):
        return self.cleaned_data["is_serious"] == "True"

    def clean(self):
        data = super().clean()
        has_document = data.get("document_no") or "document_no" in self.errors
        if data.get("is_serious") and not has_document:
            self.add_error("document_no", _("By which document do the police learn of it?"))
        return data


class AdmonitionForm(PaperForm):
    MODEL = Admonition
    COLUMNS = ("ground", "number", "given_on", "content", "signed_on")

    def clean(self):
        data = super().clean()
        self.ask_order("given_on", "signed_on", _("It was signed before it was given."))
        return data
