"""Forms of the assessment of risk (F10): the assessment itself, and the office's own scale."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles import risk
from casefiles.forms.fields import TextField
from casefiles.forms.papers import PaperForm, field_of
from casefiles.models import RiskAssessment, RiskStandard
from casefiles.models.risk import LEVELS
from jurisdiction.forms.versions import VersionedForm

EMPTY_LINES, MOST_LINES = 3, 60


class RiskForm(PaperForm):
    """What is ticked, the level that a person decides, who assessed and who reviewed it."""

    MODEL = RiskAssessment
    COLUMNS = ("assessed_on", "reason", "measures_changed", "assessor", "reviewer", "next_on")
    OPEN_ENDED = ("next_on",)
    OPTIONS = {
        "reason": {"help_text": _("Needed where you decide another level than the reckoned one.")},
        "reviewer": {"help_text": _("Somebody else than who assessed.")},
        "next_on": {
            "required": False,
            "help_text": _("Empty: as the office's scale says. Earlier is possible, later is not."),
        },
    }

    standard = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("As reckoned")), *LEVELS], required=False
    )

    def __init__(self, *args, scale, **options):
        super().__init__(*args, **options)
        self.scale = scale  # the RiskStandard in force
        self.by_key = {str(factor.pk): factor for factor in scale.factors.all()}
        for name, label, is_trigger in (
            ("triggers", _("High risk by itself"), True),
            ("points", _("Factors with points"), False),
        ):
            choices = [(k, f.told) for k, f in self.by_key.items() if f.is_trigger == is_trigger]
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
        self.order_fields(["key", "standard", "assessed_on", "triggers", "points", "level"])

    def ticked(self):
        return [*self.cleaned_data.get("triggers", ()), *self.cleaned_data.get("points", ())]

    def clean(self):
        data = super().clean()
        factors = [self.by_key[key].rule for key in self.ticked()]
        computed = risk.level_of(factors, self.scale.scale)
        level = data.get("level") or computed
        if level != computed and not data.get("reason") and "reason" not in self.errors:
            told = {"level": computed.label, "n": risk.score(factors)}
            self.add_error(
                "reason", _("Reckoned: %(level)s, %(n)s points. Why another level?") % told
            )
        if data.get("assessor") and data.get("assessor") == data.get("reviewer"):
            self.add_error("reviewer", _("Somebody else than who assessed."))
        self.check_next(data, level)
        return data

    def check_next(self, data, level):
        day, wanted = data.get("assessed_on"), data.get("next_on")
        if day and wanted:
            latest = risk.next_on(day, level, self.scale.scale)
            if not day < wanted <= latest:
                self.add_error("next_on", _("After this assessment, and not later than the scale."))

    def content(self):
        content = super().content()
        for name in ("triggers", "points"):
            del content[name]
        return content | {"ticked": sorted(int(key) for key in self.ticked())}


class RiskStandardForm(VersionedForm):
    """The office's scale: points of the levels, months until the next time, and its factors."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, present, version=0, **options):
        super().__init__(*args, **options)
        for name in RiskStandard.CONTENT:
            more = {} if name == "origin" else {"min_value": 1, "max_value": 300}
            self.fields[name] = field_of(RiskStandard, name, **more)
        lines = present.factor_columns()
        self.lines = min(len(lines) + EMPTY_LINES, MOST_LINES)
        for n in range(self.lines):
            self.add_line(n)
        stored = {name: getattr(present, name) for name in RiskStandard.CONTENT}
        for n, (label, points, is_trigger) in enumerate(lines[: self.lines]):
            stored |= {f"label_{n}": label, f"points_{n}": points, f"trigger_{n}": is_trigger}
        self.initial = {"version": version} | stored | self.initial

    def add_line(self, n):
        told = {"n": n + 1}
        self.fields[f"label_{n}"] = TextField(
            label=_("Factor %(n)s") % told, max_length=100, required=False
        )
        self.fields[f"points_{n}"] = forms.IntegerField(
            label=_("Points of factor %(n)s") % told, min_value=0, max_value=100, required=False
        )
        self.fields[f"trigger_{n}"] = forms.BooleanField(
            label=_("Factor %(n)s is high risk by itself") % told, required=False
        )

    def clean(self):
        data = super().clean()
        medium, high = data.get("medium_from"), data.get("high_from")
        if medium and high and high <= medium:
            self.add_error("high_from", _("High risk begins with more points than medium risk."))
        self.factors = []
        for n in range(self.lines):
            self.take_line(n, data)
        if not self.factors and not self.errors:
            self.add_error("label_0", _("A scale has at least one factor."))
        return data

    def take_line(self, n, data):
        label, points = data.get(f"label_{n}"), data.get(f"points_{n}") or 0
        is_trigger = bool(data.get(f"trigger_{n}"))
        if not label:
            return
        if label in {known for known, _points, _trigger in self.factors}:
            self.add_error(f"label_{n}", _("This factor stands here twice."))
        elif bool(points) == is_trigger:
            self.add_error(f"points_{n}", _("Either points, or high risk by itself."))
        else:
            self.factors.append((label, points, is_trigger))

    def content(self):
        """The columns for `write_risk_standard`."""
        data = {name: self.cleaned_data[name] for name in (*RiskStandard.CONTENT, "version")}
        return data | {"factors": self.factors}
