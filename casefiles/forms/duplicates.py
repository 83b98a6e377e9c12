"""Forms of two files side by side: not the same person, or merged with each column chosen."""

from django import forms
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles.actions.merging import CHOICES
from casefiles.forms.fields import TextField
from casefiles.models import CaseFile
from casefiles.models.corrections import column_label
from jurisdiction.models import Area

KEPT, GONE = "kept", "gone"
MASKED = {
    "id_number", "phone", "control_contact_phone", "help_contact_phone", "guardian_phone",
}  # fmt: skip


class ApartForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = TextField(
        label=_("How you know that they are two persons"),
        max_length=200,
        help_text=_("Such as: looked at both ID cards; brothers; asked the village."),
    )


class UndoForm(forms.Form):
    reason = TextField(label=_("Reason for undoing"), max_length=200)


class MergeForm(forms.Form):
    """The columns in which two files differ, each to be chosen; the rest is the same."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kept_version = forms.IntegerField(widget=forms.HiddenInput)
    gone_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, kept, gone, **options):
        super().__init__(*args, **options)
        self.same = []
        for choice in CHOICES:
            shown = [told(case, choice) for case in (kept, gone)]
            if values(kept, choice) != values(gone, choice):
                self.fields[choice[0]] = chosen_from(choice, shown, kept, gone)
            elif shown[0]:
                self.same.append((label_of(choice), shown[0]))
        self.fields["reason"] = TextField(
            label=_("How you know that they are one person"), max_length=200
        )

    def choices(self):
        """The fields that are drawn side by side."""
        names = {choice[0] for choice in CHOICES}
        return [self[name] for name in self.fields if name in names]

    def content(self):
        """What the deed asks for."""
        data = self.cleaned_data
        return {
            "key": data["key"],
            "versions": (data["kept_version"], data["gone_version"]),
            "reason": data["reason"],
            "chosen": [choice[0] for choice in CHOICES if data.get(choice[0]) == GONE],
        }


def chosen_from(choice, shown, kept, gone):
    is_empty = not any(values(kept, choice))
    return forms.ChoiceField(
        label=label_of(choice),
        widget=forms.RadioSelect,
        choices=[(side, word or "—") for side, word in zip((KEPT, GONE), shown, strict=True)],
        initial=GONE if is_empty and any(values(gone, choice)) else KEPT,
    )


def values(case, choice):
    return [getattr(case, name) for name in choice]


def label_of(choice):
    name = choice[0]
    return capfirst(column_label(name))


def told(case, choice):
    """The columns of one choice in words; numbers that identify stay masked."""
    words = [word_of(case, name) for name in choice]
    return " · ".join(word for word in words if word)


def word_of(case, name):
    if name in MASKED:
        return getattr(case, f"{name}_masked")
    value = getattr(case, name)
    field = CaseFile._meta.get_field(name)
    if isinstance(value, Area):
        return value.name
    if isinstance(field, models.BooleanField):
        return str(_("yes") if value else _("no"))
    if isinstance(field, models.DateField):
        return date_format(value) if value else ""
    if field.choices:
        return str(dict(field.choices).get(value, value)) if value else ""
    return "" if value is None else str(value)
