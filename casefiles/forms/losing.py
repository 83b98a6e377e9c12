"""Forms of losing contact: an attempt to reach a person, the decision, and finding again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.papers import PaperForm
from casefiles.models import ContactAttempt, FoundAgain, LostDecision


class AttemptForm(PaperForm):
    MODEL = ContactAttempt
    COLUMNS = ("tried_on", "tried_at", "way", "outcome", "whom", "note")


class LostForm(PaperForm):
    """Lost or not, with the reason; `counted` is the number of attempts that was read."""

    MODEL = LostDecision
    COLUMNS = ("village_word", "police_word", "document_no", "reason", "decided_on")
    OPTIONS = {
        "village_word": {"help_text": _("Name of the village cadre, needed for “lost”.")},
        "police_word": {"help_text": _("Name of the police officer, needed for “lost”.")},
        "document_no": {
            "help_text": _("Of the police; needed where the rule of the office proposes nothing.")
        },
    }

    counted = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=9999)
    is_lost = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", "—"), ("True", _("Lost contact")), ("False", _("Not lost"))],
    )

    def __init__(self, *args, explanation="", is_proposed=True, **options):
        super().__init__(*args, **options)
        self.explanation, self.is_proposed = explanation, is_proposed
        self.order_fields(["key", "counted", "is_lost", *self.COLUMNS])

    def clean_is_lost(self):
        return self.cleaned_data["is_lost"] == "True"

    def clean(self):
        data = super().clean()
        asked = ["village_word", "police_word"] if data.get("is_lost") else []
        if not self.is_proposed:
            asked.append("document_no")
        for name in asked:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return data


class FoundForm(PaperForm):
    MODEL = FoundAgain
    COLUMNS = ("found_on", "how", "state", "place", "note", "document_no")
