"""Forms of the letters of responsibility."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction.forms.fields import DayField, ParagraphField, PicturesField, TextField
from jurisdiction.forms.versions import VersionedForm
from paperwork.documents import check_template
from paperwork.refusals import Unreadable
from paperwork.text import clean_text
from responsibility.filters import FIRST_YEAR
from responsibility.indicators import state_of
from responsibility.letters import FIELDS, WITH_NAMES
from responsibility.models import LetterScan, LetterText
from responsibility.models.letters import STANDING
from responsibility.terms import SIGNED_DOWN, LetterLevel, LetterState


class DeedForm(forms.Form):
    def content(self):
        return self.cleaned_data


class ChooseForm(forms.Form):
    """Which letters are to be issued: asked by address, so it holds nothing of anybody."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2099)
    level = forms.ChoiceField(label=_("Level"), choices=LetterLevel)


class OwedForm(forms.Form):
    """Narrows the list of those who owe a letter; what it says nothing about has a default."""

    DOWN = ("down", _("Groups, units and households"))
    STATUS = [
        ("unsigned", _("Not signed")),
        ("issued", _("Issued")),
        ("none", _("Not issued")),
        *((state, LetterState(state).label) for state in STANDING),
        ("all", _("All")),
    ]

    village = forms.ChoiceField(label=_("Village"), required=False)
    year = forms.ChoiceField(label=_("Year"))
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All")), DOWN, *LetterLevel.choices]
    )
    status = forms.ChoiceField(label=_("Status"), choices=STATUS)
    q = TextField(label=_("Place, unit or person"), required=False, max_length=40)

    def __init__(self, data, *, villages, today):
        years = [str(year) for year in range(today.year + 1, FIRST_YEAR - 1, -1)]
        super().__init__({"status": "unsigned", "year": str(today.year)} | data.dict())
        self.fields["village"].choices = [("", _("All villages")), *villages]
        self.fields["year"].choices = list(zip(years, years, strict=True))

    @property
    def levels(self):
        level = self.cleaned_data["level"]
        if level == self.DOWN[0]:
            return list(SIGNED_DOWN)
        return [level] if level else list(LetterLevel)

    def keeps(self, recipient, letter):
        """Whether this recipient, with this letter or without one, is shown."""
        status, words = self.cleaned_data["status"], self.cleaned_data["q"]
        state = state_of(recipient, letter)
        groups = {"unsigned": state != LetterState.SIGNED, "issued": state != "none"}
        is_asked = groups.get(status, status in ("all", state))
        return is_asked and words in recipient.name


class IssueForm(DeedForm):
    sign_by = DayField(label=_("To be signed by"), may_be_future=True)
    signer_a = TextField(
        label=_("Signs for party A"),
        max_length=40,
        required=False,
        help_text=_("Left empty, the line on the paper stays free."),
    )

    def __init__(self, *args, year, **options):
        super().__init__(*args, **options)
        self.year = year
        self.initial.setdefault("sign_by", max(date(year, 3, 31), timezone.localdate()))

    def clean_sign_by(self):
        day = self.cleaned_data["sign_by"]
        if day.year != self.year:
            raise forms.ValidationError(
                _("This day lies outside %(year)s."), code="year", params={"year": self.year}
            )
        return day


class AnswerForm(DeedForm):
    """A day on which something happened to a letter; `letter` is the one."""

    def __init__(self, *args, letter, **options):
        super().__init__(*args, **options)
        self.letter = letter

    def refuse_years(self, name, first):
        """The day of an answer or a deadline lies in the letter's time, not in another's."""
        day = self.cleaned_data[name]
        if not first <= day.year <= self.letter.year:
            raise forms.ValidationError(
                _("This day lies outside %(year)s."), code="year",
                params={"year": self.letter.year},
            )  # fmt: skip
        return day


def without_names(form, letter):
    """Only a letter with a village names a contact and a group (form F14, item A1)."""
    if letter.level not in WITH_NAMES:
        del form.fields["contact"], form.fields["members"]


def read_state():
    return forms.ChoiceField(widget=forms.HiddenInput, choices=LetterState)


def contact():
    return TextField(label=_("Contact"), max_length=40, required=False)


def members():
    return TextField(label=_("Members of the drug-control group"), max_length=200, required=False)


class SignForm(AnswerForm):
    signed_on = DayField(label=_("Signed on"))
    signer_a = TextField(label=_("Signed for party A"), max_length=40)
    signer_b = TextField(label=_("Signed for party B"), max_length=40)
    contact = contact()
    members = members()
    witness = TextField(label=_("Witness"), max_length=40, required=False)
    scan_no = TextField(
        label=_("Number of the scan"),
        max_length=40,
        required=False,
        help_text=_("Where the signed paper or its scan is filed."),
    )

    def __init__(self, *args, letter, **options):
        super().__init__(*args, letter=letter, **options)
        without_names(self, letter)
        for name in ("signer_a", "signer_b", "contact", "members"):
            self.initial.setdefault(name, getattr(letter, name))
        self.initial.setdefault("signed_on", timezone.localdate())

    def clean_signed_on(self):
        return self.refuse_years("signed_on", self.letter.year - 1)  # signed before the year begins


class RefuseForm(AnswerForm):
    refused_on = DayField(label=_("Refused on"))
    reason = TextField(label=_("Reason given"), max_length=200)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("refused_on", timezone.localdate())


class WithdrawForm(AnswerForm):
    """What is taken back is the letter in the state in which it was read."""

    state = read_state()
    reason = TextField(label=_("Reason"), max_length=200)

    def __init__(self, *args, letter, **options):
        super().__init__(*args, letter=letter, **options)
        self.initial.setdefault("state", letter.state)


class ReplaceForm(AnswerForm):
    state = read_state()
    signer_a = TextField(label=_("Signs for party A"), max_length=40, required=False)
    signer_b = TextField(label=_("Signs for party B"), max_length=40, required=False)
    contact = contact()
    members = members()
    sign_by = DayField(label=_("To be signed by"), may_be_future=True)
    reason = TextField(
        label=_("Reason for replacing"), max_length=200, help_text=_("A new head, say.")
    )

    def __init__(self, *args, letter, **options):
        super().__init__(*args, letter=letter, **options)
        without_names(self, letter)
        for name in ("state", "signer_a", "signer_b", "contact", "members"):
            self.initial.setdefault(name, getattr(letter, name))
        last = date(letter.year, 12, 31)
        self.initial.setdefault("sign_by", min(timezone.localdate(), last))

    def clean_sign_by(self):
        return self.refuse_years("sign_by", self.letter.year)


class LetterScansForm(forms.Form):
    scans = PicturesField(
        label=_("Pages"),
        most=LetterScan.MOST,
        help_text=_(
            "A photo or scan of each page, in their order, at most six at once: JPEG, PNG or WebP, "
            "10 MB each. If something goes wrong, choose them again."
        ),
    )


class TemplateField(forms.FileField):
    """A Word template of letters, checked; what comes out clean are its bytes."""

    widget = forms.FileInput(attrs={"accept": ".docx"})

    def __init__(self, **options):
        super().__init__(allow_empty_file=True, **options)  # refused below, in our words

    def to_python(self, data):
        file = super().to_python(data)
        try:
            return file and check_template(file, FIELDS)
        except Unreadable as refusal:
            raise forms.ValidationError(refusal.message, code=refusal.code) from refusal


class TemplateForm(forms.Form):
    template = TemplateField(label=_("Word template (.docx)"))

    @property
    def file_name(self):
        """What it is called when it is handed out again: what it holds ends in .docx."""
        name = clean_text(self.files["template"].name)
        return f"{name.rpartition('.')[0] or name}"[-115:] + ".docx"


class TextForm(VersionedForm, DeedForm):
    """What letters of a level say: plain text, line by line. Nothing in it is ever run."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    title = TextField(label=_("Title"), max_length=60)
    basis = TextField(
        label=_("Authorising document"),
        max_length=200,
        help_text=_(
            "Letters are restricted to listed matters: name the document that allows them."
        ),
    )
    duties = ParagraphField(
        label=_("Duties"), max_length=3000, help_text=_("One duty a line; they are numbered.")
    )
    targets = ParagraphField(label=_("Targets"), max_length=2000, required=False)
    rewards = ParagraphField(label=_("Rewards and penalties"), max_length=2000, required=False)

    def __init__(self, *args, text, **options):
        super().__init__(*args, **options)
        for name in ("version", *LetterText.CONTENT):
            self.initial.setdefault(name, getattr(text, name))
        for name in ("duties", "targets", "rewards"):
            self.fields[name].widget.attrs["rows"] = 6
