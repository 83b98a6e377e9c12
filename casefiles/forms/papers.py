"""Forms made from the columns of a paper: one rule for labels, lengths, days and versions."""

from django import forms
from django.db import models
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles.forms.cases import REMOVE, PhoneField
from casefiles.forms.fields import DayField, ParagraphField, TextField
from jurisdiction.forms.fields import MomentField, TimeField


def field_of(model, name, **options):
    """The form's field for a column; `options` say what the column does not know."""
    column = model._meta.get_field(name)
    options = {
        "label": capfirst(column.verbose_name),
        "required": not column.blank,
        "help_text": column.help_text,
    } | options
    if column.choices:
        none = [("", "—")] if column.blank or not column.has_default() else []
        choices = options.pop("choices", column.choices)
        return forms.ChoiceField(choices=[*none, *choices], **options)
    if isinstance(column, models.DateTimeField):
        return MomentField(**options)
    if isinstance(column, models.TimeField):
        return TimeField(**options)
    if isinstance(column, models.DateField):
        return DayField(**options)
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(**options | {"required": False})
    if isinstance(column, models.PositiveSmallIntegerField):
        return forms.IntegerField(**{"min_value": 0, "max_value": 999} | options)
    field = ParagraphField if isinstance(column, models.TextField) else TextField
    return field(max_length=column.max_length, **options)


class PaperForm(forms.Form):
    """The columns `COLUMNS` of `MODEL`. Without a stored `paper` it has a key, else a version."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    MODEL = None
    COLUMNS = ()
    OPTIONS = {}  # name of a column -> options of its field
    OPEN_ENDED = ()  # days that may lie in the future
    explanation = ""  # what whoever fills it in should have read

    def __init__(self, *args, case, paper=None, **options):
        super().__init__(*args, **options)
        self.case, self.paper = case, paper
        for name in self.COLUMNS:
            extra = dict(self.OPTIONS.get(name, {}))
            if name in self.OPEN_ENDED:
                extra["may_be_future"] = True
            self.fields[name] = field_of(self.MODEL, name, **extra)
        self.fields["version" if paper else "key"].required = True
        del self.fields["key" if paper else "version"]

    @classmethod
    def stored_values(cls, paper):
        """What the form begins with for a stored paper."""
        return {name: getattr(paper, name) for name in ("version", *cls.COLUMNS)}

    def content(self):
        """The columns for the deed."""
        hidden = ("key", "version")
        return {name: value for name, value in self.cleaned_data.items() if name not in hidden}

    def show_stored(self):
        """Below each field that differs, what is stored now."""
        self.show_stored_of(self.COLUMNS)

    def show_stored_of(self, names):
        for name in names:
            if self.cleaned_data.get(name) != getattr(self.paper, name):
                shown = readable(self.paper, name) or _("empty")
                # Help texts are printed as HTML.
                self[name].help_text = escape(_("Now stored: %(value)s") % {"value": shown})

    def ask_order(self, first, last, message):
        """A complaint where the second of two days lies before the first."""
        begins, ends = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if begins and ends and ends < begins:
            self.add_error(last, message)


def readable(paper, name):
    value = getattr(paper, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    display = getattr(paper, f"get_{name}_display", None)
    return display() if display else value


class NumberMixin:
    """A sealed phone number beside the columns: it never leaves the form in clear."""

    def add_phone(self):
        masked = self.paper.phone_masked if self.paper else ""
        told = _("Stored: %(number)s. Leave empty to keep it; - removes it.") % {"number": masked}
        self.fields["phone"] = PhoneField(
            label=_("Phone"), max_length=40, required=False, help_text=told if masked else ""
        )

    def content(self):
        content = super().content()
        if content["phone"] == REMOVE:
            content["phone"] = ""
        elif self.paper and not content["phone"]:
            del content["phone"]
        return content
