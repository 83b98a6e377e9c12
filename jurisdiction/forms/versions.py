"""Forms of what is stored already: nobody overwrites words that he has never seen."""

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

STALE = _(
    "Somebody else changed this while you were writing. Nothing of yours is lost: below each field "
    "that differs stands what is stored now. Check them and save again."
)
UNREAD = _("Open this page anew: it does not say which text you have read.")


class VersionedForm(forms.Form):
    """A form drawn from the stored row; its field `VERSION` says which version was read."""

    VERSION = "version"
    is_stale = False

    def show_stored(self, fresh, names=None):
        """Below each field that differs, what is stored now; sent again, the form knows of it.

        `fresh` is the same form drawn anew; `names` are the fields that the row holds, if not all.
        """
        self.is_stale = True
        self.add_error(None, STALE)
        for name in names or self.fields:
            stored = fresh.get_initial_for_field(fresh.fields[name], name)
            field = self.fields[name]
            if not field.widget.is_hidden and field.has_changed(stored, self[name].data):
                shown = readable(fresh.fields[name], stored) or _("empty")
                # Help texts are printed as HTML.
                self[name].help_text = escape(_("Now stored: %(value)s") % {"value": shown})
        self.data = self.data.copy()
        version = fresh.get_initial_for_field(fresh.fields[self.VERSION], self.VERSION)
        self.data[self.add_prefix(self.VERSION)] = version


class VersionedModelForm(VersionedForm, forms.ModelForm):
    """The same for a row of the admin, which is locked until it is written."""

    VERSION = "read_version"

    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial["read_version"] = self.instance.version

    def clean(self):
        data = super().clean()
        if self.instance._state.adding:
            return data
        stored = type(self.instance)._base_manager.select_for_update(of=("self",))
        stored = stored.get(pk=self.instance.pk)
        if self.cleaned_data.get("read_version") is None:
            self.add_error(None, UNREAD)
        elif self.cleaned_data["read_version"] != stored.version:
            self.show_stored(type(self)(instance=stored))
        return data


def readable(field, value):
    """A stored value in the words that its field shows."""
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, forms.ModelMultipleChoiceField):
        return "、".join(map(str, value or ()))
    if isinstance(field, forms.ModelChoiceField):
        return field.queryset.filter(pk=value).first()
    if isinstance(field, forms.MultipleChoiceField):
        return "、".join(str(label) for key, label in field.choices if key in (value or ()))
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, value)
    return value
