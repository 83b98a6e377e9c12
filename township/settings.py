"""One settings file. What differs per host comes from the environment and fails loudly."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def required(name):
    value = os.environ.get(name)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. bin/serve, bin/test and bin/manage set it; "
            "without them, set it yourself (README.md)."
        )
    return value


def switch(name):
    value = os.environ.get(name) or "0"
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} is 0 or 1, not {value!r}.")
    return value == "1"


def count(name, otherwise):
    value = os.environ.get(name) or str(otherwise)
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} is a number, not {value!r}.")
    return int(value)


def database(url):
    """A postgresql:// address as Django's data base settings; ?host= may name a socket folder."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    try:
        port = parts.port or ""
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}") from None
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": query.pop("user", None) or unquote(parts.username or ""),
        "PASSWORD": query.pop("password", None) or unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": query.pop("port", None) or port,
        # A new connection per request alone costs several times a whole page.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


VAR_DIR = Path(required("VAR_DIR"))
SECRET_KEY = required("SECRET_KEY")
VAULT_KEYS = required("TONGXIN_KEYS")
VAULT_INDEX_KEY = required("TONGXIN_INDEX_KEY")
# The web's own role owns nothing and sees only rows of its scope (docs/adr/0005-two-walls.md).
# Commands that change tables run as their owner: manage.py.
DATABASES = {"default": database(required("DATABASE_URL"))}
WEB_ROLE = DATABASES["default"]["USER"]
if switch("TONGXIN_AS_OWNER"):
    DATABASES = {"default": database(required("TONGXIN_OWNER_URL"))}
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1 localhost").split()
BEHIND_TLS = switch("TONGXIN_TLS")
# How many proxies of our own stand in front and each add to X-Forwarded-For. Sign-in tries are
# counted by address: too few proxies here and all officers share one count, too many and whoever
# tries passwords chooses an address for each try.
ALLAUTH_TRUSTED_PROXY_COUNT = count("TONGXIN_PROXIES", 1 if BEHIND_TLS else 0)
DEBUG = False

INSTALLED_APPS = [
    "township",
    "responsibility",
    "casefiles",
    "campaigns",
    "jurisdiction",
    "township.apps.OfficeAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "pgtrigger",
    "pghistory",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "bootstrap",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "township.gate.gate",
    "jurisdiction.middleware.known_methods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # every URL denies by default
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jurisdiction.middleware.with_token",
    "jurisdiction.middleware.short_sessions",
    "jurisdiction.middleware.second_factor_first",
    "pghistory.middleware.HistoryMiddleware",
    "jurisdiction.middleware.numbered",
    "jurisdiction.middleware.with_search_words",
    "jurisdiction.middleware.walled",
]

ROOT_URLCONF = "township.urls"
WSGI_APPLICATION = "township.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jurisdiction.context.officer",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in
AUTH_USER_MODEL = "jurisdiction.Officer"
AUTHENTICATION_BACKENDS = ["jurisdiction.sign_in.OfficerBackend"]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("home")
ACCOUNT_ADAPTER = "jurisdiction.sign_in.OfficeAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"}
# Rate limits are counted here, so every worker sees the same count. Far more entries than Django's
# 300: past the limit it forgets some, and a flood of names must not clear the count of another.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
PASSWORD_HASHERS = ["jurisdiction.hashers.OfficePassword"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# The second factor: a code from an app, or a recovery code. Who must have one: access.py.
MFA_ADAPTER = "jurisdiction.sign_in.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "jurisdiction.forms.CodeForm",
    "reauthenticate": "jurisdiction.forms.CodeAgainForm",
    "activate_totp": "jurisdiction.forms.EnrolForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tongxin"
MFA_TOTP_TOLERANCE = 1  # thirty seconds either way, for clocks that go wrong
MFA_RECOVERY_CODES_SHOW_ONCE = True
# How long a session lasts: jurisdiction/schedule.py. The cookie lives no longer than that.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
LANGUAGE_COOKIE_SAMESITE = "Lax"
if BEHIND_TLS:  # browsers take a cookie of such a name from this very host only
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if BEHIND_TLS else 0
# Subdomains of this very host are bound too; its neighbours in the office's domain are not. The
# preload list would bind the whole domain, which is seldom the office's own: not asked for.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its form marks as data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# History, written by data base triggers (jurisdiction/history.py)
# One trigger run per statement: per row, a roster of 5,000 takes ten seconds longer
PGHISTORY_LEVEL = pghistory.Statement
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # reading changes nothing

# The API (docs/adr/0011-api.md): JSON only, for whoever is signed in
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "jurisdiction.sign_in.SystemToken",
        "jurisdiction.sign_in.OfficeSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": [
        "jurisdiction.sign_in.OfficerRate",
        "jurisdiction.sign_in.TokenRate",
    ],
    "DEFAULT_THROTTLE_RATES": {"user": "120/min", "token": "60/min", "wrong_token": "20/min"},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS is answered 405
}
# Two columns of one set of choices have one name, and two sets in columns of one name have two.
WORDS_OF_API = {
    "casefiles.terms": (
        "Sex",
        "RiskLevel",
        "Measure",
        "SlotKind",
        "DutyKind",
        "VisitOutcome",
        "OrderState",
        "OrderMove",
        "TestResult",
        "TeamRole",
    ),
    "casefiles.terms.bag": (
        "HelpKind",
        "HelpState",
        "PlanState",
        "HelpRecordKind",
        "HelpLetterState",
        "ReviewResult",
    ),
    "casefiles.terms.breaches": ("BreachStatus",),
    "casefiles.terms.exits": ("ExitStatus",),
    "casefiles.terms.leave": (
        "LeaveState",
        "LeaveStatus",
    ),
    "casefiles.terms.losing": (
        "AttemptOutcome",
        "LostStatus",
    ),
    "casefiles.terms.moves": ("TransferState",),
    "casefiles.terms.tasks": (
        "Seat",
        "TaskKind",
        "TaskMove",
        "TaskState",
        "TaskOutcome",
    ),
    "jurisdiction.terms": ("SlotState",),
}
SPECTACULAR_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {
        f"{name}Enum": f"{room}.{name}" for room, names in WORDS_OF_API.items() for name in names
    }
    | {
        "DecidedLevelEnum": "casefiles.models.risk.LEVELS",
        "OrderedMeasureEnum": "casefiles.models.orders.MEASURES",
    },
    "TITLE": "Tongxin",
    "VERSION": "v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

MESSAGE_STORAGE = "township.messages.SealedMessages"

# Languages: English source strings, Chinese complete
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["township.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 365 * 24 * 60 * 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["township.uploads.BoundedUpload"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
