"""The one settings file; a place differs from another only by environment variables.

PRESS_VAR      where the database, uploads, signed PDFs and the secret key live (default: var/ in the checkout)
DATABASE_URL   another database than var/cms.sqlite3, e.g. postgres://user@/name
PRESS_DEBUG    1 shows Django's error pages; never in production
PRESS_URL      the address that people open, e.g. https://press.example.gov.cn; with https, cookies and pages travel
               encrypted only; with http, as on some intranets, all works, but whoever can listen on the wire can read
               passwords and take over sessions
PRESS_SITE_URL the address at which readers open the site; without it the CMS shows no links to its pages
PRESS_HOSTS    host names that the CMS answers to, separated by commas (default: this machine and the host of PRESS_URL)
PRESS_PROXY    1 behind a proxy that sets X-Forwarded-For and X-Forwarded-Proto; never without one:
               clients could set them
PRESS_SECOND_FACTOR  required: whoever signs or administers must enrol a phone (default: optional)
PRESS_IDLE_HOURS     after how many hours without work a session ends (default: 4)
PRESS_MAIL     the server that takes mails: smtp://user:password@host:port, smtps:// with TLS; console: shows them in
               the window (default: none; notifications stand in the admin only, and administrators set forgotten
               passwords)
PRESS_MAIL_FROM  the address that mails come from
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from records import SetupError
from records.owner import database_files, owner_only

BASE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("PRESS_VAR", BASE / "var"))
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)  # drafts, private registers and signed PDFs live here


def _secret_key() -> str:
    """Return this installation's key, made on first use and readable by its owner only."""
    path = VAR / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("PRESS_DEBUG") == "1"
URL = os.environ.get("PRESS_URL", "http://127.0.0.1:8000").rstrip("/")
SITE_URL = f"{address.rstrip('/')}/" if (address := os.environ.get("PRESS_SITE_URL", "")) else ""
ALLOWED_HOSTS = os.environ.get("PRESS_HOSTS", f"127.0.0.1,localhost,[::1],{urlsplit(URL).hostname}").split(",")
WSGI_APPLICATION = "cms.wsgi.application"
ROOT_URLCONF = "cms.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "cms.desk",
    "cms.security",
    "cms.core",
    "cms.units",
    "cms.releases",
    "cms.reference",
    "cms.cases",
    "cms.newsroom",
    "cms.issues",
    "cms.adoption",
    "cms.dispatch",
    "cms.distribution",
    "cms.help",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MESSAGE_STORAGE = "cms.core.titles.MessageStorage"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.security.middleware.NoNulls",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.core.busy.Busy",
    "cms.core.misread.Misread",
    "cms.security.middleware.Idle",
    "cms.security.middleware.SecondFactorWall",
    "cms.security.lockout.DoorWall",
    "cms.security.throttle.Throttle",
    "cms.desk.wall.Wall",
    "cms.core.deleting.refusing.Refusal",
    # For browsers older than frame-ancestors, which the policy below allows for previews in frames of our own pages.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Wagtail's inline scripts are data here (cms/security/inline.py), so that nothing but our own files runs.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

HTTPS = URL.startswith("https://")
PROXY = os.environ.get("PRESS_PROXY") == "1"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY else None
CSRF_TRUSTED_ORIGINS = [URL] if HTTPS else []
# Browsers' preload lists are for public sites; an office's host has no place there.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

SECOND_FACTOR = os.environ.get("PRESS_SECOND_FACTOR", "optional")
OTP_TOTP_ISSUER = "简报编辑部"
AUDIT_HEADS = VAR / "audit.heads"
DIST = BASE / "dist"  # where releases and their heads are looked for

# Counted from the last work, see cms/security/middleware.py; closing the browser ends a session too.
SESSION_COOKIE_AGE = int(float(os.environ.get("PRESS_IDLE_HOURS", "4")) * 3600)
PASSWORD_RESET_TIMEOUT = 24 * 3600

# A long article has some thousands of fields: five for each paragraph that is a block by itself.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{VAR / 'cms.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Editors and the worker write at the same time: wait for each other instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
FILTERS_EMPTY_CHOICE_LABEL = "全部"
LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Also what JavaScript says: its catalogue is served for wagtail.admin and these folders only.
LOCALE_PATHS = [BASE / "cms/core/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(mode=0o700, exist_ok=True)
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
SIGNED_ROOT = VAR / "signed"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Signed PDFs have no address: only views that check rights hand them out.
    "signed": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": SIGNED_ROOT, "base_url": None},
    },
}
WHITENOISE_USE_FINDERS = True

# At every start of whatever opens them: drafts, registers, signed PDFs and keys are their owner's alone.
try:
    SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
    owner_only(VAR, MEDIA_ROOT, SIGNED_ROOT, *(database_files(Path(DATABASES["default"]["NAME"])) if SQLITE else ()))
except SetupError as error:
    raise SystemExit(f"错误：{error}") from error

WAGTAILADMIN_USER_LOGIN_FORM = "cms.security.login.LoginForm"
WAGTAIL_SITE_NAME = "简报编辑部"
WAGTAILADMIN_BASE_URL = URL
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request leaves the machine
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.core.search"}}
WAGTAILIMAGES_IMAGE_MODEL = "core.Picture"
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.security.uploads.PictureForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "txt"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.security.uploads.DocumentForm"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # documents are saved, never shown as a page of ours
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.newsroom.finish.finish"

# All mails wait in a table (cms/core/mails.py), out of which MAIL_BACKEND sends them;
# none are written where it is empty.
MAIL = urlsplit(os.environ.get("PRESS_MAIL", ""))
MAIL_BACKENDS = {"": "", "console": "console", "smtp": "smtp", "smtps": "smtp"}
if (
    MAIL.scheme not in MAIL_BACKENDS
    or (MAIL.scheme.startswith("smtp") and not MAIL.hostname)
    or (MAIL.path and not MAIL.scheme)
):
    raise ValueError("PRESS_MAIL must look like smtp://user:password@host:port, or console:")
MAIL_BACKEND = MAIL.scheme and f"django.core.mail.backends.{MAIL_BACKENDS[MAIL.scheme]}.EmailBackend"
WAGTAIL_PASSWORD_RESET_ENABLED = bool(MAIL_BACKEND)
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "cms.core.sending.ResetForm"
EMAIL_BACKEND = "cms.core.mails.Outbox"
EMAIL_HOST = MAIL.hostname or ""
EMAIL_USE_SSL = MAIL.scheme == "smtps"
EMAIL_PORT = MAIL.port or (465 if EMAIL_USE_SSL else 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(MAIL.username or ""), unquote(MAIL.password or "")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("PRESS_MAIL_FROM", f"press@{urlsplit(URL).hostname}")

# An administrator finds the cause of an error on the console, with its traceback.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
