"""Signing in: no self sign-up, an account counts only while it is active, secrets are sealed."""

from base64 import b64decode, b64encode

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.throttling import SimpleRateThrottle, UserRateThrottle

from jurisdiction import vault
from jurisdiction.actions import SECRETS, officer_of
from jurisdiction.audit import note_sign_in
from jurisdiction.models import Officer
from jurisdiction.names import place_of_address
from jurisdiction.schedule import has_ended
from jurisdiction.terms import SignInWay

# When the session began and when it was last used, in seconds since 1970. In the session, because
# the row that lists it begins anew with each change of password.
BEGAN_AT, SEEN_AT = "began_at", "seen_at"


class OfficerBackend(AuthenticationBackend):
    """allauth's own, without Django's permission tables: postings say who may."""

    def get_user(self, user_id):
        """With the second factor in the same query: every page asks whether it is there."""
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        officers = Officer.objects.annotate(has_second_factor=Exists(factor))
        officer = officers.filter(pk=user_id).first()
        return officer if officer and self.user_can_authenticate(officer) else None

    def get_all_permissions(self, user_obj, obj=None):
        return set()


class OfficeAdapter(DefaultAccountAdapter):
    """Accounts are made by the office."""

    def is_open_for_signup(self, request):
        return False

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever has just signed in has shown everything that we could ask for again."""
        began_at = self.request.session.get(BEGAN_AT, 0)
        return not 0 <= timezone.now().timestamp() - began_at < REAUTHENTICATION_TIMEOUT

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Wrong passwords count by the account alone: a sender may vary the host that it names."""
        return credentials.get("username", "").lower()

    def authentication_failed(self, request, **credentials):
        """A wrong password is written down under its account; what was typed is not."""
        name = credentials.get("username", "").strip().lower()
        officer = Officer.objects.filter(username=name).first() if "\0" not in name else None
        note(request, officer, SignInWay.PASSWORD, is_let_in=False)

    def get_reauthentication_methods(self, user):
        """Where there is a second factor, it is asked for again, and never the password alone."""
        methods = super().get_reauthentication_methods(user)
        codes = [method for method in methods if method["id"] == "mfa_reauthenticate"]
        return codes or methods


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of the second factor lie sealed in the data base."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong or was used before. Wait for the next one.")
    }

    def validation_error(self, code, *args):
        """A wrong code is written down under the account whose password was right."""
        if code == "incorrect_code":
            stage = getattr(self.request, "_login_stage", None)
            officer = stage.login.user if stage else self.request.user
            note(self.request, officer, SignInWay.CODE, is_let_in=False)
        return super().validation_error(code, *args)

    def encrypt(self, text):
        return b64encode(vault.seal(text, place=SECRETS)).decode()

    def decrypt(self, encrypted_text):
        return vault.unseal(b64decode(encrypted_text), place=SECRETS)


def present_code(secret):
    """What an app with this secret shows now, and for how many seconds yet."""
    now = int(timezone.now().timestamp())
    period = totp.app_settings.TOTP_PERIOD
    code = totp.format_hotp_value(totp.hotp_value(secret, now // period))
    return code, period - now % period


def origin(request):
    """The rough origin of the address that asks, as the log of sign-ins keeps it."""
    return place_of_address(get_adapter().get_client_ip(request))


def note(request, officer, way, *, is_let_in, system=""):
    """Write down that somebody came in, or was refused (`officer` None: under no known name)."""
    address = get_adapter().get_client_ip(request)
    note_sign_in(officer=officer, way=way, is_let_in=is_let_in, address=address, system=system)


def note_session(request):
    """Write down that this request has signed in, and by what."""
    methods = {record["method"] for record in get_authentication_records(request, request.user)}
    way = SignInWay.CODE if "mfa" in methods else SignInWay.PASSWORD
    note(request, request.user, way, is_let_in=True)


def open_sessions(officer, now):
    """The officer's sessions that still open something, the last used one first."""
    sessions = [
        session
        for session in UserSession.objects.purge_and_list(officer)
        if not has_ended(session.created_at, session.last_seen_at, now)
    ]
    return sorted(sessions, key=lambda session: session.last_seen_at, reverse=True)


class OfficeSession(SessionAuthentication):
    """The browser's session; whoever has none is told 401 and not led to the sign-in page."""

    def authenticate_header(self, request):
        return "Session"


class SystemToken(BaseAuthentication):
    """The token of another system, which the middleware has looked up (docs/adr/0023-tokens.md)."""

    def authenticate(self, request):
        token = request._request.token
        if token:
            return request._request.user, token
        if "Authorization" in request.headers:
            slow_down(request)
            note_wrong_token(request)
            raise AuthenticationFailed(_("This token is unknown, has ended or is past its day."))
        return None

    def authenticate_header(self, request):
        return "Bearer"


def note_wrong_token(request):
    """Under its officer, where it is one that has ended, is past its day or is held up."""
    secret = request.headers["Authorization"].partition(" ")[2].strip()
    officer, system = officer_of(secret)
    note(request, officer, SignInWay.TOKEN, is_let_in=False, system=system)


def slow_down(request):
    """Count a wrong token. Raises Throttled where this address has shown too many."""
    rate = WrongTokenRate()
    if not rate.allow_request(request, None):
        raise Throttled(rate.wait())


class WrongTokenRate(SimpleRateThrottle):
    """Wrong tokens of one address. Right ones are never counted, and so never shut out."""

    scope = "wrong_token"

    def get_cache_key(self, request, view):
        return self.cache_format % {
            "scope": self.scope,
            "ident": get_adapter().get_client_ip(request),
        }


class OfficerRate(UserRateThrottle):
    """Requests of one officer's browser."""

    def allow_request(self, request, view):
        return bool(request.auth) or super().allow_request(request, view)


class TokenRate(SimpleRateThrottle):
    """Requests of one token, counted apart from its officer's own."""

    scope = "token"

    def get_cache_key(self, request, view):
        if not request.auth:
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}
