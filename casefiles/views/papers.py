"""The two shapes of every paper in the bag: drawn anew with a key, corrected at a version."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casefiles import actions
from casefiles.models import CaseFile
from casefiles.views.tabs import page_of
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission
from jurisdiction.doors import fetch

DEED = "casefiles/deed_form.html"


def editable_case(request, pk, permission=Permission.FILE_EDIT):
    """The open file into which the officer may put papers, or 404; the reading is noted."""
    cases = CaseFile.objects.visible_to(request.user, permission).select_related("village")
    return fetch(request, cases.open(), pk=pk)


def editable_paper(request, model, pk, permission=Permission.FILE_EDIT):
    """The paper that the officer may correct, or 404; the reading is noted."""
    papers = model.objects.visible_to(request.user, permission)
    return fetch(request, papers.select_related("case__village"), pk=pk)


def create_paper(
    request, case, form_class, title, *, initial=None, deed=None, to=None, refusals=None,
    template=DEED, **options
):  # fmt: skip
    """Draw the empty form; on a good answer put the paper into the bag, once for each key.

    `to` is where it leads then, if not to its page of the file; `refusals` are the words for what
    the deed may raise because of what is stored by now.
    """
    deed = deed or actions.add_paper
    first_values = {"key": uuid.uuid4()} | (initial or {})
    form = form_class(request.POST or None, case=case, initial=first_values, **options)
    if request.method != "POST" or not form.is_valid():
        return draw_paper(request, form, title, template)
    try:
        key = form.cleaned_data["key"]
        deed(form_class.MODEL, case=case, key=key, by=request.user, **form.content())
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return draw_paper(request, form, title, template, status=409)
    except tuple(refusals or ()) as refusal:
        form.add_error(None, refusals[type(refusal)])
        return draw_paper(request, form, title, template, status=409)
    messages.success(request, _("Saved."))
    return redirect(to or page_of(case, form_class.MODEL))


def update_paper(
    request, paper, form_class, title, *, deed=None, to=None, refusals=None, template=DEED,
    **options
):  # fmt: skip
    """Draw the stored paper; on a good answer correct it, or show both texts where it is stale.

    `refusals` are the words for what the deed may raise because of what is stored by now.
    """
    deed = deed or actions.correct_paper
    options |= {"case": paper.case, "paper": paper}
    form = form_class(request.POST or None, initial=form_class.stored_values(paper), **options)
    if request.method != "POST" or not form.is_valid():
        return draw_paper(request, form, title, template)
    try:
        version = form.cleaned_data["version"]
        changed = deed(paper=paper, version=version, by=request.user, **form.content())
    except actions.Stale:
        again = beside_stored(form, form_class, options)
        return draw_paper(request, again, title, template, status=409, is_stale=True)
    except tuple(refusals or ()) as refusal:
        form.add_error(None, refusals[type(refusal)])
        return draw_paper(request, form, title, template, status=409)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect(to or page_of(paper.case, type(paper)))


def beside_stored(form, form_class, options):
    """The form with what was typed, what is stored now beside it, and the version to confirm."""
    options["paper"].refresh_from_db()
    typed = form.data.copy()
    typed["version"] = options["paper"].version
    again = form_class(typed, **options)
    again.full_clean()
    again.show_stored()
    return again


def draw_paper(request, form, title, template=DEED, *, status=200, **context):
    context |= {"form": form, "case": form.case, "title": title, "submit": _("Save")}
    context.setdefault("explanation", form.explanation)
    return render(request, template, context, status=status)
