"""Form F8: six fields on a routine test, the rest below; and the next edition of a record."""

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import TextField, not_before_enrolment
from casefiles.forms.papers import PaperForm
from casefiles.models import DrugItem, DrugTest, OfficeRules
from casefiles.schedule import contradiction
from casefiles.terms import Sex
from casefiles.terms.testing import CLOSING, TAKEN, WITHOUT_TESTERS, SampleKind, TestResult
from jurisdiction.forms.versions import VersionedForm

ITEM_RESULTS = [("", "—"), *((result.value, result.label) for result in TAKEN)]


class TestForm(PaperForm):
    """One record of a test. `test` is the record that it corrects, if any."""

    __test__ = False  # a form, not a test case

    MODEL = DrugTest
    BASICS = ("tested_on", "sample_kind", "result", "tester_1", "tester_2", "sampler")
    DETAILS = (
        "notified_on", "notified_how", "taken_at", "place", "kit_brand", "kit_batch",
        "kit_expires_on", "signing", "photo_no", "note", "told_at", "objected_on", "sample_a_no",
        "sample_b_no", "admonition_no", "police_told_at", "police_told_by",
    )  # fmt: skip
    COLUMNS = (*BASICS, "sampler_reason", *DETAILS)
    OPEN_ENDED = ("kit_expires_on",)
    OPTIONS = {
        "tester_2": {"required": False},
        "objected_on": {"help_text": _("The person asked for a laboratory.")},
        "note": {"help_text": _("For a test not taken for another reason: which one.")},
    }

    def __init__(self, *args, case, test=None, **options):
        super().__init__(*args, case=case, **options)
        self.items = list(items_for(test))
        for item in self.items:
            self.fields[name_of(item)] = forms.ChoiceField(
                label=item.name, choices=ITEM_RESULTS, required=False
            )
        if test:
            self.fields["reason"] = TextField(label=_("Reason for the correction"), max_length=150)

    @classmethod
    def stored_values(cls, test):
        """What a correction begins with."""
        items = {name_of(item): test.items.get(item.name, "") for item in items_for(test)}
        return {name: getattr(test, name) for name in cls.COLUMNS} | items

    def clean_tested_on(self):
        return not_before_enrolment(self.cleaned_data["tested_on"], self.case)

    def clean(self):
        data = super().clean()
        self.check_testers(data)
        self.check_sampler(data)
        self.check_kit(data)
        self.ask_order("notified_on", "tested_on", _("The test lies before its notice."))
        asked = contradiction(data.get("result"), self.item_results())
        if asked:
            said = _("The items say: %(result)s. Correct them, or the result.")
            self.add_error("result", said % {"result": TestResult(asked).label})
        if data.get("result") == TestResult.OTHER and not data.get("note"):
            self.add_error("note", _("Why was it not taken?"))
        return data

    def check_testers(self, data):
        first, second = data.get("tester_1"), data.get("tester_2")
        if first and first == second:
            self.add_error("tester_2", _("Two different persons take a test."))
        elif not second and data.get("result") not in (None, *WITHOUT_TESTERS):
            self.add_error("tester_2", _("Two persons take a test. Who was the second?"))

    def check_sampler(self, data):
        """Urine of a woman is taken by a woman; where it was not, the reason is written down."""
        if not self.asks_for_a_woman(data):
            return
        if not data.get("sampler"):
            self.add_error("sampler", _("Urine of a woman is taken by a woman. Who took it?"))
        elif data["sampler"] == Sex.MALE and not data.get("sampler_reason"):
            said = _("Urine of a woman was taken by a man. Say why, and save again.")
            self.add_error("sampler_reason", said)

    def asks_for_a_woman(self, data):
        is_urine = data.get("sample_kind") == SampleKind.URINE
        return self.case.sex == Sex.FEMALE and is_urine and data.get("result") in TAKEN

    def check_kit(self, data):
        """An expired kit makes no result."""
        tested_on, expires_on = data.get("tested_on"), data.get("kit_expires_on")
        if tested_on and expires_on and expires_on < tested_on and data.get("result") in CLOSING:
            said = _("The kit had expired: its result does not count. Record an invalid test.")
            self.add_error("kit_expires_on", said)

    def item_results(self):
        found = {item.name: self.cleaned_data.get(name_of(item)) for item in self.items}
        return {name: result for name, result in found.items() if result}

    def content(self):
        """The columns of the record, and the reason of a correction."""
        names = [*self.COLUMNS, *(["reason"] if "reason" in self.fields else [])]
        return {name: self.cleaned_data[name] for name in names} | {"items": self.item_results()}

    def routine_fields(self):
        names = ["reason"] if "reason" in self.fields else []
        names += self.BASICS if self.case.sex == Sex.FEMALE else self.BASICS[:-1]
        if self["sampler_reason"].errors or self["sampler_reason"].value():
            names = [*names, "sampler_reason"]
        return [self[name] for name in names]

    def detail_fields(self):
        routine = [field.name for field in self.routine_fields()]
        items = [name_of(item) for item in self.items]
        at = self.DETAILS.index("signing")
        names = ["sampler", *self.DETAILS[:at], *items, *self.DETAILS[at:]]
        return [self[name] for name in names if name not in routine]

    def details_open(self):
        return any(field.errors or field.value() for field in self.detail_fields())


def items_for(test):
    """What kits test for, and what the kit of this test tested for."""
    stored = list(test.items) if test else []
    return DrugItem.objects.filter(Q(is_in_use=True) | Q(name__in=stored))


def name_of(item):
    return f"item_{item.pk}"


class DrugItemForm(forms.Form):
    name = TextField(label=_("Item"), max_length=40)
    is_in_use = forms.ChoiceField(
        label=_("In use"), choices=[("True", _("yes")), ("False", _("no"))]
    )

    def clean_is_in_use(self):
        return self.cleaned_data["is_in_use"] == "True"


class RulesForm(VersionedForm):
    """The numbers of a township. `rules` are the present ones, or the defaults."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, rules, **options):
        super().__init__(*args, **options)
        for name in OfficeRules.NUMBERS:
            self.fields[name] = number_field(OfficeRules._meta.get_field(name))
        stored = {name: getattr(rules, name) for name in OfficeRules.NUMBERS}
        self.initial = stored | {"version": rules.version if rules.pk else 0} | self.initial


def number_field(column):
    least, most = (limit.limit_value for limit in column.validators[:2])
    return forms.IntegerField(
        label=capfirst(column.verbose_name), min_value=least, max_value=most,
        help_text=column.help_text,
    )  # fmt: skip
