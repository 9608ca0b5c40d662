"""The one settings file; a place differs from another only by environment variables.

PRESS_VAR      where the database, uploads, signed PDFs and the secret key live (default: var/ in the checkout)
DATABASE_URL   another database than var/cms.sqlite3, e.g. postgres://user@/name
PRESS_DEBUG    1 shows Django's error pages; never in production
PRESS_HOSTS    host names that the CMS answers to, separated by commas (default: this machine only)
"""

import os
import secrets
from pathlib import Path

import dj_database_url

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
ALLOWED_HOSTS = os.environ.get("PRESS_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
WSGI_APPLICATION = "cms.wsgi.application"
ROOT_URLCONF = "cms.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "cms.core",
    "cms.units",
    "cms.cases",
    "cms.newsroom",
    "cms.adoption",
    "cms.distribution",
    "cms.issues",
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
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.core.walls.ChooserWall",
    # The preview of an issue is a PDF in a frame of our own page.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
X_FRAME_OPTIONS = "SAMEORIGIN"

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

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Also what JavaScript says: its catalogue is served for wagtail.admin and these folders only.
LOCALE_PATHS = [BASE / "cms/core/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
SIGNED_ROOT = VAR / "signed"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Signed PDFs have no address: only views that check rights hand them out.
    "signed": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": SIGNED_ROOT, "base_url": None}},
}
WHITENOISE_USE_FINDERS = True

WAGTAILADMIN_USER_LOGIN_FORM = "cms.core.forms.LoginForm"
WAGTAIL_SITE_NAME = "简报编辑部"
WAGTAILADMIN_BASE_URL = os.environ.get("PRESS_URL", "http://127.0.0.1:8000")
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no request leaves the machine
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.core.search"}}
WAGTAILIMAGES_IMAGE_MODEL = "core.Picture"
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg"]
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.newsroom.finish.finish"
EMAIL_BACKEND = os.environ.get("PRESS_EMAIL", "django.core.mail.backends.console.EmailBackend")

# An administrator finds the cause of an error on the console, with its traceback.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
