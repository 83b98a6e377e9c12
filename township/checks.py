"""What Django's own deployment checks miss: doors, policy, sessions, cookies."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from jurisdiction.schedule import LONGEST_SESSION

SIGNED_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"
SIGN_IN_FIRST = "django.contrib.auth.middleware.LoginRequiredMiddleware"
MESSAGES = "django.contrib.messages.middleware.MessageMiddleware"
ALLAUTH = "allauth.account.middleware.AccountMiddleware"
SHORT_SESSIONS = "jurisdiction.middleware.short_sessions"
SECOND_FACTOR_FIRST = "jurisdiction.middleware.second_factor_first"
POLICY = "csp.middleware.CSPMiddleware"
# Each middleware here leans on those that follow it: they have to come before it.
ORDER = {
    SIGN_IN_FIRST: (SIGNED_IN,),
    SHORT_SESSIONS: (SIGNED_IN, MESSAGES, ALLAUTH),
    SECOND_FACTOR_FIRST: (SIGNED_IN, SIGN_IN_FIRST, SHORT_SESSIONS),
}
LOOSE_SOURCES = {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:"}
HARMLESS_DATA = {"img-src"}  # a data: image runs nothing
MUST_BE_SET = ("default-src", "frame-ancestors", "base-uri", "form-action")


@register(Tags.security)
def sign_in_doors(app_configs, **kwargs):
    """Every page is behind the sign-in, the session's length and the second factor."""
    places = {name: place for place, name in enumerate(settings.MIDDLEWARE)}
    found = []
    for door, earlier in ORDER.items():
        if door not in places:
            found.append(Error(f"{door} is not in MIDDLEWARE.", id="tongxin.E001"))
        elif wrong := [
            name for name in earlier if not places.get(name, len(places)) < places[door]
        ]:
            found.append(Error(f"{door} comes before {', '.join(wrong)}.", id="tongxin.E002"))
    return found


@register(Tags.security)
def strict_policy(app_configs, **kwargs):
    """The content security policy is sent, is enforced and lets nothing inline run."""
    policy = getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}
    directives = policy.get("DIRECTIVES", {})
    found = []
    if POLICY not in settings.MIDDLEWARE or "EXCLUDE_URL_PREFIXES" in policy:
        found.append(Error("Not every page has a content security policy.", id="tongxin.E003"))
    if missing := [name for name in MUST_BE_SET if name not in directives]:
        found.append(Error(f"The policy lacks {', '.join(missing)}.", id="tongxin.E004"))
    loose = [f"{name} {source}" for name, source in sources(directives) if is_loose(name, source)]
    if loose:
        found.append(Error(f"The policy allows {', '.join(loose)}.", id="tongxin.E005"))
    return found


def sources(directives):
    for name, values in directives.items():
        for value in [values] if isinstance(values, str) else values:
            yield name, value


def is_loose(name, source):
    return source in LOOSE_SOURCES or (source == "data:" and name not in HARMLESS_DATA)


@register(Tags.security)
def ending_sessions(app_configs, **kwargs):
    """Sessions end in time, and one that somebody ends is ended on the server."""
    found = []
    if not 0 < settings.SESSION_COOKIE_AGE <= LONGEST_SESSION.total_seconds():
        found.append(Error("SESSION_COOKIE_AGE is beyond a session's length.", id="tongxin.E006"))
    if settings.SESSION_ENGINE != "django.contrib.sessions.backends.db":
        found.append(Error("Sessions have to lie in the data base.", id="tongxin.E007"))
    return found


@register(Tags.security)
def second_factor(app_configs, **kwargs):
    """Secrets are sealed, there is a way back from a lost phone, and no device is let off."""
    found = []
    if settings.MFA_ADAPTER != "jurisdiction.sign_in.SecondFactorAdapter":
        found.append(Error("Secrets of the second factor are not sealed.", id="tongxin.E008"))
    if set(settings.MFA_SUPPORTED_TYPES) != {"totp", "recovery_codes"}:
        found.append(Error("The second factor is a code or a recovery code.", id="tongxin.E009"))
    if getattr(settings, "MFA_TRUST_ENABLED", False):
        found.append(Error("A trusted browser skips the second factor.", id="tongxin.E010"))
    return found


@register(Tags.security, deploy=True)
def deployed(app_configs, **kwargs):
    """Cookies of this very host only, and sign-in tries counted by the right address."""
    found = []
    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    if not all(name.startswith("__Host-") for name in names):
        found.append(Warning("Cookies have no __Host- name: set TONGXIN_TLS=1.", id="tongxin.W011"))
    if not settings.ACCOUNT_RATE_LIMITS:
        found.append(Error("Sign-in tries are not counted.", id="tongxin.E012"))
    if settings.BEHIND_TLS and settings.ALLAUTH_TRUSTED_PROXY_COUNT < 1:
        found.append(
            Warning("TLS ends at a proxy: TONGXIN_PROXIES is at least 1.", id="tongxin.W013")
        )
    return found
