"""Shapes of what is typed about a campaign; nothing here writes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns import schedule
from campaigns.models import ActivityPhoto, Material
from campaigns.terms import (
    ActivityKind,
    Audience,
    Lasting,
    ListKind,
    MaterialKind,
    MaterialUnit,
    Occasion,
    TitleKind,
    TitleState,
)
from jurisdiction.access import Permission
from jurisdiction.forms.fields import (
    DayField,
    ParagraphField,
    PicturesField,
    RowField,
    TextField,
    WorkbookField,
)
from jurisdiction.forms.versions import VersionedForm
from jurisdiction.models import Area, Unit
from jurisdiction.terms import AreaLevel

MOST = 1_000_000  # more than a township counts of anything
EMPTY = [("", "—")]


def number(label, *, least=0, **options):
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=MOST, widget=widget, **options
    )


OUTSIDE = {
    Occasion.ANTI_DRUG_DAY: _(
        "The activity for 26 June lies between 20 and 30 June; this day does not."
    ),
    Occasion.PUBLICITY_MONTH: _("This occasion lies in June; the day does not."),
}


class ActivityForm(VersionedForm):
    """Form F15. Six fields for most activities; the rest opens below."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    happened_on = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("Kind"), choices=EMPTY + ActivityKind.choices)
    area = RowField(label=_("Village or township"), queryset=None)
    people = number(_("People"), help_text=_("How many different persons were reached; 0 if none."))
    theme = TextField(label=_("Theme"), max_length=80)
    audiences = forms.MultipleChoiceField(
        label=_("Audiences"),
        choices=Audience,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    occasion = forms.ChoiceField(
        label=_("Occasion"), choices=EMPTY + Occasion.choices, required=False
    )
    is_leader_present = forms.BooleanField(label=_("A leader was present"), required=False)
    sessions = number(_("Sessions"), least=1, initial=1, required=False)
    attendances = number(
        _("Attendances"),
        required=False,
        help_text=_("Persons times the sessions they came to; empty: as many as people."),
    )
    began_at = forms.TimeField(
        label=_("Hour"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    place = TextField(label=_("Place"), max_length=80, required=False)
    unit = RowField(label=_("School or unit"), queryset=None, required=False)
    organiser = TextField(label=_("Organiser"), max_length=80, required=False)
    partners = TextField(label=_("Partners"), max_length=120, required=False)
    speaker = TextField(label=_("Speaker"), max_length=80, required=False)
    media = TextField(
        label=_("Reported by"),
        max_length=120,
        required=False,
        help_text=_("Newspaper, station or channel, with the day."),
    )
    content = ParagraphField(
        label=_("Content"),
        max_length=1000,
        required=False,
        help_text=_("No names of persons on file."),
    )
    cost = forms.DecimalField(
        label=_("Cost in yuan"), min_value=0, max_digits=10, decimal_places=2, required=False
    )

    ROUTINE = ("happened_on", "kind", "area", "people", "theme", "audiences")

    def __init__(self, *args, officer, offered=None, **options):
        """`offered` are the rows of area and unit by key, where many forms share them."""
        super().__init__(*args, **options)
        areas = Area.objects.visible_to(officer, Permission.CAMPAIGN_RECORD)
        levels = (AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)
        self.fields["area"].queryset = areas.filter(level__in=levels).order_by("code")
        self.fields["unit"].queryset = Unit.objects.visible_to(
            officer, Permission.CAMPAIGN_RECORD
        ).order_by("area", "name")
        for name, rows in (offered or {}).items():
            self.fields[name].offered = rows

    @property
    def routine_fields(self):
        return [self[name] for name in self.ROUTINE]

    @property
    def detail_fields(self):
        hidden = {"key", "version", *self.ROUTINE}
        return [self[name] for name in self.fields if name not in hidden]

    def clean(self):
        data = super().clean()
        people, attendances = data.get("people"), data.get("attendances")
        if people is not None and attendances is not None and attendances < people:
            self.add_error("attendances", _("Fewer attendances than people."))
        day, occasion = data.get("happened_on"), data.get("occasion")
        if occasion and day and not schedule.suits(occasion, day):
            self.add_error("occasion", OUTSIDE[occasion])
        return data

    def content_columns(self):
        """The columns of the activity, without key and version."""
        data = {n: v for n, v in self.cleaned_data.items() if n not in ("key", "version")}
        if data["attendances"] is None:
            data["attendances"] = data["people"]
        return data | {"sessions": data["sessions"] or 1, "cost": data["cost"] or 0}


class MaterialForm(forms.Form):
    """One line of what was handed out or put up: quantity and unit belong together."""

    kind = forms.ChoiceField(label=_("Material"), choices=EMPTY + MaterialKind.choices)
    quantity = number(_("Quantity"), least=1)
    unit = forms.ChoiceField(label=_("Unit"), choices=EMPTY + MaterialUnit.choices)
    lasting = forms.ChoiceField(
        label=_("For how long"), choices=EMPTY + Lasting.choices, required=False
    )
    issues = number(_("Issues"), required=False)
    places = number(_("Places"), required=False)
    households = number(_("Households"), required=False)

    def columns(self):
        counts = ("issues", "places", "households")
        return self.cleaned_data | {name: self.cleaned_data[name] or 0 for name in counts}


class MaterialSet(forms.BaseFormSet):
    def columns(self):
        """Columns of each line that was filled in."""
        return [form.columns() for form in self if form.has_changed()]


MOST_LINES = 12  # of one activity
MaterialFormSet = forms.formset_factory(
    MaterialForm, formset=MaterialSet, extra=4, max_num=MOST_LINES, absolute_max=MOST_LINES
)


def lines_of(activity):
    """What a material form shows of the stored lines."""
    names = [name for name in MaterialForm.base_fields if hasattr(Material, name)]
    return list(activity.materials.values(*names))


class TitleForm(forms.Form):
    """Form F16: who applies for what, and the self-check."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=EMPTY + TitleKind.choices)
    area = forms.ModelChoiceField(label=_("Village or township"), queryset=None)
    unit = forms.ModelChoiceField(
        label=_("School or unit"), queryset=None, required=False,
        help_text=_("Only for a unit or a school."),
    )  # fmt: skip
    families = number(
        _("Families"), required=False, help_text=_("Only for families: how many, no names.")
    )
    applied_on = DayField(label=_("Applied on"))
    facts = ParagraphField(label=_("Self-check"), max_length=1000)

    def __init__(self, *args, officer, **options):
        super().__init__(*args, **options)
        areas = Area.objects.visible_to(officer, Permission.CAMPAIGN_RECORD)
        levels = (AreaLevel.TOWNSHIP, AreaLevel.VILLAGE)
        self.fields["area"].queryset = areas.filter(level__in=levels).order_by("code")
        units = Unit.objects.visible_to(officer, Permission.CAMPAIGN_RECORD)
        self.fields["unit"].queryset = units.order_by("area", "name")

    def clean(self):
        data = super().clean()
        kind, unit, families = data.get("kind"), data.get("unit"), data.get("families")
        if (kind in (TitleKind.UNIT, TitleKind.SCHOOL)) != bool(unit) and "unit" not in self.errors:
            self.add_error("unit", _("Choose the unit for a unit or a school, and only then."))
        if (kind == TitleKind.FAMILY) != bool(families) and "families" not in self.errors:
            self.add_error("families", _("Give a number for families, and only then."))
        if unit and data.get("area") and unit.area_id != data["area"].pk:
            self.add_error("unit", _("This unit lies elsewhere."))
        return data

    def columns(self):
        data = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return data | {"families": data["families"] or 0}


class StepForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label=_("What was decided"))
    happened_on = DayField(label=_("Day"))
    findings = ParagraphField(label=_("Findings or reason"), max_length=1000)
    document_no = TextField(label=_("Document or certificate no."), max_length=80, required=False)

    def __init__(self, *args, title, **options):
        super().__init__(*args, **options)
        choices = [(state.value, state.label) for state in map(TitleState, title.next_states)]
        self.fields["state"].choices = EMPTY + choices


class PlanForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2199)


class PlanExcuseForm(forms.Form):
    reason = TextField(
        label=_("Reason for excusing"),
        max_length=200,
        help_text=_("Joined the township in May, say. The assessment then asks for it no more."),
    )


class PhotoForm(forms.Form):
    pictures = PicturesField(
        label=_("Photos"),
        most=ActivityPhoto.MOST,
        help_text=_(
            "At most six at once, of the event and without the faces of persons on file. If this "
            "page comes back, choose them again: the browser does not keep them."
        ),
    )
    caption = TextField(label=_("Caption"), max_length=120, required=False)


class WithdrawForm(forms.Form):
    reason = TextField(label=_("Reason for withdrawing"), max_length=200)


class ImportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the sheet lists"), choices=ListKind, widget=forms.RadioSelect,
        initial=ListKind.ACTIVITIES,
    )  # fmt: skip
    file = WorkbookField(
        label=_("Sheet (.xlsx)"), error_messages={"required": _("Choose the sheet first.")}
    )
