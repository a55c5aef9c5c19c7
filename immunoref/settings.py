"""All settings. The environment may change what follows an `env.` reader and nothing else."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from immunoref import env
from immunoref.operation import logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

# local: a developer's machine or `make serve`, only reachable by its own host names.
# production: a public host; every value that matters must be given.
ENVIRONMENT = env.choice("ENVIRONMENT", ("local", "production"))
PRODUCTION = ENVIRONMENT == "production"

DEBUG = not PRODUCTION and env.boolean("DEBUG", default=True)
SECRET_KEY = env.secret_key(
    "SECRET_KEY", production=PRODUCTION, keep_in=VAR_DIR / "local-secret-key"
)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", production=PRODUCTION)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    # Before editorial, which takes their pages out of the admin again.
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_otp",
    "therapies",
    "editorial",
    "immunoref.apps.ReferenceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django_filters",
]

MIDDLEWARE = [
    "immunoref.caching.middleware.CachingMiddleware",
    "immunoref.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "immunoref.operation.probes.ProbesMiddleware",
    "immunoref.bounds.BoundsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "editorial.sessions.SessionLimitsMiddleware",
]

ROOT_URLCONF = "immunoref.urls"
WSGI_APPLICATION = "immunoref.wsgi.application"

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
                "therapies.context.site",
            ],
            "libraries": {"entry_parts": "therapies.views.entry_parts"},
        },
    },
]

DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        production=PRODUCTION,
        default_path=VAR_DIR / "immunoref.sqlite3",
    ),
    **env.replica("DATABASE_REPLICA_URL", production=PRODUCTION),
}
DATABASE_ROUTERS = ["editorial.databases.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": env.cache("REDIS_URL"),
    # Counts of who asks the API how often: a flood of them pushes out nothing else.
    "requests": env.cache("REDIS_URL", location="requests"),
    "pages": env.cache("REDIS_URL", location="pages", fails=True),
}
API_REQUESTS_PER_MINUTE = env.integer("API_REQUESTS_PER_MINUTE", 300, least=1)
SEARCHES_PER_MINUTE = env.integer("SEARCHES_PER_MINUTE", 600, least=1)
DOWNLOADS_PER_MINUTE = env.integer("DOWNLOADS_PER_MINUTE", 120, least=1)
REPORTS_PER_HOUR = env.integer("REPORTS_PER_HOUR", 5, least=1)
# Seconds that the database may take over a request; 0 for no limit.
READERS_WAIT, FILES_WAIT = env.integer("READERS_WAIT", 10), env.integer("FILES_WAIT", 60)
STAFF_WAIT = env.integer("STAFF_WAIT", 120)

# Public pages: how many megabytes of them a process keeps, and for how many seconds browsers and
# shared caches may; a shared cache may then show the old page once more while it asks.
PAGE_CACHE_MB = 0 if DEBUG else env.integer("PAGE_CACHE_MB", 12)
HAS_REDIS = env.is_given("REDIS_URL")
MAX_AGE = env.integer("MAX_AGE", 60)
SHARED_MAX_AGE = env.integer("SHARED_MAX_AGE", 300)
STALE_WHILE_REVALIDATE = env.integer("STALE_WHILE_REVALIDATE", 3600)
STALE_IF_ERROR = env.integer("STALE_IF_ERROR", 86_400)
# Seconds for which a process shows what it keeps while the database does not answer.
TRUSTED_WHILE_SILENT = env.integer("TRUSTED_WHILE_SILENT", 60)

AUTH_USER_MODEL = "editorial.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "editorial.passwords.ListedPasswordValidator"},
]
LOGIN_URL = "admin:login"
SECOND_FACTOR = env.second_factor("SECOND_FACTOR", production=PRODUCTION)
OTP_TOTP_ISSUER = "immunoref"
SESSION_IDLE_HOURS = env.integer("SESSION_IDLE_HOURS", 8, least=1)
SESSION_HOURS = env.integer("SESSION_HOURS", 24, least=1)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600

PROCESSOR = env.integer("PROCESSOR", 0) if env.is_given("PROCESSOR") else None
# Lists answer from all their rows in memory; without, from the database.
PUBLISHED_INDEX = env.boolean("PUBLISHED_INDEX", default=True)
# How many megabytes of rows written once a process keeps for all lists.
WRITTEN_ROWS_MB = env.integer("WRITTEN_ROWS_MB", 10, least=1)

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "immunoref" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env.directory("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
RELEASES_DIR = env.directory("RELEASES_DIR", VAR_DIR / "releases")
BACKUP_KEY_FILE = env.file("BACKUP_KEY_FILE")

# The admin edits a drug with all its rates on one page.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000

SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "manifest-src": ["'self'"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
if PRODUCTION:
    # Browsers take a cookie of such a name from this host alone, over TLS, for all of it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_SSL_REDIRECT = PRODUCTION and env.boolean("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.integer("SECURE_HSTS_SECONDS", 31_536_000) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
BEHIND_PROXY = env.boolean("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = logs.configuration(
    env.choice("LOG_FORMAT", ("line", "json")), os.environ.get("ERROR_HANDLER", "")
)
REQUEST_LOG = env.boolean("REQUEST_LOG", default=PRODUCTION)
METRICS_TOKEN = env.token("METRICS_TOKEN")
