from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.papers import NumberMixin, PaperForm
from casefiles.models import TeamMember
from casefiles.terms import TeamRole


class AccountField(forms.ModelChoiceField):
    def label_from_instance(self, officer):
        return officer.name


def seat_choices(seats, member=None):
    """The seats in use, and the one that a stored member holds."""
    held = member.role if member else ""
    return [(seat.name, seat.label) for seat in seats if seat.is_in_use or seat.name == held]


class MemberForm(NumberMixin, PaperForm):
    """One seat of the helping team (form F3, last line). `accounts` are officers of the area,
    `seats` those of its township.
    """

    MODEL = TeamMember
    COLUMNS = (
        "role", "name", "relation", "serves_from", "serves_to", "acknowledged_on", "vacancy_reason"
    )  # fmt: skip
    OPEN_ENDED = ("serves_to",)
    OPTIONS = {
        "serves_to": {"help_text": _("The last day. Empty while the member serves.")},
        "acknowledged_on": {"help_text": _("The day on which the member signed the duties.")},
        "vacancy_reason": {
            "help_text": _("Only for the family's seat, and only where nobody can take it.")
        },
    }

    def __init__(self, *args, accounts, seats, **options):
        super().__init__(*args, **options)
        self.fields["role"] = forms.ChoiceField(
            label=_("Seat"), choices=[("", "—"), *seat_choices(seats, self.paper)]
        )
        self.add_phone()
        self.fields["officer"] = AccountField(
            label=_("Account"),
            queryset=accounts,
            required=False,
            help_text=_("If the member signs in here."),
        )
        self.order_fields(["key", "version", "role", "name", "relation", "phone", "officer"])

    @classmethod
    def stored_values(cls, paper):
        return super().stored_values(paper) | {"officer": paper.officer_id}

    def clean(self):
        data = super().clean()
        self.ask_order("serves_from", "serves_to", _("The service ends before it begins."))
        name, reason = data.get("name"), data.get("vacancy_reason")
        if reason and data.get("role") != TeamRole.FAMILY:
            self.add_error("vacancy_reason", _("Only the family's seat may stay empty."))
        elif name and reason:
            self.add_error("vacancy_reason", _("Either a name, or why there is nobody."))
        elif not name and not reason and not {"name", "vacancy_reason"} & self.errors.keys():
            self.add_error("name", _("Who holds this seat?"))
        return data
