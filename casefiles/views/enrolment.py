from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext as _

from casefiles import actions
from casefiles.forms.cases import FIELDS, EnrolForm, unsealed
from casefiles.models import CaseFile
from casefiles.models.corrections import column_marks
from casefiles.views.visits import key_reused
from jurisdiction.access import Permission
from jurisdiction.doors import fetch, requires, trace
from jurisdiction.models import Area
from jurisdiction.terms import AccessKind, AreaLevel


@requires(Permission.FILE_EDIT)
def case_create(request):
    form = EnrolForm(request.POST or None, **editable_areas(request.user))
    title = _("Enrol a person")
    if request.method != "POST" or not form.is_valid():
        return draw(request, form, title=title)
    sent = {"key": form.cleaned_data["key"], "by": request.user} | form.columns()
    try:
        if not actions.enrolled_before(**sent) and likely_duplicates(request, form):
            return draw(request, form, title=title)
        case, _is_new = actions.enrol_once(today=timezone.localdate(), **sent)
    except actions.KeyReused:
        form.add_error(None, key_reused())
        return draw(request, form, title=title, status=409)
    except IntegrityError:
        say_open_here(form)
        return draw(request, form, title=title)
    messages.success(request, _("%(name)s is on the roster.") % {"name": case.name})
    return redirect(case)


@requires(Permission.FILE_EDIT)
def case_update(request, pk):
    cases = CaseFile.objects.visible_to(request.user, Permission.FILE_EDIT)
    case = fetch(request, cases.select_related("village", "group").with_order(), pk=pk)
    form = EnrolForm(
        request.POST or None,
        case=case,
        initial=EnrolForm.stored_values(case) | {"version": case.version},
        **editable_areas(request.user, case),
    )
    title = _("Correct the roster page of %(name)s") % {"name": case.name}
    if request.method != "POST" or not form.is_valid():
        return draw(request, form, title=title)
    try:
        if form.cleaned_data["version"] != case.version:
            raise actions.Stale  # before anything is said of other files with this number
        if likely_duplicates(request, form):
            return draw(request, form, title=title)
        changed = correct(request, form)
    except actions.Stale:
        return draw(request, beside_stored(form, case), title=title, is_stale=True, status=409)
    except IntegrityError:
        say_open_here(form)
        return draw(request, form, title=title)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect(case)


def correct(request, form):
    return actions.correct_case(
        case=form.case,
        version=form.cleaned_data["version"],
        by=request.user,
        today=timezone.localdate(),
        **form.columns(),
    )


def editable_areas(officer, case=None):
    """Villages and groups in which the officer may enrol; a file's own place stays choosable."""
    areas = Area.objects.visible_to(officer, Permission.FILE_EDIT).in_force(timezone.localdate())
    found = list(areas.filter(level__in=(AreaLevel.VILLAGE, AreaLevel.GROUP)))
    if case:
        found += [area for area in (case.village, case.group) if area and area not in found]
    return {
        "villages": [area for area in found if area.level == AreaLevel.VILLAGE],
        "groups": [area for area in found if area.level == AreaLevel.GROUP],
    }


def likely_duplicates(request, form):
    """Other open files of this person: an error in the same village, a question in another."""
    others = other_files(request.user, form)
    number, village = form.cleaned_data["id_number"], form.cleaned_data["village"]
    form.duplicates = others
    if number and any(other.village_id == village.code for other in others):
        say_open_here(form)
    elif others and not form.cleaned_data["all_the_same"]:
        form.add_error("all_the_same", ask_for_merge(others))
    return bool(form.errors)


def other_files(officer, form):
    data = form.cleaned_data
    cases = CaseFile.objects.visible_to(officer, Permission.FILE_EDIT).open()
    cases = cases.select_related("village")
    if form.case:
        cases = cases.exclude(pk=form.case.pk)
    if data["id_number"]:
        return list(cases.with_id_number(data["id_number"]))
    if form.case:
        return []
    return list(
        cases.filter(village=data["village"], name=data["name"], birth_date=data["birth_date"])
    )


def ask_for_merge(others):
    links = format_html_join(
        ", ",
        '<a href="{}">{} ({}, {})</a>',
        ((case.get_absolute_url(), case.name, case.village.name, case.file_no) for case in others),
    )
    return format_html(
        "{} {}",
        _(
            "This person seems to have a file already. Look there first, and tick only if it is "
            "somebody else or the two files are to be merged:"
        ),
        links,
    )


def say_open_here(form):
    form.add_error("id_number", _("A file with this ID number is open in this village."))


def beside_stored(form, case):
    """The form with what was typed, what is stored now beside it, and the version to confirm."""
    case.refresh_from_db()
    typed = form.data.copy()
    typed["version"] = case.version
    again = EnrolForm(
        typed,
        case=case,
        villages=list(form.fields["village"].areas.values()),
        groups=list(form.fields["group"].areas.values()),
    )
    again.full_clean()
    for name in filter(unsealed, FIELDS):
        if again.cleaned_data.get(name) != getattr(case, name):
            shown = readable(case, name) or _("empty")
            # Help texts are printed as HTML.
            again[name].help_text = escape(_("Now stored: %(value)s") % {"value": shown})
    return again


def readable(case, name):
    value = getattr(case, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    display = getattr(case, f"get_{name}_display", None)
    return display() if display else value


def draw(request, form, *, status=200, **context):
    shown = [case for case in (form.case, *form.duplicates) if case]
    trace(request, AccessKind.FILE, CaseFile.objects.files_of(shown))
    context |= {"form": form, "case": form.case}
    if form.case:
        context["disputes"] = column_marks(form.case)
    return render(request, "casefiles/case_form.html", context, status=status)
