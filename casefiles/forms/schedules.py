"""How often persons are visited and tested: a township's schedules, and one person's own."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import DayField, TextField
from casefiles.forms.papers import PaperForm
from casefiles.models import OwnSchedule, Schedule
from casefiles.terms import Every, Measure, OwnMode, RiskLevel, ScheduleBasis, SlotKind
from jurisdiction.forms.versions import VersionedForm

LINES = 4  # steps of one kind: a plan of three years has three
NONE = [("", "—")]


class ScheduleForm(VersionedForm):
    """One schedule: of whom it asks, and for each kind once in so long, at most four steps.

    `present` is what holds now or was written last, if anything; `begins` the first day from which
    another version may hold.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = TextField(label=_("Name"), max_length=60)
    origin = TextField(
        label=_("Where it comes from"),
        max_length=200,
        help_text=_("The document or decision; no law sets a number."),
    )
    basis = forms.ChoiceField(label=_("Asked of"), choices=ScheduleBasis)
    measures = forms.MultipleChoiceField(
        label=_("Measures"),
        choices=Measure,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only by the years of a measure."),
    )
    risk_level = forms.ChoiceField(
        label=_("Risk level"),
        choices=[*NONE, *RiskLevel.choices],
        required=False,
        help_text=_("Only by risk level."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)
    valid_from = DayField(label=_("Holds from"), may_be_future=True)

    def __init__(self, *args, present=None, version=0, **options):
        super().__init__(*args, **options)
        self.begins = timezone.localdate()
        self.fields["key"].required = present is None  # what is stored has its code
        if version:
            self.begins = max(self.begins, present.valid_from)
        for kind in SlotKind:
            self.add_lines(kind)
        begun = {"version": version, "valid_from": self.begins, "is_active": True}
        self.initial = begun | stored_values(present) | self.initial

    def add_lines(self, kind):
        for line in range(LINES):
            label = {"kind": kind.label, "n": line + 1}
            if line:
                self.fields[f"{kind}_from_{line}"] = forms.IntegerField(
                    label=_("%(kind)s, step %(n)s: after how many months") % label,
                    min_value=1, max_value=120, required=False,
                )  # fmt: skip
            self.fields[f"{kind}_every_{line}"] = forms.ChoiceField(
                label=_("%(kind)s, step %(n)s: how often") % label,
                choices=[*NONE, *Every.choices],
                required=False,
            )

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        if day < self.begins:
            raise forms.ValidationError(
                _("What was asked so far stays as it was: not before %(day)s."),
                code="earlier",
                params={"day": date_format(self.begins)},
            )
        return day

    def clean(self):
        data = super().clean()
        basis = data.get("basis")
        if (basis == ScheduleBasis.MEASURE) != bool(data.get("measures")):
            self.add_error("measures", _("Tick measures where it goes by them, and only then."))
        if (basis == ScheduleBasis.RISK_LEVEL) != bool(data.get("risk_level")):
            self.add_error("risk_level", _("Choose a level where it goes by it, and only then."))
        self.steps = [step for kind in SlotKind for step in self.steps_of(kind, data)]
        if not self.steps and not self.errors:
            self.add_error("visit_every_0", _("Say for visits or tests how often."))
        if basis != ScheduleBasis.MEASURE and any(months for _kind, months, _every in self.steps):
            self.add_error("basis", _("Only a measure has a first day from which months count."))
        return data

    def steps_of(self, kind, data):
        found, before = [], -1
        for line in range(LINES):
            months = data.get(f"{kind}_from_{line}") if line else 0
            every = data.get(f"{kind}_every_{line}")
            if line and (months is None) != (not every):
                self.add_error(f"{kind}_from_{line}", _("Months and how often belong together."))
            elif every and months <= before:
                self.add_error(f"{kind}_from_{line}", _("Later than the step before."))
            elif every:
                found.append((str(kind), months, every))
                before = months
        return found

    def content(self):
        """The columns for `write_schedule`."""
        data = {name: self.cleaned_data[name] for name in (*Schedule.CONTENT, "valid_from")}
        return data | {"version": self.cleaned_data["version"], "steps": self.steps}


def stored_values(schedule):
    """What the form begins with for a stored version."""
    if schedule is None:
        return {}
    values = {name: getattr(schedule, name) for name in Schedule.CONTENT}
    for kind in SlotKind:
        steps = [step for step in schedule.steps.all() if step.kind == kind]
        for line, step in enumerate(steps):
            values |= {f"{kind}_from_{line}": step.from_month, f"{kind}_every_{line}": step.every}
    return values


class OwnScheduleForm(PaperForm):
    """One person's own schedule. What was asked so far stays as it was."""

    MODEL = OwnSchedule
    COLUMNS = (
        "mode", "visit_every", "test_every", "valid_from", "valid_to", "reason", "document_no",
    )  # fmt: skip
    OPEN_ENDED = ("valid_from", "valid_to")

    def clean(self):
        data = super().clean()
        clean_own(self, data)
        if not data.get("visit_every") and not data.get("test_every"):
            self.add_error("visit_every", _("Say for visits or tests how often."))
        begins = data.get("valid_from")
        if begins and begins < timezone.localdate():
            self.add_error(
                "valid_from", _("What was asked so far stays as it was: not in the past.")
            )
        self.ask_order("valid_from", "valid_to", _("It ends before it begins."))
        return data


class OwnScheduleEndForm(PaperForm):
    """Of a stored one only its end and its grounds change: another frequency is another row."""

    MODEL = OwnSchedule
    COLUMNS = ("valid_to", "reason", "document_no")
    OPEN_ENDED = ("valid_to",)

    def clean(self):
        data = super().clean() | {"mode": self.paper.mode}
        clean_own(self, data)
        ends = data.get("valid_to")
        if ends and ends < self.paper.valid_from:
            self.add_error("valid_to", _("It ends before it begins."))
        return data


def clean_own(form, data):
    if data.get("mode") == OwnMode.INSTEAD and not data.get("document_no"):
        form.add_error(
            "document_no", _("Instead of the office's schedules: which paper allows it?")
        )
