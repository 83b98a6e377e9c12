"""What the office asks about entries: the list, one question, its answer and closing."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from casefiles import actions, sheets
from casefiles.filters.entries import EntryQuestionFilter
from casefiles.forms.entries import EntryAnswerForm, EntryCloseForm
from casefiles.models.entries import doubts_waiting_for, questions_for
from casefiles.terms.entries import DoubtStatus
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission, can, can_in
from jurisdiction.doors import exporting, listing, requires, trace
from jurisdiction.terms import AccessKind


def question_filter(request):
    rows = questions_for(request.user)
    return EntryQuestionFilter(request.GET, queryset=rows, request=request)


@require_safe
@requires(Permission.VISIT_RECORD)
def entry_question_list(request):
    export = reverse("casefiles:entry-question-export")
    return listing(
        request, question_filter(request), "casefiles/entry_question_list.html", export=export
    )


@requires(Permission.FILE_EXPORT, Permission.VISIT_RECORD)
def entry_question_export(request):
    back = reverse("casefiles:entry-question-list")
    return exporting(request, question_filter(request), sheets.entry_question_sheet, back)


def question_to_read(request, kind, pk):
    """The question of this kind about the visit, or 404; that its visits were shown is noted."""
    rows = questions_for(request.user)
    for asked in rows:
        if asked.kind == kind and pk in [visit.pk for visit in asked.visits]:
            trace(request, AccessKind.LIST, rows.files_of([asked]))
            return asked
    raise Http404


@require_safe
@requires(Permission.VISIT_RECORD)
def entry_question_detail(request, kind, pk):
    asked = question_to_read(request, kind, pk)
    context = {
        "asked": asked,
        "may_answer": may_answer(request.user, asked),
        "may_close": may_close(request.user, asked),
    }
    return render(request, "casefiles/entry_question_detail.html", context)


def may_answer(officer, asked):
    return asked.author == officer and asked.status != DoubtStatus.CLOSED


def may_close(officer, asked):
    """An officer of every village concerned, and not about the own entries."""
    here = all(can_in(officer, Permission.VISIT_WITHDRAW, area.pk) for area in asked.villages)
    return here and asked.author != officer and asked.status != DoubtStatus.CLOSED


@requires(Permission.VISIT_RECORD)
def entry_question_answer(request, kind, pk):
    asked = question_to_read(request, kind, pk)
    if not may_answer(request.user, asked):
        raise Http404
    return say(request, asked, EntryAnswerForm, actions.answer_question, _("Answer the office"))


@requires(Permission.VISIT_WITHDRAW)
def entry_question_close(request, kind, pk):
    asked = question_to_read(request, kind, pk)
    if not may_close(request.user, asked):
        raise Http404
    return say(request, asked, EntryCloseForm, actions.close_question, _("Close the question"))


def say(request, asked, form_class, deed, title):
    """Draw the form; on a good answer write it down and lead back to the question."""
    to = reverse("casefiles:entry-question-detail", args=[asked.kind.value, asked.first.pk])
    form = form_class(
        request.POST or None, initial={"key": uuid.uuid4(), "counted": len(asked.visits)}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        if said(deed, asked, form, request.user):
            messages.success(request, _("Saved."))
            return redirect(to)
        status = 409
    context = {"form": form, "case": asked.first.case, "title": title, "submit": _("Save")}
    explanation = f"{asked.kind.label} · {len(asked.visits)} · {asked.author.name}"
    context |= {"explanation": explanation}
    return render(request, "casefiles/deed_form.html", context, status=status)


def said(deed, asked, form, by):
    """Whether it is written down; where not, the form says why."""
    try:
        deed(question=asked, by=by, **form.cleaned_data)
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return False
    except (actions.Stale, actions.NotAsked):
        form.data = form.data | {"counted": len(asked.visits)}
        form.add_error(None, _("More entries are asked about by now. Read the question again."))
        return False
    return True


def entry_questions(officer, _today):
    """What waits of entries, for whoever answers or closes: (sentence, address)."""
    asked = doubts_waiting_for(officer)
    is_office = can(officer, Permission.VISIT_WITHDRAW)
    own = [q for q, status in asked if q.author == officer.pk and status == DoubtStatus.OPEN]
    answered = [
        q for q, status in asked if q.author != officer.pk and status == DoubtStatus.ANSWERED
    ]
    address = reverse("casefiles:entry-question-list")
    found = []
    if own:
        said = ngettext(
            "%(n)d question about your entries waits for your answer",
            "%(n)d questions about your entries wait for your answer", len(own),
        )  # fmt: skip
        found.append((said % {"n": len(own)}, f"{address}?status=open"))
    if is_office and answered:
        said = ngettext(
            "%(n)d answer about entries waits to be closed",
            "%(n)d answers about entries wait to be closed", len(answered),
        )  # fmt: skip
        found.append((said % {"n": len(answered)}, f"{address}?status=answered"))
    return found
