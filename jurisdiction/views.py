"""Pages of one's own account, and the office's page of an account that it keeps."""

import uuid

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jurisdiction import actions
from jurisdiction.access import Permission, may_appoint, may_keep
from jurisdiction.doors import exporting, listing, requires
from jurisdiction.filters import ExportFilter
from jurisdiction.filters.words import seal_words
from jurisdiction.forms.tokens import TokenForm
from jurisdiction.history import KeyReused
from jurisdiction.models import ApiToken, Export, Officer, Posting, SignIn
from jurisdiction.names import browser_name
from jurisdiction.sheets.reading import export_sheet
from jurisdiction.sign_in import open_sessions

SHOWN_SIGN_INS = 30


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
    context = {"sessions": sessions, "sign_ins": last_sign_ins(request, request.user)}
    return render(request, "account/account.html", context)


def last_sign_ins(request, officer):
    """What the pages show of how somebody came into this account, or tried to; the last first."""
    return SignIn.objects.visible_to(request.user).filter(officer=officer)[:SHOWN_SIGN_INS]


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
    context = {"kept": kept, "sessions": sessions, "sign_ins": last_sign_ins(request, kept)}
    return render(request, "account/officer_access.html", context)


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


# Tokens of the API


def tokens_in_reach(request):
    """The tokens of the accounts that the office keeps, and those in the own name."""
    rows = ApiToken.objects.visible_to(request.user)
    return rows.select_related("posting__officer", "posting__area", "made_by", "ended_by")


@require_safe
def token_list(request):
    """Which systems speak to the API: for the office, and for whoever they act for."""
    today = timezone.localdate()
    rows = [(token, token.badge(today)) for token in tokens_in_reach(request)]
    return render(request, "account/tokens.html", {"rows": rows})


def postings_for_tokens(request):
    """The postings of accounts that the officer may keep, in force today."""
    postings = Posting.objects.visible_to(request.user).in_force(timezone.localdate())
    postings = postings.filter(officer__is_active=True).select_related("officer", "area")
    return [posting for posting in postings if may_appoint(request.user, posting)]


@requires(Permission.OFFICER_MANAGE)
@never_cache
def token_create(request):
    form = TokenForm(
        request.POST or None, postings=postings_for_tokens(request), initial={"key": uuid.uuid4()}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = actions.make_token(by=request.user, **form.cleaned_data)
            return render(request, "account/token_made.html", {"token": token, "secret": secret})
        except KeyReused:
            form.add_error(None, _("This page was sent before with other answers. Open it anew."))
            status = 409
    return render(request, "account/token_form.html", {"form": form}, status=status)


@require_POST
def token_end(request, pk):
    token = get_object_or_404(tokens_in_reach(request), pk=pk)
    actions.end_token(token=token, by=request.user)
    messages.success(request, _("The token has ended: nothing is answered to it any more."))
    return redirect("token_list")
