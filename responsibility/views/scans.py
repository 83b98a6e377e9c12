"""Scans of a letter: added once it is on paper, shown, withdrawn with a reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from jurisdiction.access import Permission
from jurisdiction.actions import QuotaReached, withdraw_picture
from jurisdiction.doors import fetch, requires, show_picture
from responsibility import actions
from responsibility.forms import LetterScansForm, ReasonForm
from responsibility.models import LetterScan
from responsibility.views.letters import answerable, can_answer, scans_of

NO_MORE = gettext_lazy("This letter stands no more: scans belong to the one that took its place.")


@requires(Permission.LETTER_SIGN)
def letter_scan_create(request, pk):
    letter = answerable(request, pk)
    if not letter.is_standing:
        messages.error(request, NO_MORE)
        return redirect(letter)
    is_sent = request.method == "POST"
    form = LetterScansForm(request.POST, request.FILES) if is_sent else LetterScansForm()
    if form.is_valid() and keep(request, form, letter):
        return redirect(letter)
    context = {"form": form, "letter": letter, "pictures": scans_of(letter)}
    return render(request, "responsibility/letter_scans.html", context)


def keep(request, form, letter):
    """Whether the scans are kept; otherwise the form says why not."""
    pictures = form.cleaned_data["scans"]
    try:
        n = actions.add_letter_scans(letter=letter, pictures=pictures, by=request.user)
    except (actions.TooManyScans, QuotaReached) as problem:
        form.add_error("scans", str(problem))
        return False
    except actions.Stale:
        form.add_error(None, NO_MORE)
        return False
    said = _("These pictures were there already.")
    if n:
        said = ngettext("%(n)d picture kept.", "%(n)d pictures kept.", n) % {"n": n}
    messages.success(request, said)
    return True


@require_safe
@requires(Permission.LETTER_READ)
def letter_scan(request, pk, *, is_preview=False):
    scans = LetterScan.objects.visible_to(request.user).select_related("case")
    return show_picture(request, scans, pk, is_preview=is_preview)


@requires(Permission.LETTER_SIGN)
def letter_scan_withdraw(request, pk):
    scans = LetterScan.objects.visible_to(request.user).standing().listed()
    scan = fetch(request, scans.select_related("letter__township", "case"), pk=pk)
    if not can_answer(request.user, scan.letter):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        withdraw_picture(picture=scan, by=request.user, **form.content())
        messages.success(request, _("Withdrawn. No page shows this scan any more."))
        return redirect(scan.letter)
    context = {
        "form": form, "title": _("Withdraw a scan"), "submit": _("Withdraw"),
        "explanation": scan.letter.title, "back": scan.letter.get_absolute_url(),
    }  # fmt: skip
    return render(request, "responsibility/deed_form.html", context)
