"""The whole bag, or the forms of it that are ticked, on A4 under a serial of the register."""

import uuid

from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from casefiles import letters, sheets
from casefiles.models import CaseFile
from casefiles.views.bags import bag_of
from casefiles.views.help_letters import letter_contents
from casefiles.views.leave import standing_of
from casefiles.views.plans import plan_contents
from casefiles.views.risk import contents as risk_contents
from casefiles.views.team import team_of
from casefiles.views.tests import contents_of
from jurisdiction.access import Permission, can_in
from jurisdiction.audit import note_export
from jurisdiction.doors import fetch, requires, trace
from jurisdiction.forms.exports import ExportForm
from jurisdiction.history import KeyReused
from jurisdiction.terms import AccessKind

NAME = "一人一档"  # in the register


@requires(Permission.FILE_EXPORT)
def bag_print(request, pk):
    """Asks what the paper is for, then draws it; people under 18 are in no print of a bag."""
    cases = CaseFile.objects.visible_to(request.user, Permission.FILE_EXPORT).leaving()
    case = fetch(request, cases.select_related("village", "group"), pk=pk)
    form = ExportForm(request.POST or None, headers=list(FORMS), initial={"key": uuid.uuid4()})
    form.fields["columns"].label = _("Forms")
    if request.method == "POST" and form.is_valid():
        try:
            return hand_out(request, case, form.cleaned_data)
        except KeyReused:
            form.begin_anew()
    status = 409 if form.is_reused else 200
    context = {"form": form, "case": case}
    return render(request, "casefiles/bag_print_ask.html", context, status=status)


def hand_out(request, case, asked):
    """The pages under their serial; the same form again answers the same. Raises KeyReused."""
    with override("zh-hans"):
        pages = [
            render_to_string(f"casefiles/parts/form_{template}.html", context)
            for name, draw in FORMS.items()
            if name in asked["columns"]
            for template, context in draw(request.user, case, timezone.localdate())
        ]
    files = {(case.pk, case.village_id)}
    export = note_export(
        by=request.user, name=NAME, rows=len(pages), content=[request.path, pages], files=files,
        **asked,
    )  # fmt: skip
    trace(request, AccessKind.EXPORT, files, f"{export.serial} {export.get_purpose_display()}")
    context = {"case": case, "pages": pages, "stamp": export.stamp}
    return render(request, "casefiles/bag_print.html", context)


def cover(officer, case, today):
    """Cover and index (form F2)."""
    context = {"case": case, "today": today, "bag": bag_of(case, today),
               "office": letters.township_of(case)}  # fmt: skip
    yield "f2", context


def roster_page(officer, case, today):
    """The roster page (form F1), with numbers masked."""
    yield "f1", {"case": case, "lines": sheets.roster_lines(case)}


def team(officer, case, today):
    yield "team", {"case": case, "team": team_of(case, today)}


def plan(officer, case, today):
    """The plan of help in force (form F3), else the one that waits."""
    found = case.helpplans.select_related("case__village", "recorded_by", "decision_by")
    latest = found.approved().first() or found.first()
    if latest:
        yield "f3", plan_contents(officer, latest) | {"team": team_of(case, today)}


def visits(officer, case, today):
    """All visit records (form F4) that stand, the earliest first."""
    rows = case.visits.standing().select_related("recorded_by").order_by("visited_on", "pk")
    if rows:
        yield "f4", {"case": case, "visits": rows}


def help_records(officer, case, today):
    """Each activity of help (form F5) that stands, on a page of its own."""
    rows = case.helprecords.standing().select_related("recorded_by")
    for row in rows.order_by("happened_on", "pk"):
        yield "f5", {"case": case, "record": row}


def letter(officer, case, today):
    """The responsibility letter (form F6): the one in force, else the latest."""
    found = case.helpletters.select_related("case__village")
    latest = found.filter(state="signed").first() or found.first()
    if latest:
        yield "f6", letter_contents(latest)


def agreement(officer, case, today):
    """The latest agreement (form F7)."""
    row = case.agreements.select_related("case__village", "step__order").first()
    if row:
        yield "f7", letters.agreement_page(row)


def tests(officer, case, today):
    """Each test record (form F8) that stands, on a page of its own, where results may be read."""
    if not can_in(officer, Permission.TEST_READ, case.village_id):
        return
    rows = case.tests.standing().with_finding()
    rows = rows.select_related("case__village", "slot", "corrected_by")
    for row in rows.order_by("tested_on", "pk"):
        yield "f8", contents_of(row)


def leaves(officer, case, today):
    """Each leave that was taken, and each absence (form F9), on a page of its own."""
    for row in case.leaves.left().select_related("recorded_by").order_by("from_on", "pk"):
        yield "f9", standing_of(row, today) | {"case": case}


def risk(officer, case, today):
    """The latest assessment of risk (form F10)."""
    latest = case.riskassessments.select_related("case__village", "recorded_by").first()
    if latest:
        yield "f10", risk_contents(officer, latest)


FORMS = {
    "封面和卷内目录": cover,
    "花名册页": roster_page,
    "协议书": agreement,
    "帮教责任书": letter,
    "帮教小组": team,
    "帮教措施": plan,
    "走访记录": visits,
    "帮教活动记录": help_records,
    "检测记录": tests,
    "风险评估": risk,
    "请假外出": leaves,
}
