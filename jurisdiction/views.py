"""Pages of one's own account, and the office's page of an account that it keeps."""

from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import is_valid_path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jurisdiction import actions
from jurisdiction.access import Permission, may_keep
from jurisdiction.doors import exporting, listing, requires
from jurisdiction.filters import ExportFilter
from jurisdiction.filters.words import seal_words
from jurisdiction.models import Export, Officer
from jurisdiction.names import browser_name
from jurisdiction.sheets.reading import export_sheet
from jurisdiction.sign_in import open_sessions


class Enrol(ActivateTOTPView):
    """Sessions that began with the password alone end when a second factor is there."""

    def form_valid(self, form):
        response = super().form_valid(form)
        key = self.request.session.session_key
        actions.end_sessions(officer=self.request.user, by=self.request.user, but=key)
        return response


def shown(sessions):
    """Sessions as the pages draw them: (row, name of the browser)."""
    return [(session, browser_name(session.user_agent)) for session in sessions]


@require_safe
def account(request):
    """How one signs in, and where one is signed in."""
    sessions = shown(open_sessions(request.user, timezone.now()))
    return render(request, "account/account.html", {"sessions": sessions})


@require_POST
def session_end(request, pk):
    session = get_object_or_404(request.user.usersession_set, pk=pk)
    session.end()
    if session.is_current():
        logout(request)
    messages.success(request, _("The session has ended."))
    return redirect("account")


@require_POST
def other_sessions_end(request):
    key = request.session.session_key
    ended = actions.end_sessions(officer=request.user, by=request.user, but=key)
    tell_ended(request, ended)
    return redirect("account")


def tell_ended(request, ended):
    words = ngettext("%(n)s session has ended.", "%(n)s sessions have ended.", ended)
    messages.success(request, words % {"n": ended})


def kept_officer(request, pk):
    """The officer of this account, if its office is the one that asks."""
    officer = get_object_or_404(Officer.objects.visible_to(request.user), pk=pk)
    if not may_keep(request.user, officer, officer.postings.not_ended(timezone.localdate())):
        raise PermissionDenied
    return officer


@requires(Permission.OFFICER_MANAGE)
@require_safe
def officer_access(request, pk):
    """The ways into an account, for the office that keeps it."""
    kept = kept_officer(request, pk)
    sessions = shown(open_sessions(kept, timezone.now()))
    return render(request, "account/officer_access.html", {"kept": kept, "sessions": sessions})


@requires(Permission.OFFICER_MANAGE)
@require_POST
def officer_sessions_end(request, pk):
    ended = actions.end_sessions(officer=kept_officer(request, pk), by=request.user)
    tell_ended(request, ended)
    return redirect("officer_access", pk)


@requires(Permission.OFFICER_MANAGE)
@require_POST
def officer_second_factor_remove(request, pk):
    actions.remove_second_factor(officer=kept_officer(request, pk), by=request.user)
    messages.success(request, _("The second factor is removed, and all sessions have ended."))
    return redirect("officer_access", pk)


@require_POST
def search(request):
    """Lead on to the list `to` with what its filter form asks, the words sealed."""
    asked = request.POST.copy()
    to = asked.pop("to", [""])[-1]
    asked.pop("csrfmiddlewaretoken", None)
    if not to.startswith("/") or not is_valid_path(to):
        raise Http404
    return redirect(f"{to}?{seal_words(asked, request.user)}")


def export_filter(request):
    exports = Export.objects.visible_to(request.user).select_related("officer")
    return ExportFilter(request.GET, queryset=exports)


@require_safe
@requires(Permission.ACCESS_READ)
def export_list(request):
    """What left the house: every sheet by its serial."""
    return listing(
        request, export_filter(request), "account/exports.html", export=reverse("export_export")
    )


@requires(Permission.FILE_EXPORT, Permission.ACCESS_READ)
def export_export(request):
    return exporting(request, export_filter(request), export_sheet, reverse("export_list"))
