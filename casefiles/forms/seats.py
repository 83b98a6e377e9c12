"""The form of one seat of a township's helping teams."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from casefiles.models import TeamSeat
from casefiles.terms import TeamRole
from jurisdiction.forms.fields import TextField
from jurisdiction.forms.versions import VersionedForm

KNOWN = _("The house has this seat already: choose it below.")


class SeatForm(VersionedForm):
    """`seat` is the present one, or None for a seat of the office's own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = TextField(label=_("Seat"), max_length=20)
    duty = TextField(label=_("Duties"), max_length=200)
    is_asked = forms.BooleanField(
        label=_("Every team needs it"), required=False,
        help_text=_("A team without it is shown with an empty seat."),
    )  # fmt: skip
    is_in_use = forms.BooleanField(
        label=_("In use"), required=False, initial=True,
        help_text=_("Out of use it is offered no more; members keep it."),
    )  # fmt: skip

    def __init__(self, *args, seat=None, **options):
        super().__init__(*args, **options)
        self.seat = seat
        self.initial.setdefault("version", seat.version if seat else 0)
        if seat:
            del self.fields["name"]
            for name in TeamSeat.CONTENT:
                self.initial.setdefault(name, getattr(seat, name))
        if seat and seat.is_of_the_four:
            del self.fields["is_asked"], self.fields["is_in_use"]

    def clean_name(self):
        name = self.cleaned_data["name"]
        if name in TeamRole or name in known_words():
            raise forms.ValidationError(KNOWN, code="known")
        return name

    def content(self):
        """What the deed takes; the four of the law are always in use and asked for."""
        data = {"is_asked": True, "is_in_use": True} | self.cleaned_data
        return data if self.seat is None else data | {"name": self.seat.name}


def known_words():
    """The words of the seats that the house knows, in each language."""
    words = set()
    for language in ("en", "zh-hans"):
        with override(language):
            words |= {str(role.label) for role in TeamRole}
    return words
