"""An order as its paper says it; one legal step of it; the agreement that is signed (form F7)."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles import letters, schedule
from casefiles.actions.orders import standing_steps
from casefiles.forms.papers import PaperForm, field_of
from casefiles.models import Agreement, OrderStep, RehabOrder
from casefiles.schedule import orders
from casefiles.terms import OrderMove

ILLEGAL = {
    "not_now": _("This step does not follow from where the order stands."),
    "before_last": _("This day lies before the step before it, or before the order was received."),
    "not_late": _("The last day to report in is not over yet: nobody is late."),
    "no_end": _("The term has not begun: there is no end yet."),
    "too_early": _("The term has not ended. The law knows no earlier release."),
    "no_ground": _("The ground must hold beyond the end of the term and beyond this day."),
}


class OrderForm(PaperForm):
    MODEL = RehabOrder
    COLUMNS = (
        "measure", "document_no", "organ", "decided_on", "received_on", "months",
        "printed_end_on", "credited_days", "credit_document_no", "began_on", "taken_over_on",
    )  # fmt: skip
    OPEN_ENDED = ("printed_end_on",)
    OPTIONS = {
        "months": {"initial": orders.LONGEST_TERM, "min_value": 1},
        "credited_days": {"initial": 0},
    }

    def clean_months(self):
        months = self.cleaned_data["months"]
        if months > orders.LONGEST_TERM:
            raise forms.ValidationError(_("The term is at most three years."))
        return months

    def clean(self):
        data = super().clean()
        self.ask_order(
            "decided_on", "received_on", _("The order is received before it was decided.")
        )
        self.ask_order(
            "began_on", "taken_over_on", _("Give both days, the earlier report-in first.")
        )
        if bool(data.get("began_on")) != bool(data.get("taken_over_on")):
            self.add_error("taken_over_on", _("Give both days, the earlier report-in first."))
        if data.get("credited_days") and not data.get("credit_document_no"):
            self.add_error("credit_document_no", _("Credited isolation needs its document."))
        if self.paper and not self.errors:
            self.fit_steps(self.content())
        return data

    def fit_steps(self, content):
        """A complaint where a step that was entered does not fit the corrected paper."""
        steps = [step.rule for step in standing_steps(self.paper)]
        try:
            orders.walk(RehabOrder(**content).paper, steps)
        except orders.IllegalMove:
            self.add_error(None, _("A step that was entered does not fit. Look at its day first."))


class StepForm(PaperForm):
    """One step, chosen by the address of the page; it asks for what that step needs."""

    MODEL = OrderStep

    REASONED = (OrderMove.LATE_REASON, OrderMove.REFUSAL)
    MORE = {
        OrderMove.TRANSFER: ("place",),
        OrderMove.STAY: ("ground", "until"),
    }

    def __init__(self, *args, case, move, **options):
        self.move = move
        papers = () if move in orders.WITHOUT_DOCUMENT else ("document_no", "organ")
        self.COLUMNS = ("happened_on", *papers, *self.MORE.get(move, ()), "reason")
        needed = (*papers, *self.MORE.get(move, ()), *(["reason"] if move in self.REASONED else []))
        self.OPTIONS = {name: {"required": True} for name in needed}
        if move == OrderMove.STAY:
            self.OPTIONS["until"]["may_be_future"] = True
        super().__init__(*args, case=case, **options)

    def content(self):
        return super().content() | {"move": self.move}

    def complain(self, illegal):
        self.add_error("happened_on", ILLEGAL[illegal.code])


class AgreementForm(StepForm):
    """Form F7: the day of signing, the two parties, and what they agree upon."""

    TERMS = (
        "party_a", "signer_a", "guardian", "family", "measures", "test_plan", "interview_plan",
        "leave_rule", "duties", "contacts", "copies",
    )  # fmt: skip

    def __init__(self, *args, case, **options):
        super().__init__(*args, case=case, **options)
        del self.fields["reason"]
        self.fields["happened_on"].label = _("Signed on")
        for name in self.TERMS:
            self.fields[name] = field_of(Agreement, name)

    def clean(self):
        data = super().clean()
        day = data.get("happened_on")
        is_minor = day and schedule.is_minor(self.case.birth_date, day)
        if is_minor and not data.get("guardian"):
            self.add_error("guardian", _("Under 18: the guardian signs as well."))
        return data

    def content(self):
        """The columns of the step, and under `agreement` those of the agreement."""
        content = super().content()
        return content | {"agreement": {name: content.pop(name) for name in self.TERMS}}


def first_values(case, move):
    """What the empty form of a step begins with: today, and for an agreement the usual terms."""
    values = {"happened_on": timezone.localdate()}
    return values | letters.usual_terms(case) if move == OrderMove.AGREEMENT else values


class TakeBackForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = field_of(OrderStep, "reason", required=True)
