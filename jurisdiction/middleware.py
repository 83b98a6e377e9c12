"""What every request passes before its page: session's length, second factor, the second wall."""

import uuid
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pghistory
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from jurisdiction import actions
from jurisdiction.filters.words import SEALED, open_words
from jurisdiction.schedule import has_ended
from jurisdiction.sign_in import BEGAN_AT, SEEN_AT, note, note_session, origin
from jurisdiction.terms import SignInWay
from jurisdiction.wall import officer_scope

NOTED_EVERY = timedelta(minutes=1)  # a write for each page would cost more than it tells
OPEN_BEFORE_ENROLMENT = {
    "account_logout",
    "set_language",
    "account_reauthenticate",
    "mfa_activate_totp",
}


METHODS = ("GET", "HEAD", "POST")
API = "/api/"


def known_methods(get_response):
    """Pages are read and forms are sent; whatever else is asked of an address is refused to all."""

    def answer(request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return get_response(request)

    return answer


def with_token(get_response, clock=timezone.now):
    """In the API, whoever shows a token acts in its posting; a session beside it counts nothing.

    Whoever shows a wrong or ended one is nobody.
    """

    def answer(request):
        request.token = None
        shown = request.headers.get("Authorization")
        if shown is not None and request.path.startswith(API):
            request.user, request.token = acting(request, shown, clock())
        return get_response(request)

    return answer


def acting(request, shown, now):
    """(officer, token) for what a request shows; nobody where that is no token in force."""
    word, _space, secret = shown.partition(" ")
    token = actions.token_of(secret.strip(), now) if word.lower() == "bearer" else None
    if token is None:
        return AnonymousUser(), None
    if actions.note_use(token=token, now=now, place=origin(request)):
        note(request, token.officer, SignInWay.TOKEN, is_let_in=True, system=token.system)
    return token.officer, token


def short_sessions(get_response, clock=timezone.now):
    """End what has lasted or lain idle too long; note when a session was last used."""

    def answer(request):
        if request.token:
            return get_response(request)
        if request.user.is_authenticated:
            end_or_note(request, clock())
        response = get_response(request)
        if request.user.is_authenticated and BEGAN_AT not in request.session:
            begin(request.session, clock())  # this very request has signed in
            note_session(request)
        return response

    return answer


def begin(session, now):
    session[BEGAN_AT] = session[SEEN_AT] = now.timestamp()


def end_or_note(request, now):
    session = request.session
    if BEGAN_AT not in session:
        begin(session, now)
        note_seen(request, now)
    began_at, seen_at = (datetime.fromtimestamp(session[k], UTC) for k in (BEGAN_AT, SEEN_AT))
    if has_ended(began_at, seen_at, now):
        UserSession.objects.filter(session_key=session.session_key).delete()
        logout(request)
        messages.info(request, what_ended(request))
    elif now - seen_at >= NOTED_EVERY:
        note_seen(request, now)


def what_ended(request):
    if request.method == "POST":
        return _(
            "Your session has ended, and what you just sent was not saved. Sign in again and enter "
            "it once more."
        )
    return _("Your session has ended. Sign in again to go on.")


def note_seen(request, now):
    request.session[SEEN_AT] = now.timestamp()
    UserSession.objects.create_from_request(request)


def second_factor_first(get_response):
    """Whoever must have a second factor and has none enrols one, and sees nothing else before."""

    def lead_to_enrolment(request, view, args, kwargs):
        if not request.user.is_authenticated or not request.user.must_enrol:
            return None
        if request.resolver_match.view_name in OPEN_BEFORE_ENROLMENT:
            return None
        return redirect("mfa_activate_totp")

    def answer(request):
        return get_response(request)

    answer.process_view = lead_to_enrolment
    return answer


def numbered(get_response):
    """Give each request a number that its traces, its changes and its answer carry."""

    def answer(request):
        request.id = uuid.uuid4()
        writes = request.method in settings.PGHISTORY_MIDDLEWARE_METHODS
        told = {"request": str(request.id)}
        if request.token:
            told["token"] = request.token.pk
        with pghistory.context(**told) if writes else nullcontext():
            response = get_response(request)
        response["X-Request-Id"] = str(request.id)
        return response

    return answer


def with_search_words(get_response):
    """Open the search words that the address of a list carries sealed."""

    def answer(request):
        if SEALED in request.GET and request.user.is_authenticated:
            request.GET = open_words(request.GET, request.user)
        return get_response(request)

    return answer


def walled(get_response):
    """The whole page in one transaction, in the scope of its officer; an error undoes all of it.

    The inner-most of all: what it answers is complete before anything of it is sent.
    """

    def answer(request):
        with transaction.atomic():
            with officer_scope(
                request.user, posting=posting_of(request), until_commit=not is_nested()
            ):
                response = get_response(request)
            if response.streaming:
                raise RuntimeError("A streaming answer would be read outside its transaction.")
            if getattr(request, "has_failed", False):
                transaction.set_rollback(True)
        return response

    def note_failure(request, exception):
        request.has_failed = True

    answer.process_exception = note_failure
    return answer


def posting_of(request):
    """The number of the only posting that counts in this request, or None."""
    token = getattr(request, "token", None)
    return token.posting_id if token else None


def is_nested():
    """Whether somebody outside has begun the transaction: the tests, which go on with it."""
    return bool(transaction.get_connection().savepoint_ids)
