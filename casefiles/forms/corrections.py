"""What a person says is wrong, the decision about it, and the calendar of the offices."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import DayField, ParagraphField, TextField
from casefiles.forms.papers import PaperForm
from casefiles.models import CorrectionRequest
from casefiles.models.corrections import DISPUTABLE, column_label
from casefiles.terms import Decision

RECORDS = 60  # the latest visits, and as many tests, are offered


class CorrectionForm(PaperForm):
    """One disputed fact: a column of the file, a visit or a test."""

    MODEL = CorrectionRequest
    COLUMNS = ("wrong", "asked", "asked_by", "asker", "received_on")

    def __init__(self, *args, case, **options):
        super().__init__(*args, case=case, **options)
        self.records = records_of(case)
        self.fields["fact"] = forms.ChoiceField(label=_("What is disputed"), choices=self.facts())
        self.order_fields(["key", "fact"])

    def facts(self):
        columns = [(name, capfirst(column_label(name))) for name in DISPUTABLE]
        records = {"visit": [], "test": []}
        for value, (kind, record) in self.records.items():
            records[kind].append((value, str(record)))
        return [
            ("", "—"),
            (_("The file"), columns),
            (_("Visits"), records["visit"]),
            (_("Tests"), records["test"]),
        ]

    def content(self):
        content = super().content()
        fact = content.pop("fact")
        kind, record = self.records.get(fact, ("", None))
        disputed = {"column": "" if record else fact, "visit": None, "test": None}
        return content | disputed | ({kind: record} if record else {})


def records_of(case):
    """{value of the choice: (kind, record)} of the standing records that may be disputed."""
    found = {}
    for kind, rows in (("visit", case.visits.standing()), ("test", case.tests.standing())):
        found |= {f"{kind}-{row.pk}": (kind, row) for row in rows[:RECORDS]}
    return found


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label=_("Decision"), choices=[("", "—"), *Decision.choices])
    reason = ParagraphField(
        label=_("Reason for the decision"),
        max_length=500,
        help_text=_("The person gets to read it."),
    )


class SpecialDayForm(forms.Form):
    day = DayField(label=_("Day"), may_be_future=True)
    is_off = forms.ChoiceField(
        label=_("Offices"), choices=[("True", _("closed")), ("False", _("at work"))]
    )
    name = TextField(label=_("Occasion"), max_length=40)

    def clean_is_off(self):
        return self.cleaned_data["is_off"] == "True"
