"""Forms of the assessment. They check the shape and say what is wrong beside the field."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import DayField, TextField
from jurisdiction.forms.versions import VersionedForm
from responsibility.models import ManualScore
from responsibility.scoring import DEDUCT, MAX_BONUS, MAX_TOTAL
from responsibility.terms import BonusKind

PART_LABELS = {
    "incomplete": _("off for each incomplete row"),
    "no_file": _("off for each person without papers"),
    "missing_documents": _("off for each missing document"),
    "missed": _("off for each one missed"),
    "no_team": _("off for each person without a whole team"),
    "lost": _("off for each person lost"),
    "missing_names": _("off for each of the three that is not named"),
    "unsigned": _("off for each letter not signed"),
    "missing_months": _("off for each month without a check"),
    "missing_quarters": _("off for each quarter missing"),
    "missing_occasions": _("off for each June activity missing"),
    "missing_displays": _("off for a missing board, and for missing slogans"),
    "households_short": _("off for each hundredth of the households without a leaflet"),
    "missing_audiences": _("off for each key audience missing"),
}


class PointsField(forms.DecimalField):
    def __init__(self, **options):
        super().__init__(**{"min_value": 0, "max_digits": 5, "decimal_places": 2} | options)


class ScoreForm(VersionedForm):
    """Points for one item and one village, or that it does not apply there."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    points = PointsField(label=_("Points given"), required=False)
    is_not_applicable = forms.BooleanField(
        label=_("Does not apply to this village"),
        required=False,
        help_text=_("Its points are then spread over the other items of the section."),
    )
    reason = TextField(
        label=_("Reason"),
        max_length=300,
        help_text=_("What was checked, and which paper proves it."),
    )

    def __init__(self, *args, item, **options):
        super().__init__(*args, **options)
        self.fields["points"].max_value = item.points
        self.most = {"points": f"{item.points.normalize():f}"}
        self.fields["points"].help_text = _("0 to %(points)s points.") % self.most
        self.fields["points"].widget.attrs["max"] = item.points
        self.item = item

    def content(self):
        return self.cleaned_data

    def clean_points(self):
        points = self.cleaned_data["points"]
        if points is not None and points > self.item.points:
            raise forms.ValidationError(
                _("This item has %(points)s points at most."),
                code="too_many",
                params=self.most,
            )
        return points

    def clean(self):
        data = super().clean()
        if "points" in data and (data["points"] is None) != data.get("is_not_applicable", False):
            self.add_error("points", _("Enter points, or tick that the item does not apply."))
        return data


class KeyedForm(forms.Form):
    """Drawn once, sent perhaps twice: the key makes it one."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    village = forms.ChoiceField(label=_("Village"))

    def __init__(self, *args, villages, **options):
        super().__init__(*args, **options)
        self.villages = {village.code: village for village in villages}
        self.fields["village"].choices = [
            ("", "—"),
            *((code, village.name) for code, village in self.villages.items()),
        ]
        self.initial.setdefault("key", uuid4())

    def content(self):
        data = self.cleaned_data
        return data | {"village": self.villages[data["village"]]}


class BonusForm(KeyedForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=BonusKind)
    points = PointsField(label=_("Points"), min_value=Decimal("0.01"), max_value=MAX_BONUS)
    reason = TextField(label=_("Reason"), max_length=300)
    document_no = TextField(label=_("Document no."), max_length=80, required=False)


class VetoForm(KeyedForm):
    veto_case = forms.ModelChoiceField(label=_("Veto case"), queryset=None)
    fact = TextField(label=_("Fact"), max_length=500)
    evidence = TextField(label=_("Evidence"), max_length=500)
    document_no = TextField(label=_("Document of the decision"), max_length=80)
    decided_on = DayField(label=_("Decided on"))

    def __init__(self, *args, standard, **options):
        super().__init__(*args, **options)
        self.fields["veto_case"].queryset = standard.veto_cases.all()


class ReasonForm(forms.Form):
    reason = TextField(label=_("Reason"), max_length=200)

    def content(self):
        return self.cleaned_data


class StandardForm(VersionedForm):
    """All that the office may change in a standard; the points must make 100 all the same."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_veto_enabled = forms.BooleanField(label=_("Veto in force"), required=False)
    veto_document_no = TextField(
        label=_("Document that authorises the veto"), max_length=80, required=False
    )

    def __init__(self, *args, standard, items, grades, **options):
        super().__init__(*args, **options)
        self.items, self.grades = items, grades
        self.given = most_given(standard)
        self.initial |= {
            "version": standard.version,
            "is_veto_enabled": standard.is_veto_enabled,
            "veto_document_no": standard.veto_document_no,
        }
        for item in items:
            self.add_item(item)
        for grade in grades:
            self.fields[f"grade_{grade.pk}"] = PointsField(
                label=grade.get_word_display(), initial=grade.at_least, max_value=MAX_TOTAL
            )
        for name, field in self.fields.items():
            if name.startswith(("requirement_", "points_")):
                field.widget.attrs["aria-label"] = field.label
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["class"] = "form-control"

    def add_item(self, item):
        fields = self.fields
        fields[f"requirement_{item.pk}"] = TextField(
            label=_("Standard of %(code)s") % {"code": item.code},
            initial=item.requirement,
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        fields[f"points_{item.pk}"] = PointsField(
            label=_("Points of %(code)s") % {"code": item.code},
            initial=item.points,
            min_value=Decimal("0.01"),
            max_value=MAX_TOTAL,
        )
        for place, each in enumerate(item.deductions):
            fields[f"deduction_{item.pk}_{place}"] = PointsField(
                label=PART_LABELS[each["part"]], initial=Decimal(each["points"])
            )
        if item.computation == DEDUCT:
            fields[f"floor_{item.pk}"] = PointsField(label=_("at least"), initial=item.floor)

    def rows(self):
        """The items with their bound fields, for the page."""
        for item in self.items:
            own = [self[f"deduction_{item.pk}_{place}"] for place in range(len(item.deductions))]
            if item.computation == DEDUCT:
                own.append(self[f"floor_{item.pk}"])
            yield item, self[f"requirement_{item.pk}"], self[f"points_{item.pk}"], own

    def grade_fields(self):
        return [self[f"grade_{grade.pk}"] for grade in self.grades]

    def clean(self):
        data = super().clean()
        if data.get("is_veto_enabled") and not data.get("veto_document_no"):
            self.add_error("veto_document_no", _("The veto needs the document that authorises it."))
        self.check_items(data)
        self.check_sum(data)
        self.check_grades(data)
        return data

    def check_items(self, data):
        for item in self.items:
            points = data.get(f"points_{item.pk}")
            if points is None:
                continue
            given = self.given.get(item.pk, 0)
            if given > points:
                self.add_error(
                    f"points_{item.pk}",
                    _("A village was given %(points)s points for this item already.")
                    % {"points": given},
                )
            if data.get(f"floor_{item.pk}", 0) > points:
                self.add_error(f"floor_{item.pk}", _("This is more than the item's points."))

    def check_sum(self, data):
        names = [f"points_{item.pk}" for item in self.items]
        if any(data.get(name) is None for name in names):
            return
        total = sum(data[name] for name in names)
        if total != MAX_TOTAL:
            message = _("All points together make %(total)s; they must make 100.")
            changed = [name for name in names if name in self.changed_data] or names[:1]
            for name in changed:
                self.add_error(name, message % {"total": total})

    def check_grades(self, data):
        names = [f"grade_{grade.pk}" for grade in self.grades]
        limits = [data.get(name) for name in names]
        if None in limits:
            return
        for name, above, below in zip(names[1:], limits, limits[1:], strict=False):
            if below >= above:
                self.add_error(name, _("Each grade begins below the one before it."))
        if limits[-1] != 0:
            self.add_error(names[-1], _("The lowest grade begins at 0."))

    def content(self):
        data = self.cleaned_data
        return {
            "version": data["version"],
            "is_veto_enabled": data["is_veto_enabled"],
            "veto_document_no": data["veto_document_no"],
            "items": {item.pk: self.item_content(item) for item in self.items},
            "grades": {grade.pk: data[f"grade_{grade.pk}"] for grade in self.grades},
        }

    def item_content(self, item):
        data = self.cleaned_data
        requirement = data[f"requirement_{item.pk}"]
        # A changed requirement has no English until somebody translates it.
        is_same = requirement == item.requirement
        return {
            "requirement": requirement,
            "requirement_en": item.requirement_en if is_same else "",
            "points": data[f"points_{item.pk}"],
            "floor": data.get(f"floor_{item.pk}", item.floor),
            "deductions": [
                each | {"points": str(data[f"deduction_{item.pk}_{place}"])}
                for place, each in enumerate(item.deductions)
            ],
        }


def most_given(standard):
    """{item id: the most points that any village was given by hand}."""
    scores = ManualScore.objects.filter(item__section__standard=standard, points__isnull=False)
    given = {}
    for item, points in scores.values_list("item", "points"):
        given[item] = max(points, given.get(item, 0))
    return given
