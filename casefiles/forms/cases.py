"""Form F1, one row of the roster: the same shape for the page and for each row of a sheet."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles import identity, schedule
from casefiles.forms.fields import DayField, ParagraphField, TextField
from casefiles.identity import Flaw, IdentityProblem
from casefiles.models import CaseFile
from casefiles.terms import Abstinence, ControlState, RiskLevel

ID_FLAWS = {
    Flaw.LENGTH: _("The ID number has 18 characters (15 if old). Count them on the card."),
    Flaw.CHARACTERS: _("The ID number has digits only; the last may be X. Check it on the card."),
    Flaw.BIRTH_DATE: _(
        "The date of birth inside the ID number does not exist. Check it on the card."
    ),
    Flaw.CHECKSUM: _("The check digit of the ID number is wrong. Check all digits on the card."),
}
PHONE_FLAW = _("This is no telephone number: 11 digits, or a landline with its area code.")
REMOVE = "-"
EMPTY = ("", None)


def column(name):
    return CaseFile._meta.get_field(name)


def label(name):
    return capfirst(column(name).verbose_name)


def text(name, *, required=False):
    return TextField(label=label(name), max_length=column(name).max_length, required=required)


def day(name, **options):
    return DayField(label=label(name), required=False, **options)


def count(name):
    return forms.IntegerField(label=label(name), min_value=0, max_value=99, required=False)


def tick(name):
    return forms.BooleanField(label=label(name), required=False)


def term(name, *, default=None):
    """A choice; with a default, what is left empty becomes it."""
    choices = column(name).choices
    none = [] if default else [("", "—")]
    return forms.ChoiceField(
        label=label(name), choices=[*none, *choices], initial=default, required=False
    )


class AreaField(forms.ChoiceField):
    """An area out of those handed to the form; cleans to the area itself, without a query."""

    default_error_messages = {
        "invalid_choice": _("This place does not exist here, or lies outside your area.")
    }

    def offer(self, areas, choices):
        self.areas = {area.code: area for area in areas}
        self.choices = [("", "—"), *choices]

    def valid_value(self, value):
        return value in self.areas

    def clean(self, value):
        return self.areas.get(super().clean(value))


class IdNumberField(forms.CharField):
    today = None  # as a DayField's

    def clean(self, value):
        number = identity.normalise_id(super().clean(value))
        if not number:
            return ""
        try:
            return identity.to_18(identity.check_id(number, self.today or timezone.localdate()))
        except IdentityProblem as problem:
            raise ValidationError(ID_FLAWS[problem.code], code=str(problem.code)) from None


class PhoneField(forms.CharField):
    """A telephone number; a single hyphen asks to remove the stored one."""

    def clean(self, value):
        phone = super().clean(value)
        if phone in ("", REMOVE):
            return phone
        try:
            return identity.check_phone(phone)
        except IdentityProblem:
            raise ValidationError(PHONE_FLAW, code="phone") from None


class CaseForm(forms.Form):
    """`case` is the stored file, if any: its sealed numbers stay unless typed anew."""

    village = AreaField(label=label("village"))
    group = AreaField(label=label("group"), required=False)
    name = text("name", required=True)
    alias = text("alias")
    id_number = IdNumberField(label=_("ID number"), required=False, max_length=40)
    id_missing_reason = term("id_missing_reason")
    sex = term("sex")
    birth_date = day("birth_date")
    ethnicity = text("ethnicity")
    phone = PhoneField(label=_("Phone"), required=False, max_length=40)
    living_address = text("living_address")
    household_address = text("household_address")
    living_police_station = text("living_police_station")
    household_police_station = text("household_police_station")
    education = term("education")
    marital_status = term("marital_status")
    employment = text("employment")
    has_low_income = tick("has_low_income")
    category = term("category")
    first_found_on = day("first_found_on")
    drug_kinds = text("drug_kinds")
    way_of_use = term("way_of_use")
    reason_code = term("reason_code")
    consequence = text("consequence")
    times_treated = count("times_treated")
    has_crime_history = tick("has_crime_history")
    crime_note = text("crime_note")
    source_document_no = text("source_document_no")
    measure = term("measure")
    measure_from = day("measure_from")
    measure_to = day("measure_to", may_be_future=True)
    control_state = term("control_state", default=ControlState.IN_CONTROL)
    abstinence = term("abstinence", default=Abstinence.UNDER_3Y)
    risk_level = term("risk_level", default=RiskLevel.UNRATED)
    is_three_nos = tick("is_three_nos")
    is_away = tick("is_away")
    away_to = text("away_to")
    control_contact = text("control_contact")
    control_contact_phone = PhoneField(
        label=_("Control contact's phone"), required=False, max_length=40
    )
    help_contact = text("help_contact")
    help_contact_phone = PhoneField(label=_("Help contact's phone"), required=False, max_length=40)
    guardian = text("guardian")
    guardian_relation = text("guardian_relation")
    guardian_phone = PhoneField(label=_("Guardian's phone"), required=False, max_length=40)
    lost_count = count("lost_count")
    enrolled_on = day("enrolled_on")
    remarks = ParagraphField(label=label("remarks"), max_length=1000, required=False)

    SECRETS = (
        "id_number", "phone", "control_contact_phone", "help_contact_phone", "guardian_phone"
    )  # fmt: skip
    FIELDSETS = (
        (_("Where"), ("village", "group", "living_address", "household_address",
                      "living_police_station", "household_police_station")),
        (_("Who"), ("name", "alias", "id_number", "id_missing_reason", "sex", "birth_date",
                    "ethnicity", "phone", "education", "marital_status", "employment",
                    "has_low_income")),
        (_("Guardian, if under 18"), ("guardian", "guardian_relation", "guardian_phone")),
        (_("From the police"), ("category", "source_document_no", "first_found_on", "drug_kinds",
                                "way_of_use", "reason_code", "consequence", "times_treated",
                                "has_crime_history", "crime_note")),
        (_("Three states"), ("measure", "measure_from", "measure_to", "control_state",
                             "abstinence")),
        (_("How followed"), ("risk_level", "control_contact", "control_contact_phone",
                             "help_contact", "help_contact_phone", "is_three_nos", "is_away",
                             "away_to", "lost_count", "enrolled_on", "remarks")),
    )  # fmt: skip
    DEFAULTS = {
        "control_state": ControlState.IN_CONTROL,
        "abstinence": Abstinence.UNDER_3Y,
        "risk_level": RiskLevel.UNRATED,
        "lost_count": 0,
    }

    def __init__(self, *args, villages, groups, case=None, **options):
        super().__init__(*args, **options)
        self.case = case
        self.fields["village"].offer(villages, [(v.code, v.name) for v in villages])
        self.fields["group"].offer(groups, by_village(villages, groups))
        optional = {name: field for name, field in self.fields.items() if not field.required}
        self.blanks = {name: field.clean("") for name, field in optional.items()}
        self.known = {name: {} for name in self.fields}  # value -> what it cleans to
        self.today = timezone.localdate()
        for field in self.fields.values():
            field.today = self.today

    @staticmethod
    def stored_values(case):
        """What the form begins with for a stored file. Sealed numbers never leave it."""
        values = {name: getattr(case, name) for name in filter(unsealed, FIELDS)}
        return values | {"village": case.village_id, "group": case.group_id or ""}

    def examine(self, data, case):
        """Clean another row with the same form: making its fields costs more than cleaning them."""
        self.data, self.case, self.is_bound = data, case, True
        self.full_clean()
        return not self._errors

    def _clean_fields(self):
        """As Django does, but neither what is empty nor what another row held is cleaned anew."""
        self.cleaned_data |= self.blanks
        filled = {name for name, value in self.data.items() if value not in EMPTY}
        for name, field in self.fields.items():
            if name in self.blanks and name not in filled:
                continue
            value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            try:
                self.cleaned_data[name] = self.clean_once(name, field, value)
            except ValidationError as error:
                self.add_error(name, error)

    def clean_once(self, name, field, value):
        known = self.known[name]
        if value not in known:
            known[value] = field.clean(value)
        return known[value]

    def clean(self):
        data = super().clean()
        for name, default in self.DEFAULTS.items():
            if name not in self.errors and data[name] in ("", None):
                data[name] = default
        self.clean_identity(data)
        self.clean_place(data)
        self.clean_days(data)
        self.clean_absence(data)
        self.clean_order(data)
        self.clean_contact(data)
        return data

    def clean_identity(self, data):
        if "id_number" in self.errors:
            return
        number = data["id_number"] or (self.case.id_number if self.case else "")
        if number:
            self.agree_with_number(data, number)
        elif not data.get("id_missing_reason"):
            self.complain("id_missing_reason", _("Without an ID number, say why there is none."))
        if not number:
            self.ask_for("birth_date", data)
            self.ask_for("sex", data)

    def agree_with_number(self, data, number):
        """Fill birth date and sex from the number; what contradicts it is an error."""
        data["id_missing_reason"] = ""
        wrong = identity.disagreements(number, data.get("birth_date"), data.get("sex"))
        if "birth_date" in wrong:
            self.complain("birth_date", _("The birth date does not agree with the ID number."))
        elif "birth_date" not in self.errors:
            data["birth_date"] = identity.birth_date_of(number)
        if "sex" in wrong:
            self.complain("sex", _("The sex does not agree with the ID number."))
        elif "sex" not in self.errors:
            data["sex"] = identity.sex_of(number)

    def clean_place(self, data):
        village, group = data.get("village"), data.get("group")
        if village and group and not group.code.startswith(village.code):
            self.complain("group", _("The villager group belongs to another village."))

    def clean_days(self, data):
        born, begins, ends = (data.get(n) for n in ("birth_date", "measure_from", "measure_to"))
        if begins and ends and ends <= begins:
            self.complain("measure_to", _("The measure ends before it begins."))
        for name in ("first_found_on", "measure_from", "enrolled_on"):
            if born and data.get(name) and data[name] < born:
                self.complain(name, _("This day lies before the birth date."))
        if "enrolled_on" not in self.errors and not data["enrolled_on"]:
            data["enrolled_on"] = self.case.enrolled_on if self.case else self.today

    def clean_absence(self, data):
        if data.get("is_away") and not data.get("away_to"):
            self.complain("away_to", _("Say where the person is."))
        if data.get("away_to") and not data.get("is_away"):
            self.complain("is_away", _("Tick “away”, or empty the place."))

    def clean_order(self, data):
        """While an order runs, its steps lead the measure and its days."""
        if not self.case or not self.case.is_under_order:
            return
        for name in ("measure", "measure_from", "measure_to"):
            if data.get(name) != getattr(self.case, name):
                self.complain(name, _("An order is running: enter its next step on the file."))

    def clean_contact(self, data):
        """Of a stored file an officer decides that contact is lost, or notes who is found."""
        stored = self.case and self.case.control_state
        states = {stored, data.get("control_state")}
        if stored and len(states) == 2 and ControlState.LOST_CONTACT in states:
            self.complain(
                "control_state", _("Lost contact and finding again are noted on the file.")
            )

    def ask_for(self, name, data):
        if not data.get(name):
            self.complain(name, self.fields[name].error_messages["required"])

    def complain(self, name, message):
        if name not in self.errors:
            self.add_error(name, message)

    def columns(self):
        """The columns for `enrol_case` and `correct_case`, without untouched sealed numbers."""
        columns = {name: self.cleaned_data[name] for name in FIELDS}
        for name in self.SECRETS:
            if self.case and not columns[name]:
                del columns[name]
            elif columns[name] == REMOVE:
                columns[name] = ""
        return columns

    def fieldsets(self):
        return [(legend, [self[name] for name in names]) for legend, names in self.FIELDSETS]


FIELDS = tuple(CaseForm.base_fields)


def by_village(villages, groups):
    """The choices of a group, under the heading of its village."""
    under = {village.code: [] for village in villages}
    for group in groups:
        under.setdefault(group.code[:12], []).append((group.code, group.name))
    return [(village.name, under[village.code]) for village in villages if under[village.code]]


def unsealed(name):
    return name not in CaseForm.SECRETS


class EnrolForm(CaseForm):
    """The page: with the version it was drawn from, and a tick to enrol a likely duplicate."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    all_the_same = forms.BooleanField(label=_("Enrol all the same"), required=False)
    duplicates = ()  # other files that the page names beside the tick

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.case:
            self.mask_stored()
        else:
            self.fields["enrolled_on"].initial = timezone.localdate
            self.fields["key"].initial = uuid.uuid4

    def clean(self):
        """Somebody under 18 has a guardian; a roster sheet has no column for one."""
        data = super().clean()
        data["key"] = data.get("key") or uuid.uuid4()  # `_clean_fields` asks no clean_<name>
        born = data.get("birth_date")
        if born and schedule.is_minor(born, timezone.localdate()):
            for name in ("guardian", "guardian_relation"):
                if not data.get(name):
                    self.complain(name, _("Under 18: say who the guardian is."))
        return data

    def mask_stored(self):
        for name in self.SECRETS:
            masked = getattr(self.case, f"{name}_masked")
            if masked:
                self.fields[name].help_text = (
                    _("Stored: %(number)s. Leave empty to keep it.") % {"number": masked}
                    if name == "id_number"
                    else _("Stored: %(number)s. Leave empty to keep it; - removes it.")
                    % {"number": masked}
                )
