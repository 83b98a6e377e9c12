"""One deed on the files that are ticked in the list, or on all that its filter shows.

Three steps, each a form that posts to the next: what is asked, a preview with the count and what
will not be done and why, one confirmation. The ticked files travel along with their versions.
Fetched by its address, which may name files too, a page begins with what is asked.
"""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods

from casefiles import actions
from casefiles.forms.bulk import ReassignForm, answers
from casefiles.forms.schedules import OwnScheduleForm
from casefiles.models import CaseFile, OwnSchedule
from casefiles.views.bag_print import FORMS
from casefiles.views.cases import case_filter
from jurisdiction.access import Permission
from jurisdiction.audit import note_export
from jurisdiction.doors import requires, trace, without_page
from jurisdiction.forms.exports import ExportForm
from jurisdiction.history import KeyReused
from jurisdiction.terms import AccessKind

MOST = 200  # files in one deed
BAGS = 30  # bags in one print
NAME = "一人一档（批量）"  # in the register


def chosen_files(request, permission, most):
    """[(file, version as shown)], or None with the reason told to the officer."""
    seen = CaseFile.objects.visible_to(request.user, permission)
    seen = seen.select_related("village", "group").order_by("village", "group", "pk")
    versions = picked(request)
    if "all" in request.POST and "step" not in request.POST:
        filtered = case_filter(request)
        rows = filtered.qs if filtered.is_valid() else filtered.queryset.none()
        rows = seen.filter(pk__in=rows.order_by().values("pk"))
    else:
        rows = seen.filter(pk__in=versions)
    found = list(rows[: most + 1])
    if not found:
        messages.warning(request, _("Tick files in the list first, or “all that are shown”."))
        return None
    if len(found) > most:
        told = _("At most %(n)d files at once: narrow the list, or tick fewer.")
        messages.warning(request, told % {"n": most})
        return None
    if "step" in request.POST:  # what was previewed says its version
        return [(case, versions[case.pk]) for case in found]
    return [(case, versions.get(case.pk) or case.version) for case in found]


def picked(request):
    """{number of the file: its version as shown, or 0}, from "12" and "12:3".

    The address of a page names them all in one, "12:3,15:1".
    """
    told = request.GET.get("pick", "").split(",") if request.method != "POST" else ()
    picks = [*request.POST.getlist("pick"), *told][: MOST + 1]
    pairs = [pick.partition(":")[::2] for pick in picks]
    return {int(pk): int(version or 0) for pk, version in pairs if is_number(pk, version)}


def is_number(pk, version):
    fits = pk.isdecimal() and len(pk) < 10 and len(version) < 10
    return fits and (not version or version.isdecimal())


def list_query(request):
    return without_page(request, "pick")


def back_to(request):
    query = list_query(request)
    return reverse("casefiles:case-list") + (f"?{query}" if query else "")


def reassign_address(cases):
    """The page that gives these files another contact, as an address; of more than `MOST` the
    first."""
    return f"{reverse('casefiles:bulk-reassign')}?{picks_of((c, c.version) for c in cases)}"


def picks_of(chosen):
    return "pick=" + ",".join(f"{case.pk}:{version}" for case, version in [*chosen][:MOST])


def here(request, chosen):
    """The address by which this page can be fetched again."""
    query = list_query(request)
    return f"{request.path}?{picks_of(chosen)}" + (f"&{query}" if query else "")


def draw(request, template, chosen, **context):
    status = context.pop("status", 200)
    files = [case for case, _version in chosen]
    trace(request, AccessKind.LIST, CaseFile.objects.files_of(files))
    context |= {
        "chosen": chosen, "picks": [f"{case.pk}:{version}" for case, version in chosen],
        "back": back_to(request), "query": list_query(request),
        "here": context.get("here") or here(request, chosen),
    }  # fmt: skip
    return render(request, f"casefiles/{template}.html", context, status=status)


def sorted_out(chosen, problem_of):
    """(what will be done, [(file, why not)])."""
    told = [(case, version, problem_of(case, version)) for case, version in chosen]
    return (
        [(case, version) for case, version, problem in told if not problem],
        [(case, problem) for case, _version, problem in told if problem],
    )


def in_steps(request, chosen, form, problem_of, deed, title, fresh):
    """Ask, preview, confirm. `deed(files)` does it and returns (done, changed meanwhile)."""
    if request.POST.get("step") not in ("preview", "confirm"):
        return draw(request, "bulk_ask", chosen, form=fresh(), title=title)
    if not form.is_valid() or "back" in request.POST:
        return draw(request, "bulk_ask", chosen, form=form, title=title)
    doable, left_out = sorted_out(chosen, problem_of)
    if request.POST["step"] == "preview" or not doable:
        return draw(
            request, "bulk_preview", chosen, form=form, title=title, doable=doable,
            left_out=left_out, answers=list(answers(form)),
        )  # fmt: skip
    try:
        done, stale = deed(doable)
    except KeyReused:
        form.add_error(None, _("This form was sent before with other answers. Begin anew."))
        return draw(request, "bulk_ask", chosen, form=form, title=title, status=409)
    left_out += [(case, changed_meanwhile()) for case in stale]
    return draw(
        request, "bulk_done", chosen, title=title, done=done, left_out=left_out,
        here=back_to(request),
    )  # fmt: skip


def changed_meanwhile():
    return _("Somebody changed this file meanwhile.")


def common_problem(case, version):
    if case.is_closed:
        return _("The file is closed.")
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FILE_EDIT)
def bulk_reassign(request):
    """Another control or help contact for many files."""
    chosen = chosen_files(request, Permission.FILE_EDIT, MOST)
    if chosen is None:
        return redirect(back_to(request))
    form = ReassignForm(request.POST)

    def problem_of(case, version):
        columns = form.columns()
        control = columns.get("control_contact", case.control_contact)
        if control == columns.get("help_contact", case.help_contact):
            return _("Two separate persons control and help.")
        if all(getattr(case, name) == value for name, value in columns.items()):
            return "" if request.POST["step"] == "confirm" else _("This is the contact already.")
        if case.version != version:
            return changed_meanwhile()
        return common_problem(case, version)

    def deed(files):
        today = timezone.localdate()
        return actions.reassign_files(chosen=files, by=request.user, today=today, **form.columns())

    title = _("Another contact for many files")
    return in_steps(request, chosen, form, problem_of, deed, title, ReassignForm)


def keys_of_own(chosen, today):
    """{number of the file: keys of the schedules of its own that hold today}."""
    keys, files = {}, [case.pk for case, _version in chosen]
    for row in OwnSchedule.objects.in_force(today).filter(case__in=files):
        keys.setdefault(row.case_id, []).append(row.idempotency_key)
    return keys


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SCHEDULE_EDIT)
def bulk_plan(request):
    """A schedule of their own for many persons, with one reason."""
    chosen = chosen_files(request, Permission.SCHEDULE_EDIT, MOST)
    if chosen is None:
        return redirect(back_to(request))
    form, today = OwnScheduleForm(request.POST, case=None), timezone.localdate()
    mine = keys_of_own(chosen, today)

    def problem_of(case, version):
        key = uuid.uuid5(form.cleaned_data["key"], str(case.pk))
        if any(other != key for other in mine.get(case.pk, ())):
            return _("This person has a schedule of the own already: change it on the file.")
        if case.version != version:
            return changed_meanwhile()
        return common_problem(case, version)

    def deed(rows):
        content = form.content() | {"key": form.cleaned_data["key"]}
        return actions.plan_files(chosen=rows, by=request.user, today=today, **content)

    def fresh():
        return OwnScheduleForm(case=None, initial={"key": uuid.uuid4(), "valid_from": today})

    title = _("A schedule of their own for many persons")
    return in_steps(request, chosen, form, problem_of, deed, title, fresh)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FILE_EXPORT)
def bulk_print(request):
    """The forms that are ticked of many bags, under one serial of the register."""
    chosen = chosen_files(request, Permission.FILE_EXPORT, BAGS)
    if chosen is None:
        return redirect(back_to(request))
    files = [case.pk for case, _version in chosen]
    of_age = CaseFile.objects.visible_to(request.user).filter(pk__in=files).leaving()
    leaving = set(of_age.values_list("pk", flat=True))
    under_18 = _("People under 18 are in no print of a bag.")
    doable, left_out = sorted_out(chosen, lambda case, _v: "" if case.pk in leaving else under_18)
    is_sent = "step" in request.POST
    initial = {"key": uuid.uuid4()}
    form = ExportForm(request.POST if is_sent else None, headers=list(FORMS), initial=initial)
    form.fields["columns"].label = _("Forms")
    if is_sent and doable and form.is_valid():
        try:
            return hand_out(request, doable, form.cleaned_data, len(left_out))
        except KeyReused:
            form.begin_anew()
    return draw(
        request, "bulk_print_ask", chosen, form=form, title=_("Print many bags"), doable=doable,
        left_out=left_out, status=409 if form.is_reused else 200,
    )  # fmt: skip


def hand_out(request, chosen, asked, minors):
    """The pages of all bags; the same form again answers the same. Raises KeyReused."""
    today = timezone.localdate()
    with override("zh-hans"):
        bags = [
            (case, list(pages_of(request.user, case, asked["columns"], today)))
            for case, _version in chosen
        ]
    pages = [page for _case, of_bag in bags for page in of_bag]
    files = {(case.pk, case.village_id) for case, _version in chosen}
    export = note_export(
        by=request.user, name=NAME, rows=len(pages), content=[request.path, pages], files=files,
        minors_left_out=minors, **asked,
    )  # fmt: skip
    trace(request, AccessKind.EXPORT, files, f"{export.serial} {export.get_purpose_display()}")
    told = ngettext("%(n)d bag", "%(n)d bags", len(chosen)) % {"n": len(chosen)}
    context = {"bags": bags, "stamp": export.stamp, "told": told, "back": back_to(request)}
    context["here"] = here(request, chosen)
    return render(request, "casefiles/bulk_print.html", context)


def pages_of(officer, case, names, today):
    for name, draw_form in FORMS.items():
        for template, context in draw_form(officer, case, today) if name in names else ():
            yield render_to_string(f"casefiles/parts/form_{template}.html", context)
