"""Forms of a task: what is asked of whom, and one step of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casefiles.forms.fields import TextField
from casefiles.forms.papers import field_of
from casefiles.models import Task
from casefiles.terms.tasks import TaskKind, TaskMove
from jurisdiction.forms.fields import RowField

# A report is opened by its test and ends by a confirmation.
GIVEN = [(kind.value, kind.label) for kind in TaskKind if kind != TaskKind.REPORT]


class TaskForm(forms.Form):
    """A task about the person of `case`, or about one of `villages`."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    COLUMNS = ("kind", "what", "seat", "assignee", "due_on")
    OPTIONS = {"kind": {"choices": GIVEN}, "due_on": {"may_be_future": True}}

    def __init__(self, *args, case=None, villages=None, **options):
        super().__init__(*args, **options)
        self.case = case
        if case is None:
            self.fields["village"] = RowField(label=_("Village"), queryset=villages)
        for name in self.COLUMNS:
            self.fields[name] = field_of(Task, name, **self.OPTIONS.get(name, {}))

    def content(self):
        content = {name: self.cleaned_data[name] for name in self.COLUMNS}
        village = self.case.village if self.case else self.cleaned_data["village"]
        return content | {"village": village, "case": self.case}


class StepForm(forms.Form):
    """One step; what it must say depends on the move."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = TextField(label=_("What is said"), max_length=300, required=False)
    document_no = TextField(label=_("Document no. of the police"), max_length=80, required=False)

    assignee = TextField(label=_("Given by name to"), max_length=40)

    SPEAK = (TaskMove.ANSWER, TaskMove.RETURN, TaskMove.CLOSE, TaskMove.NOT_CONFIRMED)
    BY_DOCUMENT = (TaskMove.CONFIRM, TaskMove.NOT_CONFIRMED)

    def __init__(self, *args, move, **options):
        super().__init__(*args, **options)
        self.fields["text"].required = move in self.SPEAK
        self.fields["document_no"].required = move == TaskMove.CONFIRM
        if move not in self.BY_DOCUMENT:
            del self.fields["document_no"]
        if move == TaskMove.REASSIGN:
            self.fields["text"] = TextField(label=_("Reason"), max_length=200, required=False)
            self.order_fields(["key", "assignee", "text"])
        else:
            del self.fields["assignee"]
