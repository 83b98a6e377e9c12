"""Scans of a paper in the bag: added page by page, shown, withdrawn with a reason."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casefiles import actions
from casefiles.forms import BagScansForm, WithdrawForm
from casefiles.models import BagDocument, BagScan
from casefiles.views.photos import drawn, say_how_many
from jurisdiction.access import Permission
from jurisdiction.actions import QuotaReached, withdraw_picture
from jurisdiction.doors import fetch, requires, show_picture


@requires(Permission.FILE_EDIT)
def scan_create(request, pk):
    documents = BagDocument.objects.visible_to(request.user, Permission.FILE_EDIT)
    document = fetch(request, documents.select_related("case"), pk=pk)
    is_sent = request.method == "POST"
    form = BagScansForm(request.POST, request.FILES) if is_sent else BagScansForm()
    if form.is_valid() and keep(request, form, document):
        return redirect(document)
    context = {"form": form, "case": document.case, "pictures": scans_of(document)}
    context |= {"hangs_on": document, "day": document.dated_on, "title": _("Scans of the paper")}
    return render(request, "casefiles/picture_form.html", context)


def keep(request, form, document):
    """Whether the scans are kept; otherwise the form says why not."""
    pictures = form.cleaned_data["scans"]
    try:
        n = actions.add_scans(document=document, by=request.user, pictures=pictures)
    except (actions.TooManyScans, QuotaReached) as problem:
        form.add_error("scans", str(problem))
        return False
    say_how_many(request, n)
    return True


def scans_of(document, *, may_withdraw=False):
    """The scans of a paper as pages draw them, without the pictures themselves."""
    return [
        drawn(scan, "scan", _("Page %(n)d") % {"n": scan.page}, may_withdraw=may_withdraw)
        for scan in document.scans.standing().listed()
    ]


@require_safe
@requires(Permission.FILE_READ)
def scan_show(request, pk, *, is_preview=False):
    scans = BagScan.objects.visible_to(request.user).select_related("case")
    return show_picture(request, scans, pk, is_preview=is_preview)


@requires(Permission.FILE_EDIT)
def scan_withdraw(request, pk):
    scans = BagScan.objects.visible_to(request.user, Permission.FILE_EDIT).standing().listed()
    scan = fetch(request, scans.select_related("case", "document"), pk=pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_picture(picture=scan, by=request.user, **form.cleaned_data)
        messages.success(request, _("Withdrawn. No page shows this scan any more."))
        return redirect(scan.document)
    title = _("Withdraw the scan of page %(n)d") % {"n": scan.page}
    context = {"form": form, "case": scan.case, "title": title, "submit": _("Withdraw")}
    return render(request, "casefiles/deed_form.html", context)
