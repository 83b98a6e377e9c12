"""Forms of a plan of help: what it says, who decides, its measures, their progress, its review."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import DayField, ParagraphField, TextField
from casefiles.forms.papers import PaperForm
from casefiles.models import HelpMeasure, HelpPlan, Lack, PlanReview, ProgressNote
from casefiles.terms.bag import RUNNING


class LackForm(PaperForm):
    """One of the three noes."""

    MODEL = Lack
    COLUMNS = ("kind", "since", "note", "ended_on", "ended_how")

    def clean(self):
        data = super().clean()
        self.ask_order("since", "ended_on", _("It ended before it began."))
        if bool(data.get("ended_on")) != bool(data.get("ended_how")):
            name = "ended_how" if data.get("ended_on") else "ended_on"
            if name not in self.errors:
                self.add_error(name, _("Say both: on which day it ended, and how."))
        self.refuse_a_second(data)
        return data

    def refuse_a_second(self, data):
        """A complaint where the same is noted already and has not ended."""
        same = self.case.lacks.filter(kind=data.get("kind"), ended_on=None)
        if self.paper:
            same = same.exclude(pk=self.paper.pk)
        if not data.get("ended_on") and same.exists():
            self.add_error("kind", _("This is noted already and has not ended."))


class PlanForm(PaperForm):
    """Form F3 without its measures. `latest` is the edition before, where there is one."""

    MODEL = HelpPlan
    COLUMNS = (
        "reason", "economy", "needs", "risk_points", "goals", "valid_from", "agreed_on", "drafter"
    )  # fmt: skip
    OPEN_ENDED = ("valid_from",)
    OPTIONS = {
        "agreed_on": {"help_text": _("The day on which the person signed the plan.")},
        "drafter": {"help_text": _("Somebody else approves it.")},
    }
    LONGEST = 500

    def __init__(self, *args, is_change, **options):
        super().__init__(*args, **options)
        for name, label in HelpPlan.PRIVATE.items():
            self.fields[name] = ParagraphField(
                label=capfirst(label), max_length=self.LONGEST, required=False
            )
        self.fields["reason"].required = is_change
        if not is_change:
            del self.fields["reason"]
        self.order_fields(["key", "version", "reason", "economy", *HelpPlan.PRIVATE])

    @classmethod
    def stored_values(cls, paper):
        return super().stored_values(paper) | {n: getattr(paper, n) for n in HelpPlan.PRIVATE}

    def show_stored(self):
        """Below each field that differs, what is stored now; a sealed text too."""
        columns = (*self.COLUMNS, *HelpPlan.PRIVATE)
        self.show_stored_of(name for name in columns if name in self.fields)


class DecidePlanForm(forms.Form):
    """Approval by the township, with its comment."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_approved = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", "—"), ("True", _("Approve")), ("False", _("Return"))],
    )
    approver = TextField(
        label=_("Decided by"),
        max_length=40,
        help_text=_("Who decides for the township: as on the paper. Never who drafted the plan."),
    )
    on = DayField(label=_("Decided on"))
    comment = ParagraphField(
        label=_("Comment"), max_length=500, help_text=_("No decision without a comment.")
    )

    def clean_is_approved(self):
        return self.cleaned_data["is_approved"] == "True"


class SeatField(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return f"{member.role_label}: {member.name}"


class MeasureForm(PaperForm):
    """One measure: kind, content, day, and its owner, from the team or by name."""

    MODEL = HelpMeasure
    COLUMNS = ("kind", "content", "owner_name", "due_on")
    OPEN_ENDED = ("due_on",)

    def __init__(self, *args, members, **options):
        super().__init__(*args, **options)
        self.fields["owner"] = SeatField(
            label=_("Owner in the team"), queryset=members, required=False
        )
        self.fields["lack"] = forms.ModelChoiceField(
            label=_("Against which of the three noes"),
            queryset=self.case.lacks.filter(ended_on=None),
            required=False,
        )
        self.order_fields(["key", "version", "kind", "content", "owner", "owner_name", "due_on"])

    @classmethod
    def stored_values(cls, paper):
        keys = {"owner": paper.owner_id, "lack": paper.lack_id}
        return super().stored_values(paper) | keys

    def clean(self):
        data = super().clean()
        owner, name = data.get("owner"), data.get("owner_name")
        if "owner" not in self.errors and bool(owner) == bool(name):
            self.add_error("owner", _("One owner: a seat of the team, or another name."))
        return data


class ProgressForm(PaperForm):
    """What was done for a measure; an end tells its outcome."""

    MODEL = ProgressNote
    COLUMNS = ("happened_on", "done", "state", "outcome")
    OPTIONS = {
        "outcome": {"help_text": _("When the measure has ended: what came of it.")},
    }

    def clean(self):
        data = super().clean()
        state, outcome = data.get("state"), data.get("outcome")
        if state and state not in RUNNING and not outcome:
            self.add_error("outcome", _("How did it end?"))
        elif state in RUNNING and outcome:
            self.add_error("outcome", _("An outcome only when the measure has ended."))
        return data


class ReviewForm(PaperForm):
    """The review of a plan, every six months."""

    MODEL = PlanReview
    COLUMNS = ("held_on", "present", "findings", "result")
